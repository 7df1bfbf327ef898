"""The twelve teams, and which of them works with a family: by its area, and by what it needs.

Three plain truths are planted here (requirements D5): one team closes early, two assess up to the limit.
Next: `workforce.py` gives the teams their workers.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Team:
    """One team of the department."""

    team_id: str
    name: str


DEPARTMENT = Team("DEP1", "Children's services")
FRONT_DOOR = Team("T01", "Front door")
ASSESSMENT = (
    Team("T02", "Assessment North"),
    Team("T03", "Assessment Central"),
    Team("T04", "Assessment South"),
)
HELP = (
    Team("T05", "Help and protection Hill"),
    Team("T06", "Help and protection River"),
    Team("T07", "Help and protection Market"),
    Team("T08", "Help and protection Coast"),
)
CARE = (Team("T09", "Looked after East"), Team("T10", "Looked after West"))
LEAVING_CARE = Team("T11", "Leaving care")
DISABLED = Team("T12", "Disabled children")
ALL = (FRONT_DOOR, *ASSESSMENT, *HELP, *CARE, LEAVING_CARE, DISABLED)

CROWDED = frozenset(ASSESSMENT[:2])
"""Their assessments heap up on the last days before the limit of 45 working days."""
CLOSES_EARLY = HELP[2]
"""Closes most of its cases within three months, and more of its children come back."""


def assessment_team(area: int) -> Team:
    """The team that assesses families of that area."""
    return ASSESSMENT[area // 4]


def help_team(area: int) -> Team:
    """The team that helps and protects children of that area."""
    return HELP[area // 3]


def care_team(area: int) -> Team:
    """The team for looked-after children from that area."""
    return CARE[area // 6]
