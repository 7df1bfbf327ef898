"""Workbooks (.xlsx) as records of texts, one sheet after another: values only, never formulas.

Three traps of the library are met here: empty rows at the top are kept, so that row numbers are Excel's;
456.0 becomes 456 again; and a workbook with errors in cells (#REF!), which would come as blanks, is
refused. Sizes are looked at before anything is unpacked.

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

from stonechat.sources import zips
from stonechat.sources.faults import not_readable
from stonechat.sources.separated import Record

MOST_UNPACKED = 1 << 30
MOST_TIMES_PACKED = 200
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
        try:
            self._book = CalamineWorkbook.from_path(str(path))
        except (CalamineError, OSError, ValueError):
            raise _broken(path) from None

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
            sheets = (info for info in archive.infolist() if "/worksheets/" in info.filename)
            if any(_has_errors(archive, info) for info in sheets):
                what = "The workbook has cells that hold an Excel error (such as #REF!) instead of a value."
                raise not_readable(path, "excel_error", what, "Mend those cells and save it again.")

    def records(self, sheet: str) -> Iterator[Record]:
        """The rows of one sheet as texts, from row 1; empty rows are passed over."""
        try:
            rows = self._book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        except (CalamineError, OSError, ValueError):
            raise _broken(self._path) from None
        for number, row in enumerate(rows, 1):
            texts = [_text(value) for value in row]
            if any(texts):
                yield number, texts


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


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The workbook as a zip file; `NotReadable` whatever is wrong with it."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        raise _broken(path) from None


def _has_errors(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    with archive.open(info) as sheet:
        tail = b""
        while data := sheet.read(1 << 20):
            if _ERROR_CELL.search(tail + data):
                return True
            tail = data[-_OVERLAP:]
    return False
