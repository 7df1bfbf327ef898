"""Makes series of rare events: the days, or the cases, from one event to the next.

Where fewer than five happen in a period most periods say nothing, and each event says something. `judge`
reads such a series like any other. Early warning from the counts themselves is in `early_warning.py`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from stonechat.analysis.series import Better, Between, Point, Series
from stonechat.basics.periods import on_day
from stonechat.indicators.measure import Unit

_TURNED = {
    Better.HIGHER: Better.LOWER,
    Better.LOWER: Better.HIGHER,
    Better.CONTEXTUAL: Better.CONTEXTUAL,
}


def days_between(counted: Series, events: Iterable[date]) -> Series:
    """The days from each event to the next, as a series of the same measure and scope as its counts.

    One point for each event but the first, dated on its day; 0 for a second one on a day. `events` may come
    in any order. More days between are fewer events, so what is better turns round.
    """
    days = sorted(events)
    points = tuple(Point(on_day(after), Decimal((after - before).days)) for before, after in pairwise(days))
    return _spaced(counted, Between.DAYS, Unit.DAYS, points)


def cases_between(counted: Series, cases: Iterable[tuple[date, bool]]) -> Series:
    """The cases without the event from each case with it to the next: children who stayed between leavers.

    One point for each case with the event but the first, dated on its day; 0 where two follow each other.
    `cases` are day and whether the event happened, in order. What is better turns round.
    """
    return _spaced(counted, Between.CASES, Unit.COUNT, tuple(_runs(cases)))


def _runs(cases: Iterable[tuple[date, bool]]) -> Iterator[Point]:
    since: int | None = None
    for day, happened in cases:
        if happened and since is not None:
            yield Point(on_day(day), Decimal(since))
        since = 0 if happened else None if since is None else since + 1


def _spaced(counted: Series, between: Between, unit: Unit, points: tuple[Point, ...]) -> Series:
    return replace(counted, unit=unit, better=_TURNED[counted.better], points=points, between=between)
