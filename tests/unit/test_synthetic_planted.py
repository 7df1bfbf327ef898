"""What was planted in the made-up authority can be seen, and nothing else differs by more than chance.

Brothers and sisters share their fate, so a team is as far from the others as `z` says, with a standard
error as wide as families make it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from math import sqrt
from typing import Any

import pytest

from stonechat.basics.dates import add_months
from stonechat.basics.periods import financial_year
from stonechat.synthetic import rates
from stonechat.synthetic.care import Period
from stonechat.synthetic.events import Events, Referral
from stonechat.synthetic.everyone import lives
from stonechat.synthetic.planted import by_team, planted
from stonechat.synthetic.scale import LAST_DAY, MEDIAN_POPULATION, STEP_MONTH, Scale
from stonechat.synthetic.teams import ASSESSMENT, CARE, CLOSES_EARLY, HELP, care_team

SCALE = Scale(MEDIAN_POPULATION, 5, 20_261_120)
MONTHS = [month for year in SCALE.collection_years for month in financial_year(year - 1).months()]
SIZES = rates.FAMILY_SIZES.weights
FAMILY_EFFECT = sum(n * n * share for n, share in SIZES.items()) / sum(
    n * share for n, share in SIZES.items()
)
CHANCE, PLAIN = 3.5, 6.0
"""As far as one of some twenty comparisons goes by chance; and what nobody can miss."""


@pytest.fixture(scope="module")
def events() -> Events:
    return Events(SCALE, list(lives(SCALE)))


@pytest.fixture(scope="module")
def truths(events: Events) -> dict[str, Any]:
    return planted(SCALE, events)


def z(one: Sequence[int], others: Sequence[int]) -> float:
    """How many standard errors the share of one lies above that of the others."""
    share = (one[0] + others[0]) / (one[1] + others[1])
    error = sqrt(share * (1 - share) * FAMILY_EFFECT * (1 / one[1] + 1 / others[1]))
    return (one[0] / one[1] - others[0] / others[1]) / error


def together(parts: Mapping[str, Sequence[int]], teams: Sequence[str]) -> tuple[int, int]:
    return sum(parts[team][0] for team in teams), sum(parts[team][1] for team in teams)


def differ(parts: Mapping[str, Sequence[int]]) -> dict[str, float]:
    """For each team how far it is from all the others together."""
    return {
        team: z(part, together(parts, [other for other in parts if other != team]))
        for team, part in parts.items()
    }


PLANTED = [
    ("closes_early", "closed_within_three_months"),
    ("closes_early", "referred_within_a_year_of_closure"),
    ("crowded_at_the_limit", "on_days_41_to_45"),
]


@pytest.mark.parametrize(("truth", "measure"), PLANTED)
def test_what_was_planted_in_a_team_is_plain_and_the_other_teams_are_alike(
    truths: dict[str, Any], truth: str, measure: str
) -> None:
    found = truths[truth]
    parts, others = found[measure], together(found[measure], found["others"])
    assert all(z(parts[team], others) > PLAIN for team in found["teams"])
    alike = {team: parts[team] for team in found["others"]}
    if len(alike) > 1:
        assert max(abs(each) for each in differ(alike).values()) < CHANCE


def test_the_sizes_are_those_that_were_meant(truths: dict[str, Any]) -> None:
    found = truths["closes_early"]
    (team,), others = found["teams"], found["others"]
    early, of = found["closed_within_three_months"][team]
    assert early / of == pytest.approx(0.65, abs=0.04)
    back, referred = found["rereferred"][team]
    assert back / referred == pytest.approx(0.32, abs=0.03)
    back, referred = together(found["rereferred"], others)
    assert back / referred < 0.23
    found = truths["crowded_at_the_limit"]
    shares = {team: number / of for team, (number, of) in found["on_days_41_to_45"].items()}
    assert min(shares[team] for team in found["teams"]) > 0.22
    assert max(shares[team] for team in found["others"]) < 0.12


def test_demand_steps_down_in_month_19_for_good(truths: dict[str, Any]) -> None:
    found = truths["new_front_door_rule"]
    assert found["since"] == add_months(SCALE.first_day, 18).isoformat()
    assert found["month"] == found["since"][:7]
    months = list(found["referrals_by_month"].values())
    before, after = months[:18], months[18:]
    fall = (sum(after) / len(after)) / (sum(before) / len(before))
    assert fall == pytest.approx(found["falls_to"], abs=0.05)


def levels(events: Events) -> list[float]:
    """Referrals of each month against what its working days and its season lead to expect."""
    return [len(events.referred.within(month)) / rates.MONTHS[month.first.month] for month in MONTHS]


def test_there_is_one_step_and_no_other(events: Events) -> None:
    """The split of the months that parts them best is at the step, and neither side splits again."""
    found = levels(events)
    assert abs(best_split(found)[0] - (STEP_MONTH - 1)) <= 3
    assert best_split(found)[1] > 4
    assert best_split(found[: STEP_MONTH - 1])[1] < CHANCE
    assert best_split(found[STEP_MONTH - 1 :])[1] < CHANCE


def best_split(numbers: Sequence[float]) -> tuple[int, float]:
    """Where two halves differ most, each of five months or more, and by how many standard errors."""
    return max(
        ((at, t(numbers[:at], numbers[at:])) for at in range(5, len(numbers) - 4)), key=lambda it: it[1]
    )


def t(before: Sequence[float], after: Sequence[float]) -> float:
    means = [sum(some) / len(some) for some in (before, after)]
    squares = sum(
        (each - mean) ** 2 for some, mean in zip((before, after), means, strict=True) for each in some
    )
    variance = squares / (len(before) + len(after) - 2)
    return abs(means[0] - means[1]) / sqrt(variance * (1 / len(before) + 1 / len(after)))


OF_REFERRALS = [
    ("taken on after assessment", ASSESSMENT, lambda each: each.episode.is_in_need),
    ("repeated", ASSESSMENT, lambda each: each.is_repeated),
]


@pytest.mark.parametrize(("what", "teams", "is_so"), OF_REFERRALS, ids=[each[0] for each in OF_REFERRALS])
def test_assessment_teams_differ_in_nothing_that_was_not_planted(
    events: Events, what: str, teams: Sequence[Any], is_so: Callable[[Referral], bool]
) -> None:
    """Of families whom the team that closes early does not help, for its children come back."""
    referred = [
        each
        for each in events.referred.between(SCALE.first_day, LAST_DAY)
        if each.episode.assessments and each.episode.team is not CLOSES_EARLY
    ]
    told = ((each.episode.assessments[0].team, is_so(each)) for each in referred)
    assert max(abs(each) for each in differ(by_team(teams, told)).values()) < CHANCE, what


def test_teams_for_looked_after_children_are_alike(events: Events) -> None:
    ended = [each for each in events.periods if SCALE.first_day <= each.ended <= LAST_DAY and each.child.home]
    told = [(care_team(area_of(each)), each.way_out == "home") for each in ended]
    assert max(abs(each) for each in differ(by_team(CARE, told)).values()) < CHANCE


def area_of(period: Period) -> int:
    """A home's postcode names the area."""
    return int(period.child.home.split()[0].removeprefix("ZZ")) - 1


def test_help_teams_but_the_one_protect_as_many(events: Events) -> None:
    in_need = [each for each in events.referred.between(SCALE.first_day, LAST_DAY) if each.episode.is_in_need]
    told = [(each.episode.team, bool(each.episode.enquiries)) for each in in_need]
    others = [team for team in HELP if team is not CLOSES_EARLY]
    assert max(abs(each) for each in differ(by_team(others, told)).values()) < CHANCE


STOCKS: list[tuple[str, Callable[[Events, date], int]]] = [
    ("looked after", lambda events, day: len(events.in_care_on(day))),
    ("in need", lambda events, day: len(events.in_need_on(day))),
    ("on a plan", lambda events, day: len(events.on_a_plan_on(day))),
]


@pytest.mark.parametrize(("what", "open_on"), STOCKS, ids=[each[0] for each in STOCKS])
def test_stocks_do_not_drift(events: Events, what: str, open_on: Callable[[Events, date], int]) -> None:
    """The files begin in the middle of things: as many are open in the first year as in the last."""
    ends = [LAST_DAY.replace(year=year) for year in (SCALE.first_day.year, *SCALE.collection_years)]
    numbers = [open_on(events, day) for day in ends]
    mean = sum(numbers) / len(numbers)
    early, late = sum(numbers[:3]) / 3, sum(numbers[3:]) / 3
    assert abs(late - early) < 3.5 * sqrt(mean * FAMILY_EFFECT * 2 / 3), what


def test_records_have_the_faults_of_real_ones(truths: dict[str, Any]) -> None:
    found = truths["faults"]
    referrals, children = found["referrals"], found["children"]
    assert found["with_no_source"] / referrals == pytest.approx(rates.SOURCE_NOT_RECORDED, abs=0.006)
    assert found["ethnicity_not_obtained"] / children == pytest.approx(0.04, abs=0.01)
    assert 0.003 < found["before_the_birth"] / referrals < 0.03
    assert found["moved_here_on_a_plan"] > 5
    assert found["open_after_the_18th_birthday"] > 5
