"""Whose rows of a list somebody may see: narrowed where they are counted, so that list and count agree.

Who reaches all of the authority sees every row; of a service or team, the rows that their teams have by the
breakdown by team; of a caseload, the rows whose worker they are. Where no source tells team or worker,
nobody can be told their own rows, and such a list is refused in words.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from stonechat.app.permissions import Granted, NotAllowed, Permission, Reach, Viewer
from stonechat.basics.problems import Problem, Severity
from stonechat.indicators.breakdowns import BREAKDOWNS, own_worker_column
from stonechat.indicators.definition import Indicator
from stonechat.indicators.query import AnyOf, Filter, IsMissing, IsOneOf, Not, Tally
from stonechat.model.derived import wide_columns

OWN = {Reach.CASELOAD: "own caseload", Reach.TEAM: "own team", Reach.SERVICE: "own service"}
"""The reason for looking at one's own children, who need no other."""


class NotYours(NotAllowed):
    """A list that the person may not open. It tells nothing of whether there are children in it."""


class NotToldBy(NotAllowed):
    """A list that cannot be narrowed to the person's children, since nothing tells whose they are."""


@dataclass(frozen=True, slots=True)
class Within:
    """The rows within somebody's reach, as granted by one role or several.

    `everyone`: every row. Else the rows of `teams` and those whose worker is in `workers`. `team`: of these,
    the rows of that team alone.
    """

    granted: tuple[Granted, ...]
    everyone: bool
    teams: frozenset[str]
    workers: frozenset[str]
    team: str | None

    @property
    def own_reason(self) -> str | None:
        """The reason of somebody who looks at their own children; None if they must give one."""
        if self.everyone:
            return None
        kinds = {one.scope.reach for one in self.granted}
        return " and ".join(words for reach, words in OWN.items() if reach in kinds)

    @property
    def role(self) -> str:
        """The roles that allow it."""
        return ", ".join(sorted({one.role for one in self.granted}))

    @property
    def scope(self) -> str:
        """How far they reach, in words."""
        return scope_in_words(self.granted)


def scope_in_words(granted: Iterable[Granted]) -> str:
    """How far some roles reach, in words: `all children`, `team North`."""
    said = {
        "all children" if one.scope.reach is Reach.AUTHORITY else f"{one.scope.reach.value} {one.scope.name}"
        for one in granted
    }
    return ", ".join(sorted(words.strip() for words in said))


def within(viewer: Viewer, permission: Permission, team: str | None) -> Within | None:
    """How far the permission reaches, in one team if one is named; None if not at all.

    Somebody whose own team it is, or who names none and reaches no further, looks as one of that team. A
    caseload reaches into any team, and finds its own worker's rows there.
    """
    granted = tuple(one for one in viewer.granted if permission in one.permissions)
    own_team = _of_reach(granted, Reach.TEAM, Reach.SERVICE)
    if team is not None:
        own_team = tuple(one for one in own_team if one.scope.covers(team))
    whole, caseload = _of_reach(granted, Reach.AUTHORITY), _of_reach(granted, Reach.CASELOAD)
    if whole and not (team is not None and own_team):
        return Within(whole, True, frozenset(), frozenset(), team)
    own = (*own_team, *caseload)
    return _own(own, team) if own else None


def _of_reach(granted: Iterable[Granted], *reaches: Reach) -> tuple[Granted, ...]:
    return tuple(one for one in granted if one.scope.reach in reaches)


def _own(granted: tuple[Granted, ...], team: str | None) -> Within:
    teams = frozenset(team for one in granted for team in one.scope.teams)
    workers = frozenset(one.scope.worker for one in granted if one.scope.worker)
    return Within(granted, False, teams, workers, team)


def narrowed(tally: Tally, reach: Within, indicator: Indicator) -> Tally:
    """The question asked of the rows within reach only. Refused (`NotToldBy`) if nothing tells whose they
    are.
    """
    conditions: list[Filter] = []
    if not reach.everyone:
        conditions.append(_own_rows(tally, reach, indicator))
    if reach.team is not None:
        conditions.append(IsOneOf(_told_by_team(tally, indicator), (reach.team,)))
    return replace(tally, where=(*tally.where, *conditions))


def _own_rows(tally: Tally, reach: Within, indicator: Indicator) -> Filter:
    team, worker = team_column(tally, indicator), worker_column(tally)
    either = [
        IsOneOf(column, tuple(sorted(names)))
        for column, names in ((team, reach.teams), (worker, reach.workers))
        if column is not None and names
    ]
    if not either:
        raise _not_told(indicator, "team" if reach.teams else "worker")
    return AnyOf(tuple(either))


def tells_whose(tally: Tally, reach: Within, indicator: Indicator) -> Tally:
    """The question asked of the rows that tell what the reach is known by: a team, a worker."""
    columns = (
        team_column(tally, indicator) if reach.teams else None,
        worker_column(tally) if reach.workers else None,
    )
    told = AnyOf(tuple(Not(IsMissing(column)) for column in columns if column is not None))
    return replace(tally, where=(*tally.where, told))


def _told_by_team(tally: Tally, indicator: Indicator) -> str:
    column = team_column(tally, indicator)
    if column is None:
        raise _not_told(indicator, "team")
    return column


def team_column(tally: Tally, indicator: Indicator) -> str | None:
    """The column of a row's team, as the breakdown by team reads it; None if the indicator has none."""
    if "team" not in indicator.breakdowns:
        return None
    return _there_is(tally, BREAKDOWNS["team"].column_for(tally.table, tally.when))


def worker_column(tally: Tally) -> str | None:
    """The column that tells the worker of a row; None if the table has none."""
    return _there_is(tally, own_worker_column(tally.table, tally.when))


def _there_is(tally: Tally, column: str | None) -> str | None:
    return column if column in {one.name for one in wide_columns(tally.table)} else None


def _not_told(indicator: Indicator, whose: str) -> NotToldBy:
    return NotToldBy(
        Problem(
            f"No return says which {whose} each child behind this number is with, so the list cannot be "
            "narrowed to yours.",
            f"Ask {indicator.owner}, who may see all of it.",
            Severity.ERROR,
            "not_told_whose",
        )
    )
