"""Values so far from the others that the way of counting should be checked before anything is compared.

Some authorities record contacts as referrals, and their rate is then two or four times any other's. That
says nothing of the service. The rule: more than three median absolute deviations from the median. It needs
no counts and is not moved by the odd ones themselves.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from stonechat.analysis.places import LeftOut, Place, with_value

DEVIATIONS = 3
FEWEST = 10
"""Of fewer places nobody can say what is usual."""


@dataclass(frozen=True, slots=True)
class Unusual:
    """A place to check, and how many median absolute deviations it lies from the median, with its sign."""

    place: Place
    deviations: Decimal


@dataclass(frozen=True, slots=True)
class RecordingCheck:
    """The places to check, in the order given. `deviation` is the median distance from the median.

    Where the distance is 0, because more than half of the places have the same value, nobody is named.
    """

    middle: Decimal
    deviation: Decimal
    unusual: tuple[Unusual, ...]
    left_out: tuple[LeftOut, ...]

    def is_unusual(self, code: str) -> bool:
        """Whether this place is one to check."""
        return any(each.place.code == code for each in self.unusual)


def check_recording(places: Iterable[Place]) -> RecordingCheck | None:
    """Which places' values are so unusual that their recording should be checked; None for fewer than 10."""
    kept = with_value(places)
    values = [place.value for place in kept.places if place.value is not None]
    if len(values) < FEWEST:
        return None
    middle = median(values)
    deviation = median(abs(value - middle) for value in values)
    unusual = (
        Unusual(place, (place.value - middle) / deviation)
        for place in kept.places
        if place.value is not None and deviation and abs(place.value - middle) > DEVIATIONS * deviation
    )
    return RecordingCheck(middle, deviation, tuple(unusual), kept.left_out)
