"""Counting days, months and years: truth tables, and agreement with counting one by one."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stonechat.basics import dates
from stonechat.basics.dates import (
    BANK_HOLIDAYS,
    CALENDAR_FIRST,
    CALENDAR_LAST,
    CalendarEnds,
    add_months,
    add_working_days,
    calendar_days,
    completed_years,
    in_words,
    is_working_day,
    months_begun,
    working_day_ordinal,
    working_days,
)

ONE_DAY = timedelta(days=1)


def day(text: str) -> date:
    return date.fromisoformat(text)


# Days at which rules turn: month ends, the leap day and its neighbours, any day of a few years around.
EDGES = [day(f"{year}-{rest}") for year in (2019, 2020, 2023, 2024) for rest in ("01-31", "02-28", "03-01")]
EDGES += [day(text) for text in ("2020-02-29", "2024-02-29", "2024-04-30", "2023-12-31", "2024-01-01")]
some_day = st.one_of(st.sampled_from(EDGES), st.dates(day("2018-12-30"), day("2025-01-02")))

HOLIDAYS_NEAR = sorted({holiday + timedelta(days=n) for holiday in BANK_HOLIDAYS for n in (-3, -1, 0, 1, 3)})
known_day = st.one_of(
    st.sampled_from([d for d in HOLIDAYS_NEAR if CALENDAR_FIRST <= d <= CALENDAR_LAST]),
    st.sampled_from([CALENDAR_FIRST, CALENDAR_FIRST + ONE_DAY, CALENDAR_LAST - ONE_DAY, CALENDAR_LAST]),
    st.dates(CALENDAR_FIRST, CALENDAR_LAST),
)


# --- age


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        ("2010-06-15", "2020-06-14", 9),
        ("2010-06-15", "2020-06-15", 10),
        ("2010-06-15", "2010-06-15", 0),
        ("2010-01-31", "2011-01-30", 0),
        ("2024-12-31", "2025-01-01", 0),
        # Born on 29 February: a birthday on 1 March in other years.
        ("2008-02-29", "2009-02-28", 0),
        ("2008-02-29", "2009-03-01", 1),
        ("2008-02-29", "2012-02-28", 3),
        ("2008-02-29", "2012-02-29", 4),
        ("2008-02-29", "2026-02-28", 17),
        ("2008-02-29", "2026-03-01", 18),
        # The unborn are -1, however long there is to go.
        ("2025-06-15", "2025-06-14", -1),
        ("2025-06-15", "2024-06-15", -1),
        ("2025-06-15", "2024-12-31", -1),
        ("2025-06-15", "2015-01-01", -1),
        ("2024-02-29", "2024-02-28", -1),
    ],
)
def test_age_is_the_number_of_birthdays_there_have_been(born: str, on: str, years: int) -> None:
    assert completed_years(day(born), day(on)) == years


def birthdays_counted_one_by_one(born: date, on: date) -> int:
    def birthday(year: int) -> date:
        try:
            return born.replace(year=year)
        except ValueError:
            return date(year, 3, 1)

    if on < born:
        return -1
    return sum(birthday(year) <= on for year in range(born.year + 1, on.year + 1))


@given(born=some_day, on=some_day)
def test_age_agrees_with_counting_birthdays(born: date, on: date) -> None:
    assert completed_years(born, on) == birthdays_counted_one_by_one(born, on)


@given(born=some_day, years=st.integers(0, 6), days=st.integers(-1, 1))
def test_age_agrees_with_counting_birthdays_around_a_birthday(born: date, years: int, days: int) -> None:
    on = add_months(born, 12 * years) + timedelta(days=days)
    assert completed_years(born, on) == birthdays_counted_one_by_one(born, on)


# --- months


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2025-01-15", 1, "2025-02-15"),
        ("2025-01-31", 1, "2025-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2025-03-31", -1, "2025-02-28"),
        ("2025-01-31", -2, "2024-11-30"),
        ("2025-12-31", 1, "2026-01-31"),
        ("2025-11-30", 12, "2026-11-30"),
        ("2025-05-05", 0, "2025-05-05"),
    ],
)
def test_adding_months_keeps_the_day_or_clamps_to_the_month_end(start: str, months: int, end: str) -> None:
    assert add_months(day(start), months) == day(end)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2024-05-10", "2024-05-10", 0),
        ("2024-05-10", "2024-05-11", 1),
        ("2024-05-10", "2024-06-10", 1),
        ("2024-05-10", "2024-06-11", 2),
        ("2024-05-10", "2025-05-10", 12),  # the anniversary is within 12 months
        ("2024-05-10", "2025-05-11", 13),
        ("2024-01-31", "2024-02-29", 1),
        ("2024-01-31", "2024-03-01", 2),
        ("2024-02-29", "2025-02-28", 12),
        ("2024-02-29", "2025-03-01", 13),
        ("2025-02-28", "2025-03-31", 2),
        ("2024-05-10", "2024-05-09", 0),
        ("2024-05-10", "2024-04-10", -1),
    ],
)
def test_months_begun_counts_a_month_from_its_first_day(start: str, end: str, months: int) -> None:
    assert months_begun(day(start), day(end)) == months


@given(start=some_day, end=some_day)
def test_months_begun_is_the_smallest_number_of_months_that_reaches_the_end(start: date, end: date) -> None:
    months = months_begun(start, end)
    assert end <= add_months(start, months)
    assert end > add_months(start, months - 1)


@given(start=some_day, months=st.integers(-15, 60), days=st.integers(-1, 1))
def test_months_begun_is_the_smallest_around_a_whole_number(start: date, months: int, days: int) -> None:
    end = add_months(start, months) + timedelta(days=days)
    begun = months_begun(start, end)
    assert add_months(start, begun - 1) < end <= add_months(start, begun)


# --- working days


@pytest.mark.parametrize(
    ("start", "end", "days", "because"),
    [
        ("2025-04-01", "2025-04-01", 0, "the start day is day 0"),
        ("2025-04-01", "2025-04-02", 1, ""),
        ("2025-04-01", "2025-06-09", 45, "two Easter and two May holidays fall between"),
        ("2025-04-01", "2025-06-10", 46, ""),
        ("2025-04-17", "2025-04-22", 1, "Good Friday to Easter Monday"),
        ("2022-06-01", "2022-06-06", 1, "the spring holiday moved to Thursday, with the Jubilee on Friday"),
        ("2022-09-16", "2022-09-20", 1, "the state funeral was on Monday 19 September 2022"),
        ("2023-05-05", "2023-05-09", 1, "the Coronation was marked on Monday 8 May 2023"),
        ("2023-04-28", "2023-05-09", 5, "early May and Coronation holidays in consecutive weeks"),
        ("2020-05-04", "2020-05-05", 1, "the early May holiday of 2020 moved to Friday 8 May"),
        ("2020-05-07", "2020-05-11", 1, ""),
        ("2021-12-24", "2021-12-29", 1, "Christmas on a Saturday: substitutes on Monday and Tuesday"),
        ("2012-06-01", "2012-06-06", 1, "the Diamond Jubilee"),
        ("2025-04-05", "2025-04-07", 1, "from a Saturday, Monday is day 1"),
        ("2025-04-04", "2025-04-06", 0, "a Sunday is still the Friday's count"),
        ("2025-04-07", "2025-04-04", -1, "negative where the end is before the start"),
        ("2025-04-06", "2025-04-05", 0, ""),
    ],
)
def test_working_days_leave_out_weekends_and_bank_holidays(
    start: str, end: str, days: int, because: str
) -> None:
    assert working_days(day(start), day(end)) == days, because


def naive_is_working(d: date) -> bool:
    return d.strftime("%w") not in "06" and d not in BANK_HOLIDAYS


def working_days_counted_one_by_one(start: date, end: date) -> int:
    if end < start:
        return -working_days_counted_one_by_one(end, start)
    return sum(naive_is_working(start + n * ONE_DAY) for n in range(1, (end - start).days + 1))


@given(start=known_day, length=st.integers(0, 100))
def test_working_days_agree_with_counting_day_by_day(start: date, length: int) -> None:
    end = min(start + length * ONE_DAY, CALENDAR_LAST)
    expected = working_days_counted_one_by_one(start, end)
    assert working_days(start, end) == expected
    assert working_days(end, start) == -expected


@given(start=known_day, days=st.integers(1, 60))
def test_adding_working_days_gives_the_first_day_with_that_count(start: date, days: int) -> None:
    if working_days(start, CALENDAR_LAST) < days:
        with pytest.raises(CalendarEnds):
            add_working_days(start, days)
        return
    end = add_working_days(start, days)
    assert is_working_day(end)
    assert working_days(start, end) == days
    assert working_days(start, end - ONE_DAY) == days - 1


def test_adding_no_working_days_gives_the_start_even_on_a_sunday() -> None:
    assert add_working_days(day("2025-04-06"), 0) == day("2025-04-06")


def test_fifteen_and_forty_five_working_days_from_the_first_of_april() -> None:
    assert add_working_days(day("2025-04-01"), 15) == day("2025-04-24")
    assert add_working_days(day("2025-04-01"), 45) == day("2025-06-09")


def test_working_days_cannot_be_taken_away() -> None:
    with pytest.raises(ValueError, match="only be added"):
        add_working_days(day("2025-04-01"), -1)


def test_the_calendar_covers_2012_to_2028() -> None:
    assert day("2012-01-01") == CALENDAR_FIRST
    assert day("2028-12-31") == CALENDAR_LAST


@pytest.mark.parametrize("ask", [is_working_day, working_day_ordinal])
def test_a_day_after_the_last_known_holidays_is_an_error(ask: Callable[[date], object]) -> None:
    words = "the calendar of bank holidays ends on 31 December 2028; update bank_holidays.csv"
    with pytest.raises(CalendarEnds, match=words):
        ask(day("2029-01-01"))


@pytest.mark.parametrize("ask", [is_working_day, working_day_ordinal])
def test_a_day_before_the_first_known_holidays_is_an_error(ask: Callable[[date], object]) -> None:
    with pytest.raises(CalendarEnds, match="begins on 1 January 2012"):
        ask(day("2011-12-31"))


@pytest.mark.parametrize(("start", "end"), [("2028-12-29", "2029-01-02"), ("2029-01-02", "2028-12-29")])
def test_a_count_that_leaves_the_calendar_at_either_end_is_an_error(start: str, end: str) -> None:
    with pytest.raises(CalendarEnds):
        working_days(day(start), day(end))


def test_the_last_known_working_day_can_be_reached_and_the_next_cannot() -> None:
    assert add_working_days(day("2028-12-28"), 1) == day("2028-12-29")
    with pytest.raises(CalendarEnds, match="ends on 31 December 2028"):
        add_working_days(day("2028-12-28"), 2)


def test_calendar_days_has_every_day_once_with_its_ordinal() -> None:
    rows = list(calendar_days())
    assert [d for d, _ in rows] == [CALENDAR_FIRST + n * ONE_DAY for n in range(len(rows))]
    assert rows[-1][0] == CALENDAR_LAST
    assert all(working_day_ordinal(d) == ordinal for d, ordinal in rows)


def test_ordinals_rise_by_one_on_each_working_day_and_on_no_other() -> None:
    rows = list(calendar_days())
    assert rows[0] == (CALENDAR_FIRST, 0)  # a Sunday
    for (_, before), (d, ordinal) in pairwise(rows):
        assert ordinal - before == naive_is_working(d)


# --- the file of bank holidays


@pytest.mark.parametrize("one_off", ["2012-06-05", "2020-05-08", "2022-06-03", "2022-09-19", "2023-05-08"])
def test_one_off_bank_holidays_are_in(one_off: str) -> None:
    assert day(one_off) in BANK_HOLIDAYS


@pytest.mark.parametrize("moved", ["2020-05-04", "2022-05-30", "2012-05-28"])
def test_holidays_that_were_moved_are_not_in_on_their_usual_day(moved: str) -> None:
    assert day(moved) not in BANK_HOLIDAYS


def test_every_year_has_its_eight_bank_holidays_or_more() -> None:
    count = {year: 0 for year in range(CALENDAR_FIRST.year, CALENDAR_LAST.year + 1)}
    for holiday in BANK_HOLIDAYS:
        count[holiday.year] += 1
    more = {2012: 9, 2022: 10, 2023: 9}
    assert count == {year: more.get(year, 8) for year in count}


def test_no_bank_holiday_falls_at_a_weekend() -> None:
    assert not [holiday for holiday in BANK_HOLIDAYS if holiday.isoweekday() > 5]


def test_the_file_is_in_order_without_repeats() -> None:
    lines = Path(dates.__file__).with_name("bank_holidays.csv").read_text(encoding="utf-8").splitlines()
    days = [line.split(",")[0] for line in lines[1:]]
    assert days == sorted(set(days))
    assert len(days) == len(BANK_HOLIDAYS)


def test_bank_holidays_are_those_published_for_england_and_wales(shared: Path) -> None:
    published = shared / "reference" / "bank_holidays_england_and_wales.json"
    events = json.loads(published.read_text(encoding="utf-8"))["england-and-wales"]["events"]
    assert {day(event["date"]) for event in events} == BANK_HOLIDAYS


def test_a_day_in_words_reads_as_people_write_it() -> None:
    assert in_words(day("2025-04-01")) == "1 April 2025"
    assert in_words(day("2028-12-31")) == "31 December 2028"
