"""What a drawing says, for tests: its elements, and each text with the box that it takes."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from stonechat.charts.lettering import Box, box

_TRANSLATE = re.compile(r"translate\(([-\d.]+) ([-\d.]+)\)")


def root(svg: str) -> ET.Element:
    """The drawing as XML; ParseError if it is none."""
    return ET.fromstring(svg)  # noqa: S314 - our own drawing


def name(element: ET.Element) -> str:
    """The element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def texts(element: ET.Element, x: float = 0, y: float = 0) -> Iterator[tuple[str, Box, ET.Element]]:
    """Every text with its box on the drawing."""
    if found := _TRANSLATE.search(element.get("transform", "")):
        x, y = x + float(found[1]), y + float(found[2])
    if name(element) == "text":
        yield element.text or "", _box(element, x, y), element
    for child in element:
        yield from texts(child, x, y)


def _box(element: ET.Element, x: float, y: float) -> Box:
    return box(
        element.text or "",
        x + float(element.attrib["x"]),
        y + float(element.attrib["y"]),
        float(element.attrib["font-size"]),
        element.get("text-anchor", "start"),
        bold=element.get("font-weight") == "bold",
    )
