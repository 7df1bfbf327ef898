"""Codes added up to broad groups: what adds up, what does not, and what is not known."""

from datetime import date
from decimal import Decimal

import pytest

from stonechat.basics.codes import code_groups, code_list
from stonechat.indicators.breakdowns import ETHNIC_GROUP, GROUPED, category_in_words
from stonechat.indicators.catalogue import load_catalogue
from stonechat.indicators.grouping import can_be_grouped, in_groups
from stonechat.indicators.measure import Reason, Value

CATALOGUE = load_catalogue()
SHARE = CATALOGUE["AS02"].latest.measures[0]
COUNTED = CATALOGUE["FD16"].latest.measures[0]
DAY = date(2025, 10, 31)


def value(category: str | None, above: int | None, below: int | None, by: str | None = "ethnicity") -> Value:
    result = None if above is None or not below else Decimal(above)
    return Value("value", by, category, above, below, result, None, DAY)


def shares(*parts: Value) -> dict[str | None, Value]:
    total, *groups = in_groups(ETHNIC_GROUP, SHARE, [value(None, 9, 20, None), *parts])
    assert total.breakdown is None
    assert {each.breakdown for each in groups} == {ETHNIC_GROUP}
    return {each.category: each for each in groups}


def test_a_share_is_of_all_children_of_the_group_and_no_mean_of_shares() -> None:
    found = shares(value("WBRI", 1, 10), value("WIRI", 2, 2), value("AIND", 0, 4))

    assert (found["White"].numerator, found["White"].denominator) == (3, 12)
    assert found["White"].value == Decimal("25.0")
    assert found["Asian"].value == Decimal("0.0")


def test_groups_stand_in_their_own_order_and_only_where_there_are_children() -> None:
    found = shares(value("OOTH", 1, 2), value("CHNE", 1, 2), value("MOTH", 1, 2))

    assert list(found) == ["Mixed", "Asian", "Other"]


@pytest.mark.parametrize("code", [None, "REFU", "NOBT", "a code of nobody's list"])
def test_what_says_nothing_is_in_no_group(code: str | None) -> None:
    found = shares(value(code, 1, 2), value("BAFR", 1, 2))

    assert list(found) == ["Black", None]
    assert category_in_words(ETHNIC_GROUP, None) == "not known"


def test_a_count_needs_no_denominator() -> None:
    _, white = in_groups(
        ETHNIC_GROUP, COUNTED, [value(None, 5, None, None), value("WBRI", 2, None), value("WROM", 3, None)]
    )

    assert (white.value, white.denominator, white.reason) == (Decimal(5), None, None)


def test_a_group_of_which_one_part_is_not_known_is_not_known() -> None:
    found = shares(value("WBRI", 1, None), value("WIRI", 2, 4))

    assert found["White"].value is None
    assert found["White"].reason is Reason.NO_DENOMINATOR


def test_medians_cannot_be_added_up() -> None:
    assert not any(can_be_grouped(measure) for measure in CATALOGUE["AS03"].latest.measures)
    assert can_be_grouped(SHARE)


def test_every_code_of_the_groups_is_in_the_list_once_and_only_the_unknown_are_left_out() -> None:
    groups = code_groups(str(GROUPED[ETHNIC_GROUP].codes))
    grouped = [code for codes in groups.values() for code in codes]

    assert len(grouped) == len(set(grouped))
    assert set(code_list("ethnicity").codes) - set(grouped) == {"REFU", "NOBT"}
    assert set(grouped) <= set(code_list("ethnicity").codes)
