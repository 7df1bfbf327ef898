"""Answers worked out ahead: given again as they were, and never for what was not asked."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from stonechat.engines.duckdb import DuckDBEngine
from stonechat.engines.kept import KeptAnswers
from stonechat.indicators.query import (
    Aggregate,
    Breakdown,
    ByColumn,
    Count,
    InPeriod,
    Is,
    Quantile,
    Span,
    Sum,
    Tally,
)

JANUARY = Span("January", date(2026, 1, 1), date(2026, 1, 31))
FEBRUARY = Span("February", date(2026, 2, 1), date(2026, 2, 28))
EPISODES = [
    {"authority": "X", "cla_episode_id": str(place), "cla_episode_start_date": date(2026, 1, 9), **cells}
    for place, cells in enumerate(
        (
            {"placement_distance": Decimal("12.55"), "days_to_return": 7, "sex": "F"},
            {"placement_distance": Decimal("123456.000001"), "days_to_return": 1_000_000, "sex": None},
            {"placement_distance": None, "days_to_return": None, "sex": "F"},
        )
    )
]


def tally(
    *aggregates: Aggregate, spans: Sequence[Span] = (JANUARY, FEBRUARY), by: Breakdown | None = None
) -> Tally:
    when = InPeriod("cla_episode_start_date")
    return Tally("cla_episodes", when, tuple(spans), aggregates, (), by)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kept.parquet"


def engine(path: Path) -> DuckDBEngine:
    return DuckDBEngine.over_rows({"cla_episodes": EPISODES}, keep_at=path)  # type: ignore[dict-item]


def kept(path: Path, *tallies: Tally) -> KeptAnswers:
    engine(path).keep(tallies, path)
    return KeptAnswers(path)


DISTANCE = tally(Sum("placement_distance"))
MEDIAN = tally(Quantile("days_to_return", Fraction(1, 2)))
BY_SEX = tally(Count(), Count((Is("sex", "M"),)), by=ByColumn("sex"))


@pytest.mark.parametrize("asked", [tally(Count()), DISTANCE, tally(Sum("days_to_return")), MEDIAN, BY_SEX])
def test_an_answer_is_given_again_as_it_was(path: Path, asked: Tally) -> None:
    assert kept(path, asked).answer([asked]) == engine(path).answer([asked])


def test_a_sum_of_decimals_keeps_its_last_digit(path: Path) -> None:
    assert kept(path, DISTANCE).answer([DISTANCE]) == [
        {("January", None): (Decimal("123468.550001"),), ("February", None): (0,)}
    ]


def test_where_nobody_counted_the_answer_is_kept_too(path: Path) -> None:
    only_february = tally(Count(), spans=[FEBRUARY])
    by_sex = tally(Count(), spans=[FEBRUARY], by=ByColumn("sex"))
    found = kept(path, only_february, by_sex)
    assert found.answer([only_february, by_sex]) == [{("February", None): (0,)}, {}]


def test_what_was_not_asked_is_not_answered(path: Path) -> None:
    """Another span, filter, breakdown, column or table: None, and never a zero."""
    found = kept(path, tally(Count(), spans=[JANUARY]))
    assert found.answer([tally(Count(), spans=[JANUARY])]) is not None
    for other in (
        tally(Count(), spans=[FEBRUARY]),
        tally(Count((Is("sex", "F"),)), spans=[JANUARY]),
        tally(Count(), spans=[JANUARY], by=ByColumn("sex")),
        Tally("cla_episodes", InPeriod("care_started"), (JANUARY,), (Count(),)),
        Tally("cin_episodes", InPeriod("referral_date"), (JANUARY,), (Count(),)),
    ):
        assert found.answer([other]) is None
        assert found.answer([tally(Count(), spans=[JANUARY]), other]) is None


def test_without_a_file_nothing_is_answered() -> None:
    assert KeptAnswers(None).answer([tally(Count())]) is None
    assert KeptAnswers(None).answer([]) == []


def test_the_same_answers_make_the_same_bytes(tmp_path: Path) -> None:
    paths = [tmp_path / "one.parquet", tmp_path / "other.parquet"]
    for path in paths:
        kept(path, BY_SEX, MEDIAN, DISTANCE)
    one, other = (path.read_bytes() for path in paths)
    assert one == other


def test_nothing_is_written_anywhere_else(tmp_path: Path, path: Path) -> None:
    with pytest.raises(Exception, match=r"ermission|disabled"):
        engine(path).keep([DISTANCE], tmp_path / "elsewhere.parquet")
    assert list(tmp_path.iterdir()) == []
