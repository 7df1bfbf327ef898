"""The map between SSD's names and ours, held against SSD's own list of fields and of relationships."""

import csv
from pathlib import Path

import pytest

from stonechat.model import names


@pytest.fixture(scope="module")
def ssd_fields(shared: Path) -> list[dict[str, str]]:
    return _records(shared / "reference/ssd_spec/ssd_fields.csv")


def _records(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("table", "column", "our_table", "our_column"),
    [
        ("ssd_person", "pers_person_id", "person", "person_id"),
        ("ssd_s47_enquiry", "s47e_s47_start_date", "s47_enquiry", "s47_start_date"),
        ("ssd_cla_previous_permanence", "lapp_table_id", "cla_previous_permanence", "table_id"),
        ("ssd_ehcp_active_plans", "ehcp_active_ehcp_id", "ehcp_active_plans", "active_ehcp_id"),
        ("ssd_assessment_factors", "cinf_assessment_factors_json", "assessment_factors", "assessment_factor"),
    ],
)
def test_a_name_translates_both_ways(table: str, column: str, our_table: str, our_column: str) -> None:
    assert (names.our_table(table), names.our_column(table, column)) == (our_table, our_column)
    assert (names.ssd_table(our_table), names.ssd_column(our_table, our_column)) == (table, column)


def test_every_field_of_ssd_maps_there_and_back_or_is_left_out_by_name(
    ssd_fields: list[dict[str, str]],
) -> None:
    kept = [(row["table"], row["field"]) for row in ssd_fields if row["table"] not in names.LEFT_OUT]
    left_out = [row for row in ssd_fields if row["table"] in names.LEFT_OUT]
    assert (len(kept), len(left_out)) == (336, 23)
    for table, field in kept:
        ours = names.our_table(table), names.our_column(table, field)
        assert (names.ssd_table(ours[0]), names.ssd_column(*ours)) == (table, field)


def test_no_two_fields_of_a_table_get_the_same_name(ssd_fields: list[dict[str, str]]) -> None:
    kept = [(row["table"], row["field"]) for row in ssd_fields if row["table"] not in names.LEFT_OUT]
    ours = {(names.our_table(table), names.our_column(table, field)) for table, field in kept}
    assert len(ours) == len(set(kept)) == len(kept)


def test_the_kept_tables_and_those_left_out_are_all_that_ssd_has(ssd_fields: list[dict[str, str]]) -> None:
    kept = {names.ssd_table(table) for table in names.PREFIXES}
    assert len(kept) == 45
    assert kept | names.LEFT_OUT.keys() == {row["table"] for row in ssd_fields}


def test_no_exception_repeats_the_mechanical_name_or_names_a_field_that_ssd_lacks(
    ssd_fields: list[dict[str, str]],
) -> None:
    known = {(row["table"], row["field"]) for row in ssd_fields}
    for (table, ours), ssd in names._COLUMN_EXCEPTIONS.items():
        assert ssd != f"{names.PREFIXES[table]}_{ours}"
        assert (names.ssd_table(table), ssd) in known


def test_other_spellings_lead_to_names_that_ssd_lists(ssd_fields: list[dict[str, str]]) -> None:
    fields = {row["field"] for row in ssd_fields}
    tables = {row["table"] for row in ssd_fields}
    assert set(names.OTHER_COLUMN_SPELLINGS.values()) <= fields
    assert not names.OTHER_COLUMN_SPELLINGS.keys() & fields
    assert set(names._OTHER_TABLE_SPELLINGS.values()) <= tables
    assert not names._OTHER_TABLE_SPELLINGS.keys() & tables


def test_both_ends_of_every_relationship_of_ssd_are_names_that_we_know(
    shared: Path, ssd_fields: list[dict[str, str]]
) -> None:
    known = {(row["table"], row["field"]) for row in ssd_fields}
    relationships = _records(shared / "reference/ssd_spec/ssd_relationships.csv")
    assert len(relationships) == 68
    for row in relationships:
        for side in ("parent", "child"):
            table, column = row[f"{side}_object"], row[f"{side}_key"].split()[0]
            if table not in names.LEFT_OUT:
                ours = names.our_table(table), names.our_column(table, column)
                assert (names.ssd_table(ours[0]), names.ssd_column(*ours)) in known


@pytest.mark.parametrize("table", ["ssd_version_log", "ssd_s251_finance", "person", "ssd_persons"])
def test_a_table_that_we_do_not_keep_has_no_name_of_ours(table: str) -> None:
    with pytest.raises(KeyError, match=table):
        names.our_table(table)


def test_a_column_of_another_table_is_refused() -> None:
    with pytest.raises(KeyError, match="pers_"):
        names.our_column("ssd_person", "cine_referral_id")


def test_a_table_of_ours_alone_has_no_ssd_name() -> None:
    with pytest.raises(KeyError, match="not in SSD"):
        names.ssd_table("supervision")
