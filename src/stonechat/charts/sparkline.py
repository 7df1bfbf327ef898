"""A measure's last 24 points in a line of text: no axis, the mean, and the last point by its reading."""

from collections.abc import Iterator

from stonechat.analysis import words
from stonechat.analysis.judged import Judged, JudgedPoint
from stonechat.charts import colours, scales, svg
from stonechat.charts.control import subtitle
from stonechat.charts.drawing import Drawing, decoration
from stonechat.charts.frame import line, path
from stonechat.charts.marks import mark
from stonechat.charts.scales import Linear
from stonechat.charts.series_table import series_table

WIDTH, HEIGHT, MOST_POINTS = 120, 28, 24
_MARGIN = 6


def draw_sparkline(judged: Judged) -> Drawing:
    """The small picture for a row of a scorecard. A page uses its `decoration`, with the words beside it."""
    said = words.facts(judged)
    return Drawing(
        _body(judged),
        WIDTH,
        HEIGHT,
        words.message(said),
        subtitle(judged.series, said),
        words.description(said),
        series_table(judged),
    )


def sparkline(judged: Judged) -> svg.Markup:
    """The picture alone, for where all its words stand beside it: passed over when the page is read out."""
    return decoration(_body(judged), WIDTH, HEIGHT)


def _body(judged: Judged) -> svg.Markup:
    points = judged.points[-MOST_POINTS:]
    levels = [each.point.value for each in points] + [each.centre for each in points[-1:]]
    domain = scales.cropped([float(level) for level in levels if level is not None])
    value = Linear(domain.lowest, domain.highest, HEIGHT - 3, 3)
    places = Linear(0, MOST_POINTS - 1, _MARGIN, WIDTH - _MARGIN)
    first = MOST_POINTS - len(points)
    drawn = [
        (places(first + place), value(float(each.point.value)) if each.point.value is not None else None)
        for place, each in enumerate(points)
    ]
    return svg.joined(
        (
            _centre(points, value),
            *(path(run, colours.QUIET_INK, thick=1.5) for run in _runs(drawn)),
            *_last(points, drawn),
        )
    )


def _centre(points: tuple[JudgedPoint, ...], value: Linear) -> svg.Markup:
    """The last centre, in one light line."""
    centre = next((each.centre for each in reversed(points) if each.centre is not None), None)
    if centre is None:
        return svg.Markup()
    y = value.clipped(centre)
    return line(_MARGIN, y, WIDTH - _MARGIN, y, colours.NEIGHBOUR)


def _runs(drawn: list[tuple[float, float | None]]) -> Iterator[list[tuple[float, float]]]:
    """What to join: a missing point is a gap."""
    run: list[tuple[float, float]] = []
    for x, y in drawn:
        if y is None:
            yield run
            run = []
        else:
            run.append((x, y))
    yield run


def _last(points: tuple[JudgedPoint, ...], drawn: list[tuple[float, float | None]]) -> Iterator[svg.Markup]:
    known = [(each, x, y) for each, (x, y) in zip(points, drawn, strict=True) if y is not None]
    if known:
        each, x, y = known[-1]
        yield mark(each.variation, x, y, 3.5)
