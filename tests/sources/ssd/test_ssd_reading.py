"""How an extract of SSD is read: spellings, what fills what, what is rejected, whose and when it is."""

import csv
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.ssd.extracts import PERSON, SAID, by_table, csv_text, extract, read_extract, row, rules

from stonechat.basics.problems import Severity
from stonechat.model import names
from stonechat.model.table import Table
from stonechat.model.tables import TABLES
from stonechat.sources import registry
from stonechat.sources.reading import Overrides
from stonechat.sources.ssd.cells import read_date
from stonechat.sources.ssd.layout import LEFT_OUT, heading_names, ssd_columns, table_of
from stonechat.sources.ssd.links import PERIOD_OF_CARE, pointers
from stonechat.sources.ssd.write import Form, write_folder

KEPT = [table for table in TABLES.values() if table.ssd]

# ---------------------------------------------------------------- where each field lands


def _records(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_field_of_ssd_lands_in_a_column_or_is_left_out_on_purpose(shared: Path) -> None:
    fields: dict[str, list[str]] = {}
    for record in _records(shared / "reference/ssd_spec/ssd_fields.csv"):
        fields.setdefault(record["table"], []).append(record["field"].strip())
    assert len(fields) == 48
    assert {table for table in fields if table in names.LEFT_OUT} == set(LEFT_OUT)
    for table, columns in fields.items():
        known = table_of(heading_names(columns))
        assert known is not None
        assert known.ssd == table
        assert set(known.places(heading_names(columns)).values()) == set(range(len(columns))), table
        if known.table is None:
            assert tuple(columns) == LEFT_OUT[table]
        else:
            assert [column.ssd for column in ssd_columns(known.table)] == columns


NOT_CHECKED = {
    # SSD links these to an episode, plan or period of care by the child alone, which is no key of one.
    ("ssd_cin_episodes", "cinv_person_id"),
    ("ssd_cp_plans", "cppv_person_id"),
    ("ssd_cp_plans", "cppr_person_id"),
    ("ssd_cla_episodes", "perm_person_id"),
} | {
    ("ssd_cla_episodes", f"{prefix}_person_id")
    for prefix in ("clac", "clah", "clai", "clas", "clav", "lapp", "lacp", "csdq")
}
"""Relationships that are held to the child's own table instead."""


def test_every_relationship_of_ssd_is_checked(shared: Path) -> None:
    for record in _records(shared / "reference/ssd_spec/ssd_relationships.csv"):
        child, key = record["child_object"], record["child_key"].split()[0]
        parent = record["parent_object"]
        if child in LEFT_OUT:
            continue
        table = TABLES[names.our_table(child)]
        to = pointers(table)[names.our_column(child, key)]
        if (parent, key) in NOT_CHECKED:
            assert to == "person"
        elif record["parent_key"] == "clae_cla_id":
            assert to == PERIOD_OF_CARE
        else:
            assert to == names.our_table(parent), (child, key)


@pytest.mark.parametrize("table", KEPT, ids=lambda table: table.name)
@pytest.mark.parametrize("spelling", ["prefixed", "bare", "capitals"])
def test_a_table_is_known_by_its_columns_however_they_are_spelt(table: Table, spelling: str) -> None:
    full = [str(column.ssd) for column in ssd_columns(table)]
    prefix = f"{names.PREFIXES[table.name]}_"
    spelt = {
        "prefixed": full,
        "bare": [name.removeprefix(prefix) for name in full],
        "capitals": [f" {name.upper().replace('_', ' ')} " for name in full],
    }[spelling]
    known = table_of(heading_names([*spelt, "some_local_column"]))
    assert known is not None
    assert known.ssd == table.ssd


def test_the_other_spellings_of_the_specification_are_read() -> None:
    known = table_of(heading_names(["clap_placement_id", "clap_person_id", "clap_cla_placement_start_date"]))
    assert known is not None
    assert known.spellings["clap_placement_id"] == "cla_placement_id"


# ---------------------------------------------------------------- values

ASSESSED = csv_text(
    {"cina_assessment_id": "A1", "cina_person_id": "C1", "cina_assessment_start_date": "2025-01-02"}
)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-03-31", date(2025, 3, 31)),
        ("2025-03-31 00:00:00.000", date(2025, 3, 31)),
        ("2025-03-31T23:59:59", date(2025, 3, 31)),
        ("2025-03-31T22:30:00Z", date(2025, 3, 31)),
        ("2025-03-31T23:30:00Z", date(2025, 4, 1)),  # summer time had begun
        ("2025-03-31 23:30:00+00", date(2025, 4, 1)),
        ("2025-04-01T00:30:00+01:00", date(2025, 4, 1)),
        ("2024-12-31T23:30:00Z", date(2024, 12, 31)),
        ("31/03/2025", date(2025, 3, 31)),
        ("31/03/2025 00:00", date(2025, 3, 31)),
    ],
)
def test_a_datetime_is_the_day_that_it_was_in_london(text: str, day: date) -> None:
    assert read_date(text) == day


@pytest.mark.parametrize("text", ["2025-02-30", "9999-12-31", "31-03-2025", "2025-03-31T25:00Z", "x"])
def test_what_is_no_date_is_not_read(text: str) -> None:
    with pytest.raises(ValueError):
        read_date(text)


@pytest.mark.parametrize("word", ["Y", "y", "Yes", "1", "true", "1.0"])
def test_yes_in_any_spelling(word: str, tmp_path: Path) -> None:
    person = csv_text({"person_id": "C1", "is_mother": word, "sex": "F", "dob": "", "forename": "",
                       "surname": "", "gender": "", "ethnicity": "", "death_date": ""})  # fmt: skip
    _, read = read_extract(extract(tmp_path, person=person))
    assert by_table(read)["person"] == [{"person_id": "C1", "sex": "F", "is_mother": True}]


@pytest.mark.parametrize("blank", ["", "  ", "NULL", "PLACEHOLDER_DATA", "\u00a0"])
def test_what_stands_for_nothing_is_blank(blank: str, tmp_path: Path) -> None:
    person = csv_text(
        {"pers_person_id": " C1 ", "pers_sex": blank, "pers_dob": blank, "pers_upn_unknown": blank}
    )
    reading, read = read_extract(extract(tmp_path, person=person))
    assert by_table(read)["person"] == [{"person_id": "C1"}]
    assert not reading.findings.has(Severity.WARNING, Severity.ERROR)


def test_the_first_day_of_1900_is_no_date(tmp_path: Path) -> None:
    person = csv_text({"pers_person_id": "C1", "pers_dob": "1900-01-01 00:00:00.000"})
    _, read = read_extract(extract(tmp_path, person=person))
    assert by_table(read)["person"] == [{"person_id": "C1"}]


@pytest.mark.parametrize(
    ("text", "code"), [("WBRI", "WBRI"), ("wbri", "WBRI"), ("WBRI - White British", "WBRI"), ("CNHE", "CHNE")]
)
def test_a_code_is_read_with_its_meaning_behind_it(text: str, code: str, tmp_path: Path) -> None:
    person = csv_text({"pers_person_id": "C1", "pers_ethnicity": text})
    _, read = read_extract(extract(tmp_path, person=person))
    assert by_table(read)["person"][0]["ethnicity"] == code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_encoding_gives_the_same_rows(encoding: str, tmp_path: Path) -> None:
    person = csv_text({"pers_person_id": "C1", "pers_forename": "Zo\u00eb"}).encode(encoding)
    _, read = read_extract(extract(tmp_path, person=person))
    assert by_table(read)["person"][0]["forename"] == "Zo\u00eb"


# ---------------------------------------------------------------- what is packed into a cell


@pytest.mark.parametrize("key", ["NFA_FLAG", "OUTCOME_NFA_FLAG"])
@pytest.mark.parametrize(("word", "flag"), [("Y", True), ("N", False), ("", None)])
def test_outcomes_are_read_by_either_name_and_fill_a_blank_flag(
    key: str, word: str, flag: bool | None, tmp_path: Path
) -> None:
    referral = csv_text(
        {
            "cine_referral_id": "R1",
            "cine_person_id": "C1",
            "cine_referral_date": "2025-01-02",
            "cine_referral_outcome_json": f'{{"{key}": "{word}"}}',
            "cine_referral_nfa": "",
        }
    )
    _, read = read_extract(extract(tmp_path, cin_episodes=referral))
    (found,) = by_table(read)["cin_episodes"]
    assert found["referral_outcome_json"] == f'{{"NFA_FLAG": "{word}"}}'
    assert found.get("referral_nfa") is flag


def factors_of_one(text: str) -> str:
    """The factors of assessment A1 in one cell."""
    names = "cinf_table_id", "cinf_assessment_id", "cinf_assessment_factors_json"
    return csv_text(dict(zip(names, ("F1", "A1", text), strict=True)))


@pytest.mark.parametrize(
    "text", ['["1A", "2B"]', '{"1A": "Yes", "2B": "Y", "3A": "No", "4A": ""}', "1A,2B", '["1a","2b"]']
)
def test_factors_are_read_as_list_or_object(text: str, tmp_path: Path) -> None:
    factors = factors_of_one(text)
    reading, read = read_extract(extract(tmp_path, cin_assessments=ASSESSED, assessment_factors=factors))
    assert [
        (each["assessment_factor"], each["person_id"]) for each in by_table(read)["assessment_factors"]
    ] == [("1A", "C1"), ("2B", "C1")]
    assert reading.accounts["assessment_factors"].read == 2


@pytest.mark.parametrize("text", ["{", "[[[", '"1A"', "[1", "nothing of note"])
def test_factors_that_cannot_be_read_are_rejected(text: str, tmp_path: Path) -> None:
    factors = factors_of_one(text)
    reading, _ = read_extract(extract(tmp_path, cin_assessments=ASSESSED, assessment_factors=factors))
    assert reading.accounts["assessment_factors"].rejected == 1


def test_brackets_without_end_do_no_harm(tmp_path: Path) -> None:
    factors = factors_of_one("[" * 60_000)
    reading, _ = read_extract(extract(tmp_path, cin_assessments=ASSESSED, assessment_factors=factors))
    assert reading.accounts["assessment_factors"].rejected == 1


# ---------------------------------------------------------------- what other tables say

EPISODE = {
    "clae_cla_episode_id": "E1",
    "clae_person_id": "C1",
    "clae_cla_episode_start_date": "2025-02-01",
    "clae_cla_episode_ceased_date": "2025-03-01",
    "clae_cla_id": "P1",
    "clae_cla_placement_id": "",
}
DAYS = ("2025-01-31", "2025-02-01", "2025-02-02")


@given(
    spells=st.lists(
        st.tuples(st.sampled_from(DAYS), st.sampled_from((*DAYS, "")), st.sampled_from(("C1", "C2", "E1"))),
        max_size=4,
    )
)
def test_an_episode_has_the_legal_status_in_force_on_its_first_day(
    spells: list[tuple[str, str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    statuses = [
        {
            "lega_legal_status_id": f"L{number}",
            "lega_person_id": "C1",
            "lega_legal_status": status,
            "lega_legal_status_start_date": start,
            "lega_legal_status_end_date": end,
        }
        for number, (start, end, status) in enumerate(spells)
    ]
    nobody = {"lega_legal_status_id": "L9", "lega_person_id": "C2", "lega_legal_status": "V2",
              "lega_legal_status_start_date": "2025-02-01", "lega_legal_status_end_date": ""}  # fmt: skip
    files = {"cla_episodes": csv_text(EPISODE), "legal_status": csv_text(nobody, *statuses)}
    _, read = read_extract(extract(tmp_path_factory.mktemp("x"), **files))
    in_force = [one for one in spells if one[0] <= "2025-02-01" and (not one[1] or one[1] >= "2025-02-01")]
    latest = {status for start, _, status in in_force if start == max(each[0] for each in in_force)}
    found = by_table(read)["cla_episodes"][0].get("legal_status")
    assert found in latest if latest else found is None


def placement(number: str, start: str, end: str, kind: str, reason: str = "") -> dict[str, str]:
    return {
        "clap_cla_placement_id": number,
        "clap_person_id": "C1",
        "clap_cla_id": "P1",
        "clap_cla_placement_start_date": start,
        "clap_cla_placement_end_date": end,
        "clap_cla_placement_type": kind,
        "clap_cla_placement_change_reason": reason,
    }


TWO_PLACEMENTS = csv_text(
    placement("N1", "2025-01-01", "2025-02-01", "U1", "CARPL"),
    placement("N2", "2025-02-01", "2025-03-01", "U6", "CHILD"),
)


@pytest.mark.parametrize(("named", "expected"), [("", "U6"), ("N1", "U1"), ("N2", "U6"), ("gone", "U6")])
def test_an_episode_has_the_placement_that_it_names_or_the_one_of_its_first_day(
    named: str, expected: str, tmp_path: Path
) -> None:
    episodes = csv_text({**EPISODE, "clae_cla_placement_id": named})
    reading, read = read_extract(extract(tmp_path, cla_episodes=episodes, cla_placement=TWO_PLACEMENTS))
    (found,) = by_table(read)["cla_episodes"]
    assert found["placement_type"] == expected
    assert found.get("placement_change_reason") == (None if expected == "U1" else "CHILD")
    assert ("no_parent" in rules(reading)) == (named == "gone")


def test_a_review_of_care_is_of_the_child_of_its_period_of_care(tmp_path: Path) -> None:
    reviews = csv_text(
        {"clar_cla_review_id": "V1", "clar_cla_id": "P1", "clar_cla_review_date": "2025-02-20"},
        {"clar_cla_review_id": "V2", "clar_cla_id": "P7", "clar_cla_review_date": "2025-02-21"},
    )
    reading, read = read_extract(extract(tmp_path, cla_episodes=csv_text(EPISODE), cla_reviews=reviews))
    assert [each["person_id"] for each in by_table(read)["cla_reviews"]] == ["C1"]
    (problem,) = [each for each in reading.findings.kept if each.rule == "no_child"]
    assert (problem.where.file, problem.where.row, problem.where.column) == (
        "ssd_cla_reviews.csv", 3, "clar_cla_id"
    )  # fmt: skip


# ---------------------------------------------------------------- what is rejected


def test_a_row_is_rejected_for_what_would_close_or_open_or_hide_it(tmp_path: Path) -> None:
    good = {"cppl_cp_plan_id": "1", "cppl_person_id": "C1", "cppl_cp_plan_start_date": "2025-01-01",
            "cppl_cp_plan_end_date": "", "cppl_cp_plan_initial_category": "NEG"}  # fmt: skip
    plans = csv_text(
        good,
        {**good, "cppl_cp_plan_id": ""},
        {**good, "cppl_cp_plan_id": "3", "cppl_cp_plan_end_date": "soon"},
        {**good, "cppl_cp_plan_id": "4", "cppl_cp_plan_start_date": ""},
        {**good, "cppl_cp_plan_id": "5", "cppl_cp_plan_initial_category": "XXX"},
        {**good, "cppl_cp_plan_id": "6", "cppl_person_id": "C9"},
        good,
        {**good, "cppl_cp_plan_initial_category": "PHY"},
    )
    reading, read = read_extract(extract(tmp_path, cp_plans=plans))
    assert [each["cp_plan_id"] for each in by_table(read)["cp_plans"]] == ["1", "5", "6"]
    places = {(each.rule, each.where.row) for each in reading.findings.kept if each.where.row}
    assert places == {
        ("missing_value", 3), ("unreadable_value", 4), ("missing_value", 5), ("unknown_code", 6),
        ("no_parent", 7), ("duplicate_row", 8), ("key_twice", 9),
    }  # fmt: skip


def test_what_hangs_on_a_rejected_row_is_rejected_with_it(tmp_path: Path) -> None:
    referral = {"cine_referral_id": "R1", "cine_person_id": "C1", "cine_referral_date": "2025-01-02",
                "cine_close_date": "soon"}  # fmt: skip
    assessment = {"cina_assessment_id": "A1", "cina_person_id": "C1", "cina_referral_id": "R1",
                  "cina_assessment_start_date": "2025-01-03"}  # fmt: skip
    files = {
        "cin_episodes": csv_text(referral, {**referral, "cine_referral_id": "R2", "cine_close_date": ""}),
        "cin_assessments": csv_text(
            assessment, {**assessment, "cina_assessment_id": "A2", "cina_referral_id": "R2"}
        ),
        "assessment_factors": factors_of_one('["1A"]'),
    }
    reading, read = read_extract(extract(tmp_path, **files))
    tables = by_table(read)
    assert [each["referral_id"] for each in tables["cin_episodes"]] == ["R2"]
    assert [each["assessment_id"] for each in tables["cin_assessments"]] == ["A2"]
    assert "assessment_factors" not in tables
    assert reading.findings.counts[Severity.ERROR, "parent_rejected"] == 2


def test_a_second_row_of_a_key_takes_nothing_with_it(tmp_path: Path) -> None:
    twice = ASSESSED + ASSESSED.splitlines()[1] + "\r\n"
    files = {"cin_assessments": twice, "assessment_factors": factors_of_one('["1A"]')}
    _, read = read_extract(extract(tmp_path, **files))
    assert len(by_table(read)["assessment_factors"]) == 1


def test_a_row_too_short_is_rejected_and_told(tmp_path: Path) -> None:
    reading, read = read_extract(extract(tmp_path, person=PERSON + "C2,M\r\n"))
    assert len(read) == 1
    assert reading.accounts["person"].rejected == 1
    assert "row_width" in rules(reading)


def test_no_problem_holds_a_value(tmp_path: Path) -> None:
    sentinel = "Zebedee-Quux"
    person = csv_text(
        {
            "pers_person_id": "C1",
            "pers_sex": sentinel,
            "pers_dob": sentinel,
            "pers_ethnicity": sentinel,
            sentinel: sentinel,
        }
    )
    reading, _ = read_extract(extract(tmp_path, person=person + person.splitlines()[1] + "\r\n"))
    assert reading.findings.kept
    assert not any(sentinel.lower() in str(problem).lower() for problem in reading.findings.kept)


# ---------------------------------------------------------------- what refuses the whole


@pytest.mark.parametrize(
    ("files", "rule"),
    [
        ({"cin_episodes": csv_text({"cine_referral_id": "R1", "cine_person_id": "C1"})}, "missing_column"),
        ({"person": PERSON + 'C2,"F,2012-01-01\r\n'}, "stray_quote"),
        ({"person": PERSON.encode() + b"C2\x00,F,\r\n"}, "zero_byte"),
        (
            {"person": csv_text({"pers_person_id": "C1", "pers_dob": "12/31/2012", "pers_sex": ""})},
            "date_order",
        ),
        ({"person": csv_text({"pers_person_id": "C1", "pers_sex": "", "PERS_SEX": ""})}, "column_twice"),
    ],
)
def test_an_extract_that_would_mislead_is_refused(
    files: dict[str, str | bytes], rule: str, tmp_path: Path
) -> None:
    extract(tmp_path, **files)
    readings = [registry.read(found, SAID) for found in registry.grouped([tmp_path])]
    for reading in readings:
        list(reading.rows)
    assert any(rule in rules(reading) for reading in readings)
    assert not all(reading.is_acceptable for reading in readings)


def test_a_table_that_stands_there_twice_is_refused(tmp_path: Path) -> None:
    (extract(tmp_path) / "person.csv").write_text(PERSON)
    reading, _ = read_extract(tmp_path)
    assert "table_twice" in rules(reading)
    assert not reading.is_acceptable


def test_an_extract_without_children_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(ASSESSED)
    reading, _ = read_extract(tmp_path)
    assert "missing_table" in rules(reading)
    assert not reading.is_acceptable


def test_extra_absent_and_left_out_are_noted(tmp_path: Path) -> None:
    files = {
        "person": csv_text({"pers_person_id": "C1", "pers_sex": "M", "pers_shoe_size": "3"}),
        "version_log": csv_text(dict.fromkeys(LEFT_OUT["ssd_version_log"], "1")),
    }
    reading, read = read_extract(extract(tmp_path, **files))
    assert reading.is_acceptable
    assert {"extra_columns", "absent_columns", "absent_tables", "left_out"} <= rules(reading)
    assert set(by_table(read)) == {"person"}


# ---------------------------------------------------------------- whose and when

RUN = [date(2025, 9, number) for number in range(20, 31)]


def contacts(days: list[date]) -> str:
    each = ("cont_contact_id", "cont_person_id", "cont_contact_date")
    rows = ((str(number), "C1", day.isoformat()) for number, day in enumerate(days))
    return csv_text(*(dict(zip(each, cells, strict=True)) for cells in rows))


def test_who_and_when_are_asked_where_the_files_do_not_show_them(tmp_path: Path) -> None:
    reading, _ = read_extract(extract(tmp_path), Overrides())
    assert {"authority", "made"} <= rules(reading)
    assert reading.heading is None


def test_the_newest_of_several_days_close_together_is_the_last_day(tmp_path: Path) -> None:
    reading, _ = read_extract(extract(tmp_path, contacts=contacts(RUN)), Overrides(folder_authority="201"))
    heading = reading.heading
    assert heading is not None
    assert (heading.authority, heading.year, heading.window_last) == ("201", 2026, date(2025, 9, 30))
    assert heading.window_first == date(2025, 9, 20)


def test_a_day_alone_is_asked_about(tmp_path: Path) -> None:
    days = [*RUN, date(2031, 1, 1)]
    reading, _ = read_extract(extract(tmp_path, contacts=contacts(days)), Overrides(authority="201"))
    assert "made" in rules(reading)
    assert reading.heading is None


def test_six_years_are_covered_where_dates_reach_so_far(tmp_path: Path) -> None:
    old = [date(2019, 10, number) for number in range(5, 11)]
    reading, _ = read_extract(extract(tmp_path, contacts=contacts([*old, *RUN])), Overrides(authority="201"))
    assert reading.heading is not None
    assert reading.heading.window_first == date(2019, 10, 1)


def test_the_day_made_is_a_day_in_london(tmp_path: Path) -> None:
    said = Overrides(authority="201", made_at=datetime.fromisoformat("2025-03-31T23:30:00+00:00"))
    reading, _ = read_extract(extract(tmp_path), said)
    assert reading.heading is not None
    assert (reading.heading.window_last, reading.heading.year) == (date(2025, 4, 1), 2026)


def test_another_year_than_the_last_day_s_is_asked_about(tmp_path: Path) -> None:
    reading, _ = read_extract(extract(tmp_path), Overrides(authority="201", year=2024, made_at=SAID.made_at))
    assert "year" in rules(reading)
    assert not reading.is_acceptable


# ---------------------------------------------------------------- files


def test_extracts_of_two_months_in_one_folder_are_two_returns(tmp_path: Path) -> None:
    for month in ("2025-09", "2025-10"):
        (tmp_path / f"{month} ssd_person.csv").write_text(PERSON)
        (tmp_path / f"{month} ssd_cin_assessments.csv").write_text(ASSESSED)
    assert sorted(len(found.files.paths) for found in registry.grouped([tmp_path])) == [2, 2]


def test_what_files_are_called_plays_no_part(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(PERSON)
    (tmp_path / "two.dat").write_text(ASSESSED)
    reading, read = read_extract(tmp_path)
    assert reading.is_acceptable
    assert set(by_table(read)) == {"person", "cin_assessments"}


def test_parquet_with_moments_lists_and_other_types_is_read_as_csv_is(tmp_path: Path) -> None:
    import duckdb

    duckdb.execute(
        f"COPY (SELECT 'C1' AS pers_person_id, TIMESTAMP '2012-05-06 00:00:00' AS pers_dob, true AS "
        f"pers_is_mother) TO '{tmp_path / 'p.parquet'}' (FORMAT parquet)"
    )
    duckdb.execute(
        f"COPY (SELECT 'A1' AS cina_assessment_id, 'C1' AS cina_person_id, "
        f"TIMESTAMPTZ '2025-03-31 23:30:00+00' AS cina_assessment_start_date) "
        f"TO '{tmp_path / 'a.parquet'}' (FORMAT parquet)"
    )
    duckdb.execute(
        f"COPY (SELECT 'F' AS cinf_table_id, 'A1' AS cinf_assessment_id, ['1A'] AS "
        f"cinf_assessment_factors_json) TO '{tmp_path / 'f.parquet'}' (FORMAT parquet)"
    )
    _, read = read_extract(tmp_path)
    tables = by_table(read)
    assert tables["person"] == [{"person_id": "C1", "dob": date(2012, 5, 6), "is_mother": True}]
    assert tables["cin_assessments"][0]["assessment_start_date"] == date(2025, 4, 1)
    assert tables["assessment_factors"][0]["assessment_factor"] == "1A"


def test_damaged_parquet_is_told_in_words(tmp_path: Path) -> None:
    write_folder([row("person", person_id="C1")], tmp_path, Form.PARQUET)
    path = tmp_path / "ssd_person.parquet"
    path.write_bytes(path.read_bytes()[:-20] + b"x" * 20)
    reading, _ = read_extract(path)
    assert "damaged_parquet" in rules(reading)
    assert not reading.is_acceptable
