"""What every engine does, and what it hands back; nothing here computes a number.

An engine answers the questions of `indicators/query.py` with whole numbers, exact decimals and exact
ranks. It neither divides nor rounds, so that two engines can agree to the last digit.

Next: `reference.py` is the slow and obvious engine that judges the others; `duckdb.py` is the fast one;
`fit.py` refuses tallies that could mean two things.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Final, Protocol

from stonechat.indicators.query import Aggregate, Answer, Count, Filter, IsMissing, Not, Tally
from stonechat.model.table import Value

Row = Mapping[str, Value]
"""One row by column name. A column that is not in it is blank."""

Rows = Mapping[str, Sequence[Row]]
"""Rows of each table by its name. A table that is not in it is empty."""


class Every(Enum):
    """Stands for all categories, where None already means the blank one."""

    CATEGORY = "every category"


EVERY: Final = Every.CATEGORY


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a number was made. `sql` is empty for an engine without SQL.

    `steps` narrow the table down, each with the number of rows left: the rows of the table, those in
    the span, those left after each filter of the tally; then, for each aggregate, those left after each
    filter of its own. The last step of an aggregate counts exactly the rows that `Engine.rows` lists.
    """

    sql: str
    steps: tuple[tuple[str, int], ...]


class Engine(Protocol):
    """Answers tallies over one set of wide tables (`model.derived.wide_columns`).

    All three raise ValueError for a tally that does not fit the model (`fit.py`): the catalogue's loader
    has found those already, so here it is a mistake in our own code.
    """

    name: str

    def answer(self, tallies: Sequence[Tally]) -> list[Answer]:
        """One answer for each tally, in their order."""
        ...

    def rows(
        self, tally: Tally, aggregate: int, category: str | Every | None = EVERY
    ) -> list[dict[str, Value]]:
        """The rows behind one aggregate (its place in the tally, from 0), in order of the table's key.

        Exactly the rows counted, each with all its columns: as many as a `Count` says; for the others the
        rows whose column is not blank. The tally has one span. `category` picks one category of its
        breakdown (None: the blank one).
        """
        ...

    def explain(self, tally: Tally) -> Explanation:
        """The SQL and the counts at each filter. The tally has one span."""
        ...


def counted_filters(aggregate: Aggregate) -> tuple[Filter, ...]:
    """The aggregate's own filters, and that its column is not blank if it has one."""
    if isinstance(aggregate, Count):
        return aggregate.where
    return (*aggregate.where, Not(IsMissing(aggregate.column)))


def category_text(value: Value) -> str | None:
    """A column's value as the name of a category; None for blank.

    true and false for booleans, YYYY-MM-DD for dates.
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        raise ValueError("a decimal column cannot name categories")
    return str(value)
