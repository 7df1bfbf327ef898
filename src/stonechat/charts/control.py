"""Control charts, run charts and plain lines: a measure over time as it was judged.

The value of each period, the centre and limits that hold for it, the target and what happened. Nothing
is judged here: which points are marked stands in `Judged`. What lies around the plot is in `time_axis.py`,
`notes.py` and `series_table.py`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from stonechat.analysis import words
from stonechat.analysis.judged import Chart, Event, Judged, Phase, Variation
from stonechat.analysis.levels import levels_of
from stonechat.analysis.series import Series
from stonechat.analysis.words import Facts
from stonechat.analysis.words_of_time import short_period
from stonechat.charts import colours, lettering, notes, scales, svg
from stonechat.charts.drawing import NARROW, WIDE, Drawing
from stonechat.charts.frame import LINE_HEIGHT, Label, Plot, beside, gridlines, line, path, widest
from stonechat.charts.lettering import SMALL, write
from stonechat.charts.marks import COLOURS, mark
from stonechat.charts.scales import Domain, Linear
from stonechat.charts.series_table import series_table
from stonechat.charts.svg import Markup
from stonechat.charts.time_axis import TimeAxis, time_axis
from stonechat.indicators.measure import Unit

DASHES, TRIAL_DASHES = "6 4", "2 4"
LABEL_COLOURS = {kind: COLOURS[kind] for kind in (Variation.IMPROVING, Variation.CONCERN, Variation.CHANGED)}


@dataclass(frozen=True, slots=True)
class Layout:
    """One of the two layouts: how tall the plot is, how large marks are, how many ticks there may be."""

    width: float
    plot_height: float
    radius: float
    value_ticks: int
    time_ticks: int
    has_long_labels: bool


LAYOUTS = {
    WIDE: Layout(WIDE, 300, 4.5, 7, 8, has_long_labels=True),
    NARROW: Layout(NARROW, 230, 3.2, 6, 3, has_long_labels=False),
}


def draw_control(judged: Judged, width: int = WIDE, domain: Domain | None = None) -> Drawing:
    """The chart of a judged series at one of the two widths.

    `domain` is the scale that several charts of a page share; without it the chart has its own.
    """
    said = words.facts(judged)
    body, height = _Chart(judged, said, LAYOUTS[width], domain or domain_of(judged)).drawn()
    return Drawing(
        body,
        width,
        height,
        words.message(said),
        subtitle(judged.series, said),
        words.description(said),
        series_table(judged),
    )


def domain_of(*several: Judged) -> Domain:
    """The scale on which every value, drawn limit and target of the series is shown."""
    values = [value for judged in several for value in _values(judged)]
    return scales.cropped(values, *several[0].series.bounds)


def _values(judged: Judged) -> Iterator[float]:
    levels = levels_of(judged.series)
    for each in judged.points:
        shown = (each.point.value, *levels.limits(each))
        yield from (float(value) for value in shown if value is not None)
    yield from (target.value for target in judged.targets or ([judged.target] if judged.target else []))


def subtitle(series: Series, said: Facts) -> str:
    """Measure, unit, scope and time."""
    is_said = series.unit in (Unit.COUNT, Unit.PERCENT) or str(series.unit) in series.title.lower()
    unit = "" if is_said else f" ({series.unit})"
    return f"{said.title}{unit}. {said.scope}, by {said.every}, {said.span}"


class _Chart:
    """One chart being drawn, from the top: marks explained, notes, unit, the plot, the axis of time."""

    def __init__(self, judged: Judged, said: Facts, layout: Layout, domain: Domain) -> None:
        self.judged, self.said, self.layout, self.domain = judged, said, layout, domain
        self.series, self.unit = judged.series, judged.series.unit
        self.levels = levels_of(judged.series)
        self.labels = tuple(self._labels())
        self.notes = notes.notes(judged, layout.width)

    def drawn(self) -> tuple[Markup, float]:
        """The parts in the order in which they lie over each other, and the whole height."""
        phases = self.judged.phases
        parts = [
            self._key(),
            self.axis.gaps(),
            gridlines(self.plot, self.value, self.ticks),
            self.axis.drawn(self.layout.width),
            self._targets(),
            notes.drawn(
                self.notes, self.axis.time.clipped, self._notes_top, self.plot.bottom, self.layout.width
            ),
            *(self._levels(phase) for phase in phases),
            *(path(run, colours.QUIET_INK, thick=1.5) for run in self._runs()),
            *self._marks(),
            beside(self._placed_labels(), self.plot.right + 8, self.plot.top, self.plot.bottom),
        ]
        return svg.joined(parts), self.plot.bottom + 2 * LINE_HEIGHT

    # ------------------------------------------------------------ places

    @cached_property
    def ticks(self) -> list[tuple[float, str]]:
        """The values with a gridline, in words; none where there is nothing to measure."""
        if self.judged.last is None:
            return []
        values = scales.ticks(self.domain, self.layout.value_ticks, whole=self.unit is Unit.COUNT)
        return [(value, _tick_in_words(value, self.unit)) for value in values]

    @cached_property
    def plot(self) -> Plot:
        """The plot, inside what stands above, beside and below it."""
        left = widest(text for _, text in self.ticks) + 12
        right = self.layout.width - widest((label.text for label in self.labels), bold=True) - 12
        top = self._notes_top + notes.height(self.notes) + LINE_HEIGHT * bool(self._caption) + 8
        return Plot(left, top, right, top + self.layout.plot_height)

    @property
    def _notes_top(self) -> float:
        return 24.0 if self._explained else 0.0

    @cached_property
    def value(self) -> Linear:
        """From values to heights."""
        return Linear(self.domain.lowest, self.domain.highest, self.plot.bottom, self.plot.top)

    @cached_property
    def axis(self) -> TimeAxis:
        """From periods to places."""
        return time_axis(self.series, self.plot, self.layout.radius, self.layout.time_ticks)

    @cached_property
    def places(self) -> list[tuple[float, float]]:
        """Where each point stands; one without a value stands nowhere, and is not drawn."""
        heights = [self.value(float(each.point.value or 0)) for each in self.judged.points]
        return list(zip(self.axis.xs, heights, strict=True))

    # ------------------------------------------------------------ above the plot

    @cached_property
    def _explained(self) -> list[Variation]:
        """The kinds of mark to explain; none where all are of one kind."""
        found = {each.variation for each in self.judged.points if each.point.value is not None}
        kinds = [kind for kind in COLOURS if kind in found]
        return kinds if len(kinds) > 1 else []

    @property
    def _caption(self) -> str | None:
        """The unit, where the ticks do not carry it."""
        return None if self.unit in (Unit.PERCENT, Unit.COUNT) else str(self.unit)

    def _key(self) -> Markup:
        x, parts = self.layout.radius + 2, []
        for kind in self._explained:
            parts += [mark(kind, x, 9, self.layout.radius), write(str(kind), x + 9, 13)]
            x += lettering.width(str(kind), SMALL) + 26
        if self._caption:
            parts.append(write(self._caption, 2, self.plot.top - 12, fill=colours.QUIET_INK))
        return svg.joined(parts)

    def _noted(self) -> Markup:
        bottom, width = self.plot.bottom, self.layout.width
        return notes.drawn(self.notes, self.axis.time.clipped, self._notes_top, bottom, width)

    # ------------------------------------------------------------ in the plot

    def _levels(self, phase: Phase) -> Markup:
        """Centre and limits of one phase, as stairs where they vary from point to point."""
        places = range(phase.first, phase.last + 1)
        points = [self.judged.points[place] for place in places]
        limits = [self.levels.limits(each) for each in points]
        edges = [self.axis.edges(place) for place in places]
        dashes = TRIAL_DASHES if phase.is_trial else DASHES
        return svg.joined(
            (
                self._stairs(edges, (lower for lower, _ in limits), colours.LIMITS, dashes),
                self._stairs(edges, (upper for _, upper in limits), colours.LIMITS, dashes),
                self._stairs(edges, (each.centre for each in points), colours.INK),
            )
        )

    def _stairs(
        self,
        edges: Iterable[tuple[float, float]],
        levels: Iterable[float | None],
        colour: str,
        dashes: str = "",
    ) -> Markup:
        """A level over each point, to half way to the next; equal neighbours are one line."""
        corners: list[tuple[float, float]] = []
        for (start, end), level in zip(edges, levels, strict=True):
            if level is None:
                continue
            y = self.value(level)
            if corners and corners[-1] == (start, y):
                corners[-1] = (end, y)
            else:
                corners += [(start, y), (end, y)]
        return path(corners, colour, thick=1.2, dashes=dashes)

    def _targets(self) -> Markup:
        """Each dated target from its day to the next."""
        targets = self.judged.targets or ((self.judged.target,) if self.judged.target else ())
        starts = [self.axis.time.clipped(target.from_day) for target in targets]
        ends = [*starts[1:], self.plot.right][: len(starts)]
        return svg.joined(
            line(start, y, end, y, colours.TARGET, thick=2, dashes="2 4")
            for start, end, y in zip(starts, ends, (self.value(one.value) for one in targets), strict=True)
            if end > start
        )

    def _runs(self) -> Iterator[list[tuple[float, float]]]:
        """The places to join: not over a gap, nor over a change of recording or definition; no few dots."""
        if self.judged.chart is Chart.DOTS:
            return
        breaks = {phase.first for phase in self.judged.phases if isinstance(phase.broken_by, Event)}
        run: list[tuple[float, float]] = []
        for place, each in enumerate(self.judged.points):
            if each.point.value is None or place in breaks:
                yield run
                run = []
            if each.point.value is not None:
                run.append(self.places[place])
        yield run

    def _marks(self) -> Iterator[Markup]:
        for each, (x, y) in zip(self.judged.points, self.places, strict=True):
            if each.point.value is not None:
                said = words.point_in_words(self.series, each)
                yield mark(each.variation, x, y, self.layout.radius, said)

    # ------------------------------------------------------------ beside the plot

    def _labels(self) -> Iterator[Label]:
        """What stands beside the lines. `y` is a value here; `_placed_labels` gives its place."""
        said, last, long = self.said, self.judged.last, self.layout.has_long_labels
        if last is None:
            return
        lower, upper = self.levels.limits(last)
        trial = "trial " if self.judged.phases and self.judged.phases[-1].is_trial else ""
        target = self.judged.target.value if self.judged.target else None
        for name, text, value, colour in (
            (f"{trial}upper limit" if long else f"{trial}upper", said.upper, upper, colours.QUIET_INK),
            (said.centre_name, said.centre, last.centre, colours.INK),
            (f"{trial}lower limit" if long else f"{trial}lower", said.lower, lower, colours.QUIET_INK),
            ("target", said.target, target, colours.TARGET),
        ):
            if text is not None and value is not None:
                yield Label(value, f"{name.capitalize()} {_without_unit(text, self.unit)}", colour)
        latest = _without_unit(words.briefly(self.series, last.point), self.unit)
        yield Label(
            float(last.point.value or 0),
            f"{short_period(last.point)}: {latest}" if long else latest,
            LABEL_COLOURS.get(last.variation, colours.INK),
            bold=True,
        )

    def _placed_labels(self) -> list[Label]:
        return [Label(self.value.clipped(one.y), one.text, one.colour, one.bold) for one in self.labels]


def _without_unit(text: str, unit: Unit) -> str:
    """The text where the unit stands at the axis already."""
    return text.removesuffix(f" {unit.value}")


def _tick_in_words(value: float, unit: Unit) -> str:
    text = f"{int(value):,}" if value == int(value) else f"{value:,}"
    return f"{text}%" if unit is Unit.PERCENT else text
