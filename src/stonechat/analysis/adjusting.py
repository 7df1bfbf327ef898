"""Takes out what the calendar explains before a series is judged: working days, and the season.

A count of a short month is not a change. The values themselves stay as they are: what is taken out is put
back into the limits, which so follow the month, and the line that people see is the one in the table.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from functools import cached_property, lru_cache

from stonechat.analysis.chances import beyond_f
from stonechat.analysis.judged import Phase
from stonechat.analysis.series import Series
from stonechat.basics.dates import CalendarEnds, working_days
from stonechat.basics.periods import Period, PeriodKind
from stonechat.indicators.definition import Kind
from stonechat.indicators.measure import Unit

FEWEST_FOR_SEASON = 36
"""Months that a season needs to be told from chance."""

_SURE_OF_SEASON = 0.01  # the chance at which months that do not differ would seem to

Values = Sequence[Fraction | None]


@dataclass(frozen=True)
class Adjustment:
    """What one period's calendar does to a value: plus so much for its season, times so much for its days."""

    days: Fraction = Fraction(1)
    season: Fraction = Fraction(0)

    def taken_out(self, value: Fraction) -> Fraction:
        """The value as it would be in a period like any other."""
        return value / self.days - self.season

    def put_back(self, line: Fraction) -> float:
        """A line through adjusted values, as it lies among the values themselves."""
        season, days = self._to_show
        return (float(line) + season) * days

    @cached_property
    def _to_show(self) -> tuple[float, float]:
        return float(self.season), float(self.days)


@dataclass(frozen=True, slots=True)
class Calendar:
    """How values are adjusted: by the working days of their period and by the season of their month.

    `usual_days` is the mean of working days over the series' periods, None where nothing is corrected for
    them. `seasons` holds what each calendar month (1 to 12) adds to a usual one; empty without a season.
    """

    usual_days: Fraction | None
    seasons: dict[int, Fraction]

    @property
    def adjusts(self) -> bool:
        """Whether anything is taken out."""
        return self.usual_days is not None or bool(self.seasons)

    def of(self, period: Period) -> Adjustment:
        """What is taken out of a value of that period. Raises `CalendarEnds`."""
        days = Fraction(1)
        if self.usual_days is not None:
            days = Fraction(_days_in(period)) / self.usual_days
        return Adjustment(days, self.seasons.get(period.first.month, Fraction(0)))


def calendar_of(series: Series, values: Values, phases: Sequence[Phase]) -> Calendar:
    """How the values are to be adjusted, one value for each of the series' points, None for a gap.

    Working days are taken out of events counted in months, quarters or weeks, and of their rates, where
    every period lies within the calendar of bank holidays. A season is taken out of months where there are
    36 or more that have a value, every calendar month twice, and the months differ by more than chance
    (analysis of variance about the means of the phases, at 1%).
    """
    days = Calendar(_usual_days(series), {})
    adjusted = [
        None if value is None else days.of(point.period).taken_out(value)
        for value, point in zip(values, series.points, strict=True)
    ]
    return Calendar(days.usual_days, _seasons(series, _about_their_means(adjusted, phases)))


def counts_events(series: Series) -> bool:
    """Whether it counts what happened in its periods, so that more working days give more."""
    kinds, units = {Kind.FLOW, Kind.COHORT}, {Unit.COUNT, Unit.PER_10K}
    lengths = {PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.WEEK}
    of_periods = all(point.period.kind in lengths for point in series.points)
    return series.between is None and series.kind in kinds and series.unit in units and of_periods


def _usual_days(series: Series) -> Fraction | None:
    if not counts_events(series) or not series.points:
        return None
    try:
        days = [_days_in(point.period) for point in series.points]
    except CalendarEnds:
        return None
    return Fraction(sum(days)) / len(days) if all(days) else None


@lru_cache(maxsize=1024)  # every series of a page asks of the same months
def _days_in(period: Period) -> int:
    return working_days(period.first - timedelta(days=1), period.last)


def _about_their_means(values: Values, phases: Iterable[Phase]) -> list[float | None]:
    """Each value less the mean of its phase, so that a step does not pass for a season."""
    left: list[float | None] = []
    for phase in phases:
        own = [None if value is None else float(value) for value in values[phase.first : phase.last + 1]]
        known = [value for value in own if value is not None]
        mean = sum(known) / max(len(known), 1)
        left += [None if value is None else value - mean for value in own]
    return left


def _seasons(series: Series, differences: Sequence[float | None]) -> dict[int, Fraction]:
    """What each month of the year adds to a usual one; empty where that may be chance."""
    months: dict[int, list[float]] = {}
    for point, difference in zip(series.points, differences, strict=True):
        if difference is not None and point.period.kind is PeriodKind.MONTH:
            months.setdefault(point.period.first.month, []).append(difference)
    held = list(months.values())
    if len(held) < 12 or sum(map(len, held)) < FEWEST_FOR_SEASON or min(map(len, held)) < 2:
        return {}
    if not _months_differ(held):
        return {}
    means = {month: sum(values) / len(values) for month, values in months.items()}
    usual = sum(means.values()) / 12
    return {month: Fraction(mean - usual) for month, mean in means.items()}


def _months_differ(months: Sequence[Sequence[float]]) -> bool:
    """One-way analysis of variance: whether the means lie further apart than chance puts them."""
    means = [sum(month) / len(month) for month in months]
    total = sum(map(len, months))
    mean = sum(map(sum, months)) / total
    between = sum(len(month) * (own - mean) ** 2 for month, own in zip(months, means, strict=True))
    within = sum((value - own) ** 2 for month, own in zip(months, means, strict=True) for value in month)
    above, below = len(months) - 1, total - len(months)
    if within == 0:
        return between > 0
    return beyond_f(between / above / (within / below), above, below) < _SURE_OF_SEASON
