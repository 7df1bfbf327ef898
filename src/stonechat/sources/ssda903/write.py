"""Writes typed rows as the return of a year, child after child: what `read.py` reads back unchanged.

A return is a folder with a CSV file for each table that the year has, or one XML file. A column that no
return has (a referral, a team) is left out. Rows that the year's return has no place for (a social
worker's spell before 2024) are refused rather than dropped: leave them out first. Ids are not written;
the reader makes the same ones again from child and dates.

Next: `layout.py` is what it walks.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from stonechat.model.table import Value, Values
from stonechat.sources.formats import ChildRows
from stonechat.sources.reading import Heading
from stonechat.sources.ssda903.cells import SEX_CODES, written_date
from stonechat.sources.ssda903.heading import window
from stonechat.sources.ssda903.layout import Field, FileTable, layout
from stonechat.sources.ssda903.rows import FIRST_YEAR_OF_SEX_LETTERS, row_class
from stonechat.sources.ssda903.xml import GROUPS, IN_HEADER, ROOT

_SEX = {letter: code for code, letter in SEX_CODES.items()}
_NOT_IN_XML = ("sw_episodes", "dolo")

Lines = dict[str, list[dict[str, str]]]
"""One child's lines by file table: texts by column."""


def write(path: Path, heading: Heading, children: Iterable[ChildRows]) -> None:
    """Make the folder at `path` with the CSV files of `heading.year`'s return.

    ValueError if that year's return has no place for a row.
    """
    _check_window(heading)
    path.mkdir(parents=True, exist_ok=True)
    tables = layout(heading.year)
    with ExitStack() as opened:
        files = {
            name: opened.enter_context((path / f"{name}.csv").open("w", encoding="utf-8", newline=""))
            for name in tables
        }
        writers = {name: csv.DictWriter(files[name], tables[name].names) for name in tables}
        for writer in writers.values():
            writer.writeheader()
        for rows in children:
            for name, lines in _lines(rows, heading.year).items():
                writers[name].writerows(lines)


def write_xml(path: Path, heading: Heading, children: Iterable[ChildRows]) -> None:
    """Write the XML of `heading.year`'s return. ValueError for rows that the XML has no place for."""
    _check_window(heading)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<{ROOT}>\n')
        for rows in children:
            lines = _lines(rows, heading.year)
            if any(lines.get(name) for name in _NOT_IN_XML):
                raise ValueError(f"the XML has no place for {' or '.join(_NOT_IN_XML)}")
            file.write(_child(lines, layout(heading.year)))
        file.write(f"</{ROOT}>\n")


def _check_window(heading: Heading) -> None:
    first, last = window(heading.year)
    if (heading.window_first, heading.window_last) != (first, last):
        raise ValueError(f"the return of {heading.year} covers {first} to {last}")


# ---------------------------------------------------------------- one child's lines


def _lines(rows: ChildRows, year: int) -> Lines:
    tables = layout(year)
    _check_places(rows, tables)
    person = next(iter(_named("person", rows)), None)
    found: Lines = {}
    for name, table in tables.items():
        kept = (row for row in _named(table.table.name, rows) if _is_of(row, name))
        found[name] = [_line(table, row, person, year) for row in kept]
    return found


def _check_places(rows: ChildRows, tables: Mapping[str, FileTable]) -> None:
    places = {table.table.name for table in tables.values()}
    without = sorted(name for name, some in rows.items() if some and name not in places)
    if without:
        raise ValueError(f"that year's return has no place for {', '.join(without)}")


def _named(table: str, rows: Mapping[str, Sequence[Values]]) -> list[Any]:
    """Rows as named tuples."""
    return [row_class(table)(row) for row in rows.get(table, ())]


def _is_of(row: Any, name: str) -> bool:
    """Whether a row belongs in that file: two files share `permanence`."""
    if name not in ("ad1", "placed_for_adoption"):
        return True
    adopted, decided = (
        any(getattr(row, column) is not None for column in _own_columns(*files))
        for files in (("ad1", "placed_for_adoption"), ("placed_for_adoption", "ad1"))
    )
    if adopted and decided:
        raise ValueError("a row of permanence tells of an adoption and of a reversal: make two of it")
    return adopted if name == "ad1" else not adopted


def _own_columns(name: str, other: str) -> set[str]:
    """The columns that the one file has and the other lacks."""
    own, others = (
        {field.column.name for field in layout(FIRST_YEAR_OF_SEX_LETTERS)[each].fields if field.column}
        for each in (name, other)
    )
    return own - others


def _line(table: FileTable, row: Any, person: Any, year: int) -> dict[str, str]:
    return {field.name: _text_of(field, row, person, year) for field in table.fields}


def _text_of(field: Field, row: Any, person: Any, year: int) -> str:
    """One cell. What only repeats the header comes from there."""
    if field.column is None:
        same = {"SEX": "sex", "DOB": "dob"}[field.name]
        return "" if person is None else _written(same, getattr(person, same), year)
    value = getattr(row, field.column.name)
    if field.column.name == "upn" and value is None:
        value = row.upn_unknown
    return _written(field.column.name, value, year)


def _written(column: str, value: Value, year: int) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, date):
        return written_date(value)
    if column == "sex" and year < FIRST_YEAR_OF_SEX_LETTERS:
        return _SEX.get(str(value), str(value))
    return str(value)


# ---------------------------------------------------------------- XML


def _child(lines: Lines, tables: Mapping[str, FileTable]) -> str:
    inside = "".join(_leaves(tables["header"], line) for line in lines["header"])
    for name in IN_HEADER:
        for line in lines[name]:
            inside += "<UASC>1</UASC>" if name == "uasc" else ""
            inside += _leaves(tables[name], line, without=("CHILD", "SEX", "DOB"))
    for element, name in GROUPS.items():
        inside += "".join(_element(element, tables[name], line) for line in lines[name])
    episodes = "".join(_element("EPISODE", tables["episodes"], line) for line in lines["episodes"])
    return f"<CHILD><HEADER>{inside}</HEADER>{episodes}</CHILD>\n"


def _element(name: str, table: FileTable, line: Mapping[str, str]) -> str:
    return f"<{name}>{_leaves(table, line, without=('CHILD', 'SEX', 'DOB'))}</{name}>"


def _leaves(table: FileTable, line: Mapping[str, str], without: Sequence[str] = ()) -> str:
    return "".join(
        f"<{field.xml or field.name}>{escape(line[field.name])}</{field.xml or field.name}>"
        for field in table.fields
        if line[field.name] and field.name not in without
    )
