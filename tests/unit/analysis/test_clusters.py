"""Siblings: the variance by a second library, coverage on made-up families, and the ends."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.regression.linear_model import OLS

from stonechat.analysis.clusters import Clustered, Family, clustered_count, clustered_share
from stonechat.analysis.intervals import exact_poisson, wilson

families = st.lists(
    st.integers(1, 6).flatmap(lambda n: st.builds(Family, st.integers(0, n), st.just(n))),
    min_size=2,
    max_size=25,
)


def share(rows: list[Family]) -> Clustered:
    found = clustered_share(rows)
    assert found is not None
    return found


@given(families)
def test_the_design_effect_is_that_of_cluster_robust_errors(rows: list[Family]) -> None:
    """Of the mean of ones and noughts, children of a family in one cluster."""
    found = share(rows)
    if found.value in (0.0, 1.0):
        return
    outcomes = [float(n < row.count) for row in rows for n in range(row.of)]
    cluster = [n for n, row in enumerate(rows) for _ in range(row.of)]
    model = OLS(np.array(outcomes), np.ones(len(outcomes)))
    robust = model.fit(cov_type="cluster", cov_kwds={"groups": np.array(cluster)}).cov_params()[0, 0]
    simple = found.value * (1 - found.value) / found.children
    assert found.design_effect == pytest.approx(max(1.0, robust / simple), rel=1e-9)
    assert found.effective == pytest.approx(found.children / found.design_effect)


def test_children_alone_are_plain_wilson() -> None:
    rows = [Family(int(n < 12), 1) for n in range(57)]
    found = share(rows)
    # k / (k - 1): with 57 families the effect is 57 / 56.
    assert found.design_effect == pytest.approx(57 / 56)
    plain = wilson(12, 57)
    assert plain is not None
    assert found.interval.lower == pytest.approx(plain.lower, abs=0.001)
    assert (found.children, found.families) == (57, 57)


def test_siblings_wholly_alike_count_as_one() -> None:
    """Forty families of three, twelve of them counted: as wide as 12 of about 40."""
    found = share([Family(3 * (n < 12), 3) for n in range(40)])
    plain = wilson(12, 40)
    assert plain is not None
    assert found.design_effect == pytest.approx(3 * 40 / 39)
    assert found.interval.lower == pytest.approx(plain.lower, abs=0.003)
    assert found.interval.upper == pytest.approx(plain.upper, abs=0.003)


@given(families)
def test_siblings_never_make_a_share_surer(rows: list[Family]) -> None:
    found = share(rows)
    plain = wilson(sum(row.count for row in rows), sum(row.of for row in rows))
    assert plain is not None
    assert found.design_effect >= 1
    assert found.interval.lower <= plain.lower + 1e-12
    assert found.interval.upper >= plain.upper - 1e-12
    assert 0 <= found.interval.lower <= found.value <= found.interval.upper <= 1


@pytest.mark.parametrize("counted", [0, 1])
def test_where_nothing_differs_siblings_are_taken_to_be_alike(counted: int) -> None:
    """Families of 1, 2 and 3, none (or all) counted: 14 / 6 children to each that counts."""
    found = share([Family(counted * n, n) for n in (1, 2, 3)])
    assert found.design_effect == pytest.approx(14 / 6)
    assert found.interval.upper - found.interval.lower > 0.5
    assert share([Family(1, 3)]).effective == 1.0  # one family says as much as one child


def test_no_child_no_share() -> None:
    assert clustered_share([]) is None
    assert clustered_share([Family(0, 0)]) is None
    with pytest.raises(ValueError, match="family's count"):
        Family(3, 2)


SIZES, WEIGHTS = [1, 2, 3, 5], [55, 28, 12, 5]


def test_intervals_hold_the_true_share_as_often_as_they_say() -> None:
    """Siblings alike by 0.6: of 1,500 intervals 92 to 97% hold it; of those without siblings under 89%."""
    drawing = random.Random(7)  # noqa: S311
    within = plainly = 0
    for _ in range(1_500):
        rows = []
        for size in drawing.choices(SIZES, WEIGHTS, k=60):
            chance = drawing.betavariate(0.22 * 2 / 3, 0.78 * 2 / 3)
            rows.append(Family(sum(drawing.random() < chance for _ in range(size)), size))
        found, plain = share(rows), wilson(sum(r.count for r in rows), sum(r.of for r in rows))
        assert plain is not None
        within += 0.22 in found.interval
        plainly += 0.22 in plain
    assert 0.92 < within / 1_500 < 0.97
    assert plainly / 1_500 < 0.89


def test_intervals_hold_the_true_count_as_often_as_they_say() -> None:
    """Some thirty families come by chance, each with all its children: 50.1 children are to be expected."""
    drawing = random.Random(8)  # noqa: S311
    within = plainly = 0
    expected = 30 * sum(s * w for s, w in zip(SIZES, WEIGHTS, strict=True)) / 100
    for _ in range(1_500):
        number, time = 0, drawing.expovariate(1)
        while time < 30:
            number, time = number + 1, time + drawing.expovariate(1)
        events = drawing.choices(SIZES, WEIGHTS, k=number)
        within += expected in clustered_count(events).interval
        plainly += expected in exact_poisson(sum(events))
    assert 0.93 < within / 1_500 < 0.98
    assert plainly / 1_500 < 0.87


def test_a_count_of_children_alone_is_exact_poisson() -> None:
    found = clustered_count([1] * 7)
    assert found.interval == exact_poisson(7)
    assert (found.value, found.design_effect, found.children, found.families) == (7.0, 1.0, 7, 7)


def test_a_count_by_families_of_three() -> None:
    """21 children of 7 families: three times the interval of 7."""
    found = clustered_count([3] * 7)
    assert found.design_effect == 3.0
    assert found.interval == exact_poisson(7).times(3)


def test_no_event_is_a_count_of_nought() -> None:
    assert clustered_count([]).interval == exact_poisson(0)
    assert clustered_count([0, 0]) == clustered_count([])
    with pytest.raises(ValueError, match="below 0"):
        clustered_count([-1])
