"""Makes typed rows of one part's records: values, what other tables say, repeated rows, books that balance.

What is lost and what is kept:

- A row is rejected if a value that the model requires is missing or unreadable, if a value is unreadable in
  a column whose blank means "not yet", if nothing leads to its child, or if it has more or fewer values than
  the header row has names.
- What hangs on a rejected row is rejected with it (docs/adr/0006-bad-values.md).
- A row whose key a row before it has is rejected: SSD's keys are the source system's own, so it is the
  same thing told twice, most often by a join that multiplied rows.
- Any other unreadable value, and any unknown code, is loaded as blank with a warning.
- A row that points to a row that the extract lacks is loaded, with a warning.
- SSD has all factors of an assessment in one cell: each factor counts as a row read.

Next: `read.py` sends the records, `links.py` answers for other tables.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from stonechat.basics.codes import CodeList, code_list
from stonechat.basics.problems import Problem, Severity, Where
from stonechat.model.constraints import broken
from stonechat.model.table import Blank, Column, Table, Value, Values
from stonechat.sources.reading import About, Account, Findings, TypedRow
from stonechat.sources.separated import Record, clean
from stonechat.sources.ssd.cells import EXPECTED, is_blank, reader_of, unguarded
from stonechat.sources.ssd.layout import own_key, ssd_columns
from stonechat.sources.ssd.links import ID_OF, OWNER, Links, pointers
from stonechat.sources.ssd.outcomes import (
    CONFERENCE_FLAG,
    FLAGS,
    OUTCOMES,
    outcome,
    read_factors,
    read_outcomes,
)
from stonechat.sources.ssd.parts import Part

CHECK_VALUE = "Correct the value in your system and export the files again."
MOST_KNOWN = 50_000
"""How many texts of a column are remembered with their value, so that rubbish does not fill the memory."""
_SPELT = {"ethnicity": {"CNHE": "CHNE"}}
"""Codes that SSD's guidance prints otherwise than the collections do."""


class _Rejected(Exception):
    """A value, or the lack of one, that rejects its row."""


@dataclass(slots=True, eq=False)
class Cell:
    """One column of a part: where its text stands, and what its value may be."""

    column: Column
    place: int
    position: int
    is_guarded: bool
    codes: CodeList | None
    read: Callable[[str], Value]
    known: dict[str, Value] = field(default_factory=dict)

    def text(self, texts: list[str]) -> str:
        """The stripped text that stands there; empty for what stands for nothing."""
        found = clean(texts[self.place])
        found = unguarded(found) if self.is_guarded else found
        return "" if is_blank(self.column, found) else found

    def value(self, texts: list[str]) -> Value:
        """The typed value, None for a blank. ValueError for what cannot be read."""
        raw = texts[self.place]
        value = self.known.get(raw)
        if value is not None or not raw:
            return value
        text = self.text(texts)
        if not text:
            return None
        value = self._coded(text) if self.codes else self.read(text)
        if len(self.known) < MOST_KNOWN:
            self.known[raw] = value
        return value

    def _coded(self, text: str) -> Value:
        """The code; SSD also has it with its meaning behind it, or the meaning alone."""
        codes = self.codes or ()
        spelt = _SPELT.get(str(self.column.codes), {})
        for candidate in (text, text.partition(" - ")[0], text.partition(":")[0]):
            code = str(self.read(candidate.strip()))
            if (code := spelt.get(code, code)) in codes:
                return code
        for known in codes:
            if known.label.casefold() == text.casefold():
                return known.code
        raise ValueError("a code of its list")


def cells_of(part: Part) -> list[Cell]:
    """The columns of a part that our table has, in our order; none of a table that is left out."""
    table = part.known.table
    if table is None:
        return []
    places = part.known.places(part.header)
    return [
        Cell(
            column,
            places[column.name],
            table.positions[column.name],
            part.encoding is not None,
            code_list(column.codes) if column.codes else None,
            reader_of(column),
        )
        for column in ssd_columns(table)
        if column.name in places
    ]


class RowMaker:
    """Makes rows of one part, in the order of its records."""

    def __init__(self, part: Part, table: Table, authority: str, links: Links, findings: Findings) -> None:
        self._part, self._table, self._links, self._findings = part, table, links, findings
        self._cells = cells_of(part)
        # Most cells are blank or read before: what they are then is looked up without a call for each.
        self._places = [(cell.place, cell.position, cell.known, cell) for cell in self._cells]
        self._positions = table.positions
        self._names = {column.name: column.ssd or column.name for column in table}
        self._required = [
            (table.positions[column.name], self._names[column.name])
            for column in table
            if column.required and column.name != "authority"
        ]
        self._pointers = [(table.positions[name], name, to) for name, to in pointers(table).items()]
        self._key = [table.positions[name] for name in table.key]
        self._blank: list[Value] = [None] * len(table.columns)
        self._blank[0] = authority
        self._seen: dict[int, int] = {}
        self._person = next((cell for cell in self._cells if cell.column.name == "person_id"), None)
        self._child: str | None = None
        self._json = OUTCOMES.get(table.name)
        self._steps = _steps_of(table)
        self.account = Account()

    def rows(self, record: Record) -> Iterator[TypedRow]:
        """The typed rows of a record: one, none if it was rejected, or one for each factor."""
        line, texts = record
        self._child = None
        if len(texts) != len(self._part.header):
            self.account.read += 1
            self.account.rejected += 1
            self._say_width(len(texts), line)
            return
        if self._person is not None:
            self._child = clean(texts[self._person.place]) or None
        for each in self._each(texts, line):
            self.account.read += 1
            try:
                values = self._values(each, line)
                self._complete(values, line)
                self._check_key(values, line)
            except _Rejected:
                self.account.rejected += 1
                self._note_rejected(each)
                continue
            self.account.loaded += 1
            self._check(values, line)
            yield TypedRow(self._table.name, tuple(values), line)

    def _note_rejected(self, texts: list[str]) -> None:
        """Remember the id of a row that was not loaded, unless another row of that id was."""
        cell = next((cell for cell in self._cells if cell.column.name == ID_OF.get(self._table.name)), None)
        own = cell.text(texts) if cell else ""
        if own and hash((self._blank[0], own)) not in self._seen:
            self._links.rejected.setdefault(self._table.name, set()).add(own)

    # ------------------------------------------------------------ values

    def _each(self, texts: list[str], line: int) -> list[list[str]]:
        """The record, or of an assessment's factors a record for each of them."""
        if self._table.name != "assessment_factors":
            return [texts]
        cell = next(cell for cell in self._cells if cell.column.name == "assessment_factor")
        text = cell.text(texts)
        try:
            factors = read_factors(text) if text else []
        except ValueError:
            return [texts]  # rejected as a code that is none
        return [[*texts[: cell.place], factor, *texts[cell.place + 1 :]] for factor in factors]

    def _values(self, texts: list[str], line: int) -> list[Value]:
        values = self._blank.copy()
        for place, position, known, cell in self._places:
            raw = texts[place]
            if not raw:
                continue
            if (value := known.get(raw)) is not None:
                values[position] = value
                continue
            try:
                values[position] = cell.value(texts)
            except ValueError:
                self._unreadable(cell, line)
        return values

    def _unreadable(self, cell: Cell, line: int) -> None:
        """Say that a value cannot be used; `_Rejected` if that costs the row."""
        column = cell.column
        rule = "unknown_code" if cell.codes else "unreadable_value"
        why = f"{column.ssd} is not {'a code of its list' if cell.codes else EXPECTED[column.type]}"
        if column.required or column.blank is Blank.NOT_YET:
            what = f"{why}, so the row was not loaded."
            self._say(Severity.ERROR, rule, what, CHECK_VALUE, at=(line, column.ssd))
            raise _Rejected
        self._say(Severity.WARNING, rule, f"{why}; it was read as blank.", CHECK_VALUE, at=(line, column.ssd))

    def _complete(self, values: list[Value], line: int) -> None:
        """Fill what SSD says elsewhere; `_Rejected` if something that must be there is missing."""
        for step in self._steps:
            step(self, values, line)
        for position, name in self._required:
            if values[position] is None:
                what = f"{name} is missing, and no row can be without it, so the row was not loaded."
                self._say(Severity.ERROR, "missing_value", what, CHECK_VALUE, at=(line, name))
                raise _Rejected

    def _fill_child(self, values: list[Value], line: int) -> None:
        pointer = OWNER[self._table.name]
        found = values[self._positions[pointer]]
        child = self._links.child_of(self._table.name, str(found)) if found is not None else None
        if child is None:
            name = self._names[pointer]
            what = f"{name} leads to no row that names a child, so the row was not loaded."
            self._say(Severity.ERROR, "no_child", what, "Export the files again together.", at=(line, name))
            raise _Rejected
        values[self._positions["person_id"]] = child

    def _check_parent(self, values: list[Value], line: int) -> None:
        """`_Rejected` if the row hangs on one that was not loaded."""
        parent, pointer = self._table.parent, self._table.parent_key[-1:]
        gone = self._links.rejected.get(parent or "")
        if gone and values[self._positions[pointer[0]]] in gone:
            name = self._names[pointer[0]]
            what = f"The row that {name} points to was not loaded, so this one was not either."
            self._say(
                Severity.ERROR, "parent_rejected", what, "Correct that row; see there.", at=(line, name)
            )
            raise _Rejected

    def _fill_pupil_numbers(self, values: list[Value], _: int) -> None:
        """The child's numbers, from SSD's own table of linked identifiers."""
        for name, value in self._links.pupil_numbers.of(values[self._positions["person_id"]]).items():
            values[self._positions[name]] = value

    def _fill_episode(self, values: list[Value], _: int) -> None:
        """The legal status, placement and home of an episode of care, from SSD's own tables for them."""
        at = self._positions
        person, named = values[at["person_id"]], values[at["cla_placement_id"]]
        start, end = values[at["cla_episode_start_date"]], values[at["cla_episode_ceased_date"]]
        if not isinstance(start, date):
            return
        last = end if isinstance(end, date) else None
        values[at["legal_status"]] = self._links.legal_status(str(person), start)
        values[at["home_postcode"]] = self._links.home_postcode(str(person), start)
        taken = self._links.placement(str(person), str(named) if named else None, start, last)
        for name, value in taken.items():
            values[at[name]] = value

    def _fill_pre_proceedings(self, values: list[Value], _: int) -> None:
        """Its id: SSD's row, or else child, family and day of the decision."""
        at = self._positions
        parts = [values[at[name]] for name in ("person_id", "plo_family_id", "pre_pro_decision_date")]
        made = "|".join(str(part) for part in parts if part is not None)
        values[at["pre_proceedings_id"]] = values[at["table_id"]] or made

    def _read_outcomes(self, values: list[Value], line: int) -> None:
        place = self._positions[str(self._json)]
        if values[place] is None:
            return
        try:
            found, values[place] = read_outcomes(str(values[place]))
        except ValueError:
            values[place] = None
            name = self._names[str(self._json)]
            what = f"{name} is no object in JSON; it was read as blank."
            self._say(Severity.WARNING, "unreadable_value", what, CHECK_VALUE, at=(line, name))
            return
        if self._table.name in FLAGS:
            column, flag = FLAGS[self._table.name]
            if values[self._positions[column]] is None:
                values[self._positions[column]] = outcome(found, flag)
        if self._table.name == "s47_enquiry" and values[self._positions["s47_end_date"]] is not None:
            conference = outcome(found, CONFERENCE_FLAG)
            values[self._positions["icpc_not_required"]] = None if conference is None else not conference

    # ------------------------------------------------------------ keys and checks

    def _check_key(self, values: list[Value], line: int) -> None:
        key, content = hash(tuple(values[place] for place in self._key)), hash(tuple(values))
        before = self._seen.get(key)
        if before is None:
            self._seen[key] = content
            return
        same = before == content
        rule = "duplicate_row" if same else "key_twice"
        with_what = "the same values" if same else "other values"
        what = f"A row before has the same key and {with_what}; this one was not loaded."
        fix = "Remove the repetition in your system or in the query that makes the file."
        self._say(Severity.ERROR, rule, what, fix, at=(line, ", ".join(self._key_names())))
        raise _Rejected

    def _key_names(self) -> list[str]:
        return [self._names[name] for name in own_key(self._table)]

    def _check(self, values: list[Value], line: int) -> None:
        """Say what is odd in a row that is loaded all the same."""
        for place, name, to in self._pointers:
            if values[place] is not None and not self._links.has(to, values[place]):
                column = self._names[name]
                what = f"{column} points to a row that the extract does not have; the row was loaded."
                self._say(
                    Severity.WARNING, "no_parent", what, "Export the files again together.", at=(line, column)
                )
        row: Values = tuple(values)
        for constraint in broken(self._table, row):
            at = self._names[constraint.columns[0]]
            what = f"{constraint.breach(self._names)}; the row was loaded."
            self._say(Severity.WARNING, constraint.rule, what, CHECK_VALUE, at=(line, at))

    def _say_width(self, found: int, line: int) -> None:
        expected = len(self._part.header)
        what = f"This row has {found} values where the header row has {expected} names; it was not loaded."
        fix = "Put values that hold a comma in quotation marks, and leave no column out."
        self._say(Severity.ERROR, "row_width", what, fix, at=(line, None))

    def _say(self, severity: Severity, rule: str, what: str, fix: str, *, at: tuple[int, str | None]) -> None:
        part = self._part.at
        column = self._part.known.spellings.get((at[1] or "").lower())
        self._findings.report(
            severity,
            rule,
            lambda: Problem(what, fix, severity, rule, Where(part.file, part.sheet, *at)),
            About(self._table.name, column, self._child),
        )


_Step = Callable[[RowMaker, list[Value], int], None]

_FILLS: dict[str, _Step] = {
    "person": RowMaker._fill_pupil_numbers,
    "cla_episodes": RowMaker._fill_episode,
    "pre_proceedings": RowMaker._fill_pre_proceedings,
}
"""What other tables or columns say of the rows of these."""


def _steps_of(table: Table) -> tuple[_Step, ...]:
    """How a row of the table is completed, in order: chosen once, not for every row."""
    chosen = (
        (RowMaker._read_outcomes, table.name in OUTCOMES),
        (RowMaker._fill_child, table.name in OWNER),
        (RowMaker._check_parent, table.parent and table.parent_key),
    )
    return (*(step for step, is_needed in chosen if is_needed), *filter(None, [_FILLS.get(table.name)]))
