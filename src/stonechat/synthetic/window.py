"""What a file made for some days can know: rows by the days that they cover, later dates blank."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from stonechat.model.table import Value, Values
from stonechat.model.tables import TABLES
from stonechat.synthetic.scale import AUTHORITY

_EMPTY: dict[str, tuple[list[Value], dict[str, int]]] = {
    table.name: (list(table.row(authority=AUTHORITY)), table.positions) for table in TABLES.values()
}
"""For each table a row of the authority's with nothing in it, and where its columns stand."""

Rows = defaultdict[str, list[Values]]
"""All rows of one child, by the name of their table."""


@dataclass(frozen=True, slots=True)
class Window:
    """The days that a file covers, both included."""

    first: date
    last: date

    def known(self, day: date | None) -> date | None:
        """The day, if it had come by the last day; else blank, as it was then."""
        return day if day is not None and day <= self.last else None

    def is_live(self, start: date, end: date | None) -> bool:
        """Whether something from start to end was open at any time in the window."""
        return start <= self.last and (end is None or end >= self.first)

    def holds(self, day: date | None) -> bool:
        """Whether the day falls in the window."""
        return day is not None and self.first <= day <= self.last


def year_of(collection_year: int) -> Window:
    """1 April to 31 March of that year."""
    return Window(date(collection_year - 1, 4, 1), date(collection_year, 3, 31))


def put(rows: Rows, table: str, **values: Value) -> None:
    """Add a row of the authority's; columns not named are blank. KeyError for an unknown column."""
    blank, positions = _EMPTY[table]
    row = blank.copy()
    for column, value in values.items():
        row[positions[column]] = value
    rows[table].append(tuple(row))
