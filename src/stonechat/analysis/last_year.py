"""Compares the last value with that of the same period a year before.

For rolling and yearly figures this is the only question of chance that can be asked: neighbours overlap or
are too few for limits, but two years side by side share no event.
"""

from fractions import Fraction

from stonechat.analysis.judged import YearOnYear
from stonechat.analysis.series import Point, Series
from stonechat.basics.periods import previous_year
from stonechat.indicators.definition import Kind
from stonechat.indicators.measure import Unit

_SCALES = {Unit.PERCENT: 100, Unit.PER_10K: 10_000}


def year_before(series: Series, last: Point) -> Point | None:
    """The point of the same period a year before; None where the series does not reach back, or has events
    for points."""
    if series.between is not None:
        return None
    wanted = previous_year(last.period)
    return next((point for point in series.points if point.period == wanted), None)


def year_on_year(series: Series, last: Point, before: Point | None) -> YearOnYear | None:
    """The change since then with its interval, as if every event came alone; None where it cannot be told.

    Not of stocks, most of whose children are the same, nor of values that are no counts, shares or rates.
    """
    from stonechat.analysis.intervals import Confidence, difference, interval_of  # noqa: PLC0415  (see chances.py)

    if before is None or series.kind is Kind.STOCK:
        return None
    intervals = [
        interval_of(series.unit, point.numerator, point.denominator, Confidence.STRICT)
        for point in (last, before)
    ]
    if intervals[0] is None or intervals[1] is None:
        return None
    values = [_exact(series.unit, point) for point in (last, before)]
    if values[0] is None or values[1] is None:
        return None
    found = difference(values[0], intervals[0], values[1], intervals[1])
    return YearOnYear(values[0] - values[1], found.lower, found.upper)


def _exact(unit: Unit, point: Point) -> float | None:
    """The value before it was rounded; None without one."""
    if point.value is None or point.numerator is None:
        return None
    if unit is Unit.COUNT:
        return float(point.numerator)
    return float(Fraction(point.numerator) * _SCALES[unit] / Fraction(point.denominator or 1))
