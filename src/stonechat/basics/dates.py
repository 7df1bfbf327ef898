"""Counting in days, months and years the way the sector's rules count.

Everything here is a pure function of the dates passed in; nothing asks what day it is today. Working
days leave out Saturdays, Sundays and the bank holidays of England, which stand in `bank_holidays.csv`.
Outside the whole years of that file the answer is not known, and `CalendarEnds` is raised: a wrong
count of working days must never pass for a right one.

Next: `periods.py` for named stretches of time. The engines join the table that `calendar_days` gives.
"""

import csv
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

_HOLIDAYS_FILE = Path(__file__).with_name("bank_holidays.csv")
_ONE_DAY = timedelta(days=1)
# Written out because the names that the standard library gives depend on the machine's language.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class CalendarEnds(ValueError):
    """A working day was asked for outside the years whose bank holidays are known."""


def _read_bank_holidays() -> frozenset[date]:
    with _HOLIDAYS_FILE.open(encoding="utf-8", newline="") as lines:
        return frozenset(date.fromisoformat(row["date"]) for row in csv.DictReader(lines))


BANK_HOLIDAYS = _read_bank_holidays()
"""Bank holidays of England, substitute days and one-off holidays included."""

CALENDAR_FIRST = date(min(BANK_HOLIDAYS).year, 1, 1)
"""First day for which working days are known."""

CALENDAR_LAST = date(max(BANK_HOLIDAYS).year, 12, 31)
"""Last day for which working days are known."""


def in_words(day: date) -> str:
    """The day as people write it: 1 April 2025."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def completed_years(born: date, on: date) -> int:
    """Age at last birthday on that day; -1 on any day before birth (the unborn).

    Someone born on 29 February has a birthday on 1 March in years without one.
    """
    birthday_is_to_come = (on.month, on.day) < (born.month, born.day)
    return max(-1, on.year - born.year - birthday_is_to_come)


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months later (earlier if negative).

    Month ends clamp: 31 January plus one month is 28 or 29 February.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_begun(start: date, end: date) -> int:
    """The smallest n for which end is on or before `add_months(start, n)`.

    0 on the start day, 12 up to and including the first anniversary; 0 or less where end is before start.
    """
    months = (end.year - start.year) * 12 + end.month - start.month
    return months + (end.day > start.day)


def is_working_day(day: date) -> bool:
    """Whether the day is neither at a weekend nor a bank holiday. Raises `CalendarEnds`."""
    _check_known(day)
    return _is_working(day)


def working_day_ordinal(day: date) -> int:
    """How many working days there are from `CALENDAR_FIRST` to this day, both included.

    A weekend or bank holiday has the ordinal of the working day before it. Raises `CalendarEnds`.
    """
    _check_known(day)
    return _ordinals()[(day - CALENDAR_FIRST).days]


def working_days(start: date, end: date) -> int:
    """Working days after start, up to and including end: the start day is day 0, whatever day it is.

    Negative where end is before start. Raises `CalendarEnds`. Working Together 2023 counts its limits
    (15 days to a conference, 45 to the end of an assessment) in this way.
    """
    return working_day_ordinal(end) - working_day_ordinal(start)


def add_working_days(start: date, days: int) -> date:
    """The day on which that many working days have passed, with start as day 0: the last day to be in time.

    Always a working day, except that 0 gives start itself. ValueError for a negative number; raises
    `CalendarEnds`.
    """
    if days < 0:
        raise ValueError("working days can only be added, not taken away")
    ordinal = working_day_ordinal(start) + days
    if days == 0:
        return start
    if ordinal > len(_working_calendar()):
        raise _calendar_ends()
    return _working_calendar()[ordinal - 1]


def calendar_days() -> Iterator[tuple[date, int]]:
    """Every day from `CALENDAR_FIRST` to `CALENDAR_LAST` in order, with its working day ordinal."""
    for number, ordinal in enumerate(_ordinals()):
        yield CALENDAR_FIRST + timedelta(days=number), ordinal


@cache
def _working_calendar() -> tuple[date, ...]:
    """Every known working day in order: the one with ordinal n stands at place n - 1."""
    days = (CALENDAR_FIRST + timedelta(days=n) for n in range(_days_known()))
    return tuple(day for day in days if _is_working(day))


@cache
def _ordinals() -> tuple[int, ...]:
    """The ordinal of every known day. Made once: a difference of two is then a count of working days."""
    ordinals, so_far = [], 0
    for number in range(_days_known()):
        so_far += _is_working(CALENDAR_FIRST + timedelta(days=number))
        ordinals.append(so_far)
    return tuple(ordinals)


def _days_known() -> int:
    return (CALENDAR_LAST - CALENDAR_FIRST + _ONE_DAY).days


def _is_working(day: date) -> bool:
    return day.weekday() < 5 and day not in BANK_HOLIDAYS


def _check_known(day: date) -> None:
    if day > CALENDAR_LAST:
        raise _calendar_ends()
    if day < CALENDAR_FIRST:
        begins = in_words(CALENDAR_FIRST)
        raise CalendarEnds(f"the calendar of bank holidays begins on {begins}; update {_HOLIDAYS_FILE.name}")


def _calendar_ends() -> CalendarEnds:
    ends = in_words(CALENDAR_LAST)
    return CalendarEnds(f"the calendar of bank holidays ends on {ends}; update {_HOLIDAYS_FILE.name}")
