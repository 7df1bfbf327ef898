"""What is said of a judged series: the sentence above its chart and the description of its picture."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.charts.charts_to_draw import (
    OVER_TIME,
    RATES,
    TARGET,
    few,
    judged,
    months,
    nothing,
    rare,
    series,
    stepped,
    usual,
    with_gaps,
    yearly,
)

from stonechat.analysis import words
from stonechat.analysis.judged import (
    Assurance,
    Expected,
    Outlook,
    Rule,
    Side,
    Signal,
    Target,
    Variation,
    YearOnYear,
)
from stonechat.analysis.words_of_time import period_in_words, short_period, span, when
from stonechat.basics.periods import Period, month, parse_period
from stonechat.indicators.definition import Kind
from stonechat.indicators.measure import Unit


def test_the_sentence_of_the_page() -> None:
    assert words.sentence(words.facts(usual())) == (
        "80% in October 2025: usual variation. The 85% target may or may not be met by chance."
    )


@pytest.mark.parametrize(
    ("assurance", "said"),
    [
        (Assurance.WILL_MEET, "The 85% target will usually be met."),
        (Assurance.WILL_MISS, "The 85% target will usually be missed unless something changes."),
        (Assurance.MAY_OR_MAY_NOT, "The 85% target may or may not be met by chance."),
        (None, "The target is 85%."),
    ],
)
def test_what_is_said_of_a_target(assurance: Assurance | None, said: str) -> None:
    assert words.sentence(words.facts(replace(usual(), assurance=assurance))).endswith(said)


def test_nothing_is_said_of_a_target_that_there_is_not() -> None:
    assert "target" not in words.sentence(words.facts(replace(usual(), target=None, assurance=None)))


@pytest.mark.parametrize(
    ("rule", "side", "said"),
    [
        (Rule.OUTSIDE, Side.HIGH, "above the upper limit"),
        (Rule.OUTSIDE, Side.LOW, "below the lower limit"),
        (Rule.SHIFT, Side.LOW, "8 months in a row below the mean"),
        (Rule.SHIFT, Side.HIGH, "8 months in a row above the mean"),
        (Rule.TREND, Side.HIGH, "8 months in a row rising"),
        (Rule.TREND, Side.LOW, "8 months in a row falling"),
        (Rule.TWO_OF_THREE, Side.HIGH, "2 of 3 months near the upper limit"),
        (Rule.TWO_OF_THREE, Side.LOW, "2 of 3 months near the lower limit"),
    ],
)
def test_a_reading_says_which_rule_was_broken(rule: Rule, side: Side, said: str) -> None:
    found = replace(stepped(), signals=(Signal(rule, side, 28, 35),), side=side)
    assert words.message(words.facts(found)) == f"80% in October 2025: concern ({said})"


def test_of_several_signals_the_one_that_began_last_on_the_side_of_the_reading_is_told() -> None:
    signals = (
        Signal(Rule.SHIFT, Side.LOW, 20, 35),
        Signal(Rule.OUTSIDE, Side.LOW, 35, 35),
        Signal(Rule.TREND, Side.HIGH, 34, 35),
        Signal(Rule.TWO_OF_THREE, Side.LOW, 3, 5),
    )
    assert words.facts(replace(stepped(), signals=signals)).signal == "below the lower limit"


def test_no_rule_is_told_for_usual_variation() -> None:
    old = (Signal(Rule.OUTSIDE, Side.HIGH, 32, 32),)
    assert words.facts(replace(usual(), signals=old)).signal is None


def test_few_children_are_told_as_counts_and_few_points_have_no_reading() -> None:
    said = words.sentence(words.facts(few()))
    assert said == "10 of 20 in March 2023. Too few months for a reading (5 of 13)."


def test_a_plain_line_is_told_beside_the_year_before() -> None:
    said = words.sentence(words.facts(yearly()))
    assert said == "344.1 per 10,000 (344) in 2025-26, 338.8 per 10,000 a year before."


def test_a_stock_is_at_an_end_and_an_event_on_a_day() -> None:
    assert words.facts(rare()).when == "on 17 June 2025"
    october = month(2025, 10)
    assert when(series(RATES, kind=Kind.STOCK), october) == "at the end of October 2025"
    assert when(series(RATES, kind=Kind.ROLLING), october) == "in the twelve months to October 2025"


def test_no_value_at_all_is_said() -> None:
    assert words.sentence(words.facts(nothing())) == "There is no value in this time."


def test_a_last_month_without_a_value_leaves_the_reading_to_the_month_that_has_one() -> None:
    held = judged(series([*RATES[:-1], None]), 80.9, 68.4, 93.4)
    said = words.facts(held)
    assert (said.latest, said.when, said.gaps) == ("86%", "in September 2025", 1)


@pytest.mark.parametrize("name", OVER_TIME)
def test_description_and_sentence_take_from_the_same_facts(name: str) -> None:
    said = words.facts(OVER_TIME[name]())
    described = words.description(said)
    assert len(described) <= words.MOST_LETTERS
    assert said.latest is None or words.message(said) in described
    assert described.startswith(said.picture)
    assert said.scope[:5] in described


@given(st.text(min_size=1, max_size=400), st.text(min_size=1, max_size=200))
def test_no_title_or_scope_makes_a_description_too_long(title: str, scope: str) -> None:
    made = stepped()
    long = replace(made, series=replace(made.series, title=title, scope=scope))
    assert len(words.description(words.facts(long))) <= words.MOST_LETTERS


def test_limits_are_clipped_only_where_they_are_shown() -> None:
    found = judged(series(RATES), 80.9, -3.0, 104.2)
    said = words.facts(found)
    assert (said.lower, said.upper) == ("0%", "100%")
    assert (found.points[0].lower, found.points[0].upper) == (-3.0, 104.2)


def test_levels_take_the_decimals_of_the_values_beside_them() -> None:
    assert words.facts(judged(series(RATES, denominator=129), 80.94, 60.0, 99.0)).centre == "81%"
    assert words.facts(judged(series(RATES, denominator=1290), 80.94, 60.0, 99.0)).centre == "80.9%"
    few_children = series((3, 4, 2), unit=Unit.COUNT)
    assert words.facts(judged(few_children, 2.6, 0.0, 7.0)).centre == "2.6"
    many = series((300, 400, 200), unit=Unit.COUNT)
    assert words.facts(judged(many, 300.4, 100.0, 600.0)).centre == "300"


def test_a_target_of_another_decimal_is_told_like_the_values() -> None:
    found = replace(usual(), target=Target(date(2023, 4, 1), 87.5, "plan"))
    assert words.facts(found).target == "88%"


def test_a_point_is_told_with_what_it_was_made_from() -> None:
    made = stepped()
    assert words.point_in_words(made.series, made.points[35]) == "October 2025: 80% (103 of 129), concern"
    dots = few()
    assert words.point_in_words(dots.series, dots.points[4]) == "March 2023: 10 of 20"


def test_what_happened_is_listed_in_order_of_time_with_who_says_so() -> None:
    assert words.noted_in_words(stepped()) == (
        "15 May 2023: Second assessment team began (Head of service)",
        "1 July 2024: new level: new assessment form in use (Director, decided on 3 February 2025)",
        "2 December 2024: Duty rota changed so that one manager signs off each assessment (HoS)",
    )
    assert words.noted_in_words(with_gaps())[0].startswith("1 March 2024: recording changed: new case system")


PERIODS = [
    ("2025-10", "October 2025", "Oct 2025"),
    ("FY2024-25", "2024-25", "2024-25"),
    ("SY2024-25", "school year 2024-25", "school year 2024-25"),
    ("2025-26-Q3", "October to December 2025", "Oct to Dec 2025"),
    ("2025-W40", "the week of 29 September 2025", "29 Sep 2025"),
    ("2025-03-31", "31 March 2025", "31 Mar 2025"),
    ("12m:2025-10", "the twelve months to October 2025", "Oct 2025"),
]


@pytest.mark.parametrize(("label", "said", "short"), PERIODS)
def test_periods_are_said_as_people_do(label: str, said: str, short: str) -> None:
    period: Period = parse_period(label)
    assert period_in_words(period) == said
    assert short_period(replace(usual().series.points[0], period=period)) == short


def test_the_time_of_a_series() -> None:
    assert span(usual().series) == "November 2022 to October 2025"
    assert span(series((80,))) == "November 2022"
    assert TARGET.value == 85.0
    assert Variation.USUAL == "usual variation"


def test_the_next_points_are_said_within_what_is_possible() -> None:
    ahead = tuple(Expected(one, 80.9, 62.1 - place, 99.0 + place) for place, one in enumerate(months(3)))
    found = replace(usual(), outlook=Outlook(ahead, 164))
    assert words.outlook_in_words(found) == (
        "If nothing changes, the next 3 months will usually lie between 60% and 100%; "
        "about one month in 164 lies beyond its limits by chance."
    )
    assert words.outlook_in_words(usual()) is None


@pytest.mark.parametrize(
    ("lower", "upper", "said"),
    [
        (0.1, 9.0, "is more than chance"),
        (-9.0, -0.1, "is more than chance"),
        (0.0, 9.0, "is no more than chance"),
    ],
)
def test_a_plain_line_says_whether_the_change_of_a_year_is_more_than_chance(
    lower: float, upper: float, said: str
) -> None:
    found = words.facts(replace(yearly(), year_on_year=YearOnYear(5.3, lower, upper)))
    assert said in words.sentence(found)
    assert said in words.description(found)


def test_a_chart_with_a_reading_says_nothing_beside_it_of_the_year_before() -> None:
    found = words.facts(replace(usual(), year_on_year=YearOnYear(5.3, 1.0, 9.0)))
    assert "year before" not in words.sentence(found)
