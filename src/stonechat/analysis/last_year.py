"""Compares the last value with that of the same period a year before.

For rolling and yearly figures this is the only question of chance that can be asked: neighbours overlap or
are too few for limits, but two years side by side share no event.
"""

from fractions import Fraction

from stonechat.analysis.judged import YearOnYear
from stonechat.analysis.series import Point, Series
from stonechat.analysis.small_numbers import number, with_unit
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


def change_in_words(series: Series, last: Point, before: Point) -> str | None:
    """How far the last value lies from that of a year before, and whether chance makes as much.

    The difference is that of the values as they are told, so that whoever subtracts them finds it. None where
    either has no value.
    """
    if last.value is None or before.value is None:
        return None
    found = year_on_year(series, last, before)
    moved = _moved(series, last, before, float(last.value - before.value))
    if found is None:
        return f"{moved}."
    verdict = "more than chance makes" if found.is_more_than_chance else "no more than chance makes"
    lower, upper = (_number(series, last, before, end) for end in (found.lower, found.upper))
    return f"{moved} (99.8% interval of the change {lower} to {upper}): {verdict}."


def _moved(series: Series, last: Point, before: Point, change: float) -> str:
    amount = _number(series, last, before, abs(change))
    if not float(amount.replace(",", "")):
        return "The same as a year before"
    unit = "percentage points" if series.unit is Unit.PERCENT else with_unit(series.unit, "").strip()
    return f"{amount} {unit} {'more' if change > 0 else 'less'} than a year before".replace("  ", " ")


def _number(series: Series, last: Point, before: Point, value: float) -> str:
    sizes = [point.denominator for point in (last, before) if point.denominator is not None]
    return number(series.unit, value, min(sizes, default=None)).replace("-", "\u2212")
