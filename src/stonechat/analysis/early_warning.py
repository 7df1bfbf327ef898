"""Warns early of a lasting change too small for the limits: CUSUM for rare counts, EWMA for other values.

Both add up small differences over time. They stand beside the chart and change no reading of it.
Sources: Montgomery, Introduction to Statistical Quality Control, chapter 9; Lucas 1985 (Technometrics 27).
The alarm limits of the CUSUM are simulated (`cusum_limits.py`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import log, sqrt

from stonechat.analysis.cusum_limits import ALARM_FREE, limit
from stonechat.analysis.judged import Side
from stonechat.analysis.limits import REACH, individual
from stonechat.analysis.phases import FEWEST_BY_A_STEP
from stonechat.analysis.series import Point, Series


@dataclass(frozen=True, slots=True)
class CusumPoint:
    """A point with the sum after it (before it begins anew), and whether that passes the alarm limit.

    A gap has the sum of the point before.
    """

    point: Point
    total: float
    is_alarm: bool


@dataclass(frozen=True, slots=True)
class Cusum:
    """Counts held against twice what is usual. `expected` is the usual count of a period, `taken_off` what
    each period takes off the sum, `alarm_at` the sum that it must pass.

    If nothing changes there are `alarm_free` periods to a false alarm, on average.
    """

    series: Series
    expected: float
    taken_off: float
    alarm_at: float
    alarm_free: int
    points: tuple[CusumPoint, ...]


@dataclass(frozen=True, slots=True)
class EwmaPoint:
    """A point with the weighted average after it, its limits, and the side on which it is outside them."""

    point: Point
    average: float
    lower: float
    upper: float
    outside: Side | None


def cusum(series: Series, *, baseline: int = 24, alarm_free: int = ALARM_FREE[1]) -> Cusum | None:
    """Whether counts have doubled since the baseline, its first so many points with a value.

    S = max(0, S + count - k), with k = expected / ln 2, the best for twice the expected; it alarms above the
    limit and begins anew at 0. A gap adds nothing. ValueError for a baseline under 12 points, and for a
    number of periods between alarms that has no limit (`ALARM_FREE`).

    None under 12 points, and where the baseline has more than 10 events a period, since limits serve, or
    fewer than one in ten periods: the days between events tell more.
    """
    if baseline < FEWEST_BY_A_STEP:
        raise ValueError(f"a baseline needs {FEWEST_BY_A_STEP} points or more, not {baseline}")
    basis = [float(point.value or 0) for point in series.known[:baseline]]
    expected = sum(basis) / max(len(basis), 1)
    alarm_at = limit(expected, alarm_free)
    if len(basis) < FEWEST_BY_A_STEP or alarm_at is None:
        return None
    taken_off = expected / log(2)
    points = tuple(_sums(series, taken_off, alarm_at))
    return Cusum(series, expected, taken_off, alarm_at, alarm_free, points)


def ewma(
    series: Series, *, baseline: int | None = None, weight: float = 0.2, width: float = 2.7
) -> tuple[EwmaPoint, ...]:
    """Each point with the average of it and all before, older ones weighing less; a gap has none.

    E = weight x value + (1 - weight) x E, from the mean of the first `baseline` points with a value (all
    without one), with limits at `width` standard deviations of E. The standard deviation of a value comes
    from the changes between neighbours, as that of a control chart does. Empty where there are fewer than
    12 points to go by. ValueError for a baseline under 12 and for a weight that is not above 0 and up to 1.
    """
    if not 0 < weight <= 1:
        raise ValueError(f"a weight lies above 0 and goes up to 1, unlike {weight}")
    if baseline is not None and baseline < FEWEST_BY_A_STEP:
        raise ValueError(f"a baseline needs {FEWEST_BY_A_STEP} points or more, not {baseline}")
    basis = _first(series, baseline)
    if sum(value is not None for value in basis) < FEWEST_BY_A_STEP:
        return ()
    lines = individual(basis)
    spread = 0.0 if lines.upper is None else float((lines.upper - lines.centre) / (REACH * _PER_RANGE))
    return tuple(_averages(series, lines.centre, spread, Fraction(str(weight)), width))


_PER_RANGE = Fraction(1128, 1000)
"""The average moving range of normal values for each standard deviation."""


def _sums(series: Series, taken_off: float, alarm_at: float) -> Iterator[CusumPoint]:
    total = 0.0
    for point in series.points:
        if point.value is not None:
            total = max(0.0, total + float(point.value) - taken_off)
        is_alarm = point.value is not None and total > alarm_at
        yield CusumPoint(point, total, is_alarm)
        total = 0.0 if is_alarm else total


def _first(series: Series, baseline: int | None) -> list[Fraction | None]:
    """The values up to the last of the baseline, None for gaps among them."""
    taken: list[Fraction | None] = []
    for point in series.points:
        if baseline is not None and sum(value is not None for value in taken) == baseline:
            break
        taken.append(None if point.value is None else Fraction(point.value))
    return taken


def _averages(
    series: Series, centre: Fraction, spread: float, weight: Fraction, width: float
) -> Iterator[EwmaPoint]:
    average = centre
    for number, point in enumerate(series.known, start=1):
        average += weight * (Fraction(point.value or 0) - average)
        settled = 1 - (1 - weight) ** (2 * number)
        reach = width * spread * sqrt(weight / (2 - weight) * settled)
        apart = float(average - centre)
        side = (Side.HIGH if apart > 0 else Side.LOW) if abs(apart) > reach else None
        yield EwmaPoint(point, float(average), float(centre) - reach, float(centre) + reach, side)
