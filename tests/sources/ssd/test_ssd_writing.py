"""What is written is read back unchanged, as CSV and as Parquet, for every table of SSD."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sources.ssd.extracts import SAID, by_table, read_extract, row

from stonechat.basics.codes import code_list
from stonechat.model.table import Column, ColumnType, Value, Values
from stonechat.model.tables import TABLES
from stonechat.sources.reading import Heading
from stonechat.sources.ssd import FORMAT
from stonechat.sources.ssd.cells import guarded, unguarded
from stonechat.sources.ssd.links import OWNER, pointers
from stonechat.sources.ssd.outcomes import OUTCOMES
from stonechat.sources.ssd.write import Form, write_folder

CHILDREN = ("C1", "=C2", "-3")
TEXTS = st.text("ABZ019\u00e9,\"' -/|=+@\n", min_size=1, max_size=8).map(str.strip).filter(bool)
IDS = st.integers(1, 30).map(lambda n: f"i{n}")
DAYS = st.dates(date(1901, 1, 1), date(2100, 12, 31))
JSONS = st.sampled_from(('{"NFA_FLAG": "Y"}', '{"CP_FLAG": "", "COMMENTS": "a, b"}'))
KEPT = [table for table in TABLES.values() if table.ssd]


def cell(table: str, column: Column) -> st.SearchStrategy[Value]:
    """Any value that SSD can hold there; ids of other rows and children come from few."""
    values: st.SearchStrategy[Value]
    if column.name.endswith("person_id"):
        values = st.sampled_from(CHILDREN)
    elif column.name in pointers(TABLES[table]) or column.name in TABLES[table].key:
        values = st.sampled_from(code_list(column.codes).codes) if column.codes else IDS
    elif OUTCOMES.get(table) == column.name:
        values = JSONS
    elif column.codes:
        values = st.sampled_from(code_list(column.codes).codes)
    else:
        values = {
            ColumnType.DATE: DAYS,
            ColumnType.BOOLEAN: st.booleans(),
            ColumnType.INTEGER: st.integers(0, 999_999_999),
            ColumnType.DECIMAL: st.decimals(0, 99999, places=2),
            ColumnType.TEXT: TEXTS,
        }[column.type]
    return values if column.required else st.none() | values


def rows_of(table: str) -> st.SearchStrategy[list[dict[str, Value]]]:
    columns = {each.name: cell(table, each) for each in TABLES[table] if each.ssd}
    key = [name for name in TABLES[table].key if name in columns]
    return st.lists(
        st.fixed_dictionaries(columns), max_size=4, unique_by=lambda cells: tuple(cells[name] for name in key)
    )


@st.composite
def extracts(draw: st.DrawFn) -> list[tuple[str, Values]]:
    """Rows of every table that hang together; what SSD does not hold is as a reader fills it."""
    drawn = {table.name: draw(rows_of(table.name)) for table in KEPT}
    drawn["person"] = [{"person_id": child} for child in CHILDREN]
    return [
        (name, TABLES[name].row(authority="201", **cells)) for name, some in drawn.items() for cells in some
    ]


def as_ssd_has_them(rows: list[tuple[str, Values]]) -> dict[str, list[str]]:
    """The rows by table, only what SSD holds of them, in an order of their own."""
    found: dict[str, list[str]] = {}
    for name, values in rows:
        table = TABLES[name]
        kept = [values[table.positions[each.name]] for each in table if each.ssd]
        found.setdefault(name, []).append(repr([_plain(value) for value in kept]))
    return {name: sorted(some) for name, some in found.items()}


def _plain(value: Value) -> Value:
    return value.normalize() if isinstance(value, Decimal) else value


FILLED = {
    "cin_episodes": "referral_nfa",
    "cin_assessments": "assessment_outcome_nfa",
    "s47_enquiry": "s47_nfa",
    "initial_cp_conference": "icpc_outcome_cp_flag",
}
"""Flags that a reader takes from the outcomes where they are blank."""


@pytest.mark.parametrize("form", Form)
@given(drawn=extracts())
@settings(max_examples=15)
def test_what_is_written_is_read_back(
    form: Form, drawn: list[tuple[str, Values]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows = [each for each in drawn if each[0] not in OWNER and _flag_is_given(each)]
    folder = tmp_path_factory.mktemp("extract")
    write_folder(rows, folder, form)
    reading, read = read_extract(folder)
    assert reading.is_acceptable
    assert as_ssd_has_them([(each.table, each.values) for each in read]) == as_ssd_has_them(rows)


def _flag_is_given(each: tuple[str, Values]) -> bool:
    name, values = each
    return name not in FILLED or values[TABLES[name].positions[FILLED[name]]] is not None


HANGING = [
    row("person", person_id="C1"),
    row("cin_assessments", assessment_id="A1", person_id="C1", assessment_start_date=date(2025, 1, 2)),
    row("assessment_factors", table_id="F1", assessment_id="A1", assessment_factor="1A", person_id="C1"),
    row("assessment_factors", table_id="F1", assessment_id="A1", assessment_factor="2B", person_id="C1"),
    row("cla_episodes", cla_episode_id="E1", person_id="C1", cla_episode_start_date=date(2025, 1, 3),
        cla_id="P1"),
    row("cla_reviews", cla_review_id="R1", cla_id="P1", cla_review_date=date(2025, 2, 3), person_id="C1"),
    row("send", table_id="S1", person_id="C1"),
    row("ehcp_requests", ehcp_request_id="Q1", send_table_id="S1", person_id="C1"),
    row("ehcp_assessment", ehcp_assessment_id="H1", ehcp_request_id="Q1", person_id="C1"),
    row("ehcp_named_plan", named_plan_id="N1", ehcp_asmt_id="H1", person_id="C1"),
    row("ehcp_active_plans", active_ehcp_id="L1", ehcp_request_id="Q1", person_id="C1"),
    row("sen_need", table_id="D1", active_ehcp_id="L1", active_ehcp_need_rank=1, person_id="C1"),
]  # fmt: skip


@pytest.mark.parametrize("form", Form)
def test_rows_that_do_not_name_their_child_are_read_back_with_the_child(form: Form, tmp_path: Path) -> None:
    write_folder(HANGING, tmp_path / "x", form)
    reading, read = read_extract(tmp_path / "x")
    assert not [rule for (severity, rule) in reading.findings.counts if severity != "note"]
    assert [(each.table, each.values) for each in read] == sorted(
        HANGING, key=lambda each: list(TABLES).index(each[0])
    )


def test_every_table_is_written_even_without_rows(tmp_path: Path) -> None:
    assert write_folder([row("person", person_id="C1")], tmp_path) == {"ssd_person": 1}
    assert {path.stem for path in tmp_path.iterdir()} == {table.ssd for table in KEPT}


def test_a_row_of_a_table_that_ssd_lacks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="SSD has no table for uasc"):
        write_folder([row("uasc", person_id="C1")], tmp_path)


@pytest.mark.parametrize(
    "text", ["=1+1", "+44", "-1", "@SUM(A1)", "\tx", "'=1", "''=1", "'", "'x", "x=1", ""]
)
def test_no_text_begins_as_a_formula_and_every_text_comes_back(text: str) -> None:
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unguarded(guarded(text)) == text


def test_a_formula_in_a_name_is_written_as_text(tmp_path: Path) -> None:
    write_folder([row("person", person_id="C1", forename='=HYPERLINK("x")')], tmp_path)
    assert "\"'=HYPERLINK" in (tmp_path / "ssd_person.csv").read_text()
    _, read = read_extract(tmp_path)
    assert by_table(read)["person"][0]["forename"] == '=HYPERLINK("x")'


def test_episodes_give_the_placements_and_legal_statuses_that_they_are_read_from(tmp_path: Path) -> None:
    """The runs of SSDA903 episodes become SSD's tables, and the reader fills the episodes again."""

    def episode(number: int, first: date, last: date | None, reason: str, **cells: Value) -> Values:
        return TABLES["cla_episodes"].row(
            authority="201", cla_episode_id=f"E{number}", person_id="C1", cla_episode_start_date=first,
            cla_episode_ceased_date=last, cla_episode_start_reason=reason, **cells,
        )  # fmt: skip

    fostered: dict[str, Value] = {"placement_type": "U6", "placement_provider": "PR1", "placement_urn": "12"}
    moved = {**fostered, "placement_change_reason": "CARPL"}
    episodes = [
        episode(1, date(2024, 1, 1), date(2024, 3, 1), "S", legal_status="C1", **fostered),
        episode(2, date(2024, 3, 1), date(2024, 5, 1), "L", legal_status="C2", **moved),
        episode(3, date(2024, 5, 1), None, "P", legal_status="C2", **fostered),
    ]  # fmt: skip
    person = TABLES["person"].row(authority="201", person_id="C1")
    heading = Heading("ssd", "201", 2026, date(2019, 11, 1), date(2025, 10, 31))
    FORMAT.write(tmp_path, heading, [{"person": [person], "cla_episodes": episodes}])
    _, read = read_extract(tmp_path, SAID)
    assert [each.values for each in read if each.table == "cla_episodes"] == episodes
    tables = by_table(read)
    placed = tables["cla_placement"]
    stays = [(each["cla_placement_start_date"], each.get("cla_placement_end_date")) for each in placed]
    assert stays == [(date(2024, 1, 1), date(2024, 5, 1)), (date(2024, 5, 1), None)]
    assert [(each["legal_status"], each["legal_status_start_date"]) for each in tables["legal_status"]] == [
        ("C1", date(2024, 1, 1)), ("C2", date(2024, 3, 1))
    ]  # fmt: skip
