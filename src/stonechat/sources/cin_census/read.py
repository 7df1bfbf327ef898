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
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from stonechat.basics.problems import Problem, Severity, Where
from stonechat.model.constraints import broken
from stonechat.model.table import ColumnType, Value
from stonechat.model.tables import TABLES
from stonechat.sources.cin_census import cells, stream
from stonechat.sources.cin_census.groups import (
    CONFERENCE,
    IDS,
    INHERITED,
    LEAF,
    ROW,
    Cell,
    Compiler,
    Entries,
    Entry,
    Group,
    row_class,
)
from stonechat.sources.cin_census.heading import Header, heading_of, likely_year, window
from stonechat.sources.cin_census.layout import (
    Element,
    element_names,
    layout,
    layout_of_all_years,
    layout_year,
    years,
)
from stonechat.sources.cin_census.numbering import numbered
from stonechat.sources.cin_census.rules import BY_MODEL, Census, Found, rules_for
from stonechat.sources.cin_census.stream import Node, line_of, local_name
from stonechat.sources.reading import Findings, Overrides, Reading, TypedRow

CHECK_VALUE = "Correct the value in your system and export the file again."
MOST_UNKNOWN = 1000
"""How many names of unknown elements are remembered, so that a file of rubbish does not fill the memory."""
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


Faults = list[tuple[Cell, Node, str]]
"""What could not be used in one row: the cell, its element, and why."""

Below = list[tuple[Group, Node]]
"""Rows inside a row, put off until the row itself is whole: their groups and elements."""

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

    number: int
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
        self._met = _Meeting(0)
        self._unknown: set[str] = set()
        self._noted: set[tuple[str, str | None]] = set()
        self._of_year = {element.name for element in layout(year)}
        self._check_year_of_layout()
        if look.encoding:
            self._note_encoding(look.encoding)

    def rows(self) -> Iterator[TypedRow]:
        """Every row that can be loaded, parents before what hangs on them, child after child.

        Children whose id stands in the file more than once come last.
        """
        try:
            for number, child in enumerate(
                stream.children(self._path, self._look.encoding, self._outside), 1
            ):
                self._met = _Meeting(number)
                self._read_child(child)
                if not self._met.waits:
                    yield from numbered(self._met.rows) if self._met.has_siblings else self._met.rows
            for known in self._repeated.values():
                yield from numbered(known.rows)
        except stream.NotReadable as refused:  # only if the file changed since the first look
            self._findings.add(refused.problem)
            self._reading.heading = None

    # one child

    def _read_child(self, child: Node) -> None:
        group = self._child
        group.account.read += 1
        values = group.blank.copy()
        below: Below = []
        faults: Faults = []
        values[0] = self._authority
        self._gather(child, group.entries, values, below, faults)
        values[group.key_position] = stream.child_id(child)  # as `forget.py` looks for it
        if not self._settle(group, child, values, faults):
            self._reject_below(below)
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
                    self._warn(rule.code, rule.what, rule.fix, found.element, rule.column)
            if found.table in BY_MODEL:
                self._check_by_model(found)
        for found in self._met.found:
            found.below = {}  # breaks the circles, so that memory is freed without the garbage collector

    def _check_by_model(self, found: Found) -> None:
        names = element_names(found.table)
        for constraint in broken(TABLES[found.table], found.row):
            what = f"{constraint.breach(names)}; the row was loaded."
            self._warn(constraint.rule, what, CHECK_VALUE, found.element, names[constraint.columns[0]])

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
        self._say(Severity.ERROR, "8510", what, fix, child, column="LAchildID")
        self._reject_below(below)
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
            self._warn("sex_and_gender", what, CHECK_VALUE, child, "Sex")
        if sex is None and meant is None and not any(c.column.name in cells.MISCODED for c, _, _ in faults):
            what = "Sex (or GenderCurrent) is missing; the row was loaded without it."
            self._warn("4180", what, CHECK_VALUE, child, "Sex")

    # one row

    def _read_row(self, group: Group, element: Node, above: Found) -> None:
        group.account.read += 1
        if not group.is_of_year:
            self._note_other_year(group.element.name, element)
        values = group.blank.copy()
        below: Below = []
        faults: Faults = []
        row_above = above.row
        for mine, theirs in group.inherits:
            values[mine] = row_above[theirs]
        if group.cell is not None:
            values[group.key_position] = group.cell.known.get(element.text)
            if values[group.key_position] is None or len(element):
                self._read_cell(group.cell, element, values, faults)
        else:
            self._gather(element, group.entries, values, below, faults)
        if not self._settle(group, element, values, faults):
            above.lose(group.table.name)
            self._reject_extra(group, element)
            self._reject_below(below)
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
                self._say_rejected(
                    self._fault_rule(cell), f"{cell.name} is not {cell.expected}", part, cell.name
                )
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
            self._say_duplicate("duplicate_row", element)
            return
        account.loaded += 1
        found = Found(CONFERENCE.name, row, element, above)
        above.hang(found)
        self._met.rows.append(TypedRow(CONFERENCE.name, row, line_of(element) or 0))
        self._met.found.append(found)

    # the elements inside a row

    def _gather(
        self,
        element: Node,
        entries: Entries,
        values: list[Value],
        below: Below,
        faults: Faults,
    ) -> None:
        """Read the leaves inside a row into its values; put off the rows below until the row is whole.

        The busiest loop of the reader: a text met before costs two dictionary look-ups.
        """
        text = element.text
        if text is not None and not text.isspace():
            self._note_stray_text(element)
        for part in element:
            entry = entries.get(part.tag)
            if entry is None:
                entry = self._stranger(part, entries)
                if entry is None:
                    continue
            kind, position, known, inner = entry
            if kind == LEAF:
                value = known.get(part.text)
                if value is None or values[position] is not None or len(part):
                    self._read_cell(inner, part, values, faults)
                else:
                    values[position] = value
            elif kind == ROW:
                below.append((inner, part))
            else:
                self._gather(part, inner, values, below, faults)
            tail = part.tail
            if tail is not None and not tail.isspace():
                self._note_stray_text(part)

    def _read_cell(self, cell: Cell, part: Node, values: list[Value], faults: Faults) -> None:
        """The careful way to read one value: blanks, spaces, miscoded, unknown and repeated values."""
        if len(part):
            self._inside_leaf(part)
        self._note_other_year(cell.name, part)
        text = (part.text or "").strip()
        if not text:
            return
        value = self._value(cell, text, part)
        if value is None:
            faults.append((cell, part, self._why(cell)))
        elif values[cell.position] is None and not any(faulty is cell for faulty, _, _ in faults):
            values[cell.position] = value
        elif values[cell.position] != value:
            values[cell.position] = None
            faults.append((cell, part, f"{cell.name} stands here more than once, with different values"))

    def _value(self, cell: Cell, text: str, part: Node) -> Value:
        """The typed value; None if it cannot be read. Good dates and numbers are remembered."""
        miscoded = cells.MISCODED.get(cell.column.name, {})
        if text.upper() in miscoded:
            what = f"{cell.name} uses the codes of another year's collection; it was read as what they mean."
            self._warn("4180", what, CHECK_VALUE, part, cell.name)
            return miscoded[text.upper()]
        try:
            value = cell.value_of(text)
        except ValueError:
            return None
        if cell.valid is None or value in cell.valid:
            if cell.column.codes or cell.column.type is not ColumnType.TEXT:
                cell.known[text] = value
        else:
            year = self._census.year
            what = f"{cell.name} has a code that is not valid in the census of {year}; it was loaded."
            self._warn("code_not_in_year", what, CHECK_VALUE, part, cell.name)
        return value

    @staticmethod
    def _why(cell: Cell) -> str:
        return f"{cell.name} is not {cell.expected}"

    def _settle(self, group: Group, element: Node, values: list[Value], faults: Faults) -> bool:
        """Whether the row can be loaded; says what was wrong with its values either way."""
        for cell, part, why in faults:
            if cell.rejects and cell.table is group.table:
                group.account.rejected += 1
                self._say_rejected(self._fault_rule(cell), why, part, cell.name)
                return False
        if values[group.key_position] is None:
            group.account.rejected += 1
            why = f"{group.key_name} is missing, which tells this row from others"
            self._say_rejected(group.key_rule, why, element, group.key_name)
            return False
        for cell, part, why in faults:
            if not cell.rejects:
                what = f"{why}; it was read as blank."
                self._warn(self._fault_rule(cell), what, CHECK_VALUE, part, cell.name)
        for cell in group.required:
            if values[cell.position] is None and not any(faulty is cell for faulty, _, _ in faults):
                what = f"{cell.name} is missing; the row was loaded without it."
                self._warn(cell.element.rule or "missing_value", what, CHECK_VALUE, element, cell.name)
        return True

    @staticmethod
    def _fault_rule(cell: Cell) -> str:
        return cell.element.rule or ("unknown_code" if cell.codes else "unreadable_value")

    # rejected rows

    def _reject_duplicate(self, group: Group, element: Node, rule: str) -> None:
        group.account.rejected += 1
        self._say_duplicate(rule, element)

    def _say_duplicate(self, rule: str, element: Node) -> None:
        what = "The same row stands in the file before; it was counted once."
        self._say(Severity.ERROR, rule, what, "Remove the repetition in your system.", element)

    def _say_rejected(self, rule: str, why: str, element: Node, column: str | None) -> None:
        self._say(
            Severity.ERROR, rule, f"{why}, so the row was not loaded.", CHECK_VALUE, element, column=column
        )

    def _reject_extra(self, group: Group, element: Node) -> None:
        """The conference that a rejected enquiry or episode tells of goes with it."""
        if any(_tells_of(element, cell.name) for cell in group.extra):
            self._hangs_on_rejected(CONFERENCE.name, element)

    def _reject_below(self, below: Below) -> None:
        for _, element in below:
            for table, inner in _rows_in(element):
                self._hangs_on_rejected(table, inner)

    def _hangs_on_rejected(self, table: str, element: Node) -> None:
        self._book_lost(table, element, "hangs_on_rejected", "It belongs to a row that was not loaded")

    def _book_lost(self, table: str, element: Node, rule: str, why: str) -> None:
        account = self.compiler.accounts[table]
        account.read += 1
        account.rejected += 1
        self._say_rejected(rule, why, element, None)

    # what should not be there

    def _stranger(self, part: Node, entries: Entries) -> Entry | None:
        """An element that this place does not know: in a namespace, misplaced, or not the census's."""
        name = local_name(part)
        if name in entries:
            entries[part.tag] = entries[name]
            return entries[name]
        if name:
            self._misplaced(part, name)
        return None

    def _misplaced(self, part: Node, name: str) -> None:
        if self._book_misplaced_rows(part) or name == "Header":
            return
        if name in _elements():
            what = f"{name} stands where the census does not have it, so it was not read."
            self._warn("misplaced_element", what, "Correct the export: it belongs elsewhere.", part, name)
        elif name not in self._unknown and len(self._unknown) < MOST_UNKNOWN:
            self._unknown.add(name)
            shown = name if re.fullmatch(r"[A-Za-z_]{1,40}", name) else "An element with an unusual name"
            what = f"{shown} is no element of the census; it was not read, here and wherever it stands."
            self._say(Severity.NOTE, "unknown_element", what, "Nothing to do.", part)

    def _book_misplaced_rows(self, part: Node) -> int:
        """Rows at or inside an element in a wrong place are lost; gives how many."""
        lost = list(_rows_in(part))
        for table, element in lost:
            why = f"{local_name(element)} stands where the census does not have it"
            self._book_lost(table, element, "misplaced_element", why)
        return len(lost)

    def _inside_leaf(self, leaf: Node) -> None:
        for part in leaf:
            if name := local_name(part):
                self._misplaced(part, name)

    def _outside(self, part: Node) -> None:
        """An element outside every child."""
        if name := local_name(part):
            self._misplaced(part, name)

    def _note_stray_text(self, element: Node) -> None:
        what = "There is text between elements here; it was not read, here and wherever else it stands."
        self._once("stray_text", what, element)

    def _note_other_year(self, name: str, element: Node) -> None:
        above = element.getparent()
        if name not in self._of_year and (above is None or local_name(above) in self._of_year):
            what = f"{name} is not in the census of {self._census.year}; it was read all the same."
            self._once("element_of_other_year", what, element, name)

    def _once(self, rule: str, what: str, element: Node, column: str | None = None) -> None:
        if (rule, column) not in self._noted:
            self._noted.add((rule, column))
            self._say(Severity.NOTE, rule, what, "Nothing to do.", element, column=column)

    # problems

    def _warn(self, rule: str, what: str, fix: str, element: Node, column: str) -> None:
        self._say(Severity.WARNING, rule, what, fix, element, column=column)

    def _say(
        self, severity: Severity, rule: str, what: str, fix: str, element: Node, *, column: str | None = None
    ) -> None:
        self._findings.report(
            severity, rule, lambda: Problem(what, fix, severity, rule, self._where(element, column))
        )

    def _where(self, element: Node, column: str | None) -> Where:
        inside = element.getparent() if local_name(element) == column else element
        return Where(self._path.name, _place(inside, self._met.number), line_of(element), column)

    def _check_year_of_layout(self) -> None:
        """Says so where the year's own layout is not written down."""
        year, used = self._census.year, layout_year(self._census.year)
        if year in (used, 2024):  # the schema of 2024 is that of 2023
            return
        known = years()[0] < year < years()[-1]
        severity = Severity.NOTE if known else Severity.WARNING
        what = f"The layout of the census of {year} is not written down here; that of {used} was used."
        fix = (
            "Nothing to do."
            if known
            else "Check the counts with care; elements new in that year are only noted."
        )
        where = Where(self._path.name, "Header", None, "Year")
        self._findings.add(Problem(what, fix, severity, "layout_year", where))

    def _note_encoding(self, encoding: str) -> None:
        what = (
            f"The file does not say how its letters are encoded and is not UTF-8; it was read as {encoding}."
        )
        fix = "Export it as UTF-8, or with an encoding in its first line."
        self._findings.add(Problem(what, fix, Severity.WARNING, "encoding", Where(self._path.name)))


def _place(element: Node | None, number: int) -> str | None:
    """The way to an element from its child, with the count of those that are rows: Child[3]/CINdetails[1]."""
    steps: list[str] = []
    while element is not None and (name := local_name(element)) not in ("Child", "Message"):
        steps.append(_step(element, name))
        element = element.getparent()
    if element is not None and local_name(element) == "Child":
        steps.append(f"Child[{number}]")
    return "/".join(reversed(steps)) or None


def _step(element: Node, name: str) -> str:
    if name not in _elements():
        return "(unknown element)"
    if _elements()[name].row is None:
        return name
    before = element.itersiblings(preceding=True)
    return f"{name}[{1 + sum(1 for sibling in before if local_name(sibling) == name)}]"


@cache
def _elements() -> dict[str, Element]:
    """Every element of any year by name, at its outermost place."""
    found: dict[str, Element] = {}
    for element in layout_of_all_years():
        found.setdefault(element.name, element)
    return found


def _rows_in(element: Node) -> Iterator[tuple[str, Node]]:
    """Every row at or inside an element, with its table, going by names alone: the count of what is lost."""
    for inner in element.iter():
        known = _elements().get(local_name(inner))
        if known is None or known.row is None:
            if inner is element and _is_conference(known, inner):
                yield CONFERENCE.name, inner
            continue
        yield known.row, inner
        tells = (leaf.name for leaf in known.holds if leaf.to and leaf.to[0] == CONFERENCE.name)
        if any(_tells_of(inner, name) for name in tells):
            yield CONFERENCE.name, inner


def _is_conference(known: Element | None, element: Node) -> bool:
    """Whether it is the date of a conference, by itself: where it is out of place, a conference is lost."""
    return bool(known and known.to == (CONFERENCE.name, "icpc_date") and (element.text or "").strip())


def _tells_of(element: Node, name: str) -> bool:
    """Whether the element directly holds one of that name that is not blank."""
    return any(local_name(part) == name and (part.text or "").strip() for part in element)
