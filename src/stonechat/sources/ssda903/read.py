"""Reads a return on looked-after children: its parts in order, the children first.

Everything is looked at once before a row is given out: what makes a file unreadable, a table that stands
there twice, a column that must be there, the order of its dates, and the year that it is about. If
anything of that is wrong the return cannot be accepted, for a return without one of its tables would
make children vanish; its other rows are still read, so that all problems are told at once.

Next: `parts.py` finds the tables, `heading.py` who and when, `rows.py` what becomes of each row.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from stonechat.basics.problems import Problem, Severity, Where
from stonechat.sources import separated
from stonechat.sources.date_order import DateOrder
from stonechat.sources.faults import NotReadable, not_readable
from stonechat.sources.formats import FileSet
from stonechat.sources.reading import Findings, Overrides, Reading, TypedRow
from stonechat.sources.ssda903 import xml
from stonechat.sources.ssda903.heading import (
    Asker,
    Years,
    authority_of,
    event_years,
    heading_of,
    likely_year,
    window,
    year_covered,
)
from stonechat.sources.ssda903.layout import every_table, layout, layout_year, years
from stonechat.sources.ssda903.parts import (
    Look,
    Part,
    csv_part,
    is_provider_list,
    look,
    look_at_xml,
    workbook_parts,
)
from stonechat.sources.ssda903.rows import Books, RowMaker
from stonechat.sources.ssda903.rules import Return
from stonechat.sources.ssda903.sets import year_in
from stonechat.sources.workbook import Workbook, is_workbook

_SHOWABLE = re.compile(r"[A-Z][A-Z0-9_/?()'-]{0,40}")
_HEAD_BYTES = 64 * 1024


@dataclass(slots=True)
class _Received:
    """What the files of a return were found to hold. `is_whole`: nothing of it had to be refused."""

    findings: Findings
    parts: list[tuple[Part, Look]] = field(default_factory=list)
    xml: tuple[Path, dict[str, Look]] | None = None
    is_whole: bool = True

    def refuse(self, problem: Problem) -> None:
        self.findings.add(problem)
        self.is_whole = False

    @property
    def evidence(self) -> dict[str, Years]:
        """In which years the event dates of each table lie."""
        found = {part.table.name: event_years(part.table.name, seen) for part, seen in self.parts}
        if self.xml:
            found |= {name: event_years(name, seen) for name, seen in self.xml[1].items()}
        return found


def read(files: FileSet, overrides: Overrides) -> Reading:
    """A reading of one return. The heading is known at once, the rows stream."""
    findings = Findings()
    received = _receive(files, findings)
    reading = Reading(files.name, iter(()), findings)
    if not received.parts and received.xml is None:
        return reading
    evidence = received.evidence
    ask = Asker(findings, files.name)
    authority = authority_of(overrides, ask)
    year = year_covered(evidence, year_in(files.name), overrides, ask)
    if received.is_whole:
        reading.heading = heading_of(authority, year, overrides)
    likely = likely_year(evidence, overrides) or years()[-1]
    if year is not None:
        _check_layout(likely, received, ask)
    books = Books(authority or "", Return(likely, *window(likely)), findings, reading.accounts)
    reading.rows = _rows(received, books, reading, ask)
    return reading


# ---------------------------------------------------------------- what was received


def _receive(files: FileSet, findings: Findings) -> _Received:
    received = _Received(findings)
    for path in files.paths:
        try:
            _receive_one(path, received)
        except NotReadable as refused:
            received.refuse(refused.problem)
    received.parts.sort(key=lambda each: list(every_table()).index(each[0].table.name))
    _check_tables(received, files.name)
    return received


def _receive_one(path: Path, received: _Received) -> None:
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if is_workbook(head, path):
        _receive_workbook(path, received)
    elif xml.is_return(head):
        xml.check(path)
        received.xml = path, look_at_xml(path)
        if any(seen.order is not DateOrder.DAY_FIRST for seen in received.xml[1].values()):
            received.findings.add(_month_first(path, None))
    else:
        encoding = separated.encoding_of(path)
        for problem in separated.notes_on(path, encoding, Where(path.name)):
            received.findings.add(problem)
        _receive_part(csv_part(path, encoding), received)


def _receive_workbook(path: Path, received: _Received) -> None:
    book = Workbook(path)
    parts, others = workbook_parts(path, book)
    if not parts and is_provider_list(book):
        what = "This is a list of providers of placements (as Ofsted publishes it), not a return on children."
        raise not_readable(
            path, "provider_list", what, "Leave it out; choose the files of the SSDA903 return."
        )
    book.check_cells()
    if book.has_hidden_parts:
        what = "The workbook has hidden sheets, rows or columns; they were read as well."
        fix = "If they are not meant to count, delete them and save the workbook again."
        received.findings.add(_problem(Severity.WARNING, "hidden_cells", what, fix, (path, None)))
    for sheet in others:
        what = "This sheet is no table of the return; it was not read."
        received.findings.add(_problem(Severity.NOTE, "other_sheet", what, "Nothing to do.", (path, sheet)))
    for part in parts:
        _receive_part(part, received)


def _receive_part(part: Part, received: _Received) -> None:
    lacking = [name for name in part.table.must if name not in part.columns]
    if lacking:
        received.refuse(_lacks(part, lacking))
        return
    twice = [name for name in part.table.names if part.columns.count(name) > 1]
    if twice:
        what = f"The header row has {', '.join(twice)} more than once."
        received.refuse(
            _problem(Severity.ERROR, "column_twice", what, "Leave one of each.", (part.path, part.sheet))
        )
        return
    seen = look(part)
    _note_columns(part, received.findings)
    _check_order(part, seen.order, received)
    if seen.order is not DateOrder.MIXED:
        received.parts.append((part, seen))


def _check_order(part: Part, order: DateOrder, received: _Received) -> None:
    if order is DateOrder.MIXED:
        what = "Some dates can only be day first, others only month first, so neither is safe for the rest."
        fix = "Export the file again with dates written dd/mm/yyyy."
        received.refuse(_problem(Severity.ERROR, "date_order", what, fix, (part.path, part.sheet)))
    elif order is DateOrder.MONTH_FIRST:
        received.findings.add(_month_first(part.path, part.sheet))


def _month_first(path: Path, sheet: str | None) -> Problem:
    what = "Dates here are written with the month first, going by all that can only be read one way."
    fix = "The file was read so; check a few, and export dates as dd/mm/yyyy."
    return _problem(Severity.WARNING, "date_order", what, fix, (path, sheet))


def _check_tables(received: _Received, name: str) -> None:
    found = [part.table.name for part, _ in received.parts]
    twice = sorted({each for each in found if found.count(each) > 1})
    if twice:
        what = f"More than one file holds the same table: {', '.join(twice)}."
        fix = "Check one file of each table at a time, or give the files of each return a name of their own."
        received.refuse(Problem(what, fix, Severity.ERROR, "table_twice", Where(name)))


def _lacks(part: Part, lacking: list[str]) -> Problem:
    columns = ", ".join(_shown(name) for name in part.columns[:40])
    what = (
        f"The {part.table.name} table has no column {', '.join(lacking)}. Columns found: {columns}. "
        "The file was refused, and with it the whole return."
    )
    fix = "Export it again with that column, or give the column the name that the return has for it."
    return _problem(Severity.ERROR, "missing_column", what, fix, (part.path, part.sheet))


def _note_columns(part: Part, findings: Findings) -> None:
    known = part.table.names
    extra = [_shown(name) for name in part.columns if name not in known and name]
    if extra:
        what = f"Columns that the return does not have were not read: {', '.join(extra[:40])}."
        findings.add(
            _problem(Severity.NOTE, "extra_columns", what, "Nothing to do.", (part.path, part.sheet))
        )
    absent = [each.name for each in part.table.fields if each.column and each.name not in part.columns]
    if absent:
        what = f"Columns are absent, and were read as blank: {', '.join(absent)}."
        findings.add(
            _problem(Severity.NOTE, "absent_columns", what, "Nothing to do.", (part.path, part.sheet))
        )


def _shown(name: str) -> str:
    """A column's name if it looks like one: a cell out of place could be a child's."""
    return name if _SHOWABLE.fullmatch(name) else "(one with an unusual name)"


def _check_layout(year: int, received: _Received, ask: Asker) -> None:
    if layout_year(year) != year:
        what = f"The layout of {year} is not written down; that of {layout_year(year)} was used."
        ask.say(Severity.NOTE, "layout_year", what, "Nothing to do.")
    early = sorted({part.table.name for part, _ in received.parts} - set(layout(year)))
    if early:
        what = f"The return of {year} does not have {', '.join(early)}; it was read all the same."
        ask.say(Severity.NOTE, "not_in_year", what, "Nothing to do.")


def _problem(severity: Severity, rule: str, what: str, fix: str, at: tuple[Path, str | None]) -> Problem:
    path, sheet = at
    return Problem(what, fix, severity, rule, Where(path.name, sheet))


# ---------------------------------------------------------------- the rows


def _rows(received: _Received, books: Books, reading: Reading, ask: Asker) -> Iterator[TypedRow]:
    try:
        for part, seen in received.parts:
            at = Where(part.path.name, part.sheet)
            maker = RowMaker(part.table, part.columns, seen, at, books)
            for record in part.records():
                if (made := maker.row(record)) is not None:
                    yield made
            yield from maker.waiting()
        if received.xml:
            yield from _rows_of_xml(*received.xml, books)
    except NotReadable as refused:  # only if a file changed since it was looked at
        received.refuse(refused.problem)
        reading.heading = None
    books.say_histories()
    _note_elsewhere(books, ask)


def _rows_of_xml(path: Path, seen: dict[str, Look], books: Books) -> Iterator[TypedRow]:
    makers = {
        name: RowMaker(every_table()[name], every_table()[name].names, looked, Where(path.name, name), books)
        for name, looked in seen.items()
    }
    for name, line, texts in xml.records(path):
        if (made := makers[name].row((line, texts))) is not None:
            yield made
    for maker in makers.values():
        yield from maker.waiting()


def _note_elsewhere(books: Books, ask: Asker) -> None:
    if books.elsewhere:
        what = (
            f"{books.rows_elsewhere:,} rows are of {len(books.elsewhere):,} children who are not in the "
            "header table; they were loaded all the same."
        )
        ask.say(Severity.NOTE, "not_in_header", what, "Add the children to the header table in your system.")
