"""Nothing from a catalogue or a row can become SQL, and the SQL keeps to the portable subset."""

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stonechat.engines.derivations.registry import RECIPES
from stonechat.engines.dialect import Dialect, DuckDBDialect
from stonechat.engines.duckdb import DuckDBEngine
from stonechat.engines.passes import passes
from stonechat.engines.sql import pass_sql
from stonechat.indicators.query import (
    AgeBand,
    Breakdown,
    ByAgeBand,
    ByColumn,
    Count,
    CountDistinct,
    InPeriod,
    Is,
    OpenOn,
    Quantile,
    Span,
    Sum,
    Tally,
    When,
)

YEAR = Span("year", date(2023, 4, 1), date(2024, 3, 31))
ODD = Span("odd", date(2024, 2, 10), date(2024, 3, 31))
BANDS = ByAgeBand("born", (AgeBand("under 5", None, 4), AgeBand("5 and over", 5, None)))


def every_shape() -> list[str]:
    """The SQL of a set of tallies that needs every kind of pass."""
    aggregates = (
        Count(),
        Sum("days_open"),
        CountDistinct("person_id"),
        Quantile("days_open", Fraction(1, 2)),
    )
    tallies = [
        Tally("cin_episodes", when, (YEAR, ODD), aggregates, by=by)
        for when in (InPeriod("referral_date"), OpenOn("referral_date", "counted_until"))
        for by in (None, BANDS, ByColumn("sex"))
    ]
    return [pass_sql(made, DuckDBDialect()) for made in passes(tallies)]


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_any_text_reaches_the_engine_as_it_is(text: str) -> None:
    with duckdb.connect() as connection:
        assert connection.execute(f"SELECT {DuckDBDialect().text(text)} AS text").fetchall() == [(text,)]


def test_a_filter_with_a_quote_is_a_value_and_not_sql() -> None:
    nasty = "x' OR 1 = 1 --"
    rows = [{"referral_date": date(2024, 1, 1), "close_reason": reason} for reason in (nasty, "RC1")]
    engine = DuckDBEngine.over_rows({"cin_episodes": rows})
    tally = Tally("cin_episodes", InPeriod("referral_date"), (YEAR,), (Count((Is("close_reason", nasty),)),))
    assert engine.answer([tally]) == [{("year", None): (1,)}]


@pytest.mark.parametrize("name", ["a b", "a;drop", "A", "", "1a", 'a"', "é", "a\n"])
def test_a_name_that_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="small letters"):
        DuckDBDialect().name(name)


def test_what_sql_cannot_hold_is_refused() -> None:
    for value in ("a\0b", Decimal("NaN"), Decimal("Infinity")):
        with pytest.raises(ValueError, match="SQL"):
            DuckDBDialect().value(value)


@pytest.mark.parametrize(
    ("value", "sql"),
    [
        (None, "NULL"),
        (True, "TRUE"),
        (-3, "-3"),
        (Decimal("1E+2"), "100"),
        (date(2024, 2, 29), "DATE '2024-02-29'"),
    ],
)
def test_values_are_written_plainly(value: object, sql: str) -> None:
    assert DuckDBDialect().value(value) == sql


def test_a_dialect_says_what_it_lacks() -> None:
    with pytest.raises(NotImplementedError, match="how to count days"):
        Dialect().days_between("a", "b")


FORBIDDEN = (
    *(r"\bFILTER\b", r"\bQUALIFY\b", r"\bASOF\b", r"\bRANGE\b", r"\bMEDIAN\b"),
    *("GROUP BY ALL", r"SELECT \*", " / "),
)


def test_the_sql_keeps_to_the_portable_subset() -> None:
    texts = every_shape() + [recipe.sql(DuckDBDialect()) for recipe in RECIPES]
    for forbidden in (
        r"\bFILTER\b",
        r"\bQUALIFY\b",
        r"\bASOF\b",
        r"\bRANGE\b",
        "GROUP BY ALL",
        r"\bMEDIAN\b",
        r"SELECT \*",
        " / ",
    ):
        assert not [text for text in texts if re.search(forbidden, text, re.IGNORECASE)], forbidden


def test_tallies_that_agree_on_table_dates_and_breakdown_share_a_pass() -> None:
    tallies = [
        Tally("cin_episodes", InPeriod("referral_date"), (YEAR,), (Count((Is("sex", sex),)),))
        for sex in "MFU"
    ]
    (made,) = passes(tallies)
    assert len(made.aggregates) == 3


BREAKDOWNS = (None, BANDS, ByColumn("sex"), ByColumn("referral_nfa"))


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (InPeriod("referral_date"), [BREAKDOWNS]),
        (OpenOn("referral_date", "counted_until"), [(None, *BREAKDOWNS[2:]), (BANDS,)]),
    ],
    ids=["events", "open on a day, by age apart"],
)
def test_counts_by_several_breakdowns_share_a_pass(
    when: When, expected: list[tuple[Breakdown | None]]
) -> None:
    tallies = [Tally("cin_episodes", when, (YEAR,), (Count(),), by=by) for by in BREAKDOWNS]
    assert [made.breakdowns for made in passes(tallies)] == expected


def test_a_part_gets_only_the_numbers_that_were_asked_by_it() -> None:
    mine, other = Count((Is("sex", "F"),)), Count((Is("sex", "M"),))
    tallies = [
        Tally("cin_episodes", InPeriod("referral_date"), (YEAR,), (one,), by=by)
        for one, by in ((mine, None), (other, BANDS))
    ]
    (made,) = passes(tallies)
    of_parts = [[made.aggregates[place] for place in part.aggregates] for part in made.parts]
    assert of_parts == [[mine], [Count(), other]]


def test_medians_and_different_values_are_asked_by_one_breakdown_at_a_time() -> None:
    for aggregate in (CountDistinct("person_id"), Quantile("days_open", Fraction(1, 2))):
        tallies = [
            Tally("cin_episodes", InPeriod("referral_date"), (YEAR,), (aggregate,), by=by)
            for by in BREAKDOWNS
        ]
        assert all(len(made.parts) == 1 for made in passes(tallies) if aggregate in made.aggregates)
