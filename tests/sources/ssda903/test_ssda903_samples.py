"""Every SSDA903 file that others made, with its outcome: counted from the raw text, not by our reader."""

import re
from pathlib import Path

import pytest
from tests.sources.ssda903.returns903 import counted, raw_rows, read_paths, rules

FIVE = "data/extracts/ssda903_five_years"
VALIDATOR = "data/extracts/ssda903_validator_samples"
LIIA = "data/extracts/liia_samples"
TABLES = {
    "header": "person",
    "episodes": "cla_episodes",
    "uasc": "uasc",
    "reviews": "cla_reviews",
    "oc2": "cla_yearly_outcomes",
    "oc3": "care_leaver_yearly_outcomes",
    "ad1": "permanence",
    "placed_for_adoption": "permanence",
    "previous_permanence": "cla_previous_permanence",
    "missing": "missing",
    "sw_episodes": "involvements",
    "DoLo": "deprivation_of_liberty",
}


def different_rows(path: Path) -> int:
    """Rows of a file, each once however often it stands there."""
    return len({tuple(row.values()) for row in raw_rows(path)})


# prefix, the year in which the return ends, episodes, children
YEARS = [
    ("2017", 2018, 1460, 819),
    ("2018", 2019, 974, 572),
    ("2019", 2020, 648, 362),
    ("2020", 2021, 402, 226),
    ("2021", 2022, 253, 144),
]


@pytest.mark.parametrize(("prefix", "year", "episodes", "children"), YEARS)
def test_each_yearly_set_is_one_return_of_the_year_that_its_dates_say(
    shared, prefix, year, episodes, children
):
    paths = sorted((shared / FIVE).glob(f"{prefix}-*.csv"))
    assert len(paths) == 8
    reading, rows = read_paths(paths, "998")
    assert reading.heading is not None
    assert (reading.heading.authority, reading.heading.year) == ("998", year)
    assert reading.is_acceptable
    found = counted(rows)
    for path in paths:
        table = TABLES[path.stem.split("-")[1]]
        assert reading.accounts[table].read == len(raw_rows(path))
        assert found[table] == different_rows(path)
    assert (found["cla_episodes"], found["person"]) == (episodes, children)
    assert all(account.balances for account in reading.accounts.values())


def test_the_five_sets_are_five_returns_of_820_children(shared):
    from stonechat.sources import registry
    from stonechat.sources.reading import Overrides

    children = set()
    found = registry.grouped((shared / FIVE).glob("*.csv"))
    for one in found:
        reading = registry.read(one, Overrides("998"))
        children |= {row.values[1] for row in reading.rows if row.table == "person"}
    assert len(found) == 5
    assert len(children) == 820


def validator_set(shared: Path) -> list[Path]:
    paths = sorted((shared / VALIDATOR).glob("*.csv"))
    return [path for path in paths if path.stem != "placed_for_adoption_errors"]


def test_the_validator_samples_are_of_no_one_year_and_are_asked_about(shared):
    reading, rows = read_paths(validator_set(shared), "998")
    assert reading.heading is None
    assert rules(reading, "question") == {"year"}
    (asked,) = (problem for problem in reading.findings.kept if problem.rule == "year")
    assert "dolo, sw_episodes" in asked.what
    assert "--year" in asked.fix
    assert counted(rows)["cla_episodes"] == 5050


def test_the_validator_samples_are_read_whole_once_the_year_is_said(shared):
    paths = validator_set(shared)
    assert len(paths) == 12
    reading, rows = read_paths(paths, "998", 2018)
    assert reading.is_acceptable
    found = counted(rows)
    for path in paths:
        if TABLES[path.stem] != "permanence":
            assert reading.accounts[TABLES[path.stem]].read == len(raw_rows(path))
            assert found[TABLES[path.stem]] == different_rows(path)
    assert found["permanence"] == 29 + 29
    assert found["cla_episodes"] == 5050
    assert len({row.values[2] for row in rows if row.table == "cla_episodes"}) == 2123
    assert rules(reading, "error") == {"duplicate_row"}
    assert reading.accounts["cla_reviews"].rejected == 2
    # one child is in the tables of social workers and orders, but not in the header
    assert {"not_in_header", "not_in_year"} <= rules(reading, "note")


def test_the_table_with_planted_errors_is_a_return_of_its_own(shared):
    reading, rows = read_paths([shared / VALIDATOR / "placed_for_adoption_errors.csv"], "998", 2018)
    assert counted(rows) == {"permanence": 30}
    assert reading.findings.counts["warning", "120"] == 30  # type: ignore[index]


def test_the_xml_has_253_children(shared):
    path = shared / VALIDATOR / "fake_903.xml"
    text = path.read_text()
    reading, rows = read_paths([path], "998")
    found = counted(rows)
    assert reading.heading is not None
    assert reading.heading.year == 2018
    assert found == {
        "person": text.count("<CHILDID>"),
        "cla_episodes": text.count("<EPISODE>"),
        "cla_reviews": text.count("<AREVIEW>"),
        "cla_yearly_outcomes": text.count("<OC2>"),
        "cla_previous_permanence": text.count("<PERMANENCE>"),
        "missing": text.count("<AMISSING>"),
        "uasc": len(re.findall(r"<UASC>1<", text)),
        "care_leaver_yearly_outcomes": text.count("<IN_TOUCH>"),
        "permanence": text.count("<DATE_INT>") + text.count("<AD_PLACED>"),
    }
    assert (found["person"], found["cla_episodes"]) == (253, 459)


# file, episodes, year, notes that it must have
SINGLE = [
    ("SSDA903_2020_episodes.csv", 5, 2020, {"not_in_header"}),
    ("SSDA903_episodes_for_testing_fixes_INPUT.csv", 23, 2023, {"not_in_header", "extra_columns"}),
]


@pytest.mark.parametrize(("name", "episodes", "year", "notes"), SINGLE)
def test_a_file_of_episodes_alone_is_read(shared, name, episodes, year, notes):
    reading, rows = read_paths([shared / LIIA / name], "301")
    assert len(raw_rows(shared / LIIA / name)) == episodes
    assert counted(rows) == {"cla_episodes": episodes}
    assert reading.heading is not None
    assert reading.heading.year == year
    assert notes <= rules(reading, "note")
    assert rules(reading, "error") == set()


def test_iso_dates_with_extra_columns_land_where_they_should(shared):
    _, rows = read_paths([shared / LIIA / SINGLE[1][0]], "301")
    first = rows[0].values
    assert (first.person_id, str(first.cla_episode_start_date)) == ("NORULE_BAD", "2015-06-19")  # type: ignore[attr-defined]
    assert (first.placement_type, first.placement_urn) == ("U6", "4610000")  # type: ignore[attr-defined]


PROVIDERS = (
    "ch_fake.xlsx",
    "combined_scp_ch_fake.xlsx",
    "scp_ch_2025_fake.xlsx",
    "scp_fake.xlsx",
    "scpch_assisted.xlsx",
)


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_list_of_providers_is_refused_in_words(shared, name):
    reading, rows = read_paths([shared / VALIDATOR / name], "998", 2025)
    assert rows == []
    assert reading.heading is None
    (problem,) = reading.findings.kept
    assert problem.rule == "provider_list"
    assert "list of providers" in problem.what


def test_no_sample_of_the_folders_is_left_without_an_outcome(shared):
    known = {path.name for path in validator_set(shared)} | set(PROVIDERS)
    known |= {"fake_903.xml", "placed_for_adoption_errors.csv", "LICENSE.txt"}
    assert {path.name for path in (shared / VALIDATOR).iterdir()} == known
    five = {path.name.split("-")[0] for path in (shared / FIVE).glob("*.csv")}
    assert five == {row[0] for row in YEARS}
    assert {path.name for path in (shared / LIIA).glob("SSDA903*")} == {row[0] for row in SINGLE}
