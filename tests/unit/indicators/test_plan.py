"""Which days an indicator counts for a period, when there is no value, how values are put together."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from stonechat.basics.periods import Windows, parse_period
from stonechat.basics.problems import Refused
from stonechat.engines.reference import ReferenceEngine
from stonechat.indicators.catalogue import load_catalogue
from stonechat.indicators.definition import Indicator
from stonechat.indicators.measure import Reason
from stonechat.indicators.plan import Planned, assemble, plan, reason_in, values
from stonechat.indicators.population import Populations
from stonechat.model.table import Value as Cell

CATALOGUE = load_catalogue()
EVER = Windows.of([(date(2010, 4, 1), date(2027, 3, 31))])
POPULATIONS = Populations({("330", 2024, None, None): 10_000, ("330", 2024, "sex", "F"): 5_000})


def planned(
    id: str, period: str, windows: Windows = EVER, breakdown: str | None = None, authority: str = "330"
) -> Planned:
    return plan(
        CATALOGUE[id],
        parse_period(period),
        windows=windows,
        authority=authority,
        populations=POPULATIONS,
        breakdown=breakdown,
    )


@pytest.mark.parametrize(
    ("id", "period", "first", "last"),
    [
        ("FD16", "2025-06", date(2025, 6, 1), date(2025, 6, 30)),
        ("FD16", "FY2024-25", date(2024, 4, 1), date(2025, 3, 31)),
        ("FD16", "2025-26-Q1", date(2025, 4, 1), date(2025, 6, 30)),
        ("FD16", "2025-W23", date(2025, 6, 2), date(2025, 6, 8)),
        ("FD16", "SY2024-25", date(2024, 9, 1), date(2025, 8, 31)),
        ("FD16", "12m:2025-06", date(2024, 7, 1), date(2025, 6, 30)),
        ("CP11", "2025-06", date(2025, 6, 30), date(2025, 6, 30)),
        ("CP11", "FY2024-25", date(2025, 3, 31), date(2025, 3, 31)),
        ("CP11", "2025-06-15", date(2025, 6, 15), date(2025, 6, 15)),
        ("FD20", "2025-06", date(2024, 7, 1), date(2025, 6, 30)),
        ("FD20", "2025-02", date(2024, 3, 1), date(2025, 2, 28)),
        ("FD20", "FY2024-25", date(2024, 4, 1), date(2025, 3, 31)),
        ("FD20", "2025-06-15", date(2024, 6, 16), date(2025, 6, 15)),
        ("AS03", "2025-06", date(2025, 6, 1), date(2025, 6, 30)),
        ("CP06", "2025-06", date(2025, 6, 1), date(2025, 6, 30)),
    ],
)
def test_each_kind_counts_its_own_days(id: str, period: str, first: date, last: date) -> None:
    span = planned(id, period).span

    assert (span.first, span.last) == (first, last)


@pytest.mark.parametrize("id", ["FD16", "AS02", "AS03", "CP06", "FD22"])
def test_what_happens_in_a_period_is_refused_for_a_date(id: str) -> None:
    with pytest.raises(Refused, match=r"counts what happens in a period.*Ask for a month \(2025-03\)"):
        planned(id, "2025-03-31")


def window(first: str, last: str) -> Windows:
    return Windows.of([(date.fromisoformat(first), date.fromisoformat(last))])


@pytest.mark.parametrize(
    ("id", "period", "windows", "reason"),
    [
        # A flow needs every day of its period.
        ("FD16", "2025-06", window("2025-06-01", "2025-06-30"), None),
        ("FD16", "2025-06", window("2025-06-02", "2025-06-30"), Reason.NOT_HELD),
        ("FD16", "2025-06", window("2025-06-01", "2025-06-29"), Reason.NOT_HELD),
        ("FD16", "2025-06", Windows(), Reason.NOT_HELD),
        # A stock needs its day only.
        ("CP11", "2025-06", window("2025-06-30", "2025-06-30"), None),
        ("CP11", "2025-06", window("2025-06-01", "2025-06-29"), Reason.NOT_HELD),
        # Twelve months need twelve months.
        ("FD20", "2025-06", window("2024-07-01", "2025-06-30"), None),
        ("FD20", "2025-06", window("2024-07-02", "2025-06-30"), Reason.NOT_HELD),
        # A look-back needs the twelve before them as well, the anniversary of the first day included.
        ("FD17", "FY2024-25", window("2023-04-01", "2025-03-31"), None),
        ("FD17", "FY2024-25", window("2023-04-02", "2025-03-31"), Reason.NOT_HELD),
        # A cohort matures on the last day of its follow-up.
        ("FD22", "2025-06", window("2025-06-01", "2025-07-14"), None),
        ("FD22", "2025-06", window("2025-06-01", "2025-07-13"), Reason.MATURING),
        ("CP06", "2025-06", window("2025-06-01", "2025-08-11"), None),
        ("CP06", "2025-06", window("2025-06-01", "2025-08-10"), Reason.MATURING),
        ("CP06", "2025-06", window("2025-06-02", "2025-08-11"), Reason.NOT_HELD),
    ],
)
def test_a_day_that_is_not_covered_leaves_no_value(
    id: str, period: str, windows: Windows, reason: Reason | None
) -> None:
    assert planned(id, period, windows).reason == reason


def test_a_gap_between_two_returns_is_not_held_even_if_a_later_one_follows() -> None:
    gap = Windows.of([(date(2025, 4, 1), date(2025, 6, 30)), (date(2025, 7, 10), date(2026, 3, 31))])

    assert planned("FD22", "2025-06", gap).reason is Reason.NOT_HELD


def test_what_is_not_held_has_a_value_for_each_measure_with_the_last_day_covered() -> None:
    one = planned("FD16", "2025-06", window("2024-04-01", "2025-03-31"))

    found = assemble(one, [])

    assert one.tallies == ()
    assert [(value.measure, value.value, value.reason) for value in found] == [
        ("referrals", None, Reason.NOT_HELD),
        ("children", None, Reason.NOT_HELD),
    ]
    assert {value.data_to for value in found} == {date(2025, 3, 31)}


def test_follow_up_past_the_known_bank_holidays_is_refused_in_words() -> None:
    with pytest.raises(Refused, match="CP06 counts working days"):
        planned("CP06", "2028-12", Windows.of([(date(2028, 1, 1), date(2029, 12, 31))]))


def test_before_its_parameters_begin_an_indicator_has_no_definition() -> None:
    with pytest.raises(Refused, match=r"AS02 has no definition for 2012-03-31.*begin on 2013-04-01"):
        planned("AS02", "2012-03")


def test_a_breakdown_that_the_indicator_lacks_is_refused_with_the_nearest() -> None:
    with pytest.raises(Refused, match=r"FD16 cannot be broken down by age_bnad\. Did you mean age_band\?"):
        planned("FD16", "2025-06", breakdown="age_bnad")


def test_plans_starting_go_by_first_category_and_open_plans_by_latest() -> None:
    started = planned("CP12", "FY2024-25", breakdown="category").tallies[1].by
    open_now = planned("CP11", "FY2024-25", breakdown="category").tallies[1].by

    assert [getattr(by, "column", None) for by in (started, open_now)] == [
        "cp_plan_initial_category",
        "cp_plan_latest_category",
    ]


def test_the_measures_of_one_table_share_one_tally() -> None:
    assert len(planned("AS03", "2025-06").tallies) == 1
    assert len(planned("AS03", "2025-06").tallies[0].aggregates) == 3
    assert [tally.table for tally in planned("AS05", "FY2024-25").tallies] == [
        "cin_assessments",
        "cin_episodes",
    ]


ROWS: Mapping[str, Sequence[Mapping[str, Cell]]] = {
    "cin_episodes": [
        {"person_id": "A", "referral_date": date(2024, 5, 1), "sex": "F", "referral_nfa": True},
        {"person_id": "A", "referral_date": date(2024, 6, 1), "sex": "F", "referral_nfa": False},
        {"person_id": "B", "referral_date": date(2024, 6, 1), "sex": "M", "referral_nfa": False},
        {"person_id": "C", "referral_date": date(2024, 6, 1), "sex": None, "referral_nfa": None},
    ]
}


def answered(*plans: Planned) -> list[list[tuple[object, ...]]]:
    return [
        [
            (value.breakdown, value.category, value.numerator, value.denominator, value.value)
            for value in found
        ]
        for found in values(plans, ReferenceEngine(ROWS).answer)
    ]


def test_a_breakdown_gives_the_total_first_and_the_blank_category_last() -> None:
    assert answered(planned("FD20", "FY2024-25", breakdown="sex")) == [
        [
            (None, None, 1, 4, Decimal("25.0")),
            ("sex", "F", 1, 2, Decimal("50.0")),
            ("sex", "M", 0, 1, Decimal("0.0")),
            ("sex", None, 0, 1, Decimal("0.0")),
        ]
    ]


def test_a_rate_by_category_needs_that_category_s_population() -> None:
    assert answered(planned("FD15", "FY2024-25", breakdown="sex")) == [
        [
            (None, None, 4, 10_000, Decimal("4.0")),
            ("sex", "F", 2, 5_000, Decimal("4.0")),
            ("sex", "M", 1, None, None),
            ("sex", None, 1, None, None),
        ]
    ]


def test_the_population_used_is_told_with_its_year() -> None:
    assert planned("FD15", "2026-05").population == (2024, 10_000)
    assert planned("FD15", "FY2024-25", authority="331").population is None


def test_nothing_counted_is_zero_for_a_count_and_no_value_for_a_share() -> None:
    counts, shares = answered(planned("FD16", "2020-06"), planned("FD20", "2020-06"))

    assert counts == [(None, None, 0, None, 0), (None, None, 0, None, 0)]
    assert shares == [(None, None, 0, 0, None)]


def test_many_plans_at_once_give_what_each_gives_alone() -> None:
    many = [
        planned(id, period, breakdown=breakdown)
        for id in ("FD15", "FD16", "FD20", "FD21", "CN01")
        for period in ("2024-05", "2024-06", "FY2024-25")
        for breakdown in (None, "sex")
    ]
    engine = ReferenceEngine(ROWS)

    together = values(many, engine.answer)

    assert together == [assemble(one, engine.answer(one.tallies)) for one in many]


def test_a_limit_changes_on_its_day_and_old_periods_keep_the_old_one() -> None:
    as02 = CATALOGUE["AS02"]
    later = replace(as02.editions[0], valid_from=date(2026, 4, 1), looks_back_months=1)
    changed: Indicator = replace(as02, editions=(*as02.editions, later))

    assert changed.on(date(2026, 3, 31)) is as02.editions[0]
    assert changed.on(date(2026, 4, 1)) is later


@pytest.mark.parametrize("id", ["AS02", "AS03", "CP06", "CP08"])
def test_working_days_beyond_the_calendar_are_refused_and_never_called_late(id: str) -> None:
    """In 2029 the bank holidays are not known: the columns are blank, and a blank is no late assessment."""
    windows = Windows.of([(date(2026, 4, 1), date(2030, 3, 31))])
    indicator = load_catalogue()[id]

    plan(indicator, parse_period("2028-10"), windows=windows, authority="998")
    for period in ("2029-01", "FY2028-29"):
        with pytest.raises(Refused, match="bank holidays"):
            plan(indicator, parse_period(period), windows=windows, authority="998")


def test_what_counts_no_working_days_goes_on_beyond_the_calendar() -> None:
    windows = Windows.of([(date(2026, 4, 1), date(2030, 3, 31))])

    planned = plan(load_catalogue()["FD16"], parse_period("2029-01"), windows=windows, authority="998")

    assert planned.reason is None


def in_care(start: date, *, is_told: bool) -> dict[str, Cell]:
    return {
        "authority": "330",
        "cla_episode_id": str(start),
        "person_id": str(start),
        "cla_episode_start_date": start,
        "counted_until": date(2025, 4, 1),
        "care_started": start,
        "care_start_is_told": is_told,
        "sex": "F",
    }


ONE_YEAR, FIVE_YEARS = window("2024-04-01", "2025-03-31"), window("2020-04-01", "2025-03-31")


@pytest.mark.parametrize("breakdown", [None, "sex"])
@pytest.mark.parametrize(
    ("windows", "second_is_told", "reason"),
    [
        (ONE_YEAR, True, None),
        (ONE_YEAR, False, Reason.NOT_HELD),
        (FIVE_YEARS, False, None),
        (window("2024-04-01", "2025-03-30"), True, Reason.NOT_HELD),
    ],
)
def test_the_years_before_need_not_be_held_if_every_row_tells_what_they_would(
    windows: Windows, second_is_told: bool, reason: Reason | None, breakdown: str | None
) -> None:
    rows = [in_care(date(2024, 6, 1), is_told=True), in_care(date(2024, 7, 1), is_told=second_is_told)]
    engine = ReferenceEngine({"cla_episodes": rows})
    asked = planned("CL42", "2025-03-31", windows, breakdown)

    assert reason_in(asked, engine.answer(asked.tallies)) == reason
    ((first, *_),) = values([asked], engine.answer)
    assert (first.reason, first.denominator) == (reason, None if reason else 2)
