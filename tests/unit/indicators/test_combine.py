"""Many tallies in few: the same answers, to the last entry."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from stonechat.engines.reference import ReferenceEngine
from stonechat.indicators.breakdowns import AGE_BANDS
from stonechat.indicators.combine import combine
from stonechat.indicators.query import (
    Aggregate,
    AtMost,
    ByAgeBand,
    ByColumn,
    Count,
    CountDistinct,
    InPeriod,
    Is,
    IsMissing,
    Not,
    OpenOn,
    Quantile,
    Span,
    Sum,
    Tally,
)

START = date(2025, 1, 1)
DAYS = st.integers(0, 40).map(lambda days: START + timedelta(days=days))
MAYBE_DAY = st.none() | DAYS

ROW = st.fixed_dictionaries(
    {
        "person_id": st.sampled_from(["A", "B", "C"]),
        "referral_date": MAYBE_DAY,
        "counted_until": MAYBE_DAY,
        "sex": st.sampled_from(["F", "M", None]),
        "born": st.sampled_from([None, date(2024, 1, 20), date(2015, 1, 20)]),
        "days_open": st.none() | st.integers(0, 5),
    }
)
FILTERS = st.lists(
    st.sampled_from([Is("sex", "F"), IsMissing("sex"), Not(Is("sex", "M")), AtMost("days_open", 2)]),
    max_size=2,
).map(tuple)
AGGREGATES: st.SearchStrategy[Aggregate] = st.one_of(
    FILTERS.map(Count),
    FILTERS.map(lambda where: CountDistinct("person_id", where)),
    FILTERS.map(lambda where: Sum("days_open", where)),
    FILTERS.map(lambda where: Quantile("days_open", Fraction(1, 2), where)),
)
SPANS = st.builds(
    lambda first, length, label: Span(label, first, first + timedelta(days=length)),
    DAYS,
    st.sampled_from([0, 6, 29, 200]),
    st.sampled_from(["a", "b"]),
)
TALLIES = st.builds(
    Tally,
    st.just("cin_episodes"),
    st.sampled_from([InPeriod("referral_date"), OpenOn("referral_date", "counted_until")]),
    st.lists(SPANS, min_size=1, max_size=2, unique_by=lambda span: span.label).map(tuple),
    st.lists(AGGREGATES, min_size=1, max_size=3).map(tuple),
    FILTERS,
    st.sampled_from([None, ByColumn("sex"), ByAgeBand("born", AGE_BANDS)]),
)


@given(st.lists(TALLIES, max_size=6), st.lists(ROW, max_size=8))
def test_combined_tallies_give_each_one_its_own_answer(
    tallies: list[Tally], rows: list[dict[str, object]]
) -> None:
    engine = ReferenceEngine({"cin_episodes": rows})  # type: ignore[dict-item]
    combined = combine(tallies)

    answers = combined.split(engine.answer(combined.tallies))

    assert answers == [dict(answer) for answer in engine.answer(tallies)]


def tally(first: date, last: date, *aggregates: Aggregate, by: ByColumn | None = None) -> Tally:
    return Tally("cin_episodes", InPeriod("referral_date"), (Span("x", first, last),), aggregates, (), by)


def test_months_of_many_indicators_are_asked_in_one_tally() -> None:
    months = [(date(2025, n, 1), date(2025, n, 28)) for n in range(1, 13)]
    many = [tally(*span, Count((Is("sex", sex),))) for span in months for sex in ("F", "M")]

    (only,) = combine(many).tallies

    assert len(only.spans) == 12
    assert len(only.aggregates) == 2


def test_months_and_years_are_kept_apart_and_so_are_breakdowns() -> None:
    month = tally(date(2025, 1, 1), date(2025, 1, 31), Count())
    year = tally(date(2025, 1, 1), date(2025, 12, 31), Count())
    split = tally(date(2025, 1, 1), date(2025, 1, 31), Count(), by=ByColumn("sex"))

    assert len(combine([month, year, split]).tallies) == 3


def test_what_is_counted_span_by_span_gets_only_its_own_spans() -> None:
    """Different children cannot be added up from months, so another indicator's spans would cost it dear."""
    rolling = [tally(date(2024, n, 1), date(2025, n, 1), Count()) for n in range(1, 13)]
    year = tally(date(2024, 4, 1), date(2025, 3, 31), Count(), CountDistinct("person_id"))

    wide = combine([*rolling, year]).tallies

    assert sorted(len(one.spans) for one in wide) == [1, 12]


def test_nothing_to_ask_gives_nothing() -> None:
    assert combine([]).tallies == ()
    assert combine([]).split([]) == []
