"""Teams, or small places, read with what all of them together say, so that a small one cannot look extreme.

Each place's true share (or rate) is thought to be drawn from one curve, whose middle and width come from
all places by the method of moments; a place's own count then moves it as far as its size allows. Shares:
beta-binomial. Rates: gamma-Poisson. Teams come back in the order of their names.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf

from scipy.special import betaincinv, gammaincinv

from stonechat.analysis.intervals import Confidence, Interval
from stonechat.analysis.places import LeftOut, Place, with_counts
from stonechat.indicators.measure import Unit

FEWEST = 3
"""From fewer places it cannot be told how much places differ."""

LEAST_WEIGHT = 1.0
"""Of shares that could not lie farther apart: one child, so that none of two is still no certainty."""


@dataclass(frozen=True, slots=True)
class Prior:
    """What all places together say: their overall value in the unit, and how much it weighs.

    `weight` counts as so many children added to each place; infinite where the places differ by no more
    than chance, and each is then read as the overall value.
    """

    unit: Unit
    overall: float
    weight: float

    @property
    def is_all_chance(self) -> bool:
        """Whether the places differ by no more than chance would make them."""
        return self.weight == inf


@dataclass(frozen=True, slots=True)
class Shrunk:
    """A place's value by its own counts, and as read with the others, both in the unit.

    `own_weight`, 0 to 1, is how much of the reading is its own. `interval` encloses its true value with 95%
    probability, and is None where the places differ by no more than chance.
    """

    place: Place
    own: float
    value: float
    own_weight: float
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class ShrunkPlaces:
    """The places by name, with what they were read with, and those left out."""

    prior: Prior
    places: tuple[Shrunk, ...]
    left_out: tuple[LeftOut, ...]


def prior_of(places: Iterable[Place], unit: Unit) -> Prior | None:
    """What these places together say, by the method of moments.

    None for fewer than three with counts, and for percentages of which one is no share of a whole: its part
    is larger. ValueError for a unit other than percent and per 10,000.
    """
    per = _per(unit)
    kept = with_counts(places).places
    if len(kept) < FEWEST or (unit is Unit.PERCENT and any(map(_is_no_share, kept))):
        return None
    counts = [_counts(place, unit) for place in kept]
    overall = sum(x for x, _ in counts) / sum(n for _, n in counts)
    return Prior(unit, overall * per, _weight(counts, overall, unit))


def shrink(places: Iterable[Place], prior: Prior) -> ShrunkPlaces:
    """The places that have counts, by name, each read with the prior. ValueError for one that is no share."""
    kept = with_counts(places)
    by_name = sorted(kept.places, key=lambda place: (place.name.casefold(), place.code))
    return ShrunkPlaces(prior, tuple(_shrunk(place, prior) for place in by_name), kept.left_out)


def _shrunk(place: Place, prior: Prior) -> Shrunk:
    count, size = _counts(place, prior.unit)
    per = _per(prior.unit)
    if prior.is_all_chance:
        return Shrunk(place, count / size * per, prior.overall, 0.0, None)
    events = prior.overall / per * prior.weight
    value = (count + events) / (size + prior.weight) * per
    ends = (_end(count + events, size + prior.weight, tail, prior.unit) * per for tail in _TAILS)
    return Shrunk(place, count / size * per, value, size / (size + prior.weight), Interval(*ends))


_TAILS = (Confidence.USUAL.tail, 1 - Confidence.USUAL.tail)


def _end(events: float, size: float, tail: float, unit: Unit) -> float:
    if unit is Unit.PERCENT:
        return float(betaincinv(events, size - events, tail))
    return float(gammaincinv(events, tail)) / size


def _weight(counts: Sequence[tuple[float, float]], overall: float, unit: Unit) -> float:
    """How many children's worth the overall value weighs: small where places truly differ.

    Moments: the weighted squares round the overall value are, on average, (k - 1) times the variance of
    chance for one child, plus `room` times the variance between places. For shares one child's variance
    is overall x (1 - overall), less what lies between places; for rates it is the rate itself.
    """
    k, total = len(counts), sum(n for _, n in counts)
    one_child = overall * (1 - overall) if unit is Unit.PERCENT else overall
    room = total - sum(n * n for _, n in counts) / total - (k - 1 if unit is Unit.PERCENT else 0)
    squares = sum(n * (x / n - overall) ** 2 for x, n in counts)
    between = (squares - (k - 1) * one_child) / room if room > 0 else 0.0
    if between <= 0:
        return inf
    if unit is Unit.PERCENT:
        return max((one_child - between) / between, LEAST_WEIGHT)
    return overall / between


def _per(unit: Unit) -> int:
    if unit not in (Unit.PERCENT, Unit.PER_10K):
        raise ValueError(f"only shares and rates are read so, not {unit.value}")
    return 100 if unit is Unit.PERCENT else 10_000


def _is_no_share(place: Place) -> bool:
    return (place.numerator or 0) > (place.denominator or 0)


def _counts(place: Place, unit: Unit) -> tuple[float, float]:
    assert place.numerator is not None and place.denominator  # noqa: S101  with_counts kept no other
    if unit is Unit.PERCENT and _is_no_share(place):
        raise ValueError("a part is larger than its whole, so it is not a share")
    return float(place.numerator), float(place.denominator)
