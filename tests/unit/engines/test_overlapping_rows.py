"""Different values open on a day, where a value's rows overlap in every way, by several breakdowns."""

from datetime import date, timedelta

import pytest

from stonechat.engines.duckdb import DuckDBEngine
from stonechat.engines.reference import ReferenceEngine
from stonechat.indicators.breakdowns import AGE_BANDS
from stonechat.indicators.query import (
    Breakdown,
    ByAgeBand,
    ByColumn,
    Count,
    CountDistinct,
    Is,
    OpenOn,
    Span,
    Tally,
)

FIRST = date(2026, 3, 1)
STRETCHES = {
    "alone": [(2, 5)],
    "apart": [(1, 3), (6, 8)],
    "touching": [(1, 4), (4, 7)],
    "overlapping": [(1, 5), (3, 8)],
    "nested": [(1, 9), (3, 5)],
    "the same twice": [(2, 6), (2, 6)],
    "beginning together": [(2, 4), (2, 8)],
    "ending together": [(2, 8), (5, 8)],
    "long, then two inside": [(1, 9), (2, 3), (5, 6)],
    "a chain": [(1, 4), (3, 6), (5, 9)],
    "a blank in between": [(1, 4), (3, 6)],
}
"""The days on which each child's rows open and close, counted from `FIRST`."""

BREAKDOWNS: tuple[Breakdown | None, ...] = (
    None,
    ByColumn("cin_primary_need_code"),
    ByColumn("sex"),
    ByAgeBand("born", AGE_BANDS),
)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def rows() -> list[dict[str, object]]:
    """Sex is the child's; the need differs from row to row; a birthday falls on the fifth day."""
    return [
        {
            "authority": "X",
            "referral_id": f"{child} {place}",
            "person_id": None if child == "a blank in between" and place else child,
            "referral_date": day(opens),
            "counted_until": day(closes),
            "cin_primary_need_code": (need := ("N1", "N2", None)[place]),
            "sex": ("F", "M")[len(child) % 2],
            "born": date(2025, 3, 6) if need else date(2021, 3, 6),
        }
        for child, stretches in STRETCHES.items()
        for place, (opens, closes) in enumerate(stretches)
    ]


@pytest.mark.parametrize("where", [(), (Is("cin_primary_need_code", "N1"),)], ids=["all", "filtered"])
def test_a_child_with_rows_that_overlap_counts_once_in_each_category(where: tuple[Is, ...]) -> None:
    spans = tuple(Span(str(number), day(number), day(number)) for number in range(11))
    aggregates = (CountDistinct("person_id", where), Count(where))
    tallies = [
        Tally("cin_episodes", OpenOn("referral_date", "counted_until"), spans, aggregates, (), by)
        for by in BREAKDOWNS
    ]
    tables = {"cin_episodes": rows()}
    answers = DuckDBEngine.over_rows(tables).answer(tallies)  # type: ignore[arg-type]
    assert answers == ReferenceEngine(tables).answer(tallies)  # type: ignore[arg-type]
    assert [answers[0][str(number), None][0] for number in (0, 3, 5)] == ([0, 10, 4] if where else [0, 10, 8])
