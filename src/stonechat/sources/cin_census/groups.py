"""The layout compiled for reading: for each element that is a row, what may stand inside and where it goes.

Compiled once for a file, because which codes are known depends on its year. The reader then needs one
dictionary look-up for an element and one for its text. Nothing here reads a file.

Next: `read.py` walks a child with these.
"""

from collections import namedtuple
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from stonechat.basics.codes import CodeList
from stonechat.model.table import Blank, Column, ColumnType, Table, Value
from stonechat.model.tables import TABLES
from stonechat.sources.cin_census import cells
from stonechat.sources.cin_census.layout import Element, layout, layout_of_all_years
from stonechat.sources.cin_census.stream import Node
from stonechat.sources.reading import Account

LEAF, CONTAINER, ROW = range(3)

Known = dict[str | None, Value]
"""Texts already known to be good, and their values. It never holds a blank."""

Entry = tuple[int, int, Known, Any]
"""What an element inside a row is: its kind; for a leaf its place in the values, its known texts and its
`Cell`; for a container its `Entries`; for a row its `Group`. A tuple, because every element unpacks one."""

Entries = dict[Any, Entry]
"""Entries by the element's name; a name in a namespace is added when it is first met."""

CONFERENCE = TABLES["initial_cp_conference"]
INHERITED = ("authority", "person_id", "referral_id", "assessment_id", "s47_enquiry_id", "cp_plan_id")
"""Columns that a row takes from the row it hangs on."""

IDS = {
    "disability": ("table_id", "D|"),
    "cin_episodes": ("referral_id", ""),
    "cin_assessments": ("assessment_id", "A|"),
    "assessment_factors": ("table_id", "F|"),
    "cin_plans": ("cin_plan_id", "P|"),
    "s47_enquiry": ("s47_enquiry_id", "S|"),
    "initial_cp_conference": ("icpc_id", "ICPC"),
    "cp_plans": ("cp_plan_id", "C|"),
    "cp_reviews": ("cp_review_id", "R|"),
    "pre_proceedings": ("pre_proceedings_id", "L|"),
}
"""The census numbers nothing below the child: an id is that of the row above, a letter, and the key.

By table: the column of the id, and the letter. Of conferences an enquiry or episode tells of one."""


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """One element whose text becomes one column. `rejects`: without a good value the row is lost.

    That is so for a key, and for a column whose blank means "not yet": read as blank, an end date that
    cannot be read would turn a closed case into an open one.
    """

    element: Element
    table: Table
    column: Column
    position: int
    rejects: bool
    read: Callable[[str], Value]
    known: Known
    codes: CodeList | None
    valid: Known | None

    @property
    def name(self) -> str:
        """The element's name."""
        return self.element.name

    def value_of(self, text: str) -> Value:
        """The typed value of a stripped text; ValueError if it is not of the type or not in the list."""
        value = self.read(text)
        if self.codes is not None and value not in self.codes:
            raise ValueError("a code of the list")
        return value

    @property
    def expected(self) -> str:
        """What the text must be, in words."""
        return "a code of its list" if self.codes else cells.EXPECTED[self.column.type]


@dataclass(slots=True, eq=False)
class Group:
    """One element that is a row of `table`. `cell` is set if its own text is the row's only value.

    Values gathered from it are the table's columns and, after them, those of the conference that the
    element also tells of (`extra`).
    """

    element: Element
    table: Table
    account: Account
    blank: list[Value]
    make: Callable[..., Any]
    is_of_year: bool
    entries: Entries = field(default_factory=dict)
    cell: Cell | None = None
    key_position: int = -1
    key_name: str = ""
    key_rule: str = ""
    required: tuple[Cell, ...] = ()
    extra: tuple[Cell, ...] = ()
    inherits: tuple[tuple[int, int], ...] = ()
    id_position: int = -1
    stem_position: int = -1
    letter: str = ""


Below = list[tuple[Group, Node]]
"""Rows inside a row, put off until the row itself is whole: their groups and elements."""


@cache
def row_class(table: str) -> Callable[..., Any]:
    """Makes a row of that table whose cells also go by name; still a tuple in the declared order."""
    row = namedtuple(table, TABLES[table].names)  # type: ignore[misc]
    maker: Callable[..., Any] = row._make
    return maker


class Compiler:
    """Compiles the layout of all years for a file whose window ends on `last_day`."""

    def __init__(self, last_day: date) -> None:
        self.accounts: dict[str, Account] = {}
        self._last_day = last_day
        of_year = layout(last_day.year)
        self._of_year = {element.name for element in of_year}
        self._tables_of_year = {element.row for element in of_year} | {
            element.to[0] for element in of_year if element.to
        }
        self._shared: dict[ColumnType, Known] = {
            ColumnType.DATE: {},
            ColumnType.INTEGER: {},
            ColumnType.BOOLEAN: {"0": False, "1": True, "false": False, "true": True},
        }

    def child(self) -> Group:
        """The group of `Child`, with everything below it."""
        return self._group(layout_of_all_years().find("Child"), None)

    def close_books_of_other_years(self) -> None:
        """Keep the books of the tables that the collection has, and of others only if there were rows.

        Books say that the return speaks of a table: empty ones of a table that the year's collection lacks
        would make "none" of what nobody asked for.
        """
        for table in set(self.accounts) - self._tables_of_year:
            if not self.accounts[table].read:
                del self.accounts[table]

    def _group(self, element: Element, above: Group | None) -> Group:
        table = TABLES[element.row or ""]
        account = self.accounts.setdefault(table.name, Account())
        blank: list[Value] = [None] * len(table.columns)
        group = Group(element, table, account, blank, row_class(table.name), element.name in self._of_year)
        self._link(group, above)
        if element.to:
            group.cell = self._cell(element, group)
            _set_key(group, group.cell)
        else:
            group.entries = self._entries(element, group)
        return group

    def _entries(self, element: Element, group: Group) -> Entries:
        return {inner.name: self._entry(inner, group) for inner in element.holds}

    def _entry(self, element: Element, group: Group) -> Entry:
        if element.row:
            return ROW, -1, {}, self._group(element, group)
        if element.to is None:
            return CONTAINER, -1, {}, self._entries(element, group)
        cell = self._cell(element, group)
        if element.key:
            _set_key(group, cell)
        elif element.required and not _is_sex(cell):
            group.required += (cell,)
        return LEAF, cell.position, cell.known, cell

    def _cell(self, element: Element, group: Group) -> Cell:
        column = element.column
        if column is None or element.to is None:
            raise KeyError(f"{element.name} lands in no column")
        table, codes = TABLES[element.to[0]], cells.codes_of(column)
        valid = cells.codes_for(codes, self._last_day) if codes else None
        mine = table is group.table
        cell = Cell(
            element,
            table,
            column,
            table.positions[column.name] if mine else len(group.blank),
            rejects=element.key or column.blank is Blank.NOT_YET,
            read=cells.reader_of(column),
            known=self._known(element, column.type, valid),
            codes=codes,
            valid=valid,
        )
        if not mine:
            self.accounts.setdefault(table.name, Account())
            group.blank.append(None)
            group.extra += (cell,)
        return cell

    def _known(self, element: Element, kind: ColumnType, valid: Known | None) -> Known:
        """Texts known from the start. None for an element of another year: the reader must see its first."""
        if element.name not in self._of_year:
            return {}
        return dict(valid) if valid is not None else self._shared.get(kind, {})

    def _link(self, group: Group, above: Group | None) -> None:
        """Where a row gets its id and the columns it takes from the row above."""
        if above is None:
            return
        mine, theirs = group.table.positions, above.table.positions
        group.inherits = tuple((mine[n], theirs[n]) for n in INHERITED if n in mine and n in theirs)
        id_column, group.letter = IDS[group.table.name]
        group.id_position = mine[id_column]
        group.stem_position = above.id_position if above.id_position >= 0 else theirs["person_id"]


def _set_key(group: Group, cell: Cell) -> None:
    group.key_position, group.key_name = cell.position, cell.name
    group.key_rule = cell.element.rule or "missing_key"


def _is_sex(cell: Cell) -> bool:
    """Sex or gender: a child needs one of the two, which the reader checks itself."""
    return cell.column.name in cells.MISCODED
