"""Which chart a series may have, at the edge of each reason."""

import pytest
from tests.unit.analysis.made_series import Number, percentages, series

from stonechat.analysis.choosing import choose
from stonechat.analysis.judged import Chart
from stonechat.analysis.series import Between, Series
from stonechat.basics.periods import Period, month, on_day, parse_period, twelve_months_to, week
from stonechat.indicators.definition import Kind
from stonechat.indicators.measure import Unit

LEVEL: list[Number] = [30, 31, 29, 33, 28, 30, 32, 27, 30, 31, 33, 29, 30]


@pytest.mark.parametrize(
    ("first", "kind", "chart"),
    [
        (month(2022, 4), Kind.FLOW, Chart.XMR),
        (parse_period("2022-23-Q1"), Kind.FLOW, Chart.XMR),
        (week(2024, 1), Kind.FLOW, Chart.XMR),
        (parse_period("FY2012-13"), Kind.FLOW, Chart.LINE),
        (parse_period("SY2012-13"), Kind.FLOW, Chart.LINE),
        (twelve_months_to(month(2022, 4).last), Kind.FLOW, Chart.LINE),
        (month(2022, 4), Kind.ROLLING, Chart.LINE),
        (month(2022, 4), Kind.STOCK, Chart.RUN),
        (on_day(month(2022, 4).last), Kind.STOCK, Chart.RUN),
        (month(2022, 4), Kind.COHORT, Chart.XMR),
    ],
)
def test_the_kind_and_the_period_decide(first: Period, kind: Kind, chart: Chart) -> None:
    assert choose(series(LEVEL, first=first, kind=kind, unit=Unit.COUNT)).chart is chart


@pytest.mark.parametrize(("known", "chart"), [(5, Chart.DOTS), (6, Chart.XMR)])
def test_under_six_points_with_a_value_there_are_dots(known: int, chart: Chart) -> None:
    assert choose(series([*LEVEL[:known], None, None])).chart is chart


@pytest.mark.parametrize(("last", "chart"), [(3, Chart.RUN), (4, Chart.XMR)])
def test_counts_under_five_on_average_are_rare_and_five_is_not(last: int, chart: Chart) -> None:
    counts: list[Number] = [5, 6, 4, 5, 7, 4, 6, 3, 8, 2, 6, 5, last]  # 61 before the last
    assert choose(series(counts, kind=Kind.FLOW, unit=Unit.COUNT)).chart is chart


def test_a_rate_is_rare_by_its_count() -> None:
    few = series(["20.1"] * 13, kind=Kind.FLOW, unit=Unit.PER_10K)
    assert choose(few).chart is Chart.XMR  # no count is known
    counted = percentages([(4, 1990)] * 13)
    rates = Series("T", "m", "t", "s", Unit.PER_10K, Kind.FLOW, few.better, counted.points)
    assert choose(rates).chart is Chart.RUN


@pytest.mark.parametrize(
    ("sizes", "chart"),
    [
        ([100] * 13, Chart.XMR),
        ([75, 125] + [100] * 11, Chart.XMR),  # a quarter from the mean is still even
        ([74, 126] + [100] * 11, Chart.P),
        ([20] * 13, Chart.XMR),
        ([19] + [20] * 12, Chart.P),
    ],
)
def test_percentages_with_small_or_uneven_denominators_have_limits_of_their_own(
    sizes: list[int], chart: Chart
) -> None:
    assert choose(percentages([(size // 2, size) for size in sizes])).chart is chart


def test_percentages_that_vary_by_more_than_chance_have_wider_limits() -> None:
    pairs = [(20 + 60 * (place % 2), 100 + 60 * (place % 3)) for place in range(15)]
    assert choose(percentages(pairs)).chart is Chart.P_PRIME


def test_a_percentage_that_is_no_share_is_an_individual_value() -> None:
    assert choose(percentages([(20 + n, 10 + 2 * n) for n in range(15)])).chart is Chart.XMR
    assert percentages([(20, 10)]).bounds == (0.0, None)
    assert percentages([(10, 10)]).bounds == (0.0, 100.0)


@pytest.mark.parametrize(
    ("between", "chart"), [(Between.DAYS, Chart.DAYS_BETWEEN), (Between.CASES, Chart.CASES_BETWEEN)]
)
def test_what_lies_between_events_has_its_own_chart(between: Between, chart: Chart) -> None:
    assert choose(series(LEVEL, first=on_day(month(2022, 4).first), between=between)).chart is chart


def test_a_gap_is_no_denominator() -> None:
    assert choose(percentages([(50, 100)] * 7 + [None] + [(50, 100)] * 7)).chart is Chart.XMR


def test_every_choice_says_why_in_a_sentence() -> None:
    made = [
        series(LEVEL),
        series(LEVEL[:3]),
        series(LEVEL, kind=Kind.STOCK),
        series(LEVEL, kind=Kind.ROLLING),
    ]
    assert all(choose(each).why.endswith(".") for each in made)
