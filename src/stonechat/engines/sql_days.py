"""When a row counts, in SQL: the days of a table of spans, of a flow's date, and of what is open."""

from collections.abc import Sequence
from functools import reduce

from stonechat.engines.dialect import Dialect
from stonechat.engines.passes import Interval, Source
from stonechat.engines.sql_beside import closings, openings
from stonechat.indicators.query import InPeriod, Length, OpenOn, Tally


def falls_in_sql(source: Source, dialect: Dialect) -> str:
    """That the row counts in the span beside it."""
    return _between(source.when, "s.first_day", "s.last_day", dialect)


def in_span_of(tally: Tally, dialect: Dialect) -> str:
    """That the row counts in the one span of the tally."""
    (span,) = tally.spans
    return f"({_between(tally.when, dialect.value(span.first), dialect.value(span.last), dialect)})"


def _between(when: InPeriod | OpenOn, first: str, last: str, dialect: Dialect) -> str:
    """Both ends of a period are in it. Closed on the last day is not open at its end."""
    if isinstance(when, InPeriod):
        day = f"r.{dialect.name(when.column)}"
        return f"{day} >= {first} AND {day} <= {last}"
    conditions = [
        *(f"{day} <= {last}" for day in opening_days(when, dialect)),
        *(f"{day} > {last}" for day in closing_days(when, dialect)),
    ]
    return " AND ".join(conditions)


def opening_days(when: OpenOn, dialect: Dialect) -> list[str]:
    """The days that must have come for the row to count; blank where it never does."""
    reached = [_later_sql(one.column, one.at_least or Length(), dialect) for one in when.since]
    return [f"r.{dialect.name(when.start)}", *reached, *openings(when.beside)]


def closing_days(when: OpenOn, dialect: Dialect) -> list[str]:
    """The days of which the first ends the counting."""
    passed = [
        _later_sql(one.column, one.less_than, dialect) for one in when.since if one.less_than is not None
    ]
    return [f"r.{dialect.name(when.until)}", *passed, *closings(when.beside)]


def _later_sql(column: str, length: Length, dialect: Dialect) -> str:
    day = f"r.{dialect.name(column)}"
    in_months = dialect.months_after(day, length.months) if length.months else day
    return dialect.days_after(in_months, length.days) if length.days else in_months


def last_of(days: Sequence[str]) -> str:
    """The last of the days; blank if one of them is."""
    return reduce(lambda a, b: f"CASE WHEN {a} >= {b} THEN {a} WHEN {b} > {a} THEN {b} END", days)


def first_of(days: Sequence[str]) -> str:
    """The first of the days; blank if one of them is."""
    return reduce(lambda a, b: f"CASE WHEN {a} <= {b} THEN {a} WHEN {b} < {a} THEN {b} END", days)


def own_day(source: Source, dialect: Dialect) -> str:
    """The date of a flow's row."""
    assert isinstance(source.when, InPeriod)  # asked only for flows
    return f"r.{dialect.name(source.when.column)}"


def age_day(source: Source, dialect: Dialect) -> str:
    """The day on which an age is taken, where rows are joined with spans."""
    return own_day(source, dialect) if isinstance(source.when, InPeriod) else "s.last_day"


def span_table(intervals: Sequence[Interval], dialect: Dialect) -> str:
    """The spans as a table of data, each with its place."""
    rows = [(place, first, last) for place, (first, last) in enumerate(intervals)]
    return dialect.inline_table("spans", ("span", "first_day", "last_day"), rows)


def reach(intervals: Sequence[Interval]) -> Interval:
    """The first and the last day of all."""
    return min(first for first, _ in intervals), max(last for _, last in intervals)
