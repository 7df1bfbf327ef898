"""The authorities: each day has one set of them, and every published table agrees with the list."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from stonechat.basics.authorities import LocalAuthority, authorities, by_area_code

ALL = authorities()


def test_there_are_153_authorities_today_and_each_has_one_region() -> None:
    today = [one for one in ALL.values() if one.valid_to is None]
    assert len(today) == 153
    assert len({(one.region_code, one.region) for one in ALL.values()}) == 9


@pytest.mark.parametrize(
    ("code", "begins", "ends", "predecessors", "successors"),
    [
        ("838", date(2019, 4, 1), None, ("835",), ()),
        ("839", date(2019, 4, 1), None, ("835", "836", "837"), ()),
        ("835", None, date(2019, 3, 31), (), ("838", "839")),
        ("940", date(2021, 4, 1), None, ("928",), ()),
        ("909", None, date(2023, 3, 31), (), ("942", "943")),
        ("815", None, None, (), ()),  # North Yorkshire: only its area code changed
        ("895", date(2009, 4, 1), None, ("875",), ()),
    ],
)
def test_reorganisations_are_known(
    code: str,
    begins: date | None,
    ends: date | None,
    predecessors: tuple[str, ...],
    successors: tuple[str, ...],
) -> None:
    one = ALL[code]
    assert (one.valid_from, one.valid_to) == (begins, ends)
    assert (one.predecessors, one.successors) == (predecessors, successors)


def test_a_predecessor_ends_on_the_day_before_and_no_later() -> None:
    for one in ALL.values():
        for before in one.predecessors:
            assert one.valid_from is not None
            assert ALL[before].valid_to == one.valid_from - timedelta(days=1)


def test_the_area_codes_of_one_authority_follow_each_other_without_a_gap() -> None:
    for one in ALL.values():
        for earlier, later in pairwise(one.area_codes):
            assert earlier.valid_to is not None
            assert later.valid_from == earlier.valid_to + timedelta(days=1)


def test_an_area_code_belongs_to_one_authority() -> None:
    assert len(by_area_code()) == sum(len(one.area_codes) for one in ALL.values())


@pytest.mark.parametrize(
    ("first", "last", "whole"),
    [
        (date(2019, 4, 1), date(2020, 3, 31), True),
        (date(2019, 3, 31), date(2020, 3, 31), False),
        (date(2018, 4, 1), date(2019, 3, 31), False),
    ],
)
def test_an_authority_is_whole_from_its_first_day_on(first: date, last: date, whole: bool) -> None:
    assert ALL["838"].was_whole(first, last) == whole
    assert (ALL["838"].break_in_words(first, last) is None) == whole


def test_a_break_is_said_with_who_was_before_and_after() -> None:
    before = ALL["838"].break_in_words(date(2018, 4, 1), date(2019, 3, 31))
    after = ALL["909"].break_in_words(date(2023, 4, 1), date(2024, 3, 31))
    assert before == "Dorset began on 1 April 2019; before there was Dorset (835): not comparable before."
    assert after is not None
    assert "ended on 31 March 2023" in after
    assert "Cumberland (942) and Westmorland and Furness (943)" in after


def published_rows(published: Path) -> Iterator[dict[str, str]]:
    for path in sorted(published.rglob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if {"old_la_code", "time_period"} <= set(rows.fieldnames or ()):
                yield from (row for row in rows if row["geographic_level"] == "Local authority")


def test_every_authority_of_every_published_table_is_on_the_list_under_its_name(shared: Path) -> None:
    unknown: set[tuple[str, str, str]] = set()
    for row in published_rows(shared / "data" / "published"):
        parts = (
            row["old_la_code"].split(" / "),
            row["new_la_code"].split(" / "),
            row["la_name"].split(" / "),
        )
        for old, new, name in zip(*parts, strict=True):
            found: LocalAuthority | None = ALL.get(old)
            if found is None or found.name != name or by_area_code().get(new) is not found:
                unknown.add((old, new, name))
    assert unknown == set()


def test_figures_of_children_in_need_begin_and_end_with_their_authority(shared: Path) -> None:
    folder = shared / "data" / "published" / "children_in_need_2013_to_2024"
    years: dict[str, set[int]] = {}
    with next(folder.glob("b1_*.csv")).open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            for code in row["old_la_code"].split(" / "):
                years.setdefault(code, set()).add(int(row["time_period"]))
    years.pop("")
    for code, published in years.items():
        expected = {y for y in range(2013, 2025) if ALL[code].was_whole(date(y - 1, 4, 1), date(y, 3, 31))}
        assert published == expected, code
