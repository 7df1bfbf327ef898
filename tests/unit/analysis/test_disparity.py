"""Ratios between groups: the formula, a second library, the edge of ten, siblings."""

from math import exp, log, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import Table2x2

from stonechat.analysis.disparity import Group, Likelihood, NotGiven, all_others, disparity


def group(count: int, of: int) -> Group:
    return Group("one", count, of)


def test_the_formula() -> None:
    """30 of 200 against 100 of 1,000: exp(ln 1.5 +- 1.96 x sqrt(1/30 - 1/200 + 1/100 - 1/1000))."""
    found = disparity(group(30, 200), group(100, 1_000))
    reach = 1.959963984540054 * sqrt(1 / 30 - 1 / 200 + 1 / 100 - 1 / 1_000)
    assert found.interval is not None
    assert found.ratio == pytest.approx(1.5)
    assert found.interval.lower == pytest.approx(exp(log(1.5) - reach), rel=1e-9)
    assert found.interval.upper == pytest.approx(exp(log(1.5) + reach), rel=1e-9)


counts = st.tuples(st.integers(10, 500) | st.sampled_from([10, 11]), st.integers(1, 2_000))


@given(counts, counts)
def test_it_is_what_statsmodels_gives(one: tuple[int, int], two: tuple[int, int]) -> None:
    (a, more_a), (b, more_b) = one, two
    found = disparity(group(a, a + more_a), group(b, b + more_b))
    table = Table2x2([[a, more_a], [b, more_b]])
    assert found.ratio is not None and found.interval is not None
    assert found.ratio == pytest.approx(table.riskratio, rel=1e-9)
    assert (found.interval.lower, found.interval.upper) == pytest.approx(table.riskratio_confint(), rel=1e-9)


@pytest.mark.parametrize(
    ("one", "two", "given_"), [(9, 50, False), (50, 9, False), (10, 10, True), (0, 50, False)]
)
def test_below_ten_it_is_not_given(one: int, two: int, given_: bool) -> None:
    found = disparity(group(one, 100), group(two, 100))
    assert (found.ratio is not None, found.interval is not None) == (given_, given_)
    assert found.why_not is (None if given_ else NotGiven.TOO_FEW)
    assert (found.likelihood is None) == (not given_)


@pytest.mark.parametrize(
    ("one", "two", "likelihood"),
    [
        ((60, 200), (100, 1_000), Likelihood.MORE),
        ((100, 1_000), (60, 200), Likelihood.LESS),
        ((22, 200), (100, 1_000), Likelihood.CANNOT_TELL),
        ((50, 50), (80, 80), Likelihood.CANNOT_TELL),  # all of both: 1, with no room about it
    ],
)
def test_what_the_interval_says(one: tuple[int, int], two: tuple[int, int], likelihood: Likelihood) -> None:
    assert disparity(group(*one), group(*two)).likelihood is likelihood


def test_siblings_widen_the_interval_and_leave_the_ratio() -> None:
    alone, together = (disparity(group(30, 200), group(100, 1_000), effect) for effect in (1.0, 1.8))
    assert alone.interval is not None and together.interval is not None
    assert alone.ratio == together.ratio == pytest.approx(1.5)
    assert together.interval.lower < alone.interval.lower
    assert log(together.interval.upper / 1.5) == pytest.approx(log(alone.interval.upper / 1.5) * sqrt(1.8))
    with pytest.raises(ValueError, match="surer"):
        disparity(group(30, 200), group(100, 1_000), 0.9)


def test_all_others_share_no_child_with_the_group() -> None:
    assert all_others(group(30, 200), Group("all", 130, 1_200)) == Group("all other children", 100, 1_000)
    with pytest.raises(ValueError, match="count"):
        all_others(group(30, 200), Group("all", 20, 1_200))
    with pytest.raises(ValueError, match="count"):
        group(3, 2)
