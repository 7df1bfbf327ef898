"""Filters as SQL conditions on the row `r`: true or false, never unknown, as `sql.py` says."""

from collections.abc import Iterable, Sequence

from stonechat.engines.dialect import Dialect
from stonechat.indicators.query import AnyOf, AtLeast, AtMost, Cell, Filter, Is, IsMissing, IsOneOf, Not


def condition(filters: Iterable[Filter], dialect: Dialect) -> str:
    """The filters as one condition on the row `r`, true or false."""
    return " AND ".join(_filter_sql(one, dialect) for one in filters) or "TRUE"


def _filter_sql(one: Filter, dialect: Dialect) -> str:
    match one:
        case Is(column, value):
            return _comparison(column, "=", dialect.value(value), dialect)
        case IsOneOf(column, values):
            return _one_of(column, values, dialect)
        case AtMost(column, limit):
            return _comparison(column, "<=", dialect.value(limit), dialect)
        case AtLeast(column, limit):
            return _comparison(column, ">=", dialect.value(limit), dialect)
        case IsMissing(column):
            return f"(r.{dialect.name(column)} IS NULL)"
        case Not(inner):
            return f"(NOT {_filter_sql(inner, dialect)})"
        case AnyOf(filters):
            return f"({' OR '.join(_filter_sql(inner, dialect) for inner in filters) or 'FALSE'})"


def _one_of(column: str, values: Sequence[Cell], dialect: Dialect) -> str:
    if not values:
        return "(FALSE)"
    return _comparison(column, "IN", f"({', '.join(map(dialect.value, values))})", dialect)


def _comparison(column: str, sign: str, value: str, dialect: Dialect) -> str:
    cell = f"r.{dialect.name(column)}"
    return f"({cell} IS NOT NULL AND {cell} {sign} {value})"
