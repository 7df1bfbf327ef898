"""The last value against that of a year before: the interval of the change, and where there is none."""

from decimal import Decimal
from math import sqrt

import pytest
from statsmodels.stats.proportion import confint_proportions_2indep
from tests.unit.analysis.made_series import periods, series

from stonechat.analysis.intervals import Confidence, count_interval
from stonechat.analysis.judged import Judged
from stonechat.analysis.last_year import change_in_words
from stonechat.analysis.series import Better, Point, Series
from stonechat.analysis.trend import judge
from stonechat.analysis.words import facts, sentence
from stonechat.indicators.definition import Kind
from stonechat.indicators.measure import Unit

Pair = tuple[int, int | None]
SCALES = {Unit.COUNT: 1, Unit.PERCENT: 100, Unit.PER_10K: 10_000}


def judged(unit: Unit, before: Pair, last: Pair, *, kind: Kind = Kind.ROLLING, months: int = 13) -> Judged:
    """Thirteen months, all like the first but for the last."""
    pairs = [before] * (months - 1) + [last]
    points = tuple(point(period, unit, *pair) for period, pair in zip(periods(), pairs, strict=False))
    return judge(Series("T", "m", "Made up", "All teams", unit, kind, Better.LOWER, points))


def point(period: object, unit: Unit, numerator: int, denominator: int | None) -> Point:
    value = round(Decimal(numerator) * SCALES[unit] / (denominator or 1), 1)
    return Point(period, value, numerator, denominator)


def test_a_change_of_shares_has_the_interval_of_newcombe() -> None:
    found = judged(Unit.PERCENT, (103, 586), (158, 610)).year_on_year
    lower, upper = confint_proportions_2indep(158, 610, 103, 586, method="newcomb", alpha=0.002)
    assert (found.lower, found.upper) == pytest.approx((100 * lower, 100 * upper), abs=1e-9)
    assert found.change == pytest.approx(100 * (158 / 610 - 103 / 586), abs=1e-12)
    assert found.is_more_than_chance


def test_a_change_of_counts_has_the_interval_of_both() -> None:
    found = judged(Unit.COUNT, (100, None), (140, None)).year_on_year
    first, second = (count_interval(count, Confidence.STRICT) for count in (140, 100))
    assert found.lower == pytest.approx(
        40 - sqrt((140 - first.lower) ** 2 + (second.upper - 100) ** 2), abs=1e-9
    )
    assert found.upper == pytest.approx(
        40 + sqrt((first.upper - 140) ** 2 + (100 - second.lower) ** 2), abs=1e-9
    )


@pytest.mark.parametrize(
    ("unit", "before", "last", "is_more"),
    [
        (Unit.COUNT, (100, None), (140, None), False),
        (Unit.COUNT, (100, None), (155, None), True),
        (Unit.COUNT, (0, None), (0, None), False),
        (Unit.PER_10K, (3000, 60_000), (3000, 60_000), False),
        (Unit.PER_10K, (3000, 60_000), (2700, 60_000), True),
        (Unit.PERCENT, (0, 40), (0, 40), False),
        (Unit.PERCENT, (0, 40), (40, 40), True),
    ],
)
def test_a_rolling_figure_says_whether_its_change_is_more_than_chance(
    unit: Unit, before: Pair, last: Pair, is_more: bool
) -> None:
    found = judged(unit, before, last)
    assert found.year_on_year.is_more_than_chance is is_more
    more = "is more than chance" if is_more else "is no more than chance"
    assert f"The change from a year before {more}" in sentence(facts(found))


def test_where_chance_cannot_be_told_nothing_is() -> None:
    assert (
        judged(Unit.COUNT, (100, None), (300, None), kind=Kind.STOCK).year_on_year is None
    )  # the same children
    assert judged(Unit.PERCENT, (30, 20), (60, 20)).year_on_year is None  # no share
    assert judged(Unit.COUNT, (100, None), (300, None), months=12).year_on_year is None  # no year before
    assert judge(series([20.5] * 13)).year_on_year is None  # a length of time
    gap = judged(Unit.COUNT, (100, None), (300, None)).series.points
    without = Series(
        "T", "m", "t", "s", Unit.COUNT, Kind.ROLLING, Better.LOWER, (Point(gap[0].period, None), *gap[1:])
    )
    assert judge(without).year_on_year is None


def test_a_chart_with_limits_speaks_by_them_alone() -> None:
    found = judged(Unit.COUNT, (100, None), (300, None), kind=Kind.FLOW)
    assert found.year_on_year.is_more_than_chance
    assert "from a year before" not in sentence(facts(found))


@pytest.mark.parametrize(
    ("unit", "before", "last", "kind", "said"),
    [
        (
            Unit.PERCENT,
            (103, 586),
            (158, 610),
            Kind.ROLLING,
            "8.3 percentage points more than a year",
        ),
        (
            Unit.PERCENT,
            (158, 610),
            (103, 586),
            Kind.ROLLING,
            "8.3 percentage points less than a year",
        ),
        (Unit.COUNT, (100, None), (100, None), Kind.FLOW, "The same as a year before (99.8% interval"),
        (
            Unit.COUNT,
            (1_000, None),
            (2_500, None),
            Kind.FLOW,
            "1,500 more than a year",
        ),
        (Unit.PERCENT, (19, 22), (10, 13), Kind.STOCK, "10 percentage points less than a year before."),
    ],
)
def test_a_change_is_told_as_the_difference_of_what_is_shown(
    unit: Unit, before: Pair, last: Pair, kind: Kind, said: str
) -> None:
    found = judged(unit, before, last, kind=kind).series
    words = change_in_words(found, found.points[-1], found.points[0])

    assert words is not None
    assert words.startswith(said)


def test_a_change_says_whether_chance_makes_as_much() -> None:
    for pair, verdict in (
        ((140, None), "no more than chance makes."),
        ((155, None), ": more than chance makes."),
    ):
        found = judged(Unit.COUNT, (100, None), pair).series
        words = change_in_words(found, found.points[-1], found.points[0])
        assert words is not None
        assert words.endswith(verdict)


def test_without_a_value_there_is_no_change() -> None:
    found = judged(Unit.COUNT, (100, None), (140, None)).series
    nothing = Point(found.points[0].period, None)

    assert change_in_words(found, found.points[-1], nothing) is None
    assert change_in_words(found, nothing, found.points[0]) is None
