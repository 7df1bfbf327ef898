"""Which passes over the tables answer a list of tallies, and how their results become answers.

A pass is one wide query: many numbers, many spans, one table, and by as many breakdowns as can be told in
one reading. Tallies that agree on table and dates share passes; the same number wanted twice is worked out
once. No SQL here.

Next: `sql.py` writes a pass as SQL; `duckdb.py` runs it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

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
"""Place of the interval in the pass, place of the part, category, then the numbers of each aggregate."""


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


@dataclass(frozen=True, slots=True)
class Part:
    """One breakdown of a pass, None for the total, and the places of those aggregates that it is for."""

    by: Breakdown | None
    aggregates: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Pass:
    """One wide query. The aggregates carry all filters, those of their tally included.

    Only MONTHS, RUNNING and MERGED have several parts: what (nearly) adds up needs little memory for each.
    Spells are split at birthdays, so that RUNNING and MERGED by age stand alone. Of RANKS all aggregates
    are quantiles of one column with the same filters; MERGED has only one.
    """

    shape: Shape
    source: Source
    parts: tuple[Part, ...]
    intervals: tuple[Interval, ...]
    aggregates: tuple[Aggregate, ...]

    @property
    def breakdowns(self) -> tuple[Breakdown | None, ...]:
        """What the parts are by, in their order."""
        return tuple(part.by for part in self.parts)


Wanted = tuple[Source, Breakdown | None, Aggregate]
Found = dict[Wanted, dict[Interval, dict[str | None, Number]]]
"""Every number that passes gave, by interval and category; where there is none it is zero."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """A pass being put together."""

    intervals: dict[Interval, None]
    aggregates: dict[Aggregate, int]
    parts: dict[Breakdown | None, dict[int, None]]

    def add(self, by: Breakdown | None, interval: Interval, aggregate: Aggregate) -> None:
        self.intervals[interval] = None
        place = self.aggregates.setdefault(aggregate, len(self.aggregates))
        self.parts.setdefault(by, {})[place] = None

    def made(self, shape: Shape, source: Source) -> Pass:
        parts = tuple(Part(by, tuple(places)) for by, places in self.parts.items())
        return Pass(shape, source, parts, tuple(sorted(self.intervals)), tuple(self.aggregates))


def passes(tallies: Iterable[Tally]) -> tuple[Pass, ...]:
    """The fewest passes that give every number of the tallies."""
    drafts: dict[tuple[Source, Shape, object], _Draft] = {}
    for tally in tallies:
        for source, by, aggregate in wanted_of(tally):
            for span in tally.spans:
                interval = interval_of(tally, span)
                shape = _shape(tally, aggregate, interval)
                key = source, shape, _apart(shape, by, aggregate)
                drafts.setdefault(key, _Draft({}, {}, {})).add(by, interval, aggregate)
    return tuple(draft.made(shape, source) for (source, shape, _), draft in drafts.items())


def wanted_of(tally: Tally) -> Iterator[Wanted]:
    """Every number that the answer to the tally is made of."""
    return ((_source(tally), tally.by, aggregate) for aggregate in _all_aggregates(tally))


def interval_of(tally: Tally, span: Span) -> Interval:
    """The days that matter of one of its spans."""
    return (span.last, span.last) if isinstance(tally.when, OpenOn) else (span.first, span.last)


def read(made: Pass, rows: Iterable[ResultRow], found: Found) -> None:
    """Puts the results of a pass into `found`."""
    columns = [_columns_of(made, part, found) for part in made.parts]
    for row in rows:
        interval, part = made.intervals[row[0]], made.parts[row[1]]
        category, numbers = category_of(part.by, row[2]), _numbers(made, row)
        for place, column in columns[row[1]]:
            column.setdefault(interval, {})[category] = numbers[place]


def _columns_of(
    made: Pass, part: Part, found: Found
) -> list[tuple[int, dict[Interval, dict[str | None, Number]]]]:
    """For each aggregate of the part, its place in a row and where its numbers go."""
    wanted = [(place, (made.source, part.by, made.aggregates[place])) for place in part.aggregates]
    return [(place, found.setdefault(one, {})) for place, one in wanted]


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
    return Source(tally.table, tally.when)


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


def _apart(shape: Shape, by: Breakdown | None, aggregate: Aggregate) -> object:
    """What aggregates must have in common, beyond table and dates, to share a pass of this shape."""
    match shape:
        case Shape.MONTHS:
            return None
        case Shape.RUNNING:
            return by if isinstance(by, ByAgeBand) else None
        case Shape.MERGED:
            return by if isinstance(by, ByAgeBand) else None, aggregate
        case Shape.SPANS:
            return (by,)
        case Shape.RANKS:
            assert isinstance(aggregate, Quantile)  # `_shape` gives nothing else this shape
            return by, aggregate.column, aggregate.where


def _all_aggregates(tally: Tally) -> Iterator[Aggregate]:
    """The tally's aggregates with its own filters put in, and with a breakdown the rows of each category."""
    if tally.by is not None:
        yield _presence(tally)
    for aggregate in tally.aggregates:
        yield _filtered(tally, aggregate)


def _presence(tally: Tally) -> Count:
    return Count(tuple(dict.fromkeys(tally.where)))


def _filtered(tally: Tally, aggregate: Aggregate) -> Aggregate:
    """With the tally's own filters; one that stands twice is kept once, so that more are the same."""
    return replace(aggregate, where=tuple(dict.fromkeys((*tally.where, *aggregate.where))))


def category_of(by: Breakdown | None, value: Any) -> str | None:
    """The category's name, of what a pass gives for it: its text, or the place of the age band."""
    if by is None or value is None:
        return None
    return by.bands[int(value)].label if isinstance(by, ByAgeBand) else str(value)


def _numbers(made: Pass, row: ResultRow) -> Sequence[Number]:
    if made.shape is not Shape.RANKS:
        return [_exact(aggregate, value) for aggregate, value in zip(made.aggregates, row[3:], strict=True)]
    n, ends = int(row[3]), [int(value) for value in row[4:]]
    return [Ranks(n, lower, upper) for lower, upper in zip(ends[::2], ends[1::2], strict=True)]


def _exact(aggregate: Aggregate, value: Any) -> Number:
    """A sum keeps its decimals; engines give counts in several whole-number types."""
    if value is None:
        return 0
    number: Number = value if isinstance(aggregate, Sum) else int(value)
    return number


def _answer(tally: Tally, found: Found) -> Answer:
    wanted = [(_found(tally, _filtered(tally, one), found), _nothing(one)) for one in tally.aggregates]
    answer: dict[tuple[str, str | None], tuple[Number, ...]] = {}
    for span in tally.spans:
        interval = interval_of(tally, span)
        columns = [(numbers.get(interval, {}), zero) for numbers, zero in wanted]
        for category in _categories(tally, interval, found):
            answer[span.label, category] = tuple(numbers.get(category, zero) for numbers, zero in columns)
    return answer


def _found(
    tally: Tally, aggregate: Aggregate, found: Found
) -> Mapping[Interval, Mapping[str | None, Number]]:
    return found.get((_source(tally), tally.by, aggregate), {})


def _categories(tally: Tally, interval: Interval, found: Found) -> Iterable[str | None]:
    """Those that at least one row fell in; without a breakdown the one answer."""
    if tally.by is None:
        return (None,)
    present = _found(tally, _presence(tally), found).get(interval, {})
    return [category for category, rows in present.items() if rows]


def _nothing(aggregate: Aggregate) -> Number:
    return Ranks(0, None, None) if isinstance(aggregate, Quantile) else 0
