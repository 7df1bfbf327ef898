"""Each rule at its edges, on lines written out by hand: the centre at 0, near limits at 2, limits at 3."""

from collections.abc import Callable, Sequence
from fractions import Fraction

import pytest

from stonechat.analysis.judged import Side
from stonechat.analysis.rules import Lines, Stretch, outside, shift, trend, two_of_three

UNIT = Lines(*(Fraction(line) for line in (0, -3, 3, -2, 2)))
HIGH, LOW = Side.HIGH, Side.LOW


def found(
    rule: Callable[..., tuple[Stretch, ...]], values: Sequence[float | None]
) -> list[tuple[Side, tuple[int, ...]]]:
    exact = [None if value is None else Fraction(value) for value in values]
    return [(stretch.side, stretch.places) for stretch in rule(exact, [UNIT] * len(values))]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0, 3, 0], []),  # on the limit is within it
        ([0, 3.25, 0], [(HIGH, (1,))]),
        ([-3, -3.25], [(LOW, (1,))]),
        ([4, 4, 1, 4], [(HIGH, (0, 1)), (HIGH, (3,))]),
        ([4, -4], [(HIGH, (0,)), (LOW, (1,))]),
        ([4, None, 4], [(HIGH, (0,)), (HIGH, (2,))]),
        ([], []),
    ],
)
def test_a_point_beyond_a_limit_is_outside(values: list[float | None], expected: object) -> None:
    assert found(outside, values) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1] * 6, []),
        ([1] * 7, [(HIGH, tuple(range(7)))]),
        ([-1] * 8, [(LOW, tuple(range(8)))]),
        ([1] * 6 + [0] + [1] * 6, []),  # on the centre breaks the run
        ([0] * 9, []),  # on neither side
        ([1] * 4 + [None] + [1] * 4, []),  # and so does a gap
        ([1] * 7 + [-1] * 7, [(HIGH, tuple(range(7))), (LOW, tuple(range(7, 14)))]),
    ],
)
def test_seven_in_a_row_on_one_side_are_a_shift(values: list[float | None], expected: object) -> None:
    assert found(shift, values) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0, 1, 2, 3, 4, 5], []),  # six points
        ([0, 1, 2, 3, 4, 5, 6], [(HIGH, tuple(range(7)))]),
        ([6, 5, 4, 3, 2, 1, 0], [(LOW, tuple(range(7)))]),
        ([0, 1, 2, 2, 3, 4, 5, 6], []),  # equal neighbours break it
        ([0, 1, 2, None, 3, 4, 5, 6], []),
        ([9, 0, 1, 2, 3, 4, 5, 6], [(HIGH, tuple(range(1, 8)))]),
        # up and down again: the top belongs to both
        ([*range(7), *range(5, -1, -1)], [(HIGH, tuple(range(7))), (LOW, tuple(range(6, 13)))]),
    ],
)
def test_seven_in_a_row_rising_or_falling_are_a_trend(values: list[float | None], expected: object) -> None:
    assert found(trend, values) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([2.5, 2.5], []),  # two points are not three
        ([2.5, 2.5, 1], [(HIGH, (0, 1))]),
        ([2.5, 1, 2.5], [(HIGH, (0, 2))]),  # the one in between is not marked
        ([1, 2.5, 2.5], [(HIGH, (1, 2))]),
        ([2, 2, 2], []),  # on the near limit is within it
        ([2.5, 2.5, 0], []),  # the third is on the centre, on no side
        ([2.5, -1, 2.5], []),
        ([2.5, -2.5, 1], []),  # opposite sides
        ([-2.5, -1, -2.5], [(LOW, (0, 2))]),
        ([4, 1, 2.5], [(HIGH, (0, 2))]),  # beyond three counts too
        ([2.5, None, 2.5], []),
        ([2.5, 2.5, 1, 2.5, 2.5], [(HIGH, (0, 1, 3, 4))]),  # threes that share a point are one stretch
        ([2.5, 2.5, 1, 1, 2.5, 2.5], [(HIGH, (0, 1)), (HIGH, (4, 5))]),
    ],
)
def test_two_of_three_beyond_a_near_limit(values: list[float | None], expected: object) -> None:
    assert found(two_of_three, values) == expected


def test_each_point_is_held_against_its_own_lines() -> None:
    wide = Lines(Fraction(0), Fraction(-9), Fraction(9), Fraction(-6), Fraction(6))
    values = [Fraction(4), Fraction(4)]
    assert [stretch.places for stretch in outside(values, [UNIT, wide])] == [(0,)]
