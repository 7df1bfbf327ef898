"""Which passes over the tables answer a list of tallies, and how their results become answers.

A pass is one wide query: many numbers, many spans, one table. Tallies that agree on table, dates and
breakdown share passes; the same number wanted twice is worked out once. No SQL here.

Next: `sql.py` writes a pass as SQL; `duckdb.py` runs it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from stonechat.engines.engine import category_text
from stonechat.indicators.query import (
    Aggregate,
    Answer,
    Breakdown,
    ByAgeBand,
    Count,
    CountDistinct,
    Number,
    OpenOn,
    Quantile,
    Ranks,
    Span,
    Sum,
    Tally,
    When,
)

Interval = tuple[date, date]
"""First and last day, both included; of a stock only the last day, twice."""

ResultRow = Sequence[Any]
"""Place of the interval in the pass, category, and then the numbers of each aggregate."""


class Shape(StrEnum):
    """How a pass is worked out."""

    MONTHS = "months"  # numbers by month, then months added up
    RUNNING = "running"  # openings less closings, up to each day
    MERGED = "merged"  # as running, of spells in which each value was open at least once
    SPANS = "spans"  # rows joined with the spans that they fall in
    RANKS = "ranks"  # values in order, within each span


@dataclass(frozen=True, slots=True)
class Source:
    """What the tallies that share passes have in common."""

    table: str
    when: When
    by: Breakdown | None


@dataclass(frozen=True, slots=True)
class Pass:
    """One wide query. The aggregates carry all filters, those of their tally included.

    Of RANKS all aggregates are quantiles of one column with the same filters; MERGED has only one.
    """

    shape: Shape
    source: Source
    intervals: tuple[Interval, ...]
    aggregates: tuple[Aggregate, ...]


Found = dict[tuple[Source, Aggregate], dict[tuple[Interval, str | None], Number]]
"""Every number that passes gave; where there is none it is zero."""


def passes(tallies: Iterable[Tally]) -> tuple[Pass, ...]:
    """The fewest passes that give every number of the tallies."""
    wanted: dict[tuple[Source, Shape, object], tuple[dict[Interval, None], dict[Aggregate, None]]] = {}
    for tally in tallies:
        for aggregate in _all_aggregates(tally):
            for span in tally.spans:
                interval = _interval(tally, span)
                shape = _shape(tally, aggregate, interval)
                apart = _apart(shape, aggregate)
                intervals, aggregates = wanted.setdefault((_source(tally), shape, apart), ({}, {}))
                intervals[interval] = None
                aggregates[aggregate] = None
    return tuple(
        Pass(shape, source, tuple(sorted(intervals)), tuple(aggregates))
        for (source, shape, _), (intervals, aggregates) in wanted.items()
    )


def read(made: Pass, rows: Iterable[ResultRow], found: Found) -> None:
    """Puts the results of a pass into `found`."""
    for row in rows:
        place = (made.intervals[row[0]], _category(made.source.by, row[1]))
        for aggregate, number in zip(made.aggregates, _numbers(made, row), strict=True):
            found.setdefault((made.source, aggregate), {})[place] = number


def assemble(tallies: Iterable[Tally], found: Found) -> list[Answer]:
    """The answers, from what the passes gave."""
    return [_answer(tally, found) for tally in tallies]


def is_whole_months(interval: Interval) -> bool:
    """Whether it begins on the first and ends on the last day of a month."""
    first, last = interval
    return first.day == 1 and (last + timedelta(days=1)).day == 1


def month_index(day: date) -> int:
    """The month that the day is in, counted as `Dialect.month_index` counts."""
    return day.year * 12 + day.month - 1


def _source(tally: Tally) -> Source:
    return Source(tally.table, tally.when, tally.by)


def _interval(tally: Tally, span: Span) -> Interval:
    return (span.last, span.last) if isinstance(tally.when, OpenOn) else (span.first, span.last)


def _shape(tally: Tally, aggregate: Aggregate, interval: Interval) -> Shape:
    """Counts and sums add up over months and over openings and closings; of the others only what was
    different and open does, once the spells of each value are merged."""
    if isinstance(aggregate, Quantile):
        return Shape.RANKS
    if isinstance(tally.when, OpenOn):
        return Shape.MERGED if isinstance(aggregate, CountDistinct) else Shape.RUNNING
    if isinstance(aggregate, CountDistinct):
        return Shape.SPANS
    return Shape.MONTHS if is_whole_months(interval) else Shape.SPANS


def _apart(shape: Shape, aggregate: Aggregate) -> object:
    """What aggregates must have in common to share a pass of this shape."""
    if isinstance(aggregate, Quantile):
        return aggregate.column, aggregate.where
    return aggregate if shape is Shape.MERGED else None


def _all_aggregates(tally: Tally) -> Iterator[Aggregate]:
    """The tally's aggregates with its own filters put in, and with a breakdown the rows of each category."""
    if tally.by is not None:
        yield _presence(tally)
    for aggregate in tally.aggregates:
        yield _filtered(tally, aggregate)


def _presence(tally: Tally) -> Count:
    return Count(tally.where)


def _filtered(tally: Tally, aggregate: Aggregate) -> Aggregate:
    return replace(aggregate, where=(*tally.where, *aggregate.where))


def _category(by: Breakdown | None, value: Any) -> str | None:
    if by is None or value is None:
        return None
    return by.bands[int(value)].label if isinstance(by, ByAgeBand) else category_text(value)


def _numbers(made: Pass, row: ResultRow) -> Sequence[Number]:
    if made.shape is not Shape.RANKS:
        return [_exact(aggregate, value) for aggregate, value in zip(made.aggregates, row[2:], strict=True)]
    n, ends = int(row[2]), [int(value) for value in row[3:]]
    return [Ranks(n, lower, upper) for lower, upper in zip(ends[::2], ends[1::2], strict=True)]


def _exact(aggregate: Aggregate, value: Any) -> Number:
    """A sum keeps its decimals; engines give counts in several whole-number types."""
    if value is None:
        return 0
    number: Number = value if isinstance(aggregate, Sum) else int(value)
    return number


def _answer(tally: Tally, found: Found) -> Answer:
    source = _source(tally)
    columns = [(found.get((source, one), {}), _nothing(one)) for one in _wanted(tally)]
    answer: dict[tuple[str, str | None], tuple[Number, ...]] = {}
    for span in tally.spans:
        interval = _interval(tally, span)
        for category in _categories(tally, interval, found):
            numbers = tuple(numbers.get((interval, category), zero) for numbers, zero in columns)
            answer[span.label, category] = numbers
    return answer


def _wanted(tally: Tally) -> Iterator[Aggregate]:
    return (_filtered(tally, aggregate) for aggregate in tally.aggregates)


def _categories(tally: Tally, interval: Interval, found: Found) -> Iterable[str | None]:
    """Those that at least one row fell in; without a breakdown the one answer."""
    if tally.by is None:
        return (None,)
    present: Mapping[tuple[Interval, str | None], Number] = found.get((_source(tally), _presence(tally)), {})
    return [category for (at, category), rows in present.items() if at == interval and rows]


def _nothing(aggregate: Aggregate) -> Number:
    return Ranks(0, None, None) if isinstance(aggregate, Quantile) else 0
