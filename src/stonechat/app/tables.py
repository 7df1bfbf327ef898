"""A table to download: values only, written as CSV or as a workbook, each telling where it came from.

Nothing is worked out, chosen or hidden here: `gate.py` and the use cases have done that. Text that a
spreadsheet would take for a formula stays text in both forms (OWASP ASVS 5.0, 1.2.10). A workbook has no
formulas, links, names, comments or hidden sheets, and is never on disk.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

Cell = str | int | Decimal | date | None
"""One cell. None is blank; text in a column of numbers or dates says why there is none."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
"""How text begins that a spreadsheet may run or swallow, the full-width forms too."""

LONGEST_TEXT = 32_767
"""Characters that one cell of a workbook holds (Excel's specifications and limits)."""

FIRST_DAY = date(1900, 3, 1)
"""Before this day workbooks number days differently, or not at all; an earlier date is written as text."""


class ColumnKind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of one column."""

    title: str
    kind: ColumnKind = ColumnKind.TEXT


class Marking(StrEnum):
    """How a file must be handled (Government Security Classifications)."""

    OFFICIAL = "OFFICIAL"
    SENSITIVE = "OFFICIAL-SENSITIVE"  # whatever tells of single children, or of exact small numbers


@dataclass(frozen=True, slots=True)
class About:
    """Where a table came from. `made_at` is by London's clocks; `others` are further notes, each with a name.

    `data_to` is the last day that the sources cover, None where no source is behind the table.
    """

    authority: str
    snapshot: str | None
    catalogue: str
    data_to: date | None
    made_by: str
    made_at: datetime
    marking: Marking
    others: tuple[tuple[str, str], ...] = ()

    def notes(self, caption: str) -> tuple[tuple[str, str], ...]:
        """All of it in words, in the order in which it is written; what there is not is left out."""
        notes = (
            ("Table", caption),
            ("Marking", self.marking.value),
            ("Authority", self.authority),
            ("Data to", _day(self.data_to) if self.data_to else ""),
            *self.others,
            ("Made by", self.made_by),
            ("Made at", self.made_at.strftime("%Y-%m-%d %H:%M")),
            ("Snapshot", self.snapshot or ""),
            ("Catalogue", self.catalogue),
        )
        return tuple((name, words) for name, words in notes if words)


@dataclass(frozen=True, slots=True)
class TableToDownload:
    """A caption, headings, rows of as many cells each, and where it came from.

    `subject` is what the name of the file is made of: words of ours, such as an indicator's number and a
    period, never a child's. ValueError if two headings are the same or a row is not as long as they are.
    """

    caption: str
    subject: tuple[str, ...]
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]
    about: About

    def __post_init__(self) -> None:
        if len({heading.title.casefold() for heading in self.headings}) != len(self.headings):
            raise ValueError("two headings of the table are the same")
        if any(len(row) != len(self.headings) for row in self.rows):
            raise ValueError("a row has not as many cells as there are headings")


class Form(StrEnum):
    """How a table may be written; the value is the ending of the file's name."""

    CSV = "csv"
    WORKBOOK = "xlsx"


CONTENT_TYPES = {
    Form.CSV: "text/csv; charset=utf-8",
    Form.WORKBOOK: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Download:
    """A file to hand over: its name (letters, digits and hyphens), its type, and what is in it."""

    name: str
    content_type: str
    content: bytes


def download(table: TableToDownload, form: Form) -> Download:
    """The table as a file of this form. The same table gives the same bytes."""
    content = as_csv(table) if form is Form.CSV else as_workbook(table)
    return Download(f"{file_stem(table)}.{form.value}", CONTENT_TYPES[form], content)


def file_stem(table: TableToDownload) -> str:
    """The name of the file without its ending: marking, subject, and when it was made."""
    said = (table.about.marking.value, *table.subject, table.about.made_at.strftime("%Y-%m-%d-%H%M"))
    return "_".join(filter(None, (re.sub(r"[^A-Za-z0-9]+", "-", part).strip("-") for part in said)))


# ---------------------------------------------------------------- CSV


def as_csv(table: TableToDownload) -> bytes:
    """Headings, rows, a line of blanks, and the notes, by RFC 4180: UTF-8 with the mark that Excel needs.

    All text stands in quotes. Text that begins like a formula has an apostrophe before it; numbers never.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow([_as_text(heading.title) for heading in table.headings])
    writer.writerows([_in_csv(cell) for cell in row] for row in table.rows)
    writer.writerows(_notes_below(table))
    return out.getvalue().encode("utf-8-sig")


def _notes_below(table: TableToDownload) -> Iterator[list[str]]:
    """Every line of a file has as many fields as its headings, or two if there is one heading only."""
    width = max(len(table.headings), 2)
    yield [""] * width
    for name, words in table.about.notes(table.caption):
        yield [_as_text(name), _as_text(words), *[""] * (width - 2)]


def _in_csv(cell: Cell) -> str | int | Decimal:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return _day(cell)
    return _as_text(cell) if isinstance(cell, str) else cell


def _as_text(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _day(day: date) -> str:
    return day.isoformat()


# ---------------------------------------------------------------- workbook


def as_workbook(table: TableToDownload) -> bytes:
    """Two sheets: the notes, and the table. The table's tab and its printed pages bear the marking."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,  # no children in temporary files
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"author": "Stonechat", "title": table.caption, "created": table.about.made_at})
    _write_notes(book, table)
    _Sheet(book, table).write()
    book.close()
    return out.getvalue()


def _write_notes(book: Any, table: TableToDownload) -> None:
    sheet = book.add_worksheet("About")
    bold = book.add_format({"bold": True})
    for at, (name, words) in enumerate(table.about.notes(table.caption)):
        sheet.write_string(at, 0, name, bold)
        sheet.write_string(at, 1, _fitted(words))
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 90)
    _print_with_marking(sheet, table)


def _print_with_marking(sheet: Any, table: TableToDownload) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_header(f"&C{table.about.marking.value}")
    sheet.set_footer(f"&L{_in_footer(table.about.made_by)}&RPage &P of &N")


def _in_footer(words: str) -> str:
    """In a footer an ampersand begins an instruction, so it is doubled; and a footer is short."""
    return words[:80].replace("&", "&&")


class _Sheet:
    """The sheet with the table."""

    def __init__(self, book: Any, table: TableToDownload) -> None:
        self._table = table
        self._sheet = book.add_worksheet(table.about.marking.value)
        self._text = book.add_format({"quote_prefix": True})  # so that it stays text when it is edited
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})

    def write(self) -> None:
        """The headings in the first row, then the rows."""
        for column, heading in enumerate(self._table.headings):
            self._sheet.write_string(0, column, _fitted(heading.title))
        for number, row in enumerate(self._table.rows, start=1):
            for column, cell in enumerate(row):
                self._write(number, column, cell)
        self._lay_out()
        _print_with_marking(self._sheet, self._table)

    def _write(self, row: int, column: int, cell: Cell) -> None:
        if cell is None:
            return
        if isinstance(cell, date) and cell >= FIRST_DAY:
            self._sheet.write_datetime(row, column, cell, self._day)
        elif isinstance(cell, int | Decimal):
            self._sheet.write_number(row, column, cell)
        else:
            self._write_text(row, column, cell if isinstance(cell, str) else _day(cell))

    def _write_text(self, row: int, column: int, text: str) -> None:
        self._sheet.write_string(
            row, column, _fitted(text), self._text if text.startswith(FORMULA_STARTS) else None
        )

    def _lay_out(self) -> None:
        """A table that can be sorted and filtered; a filter alone would add a name to the workbook."""
        columns = [{"header": _fitted(heading.title)} for heading in self._table.headings]
        if self._table.rows:
            self._sheet.add_table(
                0, 0, len(self._table.rows), len(columns) - 1, {"columns": columns, "style": None}
            )
        self._sheet.freeze_panes(1, 0)
        self._sheet.autofit(max_width=420)


def _fitted(text: str) -> str:
    """Text that is too long for a cell ends in an ellipsis."""
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"
