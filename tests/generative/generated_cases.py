"""Draws any valid tally and any small data, with values from the rules' own boundaries.

Wide random values miss the classic errors: births are drawn so that birthdays fall beside the ends of the
spans, dates on those ends and one day off, numbers round the limits of 45 days and 12 months, rows twice
and cells blank. Few different values, so that they collide.

Next: `generated_facts.py` does the same for the derivations.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from random import Random

from hypothesis import strategies as st

from stonechat.basics.dates import add_months
from stonechat.engines.fit import column_types
from stonechat.indicators.query import (
    AgeBand,
    Aggregate,
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
    OpenOn,
    Quantile,
    Since,
    Span,
    Sum,
    Tally,
    When,
)
from stonechat.model.table import ColumnType, Value

ONE_DAY = timedelta(days=1)

INTERVALS = (
    (date(2024, 1, 1), date(2024, 3, 31)),
    (date(2025, 2, 1), date(2025, 2, 28)),
    (date(2024, 2, 1), date(2024, 2, 29)),
    (date(2024, 2, 29), date(2024, 2, 29)),
    (date(2025, 2, 10), date(2025, 2, 28)),
)
"""Whole months and odd days; they overlap, and end beside leap days."""

LEAP_BIRTHS = (date(2020, 2, 29), date(2024, 2, 29))
"""Four and five years before, and one: children whose birthday 2025 does not have."""

BAND_STARTS = ((5,), (1, 5), (0, 1, 4, 5), (0,), (4,))
"""Where age bands begin."""

POOLS: dict[ColumnType, tuple[Value, ...]] = {
    ColumnType.TEXT: ("A", "B", "b", "é", "O'Brien; --", ""),
    ColumnType.INTEGER: (-1, 0, 1, 12, 13, 44, 45, 46),
    ColumnType.DECIMAL: tuple(map(Decimal, ("0.1", "0.2", "0.3", "37.25", "-1", "45"))),
    ColumnType.BOOLEAN: (True, False),
}

SUBJECTS: dict[str, tuple[str, ...]] = {
    "cin_episodes": (
        *("referral_date", "counted_until", "born", "person_id", "days_open"),
        *("previous_referral_taken", "months_since_previous_referral"),
    ),
    "cp_plans": (
        *("cp_plan_start_date", "counted_until", "born", "person_id", "plan_number_seen"),
        *("sex", "cp_plan_ola"),
    ),
    "cin_assessments": (
        *("assessment_auth_date", "counted_until", "born", "person_id"),
        *("working_days_from_referral", "assessment_child_seen"),
    ),
    "professionals": ("seen_to", "full_time_equivalency", "professional_caseload", "agency_worker_flag"),
}
"""Tables to ask about, and those of their columns that get values; with `born`: date, end, birth, child, a
number and something else first."""


BESIDE = ("cin_episodes", "cp_plans", "cin_assessments")
"""Tables that are looked into beside a row: children, each open for a time."""


@dataclass(frozen=True)
class Case:
    """Rows of one table, the tallies to ask of it, and rows of the tables that they look into beside it."""

    table: str
    rows: tuple[dict[str, Value], ...]
    tallies: tuple[Tally, ...]
    beside: Mapping[str, Sequence[dict[str, Value]]]

    @property
    def tables(self) -> dict[str, Sequence[dict[str, Value]]]:
        """All rows by table."""
        return {**self.beside, self.table: self.rows}


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Any valid tallies of one table, and any small data for them."""
    table = draw(st.sampled_from(sorted(SUBJECTS)))
    intervals = draw(st.lists(st.sampled_from(INTERVALS), min_size=1, max_size=3, unique=True))
    pools = _pools(table, intervals)
    tallies = tuple(draw(st.lists(_tallies(table, intervals), min_size=1, max_size=3)))
    if draw(st.booleans()):
        cells = {column: st.sampled_from(pool) for column, pool in pools.items()}
        rows = draw(st.lists(st.fixed_dictionaries(cells), max_size=6))
    else:
        rows = many_rows(pools, draw(st.integers(0, 10_000)))
        tallies += _probes(table, intervals)
    beside = draw(_rows_beside(intervals)) if any(_looks_beside(tally) for tally in tallies) else {}
    return Case(table, in_authorities((*rows, *rows[:2])), tallies, beside)


def in_authorities(rows: Sequence[dict[str, Value]]) -> tuple[dict[str, Value], ...]:
    """The same children's numbers in two authorities: a join that forgets it finds another child."""
    return tuple(row | {"authority": "XXY"[n % 3]} for n, row in enumerate(rows))


def _looks_beside(tally: Tally) -> bool:
    return isinstance(tally.when, OpenOn) and bool(tally.when.beside)


@st.composite
def _rows_beside(
    draw: st.DrawFn, intervals: Sequence[tuple[date, date]]
) -> dict[str, Sequence[dict[str, Value]]]:
    """So many rows that some overlap, touch, or leave a gap of a day; of columns only those that matter."""
    seed = draw(st.integers(0, 10_000))
    return {
        table: in_authorities(many_rows(_pools_beside(table, intervals), seed + place, 15))
        for place, table in enumerate(BESIDE)
    }


def _pools_beside(table: str, intervals: Sequence[tuple[date, date]]) -> dict[str, Sequence[Value]]:
    start, until, _born, person, number, *_ = SUBJECTS[table]
    return {
        column: pool
        for column, pool in _pools(table, intervals).items()
        if column in (start, until, person, number)
    }


def _probes(table: str, intervals: Sequence[tuple[date, date]]) -> tuple[Tally, ...]:
    """Asked of every large case, so that every classic error has many chances to show itself.

    By several breakdowns at once, which the fast engine answers in one pass.
    """
    if "born" not in SUBJECTS[table]:
        return ()
    dated, until, born, person, number, flag = SUBJECTS[table][:6]
    aggregates = (Count(), Count((AtMost(number, 45),)), CountDistinct(person))
    by_age, by_number, by_flag = ByAgeBand(born, bands((0, 1, 4, 5))), ByColumn(number), ByColumn(flag)
    return tuple(
        Tally(table, when, _spans(intervals), aggregates, by=by)
        for when in (InPeriod(dated), OpenOn(dated, until))
        for by in (None, by_age, by_number, by_flag)
    )


def _spans(intervals: Sequence[tuple[date, date]]) -> tuple[Span, ...]:
    return tuple(Span(f"span {n}", first, last) for n, (first, last) in enumerate(intervals))


def many_rows(pools: Mapping[str, Sequence[Value]], seed: int, number: int = 40) -> list[dict[str, Value]]:
    """Forty rows, so that most boundaries are met in one case; few rows were tried and met too few."""
    random = Random(seed)  # noqa: S311 - nothing secret
    return [{column: random.choice(pool) for column, pool in pools.items()} for _ in range(number)]


def boundary_days(intervals: Sequence[tuple[date, date]]) -> list[date]:
    """The ends of the intervals, and the days beside them."""
    ends = {end for interval in intervals for end in interval}
    return sorted({end + ONE_DAY * off for end in ends for off in (-1, 0, 1)})


def boundary_births(days: Sequence[date]) -> list[date]:
    """Births whose birthdays fall on these days, and leap days in plenty; some are still to come."""
    births = [*LEAP_BIRTHS * 5, days[-1] + ONE_DAY]
    for day in days:
        births += [add_months(day, -12 * age) for age in (0, 1, 5)]
    return births


def _pools(table: str, intervals: Sequence[tuple[date, date]]) -> dict[str, Sequence[Value]]:
    """The values that each column may have, blank among them."""
    types = column_types(table)
    days = boundary_days(intervals)
    pools: dict[ColumnType, Sequence[Value]] = {**POOLS, ColumnType.DATE: days}
    return {
        column: [*(boundary_births(days) if column == "born" else pools[types[column]]), None]
        for column in SUBJECTS[table]
    }


@st.composite
def _tallies(draw: st.DrawFn, table: str, intervals: Sequence[tuple[date, date]]) -> Tally:
    types = {column: column_types(table)[column] for column in SUBJECTS[table]}
    filters = _filters(types, boundary_days(intervals))
    return Tally(
        table=table,
        when=draw(_whens(types)),
        spans=_spans(intervals),
        aggregates=tuple(draw(st.lists(_aggregates(types, filters), min_size=1, max_size=3))),
        where=tuple(draw(st.lists(filters, max_size=1))),
        by=draw(st.none() | _breakdowns(types)),
    )


Types = dict[str, ColumnType]


def _of_type(types: Types, *kinds: ColumnType) -> list[str]:
    return [column for column, kind in types.items() if kind in kinds]


def _whens(types: Types) -> st.SearchStrategy[When]:
    dates = [column for column in _of_type(types, ColumnType.DATE) if column != "born"]
    flows: st.SearchStrategy[When] = st.sampled_from(dates).map(InPeriod)
    if "counted_until" not in types:
        return flows
    stocks: st.SearchStrategy[When] = st.just(OpenOn(dates[0], "counted_until"))
    stock = st.just(dates[0]), st.just("counted_until")
    long_open = st.builds(OpenOn, *stock, _since(types))
    open_beside = st.builds(OpenOn, *stock, st.just(()) | _since(types), _beside())
    return flows | stocks | long_open | open_beside


def _beside() -> st.SearchStrategy[tuple[Beside, ...]]:
    one = st.sampled_from(BESIDE).flatmap(
        lambda table: st.builds(
            Beside,
            st.just(table),
            st.just("person_id"),
            st.just(SUBJECTS[table][0]),
            st.just(SUBJECTS[table][1]),
            st.booleans(),
            st.just(()) | st.sampled_from([(AtMost(SUBJECTS[table][4], 45),)]),
        )
    )
    return st.lists(one, min_size=1, max_size=2).map(tuple)


def _since(types: Types) -> st.SearchStrategy[tuple[Since, ...]]:
    """Lengths that lead to the boundary days, over the end of a month too; a child of one year or five."""
    lengths = st.sampled_from([Length(days=1), Length(months=1), Length(1, 1), Length(months=12)])
    limits = st.tuples(st.none() | lengths, st.none() | lengths).filter(any)
    columns = st.sampled_from(_of_type(types, ColumnType.DATE))
    one = st.builds(lambda column, both: Since(column, *both), columns, limits)
    return st.lists(one, min_size=1, max_size=2).map(tuple)


def _breakdowns(types: Types) -> st.SearchStrategy[Breakdown]:
    columns = st.sampled_from([column for column in types if types[column] is not ColumnType.DECIMAL])
    by_column: st.SearchStrategy[Breakdown] = columns.map(ByColumn)
    if "born" not in types:
        return by_column
    starts = st.sampled_from(BAND_STARTS)
    by_age: st.SearchStrategy[Breakdown] = starts.map(lambda ages: ByAgeBand("born", bands(ages)))
    return by_column | by_age | by_age


def bands(ages: Sequence[int]) -> tuple[AgeBand, ...]:
    """Bands that begin at these ages, and one below them all."""
    ends = [None, *ages, None]
    return tuple(
        AgeBand(f"from {first}", first, None if following is None else following - 1)
        for first, following in pairwise(ends)
    )


def _filters(types: Types, days: Sequence[date]) -> st.SearchStrategy[Filter]:
    def values(column: str) -> st.SearchStrategy:
        return st.sampled_from(days if types[column] is ColumnType.DATE else POOLS[types[column]])

    def limits(column: str) -> st.SearchStrategy:
        return st.sampled_from([45, 12]) if types[column] is ColumnType.INTEGER else values(column)

    ordered = _of_type(types, ColumnType.DATE, ColumnType.INTEGER, ColumnType.DECIMAL)
    columns = st.sampled_from(sorted(types))
    limited = st.sampled_from([*ordered, *_of_type(types, ColumnType.INTEGER)])
    leaves = st.one_of(
        columns.flatmap(lambda column: st.builds(Is, st.just(column), values(column))),
        columns.flatmap(
            lambda column: st.builds(
                IsOneOf, st.just(column), st.lists(values(column), max_size=2).map(tuple)
            )
        ),
        limited.flatmap(lambda column: st.builds(AtMost, st.just(column), limits(column))),
        limited.flatmap(lambda column: st.builds(AtLeast, st.just(column), limits(column))),
        columns.map(IsMissing),
    )
    return st.recursive(
        leaves,
        lambda inner: inner.map(Not) | st.lists(inner, max_size=2).map(lambda found: AnyOf(tuple(found))),
        max_leaves=3,
    )


def _aggregates(types: Types, filters: st.SearchStrategy[Filter]) -> st.SearchStrategy[Aggregate]:
    where = st.lists(filters, max_size=2).map(tuple)
    numbers = st.sampled_from(_of_type(types, ColumnType.INTEGER, ColumnType.DECIMAL))
    whole = st.sampled_from(_of_type(types, ColumnType.INTEGER))
    shares = st.sampled_from([Fraction(n, d) for n, d in ((0, 1), (1, 4), (1, 3), (1, 2), (9, 10), (1, 1))])
    return st.one_of(
        st.builds(Count, where),
        st.builds(CountDistinct, st.sampled_from(sorted(types)), where),
        st.builds(Sum, numbers, where),
        st.builds(Quantile, whole, shares, where),
    )
