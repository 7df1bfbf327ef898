"""Writes SVG that is safe to put into a page: known elements, presentation attributes, escaped text.

No style attribute, script, address or id can be written, so that a page may forbid them all and several
drawings may stand on one page. What an element looks like is decided by the charts.
"""

import re
from collections.abc import Iterable
from functools import cache

NAMESPACE = "http://www.w3.org/2000/svg"

ELEMENTS = frozenset(("svg", "g", "title", "path", "line", "rect", "circle", "polygon", "polyline", "text"))

ATTRIBUTES = frozenset(
    (
        *("xmlns", "viewBox", "width", "height", "role", "aria-label", "aria-hidden", "focusable"),
        *("x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "d", "points", "transform"),
        *("fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap"),
        *("stroke-linejoin", "font-family", "font-size", "font-weight", "text-anchor"),
    )
)

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MAY_STAND = re.compile(r"[\w .,:;%#()+\-/]*", re.ASCII)
"""Text that nothing is done to: most of it."""


class Markup(str):
    """SVG that is written already, and is not escaped again."""

    __slots__ = ()

    def __html__(self) -> str:
        """Itself, for whoever puts it into a page: every text in it was escaped when it was written."""
        return self


def escaped(text: str) -> Markup:
    """The text as it stands in SVG; a character that XML cannot hold becomes a replacement mark."""
    if _MAY_STAND.fullmatch(text):
        return Markup(text)
    return Markup(_NOT_IN_XML.sub("\ufffd", text).translate(_ESCAPES))


def element(name: str, *children: str, **attributes: str | float) -> Markup:
    """One element. Plain text among the children is escaped; `_` in an attribute's name stands for `-`.

    ValueError for an element or attribute that is not allowed, or a value that refers elsewhere.
    """
    if name not in ELEMENTS:
        raise ValueError(f"a drawing has no element {name}")
    said = "".join([f' {_attribute(key)}="{_value(value)}"' for key, value in attributes.items()])
    return Markup(f"<{name}{said}>{joined(children)}</{name}>" if children else f"<{name}{said}/>")


def joined(parts: Iterable[str]) -> Markup:
    """The parts one after another; plain text among them is escaped."""
    return Markup("".join([part if isinstance(part, Markup) else escaped(part) for part in parts]))


def number(value: float) -> str:
    """A length or place, to a tenth of a pixel."""
    text = f"{value:.1f}"
    if text[-1] != "0":
        return text
    whole = text[:-2]
    return "0" if whole == "-0" else whole


@cache
def _attribute(key: str) -> str:
    name = key.replace("_", "-")
    if name not in ATTRIBUTES:
        raise ValueError(f"a drawing has no attribute {name}")
    return name


def _value(value: str | float) -> str:
    if not isinstance(value, str):
        return number(value)
    if "url(" in value.lower():
        raise ValueError("a drawing refers to nothing outside itself")
    return escaped(value)
