"""What a check is: a small named function over one row, and where it is kept.

A check says in our own words what looks wrong; its code is the guide's, so that an analyst can look it
up there. Checks see one row, with what the header says of its child, and only warn: they never change or
reject a row.

Next: `episodes.py`, `others.py` hold the checks; those between a child's episodes are in `histories.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from stonechat.basics.dates import completed_years

Row = Any
"""A row as a named tuple of its table: cells go by the column's name. The model declares their types."""

CHECK_DATES = "Check the dates in the record and correct the one that is wrong."
CHECK_RECORD = "Check the record and correct it in your system."


@dataclass(slots=True)
class Return:
    """The return being read: its year, its first and last day, both included, and the children's births."""

    year: int
    first: date
    last: date
    births: dict[str, date] = field(default_factory=dict)

    def is_younger(self, row: Row, years: int, on: date | None) -> bool:
        """Whether the child of the row is known to have been younger than that on the day."""
        born = self.births.get(row.person_id)
        return born is not None and on is not None and on >= born and completed_years(born, on) < years


Test = Callable[[Row, Return], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """One check of rows of the file `table`. `column` is the one to look at."""

    code: str
    table: str
    column: str
    what: str
    fix: str
    is_broken_by: Test


RULES: list[Rule] = []


def rule(code: str, table: str, column: str, what: str, fix: str = CHECK_DATES) -> Callable[[Test], Test]:
    """Registers the function below as the check of that code; it is true of rows that look wrong."""

    def register(test: Test) -> Test:
        RULES.append(Rule(code, table, column, what, fix, test))
        return test

    return register
