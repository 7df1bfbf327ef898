"""The XML form of the return as records of texts, opened so that nothing in it is fetched or run.

Entities, DTDs and the network are off, and a file with a DOCTYPE is refused before anything of it is
used. A first pass goes through the whole file before a row is given out. The XML has most tables inside
`HEADER`: here they come as the same tables that the CSV set has.

Next: `parts.py` treats it like the other forms.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from stonechat.sources.decoding import decoded
from stonechat.sources.faults import not_readable
from stonechat.sources.separated import clean
from stonechat.sources.ssda903.layout import FileTable, every_table

ROOT = "EXPSSDA903"
GROUPS = {
    "AMISSING": "missing",
    "AREVIEW": "reviews",
    "PERMANENCE": "previous_permanence",
    "OC2": "oc2",
    "AD_PLACED": "placed_for_adoption",
}
"""Elements inside `HEADER` that are rows of a table of their own."""
IN_HEADER = ("uasc", "ad1", "oc3")
"""Tables whose values stand in `HEADER` itself, in the order in which it has them."""

XmlRecord = tuple[str, int, list[str]]
"""Table, line, and texts in the order of the table's fields."""

_PROLOG = re.compile(r"<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^\[>]*(?:\[.*?\])?\s*>", re.DOTALL)
_FIRST_ELEMENT = re.compile(r"\s*<(?:[\w.-]+:)?([\w.-]+)")
_HEAD_BYTES = 64 * 1024
_YES = ("1", "true")


def is_return(head: bytes) -> bool:
    """Whether the outermost element is the return's. A DOCTYPE does not hide it: the reader refuses it."""
    first = _FIRST_ELEMENT.match(_PROLOG.sub("", decoded(head).lstrip("\ufeff")))
    return first is not None and first[1] == ROOT


def check(path: Path) -> None:
    """Go through the whole file; `NotReadable` if it is not whole, not well formed, or has a DOCTYPE."""
    with path.open("rb") as file:
        head = decoded(file.read(_HEAD_BYTES))
    if re.search(r"<!DOCTYPE", re.sub(r"(?s)<!--.*?-->", "", head), re.IGNORECASE):
        what = "The file has a DOCTYPE, which can make a program fetch or run things."
        raise not_readable(path, "doctype", what)
    for _ in records(path):
        pass


def records(path: Path) -> Iterator[XmlRecord]:
    """Every row of the file, child after child, the child's own first."""
    try:
        for _, child in etree.iterparse(
            str(path),
            events=("end",),
            tag="{*}CHILD",
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        ):
            yield from _rows_of(child)
            child.clear()
            _forget_before(child)
    except etree.XMLSyntaxError as error:
        what = "The file is not well-formed XML, or breaks off."
        raise not_readable(path, "not_well_formed", what, line=error.lineno or None) from None


def _forget_before(child: etree._Element) -> None:
    """Throw away the children that were read, so that memory stays flat."""
    above = child.getparent()
    while above is not None and child.getprevious() is not None:
        del above[0]


def _rows_of(child: etree._Element) -> Iterator[XmlRecord]:
    header = next((part for part in child if _name(part) == "HEADER"), None)
    if header is None:
        header = etree.Element("HEADER")
    said = _texts(header)
    person = said.get("CHILDID", "")
    line = child.sourceline or 0
    tables = every_table()
    yield "header", line, _cells(tables["header"], said, person)
    for name in IN_HEADER:
        if _has(tables[name], said):
            yield name, line, _cells(tables[name], said, person)
    for part in header:
        table = GROUPS.get(_name(part))
        if table is not None and any(_texts(part).values()):
            yield table, part.sourceline or 0, _cells(tables[table], _texts(part), person)
    for part in child:
        if _name(part) == "EPISODE":
            yield "episodes", part.sourceline or 0, _cells(tables["episodes"], _texts(part), person)


def _has(table: FileTable, said: dict[str, str]) -> bool:
    """Whether the header tells anything that this table keeps."""
    if table.name == "uasc" and said.get("UASC", "").lower() in _YES:
        return True
    return any(said.get(field.name) for field in table.fields if field.column and not field.key)


def _cells(table: FileTable, said: dict[str, str], person: str) -> list[str]:
    return [
        person if field.name == "CHILD" else said.get(field.xml or field.name, "") for field in table.fields
    ]


def _texts(element: etree._Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in element:
        name = _name(part)
        if name and not len(part):
            found[name] = found.get(name) or clean(part.text or "")
    return found


def _name(element: etree._Element) -> str:
    """The name without namespace; empty for a comment or an instruction."""
    return etree.QName(element).localname.upper() if isinstance(element.tag, str) else ""
