"""Centres and limits against exact arithmetic, other people's numbers and hand-worked cases."""

from fractions import Fraction
from itertools import pairwise
from math import sqrt

import pytest
from scipy.stats import geom

from stonechat.analysis.limits import (
    average_moving_range,
    cases_between,
    individual,
    median,
    proportion,
    spread_beyond_chance,
)

VECTOR = (22, 25, 19, 24, 21, 26, 23, 20, 24, 22, 27, 21)


def exact(values: tuple[int | str | None, ...]) -> list[Fraction | None]:
    return [None if value is None else Fraction(value) for value in values]


def test_the_vector_of_individual_values() -> None:
    lines = individual(exact(VECTOR))
    assert lines.centre == Fraction(274, 12)
    assert average_moving_range(exact(VECTOR)) == Fraction(45, 11)
    assert (lines.lower, lines.upper) == (
        Fraction(274, 12) - Fraction(266, 100) * Fraction(45, 11),
        Fraction(274, 12) + Fraction(266, 100) * Fraction(45, 11),
    )
    assert [float(line) for line in (lines.lower, lines.upper)] == pytest.approx(
        [11.951515151515152, 33.715151515151515], abs=1e-9
    )
    assert lines.near_upper == lines.centre + Fraction(266, 100) * Fraction(45, 11) * 2 / 3


def test_a_change_of_exactly_the_freak_multiple_is_left_out_and_one_just_under_is_not() -> None:
    # Changes 267, 267, 267 and one of x: the average is (801 + x) / 4; x = 3.267 times it at x = 3570.06...
    def changes(last: Fraction) -> list[Fraction]:
        return [Fraction(0), Fraction(267), Fraction(0), Fraction(267), Fraction(267) + last]

    boundary = Fraction(3267, 1000) * 801 / (4 - Fraction(3267, 1000))
    assert average_moving_range(changes(boundary)) == 267
    under = boundary - Fraction(1, 1000)
    assert average_moving_range(changes(under)) == (801 + under) / 4
    assert average_moving_range(changes(boundary), screened=False) == (801 + boundary) / 4


def test_one_jump_in_a_level_series_is_not_left_out_since_nothing_would_remain() -> None:
    level = exact((5,) * 9 + (9,) + (5,) * 9)
    assert average_moving_range(level) == Fraction(8, 18)


def test_equal_values_have_limits_without_width() -> None:
    lines = individual(exact((7,) * 15))
    assert {lines.centre, lines.lower, lines.upper, lines.near_lower, lines.near_upper} == {Fraction(7)}


def test_no_change_is_taken_across_a_gap() -> None:
    assert average_moving_range(exact((1, 2, None, 102, 104))) == Fraction(3, 2)
    assert average_moving_range(exact((1, None, 2))) is None
    assert individual(exact((1, None, 2))).upper is None


def test_a_run_chart_has_a_median_and_no_limits() -> None:
    lines = median(exact((3, 1, None, 10, 4)))
    assert lines.centre == Fraction(7, 2)
    assert lines.lower is lines.upper is None


def test_a_p_chart_has_limits_by_each_denominator() -> None:
    counts = ((30, 40), (60, 100), (10, 10))  # 100 of 150
    lines = proportion(counts, 40, Fraction(1))
    reach = 300 * sqrt((2 / 3) * (1 / 3) / 40)
    assert lines.centre == Fraction(200, 3)
    assert float(lines.upper) == pytest.approx(200 / 3 + reach, abs=1e-9)  # unclipped: may pass 100
    assert float(lines.near_lower) == pytest.approx(200 / 3 - reach * 2 / 3, abs=1e-9)
    assert lines.centre - proportion(counts, 160, Fraction(1)).lower == pytest.approx(reach / 2, abs=1e-9)


def test_p_prime_is_as_wide_as_laney_has_it() -> None:
    counts = [(40, 100), (60, 200), (90, 150), (20, 80), (70, 100), (30, 120)]
    share = sum(x for x, _ in counts) / sum(n for _, n in counts)
    z = [(x / n - share) / sqrt(share * (1 - share) / n) for x, n in counts]
    moves = [abs(b - a) for a, b in pairwise(z)]
    assert float(spread_beyond_chance(counts)) == pytest.approx(sum(moves) / 5 / 1.128, abs=1e-9)


def test_percentages_that_vary_less_than_chance_keep_the_limits_of_chance() -> None:
    assert spread_beyond_chance([(50, 100)] * 12) == 1
    assert spread_beyond_chance([(100, 100)] * 12) == 1  # all or none: no chance to compare with
    assert spread_beyond_chance([(0, 100)] * 12) == 1


@pytest.mark.parametrize("mean", [1, 4, 9, 30, 250])
def test_cases_between_events_pass_their_limits_as_seldom_as_three_standard_deviations(mean: int) -> None:
    lines = cases_between([Fraction(mean)] * 12)
    upper, lower, near_upper = (int(line) for line in (lines.upper, lines.lower, lines.near_upper))
    cases = geom(1 / (1 + mean), loc=-1)  # cases before the event: from nought
    assert cases.sf(upper) <= 0.001349898 < cases.sf(upper - 1)
    assert cases.cdf(lower - 1) < 0.001349898 <= cases.cdf(lower)
    assert cases.sf(near_upper) <= 0.022750132 < cases.sf(near_upper - 1)


def test_events_in_every_case_have_limits_without_width() -> None:
    assert cases_between([Fraction(0)] * 12).upper == 0
