"""Answers about visits: in time, and alone (CP22, CP23, CN05, CL05, CL06). Only the data set tells visits."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from stonechat.basics.dates import add_months
from stonechat.basics.periods import Period
from stonechat.synthetic.counting import Counter, Counts, Timing, day_looking_back
from stonechat.synthetic.families import Child
from stonechat.synthetic.lives import Life
from stonechat.synthetic.protection import Visit
from stonechat.synthetic.scale import Scale

_OLD_ENOUGH_MONTHS = 48


@dataclass(frozen=True, slots=True)
class _Spell:
    """A plan or a period of care, with the visits at which the child was seen."""

    child: Child
    started: date
    ended: date
    visits: Sequence[Visit]

    def latest(self, day: date) -> Visit | None:
        """The last visit by that day."""
        return next((each for each in reversed(self.visits) if each.on <= day), None)


def _spell(child: Child, started: date, ended: date, visits: Iterable[Visit]) -> _Spell:
    return _Spell(child, started, ended, [each for each in visits if each.seen])


class Visited:
    """What visits belong to: plans for children in need, protection plans, periods of care."""

    def __init__(self, lives: Iterable[Life]) -> None:
        told = list(lives)
        self.in_need = list(_plans_of_need(told))
        self.protected = list(_protection_plans(told))
        self.in_care = [
            _spell(life.child, stay.period.started, stay.period.ended, stay.visits)
            for life in told
            for stay in life.stays
            if not stay.period.is_short_breaks
        ]


def _plans_of_need(lives: Iterable[Life]) -> Iterator[_Spell]:
    for life in lives:
        for plan in (plan for episode in life.episodes for plan in episode.need_plans):
            yield _spell(life.child, plan.started, plan.ended, plan.visits)


def _protection_plans(lives: Iterable[Life]) -> Iterator[_Spell]:
    for life in lives:
        for plan in (plan for episode in life.episodes for plan in episode.plans):
            yield _spell(life.child, plan.started, plan.ended, plan.visits)


def _open(spells: Iterable[_Spell], day: date) -> list[_Spell]:
    return [each for each in spells if each.started <= day < each.ended]


def _in_time(spells: Iterable[_Spell], day: date, days: int) -> Counts:
    """Of the children whose spell has lasted so many days: those seen in the last so many days."""
    long = timedelta(days=days)
    due = [each for each in _open(spells, day) if day - each.started >= long]
    visited = {
        each.child.person_id
        for each in due
        if (seen := each.latest(day)) is not None and day - seen.on <= long
    }
    return {"value": (len(visited), len({each.child.person_id for each in due}))}


def _alone(spells: Iterable[_Spell], day: date) -> Counts:
    """Of the children aged four or more who were seen: those seen alone the last time."""
    latest = {
        each.child.person_id: seen.alone
        for each in _open(spells, day)
        if add_months(each.child.born, _OLD_ENOUGH_MONTHS) <= day and (seen := each.latest(day)) is not None
    }
    return {"value": (sum(latest.values()), len(latest))}


def _protected_in_time(visited: Visited, span: Period, _: Scale) -> Counts:
    return _in_time(visited.protected, span.last, 14)


def _protected_alone(visited: Visited, span: Period, _: Scale) -> Counts:
    return _alone(visited.protected, span.last)


def _in_need_in_time(visited: Visited, span: Period, _: Scale) -> Counts:
    return _in_time(visited.in_need, span.last, 28)


def _in_care_in_time(visited: Visited, span: Period, _: Scale) -> Counts:
    return _in_time(visited.in_care, span.last, 42)


def _in_care_alone(visited: Visited, span: Period, _: Scale) -> Counts:
    return _alone(visited.in_care, span.last)


FROM_VISITS: dict[str, tuple[Timing, Counter[Visited]]] = {
    "CP22": (day_looking_back(1), _protected_in_time),
    "CP23": (day_looking_back(1), _protected_alone),
    "CN05": (day_looking_back(1), _in_need_in_time),
    "CL05": (day_looking_back(2), _in_care_in_time),
    "CL06": (day_looking_back(2), _in_care_alone),
}
