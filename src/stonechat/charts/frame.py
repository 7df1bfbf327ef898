"""What plots have in common: the area, light gridlines with ticks, and labels beside their lines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from stonechat.charts import colours, lettering, svg
from stonechat.charts.lettering import SMALL, write
from stonechat.charts.scales import Linear
from stonechat.charts.svg import Markup, element
from stonechat.indicators.measure import Unit

DOTS = "1.5 4"
LINE_HEIGHT = 16
"""From one line of small text to the next."""


@dataclass(frozen=True, slots=True)
class Plot:
    """The area that values are drawn in."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Label:
    """A text beside a line: `y` is where the line is."""

    y: float
    text: str
    colour: str = colours.INK
    bold: bool = False


def gridlines(plot: Plot, scale: Linear, ticks: Iterable[tuple[float, str]]) -> Markup:
    """A light line across the plot for each tick, its text at the left."""
    return svg.joined(
        part
        for value, text in ticks
        for part in (
            line(plot.left, scale(value), plot.right, scale(value), colours.GRIDLINE),
            write(text, plot.left - 8, scale(value) + 4, anchor="end", fill=colours.QUIET_INK),
        )
    )


def line(
    x1: float, y1: float, x2: float, y2: float, colour: str, *, thick: float = 1, dashes: str = ""
) -> Markup:
    """A straight line, unbroken unless dashes are given."""
    dashed = {"stroke_dasharray": dashes} if dashes else {}
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=thick, **dashed)


def path(places: Sequence[tuple[float, float]], colour: str, *, thick: float = 1, dashes: str = "") -> Markup:
    """A line through the places; nothing for fewer than two."""
    if len(places) < 2:
        return Markup()
    dashed = {"stroke_dasharray": dashes} if dashes else {}
    drawn = "M" + "L".join([f"{svg.number(x)} {svg.number(y)}" for x, y in places])
    return element("path", d=drawn, fill="none", stroke=colour, stroke_width=thick, **dashed)


def widest(texts: Iterable[str], bold: bool = False) -> float:
    """The width of the widest small text."""
    return max((lettering.width(text, SMALL, bold) for text in texts), default=0.0)


def beside(labels: Sequence[Label], x: float, top: float, bottom: float) -> Markup:
    """The labels in a column at x, each as near to its line as the others let it."""
    ordered = sorted(labels, key=lambda label: label.y)
    places = spread([label.y for label in ordered], top, bottom)
    return svg.joined(
        write(label.text, x, y + 4, fill=label.colour, bold=label.bold)
        for label, y in zip(ordered, places, strict=True)
    )


def spread(wanted: Sequence[float], top: float, bottom: float, apart: float = LINE_HEIGHT) -> list[float]:
    """Places in the order given, `apart` from each other or more, between top and bottom where they fit.

    Each group of places that would touch is set round the middle of what its members wanted.
    """
    groups: list[list[float]] = []
    for place in wanted:
        groups.append([place])
        while len(groups) > 1 and _starts(groups[-1], top, bottom, apart) < _ends(
            groups[-2], top, bottom, apart
        ):
            last = groups.pop()
            groups[-1].extend(last)
    return [
        _starts(group, top, bottom, apart) + place * apart for group in groups for place in range(len(group))
    ]


def _starts(group: Sequence[float], top: float, bottom: float, apart: float) -> float:
    """Where the first of the group stands."""
    tall = (len(group) - 1) * apart
    return max(top, min(sum(group) / len(group) - tall / 2, bottom - tall))


def _ends(group: Sequence[float], top: float, bottom: float, apart: float) -> float:
    """The nearest that the next group may stand."""
    return _starts(group, top, bottom, apart) + len(group) * apart


def possible(unit: Unit, values: Iterable[float]) -> tuple[float, float | None]:
    """The least and the greatest that values of this unit can be, as `Series.bounds` says it of a series."""
    return 0.0, 100.0 if unit is Unit.PERCENT and all(value <= 100 for value in values) else None


def fitting_ticks(places: Sequence[tuple[float, str]], left: float, right: float) -> list[tuple[float, str]]:
    """The ticks whose texts, centred on them, stand inside left and right; every second one is left out
    until none touch."""
    inside = [
        (x, text)
        for x, text in places
        if x - lettering.width(text, SMALL) / 2 >= left and x + lettering.width(text, SMALL) / 2 <= right
    ]
    while any(_touch(one, other) for one, other in pairwise(inside)):
        inside = inside[::2]
    return inside


def _touch(one: tuple[float, str], other: tuple[float, str]) -> bool:
    halves = (lettering.width(one[1], SMALL) + lettering.width(other[1], SMALL)) / 2
    return other[0] - one[0] < halves + 10
