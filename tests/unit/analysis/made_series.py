"""Series made up for tests: months from April 2022 on unless said, with what judging needs to know."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from stonechat.analysis.judged import Event, EventKind, Step, Target
from stonechat.analysis.series import Better, Between, Point, Series
from stonechat.basics.periods import Period, following, month
from stonechat.indicators.definition import Kind
from stonechat.indicators.measure import Unit

FIRST = month(2022, 4)

Number = int | float | str | None


def periods(first: Period = FIRST) -> Iterator[Period]:
    while True:
        yield first
        first = following(first)


def series(
    values: Iterable[Number],
    *,
    kind: Kind = Kind.DURATION,
    unit: Unit = Unit.DAYS,
    better: Better = Better.LOWER,
    first: Period = FIRST,
    between: Between | None = None,
) -> Series:
    """One point for each value, None for a gap. By default a median time: no calendar is taken out."""
    found = zip(periods(first), values, strict=False)
    points = tuple(Point(each, None if value is None else Decimal(str(value))) for each, value in found)
    return Series("T1", "main", "Made up", "All teams", unit, kind, better, points, between=between)


def percentages(pairs: Iterable[tuple[int, int] | None], *, better: Better = Better.HIGHER) -> Series:
    """One point for each numerator and denominator, its value rounded to one decimal place as figures are."""
    points = tuple(_share(each, pair) for each, pair in zip(periods(), pairs, strict=False))
    return Series("T2", "main", "Made up", "All teams", Unit.PERCENT, Kind.FLOW, better, points)


def _share(period: Period, pair: tuple[int, int] | None) -> Point:
    if pair is None:
        return Point(period, None)
    return Point(period, round(Decimal(100 * pair[0]) / pair[1], 1), *pair)


def step(on: str, *, decided_on: str = "2025-01-10") -> Step:
    return Step(date.fromisoformat(on), "a second panel", "Head of Service", date.fromisoformat(decided_on))


def change(on: str, kind: EventKind = EventKind.DEFINITION) -> Event:
    return Event(date.fromisoformat(on), "counted anew", "Analyst", "All teams", kind)


def target(from_day: str, value: float) -> Target:
    return Target(date.fromisoformat(from_day), value, "the board's plan")
