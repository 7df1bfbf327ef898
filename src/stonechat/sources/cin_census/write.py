"""Writes typed rows as the CIN census of a year, child after child: what `read.py` reads back unchanged.

Elements stand in the order of that year's layout; a blank is left out, and so is a column that no census
has (a team, a worker). Rows that the year's census has no place for (a child in need plan before 2022)
are refused rather than dropped: leave them out first.

Next: `layout.py` is what it walks.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TextIO
from xml.sax.saxutils import escape

from stonechat.model.table import Value
from stonechat.model.tables import TABLES
from stonechat.sources.cin_census.groups import CONFERENCE, row_class
from stonechat.sources.cin_census.heading import window
from stonechat.sources.cin_census.layout import Element, layout
from stonechat.sources.formats import ChildRows
from stonechat.sources.reading import Heading

_INDENT = "  "
_GENDER_OF_SEX = {"M": "1", "F": "2", "U": "0"}
_ABOVE = {
    "cin_assessments": "referral_id",
    "cin_plans": "referral_id",
    "s47_enquiry": "referral_id",
    "cp_plans": "referral_id",
    "pre_proceedings": "referral_id",
    "assessment_factors": "assessment_id",
    "cp_reviews": "cp_plan_id",
}
"""The column by which a row hangs on the one above; what is not here hangs on the child."""


def write(path: Path, heading: Heading, children: Iterable[ChildRows]) -> None:
    """Write the census of `heading.year`. Rows of one child hang together by their ids.

    ValueError if that year's census has no place for a row.
    """
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<Message>\n')
        _write_header(file, heading)
        file.write("  <Children>\n")
        writer = _Writer(file, layout(heading.year).find("Child"))
        for rows in children:
            writer.write_child(rows)
        file.write("  </Children>\n</Message>\n")


def _write_header(file: TextIO, heading: Heading) -> None:
    first, last = window(heading.year)
    if (heading.window_first, heading.window_last) != (first, last):
        raise ValueError(f"the census of {heading.year} covers {first} to {last}")
    made_at = heading.made_at.isoformat() if heading.made_at else None
    details = ("Collection", "CIN"), ("Year", heading.year), ("ReferenceDate", last)
    source = (
        ("SourceLevel", "L"),
        ("LEA", heading.authority),
        ("SoftwareCode", "Stonechat"),
        ("DateTime", made_at),
    )
    file.write("  <Header>\n")
    for name, items in (("CollectionDetails", details), ("Source", source)):
        file.write(f"    <{name}>\n")
        for leaf, value in items:
            _write_leaf(file, leaf, value, 3)
        file.write(f"    </{name}>\n")
    file.write("  </Header>\n")


class _Writer:
    """Writes children by the layout of one year."""

    def __init__(self, file: TextIO, child: Element) -> None:
        self._file, self._child = file, child
        self._tables = {element.row for element in child if element.row} | {CONFERENCE.name}
        self._columns = {element.to for element in child if element.to}
        self._has_sex = ("person", "sex") in self._columns

    def write_child(self, rows: ChildRows) -> None:
        (person,) = _named(rows, "person")
        below = {table: _named(rows, table) for table in rows}
        self._check_tables(below)
        self._write(self._child, person, _by_parent(below), 2)

    def _write(self, element: Element, row: Any, below: "_Below", depth: int) -> None:
        """One element with all inside it, about `row`; nothing for a container that would be empty."""
        if element.to is not None:
            _write_leaf(self._file, element.name, self._value(element, row, below), depth)
            return
        if element.row is None and not any(self._has_content(inner, row, below) for inner in element.holds):
            return
        self._file.write(f"{_INDENT * depth}<{element.name}>\n")
        for inner in element.holds:
            for each in [row] if inner.row is None else below[inner.row, _id_of(row)]:
                self._write(inner, each, below, depth + 1)
        self._file.write(f"{_INDENT * depth}</{element.name}>\n")

    def _has_content(self, element: Element, row: Any, below: "_Below") -> bool:
        if element.row is not None:
            return bool(below[element.row, _id_of(row)])
        if element.to is not None:
            return self._value(element, row, below) is not None
        return any(self._has_content(inner, row, below) for inner in element.holds)

    def _value(self, element: Element, row: Any, below: "_Below") -> Value:
        table, column = element.to or ("", "")
        if table == CONFERENCE.name:
            held = below[CONFERENCE.name, _id_of(row)]
            return getattr(held[0], column) if held else None
        if column == "gender_current" and row.gender_current is None:
            return _GENDER_OF_SEX.get(row.sex)
        value: Value = getattr(row, column)
        return value

    def _check_tables(self, below: Mapping[str, Sequence[Any]]) -> None:
        """ValueError for rows that this year's census has no place for."""
        for table, rows in below.items():
            if rows and table not in self._tables:
                raise ValueError(f"this year's census has no place for rows of {table}")
        conferences = [row.s47_enquiry_id or row.referral_id for row in below.get(CONFERENCE.name, ())]
        if len(conferences) != len(set(conferences)):
            raise ValueError("the census holds one conference for each enquiry and one more for the episode")


_Below = defaultdict[tuple[str, str], list[Any]]
"""Rows by their table and by the id of the row (or child) that they hang on."""


def _by_parent(rows: Mapping[str, Sequence[Any]]) -> _Below:
    found: _Below = defaultdict(list)
    for table, each in ((table, row) for table, all_rows in rows.items() for row in all_rows):
        if table == CONFERENCE.name:
            found[table, each.s47_enquiry_id or each.referral_id].append(each)
        elif table != "person":
            found[table, getattr(each, _ABOVE.get(table, "person_id"))].append(each)
    return found


def _id_of(row: Any) -> str:
    """The id by which others hang on this row: the first of its key after the authority."""
    found: str = getattr(row, TABLES[type(row).__name__].key[1])
    return found


def _named(rows: ChildRows, table: str) -> list[Any]:
    make = row_class(table)
    return [make(values) for values in rows.get(table, ())]


def _write_leaf(file: TextIO, name: str, value: Value, depth: int) -> None:
    if value is not None:
        file.write(f"{_INDENT * depth}<{name}>{_text(value)}</{name}>\n")


def _text(value: Value) -> str:
    """The value as the census writes it: YYYY-MM-DD, 0 or 1, a number, or the text itself."""
    if isinstance(value, bool):
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else escape(str(value))
