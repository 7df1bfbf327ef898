"""The SSDA903 return as a format: what the registry and everyone beyond it use."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from stonechat.sources.faults import NotReadable
from stonechat.sources.formats import ChildRows, FileSet
from stonechat.sources.reading import Heading, Overrides, Reading
from stonechat.sources.ssda903 import xml
from stonechat.sources.ssda903.forget import children, without_child
from stonechat.sources.ssda903.heading import FORMAT_NAME
from stonechat.sources.ssda903.parts import heading_of_text, is_provider_list, workbook_parts
from stonechat.sources.ssda903.read import read
from stonechat.sources.ssda903.sets import NAMES, sets
from stonechat.sources.ssda903.write import write
from stonechat.sources.workbook import Workbook, is_workbook

_HEAD_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Ssda903:
    """Satisfies `sources.formats.Format`."""

    name: str = FORMAT_NAME
    title: str = "a return on looked-after children, SSDA903 (CSV files, XML, or a workbook)"
    name_words: tuple[str, ...] = tuple(word for words in NAMES.values() for word in words)

    def recognise(self, head: bytes, path: Path) -> bool:
        """A CSV file with the columns of a table, the return's XML, or a workbook with such a sheet.

        Lists of providers are taken too, because sector tools read them beside the return: the reader
        then says in words that they are not one.
        """
        if is_workbook(head, path):
            return _is_our_workbook(path)
        return xml.is_return(head) or heading_of_text(head) is not None

    def sets(self, paths: Sequence[Path]) -> list[FileSet]:
        """See `sets.py`."""
        return sets(paths, _table_of)

    def read(self, files: FileSet, overrides: Overrides) -> Reading:
        """See `read.py`."""
        return read(files, overrides)

    def write(self, path: Path, heading: Heading, children: Iterable[ChildRows]) -> None:
        """See `write.py`: a folder of CSV files."""
        write(path, heading, children)

    def children(self, path: Path) -> Iterator[str]:
        """See `forget.py`."""
        return children(path)

    def without_child(self, path_in: Path, path_out: Path, person_id: str) -> int:
        """See `forget.py`."""
        return without_child(path_in, path_out, person_id)


def _is_our_workbook(path: Path) -> bool:
    try:
        book = Workbook(path)
        return bool(workbook_parts(path, book)[0]) or is_provider_list(book)
    except NotReadable:
        return False


def _table_of(path: Path) -> str | None:
    """The table of a CSV file; None for XML and workbooks."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    known = None if is_workbook(head, path) or xml.is_return(head) else heading_of_text(head)
    return known[0].name if known else None
