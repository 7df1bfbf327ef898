"""Which chart a series may have, and why: limits on the wrong series raise alarms that mean nothing.

One small function for each reason not to use a chart of individual values, asked in order; the first that
applies decides. Source: Stonechat's chart rules after NHS England, Making Data Count, and Laney 2002.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from stonechat.analysis.judged import Chart
from stonechat.analysis.limits import spread_beyond_chance
from stonechat.analysis.series import Between, Point, Series
from stonechat.basics.periods import PeriodKind
from stonechat.indicators.definition import Kind
from stonechat.indicators.measure import Unit

FEWEST_FOR_LIMITS = 6
"""Under so many points there are dots only; from here on a mean and trial limits."""

RARE = 5
"""Counts that average less than this a period are rare events."""

SMALLEST_DENOMINATOR = 20
GREATEST_SWING = Fraction(1, 4)
"""A percentage as individual values needs denominators of at least 20, within a quarter of their mean."""

Count = tuple[int, int]
"""Numerator and denominator of a share of a whole: whole numbers, the first no greater than the second."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A chart, and a sentence that says why it is that one."""

    chart: Chart
    why: str


def choose(series: Series) -> Choice:
    """The chart that the series may have. Points without a value count for nothing."""
    for asked in _REASONS:
        choice = asked(series)
        if choice:
            return choice
    return Choice(
        Chart.XMR, "Each value stands on its own, so it is held against the usual change between neighbours."
    )


def counts(points: Sequence[Point]) -> tuple[Count | None, ...] | None:
    """Numerator and denominator of each point, None for a gap; None instead of all where they are no shares.

    They are not where a known point lacks either, where one is not whole (hours, money), or where a
    numerator passes its denominator (assessments for each referral).
    """
    pairs = [None if point.value is None else _count(point) for point in points]
    shares = all(
        pair is not None for pair, point in zip(pairs, points, strict=True) if point.value is not None
    )
    return tuple(pairs) if shares else None


def _count(point: Point) -> Count | None:
    numerator, denominator = point.numerator, point.denominator
    if not isinstance(numerator, int) or not isinstance(denominator, int):
        return None
    return (numerator, denominator) if 0 <= numerator <= denominator and denominator > 0 else None


def _overlapping(series: Series) -> Choice | None:
    kinds = {point.period.kind for point in series.points}
    if series.kind is not Kind.ROLLING and PeriodKind.TWELVE_MONTHS not in kinds:
        return None
    return Choice(
        Chart.LINE,
        "Each point repeats eleven months of the one before, so a run of them says nothing: a plain line.",
    )


def _yearly(series: Series) -> Choice | None:
    years = {PeriodKind.FINANCIAL_YEAR, PeriodKind.SCHOOL_YEAR}
    if not any(point.period.kind in years for point in series.points):
        return None
    return Choice(Chart.LINE, "Years are too few for limits: a plain line.")


def _few(series: Series) -> Choice | None:
    if len(series.known) >= FEWEST_FOR_LIMITS:
        return None
    return Choice(Chart.DOTS, f"Fewer than {FEWEST_FOR_LIMITS} points: dots only.")


def _between(series: Series) -> Choice | None:
    if series.between is Between.DAYS:
        return Choice(Chart.DAYS_BETWEEN, "Rare events are told by the days from one to the next.")
    if series.between is Between.CASES:
        return Choice(Chart.CASES_BETWEEN, "Rare events are told by the cases from one to the next.")
    return None


def _stock(series: Series) -> Choice | None:
    if series.kind is not Kind.STOCK:
        return None
    return Choice(
        Chart.RUN,
        "Most of those counted on one day are counted on the next too, so limits would be too narrow: a line "
        "with its median.",
    )


def _rare(series: Series) -> Choice | None:
    told = [point.numerator if series.unit is Unit.PER_10K else point.value for point in series.known]
    numbers = [Fraction(each) for each in told if each is not None]
    if series.unit not in {Unit.COUNT, Unit.PER_10K} or not numbers or sum(numbers) >= RARE * len(numbers):
        return None
    return Choice(
        Chart.RUN,
        f"Fewer than {RARE} a period on average: a line with its median. The days between events tell more.",
    )


def _uneven_percentage(series: Series) -> Choice | None:
    pairs = counts(series.points) if series.unit is Unit.PERCENT else None
    sizes = [pair[1] for pair in pairs or () if pair]
    if not pairs or not sizes or not _is_uneven(sizes):
        return None
    said = "The number of children divided by is small or varies, so each point has limits of its own"
    if spread_beyond_chance(pairs) > 1:
        return Choice(Chart.P_PRIME, f"{said}, widened because the percentages vary by more than chance.")
    return Choice(Chart.P, f"{said}.")


def _is_uneven(sizes: Sequence[int]) -> bool:
    mean = Fraction(sum(sizes), len(sizes))
    swing = max(abs(size - mean) for size in sizes)
    return min(sizes) < SMALLEST_DENOMINATOR or swing > GREATEST_SWING * mean


_REASONS: tuple[Callable[[Series], Choice | None], ...] = (
    _overlapping,
    _yearly,
    _few,
    _between,
    _stock,
    _rare,
    _uneven_percentage,
)
