"""SSD as a format: what the registry and everyone beyond it use."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from stonechat.sources import zips
from stonechat.sources.formats import ChildRows, FileSet
from stonechat.sources.reading import Heading, Overrides, Reading
from stonechat.sources.ssd.forget import children, without_child
from stonechat.sources.ssd.heading import FORMAT_NAME
from stonechat.sources.ssd.layout import FileTable, file_tables
from stonechat.sources.ssd.parts import head_of, is_ours, table_of_file
from stonechat.sources.ssd.read import read
from stonechat.sources.ssd.sets import sets
from stonechat.sources.ssd.write import write_children


@dataclass(frozen=True, slots=True)
class Ssd:
    """Satisfies `sources.formats.Format`."""

    name: str = FORMAT_NAME
    title: str = "the Standard Safeguarding Dataset, SSD (a folder or zip of CSV or Parquet)"
    name_words: tuple[str, ...] = tuple(
        word for table in file_tables() for word in (table, table.removeprefix("ssd_"))
    )

    def recognise(self, head: bytes, path: Path) -> bool:
        """A table of SSD as CSV or Parquet, or a zip that holds one."""
        return is_ours(head, path)

    def sets(self, paths: Sequence[Path]) -> list[FileSet]:
        """See `sets.py`."""
        return sets(paths, _table_of)

    def read(self, files: FileSet, overrides: Overrides) -> Reading:
        """See `read.py`."""
        return read(files, overrides)

    def write(self, path: Path, heading: Heading, children: Iterable[ChildRows]) -> None:
        """See `write.py`: a folder of CSV files. SSD has no place for the heading."""
        write_children(path, children)

    def children(self, path: Path) -> Iterator[str]:
        """See `forget.py`."""
        return children(path)

    def without_child(self, path_in: Path, path_out: Path, person_id: str) -> int:
        """See `forget.py`."""
        return without_child(path_in, path_out, person_id)


def _table_of(path: Path) -> FileTable | None:
    head = head_of(path)
    return None if zips.is_zip(head) else table_of_file(path, head)
