"""Periods as people write them, the arithmetic of years, and windows that are joined."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stonechat.basics.periods import (
    FORMS,
    Period,
    PeriodKind,
    Windows,
    financial_year,
    following,
    month,
    on_day,
    parse_period,
    previous_year,
    quarter,
    school_year,
    twelve_months_to,
    week,
)
from stonechat.basics.problems import Refused

ONE_DAY = timedelta(days=1)


def day(text: str) -> date:
    return date.fromisoformat(text)


years = st.integers(1990, 2060)
turning_days = st.sampled_from(
    [
        day(text)
        for text in ("2024-02-28", "2024-02-29", "2024-03-01", "2025-02-28", "2025-03-31", "2024-12-31")
    ]
)
some_day = st.one_of(turning_days, st.dates(date(1990, 1, 1), date(2060, 12, 31)))
made_of_months = st.one_of(
    st.builds(financial_year, years),
    st.builds(school_year, years),
    st.builds(quarter, years, st.integers(1, 4)),
    st.builds(month, years, st.integers(1, 12)),
    st.builds(month, years, st.integers(1, 12)).map(lambda made: twelve_months_to(made.last)),
)
weeks = some_day.map(lambda d: week(*d.isocalendar()[:2]))
written = st.one_of(made_of_months, weeks, st.builds(on_day, some_day))


# --- the grammar


@pytest.mark.parametrize(
    ("text", "kind", "first", "last"),
    [
        ("FY2024-25", PeriodKind.FINANCIAL_YEAR, "2024-04-01", "2025-03-31"),
        ("FY1999-00", PeriodKind.FINANCIAL_YEAR, "1999-04-01", "2000-03-31"),
        ("2025-10", PeriodKind.MONTH, "2025-10-01", "2025-10-31"),
        ("2024-02", PeriodKind.MONTH, "2024-02-01", "2024-02-29"),
        ("2025-26-Q1", PeriodKind.QUARTER, "2025-04-01", "2025-06-30"),
        ("2025-26-Q3", PeriodKind.QUARTER, "2025-10-01", "2025-12-31"),
        ("2025-26-Q4", PeriodKind.QUARTER, "2026-01-01", "2026-03-31"),
        ("2025-W40", PeriodKind.WEEK, "2025-09-29", "2025-10-05"),
        ("2026-W01", PeriodKind.WEEK, "2025-12-29", "2026-01-04"),
        ("2020-W53", PeriodKind.WEEK, "2020-12-28", "2021-01-03"),
        ("SY2024-25", PeriodKind.SCHOOL_YEAR, "2024-09-01", "2025-08-31"),
        ("2025-03-31", PeriodKind.DATE, "2025-03-31", "2025-03-31"),
        ("12m:2025-10", PeriodKind.TWELVE_MONTHS, "2024-11-01", "2025-10-31"),
        ("12m:2025-02", PeriodKind.TWELVE_MONTHS, "2024-03-01", "2025-02-28"),
        ("12m:2024-02", PeriodKind.TWELVE_MONTHS, "2023-03-01", "2024-02-29"),
    ],
)
def test_a_period_runs_from_its_first_to_its_last_day(
    text: str, kind: PeriodKind, first: str, last: str
) -> None:
    assert parse_period(text) == Period(text, kind, day(first), day(last))


@given(period=written)
def test_a_label_reads_back_as_the_same_period(period: Period) -> None:
    assert parse_period(period.label) == period
    assert str(period) == period.label


def test_the_example_of_every_form_is_a_period_of_its_kind() -> None:
    assert {parse_period(form.example).kind for form in FORMS} == set(PeriodKind)
    assert all(parse_period(form.example).kind is form.kind for form in FORMS)


WRONG_WITH_NEAR = [
    ("FY2024-26", "FY2024-25", "second year"),
    ("FY2024-26", "FY2025-26", "second year"),
    ("FY2024-24", "FY2023-24", "second year"),
    ("FY1999-01", "FY1999-00", "second year"),
    ("SY2024-26", "SY2024-25", "school year"),
    ("2025-13", "2025-12", "01 to 12"),
    ("2025-00", "2025-01", "01 to 12"),
    ("2024-25", "FY2024-25", "month"),
    ("2025-02-30", "2025-02-28", "no such day"),
    ("2025-02-29", "2025-02-28", "no such day"),
    ("2025-13-01", "2025-12-01", "no such day"),
    ("2025-06-00", "2025-06-01", "no such day"),
    ("2025-W53", "2025-W52", "W53"),
    ("2025-W53", "2026-W01", "W53"),
    ("2025-W00", "2025-W01", "W01"),
    ("2020-W54", "2020-W53", "W53"),
    ("2025-26-Q5", "2025-26-Q4", "quarter"),
    ("2025-26-Q0", "2025-26-Q1", "quarter"),
    ("2025-27-Q1", "2025-26-Q1", "second year"),
    ("12m:2025-13", "12m:2025-12", "01 to 12"),
    ("12m:2025-10-31", "12m:2025-10", "not a period"),
    ("fy2024-25", "FY2024-25", "not a period"),
    ("FY2024-2025", "FY2024-25", "not a period"),
    ("2024/25", "FY2024-25", "not a period"),
    ("2025", "FY2025-26", "not a period"),
    ("2025-Q3", "2025-26-Q3", "not a period"),
    ("2025W40", "2025-W40", "not a period"),
    ("2025-10\n", "2025-10", "not a period"),
    (" 2025-10", "2025-10", "not a period"),
]


@pytest.mark.parametrize(("text", "near", "why"), WRONG_WITH_NEAR)
def test_what_is_not_a_period_is_refused_with_the_nearest_form(text: str, near: str, why: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_period(text)
    (problem,) = refused.value.problems
    assert problem.rule == "period"
    assert why in problem.what
    assert near in problem.fix.removesuffix(".").removeprefix("Write, for example, ").split(" or ")


@pytest.mark.parametrize("text", ["", "last month", "October", "-", "ليس"])
def test_what_looks_like_no_form_is_refused_with_an_example_of_every_form(text: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_period(text)
    (problem,) = refused.value.problems
    examples = problem.fix.removesuffix(".").removeprefix("Write, for example, ").split(" or ")
    assert {parse_period(example).kind for example in examples} == set(PeriodKind)


@pytest.mark.parametrize("text", ["FY0000-01", "0001-01", "9999-12", "FY9999-00", "0000-00-00", "9999-W52"])
def test_a_year_beyond_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="year is out of range"):
        parse_period(text)


def test_digits_of_other_scripts_are_refused() -> None:
    with pytest.raises(Refused, match="not a period"):
        parse_period("٢٠٢٥-10")


def test_a_long_text_is_not_repeated_in_full() -> None:
    with pytest.raises(Refused) as refused:
        parse_period("9" * 5000)
    assert len(str(refused.value)) < 300


periodlike = st.text(st.sampled_from("0123456789-WQFSY12m: /"), max_size=14)


@given(text=st.one_of(periodlike, periodlike.map(lambda end: f"2025{end}"), st.text(max_size=20)))
def test_any_text_is_either_a_period_with_that_label_or_refused_with_forms_that_work(text: str) -> None:
    try:
        assert parse_period(text).label == text
    except Refused as refused:
        fix = refused.problems[0].fix.removesuffix(".").removeprefix("Write, for example, ")
        assert all(parse_period(example).label == example for example in fix.split(" or "))


def test_a_quarter_beyond_four_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="from 1 to 4"):
        quarter(2025, 5)


# --- months


@given(period=made_of_months)
def test_the_months_of_a_period_partition_it(period: Period) -> None:
    months = period.months()
    assert months[0].first == period.first
    assert months[-1].last == period.last
    assert all(a.last + ONE_DAY == b.first for a, b in pairwise(months))
    assert all(made.kind is PeriodKind.MONTH for made in months)


@pytest.mark.parametrize(
    ("text", "count"), [("FY2024-25", 12), ("SY2024-25", 12), ("2025-26-Q3", 3), ("2025-10", 1)]
)
def test_a_period_has_its_number_of_months(text: str, count: int) -> None:
    assert len(parse_period(text).months()) == count


@given(period=st.one_of(weeks, st.builds(on_day, some_day)))
def test_a_week_or_a_date_is_not_made_of_months(period: Period) -> None:
    assert period.months() == ()


def test_a_period_contains_its_first_and_last_day_and_not_their_neighbours() -> None:
    period = financial_year(2024)
    inside = [day(text) in period for text in ("2024-03-31", "2024-04-01", "2025-03-31", "2025-04-01")]
    assert inside == [False, True, True, False]


# --- twelve months, and the year before


@pytest.mark.parametrize(
    ("to", "first"),
    [
        ("2025-10-31", "2024-11-01"),
        ("2025-03-31", "2024-04-01"),
        ("2025-02-28", "2024-03-01"),  # the last day of February: from the first of March
        ("2024-02-29", "2023-03-01"),
        ("2024-02-28", "2023-03-01"),  # not the last day: from the day after 28 February 2023
        ("2025-02-27", "2024-02-28"),
        ("2025-03-01", "2024-03-02"),
        ("2025-10-15", "2024-10-16"),
        ("2025-10-30", "2024-10-31"),
    ],
)
def test_twelve_months_to_a_day_include_it(to: str, first: str) -> None:
    period = twelve_months_to(day(to))
    assert (period.first, period.last) == (day(first), day(to))


def test_twelve_months_to_a_month_end_are_labelled_by_the_month_and_others_by_the_day() -> None:
    labels = [twelve_months_to(day(to)).label for to in ("2025-10-31", "2025-02-28", "2024-02-28")]
    assert labels == ["12m:2025-10", "12m:2025-02", "12m:2024-02-28"]


@given(to=some_day)
def test_twelve_months_never_count_the_same_day_of_the_year_twice(to: date) -> None:
    period = twelve_months_to(to)
    assert (period.last - period.first).days + 1 in (365, 366)
    assert period.last in period
    assert (period.first - ONE_DAY).year == to.year - 1


@pytest.mark.parametrize(
    ("period", "before"),
    [
        ("FY2024-25", "FY2023-24"),
        ("FY2000-01", "FY1999-00"),
        ("SY2024-25", "SY2023-24"),
        ("2025-10", "2024-10"),
        ("2024-02", "2023-02"),
        ("2025-26-Q1", "2024-25-Q1"),
        ("2025-26-Q4", "2024-25-Q4"),
        ("2025-W40", "2024-W40"),
        ("2025-W01", "2024-W01"),
        ("2020-W53", "2019-W52"),
        ("2021-W52", "2020-W52"),
        ("2025-03-31", "2024-03-31"),
        ("2024-02-29", "2023-02-28"),
        ("12m:2025-10", "12m:2024-10"),
        ("12m:2024-02", "12m:2023-02"),
    ],
)
def test_the_year_before_is_the_period_of_the_same_name(period: str, before: str) -> None:
    assert previous_year(parse_period(period)) == parse_period(before)


@given(period=written)
def test_the_year_before_is_of_the_same_kind_and_ends_a_year_earlier(period: Period) -> None:
    before = previous_year(period)
    assert before.kind is period.kind
    assert 358 <= (period.last - before.last).days <= 371  # weeks move by up to seven days


@given(period=written)
def test_the_period_that_follows_begins_on_the_day_after_and_is_of_the_same_kind(period: Period) -> None:
    after = following(period)
    assert after.kind is period.kind
    if period.kind is PeriodKind.TWELVE_MONTHS:
        assert after.months()[:-1] == period.months()[1:]
    else:
        assert after.first == period.last + ONE_DAY


@given(to=some_day)
def test_twelve_months_and_the_twelve_before_touch(to: date) -> None:
    period = twelve_months_to(to)
    assert previous_year(period).last + ONE_DAY == period.first


# --- windows


def test_windows_that_overlap_or_touch_are_joined_and_others_are_not() -> None:
    windows = Windows.of(
        [
            (day("2024-04-01"), day("2025-03-31")),
            (day("2022-04-01"), day("2023-03-31")),
            (day("2023-03-01"), day("2023-06-30")),
            (day("2025-04-01"), day("2025-04-30")),
        ]
    )
    assert windows.intervals == (
        (day("2022-04-01"), day("2023-06-30")),
        (day("2024-04-01"), day("2025-04-30")),
    )
    assert (windows.first, windows.last) == (day("2022-04-01"), day("2025-04-30"))


def test_windows_with_a_gap_of_one_day_do_not_hold_what_spans_it() -> None:
    windows = Windows.of([(day("2024-04-01"), day("2024-04-10")), (day("2024-04-12"), day("2024-04-20"))])
    assert windows.holds(day("2024-04-01"), day("2024-04-10"))
    assert windows.holds(day("2024-04-12"), day("2024-04-12"))
    assert not windows.holds(day("2024-04-10"), day("2024-04-12"))
    assert not windows.holds(day("2024-04-11"), day("2024-04-11"))


def test_a_window_inside_another_does_not_shorten_it() -> None:
    inside = Windows.of([(day("2024-04-01"), day("2025-03-31")), (day("2024-06-01"), day("2024-06-30"))])
    assert inside.intervals == ((day("2024-04-01"), day("2025-03-31")),)


def test_no_windows_hold_nothing_and_have_no_ends() -> None:
    empty = Windows.of([])
    assert empty == Windows()
    assert (empty.first, empty.last, empty.intervals) == (None, None, ())
    assert not empty.holds(day("2024-04-01"), day("2024-04-01"))


@pytest.mark.parametrize("use", [lambda a, b: Windows.of([(a, b)]), Windows().holds])
def test_an_interval_that_ends_before_it_begins_is_an_error(use: Callable[[date, date], object]) -> None:
    with pytest.raises(ValueError, match="from 2 April 2024 cannot end on 1 April 2024"):
        use(day("2024-04-02"), day("2024-04-01"))


def test_what_two_windows_have_in_common_are_the_days_that_both_cover() -> None:
    one = Windows.of([(date(2024, 4, 1), date(2025, 3, 31)), (date(2026, 4, 1), date(2027, 3, 31))])
    other = Windows.of([(date(2025, 3, 31), date(2026, 4, 1))])
    assert one.common(other).intervals == (
        (date(2025, 3, 31), date(2025, 3, 31)),
        (date(2026, 4, 1), date(2026, 4, 1)),
    )
    assert one.common(other) == other.common(one)
    assert one.common(Windows()) == Windows()


def test_windows_reach_to_the_ends_of_the_calendar() -> None:
    everything = Windows.of([(date.min, day("2024-01-01")), (day("2024-01-02"), date.max)])
    assert everything.intervals == ((date.min, date.max),)


# Few days, so that intervals often touch, overlap or leave a gap of one day.
near = st.integers(0, 14).map(lambda n: day("2024-02-24") + n * ONE_DAY)
intervals = st.tuples(near, near).map(lambda pair: (min(pair), max(pair)))


def days_of(first: date, last: date) -> set[date]:
    return {first + n * ONE_DAY for n in range((last - first).days + 1)}


@given(made_of=st.lists(intervals, max_size=6), asked=intervals)
def test_windows_hold_what_a_set_of_days_holds(
    made_of: list[tuple[date, date]], asked: tuple[date, date]
) -> None:
    covered = {d for interval in made_of for d in days_of(*interval)}
    windows = Windows.of(made_of)
    assert windows.holds(*asked) == (days_of(*asked) <= covered)
    assert {d for interval in windows.intervals for d in days_of(*interval)} == covered
    assert windows.first == min(covered, default=None)
    assert windows.last == max(covered, default=None)


@given(made_of=st.lists(intervals, max_size=6), order=st.randoms())
def test_windows_do_not_depend_on_order_or_repeats(made_of: list[tuple[date, date]], order: object) -> None:
    shuffled = made_of * 2
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    assert Windows.of(shuffled) == Windows.of(made_of)
    assert Windows.of(Windows.of(made_of).intervals) == Windows.of(made_of)
