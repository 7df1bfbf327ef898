"""How a figure is told, at the edge of every rule: 9 and 10, 29 and 30, 49 and 50, 199 and 200."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stonechat.analysis.small_numbers import caution, has_percentage, number, places, told
from stonechat.indicators.measure import Unit, ratio, rounded


def percent(part: int, whole: int) -> str:
    return told(Unit.PERCENT, ratio(Unit.PERCENT, part, whole), part, whole)


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (0, 1, "0 of 1"),
        (8, 9, "8 of 9"),
        (9, 10, "9 of 10"),
        (12, 40, "12 of 40"),
        (0, 49, "0 of 49"),
        (49, 49, "49 of 49"),
        (50, 49, "50 against 49"),  # conferences of a year and its enquiries, for example
        (0, 50, "0%"),
        (50, 50, "100%"),
        (15, 50, "30%"),
        (1, 199, "1%"),  # 0.503
        (61, 200, "30.5%"),
        (60, 200, "30.0%"),
        (1_204, 3_000, "40.1%"),
        (4_000, 2_000, "200.0%"),
        (40_000, 2_000, "2,000.0%"),
        (0, 0, "no value"),
    ],
)
def test_a_percentage_is_told_by_what_it_stands_on(part: int, whole: int, words: str) -> None:
    assert percent(part, whole) == words


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (85, 187, "45%"),  # 45.4545: by way of 45.5 it would be 46
        (45, 99, "45%"),  # the same
        (89, 199, "45%"),  # 44.72
        (81, 182, "45%"),  # 44.505
        (25, 200, "12.5%"),
    ],
)
def test_a_percentage_is_rounded_once(part: int, whole: int, words: str) -> None:
    assert percent(part, whole) == words


@given(st.integers(0, 2_000), st.integers(50, 2_000))
def test_a_whole_percentage_is_the_nearest_one(part: int, whole: int) -> None:
    exact = Fraction(part) * 100 / whole
    assert percent(part, whole) == f"{rounded(exact, 0 if whole < 200 else 1):,}%"


@pytest.mark.parametrize(
    ("unit", "value", "numerator", "denominator", "words"),
    [
        (Unit.PER_10K, "519.4", 1_204, 23_180, "519.4 per 10,000 (1,204)"),
        (Unit.PER_10K, "519.4", None, None, "519.4 per 10,000"),
        (Unit.COUNT, "1204", 1_204, None, "1,204"),
        (Unit.COUNT, "0", 0, None, "0"),
        (Unit.DAYS, "38.5", None, 12, "38.5 days"),
        (Unit.WORKING_DAYS, "15.0", None, 12, "15.0 working days"),
        (Unit.EACH, "15.2", 152, 10, "15.2"),
        (Unit.PERCENT, None, 3, 12, "no value"),
        (Unit.PERCENT, "30.1", None, None, "30.1%"),
        (Unit.PERCENT, "30", None, None, "30%"),  # published without decimals
        (Unit.PERCENT, "30.1", None, 120, "30%"),
        (Unit.PERCENT, "12.5", Decimal("1.5"), Decimal("12"), "1.5 of 12"),
    ],
)
def test_other_values_are_told_with_their_unit(
    unit: Unit,
    value: str | None,
    numerator: int | Decimal | None,
    denominator: int | Decimal | None,
    words: str,
) -> None:
    assert told(unit, None if value is None else Decimal(value), numerator, denominator) == words


@pytest.mark.parametrize(
    ("unit", "denominator", "decimals"),
    [
        (Unit.PERCENT, 199, 0),
        (Unit.PERCENT, 200, 1),
        (Unit.PERCENT, None, 1),
        (Unit.PER_10K, 50, 1),
        (Unit.COUNT, None, 0),
        (Unit.DAYS, 3, 1),
    ],
)
def test_decimals(unit: Unit, denominator: int | None, decimals: int) -> None:
    assert places(unit, denominator) == decimals


@pytest.mark.parametrize(
    ("value", "denominator", "said"),
    [
        (0.05, None, "0.1"),  # as written, not as the binary number just above or below it
        (0.15, None, "0.2"),
        (-0.05, None, "-0.1"),
        (30.5, 199, "31"),
        (30.49, 199, "30"),
        (Decimal("1234.55"), 5_000, "1,234.6"),
    ],
)
def test_a_limit_or_a_mean_is_rounded_half_up(
    value: float | Decimal, denominator: int | None, said: str
) -> None:
    assert number(Unit.PERCENT, value, denominator) == said


def test_under_ten_there_is_no_percentage_and_under_thirty_a_word_of_caution() -> None:
    assert [has_percentage(n) for n in (0, 9, 10, None)] == [False, False, True, True]
    assert caution(Unit.PERCENT, 9) == "This figure is of 9, too few for a percentage."
    for n in (10, 29):
        assert caution(Unit.PERCENT, n, "The last value") == (
            f"The last value is of {n} only: one child more or fewer would change it a good deal."
        )
    assert caution(Unit.PERCENT, 30) is None
    assert caution(Unit.PERCENT, None) is None
    assert caution(Unit.PER_10K, 5) is None
