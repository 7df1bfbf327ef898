"""Reads the values that stand inside one row's element, and says whether the row can be loaded with them.

A text met before costs two dictionary look-ups; any other goes the careful way. Which faults cost a row is
decided here (`settle`); what becomes of the row is `read.py`'s.
"""

from stonechat.model.table import ColumnType, Value
from stonechat.sources.cin_census import cells
from stonechat.sources.cin_census.groups import LEAF, ROW, Below, Cell, Entries, Group
from stonechat.sources.cin_census.strays import Strays
from stonechat.sources.cin_census.stream import Node
from stonechat.sources.cin_census.telling import CHECK_VALUE, Teller

Faults = list[tuple[Cell, Node, str]]
"""What could not be used in one row: the cell, its element, and why."""


class ValueReader:
    """Reads values of one file, a census of that year."""

    def __init__(self, year: int, strays: Strays, tell: Teller) -> None:
        self._year, self._strays, self._tell = year, strays, tell

    def gather(
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
            self._strays.note_text(element)
        for part in element:
            entry = entries.get(part.tag)
            if entry is None:
                entry = self._strays.entry_of(part, entries)
                if entry is None:
                    continue
            kind, position, known, inner = entry
            if kind == LEAF:
                value = known.get(part.text)
                if value is None or values[position] is not None or len(part):
                    self.read_cell(inner, part, values, faults)
                else:
                    values[position] = value
            elif kind == ROW:
                below.append((inner, part))
            else:
                self.gather(part, inner, values, below, faults)
            tail = part.tail
            if tail is not None and not tail.isspace():
                self._strays.note_text(part)

    def read_cell(self, cell: Cell, part: Node, values: list[Value], faults: Faults) -> None:
        """The careful way to read one value: blanks, spaces, miscoded, unknown and repeated values."""
        if len(part):
            self._strays.inside_leaf(part)
        self._strays.note_other_year(cell.name, part)
        text = (part.text or "").strip()
        if not text:
            return
        value = self._value(cell, text, part)
        if value is None:
            faults.append((cell, part, unusable(cell)))
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
            self._tell.warn("4180", what, CHECK_VALUE, part, cell.name)
            return miscoded[text.upper()]
        try:
            value = cell.value_of(text)
        except ValueError:
            return None
        if cell.valid is None or value in cell.valid:
            if cell.column.codes or cell.column.type is not ColumnType.TEXT:
                cell.known[text] = value
        else:
            year = self._year
            what = f"{cell.name} has a code that is not valid in the census of {year}; it was loaded."
            self._tell.warn("code_not_in_year", what, CHECK_VALUE, part, cell.name)
        return value

    def settle(self, group: Group, element: Node, values: list[Value], faults: Faults) -> bool:
        """Whether the row can be loaded; says what was wrong with its values either way."""
        for cell, part, why in faults:
            if cell.rejects and cell.table is group.table:
                group.account.rejected += 1
                self._tell.rejected(fault_rule(cell), why, part, cell.name)
                return False
        if values[group.key_position] is None:
            group.account.rejected += 1
            why = f"{group.key_name} is missing, which tells this row from others"
            self._tell.rejected(group.key_rule, why, element, group.key_name)
            return False
        for cell, part, why in faults:
            if not cell.rejects:
                what = f"{why}; it was read as blank."
                self._tell.warn(fault_rule(cell), what, CHECK_VALUE, part, cell.name)
        for cell in group.required:
            if values[cell.position] is None and not any(faulty is cell for faulty, _, _ in faults):
                what = f"{cell.name} is missing; the row was loaded without it."
                self._tell.warn(cell.element.rule or "missing_value", what, CHECK_VALUE, element, cell.name)
        return True


def unusable(cell: Cell) -> str:
    """Why a text cannot be used, in words."""
    return f"{cell.name} is not {cell.expected}"


def fault_rule(cell: Cell) -> str:
    """The code under which a text that cannot be used is told."""
    return cell.element.rule or ("unknown_code" if cell.codes else "unreadable_value")
