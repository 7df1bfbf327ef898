"""The guide's checks of one row at a time, one small function each (`RULES`).

Others of the guide's checks are made while reading: the layout gives each column the code of the check
for a missing or invalid value, and the reader knows repeated children. The guide has about 320 checks;
most compare a child's rows with each other or with the year before, and are not made yet.
`docs/reference/ssda903-checks.md` is made from all of these.
"""

from stonechat.sources.ssda903.rules import episodes, others
from stonechat.sources.ssda903.rules.rule import RULES, Return, Rule

__all__ = ["BY_READER", "RULES", "Return", "Rule", "episodes", "others", "rules_of"]

BY_READER = {
    "INT31": "A child has one line in AD1 (a second is loaded too).",
    "INT34": "A child has one line in OC3.",
    "INT35": "A child has one line in previous permanence (a second is loaded too).",
}
"""Checks made by `rows.py` itself, in our own words."""


def rules_of(table: str) -> list[Rule]:
    """The checks of rows of one file."""
    return [each for each in RULES if each.table == table]
