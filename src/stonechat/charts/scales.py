"""From values and days to places on the drawing, and which values and days get a tick.

Rules: bars start at 0; lines and dots are cropped so that the data fills about 0.7 of the height, unless
they are clear enough from 0; at most ten gridlines. Time is real time: a month is as wide as its days.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, log10

from stonechat.basics.dates import add_months

FILL = 0.7
"""How much of the height the data fills where the scale does not start at 0."""

MOST_FILL = 0.75
"""The same where the data is near the greatest value possible, and all the room is below it."""

CLEAR_FROM_ZERO = 0.5
"""Data whose spread is this share of its highest value is clear enough on a scale that starts at 0."""

MOST_TICKS = 10
_STEPS = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class Linear:
    """A straight line from values to pixels. `from_px` is where `lowest` stands, `to_px` where `highest`."""

    lowest: float
    highest: float
    from_px: float
    to_px: float

    def __call__(self, value: float) -> float:
        """The place of the value, also outside the scale."""
        return self.from_px + (value - self.lowest) / (self.highest - self.lowest) * (
            self.to_px - self.from_px
        )

    def clipped(self, value: float) -> float:
        """The place of the value, or of the end of the scale that it is beyond."""
        return self(min(max(value, self.lowest), self.highest))


@dataclass(frozen=True, slots=True)
class Domain:
    """The values that a scale spans."""

    lowest: float
    highest: float

    @property
    def starts_at_zero(self) -> bool:
        """Whether a length from the axis stands for the value."""
        return self.lowest == 0


def from_zero(values: Iterable[float], highest_possible: float | None = None) -> Domain:
    """From 0 to a little above the highest value: for bars."""
    top = max(values, default=0.0)
    room = top * 1.05 if top > 0 else 1.0
    return Domain(0.0, room if highest_possible is None else min(room, max(highest_possible, top)))


def cropped(
    values: Iterable[float], lowest_possible: float | None = None, highest_possible: float | None = None
) -> Domain:
    """A scale for lines and dots over all values: from 0 where that is clear, else cropped round them.

    It never goes beyond what is possible; without spread, or without values, it starts at 0 where it can.
    """
    held = tuple(values)
    low, high = min(held, default=0.0), max(held, default=0.0)
    if low >= 0 and (low == high or high - low >= CLEAR_FROM_ZERO * high):
        return from_zero((high,), highest_possible)
    span = (high - low or abs(high)) / FILL
    bottom = (low + high - span) / 2
    if lowest_possible is not None:
        bottom = max(bottom, lowest_possible)
    if highest_possible is not None and bottom + span > highest_possible:
        bottom = highest_possible - span * FILL / MOST_FILL
        bottom = bottom if lowest_possible is None else max(bottom, lowest_possible)
        return Domain(bottom, highest_possible)
    return Domain(bottom, bottom + span)


def ticks(domain: Domain, most: int = 6, whole: bool = False) -> tuple[float, ...]:
    """Round values inside the domain, at most that many; only whole ones where `whole`."""
    span = domain.highest - domain.lowest
    step = _step(span / max(1, min(most, MOST_TICKS) - 1))
    step = max(1.0, step) if whole else step
    first, last = ceil(round(domain.lowest / step, 6)), floor(round(domain.highest / step, 6))
    places = max(0, -floor(log10(step)))
    return tuple(round(place * step, places) for place in range(first, last + 1))


def _step(least: float) -> float:
    """The smallest of 1, 2, 5 times a power of ten that is not below `least`."""
    power = 10.0 ** floor(log10(least))
    return float(next(step * power for step in _STEPS if step * power >= least * (1 - 1e-9)))


def month_ticks(first: date, last: date, most: int) -> tuple[date, ...]:
    """First days of months inside the days, at most that many: each month, quarter, half year (April and
    October) or number of Aprils."""
    start = date(first.year, first.month, 1)
    months = (last.year - start.year) * 12 + last.month - start.month + 1
    firsts = [day for day in (add_months(start, n) for n in range(months)) if first <= day <= last]
    for every in (1, 3, 6, 12, 24, 60, 120):
        kept = tuple(day for day in firsts if (day.year * 12 + day.month - 4) % every == 0)
        if len(kept) <= most:
            return kept
    return ()


@dataclass(frozen=True, slots=True)
class Time:
    """Real time from left to right: the first day at `from_px`, the last at `to_px`."""

    first: date
    last: date
    from_px: float
    to_px: float

    def __call__(self, day: date) -> float:
        """The place of the day."""
        whole = (self.last - self.first).days or 1
        return self.from_px + (day - self.first).days / whole * (self.to_px - self.from_px)

    def clipped(self, day: date) -> float:
        """The place of the day, or of the end of time that it is beyond."""
        return self(min(max(day, self.first), self.last))
