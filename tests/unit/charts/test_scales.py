import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stonechat.charts.scales import (
    FILL,
    MOST_FILL,
    Domain,
    Linear,
    Time,
    cropped,
    from_zero,
    month_ticks,
    ticks,
)

VALUES = st.lists(st.floats(0, 1e6).map(lambda value: round(value, 2)), min_size=1, max_size=20)
DAYS = st.dates(date(2000, 1, 1), date(2040, 1, 1))


@given(VALUES)
def test_a_scale_shows_every_value(values: list[float]) -> None:
    domain = cropped(values, 0.0)
    assert domain.lowest < domain.highest
    assert domain.lowest <= min(values) + 1e-6
    assert max(values) <= domain.highest + 1e-6


@given(st.floats(1, 1e6), st.floats(0.01, 0.35))
def test_a_cropped_scale_is_filled_by_two_thirds_to_three_quarters(low: float, share: float) -> None:
    values = (low, low * (1 + share))
    domain = cropped(values, 0.0)
    assert domain.lowest > 0
    assert 2 / 3 <= (max(values) - min(values)) / (domain.highest - domain.lowest) <= 3 / 4


@given(st.lists(st.integers(0, 1000).map(lambda tenths: tenths / 10), min_size=1, max_size=20))
def test_a_scale_of_percentages_stays_between_nothing_and_all(values: list[float]) -> None:
    domain = cropped(values, 0.0, 100.0)
    assert 0 <= domain.lowest < domain.highest <= 100
    assert domain.lowest <= min(values)
    assert max(values) <= domain.highest


def test_data_near_the_greatest_possible_has_its_room_below() -> None:
    domain = cropped((91.0, 99.0), 0.0, 100.0)
    assert domain.highest == 100
    assert (99 - 91) / (100 - domain.lowest) == pytest.approx(8 / (8 / MOST_FILL), abs=0.1)


def test_data_that_is_clear_from_zero_starts_there() -> None:
    assert cropped((10.0, 20.0)).starts_at_zero
    assert not cropped((11.0, 20.0)).starts_at_zero


def test_without_spread_or_values_there_is_a_scale_all_the_same() -> None:
    assert cropped(()) == Domain(0.0, 1.0)
    assert cropped((0.0, 0.0)) == Domain(0.0, 1.0)
    assert cropped((7.0, 7.0)).starts_at_zero
    assert cropped((100.0,), 0.0, 100.0) == Domain(0.0, 100.0)
    assert cropped((-3.0, -3.0)).lowest < -3 < cropped((-3.0, -3.0)).highest


def test_bars_start_at_zero() -> None:
    assert from_zero((3.0, 80.0)) == Domain(0.0, 84.0)
    assert from_zero((99.0,), 100.0) == Domain(0.0, 100.0)
    assert from_zero(()) == Domain(0.0, 1.0)


@given(st.floats(-1e5, 1e5), st.floats(0.01, 1e6), st.integers(2, 30))
def test_ticks_are_inside_even_and_at_most_ten(low: float, span: float, most: int) -> None:
    domain = Domain(low, low + span)
    found = ticks(domain, most)
    assert 1 <= len(found) <= min(most, 10) + 1
    assert all(domain.lowest - span * 1e-5 <= tick <= domain.highest + span * 1e-5 for tick in found)
    steps = {round((after - before) / span, 6) for before, after in itertools.pairwise(found)}
    assert len(steps) <= 1


def test_ticks_are_round() -> None:
    assert ticks(Domain(0, 100), 7) == (0, 20, 40, 60, 80, 100)
    assert ticks(Domain(0.13, 0.58), 6) == (0.2, 0.3, 0.4, 0.5)
    assert ticks(Domain(0, 3), 7, whole=True) == (0, 1, 2, 3)


def test_a_line_gives_the_place_of_each_value() -> None:
    scale = Linear(0, 100, 300, 0)
    assert [scale(value) for value in (0, 50, 100)] == [300, 150, 0]
    assert scale.clipped(140) == 0


def test_a_month_is_as_wide_as_its_days() -> None:
    time = Time(date(2025, 1, 1), date(2025, 3, 1), 0, 59)
    assert time(date(2025, 2, 1)) == pytest.approx(31)
    assert time.clipped(date(2026, 1, 1)) == 59


@given(DAYS, st.integers(0, 5000), st.integers(1, 12))
def test_months_that_are_named_are_at_most_as_many_as_asked_for(start: date, days: int, most: int) -> None:
    end = start + timedelta(days=days)
    found = month_ticks(start, end, most)
    assert len(found) <= most
    assert all(day.day == 1 and start <= day <= end for day in found)


def test_half_years_begin_in_april_and_october() -> None:
    found = month_ticks(date(2023, 1, 1), date(2025, 12, 31), 8)
    assert {day.month for day in found} == {4, 10}
    assert FILL < MOST_FILL
