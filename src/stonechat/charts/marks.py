"""The shapes of readings: shape means the kind of reading, so that they also differ in grey.

Circle: usual variation, or no reading. Square: improving. Diamond: concern. Triangle: changed.
"""

from stonechat.analysis.judged import Variation
from stonechat.charts import colours
from stonechat.charts.svg import Markup, element, number

COLOURS = {
    Variation.USUAL: colours.USUAL,
    Variation.IMPROVING: colours.IMPROVING,
    Variation.CONCERN: colours.CONCERN,
    Variation.CHANGED: colours.CHANGED,
    Variation.TOO_FEW: colours.USUAL,
    Variation.NO_READING: colours.USUAL,
}


def mark(kind: Variation, x: float, y: float, radius: float, title: str | None = None) -> Markup:
    """The shape of the reading, edged in white so that a line does not hide it.

    Readings beyond usual variation are a quarter larger, so that their shape shows on a small screen.
    """
    radius *= 1 if COLOURS[kind] == colours.USUAL else 1.25
    named = (element("title", title),) if title else ()
    painted: dict[str, str | float] = {"fill": COLOURS[kind], "stroke": colours.BACKGROUND, "stroke_width": 1}
    match kind:
        case Variation.IMPROVING:
            side = radius * 1.8
            return element("rect", *named, x=x - side / 2, y=y - side / 2, width=side, height=side, **painted)
        case Variation.CONCERN:
            return element("polygon", *named, points=diamond(x, y, radius * 1.35), **painted)
        case Variation.CHANGED:
            return element("polygon", *named, points=triangle(x, y, radius * 1.4), **painted)
        case _:
            return element("circle", *named, cx=x, cy=y, r=radius, **painted)


def diamond(x: float, y: float, reach: float) -> str:
    """The corners of a diamond whose corners are `reach` from its middle."""
    return corners((x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y))


def triangle(x: float, y: float, reach: float) -> str:
    """The corners of a triangle that stands on its side."""
    return corners((x, y - reach), (x + reach * 0.95, y + reach * 0.7), (x - reach * 0.95, y + reach * 0.7))


def corners(*places: tuple[float, float]) -> str:
    """Places as SVG lists them."""
    return " ".join(f"{number(x)},{number(y)}" for x, y in places)
