"""How far chance alone could move a figure: intervals of shares, counts, rates, differences and quantiles.

An interval treats the authority as one draw from its own underlying risk. The figures themselves count
every case. Numbers are floats on the scale of their docstring; only `small_numbers.py` rounds them for
people. Siblings are not independent: `clusters.py` widens for them.

Sources: Wilson 1927; Newcombe 1998 (method 10); Byar as the Office for Health Improvement and Disparities
uses it (from 10 events on, exact Poisson limits below); Wilks 1948 for order statistics.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from itertools import pairwise
from math import sqrt

from scipy.special import bdtr, gammaincinv, ndtri

from stonechat.basics.dates import add_months
from stonechat.basics.periods import Period
from stonechat.indicators.measure import Unit

BYAR_FROM = 10
"""The smallest count for which Byar's limits are close enough to the exact ones."""

PER = 10_000
"""Rates are for so many children."""


class Confidence(Enum):
    """How often an interval made in this way holds the true value."""

    USUAL = 0.95
    STRICT = 0.998

    @property
    def tail(self) -> float:
        """What is left out on each side: 0.025 or 0.001."""
        return {Confidence.USUAL: 0.025, Confidence.STRICT: 0.001}[self]

    @property
    def z(self) -> float:
        """The distance from the middle of the normal curve: 1.959964 or 3.090232."""
        return -float(ndtri(self.tail))


@dataclass(frozen=True, slots=True)
class Interval:
    """From lower to upper, on the scale of the function that made it. Both ends belong to it."""

    lower: float
    upper: float

    def __contains__(self, value: float | Decimal) -> bool:
        return self.lower <= value <= self.upper

    def times(self, factor: float) -> "Interval":
        """The same on another scale; the factor is not negative."""
        return Interval(self.lower * factor, self.upper * factor)


@dataclass(frozen=True, slots=True)
class AnnualRate:
    """A rate per 10,000 and year with its interval; `days` is how many days the events were counted.

    `is_partial` says that they were fewer than a year, so that the value is what a year at this pace gives.
    """

    value: float
    interval: Interval
    days: int
    is_partial: bool


@dataclass(frozen=True, slots=True)
class QuantileInterval:
    """Two of the values themselves, between which the true quantile lies.

    `lower_place` and `upper_place` are their places among the values, the smallest being 1. `coverage` is
    the exact chance that such an interval holds the quantile: at least the confidence asked for.
    """

    interval: Interval
    lower_place: int
    upper_place: int
    coverage: float


def wilson(part: float, whole: float, confidence: Confidence = Confidence.USUAL) -> Interval | None:
    """Wilson's interval for a share, from 0 to 1. None if the whole is 0.

    Neither need be a whole number: an effective size, which allows for siblings, is not. ValueError
    unless 0 <= part <= whole.
    """
    _check_share(part, whole)
    if not whole:
        return None
    z = confidence.z
    middle = 2 * part + z * z
    reach = z * sqrt(z * z + 4 * part * (1 - part / whole))
    below = 2 * (whole + z * z)
    # At 0 of n and n of n the end is exact, and rounding must not push it past.
    lower = 0.0 if part == 0 else (middle - reach) / below
    upper = 1.0 if part == whole else (middle + reach) / below
    return Interval(lower, upper)


def newcombe(
    part: int, whole: int, other_part: int, other_whole: int, confidence: Confidence = Confidence.USUAL
) -> Interval | None:
    """The interval of the first share less the second, from -1 to 1, from the Wilson interval of each.

    None if either whole is 0. The two must not share children.
    """
    first, second = wilson(part, whole, confidence), wilson(other_part, other_whole, confidence)
    if first is None or second is None:
        return None
    return difference(part / whole, first, other_part / other_whole, second)


def difference(one: float, first: Interval, two: float, second: Interval) -> Interval:
    """The interval of one value less another, from the interval of each (Zou and Donner 2008).

    Newcombe's for shares; as good for counts and rates. The two must not share children.
    """
    down = sqrt((one - first.lower) ** 2 + (second.upper - two) ** 2)
    up = sqrt((first.upper - one) ** 2 + (two - second.lower) ** 2)
    return Interval(one - two - down, one - two + up)


def byar(count: int, confidence: Confidence = Confidence.USUAL) -> Interval:
    """Byar's approximate interval for a count of independent events. ValueError for a count of 0 or less.

    Below 10, where it is poor and its lower end may even be negative, use `count_interval`.
    """
    if count <= 0:
        raise ValueError("Byar's limits need a count above 0")
    z, above = confidence.z, count + 1
    lower = count * (1 - 1 / (9 * count) - z / (3 * sqrt(count))) ** 3
    upper = above * (1 - 1 / (9 * above) + z / (3 * sqrt(above))) ** 3
    return Interval(lower, upper)


def exact_poisson(count: float, confidence: Confidence = Confidence.USUAL) -> Interval:
    """The exact interval for a count of independent events; the lower end of none is 0.

    The count need not be whole: an effective count, which allows for siblings, is not. ValueError below 0.
    """
    if count < 0:
        raise ValueError("a count is not below 0")
    lower = float(gammaincinv(count, confidence.tail)) if count else 0.0
    return Interval(lower, float(gammaincinv(count + 1, 1 - confidence.tail)))


def count_interval(count: int, confidence: Confidence = Confidence.USUAL) -> Interval:
    """The interval for a count: Byar's from 10 on, the exact one below. ValueError below 0."""
    return byar(count, confidence) if count >= BYAR_FROM else exact_poisson(count, confidence)


def rate_interval(count: int, population: int, confidence: Confidence = Confidence.USUAL) -> Interval | None:
    """The interval of a rate per 10,000: that of its count, divided. None if the population is 0."""
    if not population:
        return None
    return count_interval(count, confidence).times(PER / population)


def annual_rate(
    count: int, population: int, period: Period, confidence: Confidence = Confidence.USUAL
) -> AnnualRate | None:
    """Events of a period as a rate per 10,000 and year. None if the population is 0.

    A part of a year is made whole by its days, out of the days of the year that ends with it. The interval
    is that of the events counted, made whole in the same way: three months say less than twelve.
    """
    if not population:
        return None
    days, year = (period.last - period.first).days + 1, _days_in_year_to(period.last)
    factor = PER / population * year / days
    interval = count_interval(count, confidence).times(factor)
    return AnnualRate(count * factor, interval, days, days < year)


def quantile_interval(
    values: Sequence[int | Decimal], share: Fraction, confidence: Confidence = Confidence.USUAL
) -> QuantileInterval | None:
    """The interval of a quantile from the values themselves, smallest first; a share of 1/2 is the median.

    Assumes nothing of how the values are spread. None where they are too few for two of them to enclose the
    quantile so surely: fewer than 6 for a median. ValueError if they are not in order.
    """
    if any(later < earlier for earlier, later in pairwise(values)):
        raise ValueError("the values are not in order")
    places = quantile_places(len(values), share, confidence)
    if places is None:
        return None
    lower, upper, coverage = places
    ends = Interval(float(values[lower - 1]), float(values[upper - 1]))
    return QuantileInterval(ends, lower, upper, coverage)


def quantile_places(
    n: int, share: Fraction, confidence: Confidence = Confidence.USUAL
) -> tuple[int, int, float] | None:
    """The places, from 1, of the two of n ordered values that enclose the quantile, and how surely.

    How many values lie below the quantile is binomial; each tail holds at most half of what the confidence
    leaves over. None where n is too small. ValueError unless the share lies between 0 and 1.
    """
    if not 0 < share < 1:
        raise ValueError("a quantile lies between 0 and 1")

    def at_most(k: int) -> float:
        return float(bdtr(k, n, float(share))) if k >= 0 else 0.0

    lower = bisect_right(range(n), confidence.tail, key=at_most)
    upper = bisect_left(range(n), 1 - confidence.tail, key=at_most) + 1
    if lower < 1 or upper > n:
        return None
    return lower, upper, at_most(upper - 1) - at_most(lower - 1)


def interval_of(
    unit: Unit,
    numerator: int | Decimal | None,
    denominator: int | Decimal | None,
    confidence: Confidence = Confidence.USUAL,
    *,
    design_effect: float = 1.0,
) -> Interval | None:
    """The interval of a value as the catalogue works it out, in its own unit: percent, per 10,000 or a count.

    Widened by the design effect, as if there were that many times fewer children (`clusters.py`). None where
    the value is none, and where chance does not move it in a way that is known from these two numbers: a
    ratio above 100%, parts of posts or of pounds, children for each worker, lengths of time (for which see
    `quantile_interval`).
    """
    whole = _whole(numerator), _whole(denominator)
    match unit, whole:
        case Unit.COUNT, (int(count), _):
            return _widened(count, confidence, design_effect)
        case Unit.PER_10K, (int(count), int(population)) if population:
            return _widened(count, confidence, design_effect).times(PER / population)
        case Unit.PERCENT, (int(part), int(of)) if part <= of:
            share = wilson(part / design_effect, of / design_effect, confidence)
            return share.times(100) if share else None
    return None


def _widened(count: int, confidence: Confidence, design_effect: float) -> Interval:
    """The interval of a count; the exact one of the effective count where children hang together."""
    if design_effect == 1:
        return count_interval(count, confidence)
    return exact_poisson(count / design_effect, confidence).times(design_effect)


def _whole(number: int | Decimal | None) -> int | None:
    """The number where it counts something: whole and not below 0."""
    return int(number) if number is not None and number >= 0 and number == int(number) else None


def _check_share(part: float, whole: float) -> None:
    if not 0 <= part <= whole:
        raise ValueError("a part is neither below 0 nor above the whole")


def _days_in_year_to(last: date) -> int:
    """365 or 366: the days of the year that ends on the day, the day included."""
    return (last - add_months(last, -12)).days
