"""What SSD packs into one cell: outcomes of referrals, assessments, enquiries, conferences; and factors.

The specification writes NFA_FLAG, what is deployed writes OUTCOME_NFA_FLAG; both are read, and kept as the
specification has them. Factors are a list of codes, or an object of codes with yes or no.
"""

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

OUTCOMES = {
    "contacts": "contact_outcome_json",
    "cin_episodes": "referral_outcome_json",
    "cin_assessments": "assessment_outcome_json",
    "s47_enquiry": "s47_outcome_json",
    "initial_cp_conference": "icpc_outcome_json",
}
"""The column of each table that holds outcomes."""

FLAGS = {
    "cin_episodes": ("referral_nfa", "NFA_FLAG"),
    "cin_assessments": ("assessment_outcome_nfa", "NFA_FLAG"),
    "s47_enquiry": ("s47_nfa", "NFA_FLAG"),
    "initial_cp_conference": ("icpc_outcome_cp_flag", "CP_FLAG"),
}
"""The column of yes or no that repeats one of the outcomes, and which; read from there where it is blank."""

CONFERENCE_FLAG = "CP_CONFERENCE_FLAG"
_KEPT = frozenset({"OUTCOME_COMMENTS"})
_YES = frozenset({"Y", "YES", "1", "TRUE"})
_NO = frozenset({"N", "NO", "0", "FALSE"})

Outcomes = Mapping[str, Any]

MOST_REMEMBERED = 10_000
"""How many texts are remembered with what they say: thousands of rows have the same outcomes."""


@lru_cache(maxsize=MOST_REMEMBERED)
def read_outcomes(text: str) -> tuple[Outcomes, str]:
    """The outcomes by the specification's keys; and as text, the same for the same outcomes.

    ValueError if the text is no object in JSON.
    """
    found = _parsed(text)
    if not isinstance(found, dict):
        raise ValueError("an object in JSON")
    plain: dict[str, Any] = {}
    for key, value in found.items():
        name = str(key).strip().upper()
        name = name if name in _KEPT else name.removeprefix("OUTCOME_")
        plain[name] = plain.get(name) or value
    return plain, json.dumps(plain, ensure_ascii=False)


def outcome(outcomes: Outcomes, flag: str) -> bool | None:
    """What one outcome says; None where it is absent or blank."""
    word = str(outcomes.get(flag, "")).strip().upper()
    return True if word in _YES else False if word in _NO else None


def read_factors(text: str) -> list[str]:
    """The codes of the factors found, in order. ValueError if the text is no list or object in JSON.

    Codes with commas between them, without the marks of JSON, are read too.
    """
    if re.fullmatch(r"\s*\w{2,3}(\s*[,;]\s*\w{2,3})*\s*", text):
        return [code.strip().upper() for code in re.split(r"[,;]", text)]
    found = _parsed(text)
    if isinstance(found, dict):
        return [
            str(code).strip().upper() for code, word in found.items() if str(word).strip().upper() in _YES
        ]
    if not isinstance(found, list):
        raise ValueError("a list of codes in JSON")
    return [str(code).strip().upper() for code in found]


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("JSON without so many brackets in each other") from None
