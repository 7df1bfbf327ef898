"""Groups side by side, each with its interval: teams by name, age bands in their order. Bars start at 0.

The order is the one given; nothing here sorts by value. A group without a value keeps its row and says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from stonechat.analysis import small_numbers, words_of_places
from stonechat.analysis.intervals import interval_of
from stonechat.analysis.words import MOST_LETTERS
from stonechat.charts import colours, lettering, scales, svg
from stonechat.charts.drawing import WIDE, Drawing, Table
from stonechat.charts.frame import LINE_HEIGHT, line
from stonechat.charts.lettering import SMALL, write, write_on_ground
from stonechat.charts.rows import Rows, rows
from stonechat.charts.scales import Linear
from stonechat.charts.svg import Markup, element
from stonechat.indicators.measure import Unit, Value

BAR, GAP, CAP = 20.0, 12.0, 5.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One group: its value in the unit (None without one), the interval round it, and both in words."""

    name: str
    value: float | None
    told: str
    lower: float | None = None
    upper: float | None = None
    told_interval: str = "not given"


@dataclass(frozen=True, slots=True)
class Overall:
    """The value of all groups together, drawn as a line across the bars."""

    value: float
    told: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Groups of one measure and their words. `message` is the title; `closing` ends the description."""

    title: str
    message: str
    subtitle: str
    groups: Sequence[Bar]
    overall: Overall | None = None
    greatest: float | None = None
    closing: str = ""


def bar_of(name: str, value: Value, unit: Unit) -> Bar:
    """The bar of a value with its 95% interval, where chance is known to move it so.

    Where there is no value, or a percentage of fewer than ten, there are words and no bar.
    """
    few = unit is Unit.PERCENT and not small_numbers.has_percentage(value.denominator)
    told = small_numbers.told(unit, value.value, value.numerator, value.denominator)
    if value.value is None or few:
        return Bar(name, None, str(value.reason or "no value") if value.value is None else told)
    interval = interval_of(unit, value.numerator, value.denominator)
    if interval is None:
        return Bar(name, float(value.value), told)
    words = words_of_places.of_interval(unit, interval, value.denominator)
    return Bar(name, float(value.value), told, interval.lower, interval.upper, words)


def draw_bars(compared: Comparison, width: int = WIDE) -> Drawing:
    """A bar for each group in the order given, its interval as a line with caps, its value beside it."""
    body, height = _body(compared, width)
    return Drawing(
        body,
        width,
        height,
        compared.message,
        compared.subtitle,
        _description(compared),
        Table(
            f"{compared.title}. {compared.subtitle}",
            ("Group", "Value", "95% interval"),
            tuple((bar.name, bar.told, bar.told_interval) for bar in compared.groups),
        ),
    )


def _description(compared: Comparison) -> str:
    overall = f"All together {compared.overall.told}. " if compared.overall else ""
    start = f"Bars with intervals for {len(compared.groups)} groups, {compared.title}. {overall}"
    said = "; ".join(f"{bar.name} {bar.told}" for bar in compared.groups)
    whole = f"{start}{said}. {compared.closing}".strip()
    return whole if len(whole) <= MOST_LETTERS else f"{start}{compared.closing}".strip()[:MOST_LETTERS]


def _body(compared: Comparison, width: int) -> tuple[Markup, float]:
    layout = rows(width, tuple(bar.name for bar in compared.groups), 22.0 if compared.overall else 0.0)
    scale = _scale(compared, layout)
    parts, y = [], layout.top
    for bar in compared.groups:
        lines = layout.lines(bar.name, layout.size)
        parts.append(layout.name(lines, y, BAR))
        y += len(lines) * LINE_HEIGHT + 2 if layout.names_above else 0
        parts.append(_bar(bar, scale, y))
        taken = BAR if layout.names_above else max(BAR, len(lines) * LINE_HEIGHT)
        y += taken + GAP
    if compared.overall:
        parts.insert(0, _overall(compared.overall, scale, layout, y - GAP))
    return svg.joined(parts), y


def _scale(compared: Comparison, layout: Rows) -> Linear:
    ends = [end for bar in compared.groups for end in (bar.value, bar.upper) if end is not None]
    domain = scales.from_zero([*ends, compared.overall.value if compared.overall else 0.0], compared.greatest)
    told = max((lettering.width(bar.told, SMALL) for bar in compared.groups), default=0.0)
    return Linear(0, domain.highest, layout.left, layout.width - told - 14)


def _bar(bar: Bar, scale: Linear, y: float) -> Markup:
    foot = line(scale(0), y - 2, scale(0), y + BAR + 2, colours.USUAL)
    if bar.value is None:
        none = write_on_ground(bar.told, scale(0) + 8, y + BAR / 2 + 4, fill=colours.QUIET_INK)
        return svg.joined((foot, none))
    end = scale(bar.value)
    drawn = element(
        "rect",
        x=scale(0),
        y=y,
        width=max(end - scale(0), 1),
        height=BAR,
        fill=colours.NEIGHBOUR,
        stroke=colours.NEIGHBOUR_EDGE,
    )
    label = write_on_ground(bar.told, max(end, scale(bar.upper or 0)) + 8, y + BAR / 2 + 4)
    return svg.joined((drawn, foot, _interval(bar, scale, y + BAR / 2), label))


def _interval(bar: Bar, scale: Linear, y: float) -> Markup:
    if bar.lower is None or bar.upper is None:
        return Markup()
    ends = (scale(bar.lower), scale(bar.upper))
    caps = (line(x, y - CAP, x, y + CAP, colours.INK, thick=1.5) for x in ends)
    return svg.joined((line(ends[0], y, ends[1], y, colours.INK, thick=1.5), *caps))


def _overall(overall: Overall, scale: Linear, layout: Rows, bottom: float) -> Markup:
    x, text = scale(overall.value), f"All together {overall.told}"
    wide = lettering.width(text, SMALL)
    start = min(max(x - wide / 2, 0), layout.width - wide)
    return svg.joined(
        (
            line(x, layout.top - 6, x, bottom, colours.US, thick=1.5, dashes="4 3"),
            write(text, start, 12, fill=colours.US),
        )
    )
