"""How a paragraph of the specification is written down: small tables, one question, the answer.

A test calls `answers` or `derives` (fixtures of `conftest.py`). Run by pytest, it runs on every engine;
run by `render.py`, the same call prints the paragraph. So the page cannot say what does not hold.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol

from stonechat.indicators.query import Aggregate, Breakdown, Filter, Number, Span, Tally, When
from stonechat.model.derived import wide_columns
from stonechat.model.table import ColumnType, Value

AUTHORITY = "X"
SPAN = "period"

Answer = Mapping[str | None, Number] | Number
"""The number, or without a breakdown's label the number of each category."""


class Answers(Protocol):
    """Asks every engine one question about one table; `beside` are rows of others that it looks into."""

    def __call__(
        self,
        table: str,
        rows: str,
        count: Aggregate,
        answer: Answer,
        *,
        when: When,
        first: str = "2024-01-01",
        last: str = "2024-03-31",
        where: Sequence[Filter] = (),
        by: Breakdown | None = None,
        beside: Mapping[str, str] | None = None,
    ) -> None: ...


class Derives(Protocol):
    """Works out derived columns by SQL and by the naive twins."""

    def __call__(self, facts: Mapping[str, str], table: str, derived: str) -> None: ...


def rows_of(table: str, text: str) -> list[dict[str, Value]]:
    """Rows from a small table: names, then one row a line, cells between bars, nothing for a blank.

    Every row belongs to one authority unless the table says otherwise.
    """
    header, *lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    types = {column.name: column.type for column in wide_columns(table)}
    return [
        {"authority": AUTHORITY}
        | {name: _typed(cell, types[name]) for name, cell in zip(header, line, strict=True)}
        for line in lines
    ]


def tally_of(
    table: str,
    count: Aggregate,
    when: When,
    *,
    days: tuple[str, str],
    where: Sequence[Filter],
    by: Breakdown | None,
) -> Tally:
    """The question as the engines take it."""
    span = Span(SPAN, date.fromisoformat(days[0]), date.fromisoformat(days[1]))
    return Tally(table, when, (span,), (count,), tuple(where), by)


def _typed(cell: str, kind: ColumnType) -> Value:
    if not cell:
        return None
    match kind:
        case ColumnType.DATE:
            return date.fromisoformat(cell)
        case ColumnType.INTEGER:
            return int(cell)
        case ColumnType.DECIMAL:
            return Decimal(cell)
        case ColumnType.BOOLEAN:
            return {"true": True, "false": False}[cell]
        case ColumnType.TEXT:
            return cell
