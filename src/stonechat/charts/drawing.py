"""What every chart gives back: the picture, its words, and the same as a table.

A page shows title and subtitle as its own heading and puts `svg` below; a picture that stands alone
(a file, a letter) has them drawn above by `picture`.
"""

from dataclasses import dataclass

from stonechat.charts import colours, lettering, svg
from stonechat.charts.svg import Markup, element

WIDE, NARROW = 880, 360
"""The two widths, in pixels, that each chart has a layout for."""

MARGIN = 14
"""Round a picture that stands alone."""


@dataclass(frozen=True, slots=True)
class Table:
    """The chart's data, all as text; no cell is blank."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """One chart at one width. `body` is drawn from 0, 0 to `width`, `height`.

    `title` says the message, `subtitle` measure, unit, scope and dates, `alt` what the picture shows, in
    at most 300 characters.
    """

    body: Markup
    width: float
    height: float
    title: str
    subtitle: str
    alt: str
    table: Table

    @property
    def svg(self) -> Markup:
        """The chart for a page that has title and subtitle as text of its own."""
        return _root(self.body, self.width, self.height, self.alt)

    @property
    def decoration(self) -> Markup:
        """The chart where its words stand beside it: passed over when the page is read out."""
        return decoration(self.body, self.width, self.height)

    def picture(self, source: str) -> Markup:
        """The chart with title and subtitle above and the source below it, to stand alone."""
        room = self.width
        heading = [
            *_lines(self.title, lettering.LARGE, room, bold=True),
            *_lines(self.subtitle, lettering.NORMAL, room),
        ]
        parts, y = [], 0.0
        for line, size, bold in heading:
            y += 1.3 * size
            parts.append(lettering.write(line, 0, y, size, bold=bold))
        y += 16
        parts.append(element("g", self.body, transform=f"translate(0 {svg.number(y)})"))
        y += self.height
        for line, size, _ in _lines(source, lettering.SMALL, room):
            y += 1.4 * size
            parts.append(lettering.write(line, 0, y, size, fill=colours.QUIET_INK))
        body = element("g", *parts, transform=f"translate({MARGIN} {MARGIN})")
        return _root(body, self.width + 2 * MARGIN, y + 2 * MARGIN, self.alt)


def decoration(body: Markup, width: float, height: float) -> Markup:
    """A drawing that is passed over when the page is read out."""
    return _root(body, width, height, None)


def _lines(text: str, size: float, room: float, bold: bool = False) -> list[tuple[str, float, bool]]:
    return [(line, size, bold) for line in lettering.wrapped(text, size, room, bold)]


def _root(body: Markup, width: float, height: float, alt: str | None) -> Markup:
    """The whole SVG, on a white ground so that no page's colour can hide it."""
    said = {"aria_hidden": "true"} if alt is None else {"role": "img", "aria_label": alt}
    return element(
        "svg",
        element("rect", width=width, height=height, fill=colours.BACKGROUND),
        element("g", body, font_family=lettering.FONTS),
        xmlns=svg.NAMESPACE,
        viewBox=f"0 0 {svg.number(width)} {svg.number(height)}",
        width=width,
        height=height,
        **said,
    )
