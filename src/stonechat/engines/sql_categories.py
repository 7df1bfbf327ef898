"""The categories of a breakdown, in SQL: of each row as text, and of one category as a condition."""

from datetime import date

from stonechat.engines.dialect import Dialect
from stonechat.engines.fit import column_types
from stonechat.engines.passes import Pass, Source
from stonechat.engines.sql_conditions import condition
from stonechat.engines.sql_days import age_day
from stonechat.engines.sql_numbers import numbered
from stonechat.indicators.query import (
    Breakdown,
    ByAgeBand,
    ByColumn,
    Cell,
    Filter,
    Is,
    IsMissing,
    OpenOn,
    Tally,
)
from stonechat.model.table import ColumnType


def categories_sql(made: Pass, age_day: str, dialect: Dialect) -> str:
    """What each part makes of a row, as columns of text."""
    return numbered("category", [_category_sql(made.source, by, age_day, dialect) for by in made.breakdowns])


def _category_sql(source: Source, by: Breakdown | None, age_day: str, dialect: Dialect) -> str:
    """The column, the place of the age band, or 0 where there is no breakdown; as text."""
    if isinstance(by, ByAgeBand):
        return dialect.as_text(_band_sql(by, age_day, dialect))
    if by is None:
        return "'0'"
    column = f"r.{dialect.name(by.column)}"
    return column if column_types(source.table)[by.column] is ColumnType.TEXT else dialect.as_text(column)


def _band_sql(by: ByAgeBand, age_day: str, dialect: Dialect) -> str:
    """Bands go up and touch, so the first whose upper limit holds is the one. Blank birth: no band."""
    born = born_sql(by, dialect)
    age = dialect.completed_years(born, age_day)
    limits = [
        (f"({age}) <= {band.last}" if band.last is not None else f"{born} IS NOT NULL") for band in by.bands
    ]
    choices = "\n      ".join(f"WHEN {limit} THEN {place}" for place, limit in enumerate(limits))
    return f"CASE {choices} END"


def born_sql(by: ByAgeBand, dialect: Dialect) -> str:
    """The birth that the age is counted from."""
    return f"r.{dialect.name(by.born)}"


def category_condition(tally: Tally, category: str | None, dialect: Dialect) -> str:
    """That the row is in that category of the tally's breakdown."""
    (span,) = tally.spans
    if isinstance(tally.by, ByColumn):
        return condition([_is_category(tally.table, tally.by.column, category)], dialect)
    if tally.by is None:
        return "TRUE" if category is None else "FALSE"
    source = Source(tally.table, tally.when)
    on_day = dialect.value(span.last) if isinstance(tally.when, OpenOn) else age_day(source, dialect)
    place, labels = _band_sql(tally.by, on_day, dialect), [band.label for band in tally.by.bands]
    if category is None:
        return f"({place}) IS NULL"
    return f"({place}) = {labels.index(category)}" if category in labels else "FALSE"


def _is_category(table: str, column: str, category: str | None) -> Filter:
    if category is None:
        return IsMissing(column)
    return Is(column, _cell(category, column_types(table)[column]))


def _cell(category: str, kind: ColumnType) -> Cell:
    """A category's name as the value of its column; the reverse of `engine.category_text`."""
    match kind:
        case ColumnType.BOOLEAN:
            return category == "true"
        case ColumnType.DATE:
            return date.fromisoformat(category)
        case ColumnType.INTEGER:
            return int(category)
        case _:
            return category
