"""Rare events: what lies between them as a series, and warnings from their counts."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from math import log, sqrt
from pathlib import Path

import numpy as np
import pytest
from tests.unit.analysis.made_series import Number, series

from stonechat.analysis import cusum_limits
from stonechat.analysis.cusum_limits import ALARM_FREE, EXPECTED, limit, simulated
from stonechat.analysis.early_warning import cusum, ewma
from stonechat.analysis.judged import Chart, Side, Variation
from stonechat.analysis.rare import cases_between, days_between
from stonechat.analysis.series import Better, Between, Series
from stonechat.analysis.trend import judge
from stonechat.indicators.definition import Kind
from stonechat.indicators.measure import Unit

COUNTS = series([1, 0, 2], kind=Kind.FLOW, unit=Unit.COUNT, better=Better.LOWER)


def day(number: int) -> date:
    return date(2024, 1, 1) + timedelta(days=number)


def dated(made: Series) -> list[tuple[date, int]]:
    return [(point.period.first, int(point.value or 0)) for point in made.points]


def test_days_between_are_one_point_for_each_event_but_the_first() -> None:
    made = days_between(COUNTS, [day(40), day(0), day(10), day(40)])
    assert dated(made) == [
        (day(10), 10),
        (day(40), 30),
        (day(40), 0),
    ]
    assert (made.between, made.unit, made.better) == (Between.DAYS, Unit.DAYS, Better.HIGHER)
    assert made.indicator == COUNTS.indicator
    assert days_between(COUNTS, [day(3)]).points == days_between(COUNTS, []).points == ()


def test_cases_between_count_those_without_the_event() -> None:
    happened = [False, True, False, False, True, True, False]
    made = cases_between(COUNTS, [(day(n), each) for n, each in enumerate(happened)])
    assert dated(made) == [(day(4), 2), (day(5), 0)]
    assert (made.between, made.unit) == (Between.CASES, Unit.COUNT)
    assert cases_between(replace(COUNTS, better=Better.CONTEXTUAL), []).better is Better.CONTEXTUAL


def test_a_long_time_without_an_event_is_told_before_the_next_one_ends_it() -> None:
    events, last = [day(0)], 0
    for gap in (30, 12, 45, 8, 60, 25, 17, 33, 41, 5, 28, 50, 22, 36):
        last += gap
        events.append(day(last))
    made = days_between(COUNTS, events)
    for data_to, said in (
        (day(last), ()),
        (day(last + 9), ("There was none in the 9 days to 25 February 2025.",)),
        (
            day(last + 400),
            ("There was none in the 400 days to 23 March 2026, which is beyond the upper limit.",),
        ),
    ):
        judged = judge(replace(made, data_to=data_to))
        assert (judged.chart, judged.variation, judged.last_year) == (
            Chart.DAYS_BETWEEN,
            Variation.USUAL,
            None,
        )
        assert judged.warnings == said


# --- the CUSUM


STEADY: list[Number] = [1, 0, 2, 1, 1, 0, 1, 2, 0, 1, 1, 2]  # twelve in twelve months


def test_a_cusum_by_hand() -> None:
    found = cusum(series([*STEADY, 3, None, 4, 0, 2], kind=Kind.FLOW, unit=Unit.COUNT), baseline=12)
    assert found is not None
    k = 1 / log(2)
    assert (found.expected, found.taken_off) == (1, pytest.approx(k, abs=1e-12))
    assert found.alarm_at == limit(1, 60)
    after_steady = found.points[11].total
    assert after_steady == pytest.approx(2 - k)  # the months before had taken it to nought
    three = after_steady + 3 - k
    assert [point.total for point in found.points[12:14]] == pytest.approx(
        [three, three]
    )  # a gap adds nothing
    four = three + 4 - k
    assert found.points[14].total == pytest.approx(four)
    assert [point.is_alarm for point in found.points[12:]] == [False, False, True, False, False]
    assert found.points[15].total == 0  # begun anew: 0 events take nothing from nought
    assert found.points[16].total == pytest.approx(2 - k)


def test_a_sum_alarms_as_soon_as_it_passes_the_limit() -> None:
    for alarm_free in ALARM_FREE:
        at = limit(1, alarm_free)
        assert at is not None
        most = int(at + 1 / log(2))  # the greatest count of one month, from nought, that does not pass
        for count, is_alarm in ((most, False), (most + 1, True)):
            quiet: list[Number] = [*STEADY, 0, 0]
            found = cusum(series([*quiet, count]), baseline=12, alarm_free=alarm_free)
            assert found is not None
            assert found.points[-2].total == 0
            assert found.points[-1].is_alarm is is_alarm


def test_what_cannot_double_or_needs_no_cusum_has_none() -> None:
    assert cusum(series(STEADY[:11])) is None
    assert cusum(series([0] * 20)) is None
    assert cusum(series([11] * 20)) is None
    assert cusum(series([1] * 2 + [0] * 18), baseline=20) is not None  # one in ten
    with pytest.raises(ValueError, match="12 points or more, not 11"):
        cusum(series(STEADY), baseline=11)
    with pytest.raises(ValueError, match="not 36"):
        cusum(series(STEADY), alarm_free=36)


def test_the_stored_limits_are_those_that_the_command_makes() -> None:
    rows = Path(cusum_limits.__file__).with_name("cusum_limits.csv").read_text().splitlines()
    assert len(rows) == 1 + len(EXPECTED) * len(ALARM_FREE)
    for expected in (0.1, 1.0, 5.5):
        stored = [row.split(",")[2] for row in rows if row.startswith(f"{expected},")]
        assert stored == [f"{each:.3f}" for each in simulated(expected)]


@pytest.mark.parametrize("expected", [0.3, 1.0, 4.0, *(0.13, 0.77, 3.3, 9.75)])  # of the file, and between
@pytest.mark.parametrize("alarm_free", ALARM_FREE)
def test_the_time_between_false_alarms_is_roughly_as_asked(expected: float, alarm_free: int) -> None:
    at = limit(expected, alarm_free)
    assert at is not None
    assert 0.7 * alarm_free < periods_to_an_alarm(expected, at) < 1.6 * alarm_free


def periods_to_an_alarm(expected: float, at: float, cells: int = 250) -> float:
    """By a chain of states (Brook and Evans 1972), with no random number: the sum is rounded to a cell."""
    width = at / cells
    middles = (np.arange(cells) + 0.5) * width
    moves = np.zeros((cells + 1, cells + 1))
    chance, count = np.exp(-expected), 0
    starts = np.concatenate(([0.0], middles))
    while count < expected + 12 * sqrt(expected) + 12:
        totals = np.maximum(0.0, starts + count - expected / log(2))
        inside = totals <= at
        cell = np.where(totals == 0, 0, np.minimum(cells, 1 + (totals / width).astype(int)))
        np.add.at(moves, (np.arange(cells + 1)[inside], cell[inside]), chance)
        count += 1
        chance *= expected / count
    return float(np.linalg.solve(np.eye(cells + 1) - moves, np.ones(cells + 1))[0])


# --- the EWMA


VECTOR: list[Number] = [22, 25, 19, 24, 21, 26, 23, 20, 24, 22, 27, 21]


def test_an_ewma_by_hand() -> None:
    found = ewma(series([*VECTOR, None, 40]), baseline=12)
    assert len(found) == 13
    mean, sigma = Fraction(274, 12), 45 / 11 / 1.128
    assert found[0].average == pytest.approx(float(mean + Fraction(1, 5) * (22 - mean)), abs=1e-9)
    assert found[0].upper == pytest.approx(float(mean) + 2.7 * sigma * 0.2, abs=1e-9)
    settled = 1 - 0.8**4
    assert found[1].lower == pytest.approx(float(mean) - 2.7 * sigma * sqrt(0.2 / 1.8 * settled), abs=1e-9)
    assert [point.outside for point in found[-2:]] == [None, Side.HIGH]


def test_an_ewma_sees_a_small_lasting_change_that_no_limit_shows() -> None:
    values: list[Number] = [*VECTOR, *VECTOR, *([28] * 6)]
    assert not any(point.rules for point in judge(series(values), baseline=24).points[24:])
    assert ewma(series(values), baseline=24)[-1].outside is Side.HIGH


def test_an_ewma_of_equal_values_and_of_too_few() -> None:
    assert {point.outside for point in ewma(series([7] * 15))} == {None}
    assert ewma(series(VECTOR[:11])) == ()
    for weight in (0, 1.01):
        with pytest.raises(ValueError, match="weight"):
            ewma(series(VECTOR), weight=weight)
    with pytest.raises(ValueError, match="12 points or more"):
        ewma(series(VECTOR), baseline=3)
