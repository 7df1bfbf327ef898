"""The gate: who sees exact figures of whom, and what everybody else sees."""

from datetime import date

import pytest
from tests.viewers import DIRECTOR, HOLDER, MEMBER, manager_of, person

from small_returns import SmallReturn, keep, row, serve
from stonechat.app.council import Council, init_council
from stonechat.app.gate import Audience, figures_for
from stonechat.app.permissions import NotAllowed, Viewer
from stonechat.basics.periods import month
from stonechat.indicators.measure import Reason, Value
from stonechat.pipeline.build import USUAL

JUNE = month(2025, 6)
REFERRALS = {"T1": 7, "T2": 3, "T3": 8}


def referral(number: int, team: str) -> tuple:
    return row(
        "cin_episodes",
        person_id=f"P{number}",
        referral_id=f"R{number}",
        referral_date=date(2025, 6, 2),
        referral_team=team,
    )


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Council:
    council = init_council(tmp_path_factory.mktemp("gate") / "council", "825")
    teams = [team for team, count in REFERRALS.items() for _ in range(count)]
    rows = (
        *(row("department", team_id=team, team_name=team) for team in REFERRALS),
        *(row("person", person_id=f"P{number}") for number in range(len(teams))),
        *(referral(number, team) for number, team in enumerate(teams)),
    )
    kept = keep(council.folder, SmallReturn(2026, rows, format="ssd"))
    serve(council.folder, kept.id, USUAL)
    return council


def referrals(council: Council, viewer: Viewer, by: str | None = "team") -> dict[str | None, Value]:
    figures = figures_for(council, viewer)
    found = figures.values(figures.setting.catalogue["FD16"], JUNE, by)
    return {value.category: value for value in found if value.measure == "referrals"}


@pytest.mark.parametrize("viewer", [HOLDER, DIRECTOR])
def test_whoever_may_read_exact_figures_of_all_sees_them(council: Council, viewer: Viewer) -> None:
    found = referrals(council, viewer)
    assert {team: value.numerator for team, value in found.items()} == {None: 18, **REFERRALS}


def test_everybody_else_does_not_see_a_small_number(council: Council) -> None:
    hidden = referrals(council, MEMBER)["T2"]
    assert (hidden.value, hidden.numerator, hidden.reason) == (None, None, Reason.SUPPRESSED)


def test_a_manager_sees_the_own_team_exactly_and_no_other(council: Council) -> None:
    assert referrals(council, manager_of("T2"))["T2"].numerator == 3
    assert referrals(council, manager_of("T1"))["T2"].numerator is None


def test_the_audience_is_that_of_a_scope(council: Council) -> None:
    figures = figures_for(council, manager_of("T2"))
    assert [figures.audience(team) for team in ("T2", "T1", None)] == [
        Audience.EXACT,
        Audience.SUPPRESSED,
        Audience.SUPPRESSED,
    ]
    assert figures.exactly("T2") is not None
    assert figures.exactly() is None


def test_a_role_that_reads_no_figures_gets_none(council: Council) -> None:
    with pytest.raises(NotAllowed, match="None of your roles"):
        figures_for(council, person("administrator"))
