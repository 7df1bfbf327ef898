"""What the answers of the key have in common: periods, when each kind counts, and events by their day.

Next: `answer_key.py` writes the key; `answers_front_door.py` and its like count.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor
from operator import itemgetter
from typing import Generic, TypeVar

from stonechat.basics.dates import add_months, add_working_days
from stonechat.basics.periods import Period, financial_year, month, twelve_months_to
from stonechat.synthetic.scale import LAST_DAY, Scale

_MONTHS_IN_KEY = (4, 9, 12, 3)

Event = TypeVar("Event")
Events = TypeVar("Events")
Answer = tuple[int, int | None] | tuple[None, int, str | None]
"""Numerator and denominator: the population for a rate, None for a plain count. A quantile has no numerator,
and behind how many values there were its own value."""
Counts = dict[str, Answer]
"""Answers by measure."""
Counter = Callable[[Events, Period, Scale], Counts]

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
        return self.between(span.first, span.last)

    def between(self, first: date, last: date) -> list[Event]:
        """Those from one day to another, both included."""
        return self._events[bisect_left(self._days, first) : bisect_right(self._days, last)]


def answers(
    scale: Scale,
    first: date,
    events: Events,
    counters: Mapping[str, tuple["Timing", "Counter[Events]"]],
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


# ---------------------------------------------------------------- what most of them count


def share(of: Collection[Event], is_counted: Callable[[Event], bool], name: str = "value") -> Counts:
    """How many of them are counted, and how many there are."""
    return {name: (sum(map(is_counted, of)), len(of))}


def shares(of: Collection[Event], **are_counted: Callable[[Event], bool]) -> Counts:
    """The same for several measures by name."""
    found: Counts = {}
    for name, is_counted in are_counted.items():
        found |= share(of, is_counted, name)
    return found


def and_children(name: str, children: Sequence[str]) -> Counts:
    """How many there are of what happened, and to how many children; `children`: whose each was."""
    return {name: (len(children), None), "children": (len(set(children)), None)}


def age_bands(
    of: Collection[Event], begun: Callable[[Event], date], **are_in: Callable[[date], bool]
) -> Counts:
    """What is open, by how long: each is in the first band named whose test the day of its start passes."""
    found = dict.fromkeys(are_in, 0)
    for each in of:
        started = begun(each)
        found[next(name for name, is_in in are_in.items() if is_in(started))] += 1
    return {name: (number, len(of)) for name, number in found.items()}


def quantile(numbers: Iterable[int], place: Fraction) -> Answer:
    """The quantile on a straight line between the two nearest numbers, to one decimal, half rounded up."""
    ordered = sorted(numbers)
    if not ordered:
        return None, 0, None
    whole, beyond = divmod((len(ordered) - 1) * place, 1)
    upper = ordered[min(int(whole) + 1, len(ordered) - 1)]
    exact = ordered[int(whole)] + beyond * (upper - ordered[int(whole)])
    return None, len(ordered), str(Decimal(floor(exact * 10 + Fraction(1, 2))).scaleb(-1))


# ---------------------------------------------------------------- when each kind counts


def as_asked(first: date, period: Period) -> Period | None:
    """The period itself."""
    return period if period.first >= first else None


def twelve_months(first: date, period: Period) -> Period | None:
    """The twelve months to the period's end."""
    twelve = twelve_months_to(period.last)
    return twelve if twelve.first >= first else None


def only_to(day: date) -> Timing:
    """The period itself, if it ends on this day: what is known of one day alone."""

    def timing(first: date, period: Period) -> Period | None:
        return period if first <= period.last == day else None

    return timing


def looking_back(months: int) -> Timing:
    """The twelve months to the period's end, for what looks back so many months from each event."""

    def timing(first: date, period: Period) -> Period | None:
        twelve = twelve_months(first, period)
        return twelve if twelve and add_months(twelve.first, -months) >= first else None

    return timing


def asked_looking_back(months: int) -> Timing:
    """The period itself, for what looks back so many months from each event."""

    def timing(first: date, period: Period) -> Period | None:
        return period if add_months(period.first, -months) >= first else None

    return timing


def day_looking_back(months: int) -> Timing:
    """The period, of whose last day is told what looks back so many months from it."""

    def timing(first: date, period: Period) -> Period | None:
        return period if add_months(period.last + timedelta(days=1), -months) >= first else None

    return timing


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
