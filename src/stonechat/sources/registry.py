"""Which format a file is, going by its first bytes and never by its name.

Formats are found by folder: every package here that exposes `FORMAT` (see `formats.py`). A file that
is none of ours gets a problem that says what it looks like and what was expected.

Next: `cin_census/` is the first format; `README.md` says how to add one.
"""

import pkgutil
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

from stonechat.basics.problems import Problem, Refused, Severity, Where, refusal
from stonechat.sources.decoding import decoded
from stonechat.sources.formats import FileSet, Format, ReturnFormat
from stonechat.sources.headings import as_listed
from stonechat.sources.reading import Findings, Overrides, Reading
from stonechat.sources.workbook import fault_of, is_workbook
from stonechat.sources.zips import is_zip

HEAD_BYTES = 64 * 1024
"""How much of a file is looked at to recognise it."""
MOST_LINES_ABOVE = 20
"""Reports put a title, a date or filters above a table: so many lines are looked at for its column names."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """Files that one of our formats knows as one return; `format` None: a file that none knows."""

    files: FileSet
    format: Format | None


@cache
def formats() -> dict[str, Format]:
    """Every format there is, by name."""
    package = import_module("stonechat.sources")
    folders = (module.name for module in pkgutil.iter_modules(package.__path__) if module.ispkg)
    found = (import_module(f"stonechat.sources.{folder}").FORMAT for folder in folders)
    return {each.name: each for each in found}


def return_format(name: str) -> ReturnFormat:
    """The format of returns of that name. KeyError if there is none, TypeError for one of other files."""
    found = formats()[name]
    if not isinstance(found, ReturnFormat):
        raise TypeError(f"{name} is no format of returns")
    return found


def recognise(path: Path) -> Format | None:
    """The format that knows the file; None if none does (`stranger` then says what it looks like).

    `Refused`, in words, if the file cannot be opened.
    """
    head = _head(path)
    return next((each for each in formats().values() if each.recognise(head, path)), None)


def grouped(paths: Iterable[Path]) -> list[Recognition]:
    """The files as returns to be: those of one format in its sets, every stranger alone. None is left out.

    A folder stands for every file below it but hidden ones. A file that cannot be opened is a stranger too.
    """
    known: dict[str, list[Path]] = {}
    strangers: list[Recognition] = []
    for path in _files(paths):
        try:
            found = recognise(path)
        except Refused:
            found = None
        if found is None:
            strangers.append(Recognition(FileSet(path.name, (path,)), None))
        else:
            known.setdefault(found.name, []).append(path)
    sets = ((files, formats()[name]) for name, some in known.items() for files in formats()[name].sets(some))
    return [*(Recognition(files, one) for files, one in sets), *strangers]


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and those below the folders named, each once and in order."""
    below = (sorted(path.rglob("*")) if path.is_dir() else [path] for path in paths)
    every = (path for some in below for path in some if not path.is_dir() and not _is_hidden(path))
    yield from dict.fromkeys(every)


def _is_hidden(path: Path) -> bool:
    return path.name.startswith((".", "~$"))


def read(found: Recognition, overrides: Overrides | None = None) -> Reading:
    """A reading of the files by the format that knows them; of a stranger, one with no rows and an error.

    What cannot be opened is told in the reading too.
    """
    try:
        if found.format is not None:
            return found.format.read(found.files, overrides or Overrides())
        problem = stranger(found.files.paths[0])
    except Refused as refused:
        (problem,) = refused.problems
    except OSError as error:
        (problem,) = _cannot_open(found.files.paths[0], error).problems
    findings = Findings()
    findings.add(problem)
    return Reading(found.files.name, iter(()), findings)


def read_file(path: Path, overrides: Overrides | None = None) -> Reading:
    """A reading of one file, a set by itself."""
    (found,) = grouped([path])
    return read(found, overrides)


def stranger(path: Path) -> Problem:
    """For a file that no format knows: what it looks like, what was expected, and what to do.

    For a workbook that cannot be opened, why: nobody can know what it is.
    """
    head = _head(path)
    if is_zip(head) and not zipfile.is_zipfile(path):
        return _cut_short(path)
    looks = _looks_like(head)
    what, fix, rule = f"This is none of the files that can be read: {looks.what}", looks.fix, "not_recognised"
    if is_workbook(head, path) and (fault := fault_of(path)) is not None:
        what, fix, rule = f"This file cannot be read: {looks.what} {fault.what}", fault.fix, fault.rule
    expected = " or ".join(each.title for each in formats().values())
    return Problem(what, f"Expected: {expected}. {fix}", Severity.ERROR, rule, Where(file=path.name))


def _cut_short(path: Path) -> Problem:
    """For a workbook or zip whose end, where its list of contents stands, is not there."""
    what = "This file cannot be read: it is a workbook or a zip that was saved or copied only in part."
    fix = "Save or export it again, wait until that has finished, and choose the new file."
    return Problem(what, fix, Severity.ERROR, "cut_short", Where(file=path.name))


@dataclass(frozen=True, slots=True)
class _Looks:
    """What a strange file looks like, and what its owner could do about it."""

    what: str
    fix: str = "Choose that file, or export it again from your system."


_EXPORT_DATA = "Export the data itself from your system, as XML, CSV or a workbook."
_MAGIC: tuple[tuple[bytes, _Looks], ...] = (
    (b"%PDF", _Looks("it looks like a PDF document.", "A PDF cannot be imported; export the data itself.")),
    (b"\xff\xd8\xff", _Looks("it looks like a picture (JPEG).", _EXPORT_DATA)),
    (b"\x89PNG\r\n", _Looks("it looks like a picture (PNG).", _EXPORT_DATA)),
    (b"GIF8", _Looks("it looks like a picture (GIF).", _EXPORT_DATA)),
    (b"{\\rtf", _Looks("it looks like a document (RTF).", _EXPORT_DATA)),
    (b"\x1f\x8b", _Looks("it looks like a compressed file (gzip).", "Unpack it first.")),
    (b"7z\xbc\xaf\x27\x1c", _Looks("it looks like a compressed file (7-Zip).", "Unpack it first.")),
    (b"PAR1", _Looks("it looks like a Parquet file.")),
)
_EMPTY_ZIP = b"PK\x05\x06"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_INSIDE_OLD_OFFICE: tuple[tuple[str, _Looks], ...] = (
    (
        "EncryptedPackage",
        _Looks(
            "it is locked with a password.",
            "Open it in Excel, take the password away (File, Info, Protect Workbook) and save it again.",
        ),
    ),
    ("WordDocument", _Looks("it looks like a Word document (.doc).", _EXPORT_DATA)),
    (
        "Workbook",
        _Looks("it looks like an old Excel workbook (.xls).", "Save it as a workbook (.xlsx) or as CSV."),
    ),
)
"""By the names of the streams that such a file holds, which it writes in UTF-16."""


def _looks_like(head: bytes) -> _Looks:
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        return _Looks("it is empty.")
    for magic, looks in _MAGIC:
        if head.startswith(magic):
            return looks
    if head.startswith(_OLD_OFFICE):
        return _old_office_looks(head)
    if is_zip(head) or head.startswith(_EMPTY_ZIP):
        return _zip_looks(head)
    return _text_looks(decoded(head))


def _old_office_looks(head: bytes) -> _Looks:
    for name, looks in _INSIDE_OLD_OFFICE:
        if name.encode("utf-16-le") in head:
            return looks
    return _Looks("it looks like an old Excel workbook (.xls), or a workbook locked with a password.")


def _zip_looks(head: bytes) -> _Looks:
    if b"word/" in head:
        return _Looks("it looks like a Word document (.docx).", _EXPORT_DATA)
    if b"ppt/" in head:
        return _Looks("it looks like a presentation (.pptx).", _EXPORT_DATA)
    if b"xl/" in head or b"[Content_Types].xml" in head:
        return _Looks("it looks like an Excel workbook (.xlsx).")
    return _Looks("it looks like a zip file.", "Unpack it first.")


def _text_looks(text: str) -> _Looks:
    start = text.lstrip()
    if re.match(r"(?is)<!doctype\s+html|<html\b", start):
        return _Looks("it looks like a web page (HTML).")
    if start.startswith("<"):
        return _xml_looks(start)
    if start.startswith(("{", "[")):
        return _Looks("it looks like JSON.")
    line = _line_of_headings(text)
    if line is not None and line > 1:
        what = f"it looks like a table (CSV) whose column names stand in line {line} and not in the first."
        return _Looks(what, "Delete the lines above the column names and save it again.")
    return _table_looks(start)


def _line_of_headings(text: str) -> int | None:
    """The first line, of those at the top, that is nothing but three or more headings known here."""
    for number, line in enumerate(text.splitlines()[:MOST_LINES_ABOVE], 1):
        names = _names(line)
        if len(names) > 2 and all(as_listed(name) is not None for name in names):
            return number
    return None


def _names(line: str) -> list[str]:
    """The texts of a line, by the separator that it has most of."""
    separator = max(",;\t|", key=line.count)
    return [name.strip().strip('"') for name in line.split(separator)]


_KNOWN_COLLECTIONS = {
    "CSWW": "children's social work workforce census",
    "SSDA903": "return on looked-after children",
}
_OF_CENSUS = re.compile(r"<(?:[\w.-]+:)?(?:ChildIdentifiers|CINdetails)[\s>/]")
_SHORT_NAME = re.compile(r"[A-Za-z_][A-Za-z_.-]{0,30}(?:903)?")


def _xml_looks(text: str) -> _Looks:
    root = re.search(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)", re.sub(r"(?s)<!--.*?-->|<[?!][^>]*>", "", text))
    name = root[1] if root and _SHORT_NAME.fullmatch(root[1]) else None
    collection = re.search(r"<(?:[\w.-]+:)?Collection\s*>\s*([A-Z0-9]{2,8})\s*<", text)
    meaning = _KNOWN_COLLECTIONS.get(collection[1]) if collection else None
    known = f" and whose header names the {meaning}" if meaning else ""
    what = f"it is XML whose outermost element is {name or 'one with an unusual name'}{known}."
    if not _OF_CENSUS.search(text):
        return _Looks(what)
    fix = "It holds what a CIN census holds: if it is one, correct the collection in its header to CIN."
    return _Looks(what, fix)


def _table_looks(text: str) -> _Looks:
    """A file of separated columns is named by its headings, if its first line is nothing but headings.

    Otherwise that line may be a child's, and only the number of columns is told.
    """
    names = _names(text.splitlines()[0] if text else "")
    if len(names) < 2:
        return _Looks("it looks like nothing that is known here.")
    known = [heading for name in names if (heading := as_listed(name)) is not None]
    if len(known) < len(names):
        return _Looks(
            f"it looks like a table (CSV) of {len(names)} columns, whose first line is not made up of "
            "column names that are known here."
        )
    return _Looks(f"it looks like a table (CSV) with the columns {', '.join(known[:20])}.")


def _head(path: Path) -> bytes:
    if path.exists() and not path.is_file():  # a pipe or a device can be waited for until the end of days
        raise refusal(
            "This is no file but a pipe, a device or the like.",
            "Leave it out.",
            "no_file",
            Where(file=path.name),
        )
    try:
        with path.open("rb") as file:
            return file.read(HEAD_BYTES)
    except OSError as error:
        raise _cannot_open(path, error) from None


def _cannot_open(path: Path, error: OSError) -> Refused:
    reason = (
        "There is no such file." if isinstance(error, FileNotFoundError) else "The file cannot be opened."
    )
    return refusal(
        reason,
        "Check the path, and that it is a file that you may read.",
        "cannot_open",
        Where(file=path.name),
    )
