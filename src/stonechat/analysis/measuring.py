"""What is held against limits for each kind of chart: values, lines for a phase, and how lines are shown.

A chart of percentages is judged on numerators and denominators, one of days between events on a power of
the days, one of counts with the calendar taken out; every other on the values as they are shown.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from stonechat.analysis.adjusting import Calendar, calendar_of
from stonechat.analysis.choosing import Count, counts
from stonechat.analysis.judged import Chart, Phase
from stonechat.analysis.limits import cases_between, individual, median, proportion, spread_beyond_chance
from stonechat.analysis.rules import Lines
from stonechat.analysis.series import Series

POWER = 3.6
"""Days between rare events, to the power of 1 / 3.6, are close to normal (Nelson 1994)."""

_NO_CALENDAR = Calendar(None, {})

Values = tuple[Fraction | None, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """A series as it is judged. `values` has one for each point, None for a gap.

    `lines` gives the lines of every place of a phase from the values (by place) that they are worked out
    from. `shown` turns a line at a place into the unit of the series. `calendar` is what was taken out.
    """

    values: Values
    lines: Callable[[range, range], tuple[Lines, ...]]
    shown: Callable[[int, Fraction], float]
    calendar: Calendar = _NO_CALENDAR


def measured(series: Series, chart: Chart, phases: Sequence[Phase], *, screened: bool) -> Measured | None:
    """The series as that chart judges it; None for a chart without a centre (a plain line, dots)."""
    if chart in {Chart.LINE, Chart.DOTS}:
        return None
    if chart in {Chart.P, Chart.P_PRIME}:
        return _percentages(series, is_prime=chart is Chart.P_PRIME)
    if chart is Chart.DAYS_BETWEEN:
        return _days_between(series, screened=screened)
    if chart is Chart.XMR:
        return _individual_values(series, phases, screened=screened)
    values = _as_shown(series)
    return Measured(
        values, _same_for_all(values, median if chart is Chart.RUN else cases_between), _unchanged
    )


def _individual_values(series: Series, phases: Sequence[Phase], *, screened: bool) -> Measured:
    shown = _as_shown(series)
    calendar = calendar_of(series, shown, phases)
    if not calendar.adjusts:
        lines = _same_for_all(shown, lambda values: individual(values, screened=screened))
        return Measured(shown, lines, _unchanged)
    adjustments = [calendar.of(point.period) for point in series.points]
    pairs = zip(shown, adjustments, strict=True)
    values = tuple(None if value is None else each.taken_out(value) for value, each in pairs)
    lines = _same_for_all(values, lambda values: individual(values, screened=screened))
    return Measured(values, lines, lambda place, line: adjustments[place].put_back(line), calendar)


def _percentages(series: Series, *, is_prime: bool) -> Measured:
    pairs = counts(series.points) or ()

    def lines(phase: range, baseline: range) -> tuple[Lines, ...]:
        basis = [pairs[place] for place in baseline]
        spread = spread_beyond_chance(basis) if is_prime else Fraction(1)
        return tuple(_of_percentage(basis, pairs[place], spread) for place in phase)

    values = tuple(None if pair is None else Fraction(100 * pair[0], pair[1]) for pair in pairs)
    return Measured(values, lines, _unchanged)


def _of_percentage(basis: Sequence[Count | None], pair: Count | None, spread: Fraction) -> Lines:
    """Lines at a point's denominator; at a gap the centre alone, which needs none."""
    lines = proportion(basis, pair[1] if pair else 1, spread)
    return lines if pair else Lines(lines.centre)


def _days_between(series: Series, *, screened: bool) -> Measured:
    days = [None if point.value is None else float(point.value) for point in series.points]
    values = tuple(None if each is None else Fraction(each ** (1 / POWER)) for each in days)
    lines = _same_for_all(values, lambda values: individual(values, screened=screened))
    return Measured(values, lines, lambda _place, line: max(0.0, float(line)) ** POWER)


def _same_for_all(
    values: Values, work_out: Callable[[Values], Lines]
) -> Callable[[range, range], tuple[Lines, ...]]:
    """The same lines at every place of a phase."""

    def lines(phase: range, baseline: range) -> tuple[Lines, ...]:
        return (work_out(values[baseline.start : baseline.stop]),) * len(phase)

    return lines


def _as_shown(series: Series) -> Values:
    return tuple(None if point.value is None else Fraction(point.value) for point in series.points)


def _unchanged(_place: int, line: Fraction) -> float:
    return float(line)
