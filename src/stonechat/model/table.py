"""How a table of the canonical model is declared: once, with everything that others need to know.

A declaration drives the readers (types, codes, what a blank means), the Parquet files (types), the
catalogue's check of column names, the generative tests and the data dictionary. It computes nothing.

Next: `tables/` holds the declarations, `constraints.py` the checks, `names.py` the SSD names.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

Value = str | int | bool | date | Decimal | None
"""One typed cell. None is a blank."""

Values = tuple[Value, ...]
"""One typed row: a value for each column of its table, in the declared order."""


class ColumnType(StrEnum):
    """What a cell holds. Money and full-time equivalents are decimals, never floats."""

    TEXT = "text"
    DATE = "date"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"


class Blank(StrEnum):
    """What an empty cell says."""

    UNKNOWN = "unknown"  # nobody recorded it
    NOT_YET = "not yet"  # it has not happened: a plan with no end date is still open


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `ssd` is its name in the Standard Safeguarding Dataset, None where SSD lacks it.

    `codes` names a list of `basics.codes`. An unreadable value in a column whose blank means
    NOT_YET rejects the row, because reading it as blank would turn a closed case into an open one.
    """

    name: str
    type: ColumnType
    meaning: str
    ssd: str | None = None
    codes: str | None = None
    required: bool = False
    blank: Blank = Blank.UNKNOWN


@dataclass(frozen=True)
class Table:
    """One table. `key` columns identify a row; `parent` names the table a row hangs on, if any.

    `parent_key` are this table's columns that hold the parent's key. `one_row_per` is the grain in
    words. `ssd` is the SSD table's name, None where SSD has none.
    """

    name: str
    one_row_per: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    ssd: str | None = None
    parent: str | None = None
    parent_key: tuple[str, ...] = field(default=())

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Column names in the declared order."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def positions(self) -> dict[str, int]:
        """Where each column stands in a row's values."""
        return {name: position for position, name in enumerate(self.names)}

    def __getitem__(self, name: str) -> Column:
        """The column of that name; KeyError if there is none."""
        return self.columns[self.positions[name]]

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    def row(self, **values: Value) -> Values:
        """A row from named values; columns not named are blank. KeyError for an unknown name."""
        unknown = values.keys() - self.positions.keys()
        if unknown:
            raise KeyError(f"{self.name} has no column {', '.join(sorted(unknown))}")
        return tuple(values.get(name) for name in self.names)

    def key_of(self, values: Values) -> Values:
        """The key of one row."""
        return tuple(values[self.positions[name]] for name in self.key)
