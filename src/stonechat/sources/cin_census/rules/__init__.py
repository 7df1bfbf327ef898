"""The census guide's checks that need one child at a time, one small function each (`RULES`).

Others of the guide's checks are made while reading: the layout gives each element the code of the check
for a missing or invalid value, and the reader knows duplicates. What is not done is in `NOT_DONE`, with
the reason. `docs/reference/cin-census-checks.md` is made from all of these.
"""

from stonechat.sources.cin_census.rules import assessments, child, enquiries, episodes, plans
from stonechat.sources.cin_census.rules.rule import RULES, Census, Found, Rule

__all__ = [
    "BY_MODEL",
    "BY_READER",
    "NOT_DONE",
    "RULES",
    "Census",
    "Found",
    "Rule",
    "assessments",
    "child",
    "enquiries",
    "episodes",
    "plans",
    "rules_for",
]

BY_READER = {
    "100": "The reference date is the last day of the collection's year (asked, not assumed).",
    "4180": "Sex is given, as one of its codes.",
    "8510": "A child's id stands in the file once.",
    "8794": "A disability is recorded once for a child.",
    "8898": "A factor is recorded once for an assessment.",
}
"""Checks made by `heading.py` and `read.py` themselves, in our own words."""

BY_MODEL = ("pre_proceedings",)
"""Tables of which the guide has no check: what the model says of their rows is checked instead."""

NOT_DONE = {
    "1520": "One pupil number on two children: needs the whole file in memory.",
    "2886Q": "Share of children without a sex: a share of the whole file, which an indicator can show.",
    "2887Q": "Few disability codes in use: about the whole file.",
    "2888Q": "One disability for each child: about the whole file.",
    "4016": "A need plan open beside a protection plan: 4001 tells of the same plans.",
    "4017": "A need plan open beside a protection plan: 4001 tells of the same plans.",
}
"""Checks of the guide that are not made, and why."""


def rules_for(year: int) -> dict[str, list[Rule]]:
    """The checks that hold for the census of that year, by the table whose rows they look at."""
    found: dict[str, list[Rule]] = {}
    for rule in RULES:
        if rule.since <= year:
            found.setdefault(rule.table, []).append(rule)
    return found
