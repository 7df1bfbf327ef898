"""Copies a received file without one child. Every other byte stays as it was received.

A workbook cannot be copied so: nothing here writes workbooks, and one written anew would not be what was
received. It is refused in words that say what to do instead.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from stonechat.basics.problems import Refused, Where, refusal
from stonechat.sources import separated
from stonechat.sources.faults import NotReadable
from stonechat.sources.separated import clean
from stonechat.sources.ssda903 import xml
from stonechat.sources.ssda903.cells import whole
from stonechat.sources.ssda903.layout import every_table
from stonechat.sources.ssda903.parts import Part, csv_part, heading_of_text, workbook_parts
from stonechat.sources.workbook import Workbook, is_workbook

_HEAD_BYTES = 64 * 1024


def children(path: Path) -> Iterator[str]:
    """The id of every row of a CSV file or workbook, and of every child of an XML file.

    `Refused` for a file that cannot be read.
    """
    try:
        for text in _child_cells(path):
            if found := whole(clean(text)):
                yield found
    except (NotReadable, expat.ExpatError):
        raise _cannot(path) from None


def _child_cells(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if xml.is_return(head):
        xml.check(path)
        place = [field.name for field in every_table()["header"].fields].index("CHILD")
        yield from (texts[place] for name, _, texts in xml.records(path) if name == "header")
    elif is_workbook(head, path):
        for part in workbook_parts(path, Workbook(path))[0]:
            yield from _cells_of(part)
    elif heading_of_text(head) is not None:
        yield from _cells_of(csv_part(path, separated.encoding_of(path)))
    else:
        raise _cannot(path)


def _cells_of(part: Part) -> Iterator[str]:
    if "CHILD" in part.columns:
        place = part.columns.index("CHILD")
        yield from (texts[place] for _, texts in part.records() if place < len(texts))


def without_child(path_in: Path, path_out: Path, person_id: str) -> int:
    """Write the copy, without what the file says of that child, and give how many records went.

    For CSV these are rows, for XML children. `Refused` for a workbook that names the child, and for a file
    that cannot be read.
    """
    with path_in.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if is_workbook(head, path_in):
        if person_id not in children(path_in):
            shutil.copyfile(path_in, path_out)
            return 0
        raise refusal(
            "A child cannot be taken out of a workbook and the rest left as it was received.",
            "Undo the return, take the child's rows out in Excel, save it as CSV, and import that.",
            "workbook",
            Where(file=path_in.name),
        )
    try:
        if xml.is_return(head):
            return _xml_without(path_in, path_out, person_id)
        if heading_of_text(head) is None:
            raise _cannot(path_in)
        return _csv_without(path_in, path_out, person_id)
    except (NotReadable, expat.ExpatError):
        raise _cannot(path_in) from None


def _cannot(path: Path) -> Refused:
    return refusal(
        "The file cannot be read as an SSDA903 return, so nothing could be taken out of it.",
        "Delete the file itself if it holds this child.",
        "not_readable",
        Where(file=path.name),
    )


# ---------------------------------------------------------------- CSV


def _csv_without(path_in: Path, path_out: Path, person_id: str) -> int:
    encoding = separated.encoding_of(path_in)
    columns = csv_part(path_in, encoding).columns
    if "CHILD" not in columns:
        raise _cannot(path_in)
    for _ in separated.records(path_in, encoding, _separator(path_in)):
        pass  # nothing is written for a file that cannot be read to its end
    place = columns.index("CHILD")
    mark, codec = separated.mark_and_codec(path_in, encoding)
    gone = 0
    with path_out.open("wb") as target:
        target.write(mark)
        for _, texts, lines in separated.received_records(path_in, encoding, _separator(path_in)):
            if place < len(texts) and whole(clean(texts[place])) == person_id:
                gone += 1
            else:
                target.write("".join(lines).encode(codec))
    return gone


def _separator(path: Path) -> str:
    with path.open("rb") as file:
        known = heading_of_text(file.read(_HEAD_BYTES))
    return known[1] if known else ","


# ---------------------------------------------------------------- XML


@dataclass(slots=True)
class _Finder:
    """Handlers that note where each child of the id starts, and where its end tag starts."""

    parser: expat.XMLParserType
    person_id: str
    spans: list[tuple[int, int]] = field(default_factory=list)
    _path: list[str] = field(default_factory=list)
    _start: int = 0
    _is_ours: bool = False
    _text: list[str] = field(default_factory=list)

    def start(self, name: str, _attributes: object) -> None:
        self._path.append(name.rpartition(":")[2].upper())
        self._text.clear()
        if self._path[-1] == "CHILD":
            self._start, self._is_ours = self.parser.CurrentByteIndex, False

    def text(self, data: str) -> None:
        if self._path[-1] == "CHILDID":
            self._text.append(data)

    def end(self, _name: str) -> None:
        name = self._path.pop()
        if name == "CHILDID" and whole(clean("".join(self._text))) == self.person_id:
            self._is_ours = True
        elif name == "CHILD" and self._is_ours:
            self.spans.append((self._start, self.parser.CurrentByteIndex))


def _xml_without(path_in: Path, path_out: Path, person_id: str) -> int:
    xml.check(path_in)
    parser = expat.ParserCreate()
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    finder = _Finder(parser, person_id)
    parser.StartElementHandler = finder.start
    parser.CharacterDataHandler = finder.text
    parser.EndElementHandler = finder.end
    with path_in.open("rb") as file:
        parser.ParseFile(file)
    with path_in.open("rb") as source, path_out.open("wb") as target:
        for start, end_tag in finder.spans:
            target.write(source.read(start - source.tell()))
            source.seek(end_tag)
            _pass_tag(source)
        target.write(source.read())
    return len(finder.spans)


def _pass_tag(source: BinaryIO) -> None:
    """Go to the byte after the tag's `>`; in UTF-16 that sign has a zero byte before or after it."""
    start = source.tell()
    first = source.read(2)
    tag = first
    while b">" not in tag:
        tag += source.read(1)
    source.seek(start + len(tag) + (1 if first[1:] == b"\x00" else 0))
