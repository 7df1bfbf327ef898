"""Stretches of time that people name, and the windows that returns cover.

A period is written in one form only (`FORMS`), and years always as financial or school years: labels of
publishers (year ending, census year, term) are translated where they are read. A period says nothing of
whether data for it is held: that is what `Windows` answers.

Next: `dates.py` for counting between two days.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from difflib import get_close_matches
from enum import StrEnum
from typing import Self

from stonechat.basics.dates import add_months, in_words
from stonechat.basics.problems import Refused, wrong_use

_ONE_DAY = timedelta(days=1)


class PeriodKind(StrEnum):
    """The kinds of period, as their names read in a sentence."""

    FINANCIAL_YEAR = "financial year"  # 1 April to 31 March
    MONTH = "month"
    QUARTER = "financial quarter"  # Q1 is April to June
    WEEK = "week"  # ISO: Monday to Sunday
    SCHOOL_YEAR = "school year"  # 1 September to 31 August
    DATE = "date"
    TWELVE_MONTHS = "period of twelve months"


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both included. `label` is how it is written, and unique."""

    label: str
    kind: PeriodKind
    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __str__(self) -> str:
        return self.label

    def months(self) -> tuple["Period", ...]:
        """Its calendar months in order; empty if it is not made of whole months (a week, a date)."""
        if self.first.day != 1 or (self.last + _ONE_DAY).day != 1:
            return ()
        count = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        firsts = (add_months(self.first, n) for n in range(count))
        return tuple(month(first.year, first.month) for first in firsts)


def financial_year(start_year: int) -> Period:
    """1 April of that year to 31 March of the next: 2024 gives FY2024-25."""
    first = date(start_year, 4, 1)
    return _of_months(f"FY{_two_years(start_year)}", PeriodKind.FINANCIAL_YEAR, first, 12)


def school_year(start_year: int) -> Period:
    """1 September of that year to 31 August of the next: 2024 gives SY2024-25."""
    first = date(start_year, 9, 1)
    return _of_months(f"SY{_two_years(start_year)}", PeriodKind.SCHOOL_YEAR, first, 12)


def quarter(start_year: int, number: int) -> Period:
    """A quarter, 1 to 4, of the financial year that starts in that year: Q1 is April to June."""
    if number not in range(1, 5):
        raise ValueError("a quarter has a number from 1 to 4")
    first = add_months(date(start_year, 4, 1), 3 * (number - 1))
    return _of_months(f"{_two_years(start_year)}-Q{number}", PeriodKind.QUARTER, first, 3)


def month(year: int, number: int) -> Period:
    """A calendar month, 1 for January."""
    return _of_months(f"{year:04}-{number:02}", PeriodKind.MONTH, date(year, number, 1), 1)


def week(year: int, number: int) -> Period:
    """An ISO week, Monday to Sunday. ValueError for week 53 of a year that has 52."""
    first = date.fromisocalendar(year, number, 1)
    return Period(f"{year:04}-W{number:02}", PeriodKind.WEEK, first, first + timedelta(days=6))


def on_day(day: date) -> Period:
    """One day."""
    return Period(day.isoformat(), PeriodKind.DATE, day, day)


def twelve_months_to(day: date) -> Period:
    """The twelve months that end on that day, which is included.

    To the last day of a month they begin on the first of a month (so 28 February 2025 goes back to
    1 March 2024, not to 29 February). To any other day they begin on the day after the same day one year
    before, and the label has the whole date, which is not a form that people may write.
    """
    after = day + _ONE_DAY
    if after.day == 1:
        return Period(f"12m:{day:%Y-%m}", PeriodKind.TWELVE_MONTHS, add_months(after, -12), day)
    first = add_months(day, -12) + _ONE_DAY
    return Period(f"12m:{day.isoformat()}", PeriodKind.TWELVE_MONTHS, first, day)


def previous_year(period: Period) -> Period:
    """The period of the same kind one year before, to compare with.

    The week of the same number, or week 52 where there is no week 53; the same date, or 28 February for
    29 February.
    """
    return _YEAR_BEFORE[period.kind](period.first)


def following(period: Period) -> Period:
    """The period of the same kind that comes next: it begins on the day after, but for twelve months,
    which move on by one month."""
    return _FOLLOWING[period.kind](period.last + _ONE_DAY)


def parse_period(text: str) -> Period:
    """The period that the text names. `Refused`, with the nearest right forms, for any other text."""
    for form in FORMS:
        found = re.fullmatch(form.pattern, text, re.ASCII)
        if found:
            return _built(form, text, found.groups())
    raise _refused(text, "is not a period.", _nearest_examples(text))


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a period. `build` takes what the pattern captured; ValueError if there is none such.

    `near` gives right periods close to a wrong one, for the refusal.
    """

    kind: PeriodKind
    pattern: str
    example: str
    build: Callable[..., Period]
    near: Callable[..., tuple[Period, ...]]
    rule: str


def _year_pair(make: Callable[[int], Period]) -> Callable[[str, str], Period]:
    """A builder of a year named by both its calendar years."""

    def build(start: str, end: str) -> Period:
        if int(end) != (int(start) + 1) % 100:
            raise ValueError("the second year is not the next")
        return make(int(start))

    return build


def _near_years(make: Callable[[int], Period]) -> Callable[[str, str], tuple[Period, ...]]:
    """The year that starts in the first year written, and the one that ends in the second if close by."""

    def near(start: str, end: str) -> tuple[Period, ...]:
        other = int(start) // 100 * 100 + int(end) - 1
        starts = [int(start), other] if abs(other - int(start)) == 1 else [int(start)]
        return tuple(make(year) for year in starts)

    return near


def _build_quarter(start: str, end: str, number: str) -> Period:
    return quarter(_year_pair(financial_year)(start, end).first.year, int(number))


def _near_quarter(start: str, _end: str, number: str) -> tuple[Period, ...]:
    return (quarter(int(start), min(max(int(number), 1), 4)),)


def _build_month(year: str, number: str) -> Period:
    return month(int(year), int(number))


def _near_month(year: str, number: str) -> tuple[Period, ...]:
    nearest = (month(int(year), min(max(int(number), 1), 12)),)
    # 2024-25 is how many people write a financial year.
    return (financial_year(int(year)), *nearest) if int(number) == (int(year) + 1) % 100 else nearest


def _build_week(year: str, number: str) -> Period:
    return week(int(year), int(number))


def _near_week(year: str, number: str) -> tuple[Period, ...]:
    if int(number) < 1:
        return (week(int(year), 1),)
    return (week(int(year), _weeks_in(int(year))), week(int(year) + 1, 1))


def _build_date(year: str, number: str, day: str) -> Period:
    return on_day(date(int(year), int(number), int(day)))


def _near_date(year: str, number: str, day: str) -> tuple[Period, ...]:
    nearest = _near_month(year, number)[-1]
    return (on_day(nearest.first.replace(day=min(max(int(day), 1), nearest.last.day))),)


def _build_twelve_months(year: str, number: str) -> Period:
    return twelve_months_to(_build_month(year, number).last)


def _near_twelve_months(year: str, number: str) -> tuple[Period, ...]:
    return (twelve_months_to(_near_month(year, number)[-1].last),)


_YEARS_RULE = "The second year must be the one after the first."
_MONTH_RULE = "Months are numbered from 01 to 12."

FORMS = (
    Form(
        PeriodKind.FINANCIAL_YEAR,
        r"FY(\d{4})-(\d{2})",
        "FY2024-25",
        _year_pair(financial_year),
        _near_years(financial_year),
        _YEARS_RULE,
    ),
    Form(PeriodKind.MONTH, r"(\d{4})-(\d{2})", "2025-10", _build_month, _near_month, _MONTH_RULE),
    Form(
        PeriodKind.QUARTER,
        r"(\d{4})-(\d{2})-Q(\d)",
        "2025-26-Q3",
        _build_quarter,
        _near_quarter,
        f"{_YEARS_RULE} Quarters are Q1 (April to June) to Q4.",
    ),
    Form(
        PeriodKind.WEEK,
        r"(\d{4})-W(\d{2})",
        "2025-W40",
        _build_week,
        _near_week,
        "ISO weeks are numbered from W01 to W52, and to W53 in some years only.",
    ),
    Form(
        PeriodKind.SCHOOL_YEAR,
        r"SY(\d{4})-(\d{2})",
        "SY2024-25",
        _year_pair(school_year),
        _near_years(school_year),
        _YEARS_RULE,
    ),
    Form(
        PeriodKind.DATE,
        r"(\d{4})-(\d{2})-(\d{2})",
        "2025-03-31",
        _build_date,
        _near_date,
        "There is no such day.",
    ),
    Form(
        PeriodKind.TWELVE_MONTHS,
        r"12m:(\d{4})-(\d{2})",
        "12m:2025-10",
        _build_twelve_months,
        _near_twelve_months,
        _MONTH_RULE,
    ),
)
"""The grammar of periods: every form in which one may be written."""


@dataclass(frozen=True, slots=True)
class Windows:
    """The days that a set of returns covers: a union of intervals, both ends of each included.

    `intervals` are in order and neither overlap nor touch, so two unions of the same days are equal.
    """

    intervals: tuple[tuple[date, date], ...] = ()

    @classmethod
    def of(cls, intervals: Iterable[tuple[date, date]]) -> Self:
        """The union of these, in any order. ValueError for one that ends before it begins."""
        joined: list[tuple[date, date]] = []
        for first, last in sorted(intervals):
            _check_order(first, last)
            if joined and (first - joined[-1][1]).days <= 1:
                joined[-1] = (joined[-1][0], max(joined[-1][1], last))
            else:
                joined.append((first, last))
        return cls(tuple(joined))

    def holds(self, first: date, last: date) -> bool:
        """Whether every day from first to last, both included, is covered. ValueError if last is earlier."""
        _check_order(first, last)
        return any(begins <= first and last <= ends for begins, ends in self.intervals)

    def common(self, other: "Windows") -> "Windows":
        """The days that both cover."""
        pairs = ((one, two) for one in self.intervals for two in other.intervals)
        shared = ((max(a, c), min(b, d)) for (a, b), (c, d) in pairs)
        return Windows.of((first, last) for first, last in shared if first <= last)

    @property
    def first(self) -> date | None:
        """The first day covered; None if there is none."""
        return self.intervals[0][0] if self.intervals else None

    @property
    def last(self) -> date | None:
        """The last day covered; None if there is none."""
        return self.intervals[-1][1] if self.intervals else None


def _check_order(first: date, last: date) -> None:
    if last < first:
        raise ValueError(f"an interval from {in_words(first)} cannot end on {in_words(last)}")


def _of_months(label: str, kind: PeriodKind, first: date, months: int) -> Period:
    return Period(label, kind, first, add_months(first, months) - _ONE_DAY)


def _two_years(start_year: int) -> str:
    return f"{start_year:04}-{(start_year + 1) % 100:02}"


def _quarter_of(day: date) -> Period:
    """The financial quarter that the day falls in."""
    months_since_april = (day.month - 4) % 12
    return quarter(add_months(day, -3).year, months_since_april // 3 + 1)


def _week_a_year_before(monday: date) -> Period:
    year, number, _ = monday.isocalendar()
    return week(year - 1, min(number, _weeks_in(year - 1)))


_YEAR_BEFORE: dict[PeriodKind, Callable[[date], Period]] = {
    PeriodKind.FINANCIAL_YEAR: lambda first: financial_year(first.year - 1),
    PeriodKind.SCHOOL_YEAR: lambda first: school_year(first.year - 1),
    PeriodKind.MONTH: lambda first: month(first.year - 1, first.month),
    PeriodKind.QUARTER: lambda first: _quarter_of(add_months(first, -12)),
    PeriodKind.WEEK: _week_a_year_before,
    PeriodKind.DATE: lambda first: on_day(add_months(first, -12)),
    PeriodKind.TWELVE_MONTHS: lambda first: twelve_months_to(first - _ONE_DAY),
}
"""From the first day of a period to the period one year before."""


def _week_of(day: date) -> Period:
    year, number, _ = day.isocalendar()
    return week(year, number)


_FOLLOWING: dict[PeriodKind, Callable[[date], Period]] = {
    PeriodKind.FINANCIAL_YEAR: lambda after: financial_year(after.year),
    PeriodKind.SCHOOL_YEAR: lambda after: school_year(after.year),
    PeriodKind.MONTH: lambda after: month(after.year, after.month),
    PeriodKind.QUARTER: _quarter_of,
    PeriodKind.WEEK: _week_of,
    PeriodKind.DATE: on_day,
    PeriodKind.TWELVE_MONTHS: lambda after: twelve_months_to(add_months(after, 1) - _ONE_DAY),
}
"""From the day after a period to the period that follows it."""


def _weeks_in(year: int) -> int:
    """52 or 53: 28 December is always in a year's last ISO week."""
    return date(year, 12, 28).isocalendar().week


def _built(form: Form, text: str, captured: tuple[str, ...]) -> Period:
    # The calendar itself ends at these years; a year's neighbours must exist for comparisons.
    if not MINYEAR + 1 < int(captured[0]) < MAXYEAR - 1:
        raise _refused(text, f"is not a {form.kind}: the year is out of range.", [form.example])
    try:
        return form.build(*captured)
    except ValueError:
        near = [period.label for period in form.near(*captured)]
        raise _refused(text, f"is not a {form.kind}. {form.rule}", near) from None


def _nearest_examples(text: str) -> list[str]:
    """Examples that look like the text, or all if none does; for the year in the text if it has one."""
    found = re.search(r"(?:19|20)\d\d", text, re.ASCII)
    year = int(found[0]) if found else 2025
    made = (financial_year(year), month(year, 10), quarter(year, 3), week(year, 40), school_year(year))
    examples = [*(period.label for period in made), f"{year}-03-31", f"12m:{year}-10"]
    near = get_close_matches(text.upper(), examples, n=4, cutoff=0.5)
    return [example for example in examples if not near or example in near]


def _refused(text: str, why: str, near: list[str]) -> Refused:
    shown = text if len(text) <= 40 else f"{text[:40]}..."
    return wrong_use(f"{shown!r} {why}", f"Write, for example, {' or '.join(near)}.", rule="period")
