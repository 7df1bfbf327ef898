"""The rules of the merge, each in a small table, and the merge against its naive twin."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from drawn_returns import DRAWN_TABLES, PEOPLE, some_returns
from hypothesis import given, settings
from hypothesis import strategies as st
from naive_facts import naive_facts
from small_facts import (
    CLOSED,
    ENDS,
    JUNE,
    MAY,
    OPENED,
    assessment,
    cells,
    child,
    disability,
    enquiry,
    episode,
    factor,
    merge,
    merge_kept,
    rows_of,
)

from small_returns import CIN_TABLES, SmallReturn, keep, new_folder
from stonechat.basics.periods import Windows
from stonechat.basics.problems import Refused
from stonechat.pipeline.facts import make_facts
from stonechat.store import forgotten, parquet, returns
from stonechat.store.folder import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return new_folder(tmp_path / "council")


def test_an_episode_in_two_years_is_one_episode_as_the_later_return_tells_it(folder: Folder) -> None:
    facts = merge(
        folder,
        SmallReturn(2024, (episode(OPENED),)),
        SmallReturn(2025, (episode(OPENED, close_date=CLOSED),)),
    )
    assert cells(facts, "cin_episodes", "close_date", "seen_to") == [(CLOSED, ENDS[2025])]
    assert facts.unresolved == {}


def test_an_episode_open_in_one_return_and_absent_from_the_next_is_unresolved(folder: Folder) -> None:
    facts = merge(folder, SmallReturn(2024, (episode(OPENED),)), SmallReturn(2025, (child(),)))
    assert cells(facts, "cin_episodes", "close_date", "seen_to") == [(None, ENDS[2024])]
    assert facts.unresolved == {"cin_episodes": 1}


@pytest.mark.parametrize(
    ("why", "first", "second"),
    [
        ("closed", SmallReturn(2024, (episode(OPENED, close_date=OPENED),)), SmallReturn(2025, ())),
        ("nothing to end", SmallReturn(2024, (episode(OPENED, referral_nfa=True),)), SmallReturn(2025, ())),
        ("an enquiry has no end in a census", SmallReturn(2024, (enquiry(OPENED),)), SmallReturn(2025, ())),
        ("no later return", SmallReturn(2024, ()), SmallReturn(2025, (episode(OPENED),))),
        (
            "the later is another authority's",
            SmallReturn(2024, (episode(OPENED),)),
            SmallReturn(2025, (), authority="826"),
        ),
    ],
)
def test_what_is_not_open_or_not_missed_is_not_unresolved(
    folder: Folder, why: str, first: SmallReturn, second: SmallReturn
) -> None:
    assert merge(folder, first, second).unresolved == {}, why


def test_of_one_year_the_return_made_last_stands_alone(folder: Folder) -> None:
    facts = merge(
        folder,
        SmallReturn(2025, (child("A"), child("B")), made_at=JUNE),
        SmallReturn(2025, (child("A"), child("C")), made_at=MAY),
        SmallReturn(2025, (child("D"),), made_at=None),
    )
    assert cells(facts, "person", "person_id") == [("A",), ("B",)]


def test_two_returns_of_a_year_made_at_one_time_are_refused_in_words(folder: Folder) -> None:
    for made_at in (None, MAY):
        first = SmallReturn(2025, (child("A"),), made_at=made_at)
        with pytest.raises(Refused, match=r"made at the same time.*[Uu]ndo one.*--made"):
            merge(folder, first, replace(first, rows=(child("B"),)))


def test_a_superseded_return_made_at_the_time_of_another_superseded_one_is_no_question(
    folder: Folder,
) -> None:
    small = SmallReturn(2025, (child("A"),), made_at=MAY)
    facts = merge(folder, small, replace(small, rows=()), replace(small, rows=(child("Z"),), made_at=JUNE))
    assert cells(facts, "person", "person_id") == [("Z",)]


def test_disabilities_are_replaced_as_a_set_by_the_latest_return_that_holds_the_child(folder: Folder) -> None:
    facts = merge(
        folder,
        SmallReturn(2023, (child(), disability("HAND"), disability("MOB"))),
        SmallReturn(2024, (child(), disability("VIS"))),
        SmallReturn(2025, (child("B"),)),
    )
    assert cells(facts, "disability", "disability_code", "seen_to") == [("VIS", ENDS[2024])]


def test_a_child_without_disabilities_now_has_none(folder: Folder) -> None:
    facts = merge(folder, SmallReturn(2024, (child(), disability("HAND"))), SmallReturn(2025, (child(),)))
    assert cells(facts, "disability", "disability_code") == []


def test_factors_are_replaced_for_their_assessment_only(folder: Folder) -> None:
    facts = merge(
        folder,
        SmallReturn(2024, (assessment("x"), factor("x", "1A"), assessment("y"), factor("y", "2A"))),
        SmallReturn(2025, (assessment("y"), factor("y", "3A"))),
    )
    assert cells(facts, "assessment_factors", "assessment_id", "assessment_factor") == [
        ("x", "1A"),
        ("y", "3A"),
    ]


def test_dated_events_of_several_years_are_united(folder: Folder) -> None:
    facts = merge(folder, SmallReturn(2024, (assessment("x"),)), SmallReturn(2025, (assessment("y"),)))
    assert cells(facts, "cin_assessments", "assessment_id") == [("x",), ("y",)]


def test_every_fact_says_where_it_comes_from(folder: Folder) -> None:
    small = SmallReturn(2025, (child(),))
    facts = merge(folder, small)
    assert cells(facts, "person", "source", "return_id") == [("cin_census", keep(folder, small).id)]


def test_a_source_that_does_not_count_gives_no_facts(folder: Folder) -> None:
    facts = merge(folder, SmallReturn(2025, (child(),), format="annex_a"))
    assert cells(facts, "person", "person_id") == []


def test_of_two_sources_of_a_table_the_one_named_first_counts_and_the_other_adds(folder: Folder) -> None:
    cin = SmallReturn(2024, (child("A", ethnicity="WBRI"),))
    looked_after = SmallReturn(
        2025, (child("A", ethnicity="NOBT"), child("B", ethnicity="CHNE")), format="ssda903"
    )
    facts = merge(folder, cin, looked_after)
    assert cells(facts, "person", "person_id", "ethnicity", "source") == [
        ("A", "WBRI", "cin_census"),
        ("B", "CHNE", "ssda903"),
    ]


def test_a_source_that_does_not_feed_a_set_does_not_empty_it(folder: Folder) -> None:
    cin = SmallReturn(2024, (child("A"), disability("HAND")))
    facts = merge(folder, cin, SmallReturn(2025, (child("A"),), format="ssda903"))
    assert cells(facts, "disability", "disability_code") == [("HAND",)]


def test_windows_are_the_union_of_the_standing_returns(folder: Folder) -> None:
    facts = merge(folder, *(SmallReturn(year, ()) for year in (2022, 2024, 2025)))
    joined = [(date(2021, 4, 1), ENDS[2022]), (date(2023, 4, 1), ENDS[2025])]
    assert facts.windows == {"cin_census": Windows.of(joined)}


def test_no_returns_give_every_table_empty(folder: Folder) -> None:
    facts = merge(folder)
    assert set(facts.paths) == set(CIN_TABLES)
    assert all(rows_of(facts, table) == [] for table in CIN_TABLES)
    assert (facts.windows, facts.unresolved) == ({}, {})


def test_forgotten_children_are_left_out_of_every_table(folder: Folder) -> None:
    small = SmallReturn(2025, (child("A"), child("B"), episode(OPENED), disability("HAND")))
    kept = keep(folder, small)
    listed = forgotten.load(folder).adding("A", date(2025, 6, 1), "request 7")
    out = folder.root / "facts"
    out.mkdir()
    facts = make_facts(folder, [kept], listed, out, tables=CIN_TABLES)
    assert cells(facts, "person", "person_id") == [("B",)]
    assert cells(facts, "cin_episodes", "person_id") == cells(facts, "disability", "person_id") == []


def test_a_column_that_a_kept_return_lacks_is_blank_and_one_too_many_is_left_out(folder: Folder) -> None:
    kept = keep(folder, SmallReturn(2024, (episode(OPENED, referral_team="North"),)))
    path = returns.table_path(folder, kept, "cin_episodes")
    with parquet.connection(folder.root / "spill") as opened:
        older = f"SELECT * EXCLUDE (referral_team, close_date), 1 AS lost FROM {parquet.scan(path)}"  # noqa: S608
        opened.execute(f"CREATE TABLE older AS {older}")
        parquet.save(opened, "SELECT * FROM older", path)
    facts = merge_kept(folder, kept)
    assert cells(facts, "cin_episodes", "referral_date", "referral_team", "close_date") == [
        (OPENED, None, None)
    ]


def test_a_table_that_a_kept_return_lacks_is_empty(folder: Folder) -> None:
    facts = merge(folder, SmallReturn(2024, (episode(OPENED),)))
    assert cells(facts, "cin_plans", "cin_plan_id") == []


# ---------------------------------------------------------------- properties

A_THIRD = settings(max_examples=settings().max_examples // 3)
"""Each example keeps and merges real returns, a quarter of a second."""


@A_THIRD
@given(smalls=some_returns(), out=st.frozensets(PEOPLE, max_size=1))
def test_the_merge_agrees_with_its_naive_twin(
    tmp_path_factory: pytest.TempPathFactory, smalls: list[SmallReturn], out: frozenset[str]
) -> None:
    folder = new_folder(tmp_path_factory.mktemp("twin") / "council")
    kept = [keep(folder, small) for small in smalls]
    listed = forgotten.load(folder)
    for person_id in out:
        listed = listed.adding(person_id, date(2025, 6, 1), "request 7")
    made = folder.root / "facts"
    made.mkdir()
    facts = make_facts(folder, kept, listed, made, tables=DRAWN_TABLES)
    expected = naive_facts([(one.id, small) for one, small in zip(kept, smalls, strict=True)], out)
    assert {table: rows_of(facts, table) for table in DRAWN_TABLES} == expected


@A_THIRD
@given(smalls=some_returns(), data=st.data())
def test_the_order_of_returns_makes_no_difference_to_any_byte(
    tmp_path_factory: pytest.TempPathFactory, smalls: list[SmallReturn], data: st.DataObject
) -> None:
    folder = new_folder(tmp_path_factory.mktemp("order") / "council")
    kept = [keep(folder, small) for small in smalls]
    shuffled = data.draw(st.permutations(kept))
    made = []
    for name, order in (("one", kept), ("other", shuffled)):
        out = folder.root / name
        out.mkdir()
        made.append(make_facts(folder, order, forgotten.load(folder), out, tables=DRAWN_TABLES))
    one, other = made
    assert (one.windows, one.unresolved) == (other.windows, other.unresolved)
    for table, path in one.paths.items():
        assert path.read_bytes() == other.paths[table].read_bytes()
