"""How good the data behind one figure are: days covered, rows refused, cells left blank."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from stonechat.app.council import Council
from stonechat.app.figures import Figures
from stonechat.app.gate import GatedFigures
from stonechat.app.once import Once
from stonechat.basics.dates import in_words
from stonechat.basics.periods import Period
from stonechat.basics.problems import Severity
from stonechat.indicators.definition import Ask, Indicator, Measure
from stonechat.indicators.query import Count, IsMissing, columns_in, tables_in
from stonechat.model.derived import wide_columns
from stonechat.model.table import Blank as CellBlank
from stonechat.model.table import Column
from stonechat.model.tables import TABLES
from stonechat.store import returns
from stonechat.store.returns import Return
from stonechat.store.snapshots import Snapshot


@dataclass(frozen=True, slots=True)
class TableBehind:
    """One table that the figure reads: what a row of it is, the days covered, and the books of its returns.

    `read` and `rejected` rows of all returns of the snapshot, `unresolved` cases that were open in one return
    and are absent from a later one; None where the viewer may not see counts.
    """

    name: str
    one_row_per: str
    covered: tuple[str, ...]
    read: int | None
    rejected: int | None
    unresolved: int | None


@dataclass(frozen=True, slots=True)
class Blank:
    """How many of the rows counted in the period have a blank cell in a column that the figure reads."""

    table: str
    column: str
    meaning: str
    blank: int
    of: int


@dataclass(frozen=True, slots=True)
class Quality:
    """What is known of the data behind one figure. `returns` feed it: each in words, newest first."""

    tables: tuple[TableBehind, ...]
    blanks: tuple[Blank, ...]
    returns: tuple[str, ...]


def quality_behind(
    council: Council, figures: GatedFigures, indicator: Indicator, measure: Measure, period: Period
) -> Quality:
    """What is known of the data behind the measure in the period; counts for exact figures only."""
    snapshot, exact = figures.setting.snapshot, figures.exactly()
    names = _tables(measure)
    held = [_return(council, one) for one in snapshot.returns]
    tables = tuple(_table(name, snapshot, held, has_counts=exact is not None) for name in names)
    blanks = _blanks_of(exact, indicator, measure, period) if exact else ()
    return Quality(tables, blanks, tuple(_fed_by(held, names, has_counts=exact is not None)))


_RETURNS: Once[tuple[str, str], Return] = Once(500)


def _return(council: Council, one: str) -> Return:
    """A return never changes but when a child is taken out of it, which makes another snapshot."""
    key = (str(council.folder.root), one)
    return _RETURNS.of(key, lambda: returns.load(council.folder, one))


def _tables(measure: Measure) -> tuple[str, ...]:
    asks = [ask for ask in (measure.numerator, measure.denominator) if ask]
    return tuple(dict.fromkeys(name for ask in asks for name in tables_in(ask.table, ask.when)))


def _table(name: str, snapshot: Snapshot, held: list[Return], *, has_counts: bool) -> TableBehind:
    books = [one.accounts[name] for one in held if name in one.accounts]
    covered = snapshot.covered.get(name) or _of_all(snapshot)
    return TableBehind(
        name,
        TABLES[name].one_row_per,
        tuple(f"{in_words(first)} to {in_words(last)}" for first, last in covered),
        sum(book.read for book in books) if has_counts else None,
        sum(book.rejected for book in books) if has_counts else None,
        snapshot.unresolved.get(name, 0) if has_counts else None,
    )


def _of_all(snapshot: Snapshot) -> tuple[tuple[date, date], ...]:
    return tuple(days for intervals in snapshot.windows.values() for days in intervals)


def _fed_by(held: list[Return], names: tuple[str, ...], *, has_counts: bool) -> Iterator[str]:
    """Each return with the days that it covers, and how many problems were found in all of it."""
    feeding = [one for one in held if any(name in one.tables for name in names)]
    for one in sorted(feeding, key=lambda each: (each.window_last, each.format), reverse=True):
        days = f"{in_words(one.window_first)} to {in_words(one.window_last)}"
        found = f": {_problems(one)}" if has_counts else ""
        yield f"{one.format.replace('_', ' ')}, {days}{found}"


def _problems(one: Return) -> str:
    """How many problems of each severity: "3 errors, 12 warnings"."""
    counted: Counter[str] = Counter()
    for severity_and_rule, number in one.problems.items():
        counted[severity_and_rule.split()[0]] += number
    said = [
        f"{counted[severity]:,} {severity}{'' if counted[severity] == 1 else 's'}"
        for severity in Severity
        if counted[severity] and severity is not Severity.NOTE
    ]
    return ", ".join(said) or "no problem found"


# ---------------------------------------------------------------- blanks

_KNOWN: Once[tuple[Any, ...], tuple[Blank, ...]] = Once(2_000)


def _blanks_of(figures: Figures, indicator: Indicator, measure: Measure, period: Period) -> tuple[Blank, ...]:
    setting = figures.setting
    asked = (setting.snapshot.id, setting.catalogue.version, indicator.id, measure.name, period)
    return _KNOWN.of(asked, lambda: tuple(_blanks(figures, indicator, measure, period)))


def _blanks(figures: Figures, indicator: Indicator, measure: Measure, period: Period) -> Iterator[Blank]:
    """Of the rows that belong to the period, before any filter."""
    planned = figures.plan(indicator, period, None)
    part = next((each for each in planned.parts if each.measure.name == measure.name), None)
    if part is None:
        return
    seen: set[str] = set()
    for ask, place in ((measure.denominator, part.denominator), (measure.numerator, part.numerator)):
        columns = [column for column in _columns(ask) if column.name not in seen] if ask else []
        if ask is None or place is None or not columns:
            continue
        seen.update(column.name for column in columns)
        counts = (Count(), *(Count((IsMissing(column.name),)) for column in columns))
        tally = replace(planned.tallies[place.tally], aggregates=counts, where=(), by=None)
        whole, *missing = next(iter(figures.answer(tally).values()))
        for column, number in zip(columns, missing, strict=True):
            if isinstance(number, int) and isinstance(whole, int) and number:
                yield Blank(ask.table, column.name, column.meaning, number, whole)


def _columns(ask: Ask) -> tuple[Column, ...]:
    """The columns that its filters and what it counts read, but those whose blank says that it is not yet."""
    read = [name for each in (*ask.where, *ask.aggregate.where) for name in columns_in(each)]
    own = [] if isinstance(ask.aggregate, Count) else [ask.aggregate.column]
    return tuple(
        column
        for column in wide_columns(ask.table)
        if column.name in {*own, *read} and column.blank is CellBlank.UNKNOWN
    )
