"""The one place where numbers are divided and rounded.

Engines answer with whole numbers and exact ranks; published files give numerators and denominators as
text. Both become values here, by exact arithmetic, rounded half up, so that no two engines and no two
pages can differ in the last digit. A missing number never becomes a zero: it is None, with a reason.

This module does not know what an indicator means (`definition.py`) nor when it counts (`plan.py`).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from stonechat.indicators.query import Ranks


class Unit(StrEnum):
    """What a value is counted in. Each has one way to be worked out and one number of decimal places."""

    COUNT = "count"  # whole
    PERCENT = "percent"  # 1 decimal place
    PER_10K = "per 10,000"  # 1 decimal place
    EACH = "for each"  # 1 decimal place: children for each worker, for example
    DAYS = "days"  # 1 decimal place, because a median may fall between two days
    WORKING_DAYS = "working days"  # the same


_SCALES = {Unit.PERCENT: 100, Unit.PER_10K: 10_000, Unit.EACH: 1}


class Reason(StrEnum):
    """Why there is no value."""

    NOT_HELD = "not held"  # the returns do not cover every day that the indicator needs
    MATURING = "maturing"  # the time for which the events are followed has not passed
    NO_DENOMINATOR = "no denominator"  # nothing to divide by: none counted, or no population figure
    # Of a team or a worker: nothing that is counted has one.
    NOT_TOLD = "no return says which: a Standard Safeguarding Dataset would"
    UNRESOLVED = "unresolved"  # the returns contradict each other and a person must decide
    SUPPRESSED = "suppressed"  # held back so that no child can be recognised


@dataclass(frozen=True, slots=True)
class Value:
    """One number with what it was made from, or the reason why there is none.

    `breakdown` and `category` are None for the total; with a breakdown, the category None is blank
    (not recorded). Numerator and denominator are as `exact` gives them. For a quantile `numerator` is
    None and `denominator` is how many values there were. `data_to` is the last day that the returns
    behind it cover, None if there are none.
    """

    measure: str
    breakdown: str | None
    category: str | None
    numerator: int | Decimal | None
    denominator: int | Decimal | None
    value: Decimal | None
    reason: Reason | None
    data_to: date | None

    def to_json(self) -> dict[str, str | int | float | None]:
        """The same as plain JSON values: `value` is a number as rounded, and what it was made from exact.

        A numerator or denominator that is not whole is text with all its decimals, never a float.
        """
        return {
            "measure": self.measure,
            "breakdown": self.breakdown,
            "category": self.category,
            "numerator": _unrounded(self.numerator),
            "denominator": _unrounded(self.denominator),
            "value": _rounded(self.value),
            "reason": self.reason.value if self.reason else None,
            "data_to": self.data_to.isoformat() if self.data_to else None,
        }


def exact(number: int | Decimal) -> int | Decimal:
    """The number in the one form that all engines and files share: whole as an integer, else a decimal
    without zeros at its end."""
    return int(number) if number == int(number) else Decimal(number).normalize()


def ratio(unit: Unit, numerator: int | Decimal | None, denominator: int | Decimal | None) -> Decimal | None:
    """Numerator over denominator, as a percentage or a rate per 10,000, to one decimal place.

    None if either is None or if the denominator is zero. ValueError for a unit that is no ratio.
    """
    if unit not in _SCALES:
        raise ValueError(f"{unit} is not worked out by dividing")
    if numerator is None or not denominator:
        return None
    if isinstance(numerator, int) and isinstance(denominator, int) and denominator > 0:
        return _half_up(numerator * _SCALES[unit], denominator, places=1)
    return rounded(Fraction(numerator) * _SCALES[unit] / Fraction(denominator), places=1)


def quantile(ranks: Ranks, share: Fraction) -> Decimal | None:
    """The quantile that stands at place (n - 1) x share, in a straight line between the two ranks.

    To one decimal place. None where there were no values.
    """
    if ranks.lower is None or ranks.upper is None:
        return None
    beyond_lower = (ranks.n - 1) * share.numerator % share.denominator
    above = ranks.lower * share.denominator + (ranks.upper - ranks.lower) * beyond_lower
    return _half_up(above, share.denominator, places=1)


def rounded(exact: Fraction | Decimal, places: int) -> Decimal:
    """Rounded half up, away from zero: 0.05 gives 0.1 and -0.05 gives -0.1."""
    return _half_up(*exact.as_integer_ratio(), places)


def _half_up(above: int, below: int, places: int) -> Decimal:
    """A fraction rounded in whole numbers, in a tenth of the time of adding fractions; below is positive."""
    whole = (2 * abs(above) * 10**places + below) // (2 * below)
    return Decimal(whole if above >= 0 else -whole).scaleb(-places)


def _unrounded(number: int | Decimal | None) -> int | str | None:
    return f"{number:f}" if isinstance(number, Decimal) else number


def _rounded(number: Decimal | None) -> int | float | None:
    """Without decimal places an integer; with one, which survives a float unharmed, a float."""
    if number is None:
        return None
    return int(number) if number.as_tuple().exponent == 0 else float(number)
