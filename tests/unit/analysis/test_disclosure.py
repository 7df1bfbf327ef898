"""What is hidden of one number, at the boundaries of the rule."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from stonechat.analysis.disclosure import (
    HidingRule,
    hidden_measures,
    in_parts,
    in_steps,
    is_hidden,
    suppressed,
)
from stonechat.indicators.catalogue import load_catalogue
from stonechat.indicators.measure import Reason, Unit, Value, ratio

RULE = HidingRule(5)


@pytest.mark.parametrize(
    ("count", "is_hidden"), [(0, False), (1, True), (5, True), (6, False), (9, False), (10, False)]
)
@pytest.mark.parametrize("unit", [Unit.COUNT, Unit.PER_10K])
def test_a_count_and_a_rate_are_hidden_by_what_was_counted(unit: Unit, count: int, is_hidden: bool) -> None:
    below = 60_000 if unit is Unit.PER_10K else None
    assert RULE.hides(unit, count, below) is is_hidden


@pytest.mark.parametrize(
    ("numerator", "denominator", "is_hidden"),
    [
        (0, 10, False),
        (0, 9, True),
        (0, 0, False),
        (1, 10, True),
        (5, 100, True),
        (6, 100, False),
        (6, 11, True),  # 5 are not in it
        (6, 12, False),
        (10, 10, False),
        (9, 9, True),
        (99, 100, True),
        (94, 100, False),
        (60, 40, False),  # more than one for each: nobody is left over
    ],
)
def test_a_percentage_is_hidden_by_its_part_the_rest_and_the_whole(
    numerator: int, denominator: int, is_hidden: bool
) -> None:
    assert RULE.hides(Unit.PERCENT, numerator, denominator) is is_hidden


@pytest.mark.parametrize(
    ("children", "workers", "is_hidden"),
    [(100, Decimal("4.5"), True), (100, Decimal("5.1"), False), (5, 20, True), (0, 0, False)],
)
def test_so_many_for_each_is_hidden_by_both(children: int, workers: int | Decimal, is_hidden: bool) -> None:
    assert RULE.hides(Unit.EACH, children, workers) is is_hidden


@pytest.mark.parametrize(("of", "is_hidden"), [(0, False), (1, True), (5, True), (6, False)])
@pytest.mark.parametrize("unit", [Unit.DAYS, Unit.WORKING_DAYS])
def test_a_length_of_time_is_hidden_by_how_many_it_is_of(unit: Unit, of: int, is_hidden: bool) -> None:
    assert RULE.hides(unit, None, of) is is_hidden


def test_an_authority_may_set_the_threshold_higher_or_hide_nothing() -> None:
    assert HidingRule(9).hides(Unit.COUNT, 9, None)
    assert not HidingRule(9).hides(Unit.COUNT, 10, None)
    assert not any(HidingRule(0).hides(Unit.PERCENT, above, 9) for above in range(10))


def value(numerator: int | None, denominator: int | None, unit: Unit = Unit.PERCENT) -> Value:
    found = ratio(unit, numerator, denominator)
    reason = None if found is not None else Reason.NO_DENOMINATOR
    return Value("value", None, None, numerator, denominator, found, reason, date(2025, 3, 31))


def test_a_hidden_value_has_no_number_at_all() -> None:
    hidden = suppressed(value(3, 40))
    assert (hidden.numerator, hidden.denominator, hidden.value) == (None, None, None)
    assert (hidden.reason, hidden.data_to) == (Reason.SUPPRESSED, date(2025, 3, 31))


@pytest.mark.parametrize(
    ("told", "unit", "expected"),
    [
        (value(3, 40), Unit.PERCENT, True),
        (value(12, 40), Unit.PERCENT, False),
        (value(3, None, Unit.PER_10K), Unit.PER_10K, True),  # no population, but a count
        (value(12, None, Unit.PER_10K), Unit.PER_10K, False),
        (Value("value", None, None, None, None, Decimal("12.5"), None, None), Unit.PERCENT, True),
        (Value("value", None, None, None, None, None, Reason.NOT_HELD, None), Unit.COUNT, False),
        (suppressed(value(12, 40)), Unit.PERCENT, True),
    ],
)
def test_a_value_is_hidden_by_all_that_it_carries(told: Value, unit: Unit, expected: bool) -> None:
    assert is_hidden(told, unit, RULE) is expected


# ---------------------------------------------------------------- steps, and the parts of what is known


def counts(*numbers: int | None) -> list[Value]:
    """A value for each number; None: suppressed already."""
    day = date(2026, 3, 31)
    made = [
        Value(f"step_{place}", None, None, number, None, Decimal(number or 0), None, day)
        for place, number in enumerate(numbers)
    ]
    return [suppressed(one) if one.numerator is None else one for one in made]


def shown(values: list[Value]) -> list[int | None]:
    return [None if value.numerator is None else int(value.numerator) for value in values]


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ((30, 30, 24, 0), [30, 30, 24, 0]),  # nobody or six left between
        ((30, 25, 19), [30, None, 19]),  # five left after the first
        ((30, 29, 25), [30, None, None]),  # the last is told by the first, though not by the one between
        ((30, None, 26), [30, None, None]),
        ((30, None, 24), [30, None, 24]),
    ],
)
def test_a_step_is_hidden_where_few_lie_between_it_and_one_that_is_shown(
    steps: tuple[int | None, ...], told: list[int | None]
) -> None:
    assert shown(in_steps(counts(*steps), RULE)) == told


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ((40, 9, 20), [40, 9, 20]),
        ((40, None, 20), [40, None, None]),
        ((40, None, 0), [None, None, 0]),
        ((None, None, 20), [None, None, 20]),
        ((None, 0, 0), [None, 0, 0]),
    ],
)
def test_one_hidden_part_of_what_is_known_takes_the_smallest_other_with_it(
    parts: tuple[int | None, ...], told: list[int | None]
) -> None:
    assert shown(in_parts(counts(*parts))) == told


@pytest.mark.parametrize(("plans", "are_told"), [(30, True), (29, False), (25, False), (24, True)])
def test_whoever_reads_an_indicator_of_steps_can_work_out_no_few(plans: int, are_told: bool) -> None:
    indicator = load_catalogue()["FD26"]
    numbers = {"referrals": 100, "assessed": 80, "enquiries": 50, "conferences": 30, "plans": plans}
    values = [
        replace(one, measure=name) for one, name in zip(counts(*numbers.values()), numbers, strict=True)
    ]

    hidden = hidden_measures(indicator.latest.measures, [values], RULE)

    assert ("plans" not in hidden) is are_told
