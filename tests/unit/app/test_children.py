"""Whose children are behind a number: each sees the rows within reach, as many as counted; it is recorded."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from tests.viewers import DIRECTOR, HOLDER, MEMBER, manager_of, person, worker

from small_returns import SmallReturn, keep, row, serve
from stonechat.app.children import Asked, list_children, look_at
from stonechat.app.council import Council, init_council
from stonechat.app.permissions import Granted, Permission, Reach, Scope, Viewer
from stonechat.app.reach import NotToldBy, NotYours
from stonechat.basics.problems import Refused
from stonechat.pipeline.build import USUAL

MAY = date(2025, 5, 1)
DAY = date(2025, 6, 2)

CASES = {  # the team and the worker of each referral in June
    "R1": ("T1", "W1"),
    "R2": ("T1", "W1"),
    "R3": ("T1", "W2"),
    "R4": ("T2", "W3"),
    "R5": ("T2", None),
    "R6": (None, None),
}
TWICE = "R2"
"""The referral of the child of R1."""


def _case(referral: str, team: str | None, worker: str | None) -> list[tuple]:
    child = {"person_id": "P1" if referral == TWICE else f"P{referral[1:]}"}
    took = {"R1": date(2025, 6, 3), "R4": date(2025, 12, 1)}.get(referral)
    told = [
        row(
            "cin_episodes",
            **child,
            referral_id=referral,
            referral_date=DAY,
            referral_team=team,
            referral_worker_id=worker,
        )
    ]
    if took is not None:
        told.append(
            row(
                "cin_assessments",
                **child,
                assessment_id=f"A{referral}",
                referral_id=referral,
                assessment_start_date=DAY,
                assessment_auth_date=took,
                assessment_team=team,
                assessment_worker_id=worker,
            )
        )
    return told


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Council:
    council = init_council(tmp_path_factory.mktemp("children") / "council", "825")
    rows = [row("person", person_id=f"P{number}") for number in range(1, 7)]
    rows += [each for referral, (team, who) in CASES.items() for each in _case(referral, team, who)]
    rows += [row("contacts", person_id="P1", contact_id="C1", contact_date=DAY)]
    serve(council.folder, keep(council.folder, SmallReturn(2026, tuple(rows), format="ssd")).id, USUAL)
    return council


REFERRALS = Asked("FD16", "2025-06", "to look into it")


def referrals(council: Council, viewer: Viewer, **changes: object) -> list[str]:
    found = list_children(council, viewer, replace(REFERRALS, **changes))  # type: ignore[arg-type]
    return [str(each["referral_id"]) for each in found.rows]


def both(*viewers: Viewer) -> Viewer:
    return Viewer("both", "Both", tuple(granted for viewer in viewers for granted in viewer.granted))


@pytest.mark.parametrize(
    ("viewer", "found"),
    [
        (HOLDER, ["R1", "R2", "R3", "R4", "R5", "R6"]),
        (DIRECTOR, ["R1", "R2", "R3", "R4", "R5", "R6"]),
        (manager_of("T1"), ["R1", "R2", "R3"]),
        (manager_of("T1", "T2"), ["R1", "R2", "R3", "R4", "R5"]),
        (manager_of("T9"), []),
        (worker("W1"), ["R1", "R2"]),
        (worker("W9"), []),
        (both(manager_of("T2"), worker("W2")), ["R3", "R4", "R5"]),
        (both(manager_of("T1"), DIRECTOR), ["R1", "R2", "R3", "R4", "R5", "R6"]),
    ],
)
def test_each_sees_the_rows_within_reach(council: Council, viewer: Viewer, found: list[str]) -> None:
    assert referrals(council, viewer) == found


@pytest.mark.parametrize(
    ("viewer", "found"),
    [
        (DIRECTOR, ["R1", "R2", "R3"]),
        (manager_of("T1", "T2"), ["R1", "R2", "R3"]),
        (worker("W2"), ["R3"]),
        (worker("W3"), []),
    ],
)
def test_of_one_team_each_sees_the_rows_within_reach(
    council: Council, viewer: Viewer, found: list[str]
) -> None:
    assert referrals(council, viewer, team="T1") == found


@pytest.mark.parametrize(
    ("viewer", "team"),
    [
        (MEMBER, None),
        (person("partner"), None),
        (person("administrator"), "T1"),
        (manager_of("T1"), "T2"),
        (manager_of("T1"), "no such team"),
        (Viewer("nora", "Nora"), None),
    ],
)
def test_whoever_may_not_is_told_the_same_whatever_there_is_and_is_recorded(
    council: Council, viewer: Viewer, team: str | None
) -> None:
    with pytest.raises(
        NotYours, match=r"You can(not see this|( see the number but not the)) list. Ask Head of service"
    ):
        referrals(council, viewer, team=team)
    last = list(council.readlog.reads())[-1]
    assert (last["who"], last["outcome"], last["children"], last["team"]) == (
        viewer.username,
        "refused",
        [],
        team,
    )


def test_what_is_shown_is_recorded_with_who_in_which_role_and_how_far(council: Council) -> None:
    referrals(council, manager_of("T1"))
    last = list(council.readlog.reads("P3"))[-1]
    assert (last["who"], last["role"], last["what"], last["outcome"], last["count"]) == (
        "manager@example",
        "manager",
        "children",
        "shown",
        2,
    )


def test_a_number_that_no_table_tells_by_team_or_worker_cannot_be_narrowed(council: Council) -> None:
    for viewer, whose in ((manager_of("T1"), "team"), (worker("W1"), "worker")):
        with pytest.raises(NotToldBy, match=f"No return says which {whose}"):
            list_children(council, viewer, replace(REFERRALS, indicator="FD01"))
    assert len(list_children(council, DIRECTOR, replace(REFERRALS, indicator="FD01")).rows) == 1
    with pytest.raises(NotToldBy):
        list_children(council, DIRECTOR, replace(REFERRALS, indicator="FD01", team="T1"))


def test_a_share_that_has_no_team_is_not_narrowed_to_one_though_its_rows_have(council: Council) -> None:
    asked = replace(REFERRALS, indicator="AS05", period="FY2025-26")
    with pytest.raises(NotToldBy):
        list_children(council, manager_of("T1"), asked)
    assert len(list_children(council, worker("W1"), asked).rows) == 1


def test_children_are_counted_once_where_the_number_is_of_children(council: Council) -> None:
    look = look_at(council, manager_of("T1"), replace(REFERRALS, measure="children"))
    assert (len(look.rows()), look.number(look.rows())) == (3, 2)
    assert look.number_of_all() == 5


def test_rows_of_another_table_below_the_line_have_columns_of_their_own(council: Council) -> None:
    asked = Asked("AS05", "FY2025-26", "to look into it", part="denominator")
    found = list_children(council, DIRECTOR, asked)
    assert found.columns == ("person_id", "referral_id", "referral_date")
    assert len(found.rows) == 6


@pytest.mark.parametrize(("part", "found"), [("numerator", 1), ("denominator", 2), ("rest", 1)])
def test_the_rest_are_those_below_the_line_that_are_not_above_it(
    council: Council, part: str, found: int
) -> None:
    asked = Asked("AS02", "FY2025-26", "to look into it", part=part)
    look = look_at(council, DIRECTOR, asked)
    assert (len(look.rows()), look.number_of_all()) == (found, found)
    assert look.number_below() == (None if part == "denominator" else 2)


def test_of_a_number_that_is_no_share_of_rows_there_is_no_rest(council: Council) -> None:
    for indicator, part in product(("FD16", "FD15", "AS05"), ("rest",)):
        with pytest.raises(Refused, match=r"no rows below the line|has no rest"):
            look_at(council, DIRECTOR, Asked(indicator, "FY2025-26", "to look", part=part))
    with pytest.raises(Refused, match="has no part both"):
        look_at(council, DIRECTOR, replace(REFERRALS, part="both"))


@pytest.mark.parametrize(
    ("viewer", "team", "reason"),
    [
        (DIRECTOR, None, None),
        (DIRECTOR, "T1", None),
        (manager_of("T1"), None, "own team"),
        (worker("W1"), None, "own caseload"),
        (both(manager_of("T1"), DIRECTOR), "T1", "own team"),
        (both(manager_of("T1"), DIRECTOR), "T2", None),
        (both(manager_of("T1"), DIRECTOR), None, None),
        (both(manager_of("T1"), worker("W1")), None, "own caseload and own team"),
    ],
)
def test_who_looks_at_their_own_children_needs_no_other_reason(
    council: Council, viewer: Viewer, team: str | None, reason: str | None
) -> None:
    assert look_at(council, viewer, replace(REFERRALS, team=team)).within.own_reason == reason


def test_a_head_of_service_sees_the_teams_of_the_service(council: Council) -> None:
    service = Scope(Reach.SERVICE, "Safeguarding", frozenset({"T2"}))
    head = Viewer("head", "Head", (Granted("director", frozenset({Permission.LIST_CHILDREN}), service),))
    assert referrals(council, head) == ["R4", "R5"]
    assert look_at(council, head, REFERRALS).within.own_reason == "own service"
    assert list(council.readlog.reads())[-1]["scope"] == "service Safeguarding"
