"""The reference engine: row by row, nothing clever, easy to believe. It judges the other engines.

It reads plain rows in memory and does each thing as `indicators/query.py` says it. Do not make it
faster: whatever it shared with a fast engine could be wrong in both.

Next: `duckdb.py` must give the same answers; `tests/generative` sees to it.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from math import ceil, floor
from typing import Any

from stonechat.basics.dates import add_months, completed_years
from stonechat.engines.engine import EVERY, Every, Explanation, Row, Rows, category_text, counted_filters
from stonechat.engines.fit import check_fits, check_one_span
from stonechat.engines.words import Step, steps
from stonechat.indicators.query import (
    Aggregate,
    Answer,
    AnyOf,
    AtLeast,
    AtMost,
    Beside,
    Breakdown,
    ByAgeBand,
    ByColumn,
    Count,
    CountDistinct,
    Filter,
    InPeriod,
    Is,
    IsMissing,
    IsOneOf,
    Length,
    Not,
    Number,
    Quantile,
    Ranks,
    Since,
    Span,
    Sum,
    Tally,
    When,
)
from stonechat.model.derived import wide_columns
from stonechat.model.table import Value
from stonechat.model.tables import TABLES


class ReferenceEngine:
    """Answers tallies over rows in memory. A table that it was not given is empty."""

    name = "reference"

    def __init__(self, tables: Rows) -> None:
        self._tables = tables

    def answer(self, tallies: Sequence[Tally]) -> list[Answer]:
        """One answer for each tally, in their order."""
        return [self._answer(tally) for tally in tallies]

    def rows(
        self, tally: Tally, aggregate: int, category: str | Every | None = EVERY
    ) -> list[dict[str, Value]]:
        """The rows behind one aggregate, as `Engine.rows` says."""
        check_one_span(tally)
        (span,) = tally.spans
        filters = counted_filters(tally.aggregates[aggregate])
        rows = [row for row in self._in_span(tally, span) if satisfies_all(row, filters)]
        if category is not EVERY:
            rows = [row for row in rows if _category(row, tally, span) == category]
        columns = [column.name for column in wide_columns(tally.table)]
        return sorted(
            ({name: row.get(name) for name in columns} for row in rows),
            key=lambda row: tuple((row[name] is None, row[name]) for name in TABLES[tally.table].key),
        )

    def explain(self, tally: Tally) -> Explanation:
        """The counts at each filter; there is no SQL."""
        check_one_span(tally)
        return Explanation("", tuple((step.words, self._count(tally, step)) for step in steps(tally)))

    def _answer(self, tally: Tally) -> Answer:
        check_fits(tally)
        answer: dict[tuple[str, str | None], tuple[Number, ...]] = {}
        for span in tally.spans:
            for category, rows in self._by_category(tally, span).items():
                numbers = tuple(_number(rows, aggregate) for aggregate in tally.aggregates)
                answer[span.label, category] = numbers
        return answer

    def _by_category(self, tally: Tally, span: Span) -> dict[str | None, list[Row]]:
        rows = self._in_span(tally, span)
        if tally.by is None:
            return {None: rows}
        categories: dict[str | None, list[Row]] = {}
        for row in rows:
            categories.setdefault(_category(row, tally, span), []).append(row)
        return categories

    def _in_span(self, tally: Tally, span: Span) -> list[Row]:
        """The rows that fall in the span and satisfy the filters of the whole tally."""
        return [
            row
            for row in self._tables.get(tally.table, ())
            if self._falls_in(row, tally.when, span) and satisfies_all(row, tally.where)
        ]

    def _count(self, tally: Tally, step: Step) -> int:
        (span,) = tally.spans
        rows = self._tables.get(tally.table, ())
        return sum(
            (not step.dated or self._falls_in(row, tally.when, span)) and satisfies_all(row, step.filters)
            for row in rows
        )

    def _falls_in(self, row: Row, when: When, span: Span) -> bool:
        if isinstance(when, InPeriod):
            day = _cell(row, when.column)
            return day is not None and bool(span.first <= day <= span.last)
        return (
            _is_open(row, when.start, when.until, span.last)
            and all(_is_so_long_ago(_cell(row, one.column), one, span.last) for one in when.since)
            and all(self._is_beside(row, one, span.last) == one.is_there for one in when.beside)
        )

    def _is_beside(self, row: Row, beside: Beside, on: date) -> bool:
        return any(
            all(
                _cell(row, name) is not None and row[name] == other[name]
                for name in ("authority", beside.same)
            )
            and _is_open(other, beside.start, beside.until, on)
            and satisfies_all(other, beside.where)
            for other in self._tables.get(beside.table, ())
        )


def satisfies_all(row: Row, filters: Iterable[Filter]) -> bool:
    """Whether every filter is true of the row; so True where there are none."""
    return all(_satisfies(row, one) for one in filters)


def _satisfies(row: Row, one: Filter) -> bool:
    match one:
        case Is(column, value):
            return _cell(row, column) is not None and bool(_cell(row, column) == value)
        case IsOneOf(column, values):
            return any(_satisfies(row, Is(column, value)) for value in values)
        case AtMost(column, limit):
            return _cell(row, column) is not None and bool(_cell(row, column) <= limit)
        case AtLeast(column, limit):
            return _cell(row, column) is not None and bool(_cell(row, column) >= limit)
        case IsMissing(column):
            return _cell(row, column) is None
        case Not(inner):
            return not _satisfies(row, inner)
        case AnyOf(filters):
            return any(_satisfies(row, inner) for inner in filters)


def _is_open(row: Row, start: str, until: str, on: date) -> bool:
    began, ends = _cell(row, start), _cell(row, until)
    return began is not None and ends is not None and bool(began <= on < ends)


def _is_so_long_ago(began: date | None, since: Since, on: date) -> bool:
    if began is None or began > on:
        return False
    is_long = since.at_least is None or _later(began, since.at_least) <= on
    return is_long and (since.less_than is None or on < _later(began, since.less_than))


def _later(day: date, length: Length) -> date:
    return add_months(day, length.months) + timedelta(days=length.days)


def _category(row: Row, tally: Tally, span: Span) -> str | None:
    by: Breakdown | None = tally.by
    if isinstance(by, ByColumn):
        return category_text(row.get(by.column))
    if isinstance(by, ByAgeBand):
        on = _cell(row, tally.when.column) if isinstance(tally.when, InPeriod) else span.last
        born = _cell(row, by.born)
        return None if born is None else _band(completed_years(born, on), by)
    return None


def _band(age: int, by: ByAgeBand) -> str | None:
    for band in by.bands:
        if (band.first is None or band.first <= age) and (band.last is None or age <= band.last):
            return band.label
    return None


def _number(rows: Iterable[Row], aggregate: Aggregate) -> Number:
    counted = [row for row in rows if satisfies_all(row, aggregate.where)]
    if isinstance(aggregate, Count):
        return len(counted)
    values = [_cell(row, aggregate.column) for row in counted if _cell(row, aggregate.column) is not None]
    match aggregate:
        case CountDistinct():
            return len(set(values))
        case Sum():
            total: Number = sum(values)
            return total
        case Quantile():
            return _ranks(sorted(values), aggregate)


def _ranks(values: Sequence[int], quantile: Quantile) -> Ranks:
    if not values:
        return Ranks(0, None, None)
    place = (len(values) - 1) * quantile.share
    return Ranks(len(values), values[floor(place)], values[ceil(place)])


def _cell(row: Row, column: str) -> Any:
    """The cell; its type is known to fit, because the tally was checked."""
    return row.get(column)
