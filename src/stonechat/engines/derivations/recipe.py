"""What a derivation is made of: its declaration, one SQL statement, and a naive twin in Python.

Both give, for every row of the derivation's table, the table's key columns and the new columns. The SQL
is for the engine; the twin is for people to believe and for tests to compare. They share no code: what
stands here only names columns and walks over rows.

Next: one module for each derivation stands beside this one; `registry.py` lists them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from stonechat.engines.dialect import Dialect
from stonechat.engines.engine import Row, Rows
from stonechat.model.derived import Derivation
from stonechat.model.table import Value
from stonechat.model.tables import TABLES

NewRow = dict[str, Value]
"""The key of a row and its new columns."""

CALENDAR = "calendar"
"""A table of data: `day`, and `working_day`, its ordinal. It holds the days whose bank holidays are known."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one derivation is worked out.

    `sql` may read the tables of the model, the columns of derivations above it, and the calendar.
    """

    declaration: Derivation
    write_sql: Callable[[Dialect, str], str]
    work_out: Callable[[Rows, str], list[NewRow]]

    def sql(self, dialect: Dialect) -> str:
        """A SELECT of the table's key and the new columns, one row for each row of the table."""
        return self.write_sql(dialect, self.declaration.table)

    def naive(self, tables: Rows) -> list[NewRow]:
        """The same rows, worked out row by row; in the table's order."""
        return self.work_out(tables, self.declaration.table)


def key_sql(table: str, alias: str = "t") -> str:
    """The table's key columns as the start of a SELECT."""
    return ", ".join(f"{alias}.{name} AS {name}" for name in TABLES[table].key)


def same_sql(left: str, right: str, *columns: str) -> str:
    """A join condition: the columns hold the same in both. A blank is the same as nothing."""
    return " AND ".join(f"{left}.{column} = {right}.{column}" for column in columns)


def new_row(table: str, row: Row, **columns: Value) -> NewRow:
    """The key of the row and its new columns."""
    return {name: row.get(name) for name in TABLES[table].key} | columns


def alike(row: Row, others: Iterable[Row], *columns: str) -> list[Row]:
    """Those of the others that hold the same in these columns. A blank is the same as nothing."""
    if any(row.get(column) is None for column in columns):
        return []
    return [other for other in others if all(other.get(name) == row[name] for name in columns)]


def day(row: Row | None, column: str) -> date | None:
    """The date in that column; None if it is blank or there is no row."""
    value = row.get(column) if row is not None else None
    assert value is None or isinstance(value, date)
    return value


def earliest(rows: Iterable[Row], column: str) -> date | None:
    """The first of the dates in that column, blanks left out; None if there is none."""
    return min((found for row in rows if (found := day(row, column)) is not None), default=None)


def days_from(start: date | None, end: date | None) -> int | None:
    """Days from start to end; None if either is blank."""
    return None if start is None or end is None else (end - start).days


def in_order(start: date | None, end: date | None) -> bool:
    """Whether both are known and end is not before start."""
    return start is not None and end is not None and start <= end
