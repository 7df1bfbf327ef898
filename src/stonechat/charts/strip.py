"""An authority beside its statistical neighbours: a row for each measure, the neighbours as dots.

The median is a tick, the middle half a band, England a diamond, we a large dot with our value. There is no
order by value: where dots would lie on each other they are set above and below the line. The table names
the neighbours in their published order.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from stonechat.analysis import small_numbers, words_of_places
from stonechat.analysis.neighbours import AgainstNeighbours, Half
from stonechat.analysis.places import Place
from stonechat.analysis.words import MOST_LETTERS
from stonechat.charts import colours, lettering, scales, svg
from stonechat.charts.drawing import WIDE, Drawing, Table
from stonechat.charts.frame import LINE_HEIGHT, line, possible
from stonechat.charts.lettering import SMALL, write
from stonechat.charts.marks import diamond
from stonechat.charts.rows import Rows, rows
from stonechat.charts.scales import Linear
from stonechat.charts.svg import Markup, element
from stonechat.indicators.measure import Unit

TALL, GAP = 76.0, 14.0
_DOT, _US = 4.5, 7.5


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure beside the neighbours': its title, its unit, and the period of the figures in words."""

    title: str
    unit: Unit
    span: str
    against: AgainstNeighbours


def draw_strip(measures: Sequence[Measured], width: int = WIDE) -> Drawing:
    """A row for each measure. All are of the same authority and the same neighbours."""
    body, height = _body(measures, width)
    us = measures[0].against.us.name
    spans = dict.fromkeys(measure.span for measure in measures)
    model = measures[0].against.model_year
    return Drawing(
        body,
        width,
        height,
        _message(measures),
        f"{us}, its statistical neighbours ({model} model) and England, {', '.join(spans)}",
        _description(measures, us),
        _table(measures),
    )


def _message(measures: Sequence[Measured]) -> str:
    """Of one measure where it lies; of several how many lie outside the middle half."""
    halves = [measure.against.half for measure in measures if measure.against.half is not None]
    if not halves:
        if all(measure.against.us.value is None for measure in measures):
            return "There is no figure of ours"
        return "Too few neighbours have a figure to compare with"
    if len(measures) == 1:
        return f"{measures[0].title}: {_ours(measures[0])}, {halves[0]} of the neighbours"
    outside = sum(half is not Half.WITHIN for half in halves)
    return f"Outside the middle half of the neighbours: {outside} of {len(halves)} measures"


def _ours(measure: Measured) -> str:
    return _told(measure.unit, measure.against.us)


def _told(unit: Unit, place: Place | None) -> str:
    if place is None or place.value is None:
        return "no figure"
    return small_numbers.told(unit, place.value, place.numerator, place.denominator).partition(" (")[0]


def _description(measures: Sequence[Measured], us: str) -> str:
    """Each measure's title and where it lies, as many of them as fit."""
    said = f"Strips of dots, {us} beside its statistical neighbours."
    for measure in measures:
        half = measure.against.half or "not compared"
        longer = f"{said} {measure.title}: {_ours(measure)}, {half}."
        if len(longer) > MOST_LETTERS:
            break
        said = longer
    return said[:MOST_LETTERS]


def _table(measures: Sequence[Measured]) -> Table:
    places = [
        (measure, place)
        for measure in measures
        for place in (
            measure.against.us,
            *(each.place for each in measure.against.neighbours),
            *([measure.against.england] if measure.against.england else []),
        )
    ]
    said = (words_of_places.of_neighbours(one.against, one.unit)[0] for one in measures)
    caption = f"Neighbours in their published order. {' '.join(said)}"
    return Table(
        caption,
        ("Measure", "Place", "Value", "Period"),
        tuple((one.title, place.name, _told(one.unit, place), one.span) for one, place in places),
    )


def _body(measures: Sequence[Measured], width: int) -> tuple[Markup, float]:
    layout = rows(width, tuple(measure.title for measure in measures))
    parts, y = [_key(measures[0].against.us.name, width)], _key_height(width)
    for measure in measures:
        lines = layout.lines(measure.title, layout.size)
        parts.append(layout.name(lines, y + (0 if layout.names_above else 12), TALL - 24))
        y += len(lines) * LINE_HEIGHT if layout.names_above else 0
        parts.append(svg.joined(_row(measure, layout, y)))
        y += TALL + GAP
    return svg.joined(parts), y - GAP


def _key_height(width: int) -> float:
    return 30.0 if width == WIDE else 48.0


def _key(us: str, width: int) -> Markup:
    """What the marks mean, on one line or two."""
    parts, x, y = [], 10.0, 9.0
    for shape, text in (
        (_us, us),
        (_neighbour, "neighbour"),
        (_middle, "median and middle half"),
        (_england, "England"),
    ):
        said = lettering.shortened(text, SMALL, width - 40)
        if x > 10 and x + 12 + lettering.width(said, SMALL) > width:
            x, y = 10.0, y + 18
        parts += [shape(x, y), write(said, x + 14, y + 4)]
        x += 14 + lettering.width(said, SMALL) + 22
    return svg.joined(parts)


def _us(x: float, y: float) -> Markup:
    return element("circle", cx=x, cy=y, r=_US, fill=colours.US, stroke=colours.BACKGROUND, stroke_width=1)


def _neighbour(x: float, y: float) -> Markup:
    return element(
        "circle", cx=x, cy=y, r=_DOT, fill=colours.NEIGHBOUR, stroke=colours.NEIGHBOUR_EDGE, stroke_width=1
    )


def _middle(x: float, y: float) -> Markup:
    band = element("rect", x=x - 9, y=y - 6, width=18, height=12, fill=colours.BAND)
    return svg.joined((band, line(x, y - 8, x, y + 8, colours.INK, thick=2)))


def _england(x: float, y: float) -> Markup:
    return element("polygon", points=diamond(x, y, 6.5), fill=colours.ENGLAND)


def _row(measure: Measured, layout: Rows, y: float) -> Iterator[Markup]:
    """The strip of one measure: its scale, the middle half, the dots, England and us."""
    against, middle = measure.against, y + TALL / 2
    values = [float(value) for value in _values(against)]
    domain = scales.cropped(values, *possible(measure.unit, values))
    scale = Linear(domain.lowest, domain.highest, layout.left + 12, layout.width - 14)
    yield line(layout.left, middle, layout.width - 2, middle, colours.GRIDLINE)
    if against.lower is not None and against.upper is not None:
        low, high = scale(float(against.lower)), scale(float(against.upper))
        yield element("rect", x=low, y=middle - 12, width=max(high - low, 1), height=24, fill=colours.BAND)
    for x, dy in _apart([scale(float(one)) for one in _neighbours(against)]):
        yield _neighbour(x, middle + dy)
    if against.middle is not None:
        x = scale(float(against.middle))
        yield line(x, middle - 15, x, middle + 15, colours.INK, thick=2)
    if against.england is not None and against.england.value is not None:
        yield _england(scale(float(against.england.value)), middle)
    yield from _our_dot(measure, scale, middle, layout)
    yield from _ticks(measure, scale, middle + 35, layout)


def _our_dot(measure: Measured, scale: Linear, y: float, layout: Rows) -> Iterator[Markup]:
    """Our dot, its value above it; words where we have none."""
    if measure.against.us.value is None:
        yield write("no figure of ours", layout.left, y - 26, fill=colours.US)
        return
    x, text = scale(float(measure.against.us.value)), _ours(measure)
    wide = lettering.width(text, SMALL, bold=True)
    start = min(max(x - wide / 2, layout.left), layout.width - wide)
    yield _us(x, y)
    yield write(text, start, y - 26, bold=True, fill=colours.US)


def _ticks(measure: Measured, scale: Linear, y: float, layout: Rows) -> Iterator[Markup]:
    """A few values below the strip, with the unit."""
    values = scales.ticks(scales.Domain(scale.lowest, scale.highest), 6, whole=measure.unit is Unit.COUNT)
    for value in values:
        text = small_numbers.with_unit(measure.unit, f"{value:,g}" if value < 1e5 else f"{value:,.0f}")
        text = text if measure.unit is Unit.PERCENT else text.removesuffix(f" {measure.unit.value}")
        half = lettering.width(text, SMALL) / 2
        x = min(max(scale(value), layout.left + half), layout.width - half)
        yield line(scale(value), y - 15, scale(value), y - 11, colours.USUAL)
        yield write(text, x, y, anchor="middle", fill=colours.QUIET_INK)


def _neighbours(against: AgainstNeighbours) -> list[Decimal]:
    return [each.place.value for each in against.neighbours if each.place.value is not None]


def _values(against: AgainstNeighbours) -> Iterator[Decimal]:
    yield from _neighbours(against)
    for place in (against.us, against.england):
        if place is not None and place.value is not None:
            yield place.value


def _apart(places: Sequence[float]) -> Iterator[tuple[float, float]]:
    """Each place with how far above or below the line its dot stands, so that no two cover each other."""
    taken: list[tuple[float, float]] = []
    for x in places:
        rows = (0.0, -9.0, 9.0, -18.0, 18.0)
        free = (dy for dy in rows if all(abs(x - other) > 2 * _DOT or dy != at for other, at in taken))
        taken.append((x, next(free, 0.0)))
    return iter(taken)
