"""CSV files as records of texts: the encoding found out, quotes held to the rules, no line lost.

A file is UTF-8, UTF-16 or UTF-32 (with a byte order mark, or by where its zero bytes stand), and else
Windows-1252. What breaks the rules of CSV (a quote inside a bare text, one that is never closed, a zero
byte) makes the whole file unreadable: from there on nobody could know where a value begins. Nothing here
knows which columns there should be.

A file may also be one inside a zip, which is read where it is.
"""

import codecs
import csv
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from stonechat.basics.problems import Problem, Severity, Where
from stonechat.sources.faults import NotReadable, not_readable, zero_byte

Opens = Path | zipfile.Path
"""A file that can be opened again and again: on the disk, or inside a zip."""

FALLBACK_ENCODING = "windows-1252"
SEPARATORS = (",", ";", "\t", "|")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK = 1 << 20
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"), None)

Record = tuple[int, list[str]]
"""The line on which a record begins, counted from 1, and its texts as they stand."""


def encoding_of(path: Opens) -> str:
    """The encoding in which the whole file can be read; `NotReadable` if there is none."""
    with path.open("rb") as file:
        head = file.read(4)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return _checked(path, encoding)
    if head[1:2] == b"\x00":
        return _checked(path, "utf-16-le")
    if head[:1] == b"\x00":
        return _checked(path, "utf-16-be")
    return "utf-8" if _can_read(path, "utf-8") else _checked(path, FALLBACK_ENCODING)


def _checked(path: Opens, encoding: str) -> str:
    if _can_read(path, encoding):
        return encoding
    what = "The file holds bytes that are no text in any encoding that is known here."
    raise not_readable(path, "encoding", what, "Export it as CSV in UTF-8.")


def _can_read(path: Opens, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while data := file.read(_CHUNK):
                decoder.decode(data)
            decoder.decode(b"", final=True)
        except UnicodeError:
            return False
    return True


def clean(text: str) -> str:
    """The text without blanks around it; blanks of every kind become spaces, letters their composed form."""
    if text.isascii():
        return text.strip()
    composed = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    return re.sub(r"[^\S\r\n]", " ", composed).strip()


def heading_names(texts: list[str]) -> tuple[str, ...]:
    """The names of a header row as they are compared: in capitals, spaces as underscores."""
    return tuple(re.sub(r"\s+", "_", clean(text).strip('"').upper()) for text in texts)


@dataclass(slots=True)
class _Lines:
    """The lines of a file, remembering those taken since the last record."""

    file: TextIO
    path: Opens
    number: int = 0
    taken: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[str]:
        for line in self.file:
            self.number += 1
            if "\x00" in line:
                raise zero_byte(self.path, self.number)
            self.taken.append(line)
            yield line

    @property
    def have_quotes(self) -> bool:
        return any('"' in line for line in self.taken)


def records(path: Opens, encoding: str, separator: str) -> Iterator[Record]:
    """Every record of the file, the header row first; wholly empty lines are passed over.

    `NotReadable`, with the line, for a quote where none may stand.
    """
    if _is_plain(path, encoding):
        return _plain_records(path, encoding, separator)
    return ((line, texts) for line, texts, _ in received_records(path, encoding, separator) if texts)


def _is_plain(path: Opens, encoding: str) -> bool:
    """Whether there is neither a quotation mark nor a zero byte in a file of one byte for each of those."""
    if encoding not in ("utf-8", "utf-8-sig", FALLBACK_ENCODING):
        return False
    with path.open("rb") as file:
        return not any(b'"' in data or b"\x00" in data for data in iter(lambda: file.read(_CHUNK), b""))


def _plain_records(path: Opens, encoding: str, separator: str) -> Iterator[Record]:
    """The records of a plain file: without quotes every line is one, and nothing can break the rules."""
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=separator, strict=True)
        try:
            for texts in reader:
                if texts:
                    yield reader.line_num, texts
        except csv.Error:  # there is no quotation mark, so it can only be this
            raise _too_long(path, reader.line_num, "There is a value") from None


def received_records(
    path: Opens, encoding: str, separator: str
) -> Iterator[tuple[int, list[str], list[str]]]:
    """The same, empty lines too, each with its lines as received: take them before the next is asked for."""
    with path.open(encoding=encoding, newline="") as file:
        lines, is_quoted_rightly = _Lines(file, path), _quoting(separator).fullmatch
        start = 1
        try:
            for texts in csv.reader(iter(lines), delimiter=separator, strict=True):
                if lines.have_quotes and not is_quoted_rightly("".join(lines.taken)):
                    raise _stray_quote(path, start)
                yield start, texts, lines.taken
                start = lines.number + 1
                lines.taken.clear()
        except csv.Error as error:
            if "field limit" not in str(error):
                raise _stray_quote(path, start) from None
            what = "A quotation mark is never closed, or there is a value"
            raise _too_long(path, start, what) from None


def mark_and_codec(path: Opens, encoding: str) -> tuple[bytes, str]:
    """The byte order mark with which the file begins, and the codec of what follows it."""
    with path.open("rb") as file:
        head = file.read(4)
    codec = {codecs.BOM_UTF32_LE: "utf-32-le", codecs.BOM_UTF32_BE: "utf-32-be"}
    codec |= {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
    for mark, known in _MARKS:
        if head.startswith(mark) and known == encoding:
            return mark, codec.get(mark, "utf-8")
    return b"", encoding


def _stray_quote(path: Opens, line: int) -> NotReadable:
    what = "There is a quotation mark here that does not stand at the beginning and end of a value."
    fix = "Take it out, or put the value in quotation marks and write it twice; then check again."
    return not_readable(path, "stray_quote", what, fix, line=line)


def _too_long(path: Opens, line: int, what: str) -> NotReadable:
    what = f"{what} of more than {csv.field_size_limit():,} characters, which no return has."
    fix = "Look at this line in a text editor, mend it, and check again."
    return not_readable(path, "value_too_long", what, fix, line=line)


def _quoting(separator: str) -> re.Pattern[str]:
    one = re.escape(separator)
    value = rf'(?:"(?:[^"]|"")*+"|[^"{one}\r\n]*+)'
    return re.compile(rf"{value}(?:{one}{value})*+[\r\n]*")


def ends_with_a_line_end(path: Opens) -> bool:
    """Whether the last line is ended: a file cut short in its last value cannot be told otherwise."""
    with path.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - 4))
        return file.read().rstrip(b"\x00")[-1:] in (b"\n", b"\r")


def notes_on(path: Opens, encoding: str, at: Where) -> Iterator[Problem]:
    """What is worth saying of the file's encoding, and of a last line that has no end."""
    if encoding == FALLBACK_ENCODING:
        what = "The file is not UTF-8; it was read as Windows-1252."
        fix = "Check that letters with accents came out right, or export it as UTF-8."
        yield Problem(what, fix, Severity.WARNING, "encoding", at)
    elif not encoding.startswith("utf-8"):
        what = "The file is in UTF-16 or UTF-32, and was read so."
        yield Problem(what, "Nothing to do.", Severity.NOTE, "encoding", at)
    if not ends_with_a_line_end(path):
        what = "The last line has no end, so the file may have been cut short."
        fix = "Check the last row against your system."
        yield Problem(what, fix, Severity.WARNING, "no_final_newline", at)
