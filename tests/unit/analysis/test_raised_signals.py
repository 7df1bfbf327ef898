"""Which signals a page raises: chances against statistics done elsewhere, the false ones, the order."""

import random
from collections.abc import Sequence
from math import factorial

import pytest
from scipy.stats import ttest_ind
from statsmodels.stats.multitest import multipletests
from tests.unit.analysis.made_series import Number, percentages, series, step

from stonechat.analysis import signals
from stonechat.analysis.judged import Judged, Rule, Side, Signal, Variation
from stonechat.analysis.series import Better, Series
from stonechat.analysis.signals import adjusted, chance, newest, raised
from stonechat.analysis.trend import judge
from stonechat.indicators.definition import Kind
from stonechat.indicators.measure import Unit

LEVEL: list[Number] = [22, 25, 19, 24, 21, 26, 23, 20, 24, 22, 27, 21, 24]


def test_the_adjusted_chances_are_those_of_benjamini_and_hochberg() -> None:
    of = random.Random(5)  # noqa: S311
    for size in (1, 2, 7, 50):
        chances = [round(of.random() ** 3, 2) for _ in range(size)]  # rounded, so that ties occur
        assert adjusted(chances) == pytest.approx(multipletests(chances, method="fdr_bh")[1])
    assert adjusted([]) == ()


def test_a_series_without_a_signal_on_its_last_point_is_never_raised() -> None:
    quiet = judge(series(LEVEL))
    past = judge(series([*LEVEL, 99, *LEVEL]))
    assert past.signals
    for judged in (quiet, past, judge(series([])), judge(series(LEVEL[:5]))):
        assert newest(judged) is None
        assert chance(judged) == 1
    assert raised([quiet, past]) == ()


def test_the_chance_of_a_jump_is_that_of_a_t_test_of_the_last_point_times_the_looks() -> None:
    # In pairs, so that neighbours do not resemble each other and nothing is made up for it.
    before = [20.0, 24.0] * 10
    judged = judge(series([*before, 40]))
    assert newest(judged) == Signal(Rule.OUTSIDE, Side.HIGH, 20, 20)
    expected = ttest_ind(before, [40.0], equal_var=True).pvalue
    assert chance(judged) == pytest.approx(signals.LOOKS * float(expected), rel=1e-9)


def test_the_chance_of_a_shift_is_that_of_the_window_that_shows_it_best() -> None:
    before, after = [20.0, 24.0] * 9, [26.0, 30.0] * 6
    judged = judge(series([*before, *after]), baseline=18)
    expected = ttest_ind(before, after, equal_var=True).pvalue
    assert chance(judged) == pytest.approx(signals.LOOKS * float(expected), rel=1e-9)


def test_a_trend_alone_has_the_chance_of_so_many_points_in_order() -> None:
    values: list[Number] = [*([14, 30] * 7), 19, 20, 21, 22, 23, 24, 25]
    judged = judge(series(values), baseline=14)
    assert newest(judged) == Signal(Rule.TREND, Side.HIGH, 14, 20)
    assert chance(judged) == pytest.approx(signals.LOOKS * 2 / factorial(7))


def test_a_steady_rise_of_a_stock_has_the_chance_of_so_many_throws_of_a_coin() -> None:
    values: list[Number] = [*([100, 90] * 6), *range(101, 112)]  # from 90 on, twelve points: eleven steps up
    judged = judge(series(values, kind=Kind.STOCK, unit=Unit.COUNT))
    assert newest(judged) == Signal(Rule.TREND, Side.HIGH, 11, 22)
    assert chance(judged) == 0.5**10


def test_only_the_last_phase_is_looked_at() -> None:
    low_then_high: list[Number] = [*LEVEL, *(30 + int(value or 0) for value in LEVEL), 75]
    parted = judge(series(low_then_high), steps=[step("2023-05-01")])
    alone = judge(series([*low_then_high[13:]]))
    assert chance(parted) == pytest.approx(chance(alone))


def test_a_change_where_nothing_ever_varied_is_no_chance_and_no_crash() -> None:
    judged = judge(series([7] * 20 + [9]))
    assert chance(judged) == 0
    assert raised([judged])[0].size == 0  # nothing to measure the distance by


def drawn(of: random.Random, place: int) -> Judged:
    """A quiet series: in turn normal times, counts and percentages of uneven size."""
    if place % 3 == 0:
        return judge(series([round(of.gauss(100, 10), 1) for _ in range(25)]))
    if place % 3 == 1:
        counts = [sum(of.random() < 0.06 for _ in range(120)) for _ in range(25)]
        return judge(series(counts, kind=Kind.FLOW, unit=Unit.COUNT))
    sizes = [of.randint(30, 90) for _ in range(25)]
    return judge(percentages([(sum(of.random() < 0.7 for _ in range(size)), size) for size in sizes]))


def test_chances_are_no_smaller_than_chance() -> None:
    of = random.Random(2)  # noqa: S311
    chances = [chance(drawn(of, place)) for place in range(1500)]
    assert sum(each < 1 for each in chances) >= 15  # there were signals: about two in a hundred
    for at in (0.05, 0.01, 0.003):
        assert sum(each <= at for each in chances) <= 1500 * at


def test_the_looks_are_worth_what_they_are_counted_as() -> None:
    # Without waiting for a signal: the least of the chances of the four windows, times three.
    of = random.Random(11)  # noqa: S311
    for size in (25, 36):
        least = [min(signals._windows([of.gauss(0, 1) for _ in range(size)])) for _ in range(4000)]
        for at in (0.05, 0.01):
            assert sum(each * 3 <= at for each in least) <= 4000 * at * 1.15


def test_a_quiet_page_raises_next_to_nothing_and_real_steps_come_through() -> None:
    of = random.Random(7)  # noqa: S311
    quiet = [drawn(of, place) for place in range(400)]
    assert sum(newest(each) is not None for each in quiet) >= 3
    assert raised(quiet) == ()
    real = [judge(series(stepped(of, 30)), baseline=24) for _ in range(10)]
    found = raised([*quiet, *real])
    assert len(found) >= 8
    assert sum(each.judged in real for each in found) >= len(found) - 1


def stepped(of: random.Random, by: float) -> list[Number]:
    return [round(of.gauss(100 + by * (n >= 24), 10), 1) for n in range(30)]


def named(indicator: str, scope: str, values: Sequence[Number]) -> Judged:
    made = series(values)
    return judge(Series(indicator, "m", indicator, scope, made.unit, made.kind, Better.LOWER, made.points))


def test_indicators_are_read_by_size_and_duration_and_teams_as_they_were_given() -> None:
    base: list[Number] = [20, 24] * 10
    page = [
        named("FD01", "Team East", [*base, 60]),
        named("AS02", "Team East", [*base, 50]),
        named("FD01", "Team North", base),
        named("FD01", "Team West", [*base, 70]),
        named("CP01", "Team West", [*base, 25, 27, 25, 27, 25, 27, 25, 27, 25, 27, 25, 27]),
        named("AS02", "Team West", [*base, 80]),
    ]
    found = raised(page)
    order = [(each.judged.series.indicator, each.judged.series.scope) for each in found]
    assert order == [
        ("AS02", "Team East"),
        ("AS02", "Team West"),
        ("FD01", "Team East"),
        ("FD01", "Team West"),
        ("CP01", "Team West"),
    ]
    assert [each.duration for each in found] == [1, 1, 1, 1, 13]  # its mean is under the last 24
    assert found[0].size == pytest.approx((50 - 22) / (2 * (20 / 19) ** 0.5))
    assert all(each.judged.variation is Variation.CONCERN for each in found)
    assert all(0 <= each.chance <= signals.FALSE_SHARE for each in found)


def test_nothing_on_a_page_gives_nothing() -> None:
    assert raised([]) == ()


def test_a_percentage_of_none_or_all_is_looked_at_like_any_other() -> None:
    pairs = [(size, size) for size in (10, 40) * 8]
    judged = judge(percentages([*pairs, (20, 40)]))
    assert 0 <= chance(judged) < 0.01
