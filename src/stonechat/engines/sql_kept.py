"""The numbers of a pass in SQL, one row for each, so that they go to a file and not through Python."""

from collections.abc import Iterator, Sequence

from stonechat.engines.dialect import Dialect
from stonechat.engines.fit import column_types
from stonechat.engines.passes import Pass, Shape
from stonechat.engines.sql import pass_sql
from stonechat.engines.sql_days import span_table
from stonechat.indicators.query import Sum
from stonechat.model.table import ColumnType

NUMBERS = ("number", "amount", "lower", "upper")
"""A count, a sum of whole numbers, or how many were ranked; a sum of decimals; and the two ranks."""


def kept_sql(made: Pass, questions: Sequence[tuple[int, int, str, str]], dialect: Dialect) -> str:
    """One row for each question, interval and category; without a number where no row counted.

    Its columns are those of `kept.py`, whose `questions` say which numbers are wanted.
    """
    cells = list(_cells(made))
    numbers = (
        f"{_at_place([row[column] for row in cells])} AS {name}" for column, name in enumerate(NUMBERS)
    )
    return (
        f"WITH {dialect.inline_table('asked', ('part', 'place', 'drawer', 'question'), questions)},\n"
        f"{span_table(made.intervals, dialect)},\n"
        f"answer AS (\n{pass_sql(made, dialect)}\n)\n"
        "SELECT a.drawer AS drawer, a.question AS question,\n"
        "  s.first_day AS first_day, s.last_day AS last_day,\n"
        f"  r.category AS category, {', '.join(numbers)}\n"
        "FROM asked AS a\n"
        "CROSS JOIN spans AS s\n"
        "LEFT JOIN answer AS r ON r.part = a.part AND r.span = s.span"
    )


def _cells(made: Pass) -> Iterator[tuple[str | None, ...]]:
    """For each aggregate, which column of the pass is each of `NUMBERS`."""
    types = column_types(made.source.table)
    for place, aggregate in enumerate(made.aggregates):
        if made.shape is Shape.RANKS:
            yield "r.n", None, f"r.end_{2 * place}", f"r.end_{2 * place + 1}"
        elif isinstance(aggregate, Sum) and types[aggregate.column] is ColumnType.DECIMAL:
            yield None, f"r.number_{place}", None, None
        else:
            yield f"r.number_{place}", None, None, None


def _at_place(columns: Sequence[str | None]) -> str:
    """The column of the aggregate that is asked for; blank where it has none."""
    choices = [f"WHEN {place} THEN {column}" for place, column in enumerate(columns) if column]
    return f"CASE a.place {' '.join(choices)} END" if choices else "NULL"
