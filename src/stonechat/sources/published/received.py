"""A published file as received: one table of named columns and records of texts, from CSV or a workbook.

Names of columns are compared in small letters, with everything else as underscores and + as "or more".
`Books` gives each record to a parser and counts what becomes of it. What the columns mean is not known here.
"""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path

from stonechat.basics.problems import Problem, Severity, Where
from stonechat.model.table import Values
from stonechat.sources import separated
from stonechat.sources.decoding import decoded
from stonechat.sources.faults import not_readable
from stonechat.sources.reading import Account, Findings, TypedRow
from stonechat.sources.separated import Record, clean
from stonechat.sources.workbook import Workbook, is_workbook

FORMAT_NAME = "published"
SEPARATOR = ","
_LONGEST_HEADER = 200
"""Columns: more are no table of this kind."""


@dataclass(frozen=True, slots=True)
class Received:
    """One table of a file. `columns` as they are compared; records come without the header row."""

    path: Path
    columns: tuple[str, ...]
    records: Callable[[], Iterator[Record]]

    @property
    def file(self) -> str:
        """What problems call the file."""
        return self.path.name


class RowFault(Exception):
    """A row that cannot be loaded: the column, what is wrong with it, and how to mend it."""

    def __init__(self, rule: str, column: str | None, what: str, fix: str) -> None:
        super().__init__(what)
        self.rule, self.column, self.what, self.fix = rule, column, what, fix


Cells = Mapping[str, str]
"""One record: its texts by column, without blanks around them."""

Parse = Callable[[Cells], Iterable[Values]]
"""From one record to the rows of the model that it makes; `RowFault` if it cannot be loaded."""


def column_name(text: str) -> str:
    """A column's name as it is compared: `2years+` is 2years_or_more."""
    spelt = clean(text).lower().replace("+", "_or_more")
    return re.sub(r"[^a-z0-9]+", "_", spelt).strip("_")


def first_columns(head: bytes, path: Path) -> list[tuple[str, ...]]:
    """The names in the first row of the table that begins with these bytes, or of each sheet."""
    if is_workbook(head, path):
        return [_names(texts) for _, texts in _first_rows(Workbook(path))]
    line = decoded(head).lstrip("\ufeff").partition("\n")[0]
    try:
        return [_names(texts) for texts in csv.reader([line.rstrip("\r")])]
    except csv.Error:
        return []


def _first_rows(book: Workbook) -> Iterator[Record]:
    for sheet in book.sheets:
        yield from islice(book.records(sheet), 1)


def _names(texts: list[str]) -> tuple[str, ...]:
    return tuple(column_name(text) for text in texts[:_LONGEST_HEADER])


def received(path: Path, is_ours: Callable[[tuple[str, ...]], bool], findings: Findings) -> Received:
    """The file's table; notes on its encoding go to the findings. `NotReadable` if it is none."""
    with path.open("rb") as file:
        head = file.read(4)
    found = _of_workbook(path, is_ours) if is_workbook(head, path) else _of_csv(path, findings)
    for _ in found.records():
        pass  # what breaks the rules of CSV shows before any row is given out
    twice = [name for name, times in Counter(filter(None, found.columns)).items() if times > 1]
    if twice:
        what = (
            f"Columns stand twice: {', '.join(twice[:5])}."
            if is_ours(tuple(twice))
            else "A column stands twice."
        )
        raise not_readable(path, "column_twice", what, "Keep one of each.", line=1)
    return found


def _of_csv(path: Path, findings: Findings) -> Received:
    encoding = separated.encoding_of(path)
    for note in separated.notes_on(path, encoding, Where(path.name)):
        findings.add(note)
    every = partial(separated.records, path, encoding, SEPARATOR)
    header = next(every(), (1, []))[1]
    return Received(path, _names(header), _after_header(every))


def _after_header(every: Callable[[], Iterator[Record]]) -> Callable[[], Iterator[Record]]:
    return lambda: islice(every(), 1, None)


def _of_workbook(path: Path, is_ours: Callable[[tuple[str, ...]], bool]) -> Received:
    book = Workbook(path)
    book.check_cells()
    for sheet in book.sheets:
        header = next(book.records(sheet), (1, []))[1]
        if is_ours(_names(header)):
            return Received(path, _names(header), _after_header(partial(book.records, sheet)))
    raise not_readable(path, "no_table", "No sheet of the workbook holds a table that is known.")


@dataclass(slots=True)
class Books:
    """Where the records of one file end: typed rows of `table`, or problems. The books count records."""

    source: Received
    sheet: str
    table: str
    findings: Findings
    account: Account = field(default_factory=Account)

    def typed(self, parse: Parse) -> Iterator[TypedRow]:
        """The rows of every record that can be loaded."""
        for line, texts in self.source.records():
            self.account.read += 1
            try:
                rows = tuple(parse(_cells(self.source.columns, texts)))
            except RowFault as fault:
                self.account.rejected += 1
                self.findings.report(Severity.ERROR, fault.rule, partial(self._problem, line, fault))
                continue
            self.account.loaded += 1
            for values in rows:
                yield TypedRow(self.table, values, line)

    def _problem(self, line: int, fault: RowFault) -> Problem:
        place = Where(self.source.file, self.sheet, line, fault.column)
        return Problem(fault.what, fault.fix, Severity.ERROR, fault.rule, place)


def _cells(columns: tuple[str, ...], texts: list[str]) -> Cells:
    if len(texts) < len(columns) or any(clean(text) for text in texts[len(columns) :]):
        what = f"The row has {len(texts)} cells, the header {len(columns)}."
        raise RowFault("ragged_row", None, what, "Download the file again: it may have been cut or edited.")
    return {name: clean(text) for name, text in zip(columns, texts, strict=False)}
