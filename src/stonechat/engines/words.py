"""The steps of an explanation in plain words. Computes nothing; the same for every engine.

Filters are said as the definitions manual says them (`indicators/words.py`). Next: `engine.py` says what an
explanation holds.
"""

from dataclasses import dataclass

from stonechat.basics.dates import in_words
from stonechat.engines.engine import counted_filters
from stonechat.indicators.query import (
    Aggregate,
    Count,
    CountDistinct,
    Filter,
    InPeriod,
    Quantile,
    Span,
    Sum,
    Tally,
    When,
)
from stonechat.indicators.words import demands_in_words, filter_in_words


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an explanation: the words, and what a row must satisfy to be counted at it."""

    words: str
    dated: bool
    filters: tuple[Filter, ...] = ()


def steps(tally: Tally) -> tuple[Step, ...]:
    """The steps of a tally with one span, as `Explanation` says: each narrows the one before it."""
    (span,) = tally.spans
    table = Step(f"rows of {tally.table}", dated=False)
    dated = Step(when_in_words(tally.when, span), dated=True)
    narrowed = _narrowing(tally.table, (), tally.where, "")
    own = (step for number in range(len(tally.aggregates)) for step in _own_steps(tally, number))
    return (table, dated, *narrowed, *own)


def _own_steps(tally: Tally, number: int) -> tuple[Step, ...]:
    aggregate = tally.aggregates[number]
    prefix = f"{aggregate_in_words(aggregate)}: " if len(tally.aggregates) > 1 else ""
    return _narrowing(tally.table, tally.where, counted_filters(aggregate), prefix)


def _narrowing(
    table: str, before: tuple[Filter, ...], filters: tuple[Filter, ...], prefix: str
) -> tuple[Step, ...]:
    return tuple(
        Step(prefix + filter_in_words(table, one), dated=True, filters=(*before, *filters[: place + 1]))
        for place, one in enumerate(filters)
    )


def when_in_words(when: When, span: Span) -> str:
    """Which rows the span takes in."""
    if isinstance(when, InPeriod):
        return f"{when.column} from {in_words(span.first)} to {in_words(span.last)}"
    told = [f"{when.start} on or before it", f"{when.until} after it", *demands_in_words(when)]
    return f"open at the end of {in_words(span.last)} ({', '.join(told)})"


def aggregate_in_words(aggregate: Aggregate) -> str:
    """What is counted, without its filters."""
    match aggregate:
        case Count():
            return "rows"
        case CountDistinct(column):
            return f"different {column}"
        case Sum(column):
            return f"sum of {column}"
        case Quantile(column, share):
            return f"quantile {share} of {column}"
