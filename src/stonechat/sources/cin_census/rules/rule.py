"""What a check is: a small named function over one row as found in its child, and where it is kept.

A check says in our own words what looks wrong; its code is the census guide's, so that an analyst can
look it up there. Checks see one child at a time and only warn: they never change or reject a row.

Next: `child.py`, `episodes.py`, `assessments.py`, `enquiries.py` and `plans.py` hold
the checks; `__init__.py` says which are not done.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from stonechat.basics.dates import CalendarEnds, working_days

Row = Any
"""A row as a named tuple of its table: cells go by the column's name. The model declares their types."""

CHECK_DATES = "Check the dates in the record and correct the one that is wrong."
CHECK_RECORD = "Check the record and correct it in your system."


@dataclass(frozen=True, slots=True)
class Census:
    """The census being read: its year, and the first and last day that it covers, both included."""

    year: int
    first: date
    last: date

    def covers(self, day: date) -> bool:
        """Whether the day is inside the census year."""
        return self.first <= day <= self.last


@dataclass(slots=True, eq=False)
class Found:
    """One loaded row where it stood in the file: the row above it and, by table, the rows below it.

    `lost`: the tables of rows below it that were rejected.
    """

    table: str
    row: Row
    element: Any
    above: "Found | None"
    below: dict[str, list["Found"]] = field(default_factory=dict)
    lost: tuple[str, ...] = ()
    _rows: dict[str, list[Row]] = field(default_factory=dict)

    def hang(self, found: "Found") -> None:
        """Hang a row on this one."""
        if found.table in self.below:
            self.below[found.table].append(found)
            self._rows[found.table].append(found.row)
        else:
            self.below[found.table] = [found]
            self._rows[found.table] = [found.row]

    def lose(self, table: str) -> None:
        """Note that a row below this one was rejected."""
        if table not in self.lost:
            self.lost += (table,)

    def lacks(self, table: str) -> bool:
        """Whether the file has no row of that table below this one, not even one that was rejected."""
        return table not in self.below and table not in self.lost

    def rows(self, table: str) -> Sequence[Row]:
        """The rows of one table that hang directly on this one."""
        return self._rows.get(table, ())

    def rows_of_episodes(self, table: str) -> list[Row]:
        """For a child: the rows of one table that hang on any of its episodes of need."""
        found: list[Row] = []
        for episode in self.below.get("cin_episodes", ()):
            if table in episode.below:
                found += episode.rows(table)
        return found

    @property
    def over(self) -> Row:
        """The row that this one hangs on. For what is not a child itself."""
        if self.above is None:
            raise ValueError(f"a row of {self.table} hangs on nothing")
        return self.above.row

    @property
    def child(self) -> Row:
        """The child's own row."""
        top = self
        while top.above is not None:
            top = top.above
        return top.row


Test = Callable[[Found, Census], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """One check of rows of `table`. `column` is the element to look at; `since` its first census."""

    code: str
    table: str
    column: str
    what: str
    fix: str
    is_broken_by: Test
    since: int = 0


RULES: list[Rule] = []


def rule(
    code: str, table: str, column: str, what: str, fix: str = CHECK_DATES, *, since: int = 0
) -> Callable[[Test], Test]:
    """Registers the function below as the check of that code; it is true of rows that look wrong."""

    def register(test: Test) -> Test:
        RULES.append(Rule(code, table, column, what, fix, test, since))
        return test

    return register


def is_after(day: date | None, limit: date | None) -> bool:
    """Whether both are known and the day is later."""
    return day is not None and limit is not None and day > limit


def is_outside(day: date | None, census: Census) -> bool:
    """Whether the day is known and outside the census year."""
    return day is not None and not census.covers(day)


def more_working_days_than(limit: int, start: date, end: date) -> bool:
    """Whether more working days lie from start to end; false where bank holidays are not known."""
    if (end - start).days <= limit:
        return False
    try:
        return working_days(start, end) > limit
    except CalendarEnds:
        return False


def overlap(spans: list[tuple[date, date | None]]) -> bool:
    """Whether any two spans share more than the day on which one ends and the other begins.

    An open span (no end) lasts for ever. A span that ends before it begins holds no day and shares
    none; other checks tell of it.
    """
    whole = (span for span in spans if span[1] is None or span[0] <= span[1])
    ordered = sorted(whole, key=lambda span: (span[0], span[1] or date.max))
    return any(earlier[1] is None or later[0] < earlier[1] for earlier, later in pairwise(ordered))
