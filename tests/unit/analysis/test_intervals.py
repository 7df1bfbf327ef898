"""Intervals against published vectors, a second library, exact arithmetic, and at the ends of every rule."""

from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise
from math import comb, isclose

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import poisson
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.rates import confint_poisson

from stonechat.analysis.intervals import (
    Confidence,
    Interval,
    annual_rate,
    byar,
    count_interval,
    exact_poisson,
    interval_of,
    newcombe,
    quantile_interval,
    quantile_places,
    rate_interval,
    wilson,
)
from stonechat.basics.periods import parse_period
from stonechat.indicators.measure import Unit

HALF = Fraction(1, 2)
BOTH = list(Confidence)


def alpha(confidence: Confidence) -> float:
    return 2 * confidence.tail


def near(found: Interval | None, lower: float, upper: float, within: float = 1e-9) -> bool:
    assert found is not None
    return isclose(found.lower, lower, rel_tol=within, abs_tol=within) and isclose(
        found.upper, upper, rel_tol=within, abs_tol=within
    )


wholes = st.integers(1, 20_000) | st.sampled_from([1, 2, 9, 10, 29, 30, 49, 50, 199, 200])


@st.composite
def shares(draw: st.DrawFn) -> tuple[int, int]:
    """A part and a whole; none of it, one, all but one and all of it are as likely as the rest."""
    whole = draw(wholes)
    edges = st.sampled_from([0, 1, max(whole - 1, 0), whole])
    return min(draw(edges | st.integers(0, whole)), whole), whole


# Shares


@pytest.mark.parametrize("confidence", BOTH)
@given(shares())
def test_wilson_is_what_statsmodels_gives(confidence: Confidence, share: tuple[int, int]) -> None:
    lower, upper = proportion_confint(*share, alpha=alpha(confidence), method="wilson")
    assert near(wilson(*share, confidence), lower, upper)


def test_wilson_to_many_decimals() -> None:
    """12 of 57: 0.12475 to 0.33286, and the same formula in decimal arithmetic of forty places."""
    with localcontext() as context:
        context.prec = 40
        x, n, z = Decimal(12), Decimal(57), Decimal("1.959963984540054235524594430520551")
        reach = z * (z * z + 4 * x * (1 - x / n)).sqrt()
        ends = [float((2 * x + z * z + sign * reach) / (2 * (n + z * z))) for sign in (-1, 1)]
    assert near(wilson(12, 57), *ends)
    assert [round(end, 5) for end in ends] == [0.12475, 0.33286]


@given(wholes)
def test_none_and_all_end_exactly_at_the_ends(whole: int) -> None:
    none, every = wilson(0, whole), wilson(whole, whole)
    assert none is not None and every is not None
    assert none.lower == 0.0 and 0 < none.upper < 1
    assert every.upper == 1.0 and isclose(every.lower, 1 - none.upper)


@pytest.mark.parametrize("confidence", BOTH)
@given(shares())
def test_an_interval_of_a_share_holds_the_share_and_stays_between_0_and_1(
    confidence: Confidence, share: tuple[int, int]
) -> None:
    found = wilson(*share, confidence)
    assert found is not None
    assert 0 <= found.lower <= share[0] / share[1] <= found.upper <= 1


def test_of_nobody_there_is_no_share() -> None:
    assert wilson(0, 0) is None
    assert newcombe(0, 0, 1, 2) is None
    assert newcombe(1, 2, 0, 0) is None


@pytest.mark.parametrize(("part", "whole"), [(3, 2), (-1, 2), (1, 0)])
def test_a_part_above_its_whole_is_refused(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="part"):
        wilson(part, whole)


@given(shares(), shares())
def test_the_difference_of_two_shares_is_what_statsmodels_gives(
    one: tuple[int, int], two: tuple[int, int]
) -> None:
    lower, upper = confint_proportions_2indep(*one, *two, method="newcomb", compare="diff")
    assert near(newcombe(*one, *two), lower, upper)


def test_the_difference_of_newcombes_own_example() -> None:
    """Newcombe 1998, table II: 56 of 70 less 48 of 80 is 0.0524 to 0.3339 by his method 10."""
    found = newcombe(56, 70, 48, 80)
    assert found is not None
    assert (round(found.lower, 4), round(found.upper, 4)) == (0.0524, 0.3339)


# Counts and rates


@pytest.mark.parametrize(
    ("count", "by_byar", "by_exact"),
    [
        (7, (2.8044, 14.4233), (2.8144, 14.4227)),
        (25, (16.1743, 36.9065), (16.1787, 36.9049)),
    ],
)
def test_counts_have_the_published_limits(
    count: int, by_byar: tuple[float, float], by_exact: tuple[float, float]
) -> None:
    for found, expected in ((byar(count), by_byar), (exact_poisson(count), by_exact)):
        assert (round(found.lower, 4), round(found.upper, 4)) == expected


@pytest.mark.parametrize("confidence", BOTH)
@given(st.integers(0, 20_000) | st.integers(0, 12))
def test_exact_limits_are_what_statsmodels_gives(confidence: Confidence, count: int) -> None:
    lower, upper = confint_poisson(count, 1, method="exact-c", alpha=alpha(confidence))
    assert near(exact_poisson(count, confidence), 0.0 if count == 0 else lower, upper)


@pytest.mark.parametrize("confidence", BOTH)
@given(st.integers(1, 2_000))
def test_at_the_ends_of_exact_limits_the_count_is_just_so_unlikely(
    confidence: Confidence, count: int
) -> None:
    found = exact_poisson(count, confidence)
    assert isclose(poisson.sf(count - 1, found.lower), confidence.tail, rel_tol=1e-6)
    assert isclose(poisson.cdf(count, found.upper), confidence.tail, rel_tol=1e-6)


@pytest.mark.parametrize(
    ("count", "usual", "strict"),
    [
        (1, (0.025317898, 5.571644585), (0.001000547, 9.233410143)),
        (25, (16.17868501, 36.90492768), (12.33695202, 44.63607076)),
        (100, (81.36400699, 121.6268111), (71.92139974, 134.9243187)),
    ],
)
def test_counts_have_the_limits_of_public_health_funnels(
    count: int, usual: tuple[float, float], strict: tuple[float, float]
) -> None:
    """Expected results in the tests of PHEindicatormethods, which were found by trial to some six digits."""
    assert near(exact_poisson(count, Confidence.USUAL), *usual, within=5e-6)
    assert near(exact_poisson(count, Confidence.STRICT), *strict, within=5e-6)


@pytest.mark.parametrize("confidence", BOTH)
def test_byar_begins_at_ten(confidence: Confidence) -> None:
    assert count_interval(9, confidence) == exact_poisson(9, confidence)
    assert count_interval(10, confidence) == byar(10, confidence)


@pytest.mark.parametrize("confidence", BOTH)
def test_the_limits_of_a_count_rise_with_it_across_the_change_of_method(confidence: Confidence) -> None:
    every = [count_interval(count, confidence) for count in range(400)]
    for less, more in pairwise(every):
        assert less.lower < more.lower and less.upper < more.upper


@given(st.integers(10, 100_000))
def test_from_ten_on_byar_is_within_a_hundredth_of_the_exact_limits(count: int) -> None:
    by_byar, exact = byar(count), exact_poisson(count)
    assert abs(by_byar.lower - exact.lower) < 0.01
    assert abs(by_byar.upper - exact.upper) < 0.01


def test_no_event_has_a_lower_limit_of_0() -> None:
    found = count_interval(0)
    assert found.lower == 0.0
    assert round(found.upper, 4) == 3.6889
    with pytest.raises(ValueError, match="below 0"):
        count_interval(-1)
    with pytest.raises(ValueError, match="above 0"):
        byar(0)


def test_a_rate_has_the_limits_of_its_count() -> None:
    assert near(rate_interval(25, 5_000), 16.17434 * 2, 36.90655 * 2, within=1e-5)
    assert rate_interval(25, 0) is None


@pytest.mark.parametrize(
    ("period", "days", "factor", "is_partial"),
    [
        ("FY2024-25", 365, 1.0, False),
        ("FY2023-24", 366, 1.0, False),  # with 29 February
        ("12m:2025-10", 365, 1.0, False),
        ("2025-10", 31, 365 / 31, True),
        ("2024-02", 29, 366 / 29, True),
        ("2024-25-Q1", 91, 366 / 91, True),
        ("2024-W40", 7, 366 / 7, True),
    ],
)
def test_a_part_of_a_year_is_made_whole_by_its_days(
    period: str, days: int, factor: float, is_partial: bool
) -> None:
    found = annual_rate(25, 10_000, parse_period(period))
    assert found is not None
    assert (found.days, found.is_partial) == (days, is_partial)
    assert isclose(found.value, 25 * factor)
    assert near(found.interval, byar(25).lower * factor, byar(25).upper * factor)
    assert annual_rate(25, 0, parse_period(period)) is None


# Quantiles


def exact_at_most(k: int, n: int, share: Fraction) -> Fraction:
    """How likely it is that at most k of n values lie below the quantile, in whole numbers."""
    return sum(
        (comb(n, i) * share**i * (1 - share) ** (n - i) for i in range(k + 1)),
        Fraction(0),
    )


@pytest.mark.parametrize("share", [HALF, Fraction(1, 4), Fraction(9, 10)])
@pytest.mark.parametrize("n", [*range(1, 45), 100])
@pytest.mark.parametrize("confidence", BOTH)
def test_a_quantile_lies_between_the_places_that_exact_arithmetic_gives(
    confidence: Confidence, n: int, share: Fraction
) -> None:
    tail = Fraction(str(confidence.tail))
    lowest = [place for place in range(1, n + 1) if exact_at_most(place - 1, n, share) <= tail]
    highest = [place for place in range(1, n + 1) if 1 - exact_at_most(place - 1, n, share) <= tail]
    found = quantile_places(n, share, confidence)
    if not (lowest and highest):
        assert found is None
        return
    assert found is not None
    lower, upper, coverage = found
    assert (lower, upper) == (max(lowest), min(highest))
    exact = exact_at_most(upper - 1, n, share) - exact_at_most(lower - 1, n, share)
    assert isclose(coverage, exact, abs_tol=1e-12)
    assert coverage >= confidence.value


def test_the_median_of_a_few() -> None:
    """The textbook places: 1 and 6 of 6 (96.9%), 2 and 9 of 10 (97.9%), 10 and 21 of 30 (95.7%)."""
    assert quantile_places(5, HALF) is None
    found = [quantile_places(n, HALF) for n in (6, 10, 30)]
    assert [(a, b, round(c, 3)) for a, b, c in filter(None, found)] == [
        (1, 6, 0.969),
        (2, 9, 0.979),
        (10, 21, 0.957),
    ]


def test_the_ends_are_values_of_the_list() -> None:
    found = quantile_interval([3, 3, 5, 8, 8, 8, 9, 12, 20, 45], HALF)
    assert found is not None
    assert found.interval == Interval(3.0, 20.0)
    assert (found.lower_place, found.upper_place) == (2, 9)
    assert quantile_interval([], HALF) is None
    assert quantile_interval([Decimal("1.5")] * 5, HALF) is None


def test_values_out_of_order_and_quantiles_that_are_none_are_refused() -> None:
    with pytest.raises(ValueError, match="order"):
        quantile_interval([2, 1, 3, 4, 5, 6], HALF)
    with pytest.raises(ValueError, match="between 0 and 1"):
        quantile_places(10, Fraction(1))


# By unit


@pytest.mark.parametrize(
    ("unit", "numerator", "denominator", "expected"),
    [
        (Unit.PERCENT, 12, 57, (12.475, 33.286)),
        (Unit.PERCENT, 0, 0, None),
        (Unit.PERCENT, None, 57, None),
        (Unit.PERCENT, 3, 2, None),  # a ratio above 100%
        (Unit.PERCENT, Decimal("1.5"), 12, None),  # posts
        (Unit.PERCENT, Decimal("12"), Decimal("57"), (12.475, 33.286)),
        (Unit.PER_10K, 25, 10_000, (16.1743, 36.9065)),
        (Unit.PER_10K, 25, None, None),
        (Unit.PER_10K, 25, 0, None),
        (Unit.COUNT, 7, None, (2.8144, 14.4227)),
        (Unit.EACH, 150, 10, None),
        (Unit.DAYS, None, 20, None),
        (Unit.COUNT, -1, None, None),
    ],
)
def test_a_value_has_its_interval_in_its_own_unit(
    unit: Unit,
    numerator: int | Decimal | None,
    denominator: int | Decimal | None,
    expected: tuple[float, float] | None,
) -> None:
    found = interval_of(unit, numerator, denominator)
    if expected is None:
        assert found is None
    else:
        assert near(found, *expected, within=1e-4)


@given(shares())
def test_a_stricter_interval_holds_the_usual_one(share: tuple[int, int]) -> None:
    assume(share[0] <= share[1])
    usual, strict = (interval_of(Unit.PERCENT, *share, confidence) for confidence in BOTH)
    assert usual is not None and strict is not None
    assert strict.lower <= usual.lower and usual.upper <= strict.upper
    assert usual.lower in strict and usual.upper in strict


@pytest.mark.parametrize(
    ("unit", "numerator", "denominator", "expected"),
    [
        (Unit.PERCENT, 24, 114, wilson(12, 57).times(100)),  # type: ignore[union-attr]
        (Unit.COUNT, 50, None, exact_poisson(25).times(2)),
        (Unit.PER_10K, 50, 20_000, exact_poisson(25)),
    ],
)
def test_children_who_hang_together_count_as_so_many_fewer(
    unit: Unit, numerator: int, denominator: int | None, expected: Interval
) -> None:
    found = interval_of(unit, numerator, denominator, design_effect=2)
    assert found is not None
    assert (found.lower, found.upper) == pytest.approx((expected.lower, expected.upper))
    alone = interval_of(unit, numerator, denominator)
    assert alone is not None
    assert found.lower < alone.lower < alone.upper < found.upper


def test_no_population_gives_no_rate_whatever_the_siblings() -> None:
    assert interval_of(Unit.PER_10K, 5, 0) is None
    assert interval_of(Unit.PER_10K, 5, 0, design_effect=2) is None
