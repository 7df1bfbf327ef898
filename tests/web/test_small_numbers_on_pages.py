"""Everything that a member and a manager are told of the made-up authority, attacked by subtraction.

The rules themselves are attacked with made-up tables in tests/unit; here real figures of every indicator are.
"""

from collections.abc import Iterator, Sequence

import pytest
from tests.viewers import HOLDER, MEMBER, manager_of

from stonechat.analysis.disclosure import HidingRule, less
from stonechat.app.council import Council
from stonechat.app.figures import TEAM, Figures
from stonechat.app.gate import GatedFigures, figures_for
from stonechat.app.judging import views
from stonechat.app.permissions import Viewer
from stonechat.basics.periods import Period
from stonechat.indicators.definition import Indicator
from stonechat.indicators.measure import Reason, Value

RULE = HidingRule(5)
YEARS = 2
MONTHS = 12


def exactly(council: Council) -> Figures:
    found = figures_for(council, HOLDER).exactly()
    assert found is not None
    return found


@pytest.fixture(scope="module", params=["member", "manager"])
def viewer(request: pytest.FixtureRequest, council: Council) -> Viewer:
    if request.param == "member":
        return MEMBER
    exact = exactly(council)
    counted = [exact.teams(indicator) for indicator in exact.setting.catalogue]
    return manager_of(max(counted, key=len)[0])


@pytest.fixture(scope="module")
def gated(council: Council, viewer: Viewer) -> GatedFigures:
    return figures_for(council, viewer)


def own(gated: GatedFigures, value: Value) -> bool:
    return value.breakdown == TEAM and gated.exactly(value.category) is not None


def tables(gated: GatedFigures) -> Iterator[tuple[Indicator, Period, str]]:
    for indicator in gated.setting.catalogue:
        for breakdown in gated.breakdowns(indicator):
            for period in (*gated.years(YEARS), *gated.months(MONTHS)[-1:]):
                yield indicator, period, breakdown


def numbers(value: Value) -> tuple[object, object]:
    return value.numerator, value.denominator


def test_nothing_small_is_shown(gated: GatedFigures) -> None:
    looked_at = 0
    for indicator, period, breakdown in tables(gated):
        units = {measure.name: measure.unit for measure in indicator.latest.measures}
        for value in gated.values(indicator, period, breakdown):
            small = RULE.hides(units[value.measure], value.numerator, value.denominator)
            assert own(gated, value) or not small, (indicator.id, period.label, breakdown)
            looked_at += value.value is not None
    assert looked_at > 500


def test_what_a_total_and_the_shown_categories_leave_is_not_small(
    gated: GatedFigures, council: Council
) -> None:
    exact, attacked = exactly(council), 0
    for indicator, period, breakdown in tables(gated):
        shown = gated.values(indicator, period, breakdown)
        true = exact.values(indicator, period, breakdown)
        for measure in indicator.latest.measures:
            total, *parts = (value for value in shown if value.measure == measure.name)
            hidden = [value for value in parts if value.reason is Reason.SUPPRESSED]
            if not hidden or not adds_up([value for value in true if value.measure == measure.name]):
                continue
            if total.reason is Reason.SUPPRESSED:
                assert len(hidden) == len([value for value in parts if not own(gated, value)])
                continue
            left = less(total, [value for value in parts if value.reason is not Reason.SUPPRESSED])
            where = (indicator.id, measure.name, period.label, breakdown)
            assert not RULE.hides(measure.unit, left.numerator, left.denominator), where
            attacked += 1
    assert attacked > 50


def adds_up(values: Sequence[Value]) -> bool:
    """Whether the categories are parts of the total: children counted once may be in two of them."""
    total, *parts = values
    return all(
        getattr(total, part) == sum(getattr(value, part) or 0 for value in parts)
        for part in ("numerator", "denominator")
        if getattr(total, part) is not None
    )


def test_no_series_has_a_gap_that_tells_which(gated: GatedFigures) -> None:
    kinds = set()
    for indicator in gated.setting.catalogue:
        for view in views(indicator):
            for measure in view.latest.measures:
                held = gated.over_time(view, measure.name)
                hidden = {value.reason is Reason.SUPPRESSED for value in held.values() if is_held(value)}
                assert len(hidden) <= 1, (view.id, measure.name)
                kinds.update(period.kind for period in held)
    assert len(kinds) == 3, "months, quarters and years all come up"


def is_held(value: Value) -> bool:
    return value.reason not in (Reason.NOT_HELD, Reason.MATURING)


def test_a_manager_sees_the_own_team_as_it_is(gated: GatedFigures, council: Council, viewer: Viewer) -> None:
    exact = exactly(council)
    for indicator, period, breakdown in tables(gated):
        if breakdown == TEAM:
            true = {(value.measure, value.category): value for value in exact.values(indicator, period, TEAM)}
            for value in gated.values(indicator, period, TEAM):
                if own(gated, value):
                    assert value == true[value.measure, value.category]
