"""Adds up the values of a breakdown's codes to broad groups: each ethnic group from its ethnicities.

Numerators and denominators are added and divided anew, so a group's share is that of its children and no
mean of shares. It holds where a row or a child has one code, as with ethnicity.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from stonechat.basics.codes import code_groups
from stonechat.indicators.breakdowns import GROUPED
from stonechat.indicators.definition import Measure
from stonechat.indicators.measure import Reason, Value, exact, ratio
from stonechat.indicators.query import Quantile


def can_be_grouped(measure: Measure) -> bool:
    """Whether its values can be added up: a median of medians is no median."""
    return not isinstance(measure.numerator.aggregate, Quantile)


def in_groups(breakdown: str, measure: Measure, values: Sequence[Value]) -> list[Value]:
    """The total of the measure, then each group that has a row, then what is in none (category None).

    `values` are the measure's own: its total, then the categories of the list that is grouped. KeyError for a
    breakdown that is not among `GROUPED`.
    """
    total, *parts = values
    found = _added(breakdown, parts)
    return [total, *(_value(breakdown, group, of, measure) for group, of in found.items() if of)]


def _added(breakdown: str, parts: Sequence[Value]) -> Mapping[str | None, list[Value]]:
    groups = code_groups(str(GROUPED[breakdown].codes))
    of_code = {code: group for group, codes in groups.items() for code in codes}
    found: dict[str | None, list[Value]] = {**{group: [] for group in groups}, None: []}
    for part in parts:
        found[of_code.get(part.category or "")].append(part)
    return found


def _value(breakdown: str, group: str | None, of: Sequence[Value], measure: Measure) -> Value:
    above = _sum(value.numerator for value in of)
    if measure.denominator is None and not measure.per_population:
        value, below = None if above is None else Decimal(above), None
    else:
        below = _sum(value.denominator for value in of)
        value = ratio(measure.unit, above, below)
    why = None if value is not None else next((one.reason for one in of if one.reason), Reason.NO_DENOMINATOR)
    return replace(
        of[0],
        breakdown=breakdown,
        category=group,
        numerator=above,
        denominator=below,
        value=value,
        reason=why,
    )


def _sum(numbers: Iterator[int | Decimal | None]) -> int | Decimal | None:
    """None as soon as one of them is not known."""
    total: int | Decimal = 0
    for number in numbers:
        if number is None:
            return None
        total += number
    return exact(total)
