"""In how fine steps of time a figure may be told to people who see no small numbers.

Each financial year of a figure has one grain: the finest steps none of which is hidden in that year. A figure
is told for days that are made of whole steps, and for no others: so neither a gap nor a difference of two
totals (twelve months to October and to September, a year and its other eleven months) tells a month that is
hidden. In plain words: docs/explanation/small-numbers.md.
"""

from collections.abc import Callable
from datetime import date
from enum import IntEnum
from functools import cache

from stonechat.basics.periods import Period, financial_year, quarter


class Grain(IntEnum):
    """How fine the steps are; the greater, the coarser."""

    MONTH = 1
    QUARTER = 3
    YEAR = 12
    NOTHING = 100


def year_of(day: date) -> int:
    """The calendar year in which the financial year of that day begins."""
    return day.year if day.month >= 4 else day.year - 1


def years_of(first: date, last: date) -> range:
    """The financial years that any of these days fall into, by the calendar years in which they begin."""
    return range(year_of(first), year_of(last) + 1)


def is_told(first: date, last: date, grain_of: Callable[[int], Grain]) -> bool:
    """Whether the days from first to last, both included, are whole steps of every year that they touch."""
    return all(
        _is_of_steps(financial_year(year), first, last, grain_of(year)) for year in years_of(first, last)
    )


def _is_of_steps(year: Period, first: date, last: date, grain: Grain) -> bool:
    firsts, lasts = _ends_of_steps(year, grain)
    return max(first, year.first) in firsts and min(last, year.last) in lasts


@cache
def _ends_of_steps(year: Period, grain: Grain) -> tuple[frozenset[date], frozenset[date]]:
    steps = steps_of(year, grain)
    return frozenset(step.first for step in steps), frozenset(step.last for step in steps)


@cache
def steps_of(year: Period, grain: Grain) -> tuple[Period, ...]:
    """The steps of a financial year, in order; none for a year of which nothing is told."""
    match grain:
        case Grain.MONTH:
            return year.months()
        case Grain.QUARTER:
            return tuple(quarter(year.first.year, number) for number in range(1, 5))
        case Grain.YEAR:
            return (year,)
        case Grain.NOTHING:
            return ()
