"""A measure over time, as judging needs it: points in order, each with what it was made from.

Built from an authority's own values or from published ones; nothing here knows where they came from.
What a series may be drawn as is decided in `choosing.py`; what it says, in `trend.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from stonechat.basics.periods import Period
from stonechat.indicators.definition import Kind
from stonechat.indicators.measure import Reason, Unit, Value


class Better(StrEnum):
    """Which way a measure should go. A contextual one never improves nor worsens: it changes."""

    HIGHER = "higher"
    LOWER = "lower"
    CONTEXTUAL = "contextual"


@dataclass(frozen=True, slots=True)
class Point:
    """One period's value; None with its reason where there is none, so that a gap stays a gap."""

    period: Period
    value: Decimal | None
    numerator: int | Decimal | None = None
    denominator: int | Decimal | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """One measure of one indicator for one scope ("All teams", a team, a category), oldest point first.

    The periods are of one kind, follow each other without a hole and do not overlap, but for a rolling
    measure, whose twelve months do. `title` names the measure in the words of the catalogue.
    """

    indicator: str
    measure: str
    title: str
    scope: str
    unit: Unit
    kind: Kind
    better: Better
    points: tuple[Point, ...]
    data_to: date | None = None

    @property
    def known(self) -> tuple[Point, ...]:
        """The points that have a value."""
        return tuple(point for point in self.points if point.value is not None)


def points(values: Iterable[tuple[Period, Value]]) -> tuple[Point, ...]:
    """One point for each period and its value, in the order given."""
    return tuple(
        Point(period, value.value, value.numerator, value.denominator, value.reason)
        for period, value in values
    )
