"""What is written is read back unchanged, and a child taken out leaves every other byte."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sources.ssda903.returns903 import COLUMNS, ROWS, counted, read_paths, table, workbook, write_files

from stonechat.basics.codes import code_list
from stonechat.basics.problems import Refused
from stonechat.model.table import Column, ColumnType, Value, Values
from stonechat.model.tables import TABLES
from stonechat.sources.reading import Heading
from stonechat.sources.ssda903 import FORMAT
from stonechat.sources.ssda903.layout import FileTable, layout
from stonechat.sources.ssda903.write import write_xml

DAYS = st.dates(date(2026, 3, 31), date(2027, 4, 1))
TEXTS = st.text("ABZ019\u00e9,\"' -/|#", min_size=1, max_size=8).map(str.strip).filter(bool)
CHILD = "C,1 \u00e9"


def heading(year: int) -> Heading:
    return Heading("ssda903", "201", year, date(year - 1, 4, 1), date(year, 3, 31))


def cell(column: Column, *, required: bool, year: int) -> st.SearchStrategy[Value]:
    """Any value that the return of the year can hold there."""
    values: st.SearchStrategy[Value]
    if column.name == "previous_permanence_order_date":
        values = st.sampled_from(("zz/zz/2018", "01/02/2018", "zz/07/2020"))
    elif column.codes:
        values = st.sampled_from(code_list(column.codes).codes_on(date(year, 3, 31)) or ("M",))
    elif column.type is ColumnType.DATE:
        values = DAYS
    elif column.type is ColumnType.BOOLEAN:
        values = st.booleans()
    elif column.type is ColumnType.INTEGER:
        values = st.integers(0, 40)
    else:
        values = TEXTS
    return values if required else st.none() | values


def row(file: FileTable, year: int) -> st.SearchStrategy[dict[str, Value]]:
    kept = [field for field in file.fields if field.column and field.column.name != "person_id"]
    # a second table of permanence is told by its own values, so that each has one
    required = {field.name for field in kept if field.key or field.name == "DATE_MATCH"}
    cells = {
        field.column.name: cell(field.column, required=field.name in required, year=year)
        for field in kept
        if field.column
    }
    return st.fixed_dictionaries(cells)


def rows_of_table(file: FileTable, year: int) -> st.SearchStrategy[list[Values]]:
    """Rows of one child with the ids that the reader makes: one each day, or one in all."""
    keys = [field.column.name for field in file.fields if field.key and field.column]
    own = [name for name in keys if name != "person_id"]

    def finished(cells: dict[str, Value]) -> Values:
        parts = (CHILD, *([file.letters] if file.letters else []), *(str(cells[name]) for name in own))
        made = {file.id_column: "|".join(parts)} if file.id_column else {}
        dated = {"year": year} if "year" in file.table.names else {}
        return file.table.row(authority="201", person_id=CHILD, **made, **dated, **cells)

    several = 3 if own else 1
    return st.lists(
        row(file, year), min_size=1 if file.name == "header" else 0, max_size=several,
        unique_by=lambda cells: tuple(cells[name] for name in own) or 0,
    ).map(lambda some: [finished(cells) for cells in some])  # fmt: skip


def returns_of(year: int, without: tuple[str, ...] = ()) -> st.SearchStrategy[dict[str, list[Values]]]:
    files = {name: file for name, file in layout(year).items() if name not in without}

    def joined(drawn: dict[str, list[Values]]) -> dict[str, list[Values]]:
        found: dict[str, list[Values]] = {}
        for name, some in drawn.items():
            found.setdefault(files[name].table.name, []).extend(some)
        return found

    return st.fixed_dictionaries({name: rows_of_table(file, year) for name, file in files.items()}).map(
        joined
    )


def assert_same(path: Path, year: int, rows: dict[str, list[Values]]) -> None:
    reading, found = read_paths([path], year=year)
    assert reading.is_acceptable
    back: dict[str, list[Values]] = {}
    for each in found:
        back.setdefault(each.table, []).append(tuple(each.values))
    expected = {name: some for name, some in rows.items() if some}
    assert {name: sorted(map(repr, some)) for name, some in back.items()} == {
        name: sorted(map(repr, some)) for name, some in expected.items()
    }


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    return lambda: tmp_path_factory.mktemp("return") / "set"


@settings(max_examples=40)
@pytest.mark.parametrize("year", [2018, 2024, 2025, 2027])
@given(data=st.data())
def test_what_is_written_as_csv_is_read_back(folders, year, data):
    rows = data.draw(returns_of(year))
    path = folders()
    FORMAT.write(path, heading(year), [rows])
    assert_same(path, year, rows)


@settings(max_examples=40)
@pytest.mark.parametrize("year", [2018, 2025])
@given(data=st.data())
def test_what_is_written_as_xml_is_read_back(folders, year, data):
    rows = data.draw(returns_of(year, without=("sw_episodes", "dolo")))
    rows["cla_yearly_outcomes"] = [
        each for each in rows["cla_yearly_outcomes"] if any(v is not None for v in each[3:])
    ]
    path = folders().with_suffix(".xml")
    write_xml(path, heading(year), [rows])
    assert_same(path, year, {name: [r for r in some if is_told(name, r)] for name, some in rows.items()})


def is_told(name: str, values: Values) -> bool:
    """Whether the XML has anything to say of the row: of an empty group it says nothing."""
    given = TABLES[name].positions
    own = [value for column, value in zip(TABLES[name].names, values, strict=True) if column not in (
        "authority", "person_id", "year", "table_id")]  # fmt: skip
    return name in ("person", "uasc") or (bool(given) and any(value is not None for value in own))


def test_children_of_a_set_are_written_one_after_another(tmp_path):
    persons = [
        {
            "person": [
                TABLES["person"].row(
                    authority="201", person_id=f"C{n}", sex="F", dob=date(2010, 1, 1) + timedelta(n)
                )
            ]
        }
        for n in range(50)
    ]
    FORMAT.write(tmp_path / "set", heading(2024), persons)
    text = (tmp_path / "set" / "header.csv").read_text()
    assert text.splitlines()[1] == "C0,2,01/01/2010,,,,"
    assert len(list((tmp_path / "set").iterdir())) == 11
    _, rows = read_paths([tmp_path / "set"], year=2024)
    assert counted(rows) == {"person": 50}


def test_what_the_year_has_no_place_for_is_refused(tmp_path):
    involvement = TABLES["involvements"].row(authority="201", involvements_id="x", person_id="C1")
    with pytest.raises(ValueError, match="involvements"):
        FORMAT.write(tmp_path / "set", heading(2023), [{"involvements": [involvement]}])
    with pytest.raises(ValueError, match="sw_episodes"):
        write_xml(tmp_path / "a.xml", heading(2024), [{"involvements": [involvement]}])
    both = TABLES["permanence"].row(
        authority="201",
        person_id="C1",
        matched_date=date(2026, 4, 1),
        decision_reversed_date=date(2026, 4, 1),
    )
    with pytest.raises(ValueError, match="make two of it"):
        FORMAT.write(tmp_path / "set", heading(2027), [{"permanence": [both]}])


# ---------------------------------------------------------------- without a child


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_child_taken_out_of_a_csv_file_leaves_every_other_byte(tmp_path, encoding, end):
    first, other, last = (ROWS["episodes"].replace("A1", child) for child in ("A1", "B2", "Zo\u00eb"))
    ours = 'A1 ,05/05/2026,S,C1,N1,U6,PR1,,,,"AB1\n2CD",,'
    head = COLUMNS["episodes"]
    whole = end.join((head, first, other, ours, last, "")).encode(encoding)
    path = write_files(tmp_path, {"episodes": whole}) / "episodes.csv"
    assert FORMAT.without_child(path, tmp_path / "out.csv", "A1") == 2
    assert (tmp_path / "out.csv").read_bytes() == end.join((head, other, last, "")).encode(encoding)
    assert FORMAT.without_child(path, tmp_path / "same.csv", "nobody") == 0
    assert (tmp_path / "same.csv").read_bytes() == whole


def test_a_child_taken_out_of_the_xml_leaves_every_other_byte(tmp_path, shared):
    path = shared / "data/extracts/ssda903_validator_samples/fake_903.xml"
    text = path.read_bytes()
    start = text.index(b"<CHILD>")
    end = text.index(b"</CHILD>") + len(b"</CHILD>")
    assert FORMAT.without_child(path, tmp_path / "out.xml", "907440") == 1
    assert (tmp_path / "out.xml").read_bytes() == text[:start] + text[end:]


def test_every_child_that_a_file_names_is_told_also_where_its_row_was_rejected(tmp_path, shared):
    rejected = ROWS["episodes"].replace("A1", " 907 ").replace("/20", "/xx")
    files = {"episodes": f"{COLUMNS['episodes']}\n{ROWS['episodes']}\n{rejected}\n"}
    assert set(FORMAT.children(write_files(tmp_path, files) / "episodes.csv")) == {"A1", "907"}
    rows = [COLUMNS["header"].split(","), ROWS["header"].split(","), ["456.0", "x"]]
    assert set(FORMAT.children(workbook(tmp_path / "a.xlsx", {"header": rows}))) == {"A1", "456"}
    xml = shared / "data/extracts/ssda903_validator_samples/fake_903.xml"
    assert "907440" in set(FORMAT.children(xml))


def test_a_workbook_that_does_not_name_the_child_stays_as_it_is(tmp_path):
    rows = [COLUMNS["header"].split(","), ROWS["header"].split(",")]
    book = workbook(tmp_path / "a.xlsx", {"header": rows})
    assert FORMAT.without_child(book, tmp_path / "out.xlsx", "nobody") == 0
    assert (tmp_path / "out.xlsx").read_bytes() == book.read_bytes()


def test_a_workbook_and_a_damaged_file_are_refused_and_nothing_is_written(tmp_path):
    book = workbook(
        tmp_path / "a.xlsx", {"header": [COLUMNS["header"].split(","), ROWS["header"].split(",")]}
    )
    damaged = write_files(tmp_path, {"header": table("header", 'A1,M"x,,,,,')}) / "header.csv"
    cut = write_files(tmp_path, {"b.xml": "<EXPSSDA903><CHILD>"}) / "b.xml"
    for path in (book, damaged, cut):
        with pytest.raises(Refused):
            FORMAT.without_child(path, tmp_path / "out", "A1")
        assert not (tmp_path / "out").exists()
