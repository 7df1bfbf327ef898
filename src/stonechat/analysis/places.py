"""One measure in several places (authorities, or an authority's teams), and which of them are compared.

Places stay in the order in which they are given: as published for neighbours, by name for teams. Nothing
here or anywhere puts them in the order of their values.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

TOO_SMALL = {"201": "City of London", "420": "Isles of Scilly"}
"""Authorities left out of every comparison between authorities: with so few children (some 850 and 320)
a figure is a handful of families, and both services are run unlike any other."""


@dataclass(frozen=True, slots=True)
class Place:
    """A measure in one authority or team. The value is in the measure's unit (30.0 is 30 percent).

    Numerator and denominator may be unknown where only a value was published. A value is None where it was
    held back or not given, never zero for missing. A team's code is whatever its authority calls it, and so
    says nothing of which authority it might be.
    """

    code: str
    name: str
    numerator: int | Decimal | None = None
    denominator: int | Decimal | None = None
    value: Decimal | None = None
    is_team: bool = False


class Why(StrEnum):
    """Why a place is not compared."""

    TOO_SMALL = "too small and unlike any other authority"
    NO_VALUE = "no figure published or held"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A place that is not compared, and why."""

    place: Place
    why: Why


@dataclass(frozen=True, slots=True)
class Compared:
    """The places that are compared, and those left out: together all that were given, in their order."""

    places: tuple[Place, ...]
    left_out: tuple[LeftOut, ...]


def with_value(places: Iterable[Place]) -> Compared:
    """Those that have a value. City of London and Isles of Scilly are left out, and said to be."""
    return _compared(places, lambda place: place.value is not None)


def with_counts(places: Iterable[Place]) -> Compared:
    """Those that have both numbers, and something to divide by; the same two are left out."""
    return _compared(places, lambda place: place.numerator is not None and bool(place.denominator))


def _compared(places: Iterable[Place], is_known: Callable[[Place], bool]) -> Compared:
    kept, left_out = [], []
    for place in places:
        if place.code in TOO_SMALL and not place.is_team:
            left_out.append(LeftOut(place, Why.TOO_SMALL))
        elif not is_known(place):
            left_out.append(LeftOut(place, Why.NO_VALUE))
        else:
            kept.append(place)
    return Compared(tuple(kept), tuple(left_out))
