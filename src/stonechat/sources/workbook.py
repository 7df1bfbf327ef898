"""Workbooks (.xlsx) as records of texts, one sheet after another: values only, never formulas.

Four traps of the library are met here: empty rows at the top are kept, so that row numbers are Excel's;
456.0 becomes 456 again; a workbook with errors in cells (#REF!), which would come as blanks, is refused; and
so is one with a cell so far out that the library would ask for more memory than there is. Sizes are looked
at before anything is unpacked.

Any format of workbook may use it; none is known here.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from stonechat.basics.problems import Problem
from stonechat.sources import zips
from stonechat.sources.faults import NotReadable, not_readable
from stonechat.sources.separated import Record

MOST_UNPACKED = 1 << 30
MOST_TIMES_PACKED = 200
MOST_CELLS = 5_000_000
"""From the first cell to the farthest, blank ones too: the library makes room for all of them."""
FARTHEST_ROW, FARTHEST_COLUMN = 1 << 20, 1 << 14
"""Excel has no cell beyond."""
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]+)([0-9]+)["']""")
_HIDDEN_SHEET = re.compile(rb"""<(?:\w+:)?sheet\b[^>]*\bstate\s*=\s*["'](?:hidden|veryHidden)["']""")
_HIDDEN_ROWS = re.compile(rb"""<(?:\w+:)?(?:row|col)\b[^>]*\bhidden\s*=\s*["'](?:1|true)["']""")
_MACROS = "xl/vbaProject.bin"
_ERROR_CELL = re.compile(rb"""<c\b[^>]*\bt=["']e["']""")
_OVERLAP = 256


def is_workbook(head: bytes, path: Path) -> bool:
    """Whether the file is an Excel workbook of the kind that is a zip file."""
    return zips.is_zip(head) and zips.is_workbook(zips.listed_names(path))


class Workbook:
    """One workbook, opened. `NotReadable` where that cannot be done safely."""

    def __init__(self, path: Path) -> None:
        self._path = path
        _check_sizes(path)
        with _library(path):
            self._book = CalamineWorkbook.from_path(str(path))

    @property
    def sheets(self) -> list[str]:
        """The names of its sheets."""
        return list(self._book.sheet_names)

    def check_cells(self) -> None:
        """`NotReadable` if a cell holds an Excel error, or the workbook holds macros."""
        path = self._path
        with _opened(path) as archive:
            if _MACROS in archive.namelist():
                what = "The workbook holds macros, which are not opened here."
                raise not_readable(path, "macros", what, "Save it as an ordinary workbook (.xlsx).")
            if any(_has(_ERROR_CELL, archive, info) for info in _sheets(archive)):
                what = "The workbook has cells that hold an Excel error (such as #REF!) instead of a value."
                raise not_readable(path, "excel_error", what, "Mend those cells and save it again.")

    @property
    def has_hidden_parts(self) -> bool:
        """Whether a sheet, row or column is hidden: it is read all the same."""
        with _opened(self._path) as archive:
            books = (info for info in archive.infolist() if info.filename == "xl/workbook.xml")
            return any(_has(_HIDDEN_SHEET, archive, info) for info in books) or any(
                _has(_HIDDEN_ROWS, archive, info) for info in _sheets(archive)
            )

    def records(self, sheet: str) -> Iterator[Record]:
        """The rows of one sheet as texts, from row 1; empty rows are passed over."""
        with _library(self._path):
            rows = self._book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        for number, row in enumerate(rows, 1):
            texts = [_text(value) for value in row]
            if any(texts):
                yield number, texts


def fault_of(path: Path) -> Problem | None:
    """What makes a workbook unreadable, whatever it holds; None if it can be read."""
    try:
        book = Workbook(path)
        for sheet in book.sheets:
            next(book.records(sheet), None)
    except NotReadable as refused:
        return refused.problem
    return None


@contextmanager
def _library(path: Path) -> Iterator[None]:
    """What the library raises becomes `NotReadable`; that it lost its footing, too."""
    try:
        yield
    except (CalamineError, OSError, ValueError):
        raise _broken(path) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # of the Rust library; it cannot be imported
            raise
        raise _broken(path) from None


def _broken(path: Path) -> Exception:
    return not_readable(path, "not_readable", "The workbook is damaged, or protected by a password.")


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _check_sizes(path: Path) -> None:
    with _opened(path) as archive:
        unpacked = sum(info.file_size for info in archive.infolist())
        if unpacked > MOST_UNPACKED or unpacked > MOST_TIMES_PACKED * max(path.stat().st_size, 1 << 16):
            what = "The workbook would unpack to far more than a return can be."
            raise not_readable(path, "too_large", what)
        for info in _sheets(archive):
            _check_extent(path, archive, info)


def _check_extent(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    """`NotReadable` if the farthest row and column of a sheet make too many cells, or are none of Excel's."""
    row = column = 0
    for data in _pieces(archive, info):
        for letters, digits in set(_PLACE.findall(data)):
            column = max(column, _number(letters))
            row = max(row, int(digits[:9]))
    if row > FARTHEST_ROW or column > FARTHEST_COLUMN:
        raise _broken(path)
    if row * column > MOST_CELLS:
        what = f"A sheet reaches to row {row:,} and column {column:,}, which is more than a return can be."
        fix = "Delete the cells far below or beside the table, or save the sheet as CSV."
        raise not_readable(path, "too_large", what, fix)


def _number(letters: bytes) -> int:
    """The number of a column by its letters, A being 1; beyond Excel's for four letters and more."""
    found = 0
    for letter in letters.upper()[:4]:
        found = 26 * found + letter - ord("A") + 1
    return found


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The workbook as a zip file; `NotReadable` whatever is wrong with it."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        raise _broken(path) from None


def _sheets(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    return (info for info in archive.infolist() if "/worksheets/" in info.filename)


def _has(wanted: re.Pattern[bytes], archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    return any(wanted.search(data) for data in _pieces(archive, info))


def _pieces(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """A file in the workbook, a megabyte at a time, each with the end of the one before."""
    with archive.open(info) as sheet:
        tail = b""
        while data := sheet.read(1 << 20):
            yield tail + data
            tail = data[-_OVERLAP:]
