"""Drawing: shares and bands, and days moved on to working days. One seed gives the same draws for ever.

Working days outside the years whose bank holidays are known are weekdays: a made-up closure in 2040 is
in no file, so it need not be exact. Next: `rates.py` holds what is drawn from.
"""

from bisect import bisect
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import accumulate
from math import exp, log
from random import Random
from typing import Generic, TypeVar

from stonechat.basics.dates import CALENDAR_FIRST, CALENDAR_LAST, add_working_days, is_working_day

Drawn = TypeVar("Drawn")
Band = tuple[int, int]
"""From the first to the last whole number, both included."""

ONE_DAY = timedelta(days=1)
_LAST_SURE = CALENDAR_LAST - timedelta(days=400)


class Shares(Generic[Drawn]):
    """What may be drawn, with its weight. Weights need not add up to anything."""

    def __init__(self, weights: Mapping[Drawn, float]) -> None:
        self.weights = dict(weights)
        self._values = list(weights)
        self._heaps = list(accumulate(weights.values()))

    def draw(self, chance: Random) -> Drawn:
        """One of the values, each as often as its weight says."""
        return self._values[bisect(self._heaps, chance.random() * self._heaps[-1])]


def within(chance: Random, band: Band) -> int:
    """A whole number of the band, each as likely as the others."""
    return band[0] + int(chance.random() * (band[1] - band[0] + 1))


def happens(chance: Random, share: float) -> bool:
    """True in that share of draws."""
    return chance.random() < share


def how_many(chance: Random, mean: float) -> int:
    """A number of independent events of that mean (Poisson)."""
    limit, product, number = exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        number += 1
    return number


def waiting_days(chance: Random, mean_days: float) -> int:
    """Days until something that is as likely on each day as on any other; at least 1."""
    return 1 + int(-mean_days * log(1 - chance.random()))


def stream(seed: int, *name: str | int) -> Random:
    """Draws of its own for each name, so that more of one thing leaves the others as they were."""
    return Random(f"{seed}/{'/'.join(map(str, name))}")  # noqa: S311  made-up children, not secrets


def later(day: date, working_days: int) -> date:
    """The day on which so many working days have passed; day 0 is the day itself."""
    if day < CALENDAR_FIRST or day > _LAST_SURE:
        return next_weekday(day + timedelta(days=working_days * 7 // 5))
    return add_working_days(day, working_days)


def is_worked(day: date) -> bool:
    """Whether the day is neither at a weekend nor a known bank holiday."""
    return day.weekday() < 5 if day < CALENDAR_FIRST else is_working_day(day)


def on_working_day(day: date) -> date:
    """The day itself if it is a working day, else the next one."""
    return later(day - ONE_DAY, 1)


def next_weekday(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day


def days_after(day: date, days: int) -> date:
    """A working day that many days later, or the next one."""
    return on_working_day(day + timedelta(days=days))
