"""How the means, limits and targets of one series are told and how far limits are shown: settled once."""

from dataclasses import dataclass
from decimal import Decimal

from stonechat.analysis import small_numbers
from stonechat.analysis.judged import JudgedPoint
from stonechat.analysis.series import Series
from stonechat.indicators.measure import Unit, rounded

SMALL = 20
"""Counts that never pass this have levels with one decimal: 3.4 and 2.6 children a month are not the same."""


@dataclass(frozen=True, slots=True)
class Levels:
    """What all levels of a series share. `fewest` is its smallest denominator, None where none is known."""

    unit: Unit
    least: float
    greatest: float | None
    fewest: int | Decimal | None
    has_small_counts: bool
    is_whole: bool

    def told(self, value: float | None) -> str | None:
        """A mean, a limit or a target, with the decimals of the values beside it; None for None."""
        return None if value is None else small_numbers.with_unit(self.unit, self._number(value))

    def _number(self, value: float) -> str:
        if self.is_whole and value >= SMALL:
            return f"{value:,.0f}"
        if self.has_small_counts and value != int(value):
            return f"{rounded(Decimal(str(value)), places=1)}"
        return small_numbers.number(self.unit, value, self.fewest)

    def limits(self, judged: JudgedPoint) -> tuple[float | None, float | None]:
        """The point's limits, clipped to what is possible: no less than 0, no more than 100%.

        The rules are worked out with the limits as they are; only what is shown is clipped.
        """
        lower, upper = judged.lower, judged.upper
        return (
            None if lower is None else max(lower, self.least),
            upper if upper is None or self.greatest is None else min(upper, self.greatest),
        )


def levels_of(series: Series) -> Levels:
    """What the levels of the series share."""
    known = series.known
    least, greatest = series.bounds
    largest = max((point.value for point in known if point.value is not None), default=Decimal(0))
    denominators = [point.denominator for point in known if point.denominator is not None]
    return Levels(
        series.unit,
        least,
        greatest,
        min(denominators, default=None),
        has_small_counts=series.unit is Unit.COUNT and largest <= SMALL,
        is_whole=series.between is not None,
    )
