"""Numbers by team: counted by the team's number, shown with its name where a return holds one."""

from datetime import date

import pytest
from tests.viewers import HOLDER

from small_returns import SmallReturn, keep, row, serve
from stonechat.app import contract
from stonechat.app.children import Asked, list_children
from stonechat.app.council import Council, init_council
from stonechat.app.numbers import value_of
from stonechat.basics.problems import Refused
from stonechat.cli.show_numbers import show_values
from stonechat.pipeline.build import USUAL

TEAMS = (("T1", "Front door"), ("T2", "Assessment"), ("T3", "assessment"), ("T4", None))


def referral(number: int, team: str | None) -> tuple:
    return row(
        "cin_episodes",
        person_id=f"P{number}",
        referral_id=f"R{number}",
        referral_date=date(2025, 6, number),
        referral_team=team,
    )


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Council:
    council = init_council(tmp_path_factory.mktemp("teams") / "council", "825")
    rows = (
        *(row("department", team_id=team, team_name=name) for team, name in TEAMS),
        *(row("person", person_id=f"P{number}") for number in range(1, 8)),
        *(referral(n, team) for n, team in enumerate(("T1", "T1", "T2", "T3", "T4", "North", None), 1)),
    )
    kept = keep(council.folder, SmallReturn(2026, rows, format="ssd"))
    serve(council.folder, kept.id, USUAL)
    return council


def children_of(council: Council, category: str) -> list:
    asked = Asked("FD16", "2025-06", "to look", breakdown="team", category=category)
    return sorted(str(one["referral_id"]) for one in list_children(council, HOLDER, asked).rows)


def test_teams_stand_with_their_names_and_without_where_no_return_has_one(
    council: Council, capsys: pytest.CaptureFixture[str]
) -> None:
    show_values(value_of(council, HOLDER, "FD16", "2025-06", "team"), as_json=False)
    said = capsys.readouterr().out

    for shown in ("T1 Front door ", "T2 Assessment ", "T4  ", "North  ", "not recorded  "):
        assert f" {shown}" in said


def test_programs_get_the_number_as_category_and_the_names_beside(council: Council) -> None:
    told = contract.values_json(value_of(council, HOLDER, "FD16", "2025-06", "team"))

    assert told["names"] == {"T1": "Front door", "T2": "Assessment", "T3": "assessment"}
    assert {one["category"] for one in told["values"]} == {None, "T1", "T2", "T3", "T4", "North"}


def test_no_other_breakdown_has_names(council: Council) -> None:
    assert contract.values_json(value_of(council, HOLDER, "FD16", "2025-06", "sex"))["names"] == {}


@pytest.mark.parametrize("said", ["T1", "t1", "Front door", "FRONT DOOR", "T1 Front door"])
def test_a_team_s_children_are_found_by_its_number_and_by_its_name(council: Council, said: str) -> None:
    assert children_of(council, said) == ["R1", "R2"]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("T2 assessment", ["R3"]),
        ("T3", ["R4"]),
        ("North", ["R6"]),
        ("not recorded", ["R7"]),
    ],
)
def test_a_team_is_never_another_s_for_want_of_a_name(council: Council, said: str, found: list) -> None:
    assert children_of(council, said) == found


def test_for_a_name_that_two_teams_share_it_is_asked_which(council: Council) -> None:
    with pytest.raises(Refused, match=r"2 categories of team are called Assessment.*T2, T3"):
        children_of(council, "Assessment")


def test_a_category_that_there_is_not_is_still_refused(council: Council) -> None:
    asked = Asked("FD16", "2025-06", "to look", breakdown="sex", category="Z9")
    with pytest.raises(Refused, match="has no category Z9"):
        list_children(council, HOLDER, asked)
