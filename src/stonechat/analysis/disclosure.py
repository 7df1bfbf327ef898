"""What may be shown to people who have no right to exact figures, so that no child can be recognised.

Primary suppression, of one number at a time. It knows no viewer and no page: who is shown suppressed figures
is decided in `app/gate.py`, the only caller. In plain words: docs/explanation/small-numbers.md.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations

from stonechat.indicators.definition import Ask, Measure
from stonechat.indicators.measure import Reason, Unit, Value
from stonechat.indicators.query import AtMost, Count

SMALLEST_DENOMINATOR = 10
"""There is no percentage of fewer, whatever the threshold is."""

HIDDEN = "c"
"""What stands for a number that is hidden: confidential, as in published statistics."""

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

    def tells(self, hidden: Sequence[Number]) -> bool:
        """Whether the sum of hidden counts, which subtraction gives, is small or tells each: all are 1."""
        together = sum(hidden)
        return self.is_small(together) or 0 < together == len(hidden)

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


def is_hidden(value: Value, unit: Unit, rule: HidingRule) -> bool:
    """Whether the value is small, or suppressed already.

    So is one that has no value for another reason, if a count that it still carries is small; and one of
    which it is not known what it was made of.
    """
    is_unknown = value.value is not None and value.numerator is None and value.denominator is None
    is_gone = value.reason is Reason.SUPPRESSED
    return is_gone or is_unknown or rule.hides(unit, value.numerator, value.denominator)


def less(total: Value, parts: Iterable[Value]) -> Value:
    """What is left of a total for whoever knows these parts of it: its numbers alone, not its value."""
    own = [part for part in parts if part.measure == total.measure]
    above = _left(total.numerator, (part.numerator for part in own))
    return replace(
        total, numerator=above, denominator=_left(total.denominator, (part.denominator for part in own))
    )


def _left(total: Number | None, parts: Iterable[Number | None]) -> Number | None:
    return None if total is None else total - sum(part for part in parts if part is not None)


# ---------------------------------------------------------------- what numbers tell of each other

_KEPT_REASONS = (Reason.NOT_HELD, Reason.MATURING, Reason.NOT_TOLD, Reason.UNRESOLVED)
"""Why there is no value, where that says nothing of how many there are."""


def masked(value: Value) -> Value:
    """The value suppressed, zeros too; where nothing is held or told there is nothing to hide."""
    return value if value.reason in _KEPT_REASONS else suppressed(value)


def hidden_measures(
    measures: Sequence[Measure],
    periods: Iterable[Sequence[Value]],
    rule: HidingRule,
    hidden: Iterable[str] = (),
) -> frozenset[str]:
    """The names of the measures that are hidden in all of these periods; the `hidden` ones are among them.

    `periods` hold one value for each measure. A measure is hidden if it is small in any of them, so that no
    gap says in which. Measures that part the same children are hidden so that what all the hidden ones have
    together is not small either: the smallest shown one goes too. With a percentage goes its count.
    """
    by_measure = [{value.measure: value for value in values} for values in periods]
    units = {measure.name: measure.unit for measure in measures}
    every = (value for values in by_measure for value in values.values())
    found = {*hidden, *(value.measure for value in every if is_hidden(value, units[value.measure], rule))}
    while more := _given_away(measures, by_measure, rule, found):
        found.add(more)
    return frozenset(found)


_Period = Mapping[str, Value]


def _given_away(
    measures: Sequence[Measure], periods: Sequence[_Period], rule: HidingRule, hidden: set[str]
) -> str | None:
    """One more measure to hide, because what is shown would tell of a hidden one; None where nothing does."""
    counts = {one.numerator for one in measures if one.name in hidden}
    for one in measures:
        if one.name not in hidden and one.unit is Unit.COUNT and one.numerator in counts:
            return one.name
    for parts in _parting(measures):
        within = [name for name in parts if name in hidden]
        shown = [name for name in parts if name not in hidden]
        if within and shown and any(rule.tells(_counts(each, within)) for each in periods):
            return min(shown, key=lambda name: (sum(sum(_counts(each, [name])) for each in periods), name))
    return _told_by_a_step(measures, periods, rule, hidden)


def _told_by_a_step(
    measures: Sequence[Measure], periods: Sequence[_Period], rule: HidingRule, hidden: set[str]
) -> str | None:
    """The smaller of two shown steps that few lie between: whoever knows both knows of those few."""
    for steps in _steps(measures):
        shown = [name for name in steps if name not in hidden]
        for pair in combinations(shown, 2):
            if any(rule.is_small(_between(each, *pair)) for each in periods):
                return min(pair, key=lambda name: (sum(sum(_counts(each, [name])) for each in periods), name))
    return None


def _between(values: _Period, one: str, other: str) -> Number:
    counts: list[Number] = [*_counts(values, [one]), *_counts(values, [other])]
    return abs(Decimal(counts[0]) - Decimal(counts[1])) if len(counts) == 2 else 0


def _steps(measures: Sequence[Measure]) -> Iterator[list[str]]:
    """Counts of the same rows, each narrowed by at most one limit: each may be a part of the one before."""
    groups: dict[tuple[object, ...], list[str]] = {}
    for one in measures:
        ask = one.numerator
        if one.unit is Unit.COUNT and isinstance(ask.aggregate, Count) and _is_a_step(ask.aggregate):
            groups.setdefault((ask.table, ask.when, ask.where), []).append(one.name)
    return (names for names in groups.values() if len(names) > 1)


def _is_a_step(counted: Count) -> bool:
    return len(counted.where) <= 1 and all(isinstance(each, AtMost) for each in counted.where)


def _parting(measures: Sequence[Measure]) -> Iterator[list[str]]:
    """Measures that part the same children: percentages of the same whole, or three counts and more."""
    groups: dict[tuple[Unit, Ask | None], list[str]] = {}
    for one in measures:
        if one.unit in (Unit.PERCENT, Unit.COUNT):
            groups.setdefault((one.unit, one.denominator), []).append(one.name)
    fewest = {Unit.PERCENT: 2, Unit.COUNT: 3}
    return (names for (unit, _), names in groups.items() if len(names) >= fewest[unit])


def _counts(values: _Period, names: Iterable[str]) -> list[Number]:
    return [values[name].numerator or 0 for name in names if name in values]


def shown_parts(
    measures: Sequence[Measure],
    parts: Sequence[Value],
    rule: HidingRule,
    *,
    hidden: frozenset[str] = frozenset(),
    exact: Container[str | None] = (),
) -> list[Value] | None:
    """The categories of one breakdown in one period, beside their total, as they may be shown.

    A category is hidden in all its measures or in none. Where the hidden ones together would still be small,
    so that total and shown ones tell them by subtraction, the smallest shown one is hidden too, until they
    are not: the interim rule, until there is secondary suppression. `hidden` measures of the total are hidden
    in every category. Categories in `exact` are shown to this viewer as they are, so they protect nobody:
    None where nothing that can be hidden is enough, and the total has to go.
    """
    rows: dict[str | None, list[Value]] = {}
    for value in parts:
        rows.setdefault(value.category, []).append(value)
    open_to_all = {category: values for category, values in rows.items() if category not in exact}
    gone = _hidden_categories(measures, open_to_all, rule, hidden)
    if gone is None and len(open_to_all) < len(rows):
        return None
    gone = frozenset(open_to_all) if gone is None else gone
    return [
        masked(value)
        if value.category not in exact and (value.category in gone or value.measure in hidden)
        else value
        for value in parts
    ]


def _hidden_categories(
    measures: Sequence[Measure],
    rows: Mapping[str | None, Sequence[Value]],
    rule: HidingRule,
    hidden: frozenset[str],
) -> frozenset[str | None] | None:
    """The categories to hide; None where even all of them together are small."""
    gone = {
        name for name, values in rows.items() if hidden_measures(measures, [values], rule, hidden) > hidden
    }
    told = [measure for measure in measures if measure.name not in hidden]
    while any(_tell(measure, [rows[name] for name in gone], rule) for measure in told):
        shown = [name for name in rows if name not in gone]
        if not shown:
            return None
        gone.add(min(shown, key=lambda name: (_size(rows[name]), name or "")))
    return frozenset(gone)


def _tell(measure: Measure, rows: Sequence[Sequence[Value]], rule: HidingRule) -> bool:
    """Whether the sum of the measure over these categories, which everybody can work out, tells too much."""
    own = [value for row in rows for value in row if value.measure == measure.name]
    numerator, denominator = _sum(value.numerator for value in own), _sum(value.denominator for value in own)
    sizes = [_size([value]) for value in own]
    return rule.hides(measure.unit, numerator, denominator) or rule.tells([size for size in sizes if size])


def _sum(numbers: Iterable[Number | None]) -> Number | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def _size(row: Sequence[Value]) -> Number:
    """How many children the first measure of a category is of: of a percentage the whole."""
    return row[0].denominator or row[0].numerator or 0


def in_steps(values: Sequence[Value], rule: HidingRule) -> list[Value]:
    """Counts of which each is a part of the one before: one is hidden too where few make the difference.

    Whoever knows that 30 came to a step and 28 to the next knows of 2 who did not.
    """
    shown: list[Value] = []
    above: Number | None = None
    for value in values:
        if above is not None and value.numerator is not None and rule.is_small(above - value.numerator):
            shown.append(suppressed(value))
            continue
        above = above if value.numerator is None else value.numerator
        shown.append(value)
    return shown


def in_parts(values: Sequence[Value]) -> list[Value]:
    """Counts whose sum is known: where one alone is hidden, the smallest other goes too."""
    if sum(value.reason is Reason.SUPPRESSED for value in values) != 1:
        return list(values)
    others = [value.numerator for value in values if value.numerator]
    least = min(others, default=None)
    place = next((n for n, value in enumerate(values) if least and value.numerator == least), None)
    return [suppressed(value) if n == place else value for n, value in enumerate(values)]
