"""The rows behind a number, and how many are left at each step of its explanation."""

from stonechat.engines.dialect import Dialect
from stonechat.engines.engine import Every, counted_filters
from stonechat.engines.sql_beside import rows_from
from stonechat.engines.sql_categories import category_condition
from stonechat.engines.sql_conditions import condition
from stonechat.engines.sql_days import in_span_of
from stonechat.engines.sql_numbers import numbered
from stonechat.engines.words import steps
from stonechat.indicators.query import Tally
from stonechat.model.derived import wide_columns
from stonechat.model.tables import TABLES


def rows_sql(tally: Tally, aggregate: int, category: str | Every | None, dialect: Dialect) -> str:
    """One query that lists the rows behind an aggregate of a tally with one span."""
    columns = [dialect.name(column.name) for column in wide_columns(tally.table)]
    conditions = [
        in_span_of(tally, dialect),
        condition((*tally.where, *counted_filters(tally.aggregates[aggregate])), dialect),
        *([] if isinstance(category, Every) else [category_condition(tally, category, dialect)]),
    ]
    return (
        f"SELECT {', '.join(f'r.{column} AS {column}' for column in columns)}\n"
        f"FROM {rows_from(tally.table, tally.when, dialect)}\n"
        f"WHERE {' AND '.join(conditions)}\n"
        f"ORDER BY {', '.join(f'r.{dialect.name(key)}' for key in TABLES[tally.table].key)}"
    )


def steps_sql(tally: Tally, dialect: Dialect) -> str:
    """One query of one row: how many rows of the table satisfy each step of the explanation.

    What is not dated is counted apart: with what is open beside it, a row is listed for each stretch of time.
    """
    dated, all_rows = in_span_of(tally, dialect), f"(SELECT COUNT(*) AS n FROM {dialect.name(tally.table)})"
    counts = [
        f"SUM(CASE WHEN {dated} AND {condition(step.filters, dialect)} THEN 1 ELSE 0 END)"
        if step.dated
        else all_rows
        for step in steps(tally)
    ]
    return f"SELECT\n  {numbered('step', counts)}\nFROM {rows_from(tally.table, tally.when, dialect)}"
