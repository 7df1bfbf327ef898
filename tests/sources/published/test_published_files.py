"""Every file of published figures that we have: which table it is, its times, and rows counted without us."""

import csv
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from stonechat.model.published import PUBLISHED, STATISTICS
from stonechat.sources import registry
from stonechat.sources.reading import Reading, TypedRow

# file, our name for its table (None: refused as no published figures), first and last time, rows rejected
FILES = [
    ("LICENSE.txt", None, "", "", 0),
    (
        "care_leavers/la_care_leavers_accommodation_suitability.csv",
        "leavers_accommodation",
        "FY2020-21",
        "FY2024-25",
        0,
    ),
    ("children_in_need_2013_to_2024/LICENSE.txt", None, "", "", 0),
    (
        "children_in_need_2013_to_2024/a1_cin_assessments_episodes_referrals_2013_to_2024.csv",
        "england_referrals_and_episodes",
        "FY2012-13",
        "FY2023-24",
        0,
    ),
    (
        "children_in_need_2013_to_2024/a2_section47_icpc_cpp_2013_to_2024.csv",
        "england_enquiries_and_plans",
        "FY2012-13",
        "FY2023-24",
        0,
    ),
    (
        "children_in_need_2013_to_2024/a3_cin_primary_need_by_age_gender_2018_to_2024.csv",
        "england_primary_need",
        "FY2017-18",
        "FY2023-24",
        0,
    ),
    (
        "children_in_need_2013_to_2024/a4_cin_by_ethnicity_and_age_gender_2018_to_2024.csv",
        "england_ethnicity_by_age",
        "FY2017-18",
        "FY2023-24",
        0,
    ),
    (
        "children_in_need_2013_to_2024/a5_cpp_initial_category_of_abuse_by_gender_age_ethnicity_2018_to_2024.csv",
        "england_abuse_by_characteristic",
        "FY2017-18",
        "FY2023-24",
        0,
    ),
    (
        "children_in_need_2013_to_2024/a6_cpp_initial_category_of_abuse_2013_to_2024.csv",
        "england_abuse",
        "FY2012-13",
        "FY2023-24",
        0,
    ),
    (
        "children_in_need_2013_to_2024/a7_cin_by_age_gender_ethnicity_2015_to_2024.csv",
        "england_characteristics",
        "FY2014-15",
        "FY2023-24",
        0,
    ),
    (
        "children_in_need_2013_to_2024/b1_children_in_need_2013_to_2024.csv",
        "children_in_need",
        "FY2012-13",
        "FY2023-24",
        0,
    ),
    (
        "children_in_need_2013_to_2024/b2_children_in_need_recorded_disability_2013_to_2024.csv",
        "disability",
        "FY2012-13",
        "FY2023-24",
        0,
    ),
    (
        "children_in_need_2013_to_2024/b3_cin_primary_need_2013_to_2024.csv",
        "primary_need",
        "FY2012-13",
        "FY2023-24",
        0,
    ),
    (
        "children_in_need_2013_to_2024/b4_children_in_need_duration_of_open_episode_2013_to_2024.csv",
        "open_episode_duration",
        "FY2012-13",
        "FY2023-24",
        0,
    ),
    (
        "children_in_need_2013_to_2024/b5_children_in_need_duration_of_ended_episode_2013_to_2024.csv",
        "ended_episode_duration",
        "FY2012-13",
        "FY2023-24",
        0,
    ),
    (
        "children_in_need_2013_to_2024/b6_children_in_need_reason_for_closure_2013_to_2024.csv",
        "closure_reasons",
        "FY2012-13",
        "FY2023-24",
        0,
    ),
    (
        "children_in_need_2013_to_2024/b7_child_in_need_plans_2022_to_2024.csv",
        "child_in_need_plans",
        "FY2021-22",
        "FY2023-24",
        0,
    ),
    (
        "children_in_need_2013_to_2024/c1_children_in_need_referrals_and_rereferrals_2013_to_2024.csv",
        "referrals",
        "FY2012-13",
        "FY2023-24",
        0,
    ),
    (
        "children_in_need_2013_to_2024/c2_children_in_need_assessments_duration_2014_to_2024.csv",
        "assessments",
        "FY2013-14",
        "FY2023-24",
        0,
    ),
    (
        "children_in_need_2013_to_2024/c3_factors_identified_at_end_of_assessment_2018_to_2024.csv",
        "assessment_factors",
        "FY2017-18",
        "FY2023-24",
        0,
    ),
    (
        "children_in_need_2013_to_2024/c4_children_in_need_section_47s_and_icpcs_2013_to_2024.csv",
        "enquiries_and_conferences",
        "FY2012-13",
        "FY2023-24",
        0,
    ),
    (
        "children_in_need_2013_to_2024/c5_children_in_need_referrals_by_source_2014_to_2024.csv",
        "referral_sources",
        "FY2013-14",
        "FY2023-24",
        0,
    ),
    (
        "children_in_need_2013_to_2024/c6_children_in_need_referrals_by_month_2013_to_2024.csv",
        "referral_months",
        "FY2012-13",
        "FY2023-24",
        0,
    ),
    (
        "children_in_need_2013_to_2024/d1_child_protection_plans_2013_to_2024.csv",
        "protection_plans",
        "FY2012-13",
        "FY2023-24",
        0,
    ),
    (
        "children_in_need_2013_to_2024/d2_cpps_starting_by_category_of_abuse_2013_to_2024.csv",
        "plans_starting_abuse",
        "FY2012-13",
        "FY2023-24",
        0,
    ),
    (
        "children_in_need_2013_to_2024/d3_cpps_subsequent_plan_2013_to_2024.csv",
        "repeat_plans",
        "FY2012-13",
        "FY2023-24",
        0,
    ),
    (
        "children_in_need_2013_to_2024/d4_cpps_at31march_by_category_of_abuse_2013_to_2024.csv",
        "plans_open_abuse",
        "FY2012-13",
        "FY2023-24",
        0,
    ),
    (
        "children_in_need_2013_to_2024/d5_cpps_at31march_by_duration_2013_to_2024.csv",
        "open_plan_duration",
        "FY2012-13",
        "FY2023-24",
        0,
    ),
    (
        "children_in_need_2013_to_2024/d6_cpps_reviewed_within_timescales_2013_to_2024.csv",
        "plan_reviews",
        "FY2012-13",
        "FY2023-24",
        0,
    ),
    (
        "children_in_need_2013_to_2024/d7_cpps_ending_by_duration_2013_to_2024.csv",
        "ended_plan_duration",
        "FY2012-13",
        "FY2023-24",
        0,
    ),
    (
        "children_in_need_2013_to_2024/d8_cpps_ending_in_first_6months_by_duration_2013_to_2024.csv",
        "plans_ending_early",
        "FY2012-13",
        "FY2023-24",
        0,
    ),
    (
        "children_in_need_2013_to_2024/headline_figures_2013_to_2024.csv",
        "england_headlines",
        "FY2012-13",
        "FY2023-24",
        0,
    ),
    (
        "children_in_need_2013_to_2024/ons_mid-year_population_estimates_2012_to_2023.csv",
        "population",
        "2012-06-30",
        "2023-06-30",
        0,
    ),
    ("inspections/LICENSE.txt", None, "", "", 0),
    (
        "inspections/derived_ILACS_inspection_history.csv",
        "inspection_outcomes",
        "2018-03-12",
        "2025-05-14",
        0,
    ),
    (
        "inspections/derived_Inspections_as_at_31_March_2025.csv",
        "inspection_outcomes",
        "2021-11-26",
        "2025-05-14",
        0,
    ),
    ("inspections/ofsted_csc_ilacs_overview.xlsx", "inspection_outcomes", "2022-09-05", "2026-06-18", 0),
    ("looked_after/cla_number_and_rate_per_10k_children.csv", "looked_after", "FY2020-21", "FY2024-25", 0),
    ("looked_after/la_cla_placement_stability.csv", "placement_stability", "FY2020-21", "FY2024-25", 0),
    ("oe_dashboard_68_indicators_metadata.csv", None, "", "", 0),
    ("panel_2016_to_2025/england_and_la_distribution.csv", "panel_spread", "FY2023-24", "FY2024-25", 2),
    ("panel_2016_to_2025/la_panel_2016_2025.csv", "panel", "FY2015-16", "FY2024-25", 0),
    ("panel_2016_to_2025/statistical_neighbours_2025.csv", "statistical_neighbours", "2025", "2025", 0),
    (
        "population/ons_mid-year_population_estimates_2012_to_2024.csv",
        "population",
        "2012-06-30",
        "2024-06-30",
        0,
    ),
    ("statistical_neighbours_2025/sn_model_2025_wide.csv", "statistical_neighbours", "2025", "2025", 0),
    ("workforce_2017_to_2025/csww_indicators_2017_to_2025.csv", "workforce", "2017-09-30", "2025-09-30", 0),
]
LOADED = [row for row in FILES if row[1]]
SIGNS = {"c", "x", "z", "u", "k", "low", ":"}
"""Written out here again, so that a sign dropped from the product is noticed."""

PLACES = "time_period time_identifier geographic_level country_code country_name region_code region_name "
PLACES += "old_la_code new_la_code la_name"
WORDS = {"category", "category_type", "characteristic", "characteristic_type", "age_group", "care_leaver_age"}
WORDS |= {"breakdown", "cla_group", "placement_stability", "population_type"}


def read(path: Path) -> tuple[Reading, list[TypedRow]]:
    (found,) = registry.grouped([path])
    reading = registry.read(found)
    return reading, list(reading.rows)


def raw(path: Path) -> list[list[str]]:
    """The file's rows with its header, by another way than ours."""
    if path.suffix == ".xlsx":
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
        return [[str(cell) for cell in row] for row in rows]
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    return shared / "data" / "published"


def test_every_file_has_an_expected_outcome(folder: Path) -> None:
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert there == {name for name, *_ in FILES}


@pytest.mark.parametrize(("name", "table", "first", "last", "rejected"), FILES)
def test_each_file_is_the_table_expected_and_its_books_agree_with_an_independent_count(
    folder: Path, name: str, table: str | None, first: str, last: str, rejected: int
) -> None:
    reading, rows = read(folder / name)
    if table is None:
        assert (rows, reading.release, reading.is_acceptable) == ([], None, False)
        assert [problem.rule for problem in reading.findings.kept] == ["not_recognised"]
        return
    assert reading.release is not None
    assert (reading.release.table, reading.release.first, reading.release.last) == (table, first, last)
    ((_, books),) = reading.accounts.items()
    assert books.balances
    assert (books.read, books.rejected) == (len(raw(folder / name)) - 1, rejected)
    assert len({row.row for row in rows}) == books.loaded
    assert reading.is_acceptable


@pytest.mark.parametrize("name", [row[0] for row in LOADED])
def test_rows_fit_their_table_and_no_key_stands_twice(folder: Path, name: str) -> None:
    _, rows = read(folder / name)
    keys = Counter((row.table, PUBLISHED[row.table].key_of(row.values)) for row in rows)
    assert max(keys.values()) == 1
    for row in rows:
        for column, cell in zip(PUBLISHED[row.table].columns, row.values, strict=True):
            assert cell is not None or not column.required, column.name


TIDY = [row[0] for row in LOADED if row[1] not in ("panel", "panel_spread", "statistical_neighbours")]
TIDY = [name for name in TIDY if not name.startswith("inspections/")]


@pytest.mark.parametrize("name", TIDY)
def test_every_number_and_every_symbol_arrives_as_it_was_printed(folder: Path, name: str) -> None:
    header, *lines = raw(folder / name)
    numbers = [column for column in header if column not in PLACES.split() and column not in WORDS]
    printed: Counter[object] = Counter()
    for line in lines:
        cells = dict(zip(header, line, strict=True))
        printed.update(
            cells[column] if cells[column] in SIGNS else Decimal(cells[column]) for column in numbers
        )
    value, symbol = STATISTICS.positions["value"], STATISTICS.positions["symbol"]
    _, rows = read(folder / name)
    arrived = Counter(row.values[symbol] or row.values[value] for row in rows if row.values[symbol])
    arrived.update(row.values[value] for row in rows if not row.values[symbol])
    assert arrived == printed


def test_the_symbols_of_all_files_are_as_many_as_another_study_counted(folder: Path) -> None:
    symbol, value = STATISTICS.positions["symbol"], STATISTICS.positions["value"]
    found: Counter[object] = Counter()
    for name in TIDY:
        for row in read(folder / name)[1]:
            if row.values[symbol]:
                assert row.values[value] is None
                found[row.values[symbol]] += 1
    assert found == {"c": 31565, "x": 4612, "z": 1350, "u": 417, "k": 21, "low": 12}


def test_the_ten_neighbours_are_in_published_order_with_how_close_each_is(folder: Path) -> None:
    path = folder / "statistical_neighbours_2025" / "sn_model_2025_wide.csv"
    header, *lines = raw(path)
    _, rows = read(path)
    for line in lines:
        cells = dict(zip(header, line, strict=True))
        mine = [row.values for row in rows if row.values[1] == cells["old_la_code"]]
        assert [values[3] for values in mine] == list(range(1, 11))
        assert [values[2] for values in mine] == [cells[f"SN_{n}"] for n in range(1, 11)]
        assert [values[4] for values in mine] == [cells[f"SN_{n}P"].strip() for n in range(1, 11)]
        assert {values[0] for values in mine} == {2025}


def test_no_inspector_is_kept(folder: Path) -> None:
    path = folder / "inspections" / "ofsted_csc_ilacs_overview.xlsx"
    header, *lines = raw(path)
    names = {line[header.index("inspector_name")] for line in lines}
    _, rows = read(path)
    assert len(names) > 10
    assert not names & {cell for row in rows for cell in row.values}


def test_judgements_say_the_same_words_whichever_layout_they_come_in(folder: Path) -> None:
    words = {
        cell
        for name in ("derived_ILACS_inspection_history.csv", "ofsted_csc_ilacs_overview.xlsx")
        for row in read(folder / "inspections" / name)[1]
        for cell in row.values[6:]
    }
    assert words == {None, "Outstanding", "Good", "Requires improvement to be good", "Inadequate"}


def test_no_published_file_is_known_by_another_format(folder: Path) -> None:
    for name, table, *_ in FILES:
        path = folder / name
        head = path.read_bytes()[: registry.HEAD_BYTES]
        known = [each.name for each in registry.formats().values() if each.recognise(head, path)]
        assert known == (["published"] if table else [])


def test_periods_are_ours_and_none_is_a_bare_year(folder: Path) -> None:
    form = re.compile(r"FY20\d\d-\d\d|20\d\d-0[69]-30")
    for name in TIDY:
        assert all(form.fullmatch(str(row.values[1])) for row in read(folder / name)[1])
