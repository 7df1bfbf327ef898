"""The table that stands for a chart over time: one row for each point, no cell blank."""

from stonechat.analysis import words
from stonechat.analysis.judged import Judged, JudgedPoint
from stonechat.analysis.series import Series
from stonechat.analysis.words_of_time import period_in_words
from stonechat.charts.drawing import Table


def series_table(judged: Judged) -> Table:
    """Every period with its value, what it was made from, its levels and its reading, oldest first."""
    series = judged.series
    centre = words.centre_name(judged.chart).capitalize()
    headings = ("Period", "Value", "Made from", centre, "Lower limit", "Upper limit", "Reading")
    caption = f"{series.title}, {series.scope}.{_clipped(judged)}"
    return Table(caption, headings, tuple(_row(series, each) for each in judged.points))


def _row(series: Series, each: JudgedPoint) -> tuple[str, ...]:
    point, levels = each.point, (each.centre, *words.drawn_limits(series, each))
    return (
        period_in_words(point.period),
        str(point.reason or "no data") if point.value is None else words.told(series, point),
        words.made_of(point) or "not given",
        *(words.level(series, level) or "none" for level in levels),
        "no data" if point.value is None else str(each.variation),
    )


def _clipped(judged: Judged) -> str:
    if all((each.lower, each.upper) == words.drawn_limits(judged.series, each) for each in judged.points):
        return ""
    return " Limits beyond what is possible are shown at its edge; the rules use them as worked out."
