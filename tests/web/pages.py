"""Every address that there is, with an example of its parts, and the one table of who may ask for it.

A new address that is not in the table fails `test_authorisation.py`, which asks for each of them as each
role; so does one whose view has no policy.
"""

from dataclasses import dataclass
from typing import Any

EVERYBODY = frozenset(("ada", "alice", "ana", "bob", "charlie", "dana", "mina", "nora", "pat"))
READERS = EVERYBODY - {"ada", "nora"}
LISTERS = frozenset(("alice", "ana", "bob", "charlie", "dana"))
DOWNLOADERS = LISTERS - {"bob"}
ANALYST = frozenset(("ana",))
NOTERS = frozenset(("ana", "dana"))
ADMINISTRATOR = frozenset(("ada",))


@dataclass(frozen=True)
class Page:
    """Who may come in, whether anybody may without signing in, and an example of the address's parts."""

    allowed: frozenset[str]
    is_public: bool = False
    parts: tuple[tuple[str, Any], ...] = ()

    @property
    def kwargs(self) -> dict[str, Any]:
        return dict(self.parts)


PUBLIC = Page(EVERYBODY, is_public=True)
ANYBODY = Page(EVERYBODY)
A_PERSON = (("username", "nora"),)
A_ROLE = (("name", "member"),)
A_RUN = (("run_id", "none"),)

AN_INDICATOR = (("id", "AS02"),)

PAGES: dict[str, Page] = {
    "home": ANYBODY,
    "choose-team": ANYBODY,
    "indicator": Page(READERS, parts=AN_INDICATOR),
    "indicator-file": Page(READERS, parts=(*AN_INDICATOR, ("which", "over-time"), ("form", "csv"))),
    "note": Page(NOTERS, parts=AN_INDICATOR),
    "take-note-back": Page(NOTERS, parts=AN_INDICATOR),
    "sign-in": PUBLIC,
    "sign-out": PUBLIC,
    "set-up": PUBLIC,
    "password": ANYBODY,
    "session": ANYBODY,
    "keep-draft": ANYBODY,
    "throw-draft-away": ANYBODY,
    "stop-trying": ANYBODY,
    "my-access": ANYBODY,
    "help-numbers": ANYBODY,
    "scorecard": Page(READERS),
    "scorecard-file": Page(READERS, parts=(("form", "csv"),)),
    "help-symbols": ANYBODY,
    "accessibility": PUBLIC,
    "definitions": ANYBODY,
    "definition": Page(EVERYBODY, parts=(("indicator_id", "FD17"),)),
    "data-errors": Page(ANALYST),
    "children": Page(LISTERS, parts=(("indicator_id", "CN01"),)),
    "benchmark": Page(READERS),
    "benchmark-of": Page(READERS, parts=(("indicator_id", "FD17"),)),
    "benchmark-file": Page(READERS, parts=(("form", "csv"),)),
    "benchmark-of-file": Page(READERS, parts=(("indicator_id", "FD17"), ("form", "csv"))),
    "flow": Page(READERS),
    "flow-file": Page(READERS, parts=(("form", "csv"),)),
    "people": Page(ADMINISTRATOR),
    "add-person": Page(ADMINISTRATOR),
    "person": Page(ADMINISTRATOR, parts=A_PERSON),
    "give-role": Page(ADMINISTRATOR, parts=A_PERSON),
    "take-role": Page(ADMINISTRATOR, parts=(*A_PERSON, ("grant_id", 999_999))),
    "new-password": Page(ADMINISTRATOR, parts=A_PERSON),
    "has-left": Page(ADMINISTRATOR, parts=A_PERSON),
    "let-back-in": Page(ADMINISTRATOR, parts=A_PERSON),
    "roles": Page(ADMINISTRATOR),
    "role": Page(ADMINISTRATOR, parts=A_ROLE),
    "try-role": Page(ADMINISTRATOR, parts=A_ROLE),
    "services": Page(ADMINISTRATOR),
    "remove-service": Page(ADMINISTRATOR),
    "signing-in": Page(ADMINISTRATOR),
    "let-try-again": Page(ADMINISTRATOR),
    "data": Page(ANALYST),
    "undo-import": Page(ANALYST, parts=(("return_id", "none"),)),
    "import": Page(ANALYST),
    "import-run": Page(ANALYST, parts=A_RUN),
    "import-progress": Page(ANALYST, parts=A_RUN),
    "answer-import": Page(ANALYST, parts=A_RUN),
    "accept-import": Page(ANALYST, parts=A_RUN),
    "cancel-import": Page(ANALYST, parts=A_RUN),
    "import-gone": Page(ANALYST, parts=A_RUN),
    "import-problems": Page(ANALYST, parts=(*A_RUN, ("form", "csv"))),
    "audit": Page(ADMINISTRATOR),
    "audit-child": Page(ADMINISTRATOR),
}
"""The matrix: the name of each address and who may ask for it. Kept by hand, so that a change is seen."""


def every_pattern() -> list[Any]:
    """Every address, as Django knows them."""
    from django.urls import URLPattern, get_resolver

    return [each for each in get_resolver().url_patterns if isinstance(each, URLPattern)]
