"""Reads an extract of SSD: every file is looked at once, then the rows stream, parents first.

The first look finds what makes a file unreadable, a table that stands there twice, a column that must be
there, dates written month first, the days that the extract covers, and what rows of one table say for
another (`links.py`). If anything of that is wrong the extract cannot be accepted, for without one of its
tables children would vanish; its other rows are still read, so that all problems are told at once.

Next: `parts.py` finds the tables, `heading.py` whose and when, `rows.py` what becomes of each row.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from stonechat.basics.problems import Problem, Severity, Where
from stonechat.model import names
from stonechat.model.table import ColumnType, Table
from stonechat.model.tables import TABLES
from stonechat.sources.date_order import DateOrder, OrderEvidence
from stonechat.sources.faults import NotReadable
from stonechat.sources.formats import FileSet
from stonechat.sources.reading import Findings, Overrides, Reading, TypedRow
from stonechat.sources.separated import clean, notes_on
from stonechat.sources.ssd.heading import HAPPENED, Asker, Days, heading_of
from stonechat.sources.ssd.layout import ssd_columns
from stonechat.sources.ssd.links import ID_OF, OWNER, PLACEMENT_VALUES, Links
from stonechat.sources.ssd.parts import Part, files_of, part_of
from stonechat.sources.ssd.rows import Cell, RowMaker, cells_of
from stonechat.sources.ssd.unaccompanied import Unaccompanied

_SHOWABLE = re.compile(r"[a-z][a-z0-9_]{0,50}")
_FILES_AGAIN = "Export the files again from your system."
_MUST = "person"


@dataclass(slots=True)
class Received:
    """What the files of an extract were found to hold. `is_whole`: nothing of it had to be refused."""

    findings: Findings
    parts: list[Part] = field(default_factory=list)
    links: Links = field(default_factory=Links)
    days: Days = field(default_factory=Days)
    is_whole: bool = True
    room: TemporaryDirectory[str] | None = None

    def refuse(self, problem: Problem) -> None:
        self.findings.add(problem)
        self.is_whole = False

    def copies(self) -> Path:
        """A folder for copies of what cannot be read inside a zip."""
        if self.room is None:
            self.room = TemporaryDirectory(prefix="stonechat-", ignore_cleanup_errors=True)
        return Path(self.room.name)

    def close(self) -> None:
        """Remove the copies."""
        if self.room is not None:
            self.room.cleanup()
            self.room = None


def read(files: FileSet, overrides: Overrides) -> Reading:
    """A reading of one extract. The heading is known at once, the rows stream."""
    findings = Findings()
    received = Received(findings)
    for path in files.paths:
        _receive(path, received)
    ask = Asker(findings, files.name)
    _check_tables(received, ask)
    reading = Reading(files.name, iter(()), findings)
    if not received.parts:
        received.close()
        return reading
    for part in received.parts:
        look(part, received)
    heading = heading_of(received.days, overrides, ask)
    authority = overrides.authority or overrides.folder_authority or ""
    if received.is_whole:
        reading.heading = heading
    reading.rows = _rows(received, authority, reading)
    return reading


# ---------------------------------------------------------------- what was received


def _receive(path: Path, received: Received) -> None:
    try:
        for file in files_of(path):
            part = part_of(file, path, received.copies)
            if part is None:
                what = "This file in the zip is no table of the dataset; it was not read."
                _note(received, "other_file", what, Where(path.name, getattr(file, "at", None)))
            else:
                _receive_part(part, received)
    except NotReadable as refused:
        received.refuse(refused.problem)


def _receive_part(part: Part, received: Received) -> None:
    if part.known.table is None:
        what = f"{part.known.ssd} was not read: it is {names.LEFT_OUT[part.known.ssd]}."
        _note(received, "left_out", what, part.at)
        return
    if part.encoding is not None:
        for problem in notes_on(part.file, part.encoding, part.at):
            received.findings.add(problem)
    if _has_columns(part, part.known.table, received):
        received.parts.append(part)


def _has_columns(part: Part, table: Table, received: Received) -> bool:
    places = part.known.places(part.header)
    lacking = [str(each.ssd) for each in ssd_columns(table) if each.required and each.name not in places]
    if lacking:
        what = f"{table.ssd} has no column {', '.join(lacking)}, so the whole extract was refused."
        fix = "Export it again with that column, or give the column the name that SSD has for it."
        received.refuse(Problem(what, fix, Severity.ERROR, "missing_column", part.at))
        return False
    known = [part.known.spellings[name] for name in part.header if name in part.known.spellings]
    twice = sorted({str(table[name].ssd) for name in known if known.count(name) > 1})
    if twice:
        what = f"The header row has {', '.join(twice)} more than once."
        received.refuse(Problem(what, "Leave one of each.", Severity.ERROR, "column_twice", part.at))
        return False
    _note_columns(part, table, places, received)
    return True


def _note_columns(part: Part, table: Table, places: dict[str, int], received: Received) -> None:
    extra = [_shown(name) for name in part.header if name and name not in part.known.spellings]
    if extra:
        what = f"Columns that SSD does not have were not read: {', '.join(extra[:40])}."
        _note(received, "extra_columns", what, part.at)
    absent = [str(each.ssd) for each in ssd_columns(table) if each.name not in places]
    if absent:
        what = f"Columns are absent, and were read as blank: {', '.join(absent)}."
        _note(received, "absent_columns", what, part.at)


def _shown(name: str) -> str:
    """A column's name if it looks like one: a cell out of place could be a child's."""
    return name if _SHOWABLE.fullmatch(name) else "(one with an unusual name)"


def _check_tables(received: Received, ask: Asker) -> None:
    received.parts.sort(key=lambda part: list(TABLES).index(_table(part).name))
    found = [_table(part).name for part in received.parts]
    twice = sorted({str(TABLES[name].ssd) for name in found if found.count(name) > 1})
    if twice:
        what = f"More than one file holds the same table: {', '.join(twice)}."
        fix = "Give the files of one extract only, in a folder or a zip of their own."
        received.refuse(Problem(what, fix, Severity.ERROR, "table_twice", Where(ask.file)))
    absent = [str(table.ssd) for table in TABLES.values() if table.ssd and table.name not in found]
    if _MUST not in found and received.is_whole:
        what = f"The extract has no {TABLES[_MUST].ssd}, on which all its other tables hang."
        received.refuse(Problem(what, _FILES_AGAIN, Severity.ERROR, "missing_table", Where(ask.file)))
    elif absent and found:
        what = f"The extract lacks tables, and figures from them are not held: {', '.join(absent)}."
        ask.say(Severity.NOTE, "absent_tables", what)
    received.links.tables |= set(found)


def _table(part: Part) -> Table:
    assert part.known.table is not None  # noqa: S101  tables that are left out are no parts
    return part.known.table


def _note(received: Received, rule: str, what: str, at: Where) -> None:
    received.findings.add(Problem(what, "Nothing to do.", Severity.NOTE, rule, at))


# ---------------------------------------------------------------- the first look

_FOR_LINKS = {
    "cla_episodes": ("cla_id", "person_id"),
    "cla_placement": (
        "cla_id", "person_id", "cla_placement_start_date", "cla_placement_end_date", *PLACEMENT_VALUES,
    ),
    "legal_status": ("person_id", "legal_status", "legal_status_start_date", "legal_status_end_date"),
    "address": (
        "person_id", "address_type", "address_start_date", "address_end_date", "address_postcode",
    ),
    "linked_identifiers": (
        "person_id", "identifier_type", "identifier_value", "valid_from_date", "valid_to_date",
    ),
}  # fmt: skip
"""Columns that other tables ask for, besides the ids that they point to."""


def look(part: Part, received: Received) -> None:
    """Go through the part; what breaks the rules of its kind of file is refused."""
    table = _table(part)
    cells = {cell.column.name: cell for cell in cells_of(part)}
    happened = [cells[name] for name in HAPPENED.get(table.name, ()) if name in cells]
    dates = [cell for cell in cells.values() if cell.column.type is ColumnType.DATE]
    linking = [cells[name] for name in _linking(table) if name in cells]
    evidence = OrderEvidence()
    try:
        for _, texts in part.records():
            if len(texts) != len(part.header):
                continue
            for cell in dates:
                if "/" in texts[cell.place]:
                    evidence.see(clean(texts[cell.place]))
            for cell in happened:
                if isinstance(day := _value(cell, texts), date):
                    received.days[day] += 1
            if linking:
                found = ((cell.column.name, _value(cell, texts)) for cell in linking)
                received.links.note(table, {name: value for name, value in found if value is not None})
    except NotReadable as refused:
        received.refuse(refused.problem)
    if evidence.order is not DateOrder.DAY_FIRST:
        what = "Dates are written with the month first, so the file was refused."
        fix = "Export the files again with dates written YYYY-MM-DD."
        received.refuse(Problem(what, fix, Severity.ERROR, "date_order", part.at))


def _linking(table: Table) -> list[str]:
    """The columns to take from each row of a table, for other tables."""
    wanted = list(_FOR_LINKS.get(table.name, ()))
    if table.name in ID_OF:
        wanted += [ID_OF[table.name], OWNER.get(table.name, "person_id")]
    return list(dict.fromkeys(wanted))


def _value(cell: Cell, texts: list[str]) -> object:
    """The value, None for one that cannot be read: that is told when the row is made."""
    try:
        return cell.value(texts)
    except ValueError:
        return None


# ---------------------------------------------------------------- the rows


def _rows(received: Received, authority: str, reading: Reading) -> Iterator[TypedRow]:
    unaccompanied = Unaccompanied()
    try:
        for part in received.parts:
            table = _table(part)
            is_status = table.name == "immigration_status"
            if is_status:
                reading.accounts["uasc"] = unaccompanied.account
            maker = RowMaker(part, table, authority, received.links, received.findings)
            maker.account = reading.accounts.setdefault(table.name, maker.account)
            for record in part.records():
                for row in maker.rows(record):
                    if is_status:
                        unaccompanied.note(row)
                    yield row
        yield from unaccompanied.rows()
    except NotReadable as refused:  # told already, unless a file changed since it was looked at
        if received.is_whole:
            received.refuse(refused.problem)
        reading.heading = None
    finally:
        received.close()
