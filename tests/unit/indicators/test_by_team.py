"""By team where a return says it, in words where none does; by worker never, but for workload."""

from datetime import date

import pytest

from stonechat.basics.periods import Windows, parse_period
from stonechat.basics.problems import Refused
from stonechat.engines.reference import ReferenceEngine
from stonechat.indicators.breakdowns import BREAKDOWNS, TEAM, WORKER, is_possible
from stonechat.indicators.catalogue import load_catalogue
from stonechat.indicators.measure import Reason, Value
from stonechat.indicators.plan import Planned, plan, values
from stonechat.indicators.query import InPeriod, OpenOn
from stonechat.model.derived import wide_columns

CATALOGUE = load_catalogue()
HELD = Windows.of([(date(2023, 4, 1), date(2026, 3, 31))])


def planned(id: str, breakdown: str) -> Planned:
    period = parse_period("2025-06")
    return plan(CATALOGUE[id], period, windows=HELD, authority="330", breakdown=breakdown)


def by_team(id: str, table: str, rows: list[dict]) -> list[Value]:
    engine = ReferenceEngine({table: rows})
    return [one for one in values([planned(id, "team")], engine.answer)[0] if one.breakdown == "team"]


def a_referral(number: int, team: str | None) -> dict:
    return {"person_id": str(number), "referral_id": str(number), "referral_date": date(2025, 6, 2)} | {
        "referral_team": team
    }


def test_referrals_are_told_by_the_team_that_dealt_with_them_and_the_rest_as_not_recorded() -> None:
    rows = [a_referral(1, "North"), a_referral(2, "North"), a_referral(3, "South"), a_referral(4, None)]
    told = {
        one.category: one.value for one in by_team("FD16", "cin_episodes", rows) if one.measure != "children"
    }
    assert told == {"North": 2, "South": 1, None: 1}


def test_where_no_row_has_a_team_there_is_no_table_but_a_reason() -> None:
    told = by_team("FD16", "cin_episodes", [a_referral(1, None), a_referral(2, None)])
    assert {(one.category, one.numerator, one.value, one.reason) for one in told} == {
        (None, None, None, Reason.NOT_TOLD)
    }
    assert len(told) == len(CATALOGUE["FD16"].latest.measures)
    assert "Standard Safeguarding Dataset" in Reason.NOT_TOLD


def test_sex_not_recorded_of_any_row_is_still_a_table() -> None:
    engine = ReferenceEngine({"cin_episodes": [a_referral(1, None)]})
    (found,) = values([planned("FD16", "sex")], engine.answer)
    assert {(one.category, one.reason) for one in found if one.breakdown} == {(None, None)}


@pytest.mark.parametrize(("id", "column"), [("CP11", "latest_team"), ("CP12", "allocated_team")])
def test_plans_are_told_by_the_team_of_the_allocated_worker(id: str, column: str) -> None:
    when = CATALOGUE[id].latest.measures[0].numerator.when
    assert BREAKDOWNS["team"].column_for("cp_plans", when) == column


@pytest.mark.parametrize("id", ["FD16", "AS02", "CP11"])
def test_workers_are_never_compared(id: str) -> None:
    with pytest.raises(Refused, match="workers are never compared"):
        planned(id, "worker")


def test_worker_is_possible_for_workload_only() -> None:
    assert is_possible("worker", "involvements", OpenOn("involvement_start_date", "involvement_end_date"))
    assert not is_possible("worker", "cin_assessments", InPeriod("assessment_auth_date"))


@pytest.mark.parametrize(("place", "column"), [*TEAM.items(), *WORKER.items()])
def test_every_column_named_is_there(place: tuple[str, str | None], column: str) -> None:
    table, dated = place
    names = {one.name for one in wide_columns(table)}
    assert column in names
    assert dated is None or dated in names


@pytest.mark.parametrize("id", ["AS05", "CL05", "CN04", "CN05", "CN10", "CP22"])
def test_a_share_of_rows_whose_teams_are_of_different_kinds_is_not_told_by_team(id: str) -> None:
    assert "team" not in load_catalogue()[id].breakdowns


@pytest.mark.parametrize("id", ["AS02", "CN07", "CP08", "FD16", "FD19"])
def test_a_share_of_one_table_is_told_by_its_team(id: str) -> None:
    assert "team" in load_catalogue()[id].breakdowns


def test_wherever_a_share_is_told_by_team_both_its_numbers_read_one_column() -> None:
    for indicator in load_catalogue():
        if "team" not in indicator.breakdowns:
            continue
        for measure in indicator.latest.measures:
            asks = [ask for ask in (measure.numerator, measure.denominator) if ask]
            columns = {(ask.table, BREAKDOWNS["team"].column_for(ask.table, ask.when)) for ask in asks}
            assert len(columns) == 1, indicator.id
