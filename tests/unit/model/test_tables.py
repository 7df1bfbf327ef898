"""The declared tables hang together, and hold all of SSD that we keep, with its types."""

import csv
from pathlib import Path

import pytest

from stonechat.basics.codes import code_list
from stonechat.model import names
from stonechat.model.derived import derived_columns, wide_columns
from stonechat.model.table import Blank, Column, ColumnType, Table
from stonechat.model.tables import TABLES

every_table = pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())

TYPES_OF_SSD = {
    "nvarchar": {ColumnType.TEXT, ColumnType.BOOLEAN},
    "nchar": {ColumnType.TEXT, ColumnType.BOOLEAN},
    "datetime": {ColumnType.DATE},
    "int": {ColumnType.INTEGER},
    "float": {ColumnType.DECIMAL},
}

NUMBERS_THAT_SSD_HOLDS_AS_TEXT = {
    ("sdq_scores", "sdq_score"),
    ("permanence", "number_of_adopters"),
    ("sen_need", "active_ehcp_need_rank"),
}


@pytest.fixture(scope="module")
def ssd_fields(shared: Path) -> list[dict[str, str]]:
    with (shared / "reference/ssd_spec/ssd_fields.csv").open(encoding="utf-8-sig", newline="") as file:
        return [row for row in csv.DictReader(file) if row["table"] not in names.LEFT_OUT]


@every_table
def test_authority_comes_first_in_the_columns_and_in_the_key(table: Table) -> None:
    assert table.names[0] == table.key[0] == "authority"
    assert table["authority"].required
    assert table["authority"].ssd is None


@every_table
def test_no_column_is_declared_twice(table: Table) -> None:
    assert len(set(table.names)) == len(table.names)


@every_table
def test_every_column_of_a_key_exists_and_is_never_blank(table: Table) -> None:
    assert all(table[column].required for column in table.key)


@every_table
def test_every_column_says_what_it_means_in_a_short_sentence(table: Table) -> None:
    assert table.one_row_per
    for column in table:
        assert column.meaning.endswith("."), column.name
        assert len(column.meaning) <= 100, column.name


@every_table
def test_a_parent_stands_earlier_and_its_key_fits(table: Table) -> None:
    if table.parent is None:
        assert table.parent_key == ()
        return
    order = list(TABLES)
    parent = TABLES[table.parent]
    assert order.index(parent.name) < order.index(table.name)
    ours = [table[column].type for column in table.parent_key]
    assert ours == [parent[column].type for column in parent.key]


@every_table
def test_every_row_about_a_child_leads_to_that_child(table: Table) -> None:
    """Otherwise a child could not be forgotten."""
    if table.name in {"person", "department", "professionals"}:
        return
    ancestors = [table]
    while (parent := ancestors[-1].parent) is not None:
        ancestors.append(TABLES[parent])
    assert ancestors[-1].name == "person"
    holder = next(ancestor for ancestor in ancestors if "person_id" in ancestor.names)
    assert holder["person_id"].required
    assert all(link[key].required for link in ancestors[: ancestors.index(holder)] for key in link.parent_key)


@every_table
def test_names_in_ssd_are_those_of_the_name_map(table: Table) -> None:
    if table.ssd is None:
        assert table.name not in names.PREFIXES
        assert all(column.ssd is None for column in table)
        return
    assert table.ssd == names.ssd_table(table.name)
    for column in table:
        if column.ssd is not None:
            assert column.ssd == names.ssd_column(table.name, column.name)
            assert column.name == names.our_column(table.ssd, column.ssd)


@every_table
def test_code_lists_that_columns_name_exist_and_are_of_text(table: Table) -> None:
    for column in table:
        if column.codes is not None:
            assert code_list(column.codes).codes
            assert column.type == ColumnType.TEXT


@every_table
def test_only_a_date_can_be_blank_for_not_yet_and_it_is_never_required(table: Table) -> None:
    for column in table:
        if column.blank == Blank.NOT_YET:
            assert column.type == ColumnType.DATE
            assert not column.required


@every_table
def test_derived_columns_do_not_hide_those_of_the_table(table: Table) -> None:
    wide = [column.name for column in wide_columns(table.name)]
    assert len(set(wide)) == len(wide)
    assert set(table.names) | {column.name for column in derived_columns(table.name)} <= set(wide)


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("cin_episodes", "close_date"),
        ("cin_assessments", "assessment_auth_date"),
        ("cin_plans", "cin_plan_end_date"),
        ("s47_enquiry", "s47_end_date"),
        ("initial_cp_conference", "icpc_date"),
        ("cp_plans", "cp_plan_end_date"),
        ("cla_episodes", "cla_episode_ceased_date"),
        ("cla_placement", "cla_placement_end_date"),
        ("missing", "missing_episode_end_date"),
        ("involvements", "involvement_end_date"),
        ("uasc", "uasc_ended_date"),
        ("deprivation_of_liberty", "dol_end_date"),
    ],
)
def test_a_blank_end_means_not_yet(table: str, column: str) -> None:
    assert TABLES[table][column].blank == Blank.NOT_YET


NOT_IN_SSD = """
person                | upn, former_upn, gender_current, own_child_dob
cin_assessments       | assessment_internal_review_date
assessment_factors    | person_id
s47_enquiry           | icpc_not_required
cp_plans              | number_of_previous_cp_plans
pre_proceedings       | pre_proceedings_id, referral_id, pre_proceedings_start_date, \
family_group_meeting_offered, family_group_meeting_held, court_application_date
cla_episodes          | legal_status, placement_type, placement_provider, placement_change_reason, \
home_postcode, placement_postcode, placement_urn, placement_distance
cla_reviews           | person_id
ehcp_requests         | person_id
ehcp_assessment       | person_id
ehcp_named_plan       | person_id
ehcp_active_plans     | person_id
sen_need              | person_id
"""

TABLES_THAT_SSD_LACKS = [
    "uasc",
    "cla_yearly_outcomes",
    "deprivation_of_liberty",
    "care_leaver_yearly_outcomes",
]


def test_the_tables_that_ssd_lacks_are_these() -> None:
    assert [table.name for table in TABLES.values() if table.ssd is None] == TABLES_THAT_SSD_LACKS


def test_what_ssd_lacks_is_marked_and_is_no_more_than_this() -> None:
    expected = {
        table.strip(): tuple(name.strip() for name in columns.split(","))
        for table, columns in (line.split("|") for line in NOT_IN_SSD.strip().splitlines())
    }
    lacked = {
        table.name: tuple(column.name for column in table.columns[1:] if column.ssd is None)
        for table in TABLES.values()
        if table.ssd is not None
    }
    assert {table: columns for table, columns in lacked.items() if columns} == expected


def test_every_field_of_the_kept_tables_of_ssd_is_declared(ssd_fields: list[dict[str, str]]) -> None:
    declared = {(table.ssd, column.ssd) for table in TABLES.values() for column in table if column.ssd}
    assert declared == {(row["table"], row["field"]) for row in ssd_fields}


def test_types_agree_with_ssd(ssd_fields: list[dict[str, str]]) -> None:
    for row in ssd_fields:
        table, column = names.our_table(row["table"]), names.our_column(row["table"], row["field"])
        if (table, column) in NUMBERS_THAT_SSD_HOLDS_AS_TEXT:
            allowed = {ColumnType.INTEGER}
        else:
            allowed = TYPES_OF_SSD[row["type"].lower()]
        assert TABLES[table][column].type in allowed, f"{table}.{column}"


def test_a_flag_has_room_for_one_letter_in_ssd_or_is_known_to_be_yes_or_no(
    ssd_fields: list[dict[str, str]],
) -> None:
    flags = [row for row in ssd_fields if _declared(row).type == ColumnType.BOOLEAN]
    assert len(flags) > 20
    assert {row["field"] for row in flags if row["max_size"] != "1"} == {"cppr_cp_review_quorate"}


def _declared(row: dict[str, str]) -> Column:
    return TABLES[names.our_table(row["table"])][names.our_column(row["table"], row["field"])]
