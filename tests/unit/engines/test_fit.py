"""A tally that two engines could read differently is refused before either reads it."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from stonechat.engines.duckdb import DuckDBEngine
from stonechat.engines.reference import ReferenceEngine
from stonechat.indicators.query import (
    AgeBand,
    Aggregate,
    AtLeast,
    AtMost,
    ByAgeBand,
    ByColumn,
    Count,
    CountDistinct,
    InPeriod,
    Is,
    IsMissing,
    IsOneOf,
    Not,
    OpenOn,
    Quantile,
    Span,
    Sum,
    Tally,
)

YEAR = Span("year", date(2023, 4, 1), date(2024, 3, 31))
REFERRED = InPeriod("referral_date")


def tally(*aggregates: Aggregate, when=REFERRED, spans=(YEAR,), by=None) -> Tally:
    return Tally("cin_episodes", when, spans, aggregates or (Count(),), by=by)


def bands(*limits: tuple[int | None, int | None]) -> ByAgeBand:
    return ByAgeBand("born", tuple(AgeBand(f"{a} to {b}", a, b) for a, b in limits))


MISFITS = {
    "there is no column nonsense": tally(Count((Is("nonsense", "A"),))),
    "there is no column colour": tally(CountDistinct("colour")),
    "sex holds text and is compared with int": tally(Count((Is("sex", 1),))),
    "days_open holds integer and is compared with bool": tally(Count((Not(Is("days_open", True)),))),
    "referral_nfa holds boolean and is compared with str": tally(
        Count((IsOneOf("referral_nfa", ("true",)),))
    ),
    "age holds integer and is compared with Decimal": tally(Count((AtMost("age", Decimal("NaN")),))),
    "sex holds text": tally(Count((AtLeast("sex", 1),))),
    "there is no column gone": tally(Count((IsMissing("gone"),))),
    "referral_date holds date": tally(Sum("referral_date")),
    "person_id holds text": tally(Quantile("person_id", Fraction(1, 2))),
    "the share of a quantile": tally(Quantile("age", Fraction(3, 2))),
    "referral_id holds text": tally(when=InPeriod("referral_id")),
    "there is no column until": tally(when=OpenOn("referral_date", "until")),
    "two spans have the same label": tally(spans=(YEAR, YEAR)),
    "a span ends before it begins": tally(spans=(Span("back", date(2024, 1, 2), date(2024, 1, 1)),)),
    "there is no column shoe": tally(by=ByColumn("shoe")),
    "does not begin where": tally(by=bands((None, 4), (6, None))),
    "the first age band": tally(by=bands((0, 4), (5, None))),
    "the last has no upper limit": tally(by=bands((None, 4), (5, 17))),
}


@pytest.mark.parametrize(("words", "misfit"), MISFITS.items())
@pytest.mark.parametrize("engine", [ReferenceEngine, DuckDBEngine.over_rows])
def test_a_misfit_is_refused_in_words(engine, words: str, misfit: Tally) -> None:
    with pytest.raises(ValueError, match=words):
        engine({}).answer([misfit])


def test_a_decimal_column_cannot_name_categories() -> None:
    by = ByColumn("full_time_equivalency")
    with pytest.raises(ValueError, match="full_time_equivalency holds decimal"):
        ReferenceEngine({}).answer([Tally("professionals", InPeriod("seen_to"), (YEAR,), (Count(),), by=by)])


@pytest.mark.parametrize("engine", [ReferenceEngine, DuckDBEngine.over_rows])
def test_rows_and_explanations_are_of_one_span(engine) -> None:
    two = tally(spans=(YEAR, Span("again", YEAR.first, YEAR.last)))
    for ask in (lambda: engine({}).rows(two, 0), lambda: engine({}).explain(two)):
        with pytest.raises(ValueError, match="one span"):
            ask()


@pytest.mark.parametrize("engine", [ReferenceEngine, DuckDBEngine.over_rows])
def test_a_table_that_an_engine_was_not_given_is_empty(engine) -> None:
    assert engine({}).answer([tally()]) == [{("year", None): (0,)}]
    assert engine({}).rows(tally(), 0) == []
    assert engine({}).explain(tally()).steps[0] == ("rows of cin_episodes", 0)
