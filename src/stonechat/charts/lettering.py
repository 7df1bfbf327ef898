"""Text in a drawing: its size, how wide it is, and how it is broken into lines.

SVG does not wrap or move text, so its width is worked out here, on the wide side: the widths are those
of Arial with a tenth more, because a machine may lack Arial and draw a broader one. Measured in a browser
on every text of the charts that tests draw: Arial's metrics fill at most nine tenths of what is allowed,
DejaVu Sans at most a twelfth more than all of it.
"""

from dataclasses import dataclass

from stonechat.charts import colours
from stonechat.charts.svg import Markup, element, joined

FONTS = "Arial, Helvetica, Liberation Sans, DejaVu Sans, sans-serif"
SMALL, NORMAL, LARGE = 12, 14, 19
"""Sizes in pixels as drawn. Nothing is smaller than `SMALL`."""

BROADER = 1.1
_BOLD = 1.12
_WIDTHS = {  # thousandths of the size
    **dict.fromkeys("ijl'|", 222),
    **dict.fromkeys(" ft.,:;/!I[]\u00b7", 278),
    **dict.fromkeys("r-()`", 333),
    **dict.fromkeys("ckJsvxyz", 500),
    **dict.fromkeys("FTZ", 611),
    **dict.fromkeys("ABEKPSVXY&", 667),
    **dict.fromkeys("CDHNRUw", 722),
    **dict.fromkeys("GOQ", 778),
    **dict.fromkeys("mM", 833),
    **dict.fromkeys("%", 889),
    **dict.fromkeys("W\u2014", 944),
    **dict.fromkeys("@", 1015),
}
_OTHERS = 584


def width(text: str, size: float, bold: bool = False) -> float:
    """How many pixels wide the text is at most."""
    thousandths = sum(_WIDTHS.get(letter, _OTHERS) for letter in text)
    return thousandths / 1000 * size * BROADER * (_BOLD if bold else 1)


def wrapped(text: str, size: float, room: float, bold: bool = False) -> tuple[str, ...]:
    """The text in lines that fit the room; a word that is wider than the room is cut with an ellipsis."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, bold) <= room:
            lines[-1] = longer
        else:
            lines.append(shortened(word, size, room, bold))
    return tuple(lines)


def shortened(text: str, size: float, room: float, bold: bool = False) -> str:
    """The text, or as much of it as fits the room with an ellipsis."""
    if width(text, size, bold) <= room:
        return text
    kept = text
    while kept and width(f"{kept}…", size, bold) > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the drawing, from its left upper corner."""

    left: float
    top: float
    width: float
    height: float

    def overlaps(self, other: "Box") -> bool:
        """Whether the two share any area."""
        return (
            self.left < other.left + other.width
            and other.left < self.left + self.width
            and self.top < other.top + other.height
            and other.top < self.top + self.height
        )


def box(text: str, x: float, y: float, size: float, anchor: str = "start", *, bold: bool = False) -> Box:
    """Where a text stands whose baseline begins (or is centred, or ends) at x, y."""
    wide = width(text, size, bold)
    left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
    return Box(left, y - 0.76 * size, wide, size)


def write_on_ground(
    text: str, x: float, y: float, size: float = SMALL, *, anchor: str = "start", fill: str = colours.INK
) -> Markup:
    """The same on white, so that a line behind it is broken and the text can be read."""
    stands = box(text, x, y, size, anchor)
    ground = element(
        "rect",
        x=stands.left - 3,
        y=stands.top - 2,
        width=stands.width + 6,
        height=size * 1.33,
        fill=colours.BACKGROUND,
    )
    return joined((ground, write(text, x, y, size, anchor=anchor, fill=fill)))


def write(
    text: str,
    x: float,
    y: float,
    size: float = SMALL,
    *,
    anchor: str = "start",
    bold: bool = False,
    fill: str = colours.INK,
) -> Markup:
    """One line of text with its baseline at y."""
    weight = {"font_weight": "bold"} if bold else {}
    anchored = {} if anchor == "start" else {"text_anchor": anchor}
    return element("text", text, x=x, y=y, font_size=size, fill=fill, **anchored, **weight)
