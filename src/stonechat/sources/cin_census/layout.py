"""What the census of each year holds, and where each element lands: `spec/` as a tree of elements.

2017 is written in full and later years as differences from the year before, one file each. Codes and
the years in which they are valid stand in `basics/codes.py`. This module reads no census file.

Next: `spec/2017.yaml` explains the marks; `read.py` compiles the tree; `write.py` walks it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from stonechat.model.table import Column
from stonechat.model.tables import TABLES

_FOLDER = Path(__file__).with_name("spec")
BASE_YEAR = 2017


@dataclass(frozen=True, slots=True)
class Element:
    """One element of the census. `row` is the table of which each such element is a row, if it is one.

    `to` is the table (or `heading`) and column that take its text. `unused` says why its text is not
    kept. `rule` is the census guide's check for a missing or invalid value.
    """

    name: str
    row: str | None = None
    to: tuple[str, str] | None = None
    key: bool = False
    required: bool = False
    rule: str | None = None
    unused: str | None = None
    holds: tuple["Element", ...] = ()

    @property
    def column(self) -> Column | None:
        """The column that takes its text; None for a container and for what is not a table's."""
        if self.to is None or self.to[0] not in TABLES:
            return None
        return TABLES[self.to[0]][self.to[1]]

    def __iter__(self) -> Iterator["Element"]:
        """This element and all inside it, in document order."""
        yield self
        for inner in self.holds:
            yield from inner

    def find(self, name: str) -> "Element":
        """The first element of that name, at or inside this one; KeyError if there is none."""
        for element in self:
            if element.name == name:
                return element
        raise KeyError(name)


def layout(year: int) -> Element:
    """The whole `Message` as the collection of that year has it.

    A year between two that are written down has the earlier one's; a year before the first has the
    first one's, and a year after the last the last one's (`layout_year` says which was taken).
    """
    return _layout_of(layout_year(year), keep_removed=False)


def layout_of_all_years() -> Element:
    """The whole `Message` with every element that any year has had."""
    return _layout_of(years()[-1], keep_removed=True)


def layout_year(year: int) -> int:
    """The year whose written layout holds for that collection year."""
    return max((known for known in years() if known <= year), default=BASE_YEAR)


@cache
def years() -> tuple[int, ...]:
    """Years that are written down, the first in full, the others as differences."""
    return (BASE_YEAR, *sorted(int(path.name[:4]) for path in _FOLDER.glob("*.diff.yaml")))


@cache
def elements_by_name() -> dict[str, Element]:
    """Every element of any year by name, at its outermost place."""
    found: dict[str, Element] = {}
    for element in layout_of_all_years():
        found.setdefault(element.name, element)
    return found


@cache
def element_names(table: str) -> dict[str, str]:
    """By column of the table, the element whose text lands there."""
    return {each.to[1]: each.name for each in layout_of_all_years() if each.to and each.to[0] == table}


@cache
def _layout_of(year: int, *, keep_removed: bool) -> Element:
    if year == BASE_YEAR:
        return _element("Message", _yaml(_FOLDER / f"{BASE_YEAR}.yaml")["Message"])
    tree = _layout_of(years()[years().index(year) - 1], keep_removed=keep_removed)
    difference = _yaml(_FOLDER / f"{year}.diff.yaml")
    for entry in difference.get("insert", ()):
        tree = _insert(tree, **_insertion(entry))
    for entry in () if keep_removed else difference.get("remove", ()):
        tree = _remove(tree, entry["from"], entry["element"])
    return tree


def _yaml(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def _element(name: str, marks: Mapping[str, Any]) -> Element:
    """An element from its marks in YAML; TypeError for a mark that does not exist."""
    plain = {mark: value for mark, value in marks.items() if mark not in ("to", "holds")}
    table, _, column = marks.get("to", "").partition(".")
    return Element(
        name,
        to=(table, column) if column else None,
        holds=tuple(_element(*inner) for inner in marks.get("holds", {}).items()),
        **plain,
    )


def _insertion(entry: dict[str, Any]) -> dict[str, Any]:
    ((name, marks),) = ((name, marks) for name, marks in entry.items() if name not in ("into", "after"))
    return {"into": entry["into"], "after": entry["after"], "new": _element(name, marks)}


def _insert(tree: Element, *, into: str, after: str, new: Element) -> Element:
    if tree.name != into:
        return replace(tree, holds=tuple(_insert(i, into=into, after=after, new=new) for i in tree.holds))
    place = [inner.name for inner in tree.holds].index(after) + 1
    return replace(tree, holds=(*tree.holds[:place], new, *tree.holds[place:]))


def _remove(tree: Element, parent: str, name: str) -> Element:
    kept = (inner for inner in tree.holds if (tree.name, inner.name) != (parent, name))
    return replace(tree, holds=tuple(_remove(inner, parent, name) for inner in kept))
