"""A funnel plot: places by their size, round a centre, between limits that narrow as places get larger.

Only our own place is named: who else lies where is no message. The limits allow for how much places differ
anyway; limits of chance alone are not drawn, since most places would lie outside them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from stonechat.analysis import small_numbers, words_of_places
from stonechat.analysis.funnel import Funnel, FunnelPlace, Standing
from stonechat.analysis.words import MOST_LETTERS
from stonechat.charts import colours, frame, lettering, scales, svg
from stonechat.charts.drawing import NARROW, WIDE, Drawing, Table
from stonechat.charts.frame import Label, Plot, beside, fitting_ticks, gridlines, line, path, possible
from stonechat.charts.lettering import SMALL, write
from stonechat.charts.scales import Domain, Linear
from stonechat.charts.svg import Markup, element
from stonechat.indicators.measure import Unit

DASHES, FAR_DASHES = "3 3", "7 4"
_STEPS = 60


@dataclass(frozen=True, slots=True)
class Plotted:
    """A funnel with what it is about. `size` says what places are large in: "referrals"; `us` is a code.

    `what` the places are: "teams".
    """

    title: str
    span: str
    size: str
    funnel: Funnel
    us: str | None = None
    what: str = "places"


def draw_funnel(plotted: Plotted, width: int = WIDE) -> Drawing:
    """The funnel at one of the two widths."""
    body, height = _body(plotted, width)
    return Drawing(
        body,
        width,
        height,
        _message(plotted),
        f"{plotted.title}, by number of {plotted.size}. {_counted(plotted)}, {plotted.span}",
        _description(plotted),
        _table(plotted),
    )


def _counted(plotted: Plotted) -> str:
    return f"{len(plotted.funnel.places):,} {plotted.what}"


def _us(plotted: Plotted) -> FunnelPlace | None:
    return next((each for each in plotted.funnel.places if each.place.code == plotted.us), None)


def _message(plotted: Plotted) -> str:
    us = _us(plotted)
    if us is not None:
        return words_of_places.of_place_on_funnel(us, plotted.funnel).rstrip(".")
    inside = sum(each.standing is Standing.WITHIN for each in plotted.funnel.places)
    return f"{inside:,} of {len(plotted.funnel.places):,} {plotted.what} lie within the limits for their size"


def _description(plotted: Plotted) -> str:
    centre = _in_unit(plotted, plotted.funnel.centre)
    said = f"Funnel plot, {plotted.title}, {plotted.span}. Centre {centre}. {_message(plotted)}."
    longer = f"{said} {words_of_places.of_funnel(plotted.funnel)[0]}"
    return longer if len(longer) <= MOST_LETTERS else said[:MOST_LETTERS]


def _in_unit(plotted: Plotted, value: float) -> str:
    unit = plotted.funnel.unit
    return small_numbers.with_unit(unit, small_numbers.number(unit, value))


def _table(plotted: Plotted) -> Table:
    rows = tuple(
        (each.place.name, _in_unit(plotted, each.value), f"{each.size:,.0f}", str(each.standing))
        for each in plotted.funnel.places
    )
    caption = " ".join((f"{plotted.title}, {plotted.span}.", *words_of_places.of_funnel(plotted.funnel)))
    return Table(caption, ("Place", "Value", plotted.size.capitalize(), "By the limits for its size"), rows)


def _body(plotted: Plotted, width: int) -> tuple[Markup, float]:
    funnel, narrow = plotted.funnel, width <= NARROW
    values = _domain(funnel)
    ticks = [(value, _tick(value, funnel.unit)) for value in scales.ticks(values, 6)]
    labels = _labels(plotted, is_wide=not narrow)
    plot = Plot(
        frame.widest(text for _, text in ticks) + 12,
        26 if funnel.unit is not Unit.PERCENT else 10,
        width - frame.widest((label.text for label in labels), bold=True) - 12,
        260.0 if narrow else 340.0,
    )
    value = Linear(values.lowest, values.highest, plot.bottom, plot.top)
    sizes = scales.from_zero(each.size for each in funnel.places)
    size = Linear(0, sizes.highest, plot.left, plot.right - 8)
    parts = (
        gridlines(plot, value, ticks),
        svg.joined(_limits(funnel, size, value)),
        line(plot.left, value(funnel.centre), plot.right, value(funnel.centre), colours.INK, thick=1.2),
        svg.joined(_dots(plotted, size, value)),
        svg.joined(_size_axis(plotted, size, plot, width)),
        _unit_caption(funnel.unit),
        beside(
            [Label(value.clipped(one.y), one.text, one.colour, one.bold) for one in labels],
            plot.right + 6,
            plot.top,
            plot.bottom,
        ),
    )
    return svg.joined(parts), plot.bottom + 44


def _unit_caption(unit: Unit) -> Markup:
    return Markup() if unit is Unit.PERCENT else write(str(unit), 2, 12, fill=colours.QUIET_INK)


def _domain(funnel: Funnel) -> Domain:
    """Every place, and the limits where half of the places are at least as large."""
    middle = max(each.size for each in funnel.places) / 2
    limits = funnel.limits(middle)
    values = [each.value for each in funnel.places]
    shown = [*values, limits.far_lower, limits.far_upper]
    return scales.cropped(shown, *possible(funnel.unit, values))


def _limits(funnel: Funnel, size: Linear, value: Linear) -> Iterator[Markup]:
    """The four limits from the smallest place to the end of the plot, cut where they leave it."""
    smallest = max(min(each.size for each in funnel.places), size.highest / 200)
    sizes = [smallest * (size.highest / smallest) ** (step / _STEPS) for step in range(_STEPS + 1)]
    limits = [funnel.limits(each) for each in sizes]
    for ends, dashes in (
        ([each.far_lower for each in limits], FAR_DASHES),
        ([each.far_upper for each in limits], FAR_DASHES),
        ([each.lower for each in limits], DASHES),
        ([each.upper for each in limits], DASHES),
    ):
        inside = [
            (size(x), value(y))
            for x, y in zip(sizes, ends, strict=True)
            if value.lowest <= y <= value.highest
        ]
        yield path(inside, colours.LIMITS, thick=1.2, dashes=dashes)


def _dots(plotted: Plotted, size: Linear, value: Linear) -> Iterator[Markup]:
    """Every place as it was given, ours last and larger."""
    us = _us(plotted)
    for each in plotted.funnel.places:
        if each is not us:
            yield element(
                "circle",
                cx=size(each.size),
                cy=value(each.value),
                r=4,
                fill=colours.NEIGHBOUR,
                stroke=colours.NEIGHBOUR_EDGE,
                stroke_width=1,
            )
    if us is not None:
        yield element(
            "circle",
            element("title", _message(plotted)),
            cx=size(us.size),
            cy=value(us.value),
            r=7.5,
            fill=colours.US,
            stroke=colours.BACKGROUND,
            stroke_width=1.5,
        )


def _labels(plotted: Plotted, is_wide: bool) -> list[Label]:
    """Beside the right end: the centre, the limits of the largest size and our own name."""
    funnel = plotted.funnel
    largest = scales.from_zero(each.size for each in funnel.places).highest
    limits = funnel.limits(largest)
    labels = [
        Label(limits.far_upper, "99.8% limit", colours.QUIET_INK),
        Label(limits.upper, "95% limit", colours.QUIET_INK),
        Label(funnel.centre, f"All {_short(plotted, funnel.centre)}"),
        Label(limits.lower, "95% limit", colours.QUIET_INK),
        Label(limits.far_lower, "99.8% limit", colours.QUIET_INK),
    ]
    us = _us(plotted)
    if us is not None:
        name = lettering.shortened(us.place.name, SMALL, 130, bold=True) if is_wide else "Ours"
        labels.append(Label(us.value, f"{name} {_short(plotted, us.value)}", colours.US, bold=True))
    return labels


def _short(plotted: Plotted, value: float) -> str:
    return _in_unit(plotted, value).removesuffix(f" {plotted.funnel.unit.value}")


def _size_axis(plotted: Plotted, size: Linear, plot: Plot, width: float) -> Iterator[Markup]:
    """The foot of the plot with sizes, and what they count."""
    yield line(plot.left, plot.bottom, plot.right, plot.bottom, colours.USUAL)
    values = scales.ticks(Domain(0, size.highest), 4 if width <= NARROW else 7, whole=True)
    for x, text in fitting_ticks([(size(value), f"{value:,.0f}") for value in values], 0, width):
        yield line(x, plot.bottom, x, plot.bottom + 5, colours.USUAL)
        yield write(text, x, plot.bottom + 19, anchor="middle", fill=colours.QUIET_INK)
    said = lettering.shortened(f"Number of {plotted.size}", SMALL, plot.right - plot.left)
    yield write(said, (plot.left + plot.right) / 2, plot.bottom + 38, anchor="middle", fill=colours.QUIET_INK)


def _tick(value: float, unit: Unit) -> str:
    text = f"{value:,.0f}" if value == int(value) else f"{value:,}"
    return f"{text}%" if unit is Unit.PERCENT else text
