"""The table that stands for a chart over time: one row for each point, no cell blank."""

from collections.abc import Iterable
from functools import cache

from stonechat.analysis import words
from stonechat.analysis.disclosure import HIDDEN
from stonechat.analysis.judged import Judged
from stonechat.analysis.levels import levels_of
from stonechat.analysis.series import Point, Series
from stonechat.analysis.words_of_time import period_in_words
from stonechat.charts.drawing import Table
from stonechat.indicators.measure import Reason


def series_table(judged: Judged) -> Table:
    """Every period with its value, what it was made from, its levels and its reading, oldest first."""
    series = judged.series
    centre = words.centre_name(judged.chart).capitalize()
    headings = ("Period", "Value", "Made from", centre, "Lower limit", "Upper limit", "Reading")
    caption = f"{series.title}, {series.scope}.{_clipped(judged)}"
    levels = levels_of(series)
    told = cache(levels.told)  # most charts have one centre and two limits for all points
    rows = ((each, (each.centre, *levels.limits(each))) for each in judged.points)
    return Table(
        caption,
        headings,
        tuple(_row(series, each.point, str(each.variation), map(told, at)) for each, at in rows),
    )


def _row(series: Series, point: Point, reading: str, levels: Iterable[str | None]) -> tuple[str, ...]:
    return (
        period_in_words(point.period),
        _why_not(point) if point.value is None else words.told(series, point),
        words.made_of(point) or "not given",
        *(level or "none" for level in levels),
        "no data" if point.value is None else reading,
    )


def _why_not(point: Point) -> str:
    return HIDDEN if point.reason is Reason.SUPPRESSED else str(point.reason or "no data")


def _clipped(judged: Judged) -> str:
    levels = levels_of(judged.series)
    if all((each.lower, each.upper) == levels.limits(each) for each in judged.points):
        return ""
    return " Limits beyond what is possible are shown at its edge; the rules use them as worked out."
