"""Every CIN census file of the reference data, with what must become of it.

Counts of rows are made from the raw text by regular expression (`census.counted`), not by the reader.
"""

from pathlib import Path

import pytest
from tests.sources.census import counted, read_counts, read_path, rules

FOLDERS = ("cin_census_validator_samples", "liia_samples")

# file, overrides, rows rejected in each table (all others are loaded), questions asked without overrides
OUTCOMES = [
    ("CIN2rows.xml", {"year": 2023}, {"cp_plans": 1, "cp_reviews": 1}, {"100"}),
    ("CIN_Census_2021.xml", {}, {}, set()),
    ("CIN_Census_2021_copy.xml", {"year": 2023}, {}, {"100"}),
    ("CIN_Census_2021_no_assessment_factors.xml", {"year": 2023}, {}, {"100"}),
    ("CIN_Census_2024.xml", {"year": 2023}, {"assessment_factors": 1}, {"100"}),
    ("CIN_Census_2026.xml", {"year": 2023}, {"assessment_factors": 1}, {"100"}),
    ("CIN_header_issues_100.xml", {"year": 2023}, {}, {"100"}),
    ("CIN_la_issues_2887Q.xml", {}, {}, set()),
    ("fake_CIN_data.xml", {"year": 2022}, {"disability": 5}, {"100"}),
    ("cin-2022.xml", {}, {}, set()),
]


def find(shared: Path, name: str) -> Path:
    (path,) = (shared / "data" / "extracts").glob(f"*/{name}")
    return path


@pytest.mark.parametrize(("name", "overrides", "rejected", "asked"), OUTCOMES, ids=[o[0] for o in OUTCOMES])
def test_a_sample_file_has_its_expected_outcome(shared, name, overrides, rejected, asked):
    path = find(shared, name)
    reading, rows = read_path(path, **overrides)
    expected = counted(path.read_text("utf-8"))
    assert reading.is_acceptable
    assert read_counts(reading) == expected
    assert {n: a.rejected for n, a in reading.accounts.items() if a.rejected} == rejected
    assert len(rows) == sum(expected.values()) - sum(rejected.values())


@pytest.mark.parametrize(("name", "overrides", "rejected", "asked"), OUTCOMES, ids=[o[0] for o in OUTCOMES])
def test_a_sample_file_that_contradicts_itself_asks(shared, name, overrides, rejected, asked):
    reading, _ = read_path(find(shared, name))
    assert rules(reading, "question") == asked
    assert reading.is_acceptable is not bool(asked)


def test_every_census_of_the_reference_data_has_an_expected_outcome(shared):
    files = [path for folder in FOLDERS for path in (shared / "data" / "extracts" / folder).glob("*.xml")]
    census = {path.name for path in files if "<Collection>CIN</Collection>" in path.read_text("utf-8")}
    assert census == {outcome[0] for outcome in OUTCOMES}


def test_the_made_up_authority_has_332_children_and_402_episodes(shared):
    reading, _ = read_path(find(shared, "fake_CIN_data.xml"), year=2022)
    assert (reading.accounts["person"].loaded, reading.accounts["cin_episodes"].loaded) == (332, 402)


def test_the_heading_comes_from_the_content(shared):
    reading, _ = read_path(find(shared, "cin-2022.xml"))
    heading = reading.heading
    assert heading is not None
    assert (heading.authority, heading.year) == ("201", 2022)
    assert (str(heading.window_first), str(heading.window_last)) == ("2021-04-01", "2022-03-31")
    assert str(heading.made_at) == "2022-05-23 10:14:05+00:00"  # 11:14 in London, in summer


def test_the_pre_proceedings_of_2026_land_in_their_columns(shared):
    _, rows = read_path(find(shared, "CIN_Census_2026.xml"), year=2026)
    (values,) = (row.values for row in rows if row.table == "pre_proceedings")
    found = values._asdict()  # type: ignore[attr-defined]
    assert {name: str(found[name]) for name in found if found[name] is not None} == {
        "authority": "201",
        "person_id": "DfEX0000001",
        "pre_proceedings_id": "DfEX0000001|2022-10-06|L|2026-09-09",
        "referral_id": "DfEX0000001|2022-10-06",
        "pre_proceedings_start_date": "2026-09-09",
        "pre_pro_letter_date": "2026-09-20",
        "family_group_meeting_offered": "True",
        "family_group_meeting_held": "True",
        "initial_pre_pro_meeting_date": "2026-09-28",
        "pre_pro_meetings_num": "3",
        "agree_stepdown_issue_date": "2026-12-01",
        "pre_pro_outcome": "A",
        "court_application_date": "2026-12-18",
        "care_pro_letter_date": "2027-02-05",
    }
