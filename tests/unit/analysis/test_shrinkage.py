"""Teams read together: the textbook posterior, recovery of a known spread, order by name, all by chance."""

import random
from decimal import Decimal
from math import inf, isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, gamma

from stonechat.analysis.places import Place, Why
from stonechat.analysis.shrinkage import Prior, prior_of, shrink
from stonechat.indicators.measure import Unit


def place(name: str, numerator: int | None, denominator: int | None) -> Place:
    return Place(name, name, numerator, denominator)


def teams(*counts: tuple[int, int]) -> list[Place]:
    return [place(f"Team {n:03}", x, of) for n, (x, of) in enumerate(counts)]


BOTH = pytest.mark.parametrize("unit", [Unit.PERCENT, Unit.PER_10K])


def test_a_share_is_the_mean_of_the_beta_curve_with_its_counts_added() -> None:
    """Prior beta(6, 14): overall 30%, weight 20. With 9 of 10: beta(15, 15)."""
    found = shrink([place("A", 9, 10)], Prior(Unit.PERCENT, 30.0, 20.0)).places[0]
    assert found.interval is not None
    assert (found.own, found.own_weight) == (90.0, pytest.approx(1 / 3))
    assert found.value == pytest.approx(50.0)
    assert found.interval.lower == pytest.approx(100 * beta.ppf(0.025, 15, 15))
    assert found.interval.upper == pytest.approx(100 * beta.ppf(0.975, 15, 15))


def test_a_rate_is_the_mean_of_the_gamma_curve_with_its_counts_added() -> None:
    """Prior 500 per 10,000 with the weight of 400 children: 20 events. With 100 in 1,000: 120 in 1,400."""
    found = shrink([place("A", 100, 1_000)], Prior(Unit.PER_10K, 500.0, 400.0)).places[0]
    assert found.interval is not None
    assert found.value == pytest.approx(10_000 * 120 / 1_400)
    assert found.interval.lower == pytest.approx(10_000 * gamma.ppf(0.025, 120, scale=1 / 1_400))
    assert found.interval.upper == pytest.approx(10_000 * gamma.ppf(0.975, 120, scale=1 / 1_400))


def test_the_weight_by_hand() -> None:
    """Shares 2, 6, 4 of 8: squares 1, room 24 - 8 - 2; (1 - 2 x 0.25) / 14 between, of 0.25: 7 - 1.

    Rates 1, 7, 4 of 8: squares 2.25, room 24 - 8; (2.25 - 2 x 0.5) / 16 between: 0.5 over that is 6.4.
    """
    of_shares = prior_of(teams((2, 8), (6, 8), (4, 8)), Unit.PERCENT)
    of_rates = prior_of(teams((1, 8), (7, 8), (4, 8)), Unit.PER_10K)
    assert of_shares is not None and of_rates is not None
    assert (of_shares.overall, of_shares.weight) == (50.0, pytest.approx(6.0))
    assert (of_rates.overall, of_rates.weight) == (5_000.0, pytest.approx(6.4))


def test_the_known_width_of_the_curve_is_found_again() -> None:
    """Shares drawn from beta(15, 35): overall 30%, weight 50. Rates from gamma(20) / 400: 500, weight 400."""
    drawing = random.Random(4)  # noqa: S311
    shares, rates = [], []
    for _ in range(1_500):
        size, share = drawing.randint(5, 120), drawing.betavariate(15, 35)
        shares.append((sum(drawing.random() < share for _ in range(size)), size))
        people = drawing.randint(200, 2_000)
        expected = drawing.gammavariate(20, 1 / 400) * people
        rates.append((_poisson(drawing, expected), people))
    of_shares, of_rates = prior_of(teams(*shares), Unit.PERCENT), prior_of(teams(*rates), Unit.PER_10K)
    assert of_shares is not None and of_rates is not None
    assert of_shares.overall == pytest.approx(30, rel=0.03)
    assert of_shares.weight == pytest.approx(50, rel=0.15)
    assert of_rates.overall == pytest.approx(500, rel=0.03)
    assert of_rates.weight == pytest.approx(400, rel=0.15)


def _poisson(drawing: random.Random, mean: float) -> int:
    count, time = 0, drawing.expovariate(1)
    while time < mean:
        count, time = count + 1, time + drawing.expovariate(1)
    return count


def test_reading_together_lies_nearer_the_truth_than_own_counts() -> None:
    """Thirty teams of 4 to 40 children, true shares round 22%: the squared error falls by a third or more."""
    drawing = random.Random(11)  # noqa: S311
    own_error = read_error = 0.0
    for _ in range(60):
        truth = {f"T{n}": drawing.betavariate(11, 39) for n in range(30)}
        drawn = []
        for name, share in truth.items():
            size = drawing.randint(4, 40)
            drawn.append(place(name, sum(drawing.random() < share for _ in range(size)), size))
        prior = prior_of(drawn, Unit.PERCENT)
        assert prior is not None
        for each in shrink(drawn, prior).places:
            own_error += (each.own / 100 - truth[each.place.name]) ** 2
            read_error += (each.value / 100 - truth[each.place.name]) ** 2
    assert read_error < own_error * 2 / 3


@BOTH
def test_teams_that_differ_by_no_more_than_chance_are_read_as_one(unit: Unit) -> None:
    same = teams(*[(10, 50)] * 6)
    prior = prior_of(same, unit)
    assert prior is not None
    assert prior.weight == inf and prior.is_all_chance
    found = shrink([*same, place("Z", 9, 10)], prior)
    assert {each.value for each in found.places} == {prior.overall}
    assert {(each.own_weight, each.interval) for each in found.places} == {(0.0, None)}


@BOTH
def test_nothing_counted_anywhere_is_no_difference(unit: Unit) -> None:
    prior = prior_of(teams((0, 10), (0, 20), (0, 30)), unit)
    assert prior is not None and prior.is_all_chance and prior.overall == 0


def test_all_or_none_in_each_team_is_no_certainty() -> None:
    drawn = teams((0, 2), (2, 2), (0, 2), (2, 2))
    prior = prior_of(drawn, Unit.PERCENT)
    assert prior is not None
    assert prior.weight == 1.0
    for each in shrink(drawn, prior).places:
        assert each.interval is not None
        assert 0 < each.value < 100
        assert 0 <= each.interval.lower <= each.value <= each.interval.upper <= 100


@BOTH
@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 40)), min_size=3, max_size=12),
)
def test_each_is_read_between_its_own_and_the_overall_value(
    unit: Unit, counts: list[tuple[int, int]]
) -> None:
    drawn = teams(*[(min(x, n), n) for x, n in counts])
    prior = prior_of(drawn, unit)
    assert prior is not None
    for each in shrink(drawn, prior).places:
        low, high = sorted((each.own, prior.overall))
        assert low - 1e-9 <= each.value <= high + 1e-9
        assert 0 <= each.own_weight <= 1
        if each.interval is not None:
            assert each.interval.lower <= each.value * (1 + 1e-9)
            assert each.value <= each.interval.upper * (1 + 1e-9)


def test_teams_come_by_name_whatever_their_values() -> None:
    drawn = [place("south", 9, 10), place("east", 1, 10), place("North", 5, 10), place("west", None, 10)]
    prior = prior_of(drawn, Unit.PERCENT)
    assert prior is not None
    found = shrink(drawn, prior)
    assert [each.place.name for each in found.places] == ["east", "North", "south"]
    assert [(each.place.name, each.why) for each in found.left_out] == [("west", Why.NO_VALUE)]


def test_a_smaller_team_is_drawn_further_to_the_overall_value() -> None:
    prior = Prior(Unit.PERCENT, 20.0, 30.0)
    small, large = shrink([place("A", 4, 8), place("B", 40, 80)], prior).places
    assert small.own == large.own == 50
    assert 20 < small.value < large.value < 50


@BOTH
def test_two_places_do_not_say_how_places_differ(unit: Unit) -> None:
    assert prior_of(teams((1, 10), (9, 10)), unit) is None
    assert prior_of([*teams((1, 10), (9, 10)), place("x", 1, 0)], unit) is None


def test_only_shares_and_rates_are_read_together() -> None:
    with pytest.raises(ValueError, match="only shares and rates"):
        prior_of(teams((1, 10)), Unit.DAYS)
    assert prior_of(teams((11, 10), (1, 5), (1, 5)), Unit.PERCENT) is None
    assert prior_of(teams((11, 10), (1, 5), (1, 5)), Unit.PER_10K) is not None
    with pytest.raises(ValueError, match="larger than its whole"):
        shrink(teams((11, 10)), Prior(Unit.PERCENT, 20.0, 30.0))
    assert isclose(
        shrink([Place("A", "A", Decimal(3), Decimal(6))], Prior(Unit.PERCENT, 50, 6)).places[0].value, 50
    )
