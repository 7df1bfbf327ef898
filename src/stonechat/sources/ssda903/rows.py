"""Makes typed rows of one part's records: values, ids, repeated rows, checks, and books that balance.

What is lost and what is kept is decided as for the census (ADR 0006):

- A row is rejected if its key is missing or unreadable, if a value is unreadable in a column whose blank
  means "not yet", or if it has more or fewer values than the header row has names.
- Any other unreadable value, and any unknown code, is loaded as blank with a warning. A code that is
  known but not valid in that year is loaded with a warning.
- The same row again is rejected as a duplicate. A row with the same key and other values is loaded, with
  #2 (#3, ...) added to its id (`keys.py`); where a child has one line only, the second is rejected.

Next: `read.py` sends the records.
"""

import re
from collections import namedtuple
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from stonechat.basics.codes import code_list
from stonechat.basics.problems import Problem, Severity, Where
from stonechat.model.constraints import broken
from stonechat.model.table import Blank, Value
from stonechat.model.tables import TABLES
from stonechat.sources.date_order import DateOrder
from stonechat.sources.lasting import longest_first
from stonechat.sources.reading import About, Account, Findings, TypedRow
from stonechat.sources.separated import Record, clean
from stonechat.sources.ssda903.cells import (
    EXPECTED,
    SEX_CODES,
    codes_for,
    codes_of,
    reader_of,
    whole,
)
from stonechat.sources.ssda903.layout import Field, FileTable, every_table
from stonechat.sources.ssda903.parts import Look
from stonechat.sources.ssda903.rules import BY_MODEL, SECOND_ROW, Histories, Return, Step, rules_of

CHECK_VALUE = "Correct the value in your system and export the file again."
MOST_KNOWN = 50_000
"""How many texts of a column are remembered with their value, so that rubbish does not fill the memory."""
_UNKNOWN_UPN = re.compile(r"(?i)UN\d")
FIRST_YEAR_OF_SEX_LETTERS = 2025


@dataclass(slots=True)
class Books:
    """What is kept over all parts of one return."""

    authority: str
    ours: Return
    findings: Findings
    accounts: dict[str, Account]
    in_header: set[str] = field(default_factory=set)
    elsewhere: set[str] = field(default_factory=set)
    rows_elsewhere: int = 0
    histories: Histories = field(default_factory=Histories)
    episodes_at: Where = field(default_factory=Where)

    def say_histories(self) -> None:
        """Once all rows are read: what a child's episodes say of each other."""
        at = self.episodes_at
        for rule, step, child in self.histories.broken():
            place = Where(at.file, at.sheet, step.line, rule.column)
            column = every_table()["episodes"][rule.column].column
            about = About("cla_episodes", column.name if column else None, child)
            self.findings.add(Problem(rule.what, rule.fix, Severity.WARNING, rule.code, place), about)

    def account(self, table: str) -> Account:
        """The books of one of our tables."""
        return self.accounts.setdefault(table, Account())


class _Unreadable(Exception):
    """A value that rejects its row."""


@dataclass(slots=True, eq=False)
class _Cell:
    """One field of a part: where its text stands (-1: nowhere) and where its value goes."""

    of: Field
    place: int
    position: int
    rejects: bool
    read: Callable[[str], Value]
    codes: Any
    valid: frozenset[str] | None
    keeps: bool
    known: dict[str, Value] = field(default_factory=dict)


def _planned(cell: _Cell) -> tuple[int, int, dict[str, Value], bool, _Cell]:
    """What the loop over a record needs of a cell, unpacked at once."""
    return cell.place, cell.position, cell.known, cell.of.key or cell.of.required, cell


def _is_end(cell: _Cell) -> bool:
    """Whether its blank means that the row goes on."""
    return not cell.of.key and cell.of.column is not None and cell.of.column.blank is Blank.NOT_YET


@cache
def row_class(table: str) -> Callable[..., Any]:
    """Makes a row of that table whose cells also go by name; still a tuple in the declared order."""
    row = namedtuple(table, TABLES[table].names)  # type: ignore[misc]
    maker: Callable[..., Any] = row._make
    return maker


class RowMaker:
    """Makes rows of one part. `columns` are the names in the order in which records come."""

    def __init__(
        self, table: FileTable, columns: tuple[str, ...], look: Look, at: Where, books: Books
    ) -> None:
        self._table, self._width, self._at, self._books = table, len(columns), at, books
        self._account = books.account(table.table.name)
        self._make = row_class(table.table.name)
        self._rules = [(rule.is_broken_by, rule) for rule in rules_of(table.name)]
        self._cells = [self._cell(each, columns, look.order) for each in table.fields if each.column]
        self._plan = [_planned(cell) for cell in self._cells if cell.place >= 0]
        self._is_episodes = table.name == "episodes"
        if self._is_episodes:
            books.episodes_at = at
        self._is_by_model = table.name in BY_MODEL
        self._absent_keys = [cell for cell in self._cells if cell.of.key and cell.place < 0]
        self._key_positions = [cell.position for cell in self._cells if cell.of.key]
        self._keys = look.keys
        self._columns = {each.name: each.column.name for each in table.fields if each.column}
        self._child_at = columns.index("CHILD") if "CHILD" in columns else -1
        self._child: str | None = None
        self._met: dict[str, dict[tuple[Value, ...], int]] = {}
        positions = table.table.positions
        self._person, self._year = positions["person_id"], positions.get("year", -1)
        self._id = positions[table.id_column] if table.id_column else -1
        self._end = next((cell.position for cell in self._cells if _is_end(cell)), -1)
        self._blank: list[Value] = [None] * len(positions)
        self._blank[0] = books.authority
        if self._year >= 0:
            self._blank[self._year] = books.ours.year

    def _cell(self, each: Field, columns: tuple[str, ...], order: DateOrder) -> _Cell:
        column = each.column
        assert column is not None  # noqa: S101  only kept fields come here
        codes = codes_of(column)
        return _Cell(
            each,
            columns.index(each.name) if each.name in columns else -1,
            self._table.table.positions[column.name],
            rejects=each.key or column.blank is Blank.NOT_YET,
            read=reader_of(column, order, partial=each.partial),
            codes=codes,
            valid=codes_for(codes, self._books.ours.last) if codes else None,
            keeps=each.name != "UPN",  # no two children share one
        )

    def row(self, record: Record) -> TypedRow | None:
        """The typed row; None if it was rejected, which is then in the books and the findings, or waits.

        A row waits if another may have its key.
        """
        line, texts = record
        self._account.read += 1
        is_whole = len(texts) == self._width and self._child_at >= 0
        self._child = (clean(texts[self._child_at]) or None) if is_whole else None
        try:
            if len(texts) != self._width:
                raise self._wrong_width(len(texts), line)
            values = self._values(texts, line)
            is_alone = not self._keys.is_repeated(texts)
            self._name(values, line, is_alone=is_alone)
        except _Unreadable:
            self._account.rejected += 1
            return None
        made = self._make(values)
        self._account.loaded += 1
        self._note_child(made)
        if self._is_episodes:
            self._note_step(made, line)
        for test, rule in self._rules:
            if test(made, self._books.ours):
                self._say(Severity.WARNING, rule.code, rule.what, rule.fix, at=(line, rule.column))
        if self._is_by_model:
            self._check_by_model(made, line)
        return TypedRow(self._table.table.name, made, line) if is_alone or self._table.is_one else None

    def waiting(self) -> Iterator[TypedRow]:
        """The rows that waited, with ids that tell them apart; ask once all records were given."""
        for met in self._met.values() if not self._table.is_one else ():
            for number, values in enumerate(sorted(met, key=self._order), 1):
                told_apart = list(values)
                told_apart[self._id] = f"{values[self._id]}#{number}" if number > 1 else values[self._id]
                yield TypedRow(self._table.table.name, self._make(told_apart), met[values])

    def _order(self, values: tuple[Value, ...]) -> tuple[int, list[str]]:
        """By what the row says, never by its place: see `lasting.py`."""
        return longest_first(values[self._end] if self._end >= 0 else None, values)

    def _check_by_model(self, row: Any, line: int) -> None:
        fields = {each.column.name: each for each in self._table.fields if each.column}
        names = {column: each.name for column, each in fields.items()}
        for constraint in broken(self._table.table, row):
            at = fields[constraint.columns[0]]
            what = f"{constraint.breach(names)}; the row was loaded."
            self._say(Severity.WARNING, at.rule or constraint.rule, what, CHECK_VALUE, at=(line, at.name))

    def _values(self, texts: list[str], line: int) -> list[Value]:
        """The busiest loop of the reader: a text met before costs one dictionary look-up."""
        values = self._blank.copy()
        for place, position, known, is_needed, cell in self._plan:
            text = texts[place]
            value = known.get(text)
            if value is not None:
                values[position] = value
                continue
            if text:
                values[position] = self._read(cell, text, line, values)
            if is_needed and values[position] is None:
                self._missing(cell, text, line)
        for cell in self._absent_keys:
            self._missing(cell, "", line)
        return values

    def _read(self, cell: _Cell, raw: str, line: int, values: list[Value]) -> Value:
        """The careful way to read a value that was not met before, or is to be spoken of each time."""
        text = clean(raw)
        if not text:
            return None
        if cell.of.name == "UPN" and _UNKNOWN_UPN.fullmatch(text):
            self._unknown_upn(text.upper(), line, values, cell)
            return None
        try:
            value = cell.read(text)
            if cell.codes is not None and value not in cell.codes:
                raise ValueError
        except ValueError:
            self._unreadable(cell, line)
            return None
        says = self._odd_code(cell, whole(text), value) if cell.codes is not None else None
        if says:
            self._say(Severity.WARNING, *says, CHECK_VALUE, at=(line, cell.of.name))
        elif cell.keeps and len(cell.known) < MOST_KNOWN:
            cell.known[raw] = value
        return value

    def _odd_code(self, cell: _Cell, text: str, value: Value) -> tuple[str, str] | None:
        year, name = self._books.ours.year, cell.of.name
        if cell.valid is not None and value not in cell.valid:
            return (
                "code_not_in_year",
                f"{name} has a code that is not valid in the return of {year}; it was loaded.",
            )
        if cell.of.name == "SEX" and (text in SEX_CODES) != (year < FIRST_YEAR_OF_SEX_LETTERS):
            return "101", f"{name} uses the codes of another year's return; it was read as what they mean."
        return None

    def _unknown_upn(self, text: str, line: int, values: list[Value], cell: _Cell) -> None:
        if code_list("upn_unknown").get(text) is None:
            self._unreadable(cell, line)
        else:
            values[self._table.table.positions["upn_unknown"]] = text

    def _unreadable(self, cell: _Cell, line: int) -> None:
        """Say that a value cannot be used; `_Unreadable` if that costs the row."""
        column = cell.of.column
        assert column is not None  # noqa: S101
        expected = "a code of its list" if cell.codes else EXPECTED[column.type]
        rule = cell.of.rule or ("unknown_code" if cell.codes else "unreadable_value")
        why = f"{cell.of.name} is not {expected}"
        if cell.rejects:
            what = f"{why}, so the row was not loaded."
            self._say(Severity.ERROR, rule, what, CHECK_VALUE, at=(line, cell.of.name))
            raise _Unreadable
        self._say(
            Severity.WARNING, rule, f"{why}; it was read as blank.", CHECK_VALUE, at=(line, cell.of.name)
        )

    def _missing(self, cell: _Cell, text: str, line: int) -> None:
        name = cell.of.name
        if cell.of.key:
            what = f"{name} is missing, which tells this row from others, so the row was not loaded."
            self._say(Severity.ERROR, cell.of.rule or "missing_key", what, CHECK_VALUE, at=(line, name))
            raise _Unreadable
        if cell.place >= 0 and not clean(text):
            what = f"{name} is missing; the row was loaded without it."
            self._say(Severity.WARNING, cell.of.rule or "missing_value", what, CHECK_VALUE, at=(line, name))

    def _wrong_width(self, found: int, line: int) -> _Unreadable:
        what = (
            f"This row has {found} values where the header row has {self._width} names, so it was not loaded."
        )
        fix = "Put values that hold a comma in quotation marks, and leave no column out."
        self._say(Severity.ERROR, "row_width", what, fix, at=(line, None))
        return _Unreadable()

    def _name(self, values: list[Value], line: int, *, is_alone: bool) -> None:
        """Give the row the id of its key; `_Unreadable` if it was met, or another where one may stand.

        `is_alone`: no other row can have the key.
        """
        base = self._base(values)
        if self._id >= 0:
            values[self._id] = base
        if is_alone:
            return
        met = self._met.setdefault(base, {})
        content = tuple(values)
        if content in met:
            what = "The same row stands in the files before; it was counted once."
            fix = "Remove the repetition in your system."
            self._say(Severity.ERROR, "duplicate_row", what, fix, at=(line, None))
            raise _Unreadable
        if met and self._table.is_one:
            what = (
                "This child has another line in this table before, with other details, so it was not loaded."
            )
            fix = "Give each child one line in this table."
            self._say(Severity.ERROR, SECOND_ROW[self._table.name], what, fix, at=(line, "CHILD"))
            raise _Unreadable
        met[content] = line

    def _base(self, values: list[Value]) -> str:
        child, *others = [str(values[position]) for position in self._key_positions]
        letters = (self._table.letters,) if self._table.letters else ()
        return "|".join((child, *letters, *others))

    def _note_child(self, row: Any) -> None:
        books = self._books
        if self._table.name == "header":
            books.in_header.add(row.person_id)
            if row.dob is not None:
                books.ours.births[row.person_id] = row.dob
        elif row.person_id not in books.in_header:
            books.elsewhere.add(row.person_id)
            books.rows_elsewhere += 1

    def _note_step(self, row: Any, line: int) -> None:
        started, ended = row.cla_episode_start_date, row.cla_episode_ceased_date
        step = Step(line, started, ended, row.cla_episode_start_reason, row.cla_episode_ceased_reason)
        self._books.histories.add(row.person_id, step)

    def _say(self, severity: Severity, rule: str, what: str, fix: str, *, at: tuple[int, str | None]) -> None:
        line, column = at
        self._books.findings.report(
            severity,
            rule,
            lambda: Problem(what, fix, severity, rule, Where(self._at.file, self._at.sheet, line, column)),
            About(self._table.table.name, self._columns.get(column or ""), self._child),
        )
