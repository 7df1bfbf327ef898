"""The made-up authority of the usual size has England's rates, its bands of time, and the planted truths.

Rates are those of the answer key, which `tests/functional/test_answer_key.py` holds against our own
indicators; what has no indicator yet is counted from the lives. England: children in need statistics and
children looked after statistics, year to 31 March 2025.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from math import sqrt

import pytest

from stonechat.basics.dates import add_months, working_days
from stonechat.synthetic import rates
from stonechat.synthetic.answer_key import figures
from stonechat.synthetic.counting import Counts
from stonechat.synthetic.events import Events
from stonechat.synthetic.everyone import lives
from stonechat.synthetic.lives import Life
from stonechat.synthetic.scale import LAST_DAY, MEDIAN_POPULATION, Scale
from stonechat.synthetic.window import Window
from stonechat.synthetic.workforce import workforce

SCALE = Scale(MEDIAN_POPULATION, 5, 20_261_120)
YEARS = Window(SCALE.first_day, LAST_DAY)

RATES = {
    "FD15": 519.4,
    "AS01": 532.6,
    "CP04": 189.3,
    "CP07": 59.2,
    "CP12": 50.8,
    "CP11": 40.6,
    "CN01": 330.3,
    "CL01": 67,
    "CL03": 26,
    "CL04": 28,
}
"""For each 10,000 children; of those at 31 March for CP11, CN01 and CL01."""
SHARES = {
    "FD17": 22.6,
    "FD20": 6.5,
    "FD21": 30.8,
    "AS02": 85.7,
    "CP06": 31,
    "CP08": 81.4,
    "CP14": 24.5,
    "CN07": 47.0,
    "CL09": 10,
    "CL10": 68,
    "CL11": 67,
    "CL12": 12,
    "CL40": 16,
    "CL47": 12,
    "AD04": 9,
}
"""In percent."""


@pytest.fixture(scope="module")
def everyone() -> list[Life]:
    return list(lives(SCALE))


@pytest.fixture(scope="module")
def events(everyone: list[Life]) -> Events:
    return Events(SCALE, everyone)


@pytest.fixture(scope="module")
def key(everyone: list[Life], events: Events) -> dict[str, dict[str, Counts]]:
    return figures(SCALE, everyone, events, workforce(SCALE, everyone))


def family_effect() -> float:
    """How much wider chance reaches because brothers and sisters share their fate."""
    sizes = rates.FAMILY_SIZES.weights
    return sum(n * n * share for n, share in sizes.items()) / sum(n * share for n, share in sizes.items())


def pooled(key: dict[str, dict[str, Counts]], indicator_id: str) -> tuple[int, int]:
    """Numerator and denominator over all financial years that the key has."""
    years = [answer["value"] for period, answer in key[indicator_id].items() if period.startswith("FY")]
    return sum(answer[0] or 0 for answer in years), sum(answer[1] or 0 for answer in years)


@pytest.mark.parametrize(("indicator_id", "england"), RATES.items())
def test_a_rate_is_about_englands(
    key: dict[str, dict[str, Counts]], indicator_id: str, england: float
) -> None:
    number, children = pooled(key, indicator_id)
    expected = england * children / 10_000
    assert abs(number - expected) <= max(0.1 * expected, 3 * sqrt(expected * family_effect()))


@pytest.mark.parametrize(("indicator_id", "england"), SHARES.items())
def test_a_share_is_about_englands(
    key: dict[str, dict[str, Counts]], indicator_id: str, england: float
) -> None:
    number, of = pooled(key, indicator_id)
    share = england / 100
    error = sqrt(share * (1 - share) * family_effect() / of)
    assert abs(number / of - share) <= max(0.1 * share, 3 * error)


AGES_IN_CARE = [((-1, 0), 5), ((1, 4), 13), ((5, 9), 18), ((10, 15), 38), ((16, 17), 26)]
"""Completed years, and England's percent of children looked after on 31 March."""


@pytest.mark.parametrize(("ages", "england"), AGES_IN_CARE, ids=str)
def test_children_in_care_are_as_old_as_englands(
    events: Events, ages: tuple[int, int], england: float
) -> None:
    days = [LAST_DAY.replace(year=year) for year in SCALE.collection_years]
    found = [period.child.age(day) for day in days for period, _ in events.in_care_on(day)]
    share, number = england / 100, sum(ages[0] <= age <= ages[1] for age in found)
    error = sqrt(share * (1 - share) * family_effect() * len(days) / len(found))
    assert abs(number / len(found) - share) <= max(0.1 * share, 3 * error)


def test_few_children_die_and_their_case_ends_with_it(everyone: list[Life]) -> None:
    died = [life for life in everyone if life.died is not None and YEARS.holds(life.died)]
    assert 3 <= len(died) <= 30
    assert any(life.stays for life in everyone if life.died is not None)
    for life in died:
        last = life.episodes[-1]
        assert (last.closed, last.reason) == (life.died, "RC2")
        assert not any(year.birthday > life.died for year in life.leaver if life.died is not None)


def shares_in(bands: list[tuple[int, int]], days: list[int]) -> list[float]:
    return [100 * sum(low <= each <= high for each in days) / len(days) for low, high in bands]


def test_assessments_take_as_long_as_englands(everyone: list[Life]) -> None:
    days = [
        working_days(each.started, each.authorised)
        for life in everyone
        for episode in life.episodes
        for each in episode.assessments
        if YEARS.holds(each.authorised)
    ]
    bands = [(0, 0), (1, 10), (11, 20), (21, 30), (31, 40), (41, 45), (46, 50), (51, 60), (61, 999)]
    england = [1.8, 11.6, 17.3, 15.8, 20.2, 18.9, 5.8, 4.3, 4.2]
    assert shares_in(bands, days) == pytest.approx(england, abs=2)


def test_conferences_take_as_long_as_englands(everyone: list[Life]) -> None:
    days = [
        working_days(enquiry.started, enquiry.conference.held)
        for life in everyone
        for episode in life.episodes
        for enquiry in episode.enquiries
        if enquiry.conference is not None and YEARS.holds(enquiry.conference.held)
    ]
    england = [8.7, 72.7, 8.9, 9.7]
    assert shares_in([(0, 10), (11, 15), (16, 20), (21, 999)], days) == pytest.approx(england, abs=3)


def test_more_is_finished_on_the_last_days_before_a_limit_than_just_after(everyone: list[Life]) -> None:
    days = Counter(
        working_days(each.started, each.authorised)
        for life in everyone
        for episode in life.episodes
        for each in episode.assessments
        if YEARS.holds(each.authorised)
    )
    before, after = sum(days[n] for n in range(41, 46)), sum(days[n] for n in range(46, 51))
    assert before > 2.5 * after


DIRECT: list[tuple[str, Callable[[Life], Iterator[object]], float]] = [
    ("contacts", lambda life: (each for each in life.contacts if YEARS.holds(each.made)), 14_400),
    (
        "unaccompanied children in care on a 31 March",
        lambda life: (
            year
            for year in SCALE.collection_years
            for stay in life.stays
            if life.child.is_unaccompanied
            and stay.period.started <= LAST_DAY.replace(year=year) < stay.period.ended
        ),
        34,
    ),
]


@pytest.mark.parametrize(("what", "found_in", "a_year"), DIRECT, ids=[each[0] for each in DIRECT])
def test_what_no_indicator_counts_yet_is_about_englands(
    everyone: list[Life], what: str, found_in: Callable[[Life], Iterator[object]], a_year: float
) -> None:
    number, expected = sum(1 for life in everyone for _ in found_in(life)), a_year * SCALE.years
    allowed = max(0.1 * expected, 3 * sqrt(expected * family_effect()))
    assert number == pytest.approx(expected, abs=allowed), what


def test_plans_are_reviewed_in_time_as_often_as_englands(everyone: list[Life]) -> None:
    """Plans open on a 31 March for three months or more: all reviews within 3 months, then every 6."""
    in_time = []
    for day in (LAST_DAY.replace(year=year) for year in SCALE.collection_years):
        for plan in (plan for life in everyone for episode in life.episodes for plan in episode.plans):
            if add_months(plan.started, 3) <= day < plan.ended:
                held = [review.held for review in plan.reviews if review.held <= day]
                limits = [add_months(plan.started, 3), *(add_months(each, 6) for each in held)]
                in_time.append(all(each <= limit for each, limit in zip([*held, day], limits, strict=True)))
    assert sum(in_time) / len(in_time) == pytest.approx(0.906, abs=0.05)
