"""A funnel: how far places differ from one centre, given their size, and given how much places differ anyway.

Two kinds of limits stand side by side. *Chance limits* allow for chance alone, by the exact interval of the
number to be expected; real authorities differ by far more, so that most of them lie outside. The *limits*
add a term for the spread between places (random effects on a scale where the spread of chance is even) and
say who stands out from that. Source: Spiegelhalter 2005, Statistics in
Medicine 24:1185-1202, with z cut at its 10th and 90th centiles. There is no order of places by value.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import asin, pi, sin, sqrt
from statistics import quantiles

from scipy.special import betainc, betaincinv, gammainc, gammaincc, gammaincinv

from stonechat.analysis.intervals import Confidence
from stonechat.analysis.places import Compared, LeftOut, Place, with_counts
from stonechat.indicators.measure import Unit

CHANCE_DOES_NOT_EXPLAIN = 10.0
"""A dispersion above this cannot be put down to chance with a little else: places differ in kind."""

FEWEST = 3
FEW = 10
"""From fewer than 3 places no spread can be told; from fewer than 10 it is told with caution."""


class NoFunnel(StrEnum):
    """Why there is none."""

    FEW_PLACES = "fewer than three places have counts"
    NOT_SHARES = "a part is larger than its whole, so it is not a share"
    NO_SPREAD = "the centre is none or all, so that no place can lie on the other side of it"


class Standing(StrEnum):
    """Where a place lies by the limits of its size. The tails left out are 0.025 and 0.001 on each side."""

    FAR_ABOVE = "above the 99.8% limit"
    ABOVE = "above the 95% limit"
    WITHIN = "within the limits"
    BELOW = "below the 95% limit"
    FAR_BELOW = "below the 99.8% limit"


@dataclass(frozen=True, slots=True)
class Limits:
    """The four limits for a size, in the measure's unit: 99.8% outside, 95% inside."""

    far_lower: float
    lower: float
    upper: float
    far_upper: float

    def standing(self, value: float) -> Standing:
        """Where a value lies; on a limit is within it."""
        if value > self.far_upper:
            return Standing.FAR_ABOVE
        if value > self.upper:
            return Standing.ABOVE
        if value < self.far_lower:
            return Standing.FAR_BELOW
        return Standing.BELOW if value < self.lower else Standing.WITHIN


@dataclass(frozen=True, slots=True)
class FunnelPlace:
    """A place on the funnel: its size (the denominator) and its value from its own counts, in the unit.

    `z` is how many standard errors of chance it lies from the centre; `standing` is by the limits with the
    spread between places, `by_chance` by those of chance alone.
    """

    place: Place
    size: float
    value: float
    z: float
    standing: Standing
    by_chance: Standing


@dataclass(frozen=True, slots=True)
class Funnel:
    """Places in the order given, round a centre in the unit of the measure.

    `phi`, the dispersion, is how many times the variance of chance the places show (1 is chance alone);
    `tau` the standard deviation between places on the transformed scale, of which `spread` gives one on
    each side of the centre in the unit.
    """

    unit: Unit
    centre: float
    phi: float
    tau: float
    places: tuple[FunnelPlace, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def chance_does_not_explain(self) -> bool:
        """Then the funnel cannot say who is unusual unless their children are known to be alike."""
        return self.phi > CHANCE_DOES_NOT_EXPLAIN

    @property
    def from_few(self) -> bool:
        """Whether the spread between places was told from fewer than 10 of them."""
        return len(self.places) < FEW

    @property
    def spread(self) -> tuple[float, float]:
        """Between these some two in three places would lie if each were so large that chance told nothing."""
        scale = _Scale(self.unit)
        middle = scale.there(self.centre / scale.per)
        return (
            scale.back(middle - self.tau) * scale.per,
            scale.back(middle + self.tau) * scale.per,
        )

    def limits(self, size: float) -> Limits:
        """With the spread between places. They never close up, and never cross as places get smaller."""
        return _limits(_Scale(self.unit), self.centre, self.tau, size)

    def chance_limits(self, size: float) -> Limits:
        """Of chance alone: the exact interval of the number to be expected in a place of that size."""
        return _chance_limits(_Scale(self.unit), self.centre, size)


def funnel(places: Iterable[Place], unit: Unit, centre: Decimal | None = None) -> Funnel | NoFunnel:
    """The funnel of these places, or why there is none.

    The centre is all events over all sizes, unless one is given, in the unit (England's value, or the
    neighbours' median). Places without counts, City of London and Isles of Scilly are left out and said to
    be. ValueError for a unit other than percent and per 10,000.
    """
    scale, compared = _Scale(unit), with_counts(places)
    reason = _why_not(scale, compared)
    if reason is not None:
        return reason
    counts = [_counts(place) for place in compared.places]
    middle = _pooled(counts) if centre is None else float(centre) / scale.per
    if middle <= 0 or (scale.is_share and middle >= 1):
        return NoFunnel.NO_SPREAD
    z = [2 * sqrt(n) * (scale.there(x / n) - scale.there(middle)) for x, n in counts]
    phi, tau = _dispersion(z, [n for _, n in counts])
    stands = tuple(
        _stand(scale, middle * scale.per, tau, place, at)
        for place, at in zip(compared.places, z, strict=True)
    )
    return Funnel(unit, middle * scale.per, phi, tau, stands, compared.left_out)


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where chance spreads by 1 / (2 sqrt(n)), whatever the value: arcsine for shares, root for rates."""

    unit: Unit

    @property
    def is_share(self) -> bool:
        if self.unit not in (Unit.PERCENT, Unit.PER_10K):
            raise ValueError(f"a funnel is of shares or of rates, not of {self.unit.value}")
        return self.unit is Unit.PERCENT

    @property
    def per(self) -> int:
        return 100 if self.is_share else 10_000

    def there(self, share: float) -> float:
        return asin(sqrt(share)) if self.is_share else sqrt(share)

    def back(self, y: float) -> float:
        """Cut where the scale ends, so that limits stay possible and keep falling or rising with size."""
        return sin(min(max(y, 0.0), pi / 2)) ** 2 if self.is_share else max(y, 0.0) ** 2


def _why_not(scale: _Scale, compared: Compared) -> NoFunnel | None:
    if len(compared.places) < FEWEST:
        return NoFunnel.FEW_PLACES
    if scale.is_share and any(x > n for x, n in map(_counts, compared.places)):
        return NoFunnel.NOT_SHARES
    return None


def _counts(place: Place) -> tuple[float, float]:
    assert place.numerator is not None and place.denominator  # noqa: S101  with_counts kept no other
    return float(place.numerator), float(place.denominator)


def _pooled(counts: Sequence[tuple[float, float]]) -> float:
    return sum(x for x, _ in counts) / sum(n for _, n in counts)


def _dispersion(z: Sequence[float], sizes: Sequence[float]) -> tuple[float, float]:
    """Phi and tau. A weight is 1 / s squared with s = 1 / (2 sqrt(n)), that is 4 n."""
    cuts = quantiles(z, n=10, method="inclusive")
    k, phi = len(z), sum(min(max(each, cuts[0]), cuts[-1]) ** 2 for each in z) / len(z)
    weights = [4 * n for n in sizes]
    room = sum(weights) - sum(w * w for w in weights) / sum(weights)
    return phi, sqrt(max(0.0, (k * phi - (k - 1)) / room))


def _stand(scale: _Scale, centre: float, tau: float, place: Place, z: float) -> FunnelPlace:
    count, size = _counts(place)
    value = count / size * scale.per
    return FunnelPlace(
        place,
        size,
        value,
        z,
        standing=_limits(scale, centre, tau, size).standing(value),
        by_chance=_by_chance(scale, centre, count, size),
    )


def _by_chance(scale: _Scale, centre: float, count: float, size: float) -> Standing:
    """By how likely chance alone gives so few, or so many: of few expected, none at all is no surprise."""
    tails = _share_tails if scale.is_share else _event_tails
    so_few, so_many = tails(count, size, centre / scale.per)
    strict, usual = Confidence.STRICT.tail, Confidence.USUAL.tail
    if min(so_few, so_many) >= usual:
        return Standing.WITHIN
    if so_many < so_few:
        return Standing.FAR_ABOVE if so_many < strict else Standing.ABOVE
    return Standing.FAR_BELOW if so_few < strict else Standing.BELOW


def _share_tails(count: float, size: float, share: float) -> tuple[float, float]:
    """The chances of so many or fewer, and of so many or more, out of the size; counts need not be whole."""
    so_few = float(betainc(size - count, count + 1, 1 - share)) if count < size else 1.0
    so_many = float(betainc(count, size - count + 1, share)) if count else 1.0
    return so_few, so_many


def _event_tails(count: float, size: float, rate: float) -> tuple[float, float]:
    """The same for events, of which there is no most."""
    expected = rate * size
    return float(gammaincc(count + 1, expected)), float(gammainc(count, expected)) if count else 1.0


def _limits(scale: _Scale, centre: float, tau: float, size: float) -> Limits:
    middle, one = scale.there(centre / scale.per), sqrt(1 / (4 * size) + tau * tau)
    usual, strict = Confidence.USUAL.z * one, Confidence.STRICT.z * one
    ends = (scale.back(middle + reach) * scale.per for reach in (-strict, -usual, usual, strict))
    return Limits(*ends)


def _chance_limits(scale: _Scale, centre: float, size: float) -> Limits:
    expected, tails = centre / scale.per * size, (Confidence.STRICT.tail, Confidence.USUAL.tail)
    ends = _of_shares if scale.is_share else _of_events
    (far_lower, far_upper), (lower, upper) = (ends(expected, size, tail) for tail in tails)
    return Limits(*(end * scale.per for end in (far_lower, lower, upper, far_upper)))


def _of_events(expected: float, size: float, tail: float) -> tuple[float, float]:
    """Poisson limits by way of chi-square, which need no whole number of expected events."""
    lower, upper = gammaincinv(expected, tail), gammaincinv(expected + 1, 1 - tail)
    return float(lower) / size, float(upper) / size


def _of_shares(expected: float, size: float, tail: float) -> tuple[float, float]:
    """The same for shares: binomial limits by way of the beta curve."""
    lower = betaincinv(expected, size - expected + 1, tail)
    upper = betaincinv(expected + 1, size - expected, 1 - tail)
    return float(lower), float(upper)
