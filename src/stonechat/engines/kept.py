"""Answers worked out ahead and kept in a Parquet file, given again exactly as the engine gave them.

The grain is one number: of one question, one interval of days and one category. A question is what an
engine is asked of one table, dates, breakdown and aggregate, by an id made of its whole meaning: whoever
changes the meaning asks another question, which is then not found. Nothing here is divided.

Next: `passes.py` says what the numbers of a tally are; `duckdb.py` writes them.
"""

import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from stonechat.engines.passes import (
    Found,
    Interval,
    Pass,
    Source,
    Wanted,
    assemble,
    category_of,
    interval_of,
    wanted_of,
)
from stonechat.indicators.query import (
    Aggregate,
    Answer,
    Breakdown,
    ByAgeBand,
    Number,
    Quantile,
    Ranks,
    Tally,
)
from stonechat.model.table import Column, ColumnType
from stonechat.store import parquet

COLUMNS = (
    Column("drawer", ColumnType.TEXT, "The table counted, and the column of the breakdown, if any."),
    Column("question", ColumnType.TEXT, "What is asked, as an id."),
    Column("first_day", ColumnType.DATE, "The first day of the interval; of what is open, its last day."),
    Column("last_day", ColumnType.DATE, "The last day of the interval."),
    Column("category", ColumnType.TEXT, "The category, of age bands its place; blank: not recorded."),
    Column("number", ColumnType.INTEGER, "A count, a sum of whole numbers, or how many were ranked."),
    Column("amount", ColumnType.DECIMAL, "A sum of decimals."),
    Column("lower", ColumnType.INTEGER, "The lower of the two ranks of a quantile."),
    Column("upper", ColumnType.INTEGER, "The upper of the two."),
)
"""An interval in which no row of a question counted has one row, with neither category nor number."""

GRAIN = tuple(column.name for column in COLUMNS[:5])
"""What tells rows apart, and the order in which they are kept."""

Numbers = dict[Interval, dict[str | None, Number]]
"""What is known of one question: its numbers by interval and category."""


def questions(made: Pass) -> list[tuple[int, int, str, str]]:
    """For each number of a pass: the places of its part and aggregate, and its drawer and question."""
    return [
        (
            part_place,
            place,
            _drawer(made.source, part.by),
            _question(made.source, part.by, made.aggregates[place]),
        )
        for part_place, part in enumerate(made.parts)
        for place in part.aggregates
    ]


@lru_cache(maxsize=10_000)
def _question(source: Source, by: Breakdown | None, aggregate: Aggregate) -> str:
    return hashlib.sha256(repr((source, by, aggregate)).encode()).hexdigest()[:20]


def _drawer(source: Source, by: Breakdown | None) -> str:
    """Under what questions are kept, so that they are read together."""
    if by is None:
        return source.table
    return f"{source.table} by {by.born if isinstance(by, ByAgeBand) else by.column}"


class KeptAnswers:
    """The answers of one file, read as they are asked for, drawer by drawer. None of a `path` of None."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._drawers: dict[str, dict[str, list[Sequence[Any]]]] = {}
        self._found: Found = {}

    def answer(self, tallies: Sequence[Tally]) -> list[Answer] | None:
        """One answer for each tally, in their order; None if a number of one of them was not kept."""
        return assemble(tallies, self._found) if self.holds(tallies) else None

    def holds(self, tallies: Iterable[Tally]) -> bool:
        """Whether every number of these tallies was kept."""
        return all(map(self._holds, tallies))

    def _holds(self, tally: Tally) -> bool:
        intervals = [interval_of(tally, span) for span in tally.spans]
        known = [self._numbers(wanted) for wanted in wanted_of(tally)]
        return all(interval in numbers for numbers in known for interval in intervals)

    def _numbers(self, wanted: Wanted) -> Numbers:
        """What is known of one question; nothing if it was not kept."""
        if wanted not in self._found:
            source, by, _ = wanted
            rows = self._rows_of(_drawer(source, by)).get(_question(*wanted), ())
            self._found[wanted] = _by_interval(wanted, rows)
        return self._found[wanted]

    def _rows_of(self, drawer: str) -> dict[str, list[Sequence[Any]]]:
        """The rows of a drawer by question; none where there is no file."""
        if drawer not in self._drawers:
            by_question: dict[str, list[Sequence[Any]]] = {}
            rows = parquet.rows_with(self._path, COLUMNS[1:], COLUMNS[0], drawer) if self._path else ()
            for question, *row in rows:
                by_question.setdefault(str(question), []).append(row)
            self._drawers[drawer] = by_question
        return self._drawers[drawer]


def _by_interval(wanted: Wanted, rows: Iterable[Sequence[Any]]) -> Numbers:
    _, by, aggregate = wanted
    found: Numbers = {}
    for first, last, category, number, amount, lower, upper in rows:
        numbers = found.setdefault((first, last), {})
        if number is not None or amount is not None:
            is_ranked = isinstance(aggregate, Quantile)
            told = Ranks(number, lower, upper) if is_ranked else amount if number is None else number
            numbers[category_of(by, category)] = told
    return found
