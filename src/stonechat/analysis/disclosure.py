"""What may be shown to people who have no right to exact figures, so that no child can be recognised.

Primary suppression, of one number at a time. It knows no viewer and no page: who is shown suppressed figures
is decided in `app/gate.py`, the only caller. In plain words: docs/explanation/small-numbers.md.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from stonechat.indicators.measure import Reason, Unit, Value

SMALLEST_DENOMINATOR = 10
"""There is no percentage of fewer, whatever the threshold is."""

Number = int | Decimal


@dataclass(frozen=True, slots=True)
class HidingRule:
    """The rule of one authority: counts of 1 to `threshold` are hidden, 0 is not. With 0 none is."""

    threshold: int = 5

    def is_small(self, number: Number) -> bool:
        """Whether a count is so small that it is hidden."""
        return 0 < number <= self.threshold

    def hides(self, unit: Unit, numerator: Number | None, denominator: Number | None) -> bool:
        """Whether a value made of these numbers, as `Value` has them, is hidden. None is no number.

        A count or a rate per 10,000 by what was counted; a percentage also by those who are not in it, and
        where it is of fewer than 10; so many for each by both; a length of time by how many it is of.
        """
        if not self.threshold:
            return False
        match unit:
            case Unit.COUNT | Unit.PER_10K:
                return self._any_small(numerator)
            case Unit.EACH:
                return self._any_small(numerator, denominator)
            case Unit.DAYS | Unit.WORKING_DAYS:
                return self._any_small(denominator)
            case Unit.PERCENT:
                return self._any_small(numerator) or self._tells_of_few(numerator, denominator)

    def _any_small(self, *numbers: Number | None) -> bool:
        return any(number is not None and self.is_small(number) for number in numbers)

    def _tells_of_few(self, numerator: Number | None, denominator: Number | None) -> bool:
        """Whether the whole of a percentage is small, or the part that is not in it."""
        if denominator is None:
            return False
        rest = self._any_small(denominator - numerator) if numerator is not None else False
        return rest or 0 < denominator < SMALLEST_DENOMINATOR


def suppressed(value: Value) -> Value:
    """The value without a number in it: no numerator and no denominator, since either could give it away."""
    return replace(value, numerator=None, denominator=None, value=None, reason=Reason.SUPPRESSED)


def primary(value: Value, unit: Unit, rule: HidingRule) -> Value:
    """The value, suppressed if it is small.

    One that has no value for another reason keeps that, unless a count that it still carries is small; one of
    which it is not known what it was made of is suppressed.
    """
    is_unknown = value.value is not None and value.numerator is None and value.denominator is None
    if is_unknown or rule.hides(unit, value.numerator, value.denominator):
        return suppressed(value)
    return value
