"""Short forms for declaring tables: one word for each kind of column, SSD names filled in.

A declaration lists first the columns that SSD has, in SSD's order, then those that it lacks
(`not_in_ssd`). Names in SSD come from `names.py`, so none is typed twice.
"""

from dataclasses import replace

from stonechat.model import names
from stonechat.model.table import Blank, Column, ColumnType, Table

AUTHORITY = Column(
    "authority", ColumnType.TEXT, "Three-digit code of the authority whose record this is.", required=True
)
"""The first column of every table and of every key, so that a region is the same model with more rows."""


def text(name: str, meaning: str, *, codes: str | None = None, required: bool = False) -> Column:
    """Text, or a code of the list `codes`."""
    return Column(name, ColumnType.TEXT, meaning, codes=codes, required=required)


def identifier(name: str, meaning: str) -> Column:
    """Text that identifies a row or the row that it hangs on; never blank."""
    return text(name, meaning, required=True)


def day(name: str, meaning: str, *, required: bool = False) -> Column:
    """A date; blank: nobody recorded it."""
    return Column(name, ColumnType.DATE, meaning, required=required)


def day_or_not_yet(name: str, meaning: str) -> Column:
    """A date; blank: it has not happened."""
    return Column(name, ColumnType.DATE, meaning, blank=Blank.NOT_YET)


def flag(name: str, meaning: str) -> Column:
    """Yes or no; blank: nobody recorded which."""
    return Column(name, ColumnType.BOOLEAN, meaning)


def number(name: str, meaning: str) -> Column:
    """A whole number."""
    return Column(name, ColumnType.INTEGER, meaning)


def year(meaning: str) -> Column:
    """The collection year of what a return says once a year, with no date of its own."""
    return Column("year", ColumnType.INTEGER, meaning, required=True)


def amount(name: str, meaning: str) -> Column:
    """A number with decimals, kept exact."""
    return Column(name, ColumnType.DECIMAL, meaning)


def child() -> Column:
    """The child that a row is about."""
    return identifier("person_id", "The child, as the authority's case system numbers them.")


def table(
    name: str,
    one_row_per: str,
    *columns: Column,
    key: tuple[str, ...],
    parent: str | None = "person",
    parent_key: tuple[str, ...] = ("person_id",),
    not_in_ssd: tuple[Column, ...] = (),
) -> Table:
    """A table that SSD has. `key` and `parent_key` are given without the authority, which both start with.

    Unless said otherwise the rows hang on a child. `parent=None`: they hang on nothing.
    """
    in_ssd = (replace(column, ssd=names.ssd_column(name, column.name)) for column in columns)
    return Table(
        name=name,
        one_row_per=one_row_per,
        key=("authority", *key),
        columns=(AUTHORITY, *in_ssd, *not_in_ssd),
        ssd=names.ssd_table(name),
        parent=parent,
        parent_key=("authority", *parent_key) if parent else (),
    )


def table_of_our_own(
    name: str,
    one_row_per: str,
    *columns: Column,
    key: tuple[str, ...],
    parent: str = "person",
    parent_key: tuple[str, ...] = ("person_id",),
) -> Table:
    """A table that SSD lacks. `key` and `parent_key` are given without the authority, as in `table`."""
    return Table(
        name=name,
        one_row_per=one_row_per,
        key=("authority", *key),
        columns=(AUTHORITY, *columns),
        parent=parent,
        parent_key=("authority", *parent_key),
    )
