"""Judging whole series: phases, readings, precedence, targets, the calendar, the outlook, the warnings."""

import random
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import sqrt

import pytest
from tests.unit.analysis.made_series import Number, change, percentages, series, step, target

from stonechat.analysis.cautions import autocorrelation
from stonechat.analysis.judged import (
    Assurance,
    Chart,
    EventKind,
    Judged,
    Rule,
    Side,
    Signal,
    Step,
    Variation,
)
from stonechat.analysis.series import Better, Between
from stonechat.analysis.trend import judge
from stonechat.basics.dates import CALENDAR_LAST, working_days
from stonechat.basics.periods import month, on_day, quarter
from stonechat.indicators.definition import Kind
from stonechat.indicators.measure import Unit

VECTOR: list[Number] = [22, 25, 19, 24, 21, 26, 23, 20, 24, 22, 27, 21]
LEVEL = [*VECTOR, 24]  # thirteen points, nothing unusual


def rules(judged: Judged) -> list[set[Rule]]:
    return [set(point.rules) for point in judged.points]


# --- how many points


@pytest.mark.parametrize(
    ("known", "variation", "has_limits"),
    [
        (0, Variation.TOO_FEW, False),
        (1, Variation.TOO_FEW, False),
        (5, Variation.TOO_FEW, False),
        (6, Variation.TOO_FEW, True),
        (12, Variation.TOO_FEW, True),
        (13, Variation.USUAL, True),
    ],
)
def test_limits_need_six_points_and_a_reading_thirteen(
    known: int, variation: Variation, has_limits: bool
) -> None:
    judged = judge(series(LEVEL[:known]))
    assert judged.variation is variation
    assert all((point.upper is not None) is has_limits for point in judged.points)
    assert [phase.is_trial for phase in judged.phases] == [known < 13][: len(judged.phases)]


def test_the_vector_has_trial_limits_to_the_last_decimal_and_no_signal() -> None:
    judged = judge(series(VECTOR))
    point = judged.points[0]
    assert (point.centre, point.lower, point.upper) == pytest.approx(
        (float(Fraction(274, 12)), 11.951515151515152, 33.715151515151515), abs=1e-9
    )
    assert judged.signals == ()


def test_a_signal_among_twelve_points_is_not_read() -> None:
    judged = judge(series([*VECTOR[:11], 99]))
    assert judged.signals == ()
    assert judge(series([*VECTOR, 99])).variation is Variation.CONCERN


def test_a_gap_is_no_point_and_has_no_reading() -> None:
    judged = judge(series([*VECTOR, None, 24]))
    assert judged.variation is Variation.USUAL
    assert judged.points[12].variation is Variation.NO_READING
    assert judge(series([*VECTOR, None])).variation is Variation.TOO_FEW
    assert judged.warnings == (
        "There is no value for 1 period in between. A run does not go on across a gap.",
    )


def test_the_last_value_speaks_where_later_ones_are_not_held() -> None:
    judged = judge(series([*VECTOR, 99, None, None]))
    assert judged.variation is Variation.CONCERN
    assert judged.last is judged.points[12]
    assert judged.warnings == (
        "The last value is that of 2023-04: there is none for the 2 periods after it.",
    )


def test_nothing_at_all_is_nothing_to_say() -> None:
    for judged in (judge(series([])), judge(series([None] * 15))):
        assert (judged.variation, judged.last, judged.outlook, judged.warnings) == (
            Variation.TOO_FEW,
            None,
            None,
            (),
        )


# --- rules in a whole series


def test_equal_values_have_no_signal_and_no_outlook() -> None:
    judged = judge(series([7] * 15), targets=[target("2020-01-01", 7)])
    assert (judged.signals, judged.variation, judged.outlook) == ((), Variation.USUAL, None)
    assert judged.assurance is Assurance.WILL_MEET


def test_seven_on_the_mean_are_no_run() -> None:
    judged = judge(series([9, 11, 9, 11, 9, 11, *([10] * 7)]))
    assert judged.points[0].centre == 10
    assert judged.signals == ()


def test_a_mean_that_no_decimal_number_can_hold_is_still_met_exactly() -> None:
    # Mean 0.1 by exact arithmetic; the same sum in floats is beside it, and would make a run of seven.
    values: list[Number] = [*(["0.1"] * 8), "0.3", "0", "0", "0.2", "0"]
    assert sum(map(float, values)) / 13 != 0.1
    assert Rule.SHIFT not in {signal.rule for signal in judge(series(values)).signals}


def test_a_run_of_seven_on_one_side_is_marked_whole() -> None:
    judged = judge(series([*([26, 20] * 6), *([24, 25] * 3), 24]))
    assert judged.signals == (Signal(Rule.SHIFT, Side.HIGH, 12, 18),)
    assert [bool(each) for each in rules(judged)] == [False] * 12 + [True] * 7


def test_two_of_three_marks_only_what_is_beyond_the_near_limit() -> None:
    base: list[Number] = [20, 22] * 10
    judged = judge(series([*base, 25, 22, 25]), baseline=20)  # limits 21 +- 5.32, near 3.55
    assert judged.signals == (Signal(Rule.TWO_OF_THREE, Side.HIGH, 20, 22),)
    assert rules(judged)[20:] == [{Rule.TWO_OF_THREE}, set(), {Rule.TWO_OF_THREE}]
    # The last of the three is not marked: it says nothing, though a signal has just ended.
    assert judge(series([*base, 25, 25, 22]), baseline=20).variation is Variation.USUAL


@pytest.mark.parametrize(
    ("better", "last", "variation", "side"),
    [
        (Better.HIGHER, 60, Variation.IMPROVING, Side.HIGH),
        (Better.HIGHER, 1, Variation.CONCERN, Side.LOW),
        (Better.LOWER, 60, Variation.CONCERN, Side.HIGH),
        (Better.LOWER, 1, Variation.IMPROVING, Side.LOW),
        (Better.CONTEXTUAL, 60, Variation.CHANGED, Side.HIGH),
        (Better.CONTEXTUAL, 1, Variation.CHANGED, Side.LOW),
        (Better.HIGHER, 23, Variation.USUAL, None),
    ],
)
def test_which_way_is_better_decides_what_a_signal_is(
    better: Better, last: int, variation: Variation, side: Side | None
) -> None:
    judged = judge(series([*LEVEL, last], better=better))
    assert (judged.variation, judged.side) == (variation, side)


FALLING_ABOVE: list[Number] = [*([40, 0] * 10), 38, 37, 36, 35, 34, 33, 32]
"""The last seven are all above the centre, and fall."""


@pytest.mark.parametrize(
    ("better", "variation", "side"),
    [
        (Better.HIGHER, Variation.CONCERN, Side.LOW),  # falling is the concern
        (Better.LOWER, Variation.CONCERN, Side.HIGH),  # above the centre is
        (Better.CONTEXTUAL, Variation.CHANGED, Side.LOW),  # a trend goes before a shift
    ],
)
def test_of_two_signals_that_began_together_the_concern_is_shown(
    better: Better, variation: Variation, side: Side
) -> None:
    judged = judge(series(FALLING_ABOVE, better=better), baseline=20)
    last_two = [Signal(Rule.TREND, Side.LOW, 20, 26), Signal(Rule.SHIFT, Side.HIGH, 20, 26)]
    assert list(judged.signals) == last_two
    assert (judged.variation, judged.side) == (variation, side)


def test_of_two_signals_the_one_that_began_later_is_shown() -> None:
    # Eight above the centre, of which the last seven fall: for a measure to be kept low the fall is the news.
    judged = judge(series([*FALLING_ABOVE[:20], 30, *FALLING_ABOVE[20:]], better=Better.LOWER), baseline=20)
    assert {signal.first for signal in judged.signals} == {20, 21}
    assert (judged.variation, judged.side) == (Variation.IMPROVING, Side.LOW)


def test_a_freak_change_does_not_widen_the_limits_unless_asked() -> None:
    values: list[Number] = [20, 21, 20, 22, 21, 20, 60, 21, 20, 22, 21, 20, 21]
    screened, as_the_spreadsheet = judge(series(values)), judge(series(values), screened=False)
    assert Rule.OUTSIDE in screened.points[6].rules
    assert screened.points[0].upper < as_the_spreadsheet.points[0].upper


def test_limits_can_be_fixed_after_a_baseline() -> None:
    drift: list[Number] = [*LEVEL, *(25 + n for n in range(12))]
    fixed = judge(series(drift), baseline=13)
    assert fixed.points[-1].upper == judge(series(LEVEL)).points[0].upper
    assert fixed.points[-1].centre < judge(series(drift)).points[-1].centre
    gap = judge(series([*VECTOR[:6], None, *VECTOR[6:], 24, *drift[13:]]), baseline=13)
    assert gap.points[-1].centre == fixed.points[-1].centre  # thirteen values, not thirteen months
    with pytest.raises(ValueError, match="12 points or more, not 11"):
        judge(series(drift), baseline=11)


# --- steps and changes of counting


LOW_THEN_HIGH: list[Number] = [*VECTOR, *(30 + int(value or 0) for value in VECTOR)]


def test_a_step_gives_each_side_its_own_limits_and_keeps_the_old() -> None:
    judged = judge(series(LOW_THEN_HIGH), steps=[step("2023-04-14")])
    assert [(phase.first, phase.last, phase.is_trial) for phase in judged.phases] == [
        (0, 11, False),
        (12, 23, False),
    ]
    assert judged.phases[1].broken_by == step("2023-04-14")
    assert judged.points[12].centre - judged.points[11].centre == pytest.approx(30)
    assert (judged.signals, judged.variation, judged.warnings) == ((), Variation.USUAL, ())


def test_nothing_but_a_person_moves_the_limits() -> None:
    judged = judge(series(LOW_THEN_HIGH), events=[change("2023-04-14", EventKind.EVENT)])
    assert len(judged.phases) == 1
    assert judged.variation is Variation.CONCERN


@pytest.mark.parametrize(("on", "before", "after"), [("2023-03-31", 11, 13), ("2023-05-01", 13, 11)])
def test_a_step_with_fewer_than_twelve_points_on_a_side_is_on_trial(on: str, before: int, after: int) -> None:
    judged = judge(series(LOW_THEN_HIGH), steps=[step(on)])
    assert [phase.is_trial for phase in judged.phases] == [before < 12, after < 12]
    assert judged.warnings[0].endswith(
        f"is on trial: {before} points lie before it and {after} after it, and it needs 12 on each side."
    )


def test_a_run_does_not_cross_a_step() -> None:
    # Five points high at the end of one phase and five at the start of the next: ten in a row, no shift.
    values: list[Number] = [*([20, 24] * 4), 20, *([23] * 5), *([23] * 5), *([20, 24] * 4), 20]
    assert Rule.SHIFT in {signal.rule for signal in judge(series(values)).signals}
    judged = judge(series(values), steps=[step("2023-06-01")])
    assert [phase.first for phase in judged.phases] == [0, 14]
    assert Rule.SHIFT not in {signal.rule for signal in judged.signals}


def test_a_change_of_counting_breaks_the_line_and_readings_begin_again() -> None:
    for kind in (EventKind.DEFINITION, EventKind.RECORDING):
        judged = judge(series(LOW_THEN_HIGH), events=[change("2023-04-14", kind)])
        assert judged.variation is Variation.TOO_FEW
        assert [phase.is_trial for phase in judged.phases] == [True, True]
        assert judged.points[12].upper is not None
        assert (
            judge(series([*LOW_THEN_HIGH, 52]), events=[change("2023-04-14", kind)]).variation
            is Variation.USUAL
        )


def test_a_step_soon_after_another_has_no_limits_and_so_no_reading() -> None:
    judged = judge(series(LOW_THEN_HIGH), steps=[step("2023-04-14"), step("2023-12-01")])
    assert judged.points[-1].upper is None
    assert judged.variation is Variation.TOO_FEW


def test_breaks_before_the_first_and_after_the_last_period_part_nothing() -> None:
    outside = [step("2022-04-30"), step("2021-01-01"), step("2024-04-01")]
    assert len(judge(series(LOW_THEN_HIGH), steps=outside).phases) == 1
    assert len(judge(series(LOW_THEN_HIGH), steps=[step("2024-03-31")]).phases) == 2


def test_of_two_breaks_in_one_period_the_later_decided_holds_and_a_change_of_counting_before_it() -> None:
    early, late = step("2023-04-02", decided_on="2024-01-01"), step("2023-04-01", decided_on="2024-02-01")
    assert judge(series(LOW_THEN_HIGH), steps=[late, early]).phases[1].broken_by is late
    counted = change("2023-04-03")
    assert judge(series(LOW_THEN_HIGH), steps=[late], events=[counted]).phases[1].broken_by is counted


@pytest.mark.parametrize(("reason", "by"), [("", "Head"), ("a panel", " ")])
def test_a_step_without_a_reason_or_a_name_cannot_be(reason: str, by: str) -> None:
    with pytest.raises(ValueError, match="reason and the name"):
        Step(date(2023, 4, 1), reason, by, date(2023, 5, 1))


# --- targets


LIMITS = judge(series(LEVEL)).points[-1]


@pytest.mark.parametrize(
    ("better", "value", "expected"),
    [
        (Better.HIGHER, LIMITS.lower, Assurance.WILL_MEET),
        (Better.HIGHER, LIMITS.lower + 0.01, Assurance.MAY_OR_MAY_NOT),
        (Better.HIGHER, LIMITS.upper, Assurance.MAY_OR_MAY_NOT),
        (Better.HIGHER, LIMITS.upper + 0.01, Assurance.WILL_MISS),
        (Better.LOWER, LIMITS.upper, Assurance.WILL_MEET),
        (Better.LOWER, LIMITS.upper - 0.01, Assurance.MAY_OR_MAY_NOT),
        (Better.LOWER, LIMITS.lower, Assurance.MAY_OR_MAY_NOT),
        (Better.LOWER, LIMITS.lower - 0.01, Assurance.WILL_MISS),
        (Better.CONTEXTUAL, LIMITS.lower, None),
    ],
)
def test_a_target_is_held_against_the_limits(
    better: Better, value: float, expected: Assurance | None
) -> None:
    assert judge(series(LEVEL, better=better), targets=[target("2022-04-01", value)]).assurance is expected


def test_the_target_is_the_one_in_force_on_the_last_day_of_the_last_period() -> None:
    dated = [target("2023-04-30", 30), target("2022-04-01", 20), target("2023-05-01", 40)]
    judged = judge(series(LEVEL), targets=dated)
    assert judged.target == target("2023-04-30", 30)
    assert [each.value for each in judged.targets] == [20, 30, 40]
    assert judge(series(LEVEL), targets=dated[2:]).assurance is None


def test_assurance_is_kept_apart_from_variation() -> None:
    judged = judge(series([*LEVEL * 2, 60], better=Better.HIGHER), targets=[target("2022-04-01", 100)])
    assert (judged.variation, judged.assurance) == (Variation.IMPROVING, Assurance.WILL_MISS)
    assert judge(series(VECTOR), targets=[target("2022-04-01", 100)]).assurance is None  # too few to say
    assert judge(series(LEVEL, kind=Kind.STOCK), targets=[target("2022-04-01", 100)]).assurance is None


# --- charts that are not of individual values


def test_a_stock_has_a_median_and_only_a_steady_rise_or_fall_is_a_signal() -> None:
    high: list[Number] = [*([100, 90] * 5), *([110, 112] * 5)]
    judged = judge(series(high, kind=Kind.STOCK, unit=Unit.COUNT))
    assert (judged.chart, judged.variation, judged.signals) == (Chart.RUN, Variation.USUAL, ())
    assert (judged.points[0].centre, judged.points[0].upper) == (105, None)
    rising = judge(series([*high, *range(113, 119)], kind=Kind.STOCK, unit=Unit.COUNT))
    assert (rising.variation, {signal.rule for signal in rising.signals}) == (Variation.CONCERN, {Rule.TREND})


def test_rare_counts_have_a_median_and_a_shift_is_a_signal() -> None:
    judged = judge(series([0, 1] * 7 + [2, 3] * 3 + [2], kind=Kind.FLOW, unit=Unit.COUNT))
    assert (judged.chart, judged.variation) == (Chart.RUN, Variation.CONCERN)


def test_a_plain_line_has_neither_centre_nor_reading() -> None:
    judged = judge(series(LEVEL, kind=Kind.ROLLING), targets=[target("2022-04-01", 20)])
    assert (judged.chart, judged.variation, judged.assurance) == (Chart.LINE, Variation.NO_READING, None)
    assert judged.target == target("2022-04-01", 20)
    assert {point.centre for point in judged.points} == {None}


def test_a_p_chart_judges_numerators_and_denominators_at_each_size() -> None:
    pairs = [(15, 30), (50, 100)] * 8 + [(21, 30)]
    judged = judge(percentages(pairs))
    assert judged.chart is Chart.P
    share = sum(x for x, _ in pairs) / sum(n for _, n in pairs)
    assert judged.points[-1].upper == pytest.approx(
        100 * share + 300 * sqrt(share * (1 - share) / 30), abs=1e-9
    )
    assert judged.points[1].upper == pytest.approx(
        100 * share + 300 * sqrt(share * (1 - share) / 100), abs=1e-9
    )
    assert judged.variation is Variation.USUAL  # 70% of 30
    assert judge(percentages([*pairs[:-1], (70, 100)])).variation is Variation.IMPROVING  # 70% of 100


def test_a_gap_in_a_p_chart_has_a_centre_and_no_limits() -> None:
    gap = judge(percentages([(15, 30), (50, 100)] * 8 + [None])).points[-1]
    assert (gap.centre, gap.upper, gap.variation) == (50, None, Variation.NO_READING)


def test_a_p_prime_chart_is_wider_than_chance() -> None:
    judged = judge(percentages([(12, 30), (70, 100)] * 8))
    assert judged.chart is Chart.P_PRIME
    share = (12 + 70) / 130
    assert judged.points[-1].upper - judged.points[-1].centre > 300 * sqrt(share * (1 - share) / 100)


def test_days_between_are_judged_on_a_power_and_shown_in_days() -> None:
    days: list[Number] = [30, 12, 45, 8, 60, 25, 17, 33, 41, 5, 28, 50, 22, 36]
    judged = judge(
        series([*days, 400], first=on_day(date(2020, 1, 1)), between=Between.DAYS, better=Better.HIGHER)
    )
    assert judged.chart is Chart.DAYS_BETWEEN
    assert judged.variation is Variation.IMPROVING
    powers = [float(day) ** (1 / 3.6) for day in [*map(int, (day or 0 for day in days)), 400]]
    assert judged.points[0].centre == pytest.approx((sum(powers) / 15) ** 3.6, abs=1e-9)
    assert judged.outlook is None
    wide = judge(series([1, 200, 3, 90] * 4, first=on_day(date(2020, 1, 1)), between=Between.DAYS))
    assert wide.points[0].lower == 0  # below nought there is no day


# --- the calendar


def test_a_count_is_held_against_the_working_days_of_its_month() -> None:
    months = [month(2022 + (n + 3) // 12, (n + 3) % 12 + 1) for n in range(24)]
    days = [working_days(each.first - timedelta(days=1), each.last) for each in months]
    judged = judge(series([2 * each for each in days], kind=Kind.FLOW, unit=Unit.COUNT))
    assert [point.centre for point in judged.points] == pytest.approx([2 * each for each in days])
    assert judged.signals == ()
    assert judged.points[0].adjusted == pytest.approx(2 * sum(days) / 24)
    assert judged.warnings == ("The limits allow for the number of working days in each period.",)
    assert (
        judge(series([2 * each for each in days], kind=Kind.COHORT, unit=Unit.DAYS)).points[0].adjusted
        is None
    )


def test_a_count_beyond_the_calendar_is_judged_as_it_is_and_that_is_said() -> None:
    late = month(CALENDAR_LAST.year, 1)
    judged = judge(series([*LEVEL, 25], kind=Kind.FLOW, unit=Unit.COUNT, first=late))
    assert judged.points[0].adjusted is None
    assert judged.warnings == (
        "The limits do not allow for working days: bank holidays are not known for every period.",
    )
    last = judge(series([*LEVEL], kind=Kind.FLOW, unit=Unit.COUNT, first=month(CALENDAR_LAST.year - 1, 12)))
    assert last.points[0].adjusted is not None
    assert last.outlook is None  # the next three months are not known


SEASON = [9, 4, 0, -3, -12, 2, 5, 6, -6, 3, 1, -9]


def seasonal(months: int, size: float = 1) -> list[Number]:
    of = random.Random(4)  # noqa: S311
    return [round(100 + size * SEASON[n % 12] + of.gauss(0, 2), 1) for n in range(months)]


def test_a_season_is_taken_out_of_three_years_and_put_back_into_the_limits() -> None:
    judged = judge(series(seasonal(36)))
    august = [point for point in judged.points if point.point.period.first.month == 8]
    september = [point for point in judged.points if point.point.period.first.month == 9]
    assert september[0].centre - august[0].centre == pytest.approx(14, abs=3)
    assert len({point.centre for point in august}) == 1
    assert judged.signals == ()
    assert judged.points[0].upper - judged.points[0].lower < 25
    assert [point.point.value for point in judged.points] == [Decimal(str(value)) for value in seasonal(36)]
    assert (
        "The limits allow for the season: the months of the year differ by more than chance."
        in judged.warnings
    )


def test_no_season_is_taken_out_of_fewer_months_nor_where_months_do_not_differ() -> None:
    assert {point.adjusted for point in judge(series(seasonal(35))).points} == {None}
    assert {point.adjusted for point in judge(series(seasonal(36, size=0))).points} == {None}
    assert {point.adjusted for point in judge(series(seasonal(36), first=quarter(2010, 1))).points} == {None}


def test_a_step_does_not_pass_for_a_season() -> None:
    of = random.Random(8)  # noqa: S311
    values = [round(100 + 30 * (n >= 18) + of.gauss(0, 2), 1) for n in range(36)]
    assert {point.adjusted for point in judge(series(values), steps=[step("2023-10-01")]).points} == {None}


def test_the_same_month_of_the_year_before_is_given() -> None:
    judged = judge(series(LEVEL))
    assert judged.last_year is judged.series.points[0]
    assert judge(series(VECTOR)).last_year is None


# --- what comes next


def test_the_next_three_periods_have_the_limits_of_the_last_phase() -> None:
    judged = judge(series(LOW_THEN_HIGH), steps=[step("2023-04-14")])
    assert [each.period for each in judged.outlook.periods] == [
        month(2024, 4),
        month(2024, 5),
        month(2024, 6),
    ]
    assert {(each.lower, each.upper) for each in judged.outlook.periods} == {
        (judged.points[-1].lower, judged.points[-1].upper)
    }


def test_percentages_to_come_are_taken_at_a_usual_size() -> None:
    judged = judge(percentages([(15, 30), (50, 100)] * 8))
    share, usual = 0.5, 65
    assert judged.outlook.periods[0].upper == pytest.approx(
        50 + 300 * sqrt(share * (1 - share) / usual), abs=1e-6
    )


@pytest.mark.parametrize("size", [13, 24])
def test_how_rare_a_point_outside_is_agrees_with_a_simulation(size: int) -> None:
    of = random.Random(size)  # noqa: S311
    outside, runs = 0, 20_000
    for _ in range(runs):
        values = [of.gauss(0, 1) for _ in range(size)]
        centre = sum(values) / size
        moves = [abs(b - a) for a, b in pairwise(values)]
        average = sum(moves) / len(moves)
        kept = [move for move in moves if move < 3.267 * average]
        outside += abs(of.gauss(0, 1) - centre) > 2.66 * sum(kept) / len(kept)
    told = judge(series(([20, 23, 21, 24] * 6)[:size])).outlook
    assert told.one_in == pytest.approx(runs / outside, rel=0.25)


def test_after_a_season_of_few_years_the_next_month_lies_outside_as_seldom_as_is_said() -> None:
    # A season fits its own three years better than the fourth: limits of the past would be passed by one
    # month in twenty.
    of = random.Random(1)  # noqa: S311
    outside = told = 0.0
    for _ in range(600):
        values = [round(100 + SEASON[n % 12] + of.gauss(0, 5), 1) for n in range(37)]
        ahead = judge(series(values[:36])).outlook
        told += 1 / ahead.one_in
        outside += not ahead.periods[0].lower <= values[36] <= ahead.periods[0].upper
    assert outside <= 3 * told


# --- warnings


def test_points_that_resemble_the_one_before_are_warned_of() -> None:
    slow = [Fraction(value) for value in (1, 2, 3, 4, 4, 3, 2, 1, 1, 2, 3, 4)]
    mean = sum(slow) / 12
    expected = sum((a - mean) * (b - mean) for a, b in pairwise(slow)) / sum((a - mean) ** 2 for a in slow)
    assert autocorrelation(slow, [mean] * 12) == pytest.approx(float(expected), abs=1e-12)
    judged = judge(series([20, 22, 24, 26, 26, 24, 22, 20] * 3))
    assert judged.warnings[0].startswith("Each point resembles the one before (autocorrelation 0.")
    assert judge(series(LEVEL)).warnings == ()
    assert autocorrelation([Fraction(1)] * 3, [Fraction(1)] * 3) is None


def test_a_step_does_not_pass_for_resemblance() -> None:
    assert judge(series(LOW_THEN_HIGH), steps=[step("2023-04-14")]).warnings == ()


def test_few_children_in_the_smaller_part_of_a_percentage_are_warned_of() -> None:
    few = judge(percentages([(29, 30), (96, 100)] * 8))
    assert few.warnings[0].startswith("Fewer than 5 children a period on average are in the smaller part")
    assert judge(percentages([(15, 30), (50, 100)] * 8)).warnings == ()


def test_a_last_value_of_few_children_is_warned_of() -> None:
    said = "The last value is of 29 only: one child more or fewer would change it a good deal."
    assert said in judge(percentages([*[(15, 30)] * 8, (14, 29)])).warnings
    assert said in judge(percentages([*[(15, 30)] * 8, (14, 29), None])).warnings
    assert not any("only" in warning for warning in judge(percentages([(14, 29), *[(15, 30)] * 8])).warnings)
