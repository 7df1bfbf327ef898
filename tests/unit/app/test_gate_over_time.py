"""Series for people who see no small numbers: what they are told, month for month, tells no hidden month."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import chain
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.analysis.test_disclosure_attacks import Attacker, Row
from tests.viewers import MEMBER, manager_of

from stonechat.app.figures import Figures
from stonechat.app.gate import GatedFigures
from stonechat.app.hiding import days_counted
from stonechat.app.permissions import Viewer
from stonechat.app.settings import Disclosure
from stonechat.basics.periods import (
    Period,
    PeriodKind,
    financial_year,
    month,
    parse_period,
    quarter,
    twelve_months_to,
)
from stonechat.indicators.catalogue import load_catalogue
from stonechat.indicators.definition import Indicator, Kind
from stonechat.indicators.measure import Reason, Unit, Value

FIRST, LAST = 2022, 2025
MONTHS = [each for year in range(FIRST, LAST) for each in financial_year(year).months()]


def counting(kind: Kind) -> Indicator:
    """An indicator that counts referrals, over a month or over twelve."""
    indicator = load_catalogue()["FD16"]
    edition = replace(indicator.latest, measures=indicator.latest.measures[:1])
    return replace(indicator, kind=kind, editions=(edition,))


MONTHLY, YEARLY = counting(Kind.FLOW), counting(Kind.ROLLING)
[MEASURE] = MONTHLY.latest.measures


class Counted(Figures):
    """Figures of a made-up authority of two teams: how many of each in each month, and in no other."""

    def __init__(self, own: Sequence[int], others: Sequence[int]) -> None:
        self.setting = SimpleNamespace()  # type: ignore[assignment]
        self.engine_name = "none"
        self.disclosure = Disclosure()
        self.hiding = {}
        self._last_read = None
        self._counts = {"T1": own, "T2": others}

    def months(self, most: int) -> tuple[Period, ...]:
        return tuple(MONTHS[-most:])

    def years(self, most: int) -> tuple[Period, ...]:
        return tuple(financial_year(year) for year in range(FIRST, LAST))[-most:]

    def values_of_all(
        self, indicator: Indicator, asked: Sequence[Period], breakdown: str | None = None
    ) -> dict[Period, list[Value]]:
        return {period: list(self._values(indicator, period, breakdown)) for period in asked}

    def _values(self, indicator: Indicator, period: Period, breakdown: str | None) -> list[Value]:
        first, last = days_counted(indicator, period)
        inside = [place for place, each in enumerate(MONTHS) if first <= each.first and each.last <= last]
        if not MONTHS[0].first <= first <= last <= MONTHS[-1].last:
            return [Value("referrals", None, None, None, None, None, Reason.NOT_HELD, None)]
        counts = {team: sum(of[place] for place in inside) for team, of in self._counts.items()}
        rows = [(None, sum(counts.values())), *(counts.items() if breakdown else ())]
        return [
            Value("referrals", team and "team", team, number, None, Decimal(number), None, last)
            for team, number in rows
        ]


def years_of_counts() -> st.SearchStrategy[list[int]]:
    """Three years by month, each of small numbers or of large ones, so that every grain comes up."""
    few = st.lists(st.sampled_from((0, 0, 0, 1, 3, 5)), min_size=12, max_size=12)
    some = st.lists(st.sampled_from((0, 1, 5, 6, 9, 12)), min_size=12, max_size=12)
    many = st.lists(st.sampled_from((6, 10, 40)), min_size=12, max_size=12)
    return st.lists(st.one_of(few, some, many), min_size=3, max_size=3).map(lambda years: [*chain(*years)])


def asked() -> list[Period]:
    """Whatever a person can name on a page: months, quarters, years, twelve months, a school year."""
    found = [*MONTHS, *(twelve_months_to(each.last) for each in MONTHS), parse_period("SY2023-24")]
    for year in range(FIRST, LAST):
        found += [financial_year(year), *(quarter(year, number) for number in range(1, 5))]
    return found


ASKED = asked()


def told(figures: Figures, viewer: Viewer) -> list[Row]:
    """Of every total that the viewer is told of all children, which months it adds up."""
    gated = GatedFigures(figures, viewer)
    found: list[Row] = []
    for indicator in (MONTHLY, YEARLY):
        of_each = ((period, gated.values(indicator, period)[0]) for period in ASKED)
        for period, value in chain(of_each, gated.over_time(indicator, "referrals").items()):
            if value.numerator is not None:
                found.append(months_in(*days_counted(indicator, period)))
    return found


def months_in(first: date, last: date) -> Row:
    return [int(first <= each.first and each.last <= last) for each in MONTHS]


def unit_row(place: int) -> Row:
    return [int(place == other) for other in range(len(MONTHS))]


def small_months(counts: Sequence[int]) -> list[int]:
    return [place for place, count in enumerate(counts) if 1 <= count <= 5]


@settings(max_examples=40)
@given(years_of_counts())
def test_no_small_month_can_be_worked_out_from_all_that_is_told(counts: list[int]) -> None:
    attacker = Attacker(told(Counted(counts, [0] * len(MONTHS)), MEMBER))
    for place in small_months(counts):
        assert not attacker.can_tell(unit_row(place)), MONTHS[place].label


@settings(max_examples=40)
@given(years_of_counts(), years_of_counts())
def test_a_manager_cannot_work_out_a_small_month_of_the_other_teams(
    own: list[int], others: list[int]
) -> None:
    """Whoever knows the own team's months knows the others' from each total."""
    attacker = Attacker(told(Counted(own, others), manager_of("T1")))
    for place in small_months(others):
        assert not attacker.can_tell(unit_row(place)), MONTHS[place].label


@settings(max_examples=60)
@given(years_of_counts())
@pytest.mark.parametrize("indicator", [MONTHLY, YEARLY], ids=["of a month", "of twelve"])
def test_a_series_has_no_gap_that_tells_which(indicator: Indicator, counts: list[int]) -> None:
    held = GatedFigures(Counted(counts, [0] * len(MONTHS)), MEMBER).over_time(indicator, "referrals")
    reached = [value for value in held.values() if value.reason is not Reason.NOT_HELD]
    assert len({value.reason for value in reached}) == 1
    assert len({period.kind for period in held}) == 1


def kind_of(counts: list[int]) -> tuple[PeriodKind, bool]:
    held = GatedFigures(Counted(counts, [0] * len(MONTHS)), MEMBER).over_time(MONTHLY, "referrals")
    return next(iter(held)).kind, any(value.value is not None for value in held.values())


def test_one_small_month_makes_quarters_one_small_quarter_years_and_one_small_year_nothing() -> None:
    large = [12] * len(MONTHS)
    assert kind_of(large) == (PeriodKind.MONTH, True)
    assert kind_of([12, 12, 5, *large[3:]]) == (PeriodKind.QUARTER, True)
    assert kind_of([0, 0, 5, *large[3:]]) == (PeriodKind.FINANCIAL_YEAR, True)
    assert kind_of([*[0] * 11, 5, *large[12:]]) == (PeriodKind.FINANCIAL_YEAR, False)
    assert kind_of([0] * len(MONTHS)) == (PeriodKind.MONTH, True)


def test_twelve_months_are_told_at_the_ends_of_whole_steps() -> None:
    """A small month in May 2024: quarters in that year, so twelve months end with them."""
    small = [*[12] * 25, 5, *[12] * 10]
    gated = GatedFigures(Counted(small, [0] * len(MONTHS)), MEMBER)
    ends = ("2024-03", "2024-04", "2024-05", "2024-06", "2025-03")
    told = [gated.values(YEARLY, twelve_months_to(parse_period(one).last))[0].numerator for one in ends]
    assert told == [144, None, None, 137, 137]


def test_a_manager_sees_the_own_team_by_month_whatever_is_small() -> None:
    own = [3] * len(MONTHS)
    gated = GatedFigures(Counted(own, [2] * len(MONTHS)), manager_of("T1"))
    held = gated.over_time(MONTHLY, "referrals", "T1")
    assert [value.numerator for value in held.values()] == own
    assert gated.why_so_coarse(MONTHLY, "referrals", held, "T1") is None
    assert gated.notice("T1") is None


def test_another_team_is_told_by_year_and_left_out_where_it_is_small() -> None:
    large, few = [12] * len(MONTHS), [0] * 11 + [3] + [0] * 24
    gated = GatedFigures(Counted(large, large), MEMBER)
    held = gated.over_time(MONTHLY, "referrals", "T2")
    assert [value.numerator for value in held.values()] == [144] * 3
    assert gated.why_so_coarse(MONTHLY, "referrals", held, "T2") == (
        "Of a single team only whole financial years are shown."
    )
    hidden = GatedFigures(Counted(large, few), MEMBER)
    assert all(
        value.reason is Reason.SUPPRESSED for value in hidden.over_time(MONTHLY, "referrals", "T2").values()
    )
    assert hidden.teams(MONTHLY) == ()


def test_it_is_said_why_a_series_is_not_by_month() -> None:
    for small, words in (
        ([12, 12, 5], "Some month is small, so each point is a financial quarter."),
        ([0, 0, 5], "Some month or quarter is small, so each point is a financial year."),
    ):
        figures = Counted([*small, *[12] * 33], [0] * len(MONTHS))
        gated = GatedFigures(figures, MEMBER)
        held = gated.over_time(MONTHLY, "referrals")
        assert gated.why_so_coarse(MONTHLY, "referrals", held) == words
    assert gated.notice() == "Figures under 6 are hidden."


def test_unit_and_measure_are_those_of_the_catalogue() -> None:
    assert (MEASURE.name, MEASURE.unit) == ("referrals", Unit.COUNT)
    assert month(FIRST, 4) == MONTHS[0]
