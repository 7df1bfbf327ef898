"""What the next periods would look like if nothing changes."""

from collections.abc import Iterator
from fractions import Fraction
from math import sqrt
from statistics import mean

from stonechat.analysis.chances import beyond_normal, beyond_t
from stonechat.analysis.choosing import counts
from stonechat.analysis.judged import Chart, Expected, Outlook
from stonechat.analysis.measuring import Measured
from stonechat.analysis.phases import known
from stonechat.analysis.rules import Lines
from stonechat.analysis.series import Series
from stonechat.basics.dates import CalendarEnds
from stonechat.basics.periods import Period, following

AHEAD = 3

_FREEDOM = 0.62  # degrees of freedom of an average moving range, for each point but one (Wheeler 1995)


def outlook(series: Series, chart: Chart, measured: Measured, lines: Lines, basis: int) -> Outlook | None:
    """The next three periods by the lines of the last point, worked out from so many points (`basis`).

    Percentages are taken at the mean of their last twelve denominators. None for a chart without limits in
    periods, for limits without width, and where the calendar of working days ends before.
    """
    if chart not in {Chart.XMR, Chart.P, Chart.P_PRIME} or lines.upper in {None, lines.centre}:
        return None
    chance = _chance_outside(basis, spread_is_known=chart is Chart.P)
    reach = _reach(series, chart, measured, lines)
    try:
        ahead = tuple(_expected(period, measured, lines.centre, reach) for period in _next_periods(series))
    except CalendarEnds:
        return None
    return Outlook(ahead, round(1 / chance))


def _next_periods(series: Series) -> Iterator[Period]:
    period = series.points[-1].period
    for _ in range(AHEAD):
        period = following(period)
        yield period


def _expected(period: Period, measured: Measured, centre: Fraction, reach: Fraction) -> Expected:
    put_back = measured.calendar.of(period).put_back
    return Expected(period, *map(put_back, (centre, centre - reach, centre + reach)))


def _reach(series: Series, chart: Chart, measured: Measured, lines: Lines) -> Fraction:
    """From the centre to a limit: the last point's, or for percentages what it is at a usual denominator.

    A season of few years fits them better than it will fit the next: with n of each month, what is left of
    theirs varies by (n - 1) / n of chance, and of the next by (n + 1) / n.
    """
    reach = Fraction(0) if lines.upper is None else lines.upper - lines.centre
    if measured.calendar.seasons:
        years = known(series.points) / 12
        return reach * Fraction(sqrt((years + 1) / (years - 1)))
    if chart is Chart.XMR:
        return reach
    sizes = [pair[1] for pair in counts(series.points) or () if pair]
    usual = mean(sizes[-12:])
    return reach * Fraction(sqrt(sizes[-1] / usual))


def _chance_outside(basis: int, *, spread_is_known: bool) -> float:
    """The chance that a further point lies outside limits that were worked out from so many points.

    Greater than the 0.27% of limits that are known for certain, since mean and spread are estimates.
    """
    reach = 3 / sqrt(1 + 1 / basis)
    return 2 * (beyond_normal(reach) if spread_is_known else beyond_t(reach, _FREEDOM * (basis - 1)))
