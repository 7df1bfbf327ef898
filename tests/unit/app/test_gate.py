"""The gate: who sees exact figures of whom, and what everybody else sees."""

from datetime import date

import pytest
from tests.viewers import DIRECTOR, HOLDER, MEMBER, manager_of, person

from small_returns import SmallReturn, keep, row, serve
from stonechat.app.comparing import compare
from stonechat.app.council import Council, init_council
from stonechat.app.gate import Audience, figures_for
from stonechat.app.numbers import explain
from stonechat.app.permissions import NotAllowed, Viewer
from stonechat.basics.periods import month
from stonechat.basics.problems import Refused
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


def test_a_comparison_is_made_of_what_is_shown_alone(council: Council) -> None:
    """Nothing is left of T2, nor of T1, which would tell it; nor how all the children hang together."""
    exact = compare(council, DIRECTOR, "FD16", "FY2025-26")
    shown = compare(council, MEMBER, "FD16", "FY2025-26")
    assert (exact.clustered is None, shown.clustered is None) == (False, True)
    found = {group.category: (group.value.numerator, group.interval is None) for group in shown.groups}
    assert found == {"T1": (None, True), "T2": (None, True), "T3": (8, False)}


def test_a_comparison_of_hidden_numbers_is_refused_in_words(council: Council) -> None:
    with pytest.raises(Refused, match="hidden because it is small"):
        compare(council, manager_of("T9"), "FD16", "2025-06", breakdown="sex")


def test_how_a_figure_was_made_tells_no_steps_of_small_numbers(council: Council) -> None:
    assert explain(council, DIRECTOR, "FD16", "FY2025-26", None).counts
    assert explain(council, MEMBER, "FD16", "FY2025-26", None).counts == ()
