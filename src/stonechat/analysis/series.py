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


class Between(StrEnum):
    """What lies between one rare event and the next, where a series tells that and not periods."""

    DAYS = "days"
    CASES = "cases"


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

    Where `between` is given each point is an event instead: its period is the day, its value what lay
    between it and the one before (`rare.py` makes such a series), and two may fall on one day.
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
    between: Between | None = None

    @property
    def known(self) -> tuple[Point, ...]:
        """The points that have a value."""
        return tuple(point for point in self.points if point.value is not None)

    @property
    def bounds(self) -> tuple[float, float | None]:
        """The least and the greatest that its values can be; None where there is no greatest.

        For drawing only: limits are judged by as they are, and clipped to these where they are shown. A
        percentage that passes 100 is no share of a whole (assessments for each referral), and has no top.
        """
        is_share = self.unit is Unit.PERCENT and all(
            point.value <= 100 for point in self.points if point.value is not None
        )
        return (0.0, 100.0 if is_share else None)


def points(values: Iterable[tuple[Period, Value]]) -> tuple[Point, ...]:
    """One point for each period and its value, in the order given."""
    return tuple(
        Point(period, value.value, value.numerator, value.denominator, value.reason)
        for period, value in values
    )
