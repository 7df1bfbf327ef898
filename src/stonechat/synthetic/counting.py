"""What the answers of the key have in common: periods, when each kind counts, and events by their day.

Next: `answer_key.py` writes the key; `answers_front_door.py` and its like count.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from operator import itemgetter
from typing import Generic, TypeVar

from stonechat.basics.dates import add_months, add_working_days
from stonechat.basics.periods import Period, financial_year, month, twelve_months_to
from stonechat.synthetic.scale import LAST_DAY, Scale

_MONTHS_IN_KEY = (4, 9, 12, 3)

Event = TypeVar("Event")
Events = TypeVar("Events")
Counts = dict[str, tuple[int, int | None]]
"""Numerator and denominator by measure: the population for a rate, None for a plain count."""

Timing = Callable[[date, Period], Period | None]
"""The days that count for a period, None where the files cannot know; they begin on the day given."""


class Dated(Generic[Event]):
    """Events in order of their day."""

    def __init__(self, events: Iterable[tuple[date, Event]]) -> None:
        ordered = sorted(events, key=itemgetter(0))
        self._days = [day for day, _ in ordered]
        self._events = [event for _, event in ordered]

    def within(self, span: Period) -> list[Event]:
        """Those whose day falls in the span."""
        return self._events[bisect_left(self._days, span.first) : bisect_right(self._days, span.last)]


def answers(
    scale: Scale,
    first: date,
    events: Events,
    counters: Mapping[str, tuple[Timing, Callable[[Events, Period, Scale], Counts]]],
) -> dict[str, dict[str, Counts]]:
    """Counts by indicator, period and measure, for each year and some months of files from `first` on."""
    return {
        indicator: {
            period.label: count(events, span, scale)
            for period in _periods(scale)
            if (span := timing(first, period)) is not None
        }
        for indicator, (timing, count) in counters.items()
    }


def _periods(scale: Scale) -> Iterator[Period]:
    for year in scale.collection_years:
        yield financial_year(year - 1)
        for number in _MONTHS_IN_KEY:
            yield month(year if number < 4 else year - 1, number)


# ---------------------------------------------------------------- when each kind counts


def as_asked(first: date, period: Period) -> Period | None:
    """The period itself."""
    return period if period.first >= first else None


def twelve_months(first: date, period: Period) -> Period | None:
    """The twelve months to the period's end."""
    twelve = twelve_months_to(period.last)
    return twelve if twelve.first >= first else None


def looking_back(months: int) -> Timing:
    """The twelve months to the period's end, for what looks back so many months from each event."""

    def timing(first: date, period: Period) -> Period | None:
        twelve = twelve_months(first, period)
        return twelve if twelve and add_months(twelve.first, -months) >= first else None

    return timing


def day_looking_back(first: date, period: Period) -> Period | None:
    """The period's last day, for what looks back twelve months from it."""
    return period if twelve_months_to(period.last).first >= first else None


def followed(days: int) -> Timing:
    """The period itself, if what happened in it can be followed for so many days."""

    def timing(first: date, period: Period) -> Period | None:
        known = period.last + timedelta(days=days) <= LAST_DAY
        return as_asked(first, period) if known else None

    return timing


def followed_working_days(days: int) -> Timing:
    """The period itself, if what happened in it can be followed for so many working days."""

    def timing(first: date, period: Period) -> Period | None:
        known = add_working_days(period.last, days) <= LAST_DAY
        return as_asked(first, period) if known else None

    return timing
