"""A problem says which column of the model it touches, and of how many children there are such problems."""

import re

import pytest
from tests.small_authority import censuses, small_authority

from stonechat.basics.problems import Severity
from stonechat.sources import registry
from stonechat.sources.arriving import plain_name
from stonechat.sources.reading import Overrides


def _groups(paths):
    (found,) = registry.grouped(paths)
    reading = registry.read(found, Overrides(folder_authority="998"))
    for _ in reading.rows:
        pass
    assert len(reading.findings.kept) == len(reading.findings.whose)
    return {
        (severity, about.about.table, about.about.column): about
        for (severity, *_), about in reading.findings.groups.items()
    }


def _without(groups, severity, table, column):
    found = groups.get((severity, table, column))
    return (found.count, len(found.children)) if found else (0, 0)


@pytest.fixture
def census(tmp_path):
    def write(change):
        text = censuses()[-1].read_text(encoding="utf-8")
        path = tmp_path / "cin.xml"
        path.write_text(change(text), encoding="utf-8")
        return [path]

    return write


def test_an_element_of_the_census_touches_the_column_in_which_it_lands(census):
    once = r"<PrimaryNeedCode>\w+</PrimaryNeedCode>"
    wrong = census(lambda text: re.sub(once, "<PrimaryNeedCode>XX</PrimaryNeedCode>", text, count=3))
    before, after = _groups(censuses()[-1:]), _groups(wrong)
    place = (Severity.WARNING, "cin_episodes", "cin_primary_need_code")
    assert _without(after, *place)[0] == _without(before, *place)[0] + 3


def test_a_conference_inside_an_enquiry_touches_the_table_of_conferences(census):
    dates = r"<DateOfInitialCPC>[\d-]+</DateOfInitialCPC>"
    wrong = census(lambda text: re.sub(dates, "<DateOfInitialCPC>soon</DateOfInitialCPC>", text, count=1))
    touched = {place[1:] for place in _groups(wrong)} - {place[1:] for place in _groups(censuses()[-1:])}
    assert ("initial_cp_conference", "icpc_date") in touched


def test_children_are_counted_once_however_often_they_are_met(census):
    def again(text):
        head, *children = re.split(r"(?=<Child>)", text)
        wrong = re.sub(r"<Sex>\w</Sex>", "<Sex>X</Sex>", children[0])
        return "".join([head, wrong, *children[1:]])

    before, after = _groups(censuses()[-1:]), _groups(census(again))
    gained = [
        (key[1:], len(group.children))
        for key, group in after.items()
        if key not in before and group.about.table == "person"
    ]
    assert gained == [(("person", "sex"), 1)]


def _loose(folder, tmp_path, name, change):
    """A copy of a folder of CSV files with one file changed."""
    for path in folder.glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        (tmp_path / path.name).write_text(change(text) if path.stem == name else text, encoding="utf-8")
    return sorted(tmp_path.glob("*.csv"))


def _with_value(column, value):
    def change(text):
        lines = text.splitlines()
        at = lines[0].split(",").index(column)
        cells = lines[1].split(",")
        cells[at] = value
        return "\n".join([lines[0], ",".join(cells), *lines[2:]]) + "\n"

    return change


def test_a_column_of_the_looked_after_return_touches_the_models_own(tmp_path):
    folder = small_authority() / "ssda903" / "2026"
    files = _loose(folder, tmp_path, "episodes", _with_value("PLACE", "ZZ"))
    group = _groups(files)[Severity.WARNING, "cla_episodes", "placement_type"]
    assert (group.count, len(group.children), group.count_unnamed) == (1, 1, 0)


def test_a_column_of_the_dataset_touches_the_models_own(tmp_path):
    folder = small_authority() / "ssd"
    files = _loose(folder, tmp_path, "ssd_person", _with_value("pers_sex", "Q"))
    group = _groups(files)[Severity.WARNING, "person", "sex"]
    assert (group.count, len(group.children), group.count_unnamed) == (1, 1, 0)


@pytest.mark.parametrize(
    ("original", "ours"),
    [
        ("2024-episodes.csv", "2024_episodes.csv"),
        ("Our Placed for Adoption 2025-26.CSV", "placed_for_adoption_2025.csv"),
        ("ssd_cin_visits.parquet", "ssd_cin_visits.parquet"),
        ("Smith John 01012012.csv", "file.csv"),
        ("missingpersons.csv", "file.csv"),
        ("../../2024/uasc.csv", "uasc.csv"),
        ("C:\\exports\\header_2025.csv", "header_2025.csv"),
        ("return.exe", "file"),
        ("", "file"),
    ],
)
def test_of_a_files_name_only_years_and_words_of_tables_are_kept(original, ours):
    assert plain_name(original) == ours
