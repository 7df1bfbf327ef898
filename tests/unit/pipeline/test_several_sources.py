"""One fact from several sources, each rule of ADR 0009 in a small table."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from small_facts import CLOSED, ENDS, OPENED, assessment, cells, child, disability, episode, factor, merge

from small_returns import SmallReturn, new_folder, row
from stonechat.basics.periods import Windows
from stonechat.model.table import Values
from stonechat.model.tables import TABLES
from stonechat.pipeline.precedence import COUNTING, LOOKED_AFTER, SET_VALUED, STANDARD, own_id, references
from stonechat.store.folder import Folder

NOVEMBER = date(2024, 11, 15)
Rows = tuple[str, Values]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return new_folder(tmp_path / "council")


def census(*rows: Rows, year: int = 2024) -> SmallReturn:
    return SmallReturn(year, rows)


def standard(*rows: Rows, last: date = NOVEMBER, silent_on: tuple[str, ...] = ()) -> SmallReturn:
    """A Standard Safeguarding Dataset of six years, with ids of its own."""
    return SmallReturn(
        2025, rows, format="ssd", window_first=date(2019, 4, 1), window_last=last, silent_on=silent_on
    )


def referral(day: date = OPENED, name: str = "R7", **more: Any) -> Rows:
    return episode(day, referral_id=name, **more)


def test_a_dataset_alone_renames_nothing_and_counts_whole(folder: Folder) -> None:
    facts = merge(folder, standard(referral(), referral(CLOSED, "R8"), assessment("77", referral_id="R7")))
    assert cells(facts, "cin_episodes", "referral_id") == [("R7",), ("R8",)]
    assert cells(facts, "cin_assessments", "assessment_id", "referral_id") == [("77", "R7")]


def test_a_referral_in_two_sources_is_one_and_what_hangs_on_it_follows(folder: Folder) -> None:
    began = {"assessment_start_date": CLOSED}
    facts = merge(
        folder, census(episode(OPENED)), standard(referral(), assessment("77", referral_id="R7", **began))
    )
    census_id = f"A|{OPENED}"
    assert cells(facts, "cin_episodes", "referral_id", "source") == [(census_id, "cin_census")]
    assert cells(facts, "cin_assessments", "referral_id", "source") == [(census_id, "ssd")]


def test_on_a_day_that_a_census_covers_what_it_does_not_hold_is_no_fact(folder: Folder) -> None:
    facts = merge(folder, census(), standard(referral(), referral(date(2024, 4, 1), "later")))
    assert cells(facts, "cin_episodes", "referral_id") == [("later",)]


def test_on_a_day_that_only_the_dataset_covers_what_it_does_not_hold_is_no_fact(folder: Folder) -> None:
    before = date(2022, 5, 1)
    assert cells(merge(folder, census(episode(before)), standard()), "cin_episodes", "referral_date") == []


def test_on_a_day_that_no_source_covers_whoever_holds_it_counts(folder: Folder) -> None:
    before = date(2010, 5, 1)
    facts = merge(folder, census(episode(before)), standard(referral(date(2011, 5, 1))))
    assert cells(facts, "cin_episodes", "source") == [("cin_census",), ("ssd",)]


def test_a_source_without_a_file_for_a_table_says_nothing_of_it(folder: Folder) -> None:
    before = date(2022, 5, 1)
    facts = merge(folder, census(episode(before)), standard(silent_on=("cin_episodes",)))
    assert cells(facts, "cin_episodes", "source") == [("cin_census",)]
    assert facts.covered["cin_episodes"] == Windows.of([(date(2023, 4, 1), ENDS[2024])])
    assert facts.covered["cin_plans"] == Windows.of([(date(2019, 4, 1), NOVEMBER)])


def test_how_things_stand_is_held_for_the_last_day_of_the_last_return_alone(folder: Folder) -> None:
    leavers = {"care_leavers": TABLES["care_leavers"]}

    def leaver(name: str) -> Rows:
        return row("care_leavers", table_id=name, person_id=name, care_leaver_eligibility="Relevant")

    earlier = SmallReturn(
        2024, (leaver("A"), leaver("B")), format="ssd", window_first=date(2019, 4, 1), window_last=ENDS[2024]
    )
    facts = merge(folder, earlier, standard(leaver("B")), tables=leavers)
    assert facts.covered["care_leavers"] == Windows.of([(NOVEMBER, NOVEMBER)])
    assert cells(facts, "care_leavers", "table_id", "seen_to") == [("A", ENDS[2024]), ("B", NOVEMBER)]


def test_blanks_are_filled_from_the_other_source_and_nothing_else_is(folder: Folder) -> None:
    mine = {"cin_primary_need_code": "N1"}
    theirs = {"cin_primary_need_code": "N2", "referral_team": "North"}
    facts = merge(folder, census(episode(OPENED, **mine)), standard(referral(**theirs)))
    assert cells(facts, "cin_episodes", "cin_primary_need_code", "referral_team") == [("N1", "North")]


@pytest.mark.parametrize(
    ("ended", "reason", "seen_to"),
    [
        (date(2024, 3, 30), None, ENDS[2024]),
        (ENDS[2024], None, ENDS[2024]),  # the census has it open on that day
        (date(2024, 4, 1), "RC1", NOVEMBER),
        (None, None, NOVEMBER),  # open in both: open until the later one's last day
    ],
)
def test_an_end_is_filled_only_after_the_day_on_which_the_census_had_it_open(
    folder: Folder, ended: date | None, reason: str | None, seen_to: date
) -> None:
    closing = {"close_date": ended, "close_reason": "RC1" if ended else None}
    facts = merge(folder, census(episode(OPENED)), standard(referral(**closing)))
    expected = (ended if reason else None, reason, seen_to)
    assert cells(facts, "cin_episodes", "close_date", "close_reason", "seen_to") == [expected]


def test_what_the_census_closed_stays_closed_whatever_the_dataset_says(folder: Folder) -> None:
    closed = census(episode(OPENED, close_date=date(2024, 2, 1)))
    facts = merge(folder, closed, standard(referral(close_reason="RC1")))
    assert cells(facts, "cin_episodes", "close_date", "close_reason") == [(date(2024, 2, 1), "RC1")]
    assert facts.unresolved == {}


def test_open_in_a_census_and_absent_from_the_next_is_resolved_by_a_later_dataset(folder: Folder) -> None:
    both = census(episode(OPENED)), census(year=2025)
    assert merge(folder, *both).unresolved == {"cin_episodes": 1}
    later = standard(referral(), last=date(2025, 6, 30))
    assert merge(folder, *both, later).unresolved == {}
    assert merge(folder, *both, standard(referral())).unresolved == {"cin_episodes": 1}


def test_open_in_a_dataset_and_absent_from_a_later_one_is_unresolved(folder: Folder) -> None:
    older = standard(referral(date(2024, 5, 1)))
    newer = SmallReturn(2026, (), format="ssd", window_first=date(2019, 4, 1), window_last=date(2025, 6, 30))
    assert merge(folder, older, newer).unresolved == {"cin_episodes": 1}


def test_two_events_of_a_day_meet_in_the_order_in_which_they_ended(folder: Folder) -> None:
    february, july = date(2024, 2, 1), date(2024, 7, 1)
    facts = merge(
        folder,
        census(episode(OPENED), episode(OPENED, referral_id="second", close_date=february)),
        standard(referral(name="R1", close_date=july), referral(name="R2", close_date=february)),
    )
    assert cells(facts, "cin_episodes", "referral_id", "close_date") == [
        (f"A|{OPENED}", july),
        ("second", february),
    ]


def test_an_id_that_two_sources_use_for_different_events_stays_two(folder: Folder) -> None:
    later = date(2024, 5, 1)
    facts = merge(
        folder,
        census(episode(OPENED, referral_id="R7")),
        standard(referral(later, "R7"), assessment("77", assessment_start_date=later, referral_id="R7")),
    )
    assert cells(facts, "cin_episodes", "referral_id", "referral_date") == [("R7", OPENED), ("R7@ssd", later)]
    assert cells(facts, "cin_assessments", "referral_id") == [("R7@ssd",)]


def test_factors_come_whole_from_the_source_that_leads_their_assessment(folder: Folder) -> None:
    began = {"assessment_start_date": OPENED}
    after = {"assessment_start_date": date(2024, 5, 1)}
    facts = merge(
        folder,
        census(assessment("x", **began), factor("x", "1A")),
        standard(
            assessment("77", **began), factor("77", "2A"), assessment("78", **after), factor("78", "3A")
        ),
    )
    found = cells(facts, "assessment_factors", "assessment_id", "assessment_factor")
    assert found == [("78", "3A"), ("x", "1A")]


def test_disabilities_come_whole_from_the_first_source_that_has_the_child(folder: Folder) -> None:
    facts = merge(
        folder,
        census(child("A"), disability("HAND")),
        standard(child("A"), disability("VIS"), child("B"), disability("MOB", "B")),
    )
    assert cells(facts, "disability", "person_id", "disability_code") == [("A", "HAND"), ("B", "MOB")]


def test_a_child_s_blanks_are_filled_from_whoever_knows(folder: Folder) -> None:
    looked_after = SmallReturn(2024, (child("A", nationality="AFG"),), format=LOOKED_AFTER)
    facts = merge(
        folder, census(child("A", sex="F")), looked_after, standard(child("A", sex="M", surname="B"))
    )
    assert cells(facts, "person", "sex", "nationality", "surname") == [("F", "AFG", "B")]


# ---------------------------------------------------------------- what is declared


def test_every_date_and_column_declared_is_the_table_s_own() -> None:
    assert COUNTING.keys() <= TABLES.keys()
    for name, one in COUNTING.items():
        assert {*one.dated_by, *one.told_apart_by, *one.with_end} <= set(TABLES[name].names), name


def test_a_table_that_several_sources_feed_has_events_or_a_key_that_all_share() -> None:
    shared = {name for name, one in COUNTING.items() if len(one.sources) > 1 and not one.has_events}
    assert shared == {"person", "uasc", *SET_VALUED}  # the first two by the child's own id
    for name in COUNTING.keys() - shared:
        if COUNTING[name].has_events:
            assert "person_id" in TABLES[name].names
            assert own_id(TABLES[name]) == TABLES[name].key[-1]


def test_the_dataset_feeds_every_table_that_it_has() -> None:
    of_our_own = {name for name, table in TABLES.items() if table.ssd is None}
    fed = {name for name in TABLES if name not in COUNTING or STANDARD in COUNTING[name].sources}
    assert fed == TABLES.keys() - of_our_own | {"uasc"}  # which its immigration statuses tell


def test_an_unaccompanied_child_of_two_sources_is_one(folder: Folder) -> None:
    """The return decides what it says; the dataset fills a blank end, and has other children."""
    ended = row("uasc", person_id="A", uasc_ended_date=CLOSED)
    facts = merge(
        folder,
        looked_after(row("uasc", person_id="A"), row("uasc", person_id="B", uasc_ended_date=OPENED)),
        standard(ended, row("uasc", person_id="B", uasc_ended_date=CLOSED), row("uasc", person_id="C")),
        tables={"uasc": TABLES["uasc"]},
    )
    assert cells(facts, "uasc", "person_id", "uasc_ended_date", "source") == [
        ("A", CLOSED, "ssda903"),
        ("B", OPENED, "ssda903"),
        ("C", None, "ssd"),
    ]


def test_references_are_found_by_the_name_of_the_id() -> None:
    assert references(TABLES["initial_cp_conference"], TABLES) == {
        "s47_enquiry_id": "s47_enquiry",
        "cp_plan_id": "cp_plans",
        "referral_id": "cin_episodes",
    }
    assert references(TABLES["disability"], TABLES) == {}


# ---------------------------------------------------------------- one decision for adoption


def decided(name: str, day: date | None = OPENED, **more: Any) -> Rows:
    return row("permanence", table_id=name, person_id="A", adm_decision_date=day, **more)


def looked_after(*rows: Rows, year: int = 2024) -> SmallReturn:
    return SmallReturn(year, rows, format="ssda903")


def adoptions(folder: Folder, *found: SmallReturn) -> list[tuple[object, ...]]:
    facts = merge(folder, *found, tables={"permanence": TABLES["permanence"]})
    columns = ("table_id", "matched_date", "decision_reversed_date", "placed_for_adoption_date", "source")
    return cells(facts, "permanence", *columns)


def test_the_decision_and_the_adoption_that_a_return_tells_apart_are_one_fact(folder: Folder) -> None:
    adopted = decided("A|AD1", matched_date=CLOSED)
    assert adoptions(folder, looked_after(decided("A|PLACED"), adopted)) == [
        ("A|AD1", CLOSED, None, None, "ssda903")
    ]


def test_a_decision_of_one_return_and_the_adoption_of_a_later_one_are_one_fact(folder: Folder) -> None:
    adopted = decided("A|AD1", matched_date=CLOSED)
    found = adoptions(folder, looked_after(decided("A|PLACED")), looked_after(adopted, year=2025))
    assert found == [("A|AD1", CLOSED, None, None, "ssda903")]


def test_what_the_return_tells_in_two_rows_is_the_one_row_of_the_dataset(folder: Folder) -> None:
    adopted = decided("A|AD1", matched_date=CLOSED)
    ours = decided("77", placed_for_adoption_date=NOVEMBER)
    assert adoptions(folder, looked_after(decided("A|PLACED"), adopted), standard(ours)) == [
        ("A|AD1", CLOSED, None, NOVEMBER, "ssda903")
    ]


def test_decisions_of_two_days_and_rows_without_a_day_stay_apart(folder: Folder) -> None:
    rows = (decided("first"), decided("second", CLOSED), decided("third", None), decided("fourth", None))
    found = adoptions(folder, looked_after(*rows))
    assert [name for name, *_ in found] == ["first", "fourth", "second", "third"]


def test_rows_of_one_day_of_a_dataset_are_not_put_together(folder: Folder) -> None:
    assert len(adoptions(folder, standard(decided("77"), decided("78")))) == 2
