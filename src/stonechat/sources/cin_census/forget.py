"""Copies a received census without one child. Every other byte stays as it was received.

Which child it is, `stream.py` says, as it does for the reader. Where it stands comes from expat, which
knows the byte at which each element starts; no DTD is accepted.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from stonechat.basics.problems import Refused, Where, refusal
from stonechat.sources.cin_census import stream

_CHUNK = 1 << 20


def children(path: Path) -> Iterator[str]:
    """Every id that a `Child` has in any LAchildID, also where the child was rejected.

    `Refused` if the file is not a whole, well-formed census.
    """
    try:
        encoding = stream.first_look(path).encoding
        for child in stream.children(path, encoding, None):
            yield from stream.names_of(child)
    except (stream.NotReadable, expat.ExpatError):
        raise _cannot(path) from None


def without_child(path_in: Path, path_out: Path, person_id: str) -> int:
    """Write the copy, without any `Child` of that id, and give how many were left out.

    `Refused` if the file is not a whole, well-formed census; nothing is then written.
    """
    try:
        encoding = stream.first_look(path_in).encoding
        spans = _spans_of(path_in, encoding, person_id)
    except (stream.NotReadable, expat.ExpatError):
        raise _cannot(path_in) from None
    with path_in.open("rb") as source, path_out.open("wb") as target:
        _copy_without(source, target, spans)
    return len(spans)


def _cannot(path: Path) -> Refused:
    return refusal(
        "The file cannot be read as a CIN census, so nothing could be taken out of it.",
        "Delete the file itself if it holds this child.",
        "not_readable",
        Where(file=path.name),
    )


def _spans_of(path: Path, encoding: str | None, person_id: str) -> list[tuple[int, int]]:
    """The spans of every child of that id. Both parsers meet the same children in the same order."""
    children = stream.children(path, encoding, None)
    return [
        span
        for child, span in zip(children, _spans(path, encoding), strict=True)
        if stream.names_child(child, person_id)
    ]


@dataclass(slots=True)
class _Finder:
    """Handlers that note where each child starts, and where its end tag starts."""

    parser: expat.XMLParserType
    spans: list[tuple[int, int]] = field(default_factory=list)
    _path: list[str] = field(default_factory=list)
    _start: int = 0

    def start(self, name: str, _attributes: object) -> None:
        name = name.rpartition(":")[2]
        if name == "Child" and "Child" not in self._path:
            self._start = self.parser.CurrentByteIndex
        self._path.append(name)

    def end(self, _name: str) -> None:
        if self._path.pop() == "Child" and "Child" not in self._path:
            self.spans.append((self._start, self.parser.CurrentByteIndex))


def _spans(path: Path, encoding: str | None) -> list[tuple[int, int]]:
    """Of each child, from the first byte of its start tag to the first byte of its end tag."""
    parser = expat.ParserCreate(encoding)
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    finder = _Finder(parser)
    parser.StartElementHandler = finder.start
    parser.EndElementHandler = finder.end
    with path.open("rb") as file:
        parser.ParseFile(file)
    return finder.spans


def _copy_without(source: BinaryIO, target: BinaryIO, spans: list[tuple[int, int]]) -> None:
    for start, end_tag in spans:
        _copy(source, target, start - source.tell())
        source.seek(end_tag)
        _pass_tag(source)
    _copy(source, target, None)


def _pass_tag(source: BinaryIO) -> None:
    """Go to the byte after the tag's `>`; in UTF-16 that sign has a zero byte before or after it."""
    start = source.tell()
    first = source.read(2)
    tag = first
    while b">" not in tag:
        tag += source.read(1)
    source.seek(start + len(tag) + (1 if first[1:] == b"\x00" else 0))


def _copy(source: BinaryIO, target: BinaryIO, length: int | None) -> None:
    """Copy that many bytes, or all that are left."""
    while length is None or length > 0:
        data = source.read(_CHUNK if length is None else min(_CHUNK, length))
        if not data:
            return
        target.write(data)
        length = None if length is None else length - len(data)
