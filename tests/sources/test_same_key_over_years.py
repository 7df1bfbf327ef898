"""Rows with one key in a file keep their identity in the next year's file, which holds only some of them.

Read from files and merged, because identity matters only there: the census gives no number below the child.
"""

from pathlib import Path

import pytest
from tests.sources.census import census, child, read_text

from small_returns import SmallReturn, keep, new_folder
from stonechat.model.tables import TABLES
from stonechat.pipeline.facts import make_facts
from stonechat.store import forgotten, parquet
from stonechat.store.folder import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return new_folder(tmp_path / "council")


def read(folder: Folder, year: int, *children: str) -> SmallReturn:
    """One year's file of these children, as it is kept."""
    _, rows = read_text(folder.root.parent, census(*children, year=year))
    return SmallReturn(year, tuple((row.table, row.values) for row in rows), authority="201")


def merged(folder: Folder, table: str, *smalls: SmallReturn) -> list:
    """The facts of one table, as named cells."""
    out = folder.root / "facts"
    out.mkdir(exist_ok=True)
    kept = [keep(folder, small) for small in smalls]
    facts = make_facts(folder, kept, forgotten.load(folder), out)
    rows = parquet.read_rows(facts.paths[table], TABLES[table].columns)
    return [dict(zip(TABLES[table].names, row, strict=True)) for row in rows]


def ids(small: SmallReturn, table: str, **cells: object) -> list[str]:
    """The ids of the rows of a table whose cells are these."""
    found = [dict(zip(TABLES[table].names, row, strict=True)) for each, row in small.rows if each == table]
    key = TABLES[table].key[-1]
    return [row[key] for row in found if all(str(row[name]) == value for name, value in cells.items())]


def episode(*inside: str, source: str = "1A", nfa: str = "0") -> str:
    """An episode of one and the same day, with what else is said of it."""
    first = f"<CINreferralDate>2023-05-02</CINreferralDate><ReferralSource>{source}</ReferralSource>"
    return f"<CINdetails>{first}{''.join(inside)}<ReferralNFA>{nfa}</ReferralNFA></CINdetails>"


def closed(day: str) -> str:
    return f"<CINclosureDate>{day}</CINclosureDate><ReasonForClosure>RC7</ReasonForClosure>"


ENDED = episode(closed("2023-09-01"))
OPEN = episode(source="6")
NO_ACTION = episode(source="5A", nfa="1")
LATER = episode(closed("2024-09-01"), source="6")


@pytest.mark.parametrize("first", [(ENDED, OPEN), (OPEN, ENDED)], ids=["ended first", "open first"])
@pytest.mark.parametrize("second", [OPEN, LATER], ids=["still open", "closed since"])
def test_the_episode_that_goes_on_is_the_one_that_the_next_file_tells_of(folder, first, second):
    one, two = read(folder, 2024, child("A1", *first)), read(folder, 2025, child("A1", second))
    episodes = merged(folder, "cin_episodes", one, two)
    assert {(e["referral_source_code"], str(e["close_date"])) for e in episodes} == {
        ("1A", "2023-09-01"),
        ("6", "2024-09-01" if second is LATER else "None"),
    }


@pytest.mark.parametrize("first", [(NO_ACTION, OPEN), (OPEN, NO_ACTION)])
def test_a_referral_without_action_ends_on_its_day_and_is_not_taken_over(folder, first):
    one, two = read(folder, 2024, child("A1", *first)), read(folder, 2025, child("A1", LATER))
    episodes = merged(folder, "cin_episodes", one, two)
    assert sorted((e["referral_source_code"], e["referral_nfa"]) for e in episodes) == [
        ("5A", True),
        ("6", False),
    ]


def test_three_of_a_day_keep_their_identity_as_they_close_one_after_another(folder):
    other = episode(closed("2025-06-01"), source="2B")
    files = [
        read(
            folder, 2024, child("A1", episode(source="2B"), ENDED, episode(closed("2024-03-01"), source="6"))
        ),
        read(folder, 2025, child("A1", episode(source="2B"))),
        read(folder, 2026, child("A1", other)),
    ]
    episodes = merged(folder, "cin_episodes", *files)
    assert sorted(e["referral_source_code"] for e in episodes) == ["1A", "2B", "6"]
    assert all(e["close_date"] for e in episodes)


def test_an_ended_row_that_is_told_again_stays_behind_the_one_that_ended_later(folder):
    one, two = read(folder, 2024, child("A1", ENDED, OPEN)), read(folder, 2025, child("A1", ENDED, LATER))
    assert ids(one, "cin_episodes", referral_source_code="6") == ids(
        two, "cin_episodes", referral_source_code="6"
    )
    assert len(merged(folder, "cin_episodes", one, two)) == 2


@pytest.mark.parametrize(
    "episodes",
    [
        (OPEN, episode(source="9"), ENDED),
        (ENDED, OPEN, episode(source="9")),
        (episode(source="9"), ENDED, OPEN),
    ],
)
def test_the_order_in_the_file_plays_no_part(folder, episodes):
    small = read(folder, 2024, child("A1", *episodes))
    assert ids(small, "cin_episodes", referral_source_code="6") == ["A1|2023-05-02"]
    assert ids(small, "cin_episodes", referral_source_code="9") == ["A1|2023-05-02#2"]
    assert ids(small, "cin_episodes", referral_source_code="1A") == ["A1|2023-05-02#3"]


@pytest.mark.parametrize("turned", [False, True])
def test_a_child_in_two_places_of_the_file_is_numbered_as_one(folder, turned):
    places = [child("A1", ENDED), child("B2", OPEN), child("A1", OPEN)]
    small = read(folder, 2024, *(reversed(places) if turned else places))
    assert ids(small, "cin_episodes", person_id="A1", referral_source_code="6") == ["A1|2023-05-02"]
    assert ids(small, "cin_episodes", person_id="A1", referral_source_code="1A") == ["A1|2023-05-02#2"]


START = "2023-05-03"
BELOW = {
    "cin_assessments": (
        "assessment_auth_date",
        "<Assessments><AssessmentActualStartDate>2023-05-03</AssessmentActualStartDate>{end}"
        "<FactorsIdentifiedAtAssessment><AssessmentFactors>{mark}</AssessmentFactors>"
        "</FactorsIdentifiedAtAssessment></Assessments>",
        "<AssessmentAuthorisationDate>{}</AssessmentAuthorisationDate>",
    ),
    "cin_plans": (
        "cin_plan_end_date",
        "<CINPlanDates><CINPlanStartDate>2023-05-03</CINPlanStartDate>{end}</CINPlanDates>",
        "<CINPlanEndDate>{}</CINPlanEndDate>",
    ),
    "cp_plans": (
        "cp_plan_end_date",
        "<ChildProtectionPlans><CPPstartDate>2023-05-03</CPPstartDate>{end}"
        "<Reviews><CPPreviewDate>2023-05-{mark}</CPPreviewDate></Reviews></ChildProtectionPlans>",
        "<CPPendDate>{}</CPPendDate>",
    ),
    "initial_cp_conference": (
        "icpc_date",
        "<Section47><S47ActualStartDate>2023-05-03</S47ActualStartDate>"
        "<InitialCPCtarget>2023-05-{mark}</InitialCPCtarget>{end}</Section47>",
        "<DateOfInitialCPC>{}</DateOfInitialCPC>",
    ),
}
"""By table: its date of end, the element, and the element of the end. `mark`: what tells the two apart."""


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("table", BELOW)
def test_rows_below_an_episode_keep_their_identity_too(folder, table, turned):
    column, element, end = BELOW[table]
    short = element.format(mark="10", end=end.format("2023-06-01")).replace("S>10", "S>3A")
    open_one = element.format(mark="22", end="").replace("S>22", "S>4B")
    long = element.format(mark="22", end=end.format("2024-06-03")).replace("S>22", "S>4B")
    below = (open_one, short) if turned else (short, open_one)
    one = read(folder, 2024, child("A1", episode(*below)))
    two = read(folder, 2025, child("A1", episode(long)))
    rows = merged(folder, table, one, two)
    assert sorted(str(row[column]) for row in rows) == ["2023-06-01", "2024-06-03"]


def test_what_hangs_on_a_renumbered_row_goes_with_it(folder):
    ended = episode(
        closed("2023-09-01"),
        "<Assessments><AssessmentActualStartDate>2023-05-03</AssessmentActualStartDate>"
        "<FactorsIdentifiedAtAssessment><AssessmentFactors>3A</AssessmentFactors>"
        "</FactorsIdentifiedAtAssessment></Assessments>",
    )
    small = read(folder, 2024, child("A1", ended, OPEN))
    assert ids(small, "cin_assessments") == ["A1|2023-05-02#2|A|2023-05-03"]
    assert ids(small, "cin_assessments", referral_id="A1|2023-05-02#2") == ids(small, "cin_assessments")
    assert len(ids(small, "assessment_factors", assessment_id="A1|2023-05-02#2|A|2023-05-03")) == 1
