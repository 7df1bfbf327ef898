"""The two icons of a scorecard row, readable at 22 pixels; their words always stand beside them.

Circle: variation, with H or L and an arrow for the side of the mean. A filled disc is a concern, a thick
ring an improvement, a dark disc a change that is neither, a thin ring with a wave usual variation and an
empty ring too few points. Rounded square: assurance, with P (will usually be met), F (missed) or ?.
"""

from stonechat.analysis.judged import Assurance, Side, Variation
from stonechat.charts import colours, svg
from stonechat.charts.lettering import write
from stonechat.charts.marks import COLOURS, corners
from stonechat.charts.svg import Markup, element

SIZE = 22
_MIDDLE = SIZE / 2


def variation_icon(variation: Variation, side: Side | None) -> Markup:
    """The icon of a reading, hidden from those who hear the words beside it."""
    match variation:
        case Variation.CONCERN | Variation.CHANGED:
            parts = [_disc(COLOURS[variation]), *_sided(side, colours.BACKGROUND)]
        case Variation.IMPROVING:
            parts = [_ring(COLOURS[variation], 2), *_sided(side, COLOURS[variation])]
        case Variation.USUAL:
            parts = [_ring(colours.USUAL, 1.5), _wave()]
        case _:
            parts = [_ring(colours.USUAL, 1.5)]
    return _icon(svg.joined(parts))


def assurance_icon(assurance: Assurance | None) -> Markup:
    """The icon of what the limits say of the target; an empty drawing without a target."""
    match assurance:
        case Assurance.WILL_MISS:
            return _icon(svg.joined((_square(colours.CONCERN, colours.CONCERN), _letter("F", "#FFFFFF"))))
        case Assurance.WILL_MEET:
            return _icon(svg.joined((_square(colours.IMPROVING, "#FFFFFF"), _letter("P", colours.IMPROVING))))
        case Assurance.MAY_OR_MAY_NOT:
            return _icon(svg.joined((_square(colours.USUAL, "#FFFFFF"), _letter("?", colours.QUIET_INK))))
        case None:
            return _icon(Markup())


def _icon(body: Markup) -> Markup:
    return element(
        "svg",
        element("g", body, font_family="Arial, Helvetica, Liberation Sans, DejaVu Sans, sans-serif"),
        xmlns=svg.NAMESPACE,
        viewBox=f"0 0 {SIZE} {SIZE}",
        width=SIZE,
        height=SIZE,
        aria_hidden="true",
    )


def _disc(colour: str) -> Markup:
    return element("circle", cx=_MIDDLE, cy=_MIDDLE, r=10.5, fill=colour)


def _ring(colour: str, thick: float) -> Markup:
    ring = 10.5 - thick / 2
    return element(
        "circle", cx=_MIDDLE, cy=_MIDDLE, r=ring, fill=colours.BACKGROUND, stroke=colour, stroke_width=thick
    )


def _square(edge: str, fill: str) -> Markup:
    return element("rect", x=1.5, y=1.5, width=19, height=19, rx=4, fill=fill, stroke=edge, stroke_width=2)


def _letter(letter: str, colour: str, x: float = _MIDDLE) -> Markup:
    return write(letter, x, 15.5, 13, anchor="middle", bold=True, fill=colour)


def _sided(side: Side | None, colour: str) -> list[Markup]:
    """H with an arrow up, L with an arrow down; nothing without a side."""
    if side is None:
        return []
    up = side is Side.HIGH
    tip, foot = (7.0, 15.0) if up else (15.0, 7.0)
    head = 4.0 if up else -4.0
    arrow = (
        element("line", x1=15.8, y1=tip + head / 2, x2=15.8, y2=foot, stroke=colour, stroke_width=1.5),
        element("polygon", points=corners((15.8, tip), (18.3, tip + head), (13.3, tip + head)), fill=colour),
    )
    return [_letter("H" if up else "L", colour, 8.6), *arrow]


def _wave() -> Markup:
    return element(
        "path", d="M5 13L8 9L11 13L14 9L17 13", fill="none", stroke=colours.QUIET_INK, stroke_width=1.8
    )
