"""Where each column lands, what is tolerated, what is asked, and what is refused."""

import random
import re
from datetime import date
from pathlib import Path

import pytest
from tests.sources.ssda903.returns903 import (
    COLUMNS,
    ROWS,
    counted,
    day,
    number,
    read_files,
    read_paths,
    rules,
    table,
    workbook,
    write_files,
)

from stonechat.model.tables import TABLES
from stonechat.sources import registry
from stonechat.sources.ssda903 import checks_page
from stonechat.sources.ssda903.layout import layout, layout_year
from stonechat.sources.ssda903.rules import PAIR_RULES, RULES

WHOLE = {name: table(name) for name in COLUMNS}
PAGE = Path(__file__).parents[3] / "docs/reference/ssda903-checks.md"

# what one good row of each table becomes: our table, and its cells that are not blank
LANDS = {
    "header": (
        "person",
        {
            "person_id": "A1",
            "sex": "M",
            "dob": date(2012, 12, 6),
            "ethnicity": "WIRT",
            "upn": "A850728973744",
            "is_mother": False,
        },
    ),
    "episodes": (
        "cla_episodes",
        {
            "cla_episode_id": "A1|2026-05-05",
            "person_id": "A1",
            "cla_episode_start_date": date(2026, 5, 5),
            "cla_episode_start_reason": "S",
            "legal_status": "C1",
            "cla_primary_need_code": "N1",
            "placement_type": "U6",
            "placement_provider": "PR1",
            "cla_episode_ceased_date": date(2026, 11, 8),
            "cla_episode_ceased_reason": "E4A",
            "placement_change_reason": "CARPL",
            "home_postcode": "AB1 2CD",
            "placement_postcode": "EF3 4GH",
            "placement_urn": "1234567",
        },
    ),
    "uasc": ("uasc", {"person_id": "A1", "uasc_ended_date": date(2026, 11, 1)}),
    "reviews": (
        "cla_reviews",
        {
            "cla_review_id": "A1|R|2026-06-20",
            "person_id": "A1",
            "cla_review_date": date(2026, 6, 20),
            "cla_review_participation": "PN1",
        },
    ),
    "oc2": (
        "cla_yearly_outcomes",
        {
            "person_id": "A1",
            "year": 2027,
            "sdq_score": 12,
            "convicted": False,
            "health_check": True,
            "immunisations": True,
            "teeth_check": True,
            "health_assessment": True,
            "substance_misuse": False,
        },
    ),
    "oc3": (
        "care_leaver_yearly_outcomes",
        {"person_id": "A1", "year": 2027, "in_touch": "YES", "activity": "F1", "accommodation": "B1"},
    ),
    "ad1": (
        "permanence",
        {
            "table_id": "A1|AD1",
            "person_id": "A1",
            "adm_decision_date": date(2026, 6, 1),
            "matched_date": date(2026, 6, 2),
            "adopted_by_carer_flag": False,
            "number_of_adopters": 2,
            "adopter_sex": "MF",
            "adopter_legal_status": "L11",
        },
    ),
    "placed_for_adoption": (
        "permanence",
        {
            "table_id": "A1|PLACED|2026-06-03",
            "person_id": "A1",
            "adm_decision_date": date(2026, 6, 3),
            "decision_reversed_date": date(2026, 9, 4),
            "decision_reversed_reason": "RD1",
        },
    ),
    "previous_permanence": (
        "cla_previous_permanence",
        {
            "table_id": "A1|PP",
            "person_id": "A1",
            "previous_permanence_option": "P1",
            "previous_permanence_la": "201",
            "previous_permanence_order_date": "zz/01/2018",
        },
    ),
    "missing": (
        "missing",
        {
            "table_id": "A1|M|2026-07-07",
            "person_id": "A1",
            "missing_episode_type": "M",
            "missing_episode_start_date": date(2026, 7, 7),
            "missing_episode_end_date": date(2026, 7, 9),
        },
    ),
    "sw_episodes": (
        "involvements",
        {
            "involvements_id": "A1|W|SW9|2026-05-05",
            "person_id": "A1",
            "professional_id": "SW9",
            "involvement_start_date": date(2026, 5, 5),
            "involvement_end_date": date(2027, 2, 1),
            "worker_change_reason": "CHCHAN",
        },
    ),
    "dolo": (
        "deprivation_of_liberty",
        {
            "dol_id": "A1|D|2026-10-10",
            "person_id": "A1",
            "dol_start_date": date(2026, 10, 10),
            "dol_end_date": date(2026, 12, 12),
        },
    ),
}


def rows_of(rows, name):
    return [row.values for row in rows if row.table == name]


def test_a_whole_return_has_nothing_wrong_with_it(tmp_path):
    reading, rows = read_files(tmp_path, WHOLE)
    assert reading.is_acceptable
    assert reading.heading.year == 2027
    assert (reading.heading.window_first, reading.heading.window_last) == (
        date(2026, 4, 1),
        date(2027, 3, 31),
    )
    assert reading.findings.kept == []
    assert rows[0].table == "person"
    assert len(rows) == 12


@pytest.mark.parametrize("name", list(COLUMNS))
def test_every_column_lands_where_the_model_has_it(tmp_path, name):
    _, rows = read_files(tmp_path, {name: WHOLE[name]}, year=2027)
    ours, cells = LANDS[name]
    assert [(row.table, row.values) for row in rows] == [(ours, TABLES[ours].row(authority="201", **cells))]
    assert rows[0].row == 2


# how a file may be written without anything being lost
VARIANTS = {
    "bom": lambda text: text.encode("utf-8-sig"),
    "utf-16": lambda text: text.encode("utf-16"),
    "utf-16 without mark": lambda text: text.encode("utf-16-le"),
    "utf-32": lambda text: text.encode("utf-32"),
    "carriage returns": lambda text: text.replace("\n", "\r").encode(),
    "windows line ends": lambda text: text.replace("\n", "\r\n").encode(),
    "semicolons": lambda text: text.replace(",", ";").encode(),
    "tabs": lambda text: text.replace(",", "\t").encode(),
    "every value quoted": lambda text: (
        "\n".join(",".join(f'"{value}"' for value in line.split(",")) for line in text.splitlines()).encode()
        + b"\n"
    ),
    "blanks and hard spaces": lambda text: text.replace(",", " \u00a0, ").encode(),
    "lower case and backwards": lambda text: (
        "\n".join(
            ",".join(reversed((line.lower() if n == 0 else line).split(",")))
            for n, line in enumerate(text.splitlines())
        ).encode()
        + b"\n"
    ),
    "iso dates": lambda text: re.sub(r"(\d\d)/(\d\d)/(\d{4})", r"\3-\2-\1", text).encode(),
    "empty lines": lambda text: text.replace("\n", "\n\n").encode(),
    "midnights": lambda text: re.sub(r"(\d\d/\d\d/\d{4})", r"\1 00:00:00", text).encode(),
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_return_written_otherwise_is_the_same_return(tmp_path, variant):
    _, expected = read_files(tmp_path / "a", WHOLE)
    reading, rows = read_files(
        tmp_path / "b", {name: VARIANTS[variant](text) for name, text in WHOLE.items()}
    )
    assert reading.is_acceptable
    assert [(row.table, row.values) for row in rows] == [(row.table, row.values) for row in expected]


def test_windows_text_is_read_with_a_warning_and_composed(tmp_path):
    files = {"episodes": table("episodes", "Zo\u00eb,05/05/2026,S,C1,N1,U6,PR1,,,,,,").encode("cp1252")}
    reading, (row,) = read_files(tmp_path / "a", files)
    assert row.values.person_id == "Zo\u00eb"
    assert "encoding" in rules(reading, "warning")
    decomposed = {"episodes": table("episodes", "Zoe\u0308,05/05/2026,S,C1,N1,U6,PR1,,,,,,")}
    _, (row,) = read_files(tmp_path / "b", decomposed)
    assert row.values.person_id == "Zo\u00eb"


def test_extra_columns_and_absent_optional_ones_are_noted(tmp_path):
    text = "CHILD,DECOM,RNE,LS,PLACE,DEC,REC,LA\nA1,05/05/2026,S,C1,U6,,,x\n"
    reading, rows = read_files(tmp_path, {"episodes": text})
    assert reading.is_acceptable
    assert len(rows) == 1
    says = {problem.rule: problem.what for problem in reading.findings.kept}
    assert "LA" in says["extra_columns"]
    assert "HOME_POST" in says["absent_columns"]


def test_without_a_column_that_must_be_there_the_return_is_refused_with_the_columns_found(tmp_path):
    text = "CHILD,STARTED,RNE,LS,CIN,PLACE,DEC,REC,URN\nA1,05/05/2026,S,C1,N1,U6,,,\n"
    reading, rows = read_files(tmp_path, {"episodes": text, "header": WHOLE["header"]})
    assert not reading.is_acceptable
    assert counted(rows) == {"person": 1}
    (problem,) = [each for each in reading.findings.kept if each.rule == "missing_column"]
    assert "no column DECOM" in problem.what
    assert "CHILD, STARTED, RNE" in problem.what


def test_a_line_break_inside_quotes_belongs_to_the_value(tmp_path):
    rows = 'A1,05/05/2026,S,C1,N1,U6,PR1,,,,"AB1\n2CD",,', "A2,06/05/2026,S,C1,N1,U6,PR1,,,,,,"
    _, found = read_files(tmp_path, {"episodes": table("episodes", *rows)})
    assert [row.row for row in found] == [2, 4]
    assert found[0].values.home_postcode == "AB1\n2CD"


# what is wrong, and the line that is named
BREAKS = [
    ('A1,05/05/2026,S,C1,N1,U6,PR1,,,,AB"1,,', 2),
    ('A1,05/05/2026,S,C1,N1,U6,PR1,,,,"AB1"x,,', 2),
    ('A1,05/05/2026,S,C1,N1,U6,PR1,,,,"AB1,,', 2),
    ("A1,05/05/2026,S,C1,N1,U6,PR1,,,,A\x00B,,", 2),
]


@pytest.mark.parametrize(("row", "line"), BREAKS)
def test_a_stray_quote_or_a_zero_byte_refuses_the_file_with_its_line(tmp_path, row, line):
    reading, rows = read_files(tmp_path, {"episodes": table("episodes", row), "header": WHOLE["header"]})
    assert not reading.is_acceptable
    assert counted(rows).get("cla_episodes") is None
    (problem,) = [each for each in reading.findings.kept if each.rule in ("stray_quote", "zero_byte")]
    assert problem.where.row == line


def test_short_and_long_rows_are_rejected_each_in_the_books(tmp_path):
    rows = ROWS["episodes"], "A2,06/05/2026,S", ROWS["episodes"].replace("A1", "A3") + ",x"
    reading, found = read_files(tmp_path, {"episodes": table("episodes", *rows)})
    account = reading.accounts["cla_episodes"]
    assert (account.read, account.loaded, account.rejected, len(found)) == (3, 1, 2, 1)
    assert reading.findings.counts["error", "row_width"] == 2


def test_a_file_without_a_last_line_end_is_doubted(tmp_path):
    reading, _ = read_files(tmp_path, {"episodes": WHOLE["episodes"].rstrip("\n")})
    assert "no_final_newline" in rules(reading, "warning")


# ---------------------------------------------------------------- values

EPISODE = ROWS["episodes"]
# replaced, by what, what becomes of the row, rule
VALUES = [
    ("05/05/2026", "", "rejected", "141"),
    ("05/05/2026", "31/02/2026", "rejected", "141"),
    ("08/11/2026", "soon", "rejected", "147"),
    ("08/11/2026", "01/01/1900", "rejected", "147"),
    ("A1,", ",", "rejected", "missing_key"),
    ("A1,", "1E+05,", "rejected", "unreadable_value"),
    (",C1,", ",C9,", "loaded", "144"),
    (",C1,", ",,", "loaded", "144"),
    (",U6,", ",H5,", "loaded", "code_not_in_year"),
    (",S,", ",s,", "loaded", None),
]


@pytest.mark.parametrize(("old", "new", "outcome", "code"), VALUES)
def test_a_bad_value_costs_the_row_only_if_it_is_a_key_or_means_not_yet(tmp_path, old, new, outcome, code):
    reading, rows = read_files(
        tmp_path, {"episodes": table("episodes", EPISODE.replace(old, new, 1))}, year=2027
    )
    assert (len(rows) == 1) is (outcome == "loaded")
    assert reading.accounts["cla_episodes"].balances
    if code:
        assert code in rules(reading, "error" if outcome == "rejected" else "warning")
    else:
        assert rules(reading) <= {"not_in_header"}


def test_ids_and_flags_lose_the_point_nought_of_a_number_column(tmp_path):
    files = {
        "header": table("header", "456.0,2.0,06/12/2012,WIRT,,1.0,01/01/2027"),
        "episodes": WHOLE["episodes"],
    }
    reading, rows = read_files(tmp_path, files)
    (child,) = rows_of(rows, "person")
    assert (child.person_id, child.sex, child.is_mother) == ("456", "F", True)
    assert "101" in rules(reading, "warning")  # 1 and 2 ended with the return of 2024


def test_a_reason_for_no_pupil_number_is_kept_as_one(tmp_path):
    _, rows = read_files(tmp_path, {"header": table("header", "A1,M,06/12/2012,WIRT,UN3,,")}, year=2027)
    assert (rows[0].values.upn, rows[0].values.upn_unknown) == (None, "UN3")


def test_the_same_row_again_is_counted_once_and_another_of_the_same_day_is_numbered(tmp_path):
    other = EPISODE.replace(",U6,", ",U5,")
    reading, rows = read_files(tmp_path, {"episodes": table("episodes", EPISODE, EPISODE, other)})
    assert [row.values.cla_episode_id for row in rows] == ["A1|2026-05-05", "A1|2026-05-05#2"]
    assert reading.findings.counts["error", "duplicate_row"] == 1


@pytest.mark.parametrize(
    ("name", "code"), [("header", "INT32"), ("oc2", "INT33"), ("oc3", "INT34"), ("uasc", "INT36")]
)
def test_a_second_line_of_a_child_is_refused_where_there_can_be_one(tmp_path, name, code):
    changed = (
        ROWS[name].replace("06/12/2012,12", "06/12/2012,13").replace("YES", "NO").replace("WIRT", "WBRI")
    )
    changed = changed.replace("01/11/2026", "02/11/2026")
    reading, rows = read_files(tmp_path, {name: table(name, ROWS[name], changed)}, year=2027)
    assert len(rows) == 1
    assert rules(reading, "error") == {code}


# ---------------------------------------------------------------- dates, year, authority


def episodes_on(*days: str) -> str:
    return table("episodes", *(f"C{n},{each},S,C1,N1,U6,PR1,,,,,," for n, each in enumerate(days)))


def test_a_file_written_month_first_is_read_so_as_a_whole(tmp_path):
    reading, rows = read_files(tmp_path, {"episodes": episodes_on("05/13/2026", "06/05/2026")})
    assert [row.values.cla_episode_start_date for row in rows] == [date(2026, 5, 13), date(2026, 6, 5)]
    assert "date_order" in rules(reading, "warning")


def test_a_file_with_both_orders_is_refused_and_no_row_is_turned_round(tmp_path):
    reading, rows = read_files(tmp_path, {"episodes": episodes_on("05/13/2026", "13/05/2026", "06/05/2026")})
    assert not reading.is_acceptable
    assert rows == []
    assert "date_order" in rules(reading, "error")


def test_one_slip_among_many_does_not_turn_a_file(tmp_path):
    reading, rows = read_files(
        tmp_path, {"episodes": episodes_on("05/13/2026", *["13/05/2026"] * 200, "06/05/2026")}
    )
    assert len(rows) == 201
    assert rows[-1].values.cla_episode_start_date == date(2026, 5, 6)
    assert rules(reading, "error") == {"141"}


# latest events, year in the file's name, the year or what is asked
YEARS = [
    (["31/03/2026"], "", 2026),
    (["01/04/2026"], "", 2027),
    (["01/04/2026"] * 200 + ["01/05/2029"], "", 2027),
    (["01/04/2026"], "2026-", 2027),
    (["01/04/2026"], "2027-", 2027),
    (["01/04/2026"], "2024-", None),
]


@pytest.mark.parametrize(("days", "prefix", "year"), YEARS)
def test_the_year_is_that_of_the_latest_events_unless_the_name_contradicts(tmp_path, days, prefix, year):
    reading, _ = read_files(tmp_path / "x", {f"{prefix}episodes": episodes_on(*days)})
    assert (reading.heading.year if reading.heading else None) == year
    assert rules(reading, "question") == (set() if year else {"year"})


def test_a_return_without_events_is_asked_for_its_year_and_told_the_way_out(tmp_path):
    reading, _ = read_files(tmp_path / "a", {"header": WHOLE["header"]})
    assert not reading.is_acceptable
    (problem,) = [each for each in reading.findings.kept if each.rule == "year"]
    assert "--year" in problem.fix
    said, _ = read_files(tmp_path / "b", {"header": WHOLE["header"]}, year=2020)
    assert said.heading.year == 2020


def test_a_year_that_the_dates_contradict_is_used_with_a_warning(tmp_path):
    reading, _ = read_files(tmp_path, {"episodes": WHOLE["episodes"]}, year=2020)
    assert reading.heading.year == 2020
    assert "year" in rules(reading, "warning")


def test_the_authority_is_asked_for(tmp_path):
    reading, _ = read_files(tmp_path, WHOLE, authority=None)
    assert reading.heading is None
    assert rules(reading, "question") == {"authority"}


def test_years_that_are_not_written_down_take_the_nearest_earlier_layout():
    found = {year: layout_year(year) for year in range(2015, 2029)}
    assert found == {
        2015: 2017, 2016: 2017, 2017: 2017, 2018: 2017, 2019: 2019, 2020: 2019, 2021: 2019, 2022: 2022,
        2023: 2022, 2024: 2024, 2025: 2025, 2026: 2026, 2027: 2027, 2028: 2027,
    }  # fmt: skip
    assert [len(layout(year)) for year in (2015, 2023, 2024, 2026, 2027)] == [10, 10, 11, 11, 12]


# ---------------------------------------------------------------- sets


def test_files_of_one_folder_and_prefix_are_one_return(tmp_path):
    for folder in ("a", "b"):
        write_files(tmp_path / folder, {f"{p}{name}": table(name) for p in ("", "2026-") for name in COLUMNS})
    found = registry.grouped([tmp_path])
    assert sorted(len(one.files.paths) for one in found) == [12, 12, 12, 12]


def test_two_files_of_one_table_are_refused(tmp_path):
    reading, _ = read_files(
        tmp_path, {"episodes": WHOLE["episodes"], "list": table("header"), "more": table("header")}
    )
    assert not reading.is_acceptable
    assert "table_twice" in rules(reading, "error")


# ---------------------------------------------------------------- workbooks and XML


def sheet_rows(name: str) -> list[list[str]]:
    return [COLUMNS[name].split(","), ROWS[name].split(",")]


def test_a_workbook_with_a_sheet_for_each_table_is_the_same_return(tmp_path):
    _, expected = read_files(tmp_path / "csv", WHOLE)
    sheets = {name: sheet_rows(name) for name in COLUMNS} | {"Notes": [["Made by", "someone"]]}
    reading, rows = read_paths([workbook(tmp_path / "a.xlsx", sheets)])
    assert [(row.table, row.values) for row in rows] == [(row.table, row.values) for row in expected]
    assert reading.is_acceptable
    assert rules(reading) == {"other_sheet"}


def test_numbers_and_dates_of_excel_are_ids_and_dates_and_rows_keep_their_numbers(tmp_path):
    cells = [number(456), day(46147), "S", "C1", "N1", "U6", "PR1", "", "", "", "", "", number(1234567)]
    path = workbook(tmp_path / "a.xlsx", {"episodes": [COLUMNS["episodes"].split(","), [], cells]})
    _, (row,) = read_paths([path])
    assert (row.values.person_id, row.values.placement_urn, row.row) == ("456", "1234567", 3)
    assert row.values.cla_episode_start_date == date(2026, 5, 5)


def test_a_workbook_with_an_error_in_a_cell_is_refused(tmp_path):
    rows = sheet_rows("episodes")
    rows[1][7] = '<c t="e"><v>#REF!</v></c>'
    path = workbook(tmp_path / "a.xlsx", {"episodes": rows})
    found = registry.recognise(path)
    assert found is not None
    reading, typed = read_paths([path])
    assert (typed, reading.is_acceptable) == ([], False)
    assert rules(reading, "error") == {"excel_error"}


def test_xml_with_a_doctype_is_refused_before_anything_is_read(tmp_path):
    text = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><EXPSSDA903><CHILD/></EXPSSDA903>'
    reading, rows = read_files(tmp_path, {"a.xml": text})
    assert (rows, reading.is_acceptable) == ([], False)
    assert rules(reading, "error") == {"doctype"}


def test_xml_that_breaks_off_gives_no_row(tmp_path, shared):
    whole = (shared / "data/extracts/ssda903_validator_samples/fake_903.xml").read_bytes()
    reading, rows = read_files(tmp_path, {"a.xml": whole[: len(whole) // 2]})
    assert (rows, reading.is_acceptable) == ([], False)
    assert rules(reading, "error") == {"not_well_formed"}


# ---------------------------------------------------------------- checks

# code, table, replaced, by what
CHECKS = [
    ("148", "episodes", ",E4A,", ",,"),
    ("353", "episodes", "05/05/2026", "05/05/1990"),
    ("354", "episodes", "05/05/2026", "05/05/2028"),
    ("385", "episodes", "08/11/2026", "08/11/2027"),
    ("355", "episodes", "08/11/2026", "05/05/2026"),
    ("356", "episodes", "08/11/2026", "04/05/2026"),
    ("365", "episodes", ",C1,", ",V3,"),
    ("375", "episodes", ",U6,", ",T1,"),
    ("379", "episodes", ",U6,", ",T4,"),
    ("378", "episodes", ",C1,N1,U6,", ",V2,N1,P1,"),
    ("408", "episodes", ",U6,", ",A5,"),
    ("531", "episodes", ",U6,PR1,", ",P1,PR5,"),
    ("550", "episodes", ",PR1,", ",PR0,"),
    ("446", "episodes", "05/05/2026,S,C1", "05/05/2004,S,E1"),
    ("371", "episodes", ",U6,", ",K3,"),
    ("372", "episodes", "05/05/2026,S,C1,N1,U6", "05/05/2020,S,C1,N1,R5"),
    ("373", "episodes", "05/05/2026,S,C1,N1,U6", "05/05/2015,S,C1,N1,S1"),
    ("374", "episodes", ",U6,", ",P3,"),
    ("389", "episodes", ",E4A,", ",E7,"),
    ("460", "episodes", ",E4A,", ",E17,"),
    ("611", "header", ",0,", ",1,"),
    ("612", "header", "M,06/12/2012,WIRT,A850728973744,0,", "F,06/12/2012,WIRT,A850728973744,0,01/01/2027"),
    ("174", "header", "A850728973744,0,", "A850728973744,0,01/01/2027"),
    ("567", "missing", "09/07/2026", "06/07/2026"),
    ("571", "missing", "09/07/2026", "09/07/2027"),
    ("333", "ad1", "01/06/2026", "03/06/2026"),
    ("517", "ad1", "MF,L11", "MM,L3"),
    ("518", "ad1", "MF,L11", "MF,L4"),
    ("519", "ad1", "MF,L11", "M1,L2"),
    ("520", "ad1", "MF,L11", "MM,L11"),
    ("524", "ad1", "MF,L11", "MF,L12"),
    ("522", "placed_for_adoption", "04/09/2026", "02/06/2026"),
    ("119", "placed_for_adoption", "RD1", ""),
    ("184", "placed_for_adoption", "03/06/2026", "03/06/2012"),
    ("197a", "oc2", ",12,,", ",12,SDQ1,"),
    ("192", "oc2", "1,0,,", "1,1,,"),
    ("158", "oc2", "1,0,,", "1,1,1,0"),
    ("542", "oc2", "A1,06/12/2012,12,,0", "A2,06/12/2020,12,,0"),
    ("304", "uasc", "01/11/2026", "07/12/2030"),
    ("702", "dolo", "12/12/2026", "09/10/2026"),
    ("SW18STG2", "sw_episodes", "01/02/2027", "04/05/2026"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "name", "old", "new"), CHECKS)
def test_each_check_speaks_of_what_is_wrong_and_not_of_what_is_right(tmp_path, code, name, old, new):
    header = table("header", ROWS["header"], "A2,M,06/12/2020,WIRT,,0,")
    assert old in ROWS[name]
    right, _ = read_files(tmp_path / "right", WHOLE | {"header": header}, year=2027)
    assert code not in rules(right)
    files = WHOLE | {"header": header}
    files[name] = files[name].replace(old, new, 1)
    wrong, _ = read_files(tmp_path / "wrong", files, year=2027)
    assert code in rules(wrong, "warning")


@pytest.mark.parametrize(("ended", "is_said"), [("01/03/2026", False), ("02/03/2026", True)])
def test_a_child_born_on_29_february_is_18_on_1_march(tmp_path, ended, is_said):
    files = {
        "header": table("header", "A1,M,29/02/2008,WIRT,UN3,,"),
        "episodes": WHOLE["episodes"],
        "uasc": table("uasc", f"A1,M,29/02/2008,{ended}"),
    }
    reading, _ = read_files(tmp_path / "903", files, year=2027)
    assert ("304" in rules(reading)) is is_said


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("oc2", ",12,,", ",40,,", None),
        ("oc2", ",12,,", ",41,,", ("180", "SDQ_SCORE is not 0 to 40; the row was loaded.")),
        ("ad1", ",0,2,", ",0,1,", None),
        ("ad1", ",0,2,", ",0,0,", ("175", "NB_ADOPTR is not 1 to 2; the row was loaded.")),
        ("ad1", ",0,2,", ",0,3,", ("175", "NB_ADOPTR is not 1 to 2; the row was loaded.")),
    ],
)
def test_a_number_beyond_its_limits_is_doubted(tmp_path, name, old, new, says):
    files = WHOLE | {name: table(name, ROWS[name].replace(old, new))}
    reading, rows = read_files(tmp_path / "903", files, year=2027)
    assert len(rows) == len(WHOLE)
    found = [(each.rule, each.what) for each in reading.findings.kept if each.rule in ("180", "175")]
    assert found == ([says] if says else [])


# code, the line and column spoken of, and the episodes of one child: start, reason, end, reason
HISTORIES = [
    ("142", 2, "DEC", ["01/04/2026 S", "01/05/2026 L"]),
    ("142", 3, "DEC", ["01/05/2026 S 01/06/2026 X1", "01/06/2026 L", "02/06/2026 P"]),
    ("501", 3, "DECOM", ["01/04/2026 S 02/05/2026 X1", "01/05/2026 L"]),
    ("501", 2, "DECOM", ["01/05/2026 L", "01/04/2026 S 02/05/2026 X1"]),
    ("388", 2, "REC", ["01/04/2026 S 01/05/2026 X1"]),
    ("388", 2, "REC", ["01/04/2026 S 01/05/2026 X1", "02/05/2026 S"]),
    ("433", 3, "DECOM", ["01/04/2026 S 01/05/2026 X1", "02/05/2026 P"]),
    ("431", 3, "RNE", ["01/04/2026 S 01/05/2026 X1", "01/05/2026 S"]),
    ("432", 3, "RNE", ["01/04/2026 S 01/05/2026 E4A", "01/05/2026 P"]),
    (None, None, None, ["01/04/2026 S 01/05/2026 X1", "01/05/2026 P 01/05/2026 X1", "01/05/2026 L"]),
    (None, None, None, ["01/05/2026 P", "01/04/2026 S 01/05/2026 X1"]),
    (None, None, None, ["01/04/2026 S 01/05/2026 E4A", "02/05/2026 S 03/05/2026 E4A"]),
]


@pytest.mark.parametrize(("code", "line", "column", "episodes"), HISTORIES)
def test_a_childs_episodes_are_held_against_each_other(tmp_path, code, line, column, episodes):
    rows = []
    for episode in episodes:
        start, reason, end, ceased = (*episode.split(" "), "", "")[:4]
        rows.append(f"A1,{start},{reason},C1,N1,U6,PR1,{end},{ceased},,,,")
    rows.append("A2,01/04/2026,S,C1,N1,U6,PR1,,,,,,")
    files = {"header": table("header", ROWS["header"]), "episodes": table("episodes", *rows)}
    reading, made = read_files(tmp_path / "2026", files, year=2027)
    assert len(made) == len(rows) + 1
    codes = {each.code for each in PAIR_RULES}
    found = [(p.rule, p.where.row, p.where.column) for p in reading.findings.kept if p.rule in codes]
    assert (code, line, column) in found if code else found == []


def test_every_check_between_episodes_is_shown_to_speak():
    assert {each.code for each in PAIR_RULES} == {code for code, *_ in HISTORIES if code}


def test_quotation_marks_change_nothing_that_is_read(tmp_path):
    plain = {name: table(name) for name in COLUMNS}
    quoted = {
        name: "\n".join(",".join(f'"{text}"' for text in line.split(",")) for line in content.splitlines())
        + "\n"
        for name, content in plain.items()
    }
    one, rows = read_files(tmp_path / "plain", plain, year=2027)
    other, same = read_files(tmp_path / "quoted", quoted, year=2027)
    assert rows == same
    assert one.findings.counts == other.findings.counts


def test_every_check_is_shown_to_speak_and_is_in_the_guide(shared):
    assert {each.code for each in RULES} == {row[0] for row in CHECKS}
    guide = (shared / "reference/validation_rules/903_rules_2026_27.csv").read_text("utf-8")
    codes = {line.split(",")[0] for line in guide.splitlines()[1:]}
    assert checks_page.codes_done() <= codes


def test_the_page_of_checks_is_up_to_date():
    assert PAGE.read_text("utf-8") == checks_page.page()


# ---------------------------------------------------------------- broken files

CANARIES = ("CANARYCHILD", "17/03/2011", "ZZ99 9ZZ", "CANARYUPN")


def canary_files() -> dict[str, bytes]:
    files = {
        name: text.replace("A1,", "CANARYCHILD,").replace("06/12/2012", "17/03/2011")
        for name, text in WHOLE.items()
    }
    files["episodes"] = files["episodes"].replace("AB1 2CD", "ZZ99 9ZZ")
    files["header"] = files["header"].replace("A850728973744", "CANARYUPN")
    return {name: text.encode() for name, text in files.items()}


def broken(content: bytes, chance: random.Random) -> bytes:
    """One of the ways in which files break."""
    where = chance.randrange(len(content))
    return chance.choice(
        (
            lambda: content[:where],
            lambda: content[:where] + bytes([chance.randrange(256)]) + content[where + 1 :],
            lambda: content[:where] + b'"' + content[where:],
            lambda: content[:where] + b"," + content[where:],
            lambda: content[:where] + b"\n" + content[where:],
            lambda: content + content,
            lambda: content.replace(b"/", b"-"),
            lambda: content.replace(b",", b";", chance.randrange(1, 5)),
            lambda: content.replace(b"2026", b"9999"),
            lambda: content[where:] + content[:where],
            lambda: content.decode().encode("utf-16")[: where + 2],
            lambda: b"\n" + content,
        )
    )()


@pytest.mark.parametrize("seed", range(200))
def test_a_broken_copy_is_read_without_a_traceback_with_balanced_books_and_no_details(tmp_path, seed):
    chance = random.Random(seed)  # noqa: S311  broken files, not secrets
    files = canary_files()
    for name in chance.sample(sorted(files), chance.randrange(1, 4)):
        files[name] = broken(files[name], chance)
    for found in registry.grouped([write_files(tmp_path, files)]):
        reading = registry.read(found)
        rows = list(reading.rows)
        assert all(account.balances for account in reading.accounts.values())
        assert sum(account.loaded for account in reading.accounts.values()) == len(rows)
        said = " ".join(str(problem) for problem in reading.findings.kept)
        assert not [canary for canary in CANARIES if canary.upper() in said.upper()]


@pytest.mark.parametrize("seed", range(40))
def test_a_broken_workbook_is_refused_or_read_and_never_a_traceback(tmp_path, seed):
    chance = random.Random(seed)  # noqa: S311  broken files, not secrets
    path = workbook(tmp_path / "a.xlsx", {name: sheet_rows(name) for name in COLUMNS})
    content = bytearray(path.read_bytes())
    for _ in range(chance.randrange(1, 6)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    path.write_bytes(bytes(content[: chance.randrange(100, len(content))] if seed % 4 == 0 else content))
    reading, rows = read_paths([path])
    assert all(account.balances for account in reading.accounts.values())
    assert rows or reading.findings.kept
