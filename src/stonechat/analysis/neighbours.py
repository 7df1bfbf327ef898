"""An authority beside its statistical neighbours: their median, their middle half, and change against them.

Neighbours stay in the order in which they were published, nearest first. Sets of neighbours are not
symmetric, and belong to the year of the model that made them. Source: the Department for Education's
children's services statistical neighbours.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from statistics import median, quantiles

from stonechat.analysis.places import LeftOut, Place, with_value
from stonechat.indicators.measure import rounded

FEWEST = 6
"""More than half of ten: with fewer neighbours that have a figure there is no median and no middle half."""


class Half(StrEnum):
    """Where a value lies by the middle half of the neighbours; on an end of it is within it."""

    ABOVE = "above the middle half"
    WITHIN = "within the middle half"
    BELOW = "below the middle half"


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A neighbour's figure, and how close it is in the publisher's word ("Very close", "Not close")."""

    place: Place
    closeness: str


@dataclass(frozen=True, slots=True)
class AgainstNeighbours:
    """Our figure beside the neighbours', all in published order, with or without a value.

    `middle` is the unweighted median of those that have a value (`compared` of them); `lower` and `upper`
    enclose their middle half. All three are rounded to one decimal, as the values are, and None with fewer
    than six; so is `half`, which is None too where we have no value.
    """

    us: Place
    neighbours: tuple[Neighbour, ...]
    model_year: int
    compared: int
    middle: Decimal | None
    lower: Decimal | None
    upper: Decimal | None
    half: Half | None
    england: Place | None
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class ChangeAgainstNeighbours:
    """Our change from one year to another, less the median change of the neighbours, in the unit.

    All are exact: a median of ten may have a decimal more than the values. `lowest` and `highest` are what
    the difference would be with each neighbour left out in turn. `compared` is how many neighbours have both
    values; the others are left out, in published order.
    """

    own: Decimal
    neighbours: Decimal
    difference: Decimal
    lowest: Decimal
    highest: Decimal
    compared: int
    left_out: tuple[LeftOut, ...]

    @property
    def hangs_on_one(self) -> bool:
        """Whether leaving out one neighbour would turn the difference round, or make it none."""
        return self.lowest <= 0 <= self.highest and self.lowest != self.highest


def against_neighbours(
    us: Place, neighbours: Sequence[Neighbour], model_year: int, england: Place | None = None
) -> AgainstNeighbours:
    """Our figure beside those of the neighbours, given in published order, and beside England's."""
    kept = with_value(each.place for each in neighbours)
    values = [place.value for place in kept.places if place.value is not None]
    lower, middle, upper = _middle_half(values)
    return AgainstNeighbours(
        us,
        tuple(neighbours),
        model_year,
        len(values),
        middle,
        lower,
        upper,
        _half(us.value, lower, upper),
        england,
        kept.left_out,
    )


def change_against_neighbours(
    us: tuple[Place, Place], neighbours: Sequence[tuple[Place, Place]]
) -> ChangeAgainstNeighbours | None:
    """Our change less the neighbours' median change; each pair is the earlier and the later figure.

    None where we lack a value, or fewer than six neighbours have both.
    """
    own = _change(*us)
    kept = with_value(_of_change(pair) for pair in neighbours)
    changes = [place.value for place in kept.places if place.value is not None]
    if own is None or len(changes) < FEWEST:
        return None
    without_each = [median(changes[:i] + changes[i + 1 :]) for i in range(len(changes))]
    return ChangeAgainstNeighbours(
        own=own,
        neighbours=median(changes),
        difference=own - median(changes),
        lowest=own - max(without_each),
        highest=own - min(without_each),
        compared=len(changes),
        left_out=kept.left_out,
    )


def _middle_half(values: Sequence[Decimal]) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Quartile, median, quartile, on straight lines between the values, as our own quantiles are."""
    if len(values) < FEWEST:
        return None, None, None
    cuts = quantiles(map(Fraction, values), n=4, method="inclusive")
    lower, middle, upper = (rounded(cut, places=1) for cut in cuts)
    return lower, middle, upper


def _half(value: Decimal | None, lower: Decimal | None, upper: Decimal | None) -> Half | None:
    if value is None or lower is None or upper is None:
        return None
    if value > upper:
        return Half.ABOVE
    return Half.BELOW if value < lower else Half.WITHIN


def _change(before: Place, now: Place) -> Decimal | None:
    return None if before.value is None or now.value is None else now.value - before.value


def _of_change(pair: tuple[Place, Place]) -> Place:
    """The neighbour with its change for a value: compared, and left out, as values are."""
    return Place(pair[1].code, pair[1].name, value=_change(*pair))
