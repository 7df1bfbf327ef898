"""The guide's checks, one small function each: of a row (`RULES`), of an episode and the next (`PAIR_RULES`).

Others of the guide's checks are made while reading: the layout gives each column the code of the check
for a missing or invalid value, and the reader knows repeated children. The guide has about 320 checks;
most compare other rows of a child, or the return with that of the year before, and are not made yet.
`docs/reference/ssda903-checks.md` is made from all of these.
"""

from stonechat.sources.ssda903.rules import episodes, histories, others
from stonechat.sources.ssda903.rules.histories import PAIR_RULES, Histories, Step
from stonechat.sources.ssda903.rules.rule import RULES, Return, Rule

__all__ = [
    "BY_MODEL",
    "BY_READER",
    "PAIR_RULES",
    "RULES",
    "SECOND_ROW",
    "Histories",
    "Return",
    "Rule",
    "Step",
    "episodes",
    "histories",
    "others",
    "rules_of",
]

SECOND_ROW = {"header": "INT32", "oc2": "INT33", "oc3": "INT34", "uasc": "INT36"}
"""By table: the check that a child has one line in it. A second, different line is rejected."""

BY_READER = {code: f"A child has one line in {table}." for table, code in SECOND_ROW.items()}
"""Checks made by `rows.py` itself, in our own words."""


BY_MODEL = ("oc2", "ad1")
"""Tables whose numbers have limits that no check above knows: the model says them."""


def rules_of(table: str) -> list[Rule]:
    """The checks of rows of one file."""
    return [each for each in RULES if each.table == table]
