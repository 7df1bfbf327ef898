"""How figures become a series: which ends are cut, and what a team's absence means."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from tests.unit.charts.charts_to_draw import RATES, series

from stonechat.analysis.series import Point
from stonechat.app import judging
from stonechat.app.figures import of_scope
from stonechat.app.judging import noted_of, views
from stonechat.app.noted import NotedByAuthority
from stonechat.basics.periods import month
from stonechat.indicators.catalogue import load_catalogue
from stonechat.indicators.definition import Indicator, Kind
from stonechat.indicators.events import EventKind, Noted
from stonechat.indicators.measure import Reason, Unit, Value
from stonechat.indicators.targets import TargetSet

CATALOGUE = load_catalogue()
APRIL = month(2025, 4)
KNOWN = Point(APRIL, Decimal(1))


def gap(reason: Reason) -> Point:
    return Point(APRIL, None, reason=reason)


@pytest.mark.parametrize("reason", [Reason.NOT_HELD, Reason.MATURING, Reason.NOT_TOLD])
def test_periods_that_the_returns_do_not_reach_are_cut_at_the_ends_only(reason: Reason) -> None:
    beyond = gap(reason)
    points = [beyond, KNOWN, beyond, KNOWN, beyond, beyond]
    assert judging._without_ends(points) == (KNOWN, beyond, KNOWN)


@pytest.mark.parametrize("reason", [Reason.NO_DENOMINATOR, Reason.SUPPRESSED, Reason.UNRESOLVED])
def test_a_gap_that_says_something_stays_at_an_end_too(reason: Reason) -> None:
    assert judging._without_ends([gap(reason), KNOWN, gap(reason)]) == (gap(reason), KNOWN, gap(reason))


def test_where_nothing_is_reached_every_period_stays() -> None:
    points = [gap(Reason.NOT_HELD)] * 3
    assert judging._without_ends(points) == tuple(points)
    assert judging._without_ends([]) == ()


def value(category: str | None, number: int | None, reason: Reason | None = None) -> Value:
    breakdown = None if category is None else "team"
    exact = None if number is None else Decimal(number)
    return Value("value", breakdown, category, number, None, exact, reason, date(2025, 4, 30))


def of_unit(id: str, unit: Unit) -> Indicator:
    indicator = CATALOGUE[id]
    edition = indicator.latest
    measure = replace(edition.measures[0], name="value", unit=unit)
    return replace(indicator, editions=(replace(edition, measures=(measure,)),))


def test_a_team_that_is_not_counted_in_a_month_had_none() -> None:
    counts = of_unit("FD16", Unit.COUNT)
    values = [value(None, 7), value("T1", 7)]
    found = {team: of_scope(counts, "value", values, team).value for team in ("T1", "T2", None)}
    assert found == {"T1": 7, "T2": 0, None: 7}


def test_a_team_has_no_zero_where_nothing_is_held() -> None:
    found = of_scope(of_unit("FD16", Unit.COUNT), "value", [value(None, None, Reason.NOT_HELD)], "T1")
    assert (found.value, found.reason) == (None, Reason.NOT_HELD)


def test_a_team_has_no_zero_where_no_return_tells_teams() -> None:
    told_by_nobody = replace(value(None, None, Reason.NOT_TOLD), breakdown="team")
    found = of_scope(of_unit("FD16", Unit.COUNT), "value", [value(None, 7), told_by_nobody], "T1")
    assert (found.value, found.reason) == (None, Reason.NOT_TOLD)


def test_a_percentage_of_a_team_without_children_is_no_number() -> None:
    found = of_scope(of_unit("AS02", Unit.PERCENT), "value", [value(None, 80), value("T1", 80)], "T2")
    assert (found.value, found.numerator, found.reason) == (None, None, Reason.NO_DENOMINATOR)


NOTED = NotedByAuthority(
    (
        TargetSet("AS02", "within_limit", date(2023, 4, 1), Decimal(85), "Plan"),
        TargetSet("AS02", "another", date(2023, 4, 1), Decimal(10), "Plan"),
    ),
    (
        Noted(date(2024, 7, 1), "AS02", None, EventKind.STEP, "New form", "Director", date(2025, 2, 3)),
        Noted(date(2024, 9, 2), None, None, EventKind.EVENT, "Flood", "Director", None),
        Noted(date(2024, 9, 2), "AS02", "T1", EventKind.EVENT, "Second manager", "Director", None),
    ),
)


def test_a_series_is_judged_with_what_was_noted_of_it() -> None:
    found = judging.judged(series(RATES), None, NOTED)
    assert [target.value for target in found.targets] == [85.0]
    assert [event.text for event in found.events] == ["Flood"]
    assert [phase.first for phase in found.phases] == [0, 20]


def test_a_team_has_its_own_events_and_no_target_nor_step_of_all() -> None:
    found = judging.judged(series(RATES), "T1", NOTED)
    assert found.targets == ()
    assert [event.text for event in found.events] == ["Flood", "Second manager"]
    assert len(found.phases) == 1


# Twelve months, and month by month


@pytest.mark.parametrize("id", ["CP14", "FD15", "FD17", "CN07"])
def test_what_is_counted_over_twelve_months_is_judged_month_by_month_too(id: str) -> None:
    indicator = CATALOGUE[id]
    whole, months = views(indicator)
    assert whole is indicator
    assert (months.id, months.kind) == (id, Kind.FLOW)
    assert months.title == f"{indicator.title}, month by month"
    assert months.latest == indicator.latest


@pytest.mark.parametrize("id", ["FD16", "CN01", "CP06", "FD21"])
def test_what_is_of_a_month_already_or_is_known_only_later_is_judged_once(id: str) -> None:
    """FD21 counts referrals by how their episode ended, which of the last months nobody knows."""
    assert views(CATALOGUE[id]) == (CATALOGUE[id],)


def test_a_target_of_twelve_months_holds_for_a_month_only_of_a_share() -> None:
    noted = NotedByAuthority(
        targets=(
            TargetSet("FD15", "value", date(2024, 4, 1), Decimal(500), "Board"),
            TargetSet("FD17", "value", date(2024, 4, 1), Decimal(20), "Board"),
        )
    )
    for id, targets in (("FD15", 0), ("FD17", 1)):
        whole, months = views(CATALOGUE[id])
        assert noted_of(whole, CATALOGUE[id], noted) == noted
        kept = noted_of(months, CATALOGUE[id], noted).targets
        assert sum(target.indicator == id for target in kept) == targets
