"""Puts many tallies into few, so that an engine reads each table as seldom as it can.

Tallies of one table that choose rows in time in the same way, and break them down in the same way, are
asked together: their spans are united, and each one's row filter moves into its aggregates. Spans of
different length are kept apart: counting a month's aggregates over twelve-month spans too would cost
twelve times the work for numbers that nobody asked for.

It changes nothing about the answers: `split` gives exactly what each tally alone would have got.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace

from stonechat.indicators.query import (
    Aggregate,
    Answer,
    Count,
    CountDistinct,
    Number,
    OpenOn,
    Quantile,
    Span,
    Tally,
)

_BySpan = dict[str, list[tuple[str | None, tuple[Number, ...]]]]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one original tally went: into which wide tally, and as which of its aggregates.

    `rows` is the aggregate that counts its rows, for telling which categories it has; None without a
    breakdown. `spans` are its own spans: the wide label of each, and the label to give back.
    """

    wide: int
    aggregates: tuple[int, ...]
    rows: int | None
    spans: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Combined:
    """The wide tallies to ask, and the way back."""

    tallies: tuple[Tally, ...]
    origins: tuple[Origin, ...]

    def split(self, answers: Sequence[Answer]) -> list[Answer]:
        """The answer to each original tally, in their order, from the answers to the wide ones."""
        by_span = [_by_span(answer) for answer in answers]
        return [dict(_own(origin, by_span[origin.wide])) for origin in self.origins]


def combine(tallies: Sequence[Tally]) -> Combined:
    """Few wide tallies that together answer all of these."""
    wide: dict[Hashable, _Wide] = {}
    origins = [
        _add(tally, wide.setdefault(_kin(tally), _Wide(len(wide), tally, {}, {}))) for tally in tallies
    ]
    return Combined(tuple(one.tally() for one in wide.values()), tuple(origins))


@dataclass(frozen=True, slots=True)
class _Wide:
    """A wide tally being put together: the first of its kin, and all spans and aggregates so far."""

    number: int
    like: Tally
    spans: dict[Span, None]
    aggregates: dict[Aggregate, int]

    def place(self, aggregate: Aggregate) -> int:
        return self.aggregates.setdefault(aggregate, len(self.aggregates))

    def tally(self) -> Tally:
        return replace(self.like, spans=tuple(self.spans), aggregates=tuple(self.aggregates), where=())


def _kin(tally: Tally) -> Hashable:
    """What tallies must have in common to be asked together."""
    lengths = frozenset(_length(tally, span) for span in tally.spans)
    return tally.table, tally.when, tally.by, lengths, _counted_span_by_span(tally)


def _counted_span_by_span(tally: Tally) -> Hashable:
    """The aggregates that cannot be added up from months, with the row filter: each costs a span anew.

    Tallies that ask for the same ones share them; others would pay for spans that they did not ask for.
    """
    return tuple((one, tally.where) for one in tally.aggregates if isinstance(one, (CountDistinct, Quantile)))


def _length(tally: Tally, span: Span) -> int:
    """A span's length in months, roughly; for what is open only the last day counts."""
    return 0 if isinstance(tally.when, OpenOn) else round((span.last - span.first).days / 30.4)


def _add(tally: Tally, wide: _Wide) -> Origin:
    spans = []
    for span in tally.spans:
        label = f"{span.first.isoformat()}/{span.last.isoformat()}"
        wide.spans[Span(label, span.first, span.last)] = None
        spans.append((label, span.label))
    aggregates = tuple(wide.place(_narrowed(aggregate, tally)) for aggregate in tally.aggregates)
    rows = wide.place(Count(tally.where)) if tally.by is not None else None
    return Origin(wide.number, aggregates, rows, tuple(spans))


def _narrowed(aggregate: Aggregate, tally: Tally) -> Aggregate:
    """The aggregate with the tally's row filter; a filter that stands twice is kept once."""
    return replace(aggregate, where=tuple(dict.fromkeys((*tally.where, *aggregate.where))))


def _by_span(answer: Answer) -> _BySpan:
    """The answer sorted by span, so that thousands of origins need not each read all of it."""
    found: _BySpan = defaultdict(list)
    for (label, category), numbers in answer.items():
        found[label].append((category, numbers))
    return found


def _own(origin: Origin, answer: _BySpan) -> Iterator[tuple[tuple[str, str | None], tuple[Number, ...]]]:
    """The part of a wide answer that one tally asked for, under its own labels."""
    for wide_label, label in origin.spans:
        for category, numbers in answer.get(wide_label, ()):
            if origin.rows is None or numbers[origin.rows]:
                yield (label, category), tuple(numbers[place] for place in origin.aggregates)
