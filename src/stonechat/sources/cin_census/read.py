"""Reads a CIN census: one child at a time, into typed rows, problems and books that balance.

What is lost and what is kept:

- A row is rejected if its key is missing or unreadable, or if a value is unreadable in a column whose
  blank means "not yet". What hangs on a rejected row is rejected with it, each row with its own problem.
- Any other unreadable value, and any unknown code, is loaded as blank with a warning. A code that is
  known but not valid in that year is loaded with a warning.
- The same row again is rejected as a duplicate; what hangs on it is read as hanging on the first. A row
  with the same key and other values is loaded, with #2 (#3, ...) added to its id (`numbering.py`).
- A child id that comes again: if all that is said of the child is the same, only that repeated person row
  is rejected; if it is not, the second `Child` and all in it are.
- Every element that is a row is counted when it is met, whatever becomes of it, even in a wrong place.

Checks between values that can all be read are in `rules/` and only warn. Who and when: `heading.py`.
Next: `values.py` reads what stands in a row, `strays.py` books what should not be there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stonechat.basics.problems import Severity
from stonechat.model.constraints import broken
from stonechat.model.table import Value
from stonechat.model.tables import TABLES
from stonechat.sources.cin_census import cells, stream
from stonechat.sources.cin_census.groups import CONFERENCE, IDS, INHERITED, Below, Compiler, Group, row_class
from stonechat.sources.cin_census.heading import Header, heading_of, likely_year, window
from stonechat.sources.cin_census.layout import element_names, years
from stonechat.sources.cin_census.numbering import numbered
from stonechat.sources.cin_census.rules import BY_MODEL, Census, Found, rules_for
from stonechat.sources.cin_census.strays import Strays
from stonechat.sources.cin_census.stream import Node, line_of
from stonechat.sources.cin_census.telling import CHECK_VALUE, Teller
from stonechat.sources.cin_census.values import Faults, ValueReader, fault_rule
from stonechat.sources.reading import Findings, Overrides, Reading, TypedRow

DUPLICATE_RULES = {"disability": "8794", "assessment_factors": "8898"}
"""The guide has a check of its own for these; any other duplicate is `duplicate_row`."""


def read(path: Path, overrides: Overrides) -> Reading:
    """A reading of a CIN census file. The heading is known at once, the rows stream.

    A file that is not whole, not well formed or has a DOCTYPE gives no rows, no heading and one error.
    """
    findings = Findings()
    try:
        look = stream.first_look(path)
    except stream.NotReadable as refused:
        findings.add(refused.problem)
        return Reading(path.name, iter(()), findings)
    header = Header(look.headers)
    heading = heading_of(header, overrides, findings, path.name)
    year = likely_year(header, overrides) or years()[-1]
    reading = Reading(path.name, iter(()), findings, heading=heading)
    reader = _Reader(path, look, heading.authority if heading else "", year, reading)
    reading.accounts = reader.compiler.accounts
    reading.rows = reader.rows()
    return reading


Variants = dict[str, list[tuple[Sequence[Value], Any]]]
"""By id without its number: the values read and the row made of them, for each row of that id."""


@dataclass(slots=True)
class _Known:
    """What is remembered of a child whose id occurs more than once in the file: its rows wait for the end."""

    person: Any
    variants: Variants
    rows: list[TypedRow]


@dataclass(slots=True)
class _Meeting:
    """The child being read: its rows so far, and what its rules need.

    `has_siblings`: two rows had one key. `waits`: it may come again, so that it cannot be numbered yet.
    """

    rows: list[TypedRow] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    variants: Variants = field(default_factory=dict)
    has_siblings: bool = False
    waits: bool = False


class _Reader:
    """Walks the children of one file. One object for one file; `rows` may be asked for once."""

    def __init__(
        self, path: Path, look: stream.FirstLook, authority: str, year: int, reading: Reading
    ) -> None:
        self._path, self._look, self._authority = path, look, authority
        self._census = Census(year, *window(year))
        self._reading = reading
        self._findings = reading.findings
        self.compiler = Compiler(self._census.last)
        self._child = self.compiler.child()
        self._rules = {
            table: [(rule.is_broken_by, rule) for rule in found] for table, found in rules_for(year).items()
        }
        self._repeated: dict[str, _Known] = {}
        self._met = _Meeting()
        self._tell = Teller(path.name, reading.findings)
        self._strays = Strays(year, self.compiler.accounts, self._tell)
        self._values = ValueReader(year, self._strays, self._tell)
        self._tell.layout_of(year)
        if look.encoding:
            self._tell.encoding(look.encoding)

    def rows(self) -> Iterator[TypedRow]:
        """Every row that can be loaded, parents before what hangs on them, child after child.

        Children whose id stands in the file more than once come last.
        """
        try:
            for number, child in enumerate(
                stream.children(self._path, self._look.encoding, self._strays.outside), 1
            ):
                self._met = _Meeting()
                self._tell.child_number = number
                self._read_child(child)
                self._tell.child = None
                if not self._met.waits:
                    yield from numbered(self._met.rows) if self._met.has_siblings else self._met.rows
            for known in self._repeated.values():
                yield from numbered(known.rows)
        except stream.NotReadable as refused:  # only if the file changed since the first look
            self._findings.add(refused.problem)
            self._reading.heading = None
        self.compiler.close_books_of_other_years()

    # one child

    def _read_child(self, child: Node) -> None:
        group = self._child
        group.account.read += 1
        values = group.blank.copy()
        below: Below = []
        faults: Faults = []
        values[0] = self._authority
        self._tell.child = stream.child_id(child)
        self._values.gather(child, group.entries, values, below, faults)
        values[group.key_position] = self._tell.child  # as `forget.py` looks for it
        if not self._values.settle(group, child, values, faults):
            self._strays.reject_below(below)
            return
        self._settle_sex(values, faults, child)
        row = group.make(values)
        person = self._person(row, child, below)
        if person is not None:
            self._read_below(below, person)
            self._apply_rules()

    def _apply_rules(self) -> None:
        census = self._census
        for found in self._met.found:
            for test, rule in self._rules.get(found.table, ()):
                if test(found, census):
                    self._tell.warn(rule.code, rule.what, rule.fix, found.element, rule.column)
            if found.table in BY_MODEL:
                self._check_by_model(found)
        for found in self._met.found:
            found.below = {}  # breaks the circles, so that memory is freed without the garbage collector

    def _check_by_model(self, found: Found) -> None:
        names = element_names(found.table)
        for constraint in broken(TABLES[found.table], found.row):
            what = f"{constraint.breach(names)}; the row was loaded."
            self._tell.warn(constraint.rule, what, CHECK_VALUE, found.element, names[constraint.columns[0]])

    def _person(self, row: Any, child: Node, below: Below) -> Found | None:
        """The child as found, loaded unless it was there before; None if it contradicts the earlier one."""
        group, met = self._child, self._met
        if hash(row.person_id) in self._look.repeated:
            known = self._repeated.setdefault(row.person_id, _Known(row, met.variants, met.rows))
            met.waits = True
            if known.variants is not met.variants:
                return self._person_again(row, known, child, below)
        found = Found("person", row, child, None)
        self._load(group, row, child, found)
        return found

    def _person_again(self, row: Any, known: _Known, child: Node, below: Below) -> Found | None:
        if row == known.person:
            self._met.variants, self._met.rows = known.variants, known.rows
            self._reject_duplicate(self._child, child, "8510")
            return Found("person", row, child, None)
        what = "The id of this child stands in the file before, with other details, so it was not loaded."
        self._child.account.rejected += 1
        fix = "Give each child one id and one Child element."
        self._tell.say(Severity.ERROR, "8510", what, fix, child, column="LAchildID")
        self._strays.reject_below(below)
        return None

    def _settle_sex(self, values: list[Value], faults: Faults, child: Node) -> None:
        """Sex from what collections to 2024 called gender, where only that was given."""
        positions = self._child.table.positions
        sex, gender = values[positions["sex"]], values[positions["gender_current"]]
        meant = cells.SEX_OF_GENDER[str(gender)] if gender is not None else None
        if sex is None:
            values[positions["sex"]] = meant
        elif meant is not None and {sex, meant} == {"M", "F"}:
            what = "Sex says one and GenderCurrent the other; the child is counted by Sex."
            self._tell.warn("sex_and_gender", what, CHECK_VALUE, child, "Sex")
        if sex is None and meant is None and not any(c.column.name in cells.MISCODED for c, _, _ in faults):
            what = "Sex (or GenderCurrent) is missing; the row was loaded without it."
            self._tell.warn("4180", what, CHECK_VALUE, child, "Sex")

    # one row

    def _read_row(self, group: Group, element: Node, above: Found) -> None:
        group.account.read += 1
        if not group.is_of_year:
            self._strays.note_other_year(group.element.name, element)
        values = group.blank.copy()
        below: Below = []
        faults: Faults = []
        row_above = above.row
        for mine, theirs in group.inherits:
            values[mine] = row_above[theirs]
        if group.cell is not None:
            values[group.key_position] = group.cell.known.get(element.text)
            if values[group.key_position] is None or len(element):
                self._values.read_cell(group.cell, element, values, faults)
        else:
            self._values.gather(element, group.entries, values, below, faults)
        if not self._values.settle(group, element, values, faults):
            above.lose(group.table.name)
            self._strays.reject_extra(group, element)
            self._strays.reject_below(below)
            return
        found = self._keep(group, values, element, above)
        if group.extra:
            self._conference(group, found, values, faults, element)
        self._read_below(below, found)

    def _keep(self, group: Group, values: list[Value], element: Node, above: Found) -> Found:
        """Load the row, unless the same row was there before: then the first is what others hang on."""
        base = f"{above.row[group.stem_position]}|{group.letter}{values[group.key_position]}"
        row, is_new = self._distinct(base, values, group.id_position, group.make, len(group.table.columns))
        found = Found(group.table.name, row, element, above)
        if is_new:
            above.hang(found)
            self._load(group, row, element, found)
        else:
            self._reject_duplicate(group, element, DUPLICATE_RULES.get(group.table.name, "duplicate_row"))
        return found

    def _distinct(
        self, base: str, values: list[Value], id_position: int, make: Any, width: int
    ) -> tuple[Any, bool]:
        """The row of these values with an id of its own, and whether no row was the same before."""
        variants = self._met.variants.setdefault(base, [])
        for earlier, row in variants:
            if earlier == values:
                return row, False
        read = values.copy()
        if variants:
            self._met.has_siblings = True
        values[id_position] = f"{base}#{len(variants) + 1}" if variants else base
        row = make(values[:width])
        variants.append((read, row))
        return row, True

    def _load(self, group: Group, row: Any, element: Node, found: Found) -> None:
        group.account.loaded += 1
        self._met.rows.append(TypedRow(group.table.name, row, line_of(element) or 0))
        self._met.found.append(found)

    def _read_below(self, below: Below, above: Found) -> None:
        for group, element in below:
            self._read_row(group, element, above)

    # a conference, told of by an enquiry or by the episode itself

    def _conference(
        self, group: Group, above: Found, values: list[Value], faults: Faults, element: Node
    ) -> None:
        bad = [(cell, part) for cell, part, _ in faults if cell.table is CONFERENCE]
        told = {cell.column.name: values[cell.position] for cell in group.extra}
        if not bad and all(value is None for value in told.values()):
            return
        account = self.compiler.accounts[CONFERENCE.name]
        account.read += 1
        for cell, part in bad:
            if cell.rejects:
                account.rejected += 1
                self._tell.rejected(fault_rule(cell), f"{cell.name} is not {cell.expected}", part, cell.name)
                return
        shared = (
            name for name in INHERITED if name in CONFERENCE.positions and name in group.table.positions
        )
        inherited = {name: above.row[group.table.positions[name]] for name in shared}
        self._keep_conference(CONFERENCE.row(**told, **inherited), element, above)

    def _keep_conference(self, values: Sequence[Value], element: Node, above: Found) -> None:
        stem = above.row.s47_enquiry_id if above.table == "s47_enquiry" else above.row.referral_id
        position, make = CONFERENCE.positions["icpc_id"], row_class(CONFERENCE.name)
        row, is_new = self._distinct(
            f"{stem}|{IDS[CONFERENCE.name][1]}", list(values), position, make, len(values)
        )
        account = self.compiler.accounts[CONFERENCE.name]
        if not is_new:
            account.rejected += 1
            self._tell.duplicate("duplicate_row", element)
            return
        account.loaded += 1
        found = Found(CONFERENCE.name, row, element, above)
        above.hang(found)
        self._met.rows.append(TypedRow(CONFERENCE.name, row, line_of(element) or 0))
        self._met.found.append(found)

    def _reject_duplicate(self, group: Group, element: Node, rule: str) -> None:
        group.account.rejected += 1
        self._tell.duplicate(rule, element)
