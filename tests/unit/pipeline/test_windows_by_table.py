"""A figure is held for the days that the sources of its tables cover, and not for those of others."""

from datetime import date

import pytest

from stonechat.basics.periods import financial_year
from stonechat.indicators.catalogue import load_catalogue
from stonechat.indicators.measure import Reason
from stonechat.indicators.population import Populations
from stonechat.pipeline.carried import carriers, columns_needed
from stonechat.pipeline.results import Setting, periods
from stonechat.store.snapshots import Snapshot

CIN, LOOKED_AFTER = "cin_census", "ssda903"
YEAR = ((date(2024, 4, 1), date(2025, 3, 31)),)
YEAR_BEFORE = ((date(2023, 4, 1), date(2024, 3, 31)),)


def setting(
    covered: dict[str, tuple[tuple[date, date], ...]] | None = None, **windows: tuple[tuple[date, date], ...]
) -> Setting:
    snapshot = Snapshot(
        authority="825",
        returns=(),
        facts={},
        derived={},
        windows=windows,
        unresolved={},
        versions={},
        covered=covered or {},
    )
    return Setting(snapshot, load_catalogue(), Populations())


def reason(setting: Setting, indicator: str) -> Reason | None:
    return setting.plan(setting.catalogue[indicator], financial_year(2024), None).reason


@pytest.mark.parametrize(
    ("source", "referrals", "looked_after"),
    [(CIN, None, Reason.NOT_HELD), (LOOKED_AFTER, Reason.NOT_HELD, None)],
)
def test_one_source_answers_for_its_own_tables_only(
    source: str, referrals: Reason | None, looked_after: Reason | None
) -> None:
    one = setting(**{source: YEAR})
    assert (reason(one, "FD15"), reason(one, "CL01")) == (referrals, looked_after)


def test_data_to_is_that_of_the_table_s_own_sources() -> None:
    both = setting(**{CIN: YEAR, LOOKED_AFTER: YEAR_BEFORE})
    planned = both.plan(both.catalogue["CL01"], financial_year(2023), None)
    assert (planned.reason, planned.data_to) == (None, date(2024, 3, 31))


def test_there_may_be_figures_for_every_day_that_any_source_covers() -> None:
    both = setting(**{CIN: YEAR, LOOKED_AFTER: YEAR_BEFORE})
    assert [str(one.first.year) for one in periods(both.windows)[:2]] == ["2023", "2024"]


def test_a_figure_of_two_tables_of_one_source_is_held_where_it_is() -> None:
    assert reason(setting(**{CIN: YEAR}), "AS05") is None


def test_a_table_of_which_no_return_speaks_has_no_figures_although_its_source_is_there() -> None:
    silent = setting({"cin_episodes": YEAR, "cla_episodes": ()}, ssd=YEAR)
    assert (reason(silent, "FD15"), reason(silent, "CL01")) == (None, Reason.NOT_HELD)


@pytest.mark.parametrize(
    ("indicator", "source", "expected"),
    [
        ("AS07", CIN, Reason.NOT_HELD),  # a census never says whether the child was seen
        ("AS07", "ssd", None),
        ("CP14", "ssd", Reason.NOT_HELD),  # a dataset never says how many plans there were before
        ("CP14", CIN, None),
        ("CP07", CIN, None),  # leaves out what is marked as a transfer in, and a census marks none
        ("CL01", LOOKED_AFTER, None),
        ("WF14", LOOKED_AFTER, Reason.NOT_HELD),  # it has the workers of looked-after children only
        ("WF14", "ssd", None),
        ("CL45", CIN, Reason.NOT_HELD),  # it has the first day, and not the panel's decision
        ("CL45", "ssd", None),
        ("CL01", "ssd", None),  # legal status and placement are filled at the edge
    ],
)
def test_a_figure_is_held_only_where_a_source_carries_what_it_counts(
    indicator: str, source: str, expected: Reason | None
) -> None:
    both = (YEAR_BEFORE[0][0], YEAR[0][1])
    assert reason(setting(**{source: (both,)}), indicator) == expected


def test_every_column_that_an_indicator_counts_is_carried_by_some_source() -> None:
    needed = {column for indicator in load_catalogue() for column in columns_needed(indicator)}
    assert [column for column in sorted(needed) if not carriers(*column)] == []
