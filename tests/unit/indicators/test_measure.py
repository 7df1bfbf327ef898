"""Dividing and rounding: half up, exact, and never a zero for what is missing."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stonechat.basics.published_numbers import SYMBOLS, read_number
from stonechat.indicators.measure import Reason, Unit, Value, quantile, ratio, rounded
from stonechat.indicators.query import Ranks

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)


@pytest.mark.parametrize(
    ("unit", "numerator", "denominator", "value"),
    [
        (Unit.PERCENT, 1, 3, "33.3"),
        (Unit.PERCENT, 2, 3, "66.7"),
        (Unit.PERCENT, 1, 2000, "0.1"),  # 0.05 exactly: half goes up
        (Unit.PERCENT, 1, 2001, "0.0"),
        (Unit.PERCENT, 3, 2, "150.0"),
        (Unit.PERCENT, 0, 7, "0.0"),
        (Unit.PER_10K, 2, 40_000, "0.5"),
        (Unit.PER_10K, 621_880, 11_998_456, "518.3"),
        (Unit.PERCENT, Decimal("1.5"), Decimal("12"), "12.5"),
    ],
)
def test_a_ratio_has_one_decimal_place(
    unit: Unit, numerator: int | Decimal, denominator: int | Decimal, value: str
) -> None:
    assert str(ratio(unit, numerator, denominator)) == value


@pytest.mark.parametrize(("numerator", "denominator"), [(None, 5), (5, None), (None, None), (5, 0), (0, 0)])
def test_nothing_to_divide_gives_no_value(numerator: int | None, denominator: int | None) -> None:
    assert ratio(Unit.PERCENT, numerator, denominator) is None


def test_a_count_is_no_ratio() -> None:
    with pytest.raises(ValueError, match="not worked out by dividing"):
        ratio(Unit.COUNT, 1, 2)


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_a_percentage_is_what_decimal_arithmetic_of_many_places_gives(part: int, whole: int) -> None:
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(part) * 100 / Decimal(whole)
        expected = exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    assert ratio(Unit.PERCENT, part, whole) == expected


def test_halves_are_rounded_away_from_zero() -> None:
    assert [str(rounded(Fraction(n, 20), places=1)) for n in (-3, -1, 1, 3)] == ["-0.2", "-0.1", "0.1", "0.2"]


@pytest.mark.parametrize(
    ("ranks", "share", "value"),
    [
        (Ranks(1, 7, 7), HALF, "7.0"),
        (Ranks(2, 1, 2), HALF, "1.5"),
        (Ranks(4, 1, 2), HALF, "1.5"),
        (Ranks(4, 0, 1), QUARTER, "0.8"),  # place 0.75
        (Ranks(5, 3, 3), QUARTER, "3.0"),  # place 1 exactly
        (Ranks(2, -3, 4), HALF, "0.5"),
    ],
)
def test_a_quantile_lies_on_the_line_between_two_ranks(ranks: Ranks, share: Fraction, value: str) -> None:
    assert str(quantile(ranks, share)) == value


def test_no_values_have_no_quantile() -> None:
    assert quantile(Ranks(0, None, None), HALF) is None


@pytest.mark.parametrize("symbol", [*SYMBOLS, "C", " x ", "LOW", "", "  "])
def test_a_published_symbol_is_no_number_and_never_zero(symbol: str) -> None:
    assert read_number(symbol) is None
    assert ratio(Unit.PERCENT, read_number(symbol), Decimal(10)) is None
    assert ratio(Unit.PERCENT, Decimal(10), read_number(symbol)) is None


@pytest.mark.parametrize(
    ("text", "number"), [("0", "0"), ("1,234", "1234"), ("12,345,678", "12345678"), ("519.4", "519.4")]
)
def test_a_published_number_is_read_as_written(text: str, number: str) -> None:
    assert read_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["12,34", "1234,567", ",123", "1e5", "nan", "five", "1.2.3", "1,234,", "٣"])
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="neither a number"):
        read_number(text)


def test_a_value_as_json_keeps_its_decimal_place_and_says_null_for_missing() -> None:
    share = Value("value", "sex", "F", 1, 3, Decimal("33.3"), None, date(2025, 3, 31))
    count = Value("referrals", None, None, 5, None, Decimal(5), None, date(2025, 3, 31))
    missing = Value("value", None, None, None, None, None, Reason.NOT_HELD, None)

    assert share.to_json() == {
        "measure": "value",
        "breakdown": "sex",
        "category": "F",
        "numerator": 1,
        "denominator": 3,
        "value": 33.3,
        "reason": None,
        "data_to": "2025-03-31",
    }
    assert count.to_json()["value"] == 5
    assert missing.to_json()["value"] is None
    assert missing.to_json()["reason"] == "not held"
