"""The axis of a chart over time: where each point stands, which periods are named, where data is missing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

from stonechat.analysis.series import Point, Series
from stonechat.analysis.words_of_time import period_in_words, short_month
from stonechat.basics.periods import PeriodKind
from stonechat.charts import colours, lettering, scales, svg
from stonechat.charts.frame import Plot, fitting_ticks, line
from stonechat.charts.lettering import SMALL, write
from stonechat.charts.scales import Time
from stonechat.charts.svg import Markup, element
from stonechat.indicators.definition import Kind

_YEARS = (PeriodKind.FINANCIAL_YEAR, PeriodKind.SCHOOL_YEAR)
_DAYS = (PeriodKind.DATE, PeriodKind.WEEK)
NO_DATA = "no data"


@dataclass(frozen=True)
class TimeAxis:
    """Real time across a plot: a month is as wide as its days. `most` is how many periods may be named.

    Points are named by their places among those of the series, from 0.
    """

    series: Series
    time: Time
    plot: Plot
    most: int

    @cached_property
    def xs(self) -> tuple[float, ...]:
        """Where each point stands: in the middle of its period, or at its end for what is counted then."""
        periods = [point.period for point in self.series.points]
        if self._counts_at_the_end:
            return tuple(self.time(period.last) for period in periods)
        return tuple((self.time(period.first) + self.time(period.last)) / 2 for period in periods)

    @property
    def _counts_at_the_end(self) -> bool:
        return self.series.kind in (Kind.STOCK, Kind.ROLLING) and self.series.between is None

    def edges(self, place: int) -> tuple[float, float]:
        """Where the level of a point begins and ends: half way to the points beside it."""
        xs = self.xs
        start = (xs[place] + xs[place - 1]) / 2 if place else self.plot.left
        end = (xs[place] + xs[place + 1]) / 2 if place + 1 < len(xs) else self.plot.right
        return start, end

    def drawn(self, width: float) -> Markup:
        """The foot of the plot, and below it the periods that are named."""
        foot = line(self.plot.left, self.plot.bottom, self.plot.right, self.plot.bottom, colours.USUAL)
        ticks = fitting_ticks(self._ticks(), 0, width)
        return svg.joined((foot, *(self._tick(x, text) for x, text in ticks)))

    def _tick(self, x: float, text: str) -> Markup:
        mark = line(x, self.plot.bottom, x, self.plot.bottom + 5, colours.USUAL)
        name = write(text, x, self.plot.bottom + 20, anchor="middle", fill=colours.QUIET_INK)
        return svg.joined((mark, name))

    def _ticks(self) -> list[tuple[float, str]]:
        points = self.series.points
        if not points:
            return []
        if points[0].period.kind in _DAYS:
            days = scales.month_ticks(self.time.first, self.time.last, self.most)
            return [(self.time(day), short_month(day)) for day in days]
        if points[0].period.kind in _YEARS:
            names = [period_in_words(point.period) for point in points]
            return list(zip(self.xs, names, strict=True))
        months = [self._month(point) for point in points]
        named = scales.month_ticks(months[0], months[-1], self.most)
        if len(named) < 2:
            named = (months[0], months[-1])
        return [(x, short_month(day)) for x, day in zip(self.xs, months, strict=True) if day in named]

    def _month(self, point: Point) -> date:
        """The first day of the month that a point is named by."""
        day = point.period.last if self._counts_at_the_end else point.period.first
        return day.replace(day=1)

    def gaps(self) -> Markup:
        """A shade with "no data" for each stretch without a value, in words where there is room for them."""
        parts, written = [], 0.0
        wide = lettering.width(NO_DATA, SMALL)
        for first, last in self._missing():
            left, right = self.edges(first)[0], self.edges(last)[1]
            parts.append(self._shade(left, right, self.series.points[first]))
            start = min(max((left + right - wide) / 2, self.plot.left + 2), self.plot.right - wide - 2)
            if start > written:
                parts.append(write(NO_DATA, start, self.plot.bottom - 6, fill=colours.QUIET_INK))
                written = start + wide
        return svg.joined(parts)

    def _missing(self) -> Iterator[tuple[int, int]]:
        """The first and last place of each stretch of points without a value."""
        places = enumerate(self.series.points)
        for is_missing, stretch in groupby(places, key=lambda each: each[1].value is None):
            if is_missing:
                inside = [place for place, _ in stretch]
                yield inside[0], inside[-1]

    def _shade(self, left: float, right: float, first: Point) -> Markup:
        return element(
            "rect",
            element("title", f"{period_in_words(first.period)}: {NO_DATA}"),
            x=left,
            y=self.plot.top,
            width=right - left,
            height=self.plot.bottom - self.plot.top,
            fill=colours.GAP,
        )


def time_axis(series: Series, plot: Plot, radius: float, most: int) -> TimeAxis:
    """The axis of the series over the width of the plot, the first and last mark wholly inside."""
    periods = [point.period for point in series.points]
    rolls = series.kind is Kind.ROLLING and bool(periods)
    first = periods[0].last if rolls else min((one.first for one in periods), default=date.min)
    last = max((one.last for one in periods), default=date.min)
    return TimeAxis(series, Time(first, last, plot.left + radius + 2, plot.right - radius - 2), plot, most)
