"""Tables, zips and workbooks that are damaged or meant to harm: told in words, never raised."""

import io
import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.sources.ssd.extracts import PERSON, row
from tests.sources.ssda903.returns903 import COLUMNS, ROWS, rules, table, workbook, write_files

from stonechat.sources import registry
from stonechat.sources.reading import Overrides, Reading, TypedRow
from stonechat.sources.ssd.write import Form, write_folder

CANARY = "ZQX7714CANARY"


def read_all(path: Path) -> list[tuple[Reading, list[TypedRow]]]:
    """Every return at the path, read to its end; its books balance and it tells nothing of a child."""
    found = []
    for each in registry.grouped([path]):
        reading = registry.read(each, Overrides(authority="201"))
        rows = list(reading.rows)
        assert all(account.balances for account in reading.accounts.values())
        assert len(rows) == sum(account.loaded for account in reading.accounts.values())
        assert CANARY not in " ".join(map(str, reading.findings.kept))
        found.append((reading, rows))
    return found


def zipped(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def flipped(data: bytes, place: int, bit: int) -> bytes:
    return data[:place] + bytes([data[place] ^ (1 << bit)]) + data[place + 1 :]


# ---------------------------------------------------------------- zips and Parquet, every byte of them


def test_a_zip_with_any_byte_changed_is_read_or_refused(tmp_path: Path) -> None:
    whole = zipped({"ssd_person.csv": f"{PERSON}{CANARY},F,2012-05-06\r\n".encode()})
    path = tmp_path / "a.zip"
    for place in range(len(whole)):
        path.write_bytes(flipped(whole, place, place % 8))
        assert len(read_all(path)) == 1


@pytest.mark.parametrize("seed", range(60))
def test_a_parquet_file_with_bytes_changed_is_read_or_refused(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    write_folder([row("person", person_id=CANARY, sex="F")], tmp_path / "whole", Form.PARQUET)
    data = (tmp_path / "whole" / "ssd_person.parquet").read_bytes()
    for _ in range(chance.choice((1, 2, 8))):
        data = flipped(data, chance.randrange(len(data)), chance.randrange(8))
    path = tmp_path / "ssd_person.parquet"
    path.write_bytes(data if seed % 3 else data[: chance.randrange(len(data))])
    assert len(read_all(path)) == 1


# ---------------------------------------------------------------- texts that are too long

LONG = "x" * 200_000


@pytest.mark.parametrize(
    ("cell", "line", "says"),
    [
        (LONG, 3, "There is a value of more than 131,072 characters"),
        (f'"{LONG}"', 3, "A quotation mark is never closed, or there is a value of more than 131,072"),
        ('"' + "open,\n" * 40_000, 3, "A quotation mark is never closed, or there is a value of more than"),
    ],
)
def test_a_value_that_no_return_has_is_told_as_that_with_its_line(
    tmp_path: Path, cell: str, line: int, says: str
) -> None:
    files = {"episodes": table("episodes") + f"{CANARY},{cell}\n", "header": table("header")}
    ((reading, _),) = read_all(write_files(tmp_path / "x", files))
    (problem,) = [each for each in reading.findings.kept if each.rule == "value_too_long"]
    assert says in problem.what
    assert problem.where.row == line
    assert not reading.is_acceptable


# ---------------------------------------------------------------- workbooks

Change = Callable[[bytes], bytes]


def changed(path: Path, change: Change, member: str = "xl/worksheets/sheet2.xml") -> Path:
    """A workbook of a header and episodes, with one file in it changed; sheet 2 has the episodes."""
    sheets = {
        name.title(): [COLUMNS[name].split(","), ROWS[name].split(",")] for name in ("header", "episodes")
    }
    whole = workbook(path.with_suffix(".whole"), sheets)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            made = change(data) if name == member else data
            assert name != member or made != data or change is unchanged
            target.writestr(name, made)
    whole.unlink()
    return path


def unchanged(data: bytes) -> bytes:
    return data


def _more(cells: bytes) -> Change:
    return lambda data: data.replace(b"</sheetData>", cells + b"</sheetData>")


FAR = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
APART = b'<row r="3"><c r="XFD3"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>'
SINGLE = FAR.replace(b'"', b"'").replace(b"r='XFD", b"r = 'XFD")


@pytest.mark.parametrize("cells", [FAR, APART, SINGLE])
def test_a_cell_far_out_is_told_and_takes_no_memory(tmp_path: Path, cells: bytes) -> None:
    path = changed(tmp_path / "a.xlsx", _more(cells))
    ((reading, rows),) = read_all(path)
    assert rows == []
    (problem,) = reading.findings.kept
    assert problem.rule == "too_large"
    assert "row 1,048,576 and column 16,384" in problem.what


@pytest.mark.parametrize(
    "place", [b"ZZZZZZ99999999999", b"XFE1", b"A1048577", b"A99999999999999999999", b"A0", b"A", b"1", b""]
)
def test_a_cell_at_a_place_that_excel_does_not_have_is_no_traceback(tmp_path: Path, place: bytes) -> None:
    path = changed(tmp_path / "a.xlsx", lambda data: data.replace(b'"A2"', b'"' + place + b'"'))
    assert len(read_all(path)) == 1


def test_a_table_that_reaches_far_down_alone_is_read(tmp_path: Path) -> None:
    ((reading, rows),) = read_all(
        changed(tmp_path / "a.xlsx", _more(b'<row r="99000"><c r="A99000"/></row>'))
    )
    assert len(rows) == 2
    assert reading.is_acceptable


@pytest.mark.parametrize(
    ("change", "member"),
    [
        (lambda data: data.replace(b'<row r="2"', b'<row r="2" hidden="1"'), "xl/worksheets/sheet2.xml"),
        (
            lambda data: data.replace(b'name="Episodes"', b'name="Episodes" state="veryHidden"'),
            "xl/workbook.xml",
        ),
    ],
)
def test_what_is_hidden_is_read_and_told(tmp_path: Path, change: Change, member: str) -> None:
    ((reading, rows),) = read_all(changed(tmp_path / "a.xlsx", change, member))
    assert len(rows) == 2
    assert "hidden_cells" in rules(reading, "warning")
    ((plain, _),) = read_all(changed(tmp_path / "b.xlsx", unchanged))
    assert "hidden_cells" not in rules(plain)


def test_a_formula_that_was_never_worked_out_rejects_its_row_and_a_worked_out_one_is_its_value(
    tmp_path: Path,
) -> None:
    cell = b'<c r="A2" t="inlineStr"><is><t>A1</t></is></c>'
    for value, loaded in ((b"", 1), (b"<v>A1</v>", 2)):
        formula = b'<c r="A2" t="str"><f>B2</f>' + value + b"</c>"
        ((reading, rows),) = read_all(
            changed(tmp_path / "a.xlsx", lambda data, new=formula: data.replace(cell, new))
        )
        assert len(rows) == loaded
        assert ("missing_key" in rules(reading, "error")) is (loaded == 1)


@pytest.mark.parametrize("seed", range(60))
def test_a_workbook_with_bytes_changed_or_cut_off_is_read_or_refused(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    data = changed(tmp_path / "a.xlsx", unchanged).read_bytes()
    for _ in range(chance.choice((1, 3, 20))):
        data = flipped(data, chance.randrange(len(data)), chance.randrange(8))
    (tmp_path / "a.xlsx").write_bytes(data if seed % 3 else data[: chance.randrange(len(data))])
    assert len(read_all(tmp_path / "a.xlsx")) == 1


# ---------------------------------------------------------------- zero bytes, and what is no file


def test_a_zero_byte_in_parquet_refuses_the_file_as_it_does_in_csv(tmp_path: Path) -> None:
    write_folder(
        [row("person", person_id="C1"), row("person", person_id="C\x002")], tmp_path / "x", Form.PARQUET
    )
    ((reading, _),) = read_all(tmp_path / "x" / "ssd_person.parquet")
    (problem,) = [each for each in reading.findings.kept if each.rule == "zero_byte"]
    assert problem.where.row == 2
    assert not reading.is_acceptable


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_or_a_device_is_told_and_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    os.mkfifo(tmp_path / "x" / "header.csv")
    (tmp_path / "x" / "episodes.csv").symlink_to("/dev/zero")
    found = read_all(tmp_path / "x")
    assert [rules(reading) for reading, _ in found] == [{"no_file"}, {"no_file"}]
