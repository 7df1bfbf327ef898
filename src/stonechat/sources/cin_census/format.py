"""The CIN census as a format: what the registry and everyone beyond it use."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from stonechat.sources.cin_census.forget import children, without_child
from stonechat.sources.cin_census.heading import FORMAT_NAME
from stonechat.sources.cin_census.read import read
from stonechat.sources.cin_census.write import write
from stonechat.sources.decoding import decoded
from stonechat.sources.formats import ChildRows, FileSet
from stonechat.sources.reading import Heading, Overrides, Reading

_PROLOG = re.compile(r"<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^\[>]*(?:\[.*?\])?\s*>", re.DOTALL)
_FIRST_ELEMENT = re.compile(r"\s*<(?:[\w.-]+:)?([\w.-]+)")
_COLLECTION = re.compile(r"<(?:[\w.-]+:)?Collection\s*>\s*([^<]*?)\s*<")
_OURS = re.compile(r"<(?:[\w.-]+:)?(?:ChildIdentifiers|CINdetails)[\s>/]")


@dataclass(frozen=True, slots=True)
class CinCensus:
    """Satisfies `sources.formats.Format`."""

    name: str = FORMAT_NAME
    title: str = "a CIN census (XML)"
    name_words: tuple[str, ...] = ()

    def recognise(self, head: bytes, path: Path) -> bool:
        """A `Message` whose collection is CIN, or that names none and holds what only this census has.

        A DOCTYPE does not hide it: the reader then refuses the file and says so.
        """
        text = _PROLOG.sub("", decoded(head).lstrip("\ufeff"))
        first = _FIRST_ELEMENT.match(text)
        if first is None or first[1] != "Message":
            return False
        collection = _COLLECTION.search(text)
        return collection[1].upper() == "CIN" if collection and collection[1] else bool(_OURS.search(text))

    def sets(self, paths: Sequence[Path]) -> list[FileSet]:
        """Each file is a return by itself."""
        return [FileSet(path.name, (path,)) for path in paths]

    def read(self, files: FileSet, overrides: Overrides) -> Reading:
        """See `read.py`."""
        (path,) = files.paths
        return read(path, overrides)

    def write(self, path: Path, heading: Heading, children: Iterable[ChildRows]) -> None:
        """See `write.py`."""
        write(path, heading, children)

    def children(self, path: Path) -> Iterator[str]:
        """See `forget.py`."""
        return children(path)

    def without_child(self, path_in: Path, path_out: Path, person_id: str) -> int:
        """See `forget.py`."""
        return without_child(path_in, path_out, person_id)
