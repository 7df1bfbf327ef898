"""Attacks on what is shown of a breakdown, of measures beside each other, and of time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stonechat.analysis.disclosure import HidingRule, hidden_measures, is_hidden, less, masked, shown_parts
from stonechat.analysis.grains import Grain, is_told, steps_of, year_of
from stonechat.basics.periods import Period, financial_year, twelve_months_to
from stonechat.indicators.catalogue import load_catalogue
from stonechat.indicators.definition import Measure
from stonechat.indicators.measure import Reason, Unit, Value, ratio

RULE = HidingRule(5)
CATALOGUE = load_catalogue()
AT_THE_BOUNDARIES = st.sampled_from((0, 0, 1, 2, 4, 5, 6, 7, 9, 10, 11, 40))


def measure(unit: Unit, name: str = "value") -> Measure:
    return replace(CATALOGUE["AS02"].latest.measures[0], name=name, unit=unit)


def value(category: str | None, numerator: int, denominator: int | None, name: str = "value") -> Value:
    found = Decimal(numerator) if denominator is None else ratio(Unit.PERCENT, numerator, denominator)
    reason = None if found is not None else Reason.NO_DENOMINATOR
    breakdown = None if category is None else "sex"
    return Value(name, breakdown, category, numerator, denominator, found, reason, date(2025, 3, 31))


def hidden(shown: Sequence[Value]) -> list[str | None]:
    return [one.category for one in shown if one.reason is Reason.SUPPRESSED]


# ---------------------------------------------------------------- one breakdown


def least_and_most(both: int, of: int) -> tuple[int, int]:
    """What somebody can say of one of so many hidden counts who knows their sum, and that none is 0."""
    return 1, both - (of - 1)


@given(st.lists(AT_THE_BOUNDARIES, min_size=1, max_size=7))
def test_no_hidden_count_is_told_by_subtraction(counts: list[int]) -> None:
    total = sum(counts)
    if RULE.is_small(total):
        return  # then there is no total to subtract from: the next test
    parts = [value(str(place), count, None) for place, count in enumerate(counts)]
    shown = shown_parts([measure(Unit.COUNT)], parts, RULE)
    assert shown is not None
    assert all(not RULE.is_small(one.numerator) for one in shown if one.numerator is not None)
    gone = [place for place, one in enumerate(shown) if one.numerator is None]
    if not gone:
        return
    left = total - sum(one.numerator for one in shown if one.numerator is not None)
    assert not RULE.is_small(left), "the hidden ones together are small"
    nonzero = [place for place in gone if counts[place]]
    least, most = least_and_most(left, len(nonzero))
    assert least < most


@given(st.lists(AT_THE_BOUNDARIES, min_size=1, max_size=5))
def test_where_the_total_is_hidden_so_is_every_category(counts: list[int]) -> None:
    parts = [value(str(place), count, None) for place, count in enumerate(counts)]
    shown = shown_parts([measure(Unit.COUNT)], parts, RULE, hidden=frozenset({"value"}))
    assert shown is not None
    assert len(hidden(shown)) == len(counts)


SHARES = st.tuples(AT_THE_BOUNDARIES, AT_THE_BOUNDARIES)
"""How many are in it, and how many are not."""


@given(st.lists(SHARES, min_size=1, max_size=6))
def test_no_hidden_share_is_told_by_subtraction(shares: list[tuple[int, int]]) -> None:
    whole = value(None, sum(inside for inside, _ in shares), sum(map(sum, shares)))
    if is_hidden(whole, Unit.PERCENT, RULE):
        return
    parts = [value(str(place), inside, inside + rest) for place, (inside, rest) in enumerate(shares)]
    shown = shown_parts([measure(Unit.PERCENT)], parts, RULE)
    assert shown is not None
    assert not any(is_hidden(one, Unit.PERCENT, RULE) for one in shown if one.reason is not Reason.SUPPRESSED)
    if hidden(shown):
        left = less(whole, [one for one in shown if one.reason is not Reason.SUPPRESSED])
        assert not RULE.hides(Unit.PERCENT, left.numerator, left.denominator)
        assert len([one for one in parts if one.category in hidden(shown) and one.denominator]) > 1


def test_one_small_category_takes_the_smallest_other_with_it() -> None:
    parts = [value(name, count, None) for name, count in (("A", 3), ("B", 40), ("C", 12))]
    shown = shown_parts([measure(Unit.COUNT)], parts, RULE)
    assert shown is not None
    assert hidden(shown) == ["A", "C"]


def test_two_small_categories_that_are_small_together_take_another() -> None:
    parts = [value(name, count, None) for name, count in (("A", 1), ("B", 2), ("C", 12), ("D", 40))]
    shown = shown_parts([measure(Unit.COUNT)], parts, RULE)
    assert shown is not None
    assert hidden(shown) == ["A", "B", "C"]


def test_two_small_categories_that_are_enough_together_stay_two() -> None:
    parts = [value(name, count, None) for name, count in (("A", 3), ("B", 5), ("C", 12))]
    shown = shown_parts([measure(Unit.COUNT)], parts, RULE)
    assert shown is not None
    assert hidden(shown) == ["A", "B"]


def test_a_breakdown_in_which_nothing_is_small_stays_whole() -> None:
    parts = [value(name, count, None) for name, count in (("A", 6), ("B", 0), ("C", 12))]
    assert shown_parts([measure(Unit.COUNT)], parts, RULE) == parts


def test_what_the_viewer_sees_anyway_protects_nobody() -> None:
    """A manager's own team is shown, so the one other team with a small number would be told by the total."""
    parts = [value("own", 4, None), value("A", 3, None)]
    assert shown_parts([measure(Unit.COUNT)], parts, RULE, exact={"own"}) is None
    more = [*parts, value("B", 12, None)]
    shown = shown_parts([measure(Unit.COUNT)], more, RULE, exact={"own"})
    assert shown is not None
    assert hidden(shown) == ["A", "B"]


def test_a_category_is_hidden_in_all_its_measures() -> None:
    measures = [measure(Unit.COUNT, "referrals"), measure(Unit.COUNT, "children")]
    rows = {"A": (7, 5), "B": (30, 20), "C": (40, 31)}
    parts = [
        value(name, two[at], None, one.name) for name, two in rows.items() for at, one in enumerate(measures)
    ]
    shown = shown_parts(measures, parts, RULE)
    assert shown is not None
    assert hidden(shown) == ["A", "A", "B", "B"]


# ---------------------------------------------------------------- measures beside each other


@given(st.lists(st.lists(AT_THE_BOUNDARIES, min_size=4, max_size=4), min_size=1, max_size=3))
def test_no_part_of_a_whole_is_told_by_the_other_parts(periods: list[list[int]]) -> None:
    names = ["a", "b", "c", "d"]
    values = [
        [value(None, count, sum(counts), name) for name, count in zip(names, counts, strict=True)]
        for counts in periods
    ]
    gone = hidden_measures([measure(Unit.PERCENT, name) for name in names], values, RULE)
    for counts in periods:
        left = sum(count for name, count in zip(names, counts, strict=True) if name in gone)
        assert len(gone) == len(names) or not RULE.is_small(left)
        shown = [(name, count) for name, count in zip(names, counts, strict=True) if name not in gone]
        assert not any(RULE.hides(Unit.PERCENT, count, sum(counts)) for _, count in shown)


def test_a_count_is_hidden_with_the_percentage_that_it_is_the_upper_part_of() -> None:
    """97 of 99: the percentage is hidden for the 2, which the count and a figure of all 99 would tell."""
    share = measure(Unit.PERCENT, "share")
    count = replace(share, name="children", unit=Unit.COUNT, denominator=None)
    values = [value(None, 97, None, "children"), value(None, 97, 99, "share")]
    assert hidden_measures([count, share], [values], RULE) == {"children", "share"}


# ---------------------------------------------------------------- time

YEARS = (2022, 2023, 2024)
MONTHS = [each for year in YEARS for each in financial_year(year).months()]


def everything_told(grains: dict[int, Grain]) -> list[tuple[date, date]]:
    """Every month, quarter, year and twelve months that may be told, by its days."""
    asked: list[Period] = [*MONTHS, *(twelve_months_to(each.last) for each in MONTHS[11:])]
    for year in YEARS:
        asked += [*steps_of(financial_year(year), Grain.QUARTER), financial_year(year)]
    return [(one.first, one.last) for one in asked if is_told(one.first, one.last, grains.__getitem__)]


Row = Sequence[int]


def as_row(first: date, last: date) -> Row:
    """Which months a total adds up."""
    return [int(first <= each.first and each.last <= last) for each in MONTHS]


class Attacker:
    """Somebody who knows totals, and can add, subtract and multiply them."""

    def __init__(self, known: Sequence[Row]) -> None:
        _, sizes, directions = np.linalg.svd(np.array(known or [[0] * len(MONTHS)], dtype=float))
        self._known = directions[: len(sizes)][sizes > NOTHING]

    def can_tell(self, wanted: Row) -> bool:
        row = np.array(wanted, dtype=float)
        return bool(np.abs(row - self._known.T @ (self._known @ row)).max() < NOTHING)


NOTHING = 1e-9


@pytest.mark.parametrize(
    "chosen", list(product(Grain, repeat=len(YEARS))), ids=lambda chosen: "-".join(map(str, chosen))
)
def test_no_step_finer_than_the_grain_is_a_difference_of_totals(chosen: tuple[Grain, ...]) -> None:
    grains = dict(zip(YEARS, chosen, strict=True))
    attacker = Attacker([as_row(*days) for days in everything_told(grains)])
    for year, grain in grains.items():
        for finer in (each for each in (Grain.MONTH, Grain.QUARTER, Grain.YEAR) if each < grain):
            for step in steps_of(financial_year(year), finer):
                assert not attacker.can_tell(as_row(step.first, step.last)), step.label


def test_the_attack_finds_a_month_where_totals_would_tell_it() -> None:
    """Twelve months to the end of each month, beside the first year's months, tell all the others."""
    known = [as_row(each.first, each.last) for each in MONTHS[:12]]
    known += [as_row(one.first, one.last) for each in MONTHS[11:] for one in [twelve_months_to(each.last)]]
    attacker = Attacker(known)
    assert all(attacker.can_tell(as_row(each.first, each.last)) for each in MONTHS)


@pytest.mark.parametrize(
    ("first", "last", "grain", "expected"),
    [
        (date(2024, 4, 1), date(2025, 3, 31), Grain.YEAR, True),
        (date(2024, 4, 1), date(2025, 2, 28), Grain.YEAR, False),
        (date(2024, 1, 1), date(2024, 12, 31), Grain.QUARTER, True),
        (date(2024, 2, 1), date(2025, 1, 31), Grain.QUARTER, False),
        (date(2024, 2, 1), date(2025, 1, 31), Grain.MONTH, True),
        (date(2024, 4, 1), date(2024, 4, 7), Grain.MONTH, False),  # a week
        (date(2024, 4, 1), date(2025, 3, 31), Grain.NOTHING, False),
    ],
)
def test_a_figure_is_told_of_whole_steps_only(first: date, last: date, grain: Grain, expected: bool) -> None:
    assert is_told(first, last, lambda _year: grain) is expected


@pytest.mark.parametrize(("day", "year"), [(date(2025, 3, 31), 2024), (date(2025, 4, 1), 2025)])
def test_the_financial_year_of_a_day(day: date, year: int) -> None:
    assert year_of(day) == year


def test_masking_leaves_what_is_not_held_as_it_is() -> None:
    absent = Value("value", None, None, None, None, None, Reason.NOT_HELD, None)
    assert masked(absent) == absent
    assert masked(value(None, 0, None)).reason is Reason.SUPPRESSED
