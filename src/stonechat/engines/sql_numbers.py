"""What each row gives to the numbers of a pass, and how rows are put together by category."""

from collections.abc import Iterable, Sequence

from stonechat.engines.dialect import Dialect
from stonechat.engines.engine import counted_filters
from stonechat.engines.passes import Pass
from stonechat.engines.sql_conditions import condition
from stonechat.indicators.query import Aggregate, Count, CountDistinct, Sum


def numbers_sql(aggregates: Sequence[Aggregate], dialect: Dialect) -> str:
    """What one row gives to each aggregate, as columns."""
    return numbered("number", [_one_row_sql(aggregate, dialect) for aggregate in aggregates])


def _one_row_sql(aggregate: Aggregate, dialect: Dialect) -> str:
    """1 or 0, the number to add or 0, or the value that may be new."""
    counts = condition(counted_filters(aggregate), dialect)
    if isinstance(aggregate, Count):
        return f"CASE WHEN {counts} THEN 1 ELSE 0 END"
    otherwise = " ELSE 0" if isinstance(aggregate, Sum) else ""
    return f"CASE WHEN {counts} THEN r.{dialect.name(aggregate.column)}{otherwise} END"


def totals_sql(aggregates: Sequence[Aggregate]) -> str:
    """The columns of `numbers_sql` put together over rows."""
    return numbered("number", [_total(one, f"number_{place}") for place, one in enumerate(aggregates)])


def _total(aggregate: Aggregate, column: str) -> str:
    return f"COUNT(DISTINCT {column})" if isinstance(aggregate, CountDistinct) else f"SUM({column})"


def numbered(name: str, expressions: Iterable[str]) -> str:
    """The expressions as columns: the name and a number from 0."""
    return ",\n    ".join(f"{one} AS {name}_{place}" for place, one in enumerate(expressions))


def grouped_sql(made: Pass, keys: Sequence[str], numbers: str, rows: str, dialect: Dialect) -> str:
    """The rows by the keys and, for each part of the pass, by its category: told in one reading."""
    categories = [f"category_{place}" for place, _ in enumerate(made.parts)]
    part, grouping = dialect.grouped(keys, categories)
    return (
        f"  SELECT {', '.join(f'{key} AS {key}' for key in keys)},\n"
        f"    {part} AS part, {dialect.first_given(categories)} AS category,\n"
        f"    {numbers}\n"
        f"  FROM {rows}\n"
        f"  GROUP BY {grouping}"
    )
