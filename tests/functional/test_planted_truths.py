"""The truths planted in the made-up authority are found by what a person would use, and its peers are let be.

At full size, from its Standard Safeguarding Dataset alone, since only that names teams. What was planted, and
where, is in the authority's own answer key.
"""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from statistics import mean
from typing import Any

import pytest
from tests.viewers import HOLDER

from stonechat.analysis.funnel import Standing
from stonechat.analysis.judged import Judged, Side, Step
from stonechat.analysis.trend import judge
from stonechat.app.comparing import compare
from stonechat.app.council import Council, init_council
from stonechat.app.figures import Figures
from stonechat.app.intake import import_files
from stonechat.app.judging import ALL_TEAMS, Scope, series_of
from stonechat.basics.dates import add_months
from stonechat.sources.reading import Overrides
from stonechat.synthetic.authority import write_authority
from stonechat.synthetic.scale import AUTHORITY, NAME

YEARS = 5
LAST_YEAR, YEAR_BEFORE = "FY2025-26", "FY2024-25"
MONTHS_TO_SEE_IT = 8
"""A shift takes seven points to show."""

OUTSIDE = (Standing.FAR_ABOVE, Standing.FAR_BELOW)


@pytest.fixture(scope="module")
def extracts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("extracts")
    write_authority(out, 62_500, YEARS, seed=20_261_120)
    return out


@pytest.fixture(scope="module")
def planted(extracts: Path) -> Mapping[str, Any]:
    return json.loads(next(extracts.rglob("answer_key.json")).read_text())["planted"]


@pytest.fixture(scope="module")
def council(extracts: Path, tmp_path_factory: pytest.TempPathFactory) -> Council:
    """The authority imported, no figure worked out ahead: few are asked for."""
    found = init_council(tmp_path_factory.mktemp("planted") / "council", AUTHORITY, NAME)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("stonechat.pipeline.results.periods", lambda _windows: ())
        outcome = import_files(found, [next(extracts.rglob("ssd"))], Overrides())
    assert all(file.is_accepted for file in outcome.files)
    return found


def referrals(council: Council, to: date | None = None, *steps: Step) -> Judged:
    """Referrals by month, judged as they would have been at the end of a month."""
    figures = Figures(council)
    indicator = figures.setting.catalogue["FD16"]
    held = figures.over_time(indicator, "referrals", most_months=12 * YEARS)
    known = {period: values for period, values in held.items() if to is None or period.last <= to}
    return judge(
        series_of(indicator, indicator.latest.measures[0], Scope(None, ALL_TEAMS), known), steps=steps
    )


def test_the_step_at_the_front_door_shows_within_the_months_that_a_shift_takes(
    council: Council, planted: Mapping[str, Any]
) -> None:
    step = date.fromisoformat(planted["new_front_door_rule"]["since"])
    before = referrals(council, step)
    assert not [one for one in before.signals if one.side is Side.LOW and one.last == len(before.points) - 1]
    seen = [referrals(council, add_months(step, more)) for more in range(1, MONTHS_TO_SEE_IT + 1)]
    assert any(
        one.side is Side.LOW and one.last == len(judged.points) - 1
        for judged in seen
        for one in judged.signals
    )


def test_a_step_noted_with_reason_and_name_explains_it(council: Council, planted: Mapping[str, Any]) -> None:
    rule = planted["new_front_door_rule"]
    step = date.fromisoformat(rule["since"])
    unexplained = referrals(council)
    explained = referrals(council, None, Step(step, rule["what"], "Head of service", step))
    assert [phase.is_trial for phase in explained.phases] == [False, False]
    first, second = (mean(values(explained)[phase.first : phase.last + 1]) for phase in explained.phases)
    assert second / first == pytest.approx(rule["falls_to"], abs=0.05)
    assert len(explained.signals) < len(unexplained.signals)


@pytest.mark.parametrize("year", [YEAR_BEFORE, LAST_YEAR])
def test_the_team_that_closes_early_stands_out_and_its_like_do_not(
    council: Council, planted: Mapping[str, Any], year: str
) -> None:
    check(by_chance(council, "CN07", year), planted["closes_early"])


def test_more_of_its_children_are_referred_again(council: Council, planted: Mapping[str, Any]) -> None:
    check(by_chance(council, "FD19", YEAR_BEFORE), planted["closes_early"])


@pytest.mark.parametrize("year", [YEAR_BEFORE, LAST_YEAR])
def test_the_teams_that_assess_up_to_the_limit_stand_out_and_the_third_does_not(
    council: Council, planted: Mapping[str, Any], year: str
) -> None:
    check(by_chance(council, "AS04", year), planted["crowded_at_the_limit"])


@pytest.mark.parametrize("indicator", ["AS07", "CP08", "CP09", "CP20"])
def test_what_was_not_planted_does_not_set_a_team_apart(council: Council, indicator: str) -> None:
    teams = [each for each in by_chance(council, indicator, LAST_YEAR).items() if each[0] in LIKE]
    assert teams
    assert not [team for team, standing in teams if standing in OUTSIDE]


def check(standing: Mapping[str, Standing], truth: Mapping[str, Any]) -> None:
    """The teams of the truth lie above what chance gives, one of them far, and none of their like does."""
    above = {Standing.FAR_ABOVE, Standing.ABOVE}
    found = {standing[team] for team in truth["teams"]}
    assert Standing.FAR_ABOVE in found <= above
    assert not above & {standing[team] for team in truth["others"]}


def values(judged: Judged) -> list[float]:
    return [float(each.point.value or 0) for each in judged.points]


LIKE = ("T02", "T03", "T04", "T05", "T06", "T07", "T08")
"""Teams that assess, and teams that help and protect."""


def by_chance(council: Council, indicator: str, year: str) -> dict[str, Standing]:
    """Where each team lies by the limits of chance alone."""
    groups = compare(council, HOLDER, indicator, year).groups
    return {
        group.category: group.on_funnel.by_chance
        for group in groups
        if group.category is not None and group.on_funnel is not None
    }
