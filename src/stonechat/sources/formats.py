"""What an extract format must offer, so that the rest of the house can meet it without knowing it.

Each format is a folder beside this file whose package exposes `FORMAT`, an object of this shape.
Formats do not know each other. Next: `registry.py` finds them; `README.md` says how to add one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from stonechat.model.table import Values
from stonechat.sources.reading import Heading, Overrides, Reading


@dataclass(frozen=True, slots=True)
class FileSet:
    """Files that are one return together: most often one, sometimes one for each table.

    `name` is what messages call it; problems name the file itself.
    """

    name: str
    paths: tuple[Path, ...]


ChildRows = Mapping[str, Sequence[Values]]
"""All rows of one child, by the name of their table."""


@runtime_checkable
class Format(Protocol):
    """One format: recognises and reads its files. Published figures are no more than that."""

    name: str
    """How our files and messages name it, for example cin_census."""
    title: str
    """How people name it, for example CIN census (XML)."""
    name_words: tuple[str, ...]
    """Words in the names of its files that tell which table a file is; none where a return is one file."""

    def recognise(self, head: bytes, path: Path) -> bool:
        """Whether the file at `path`, which begins with these bytes, is one of ours, by content alone.

        `head` is enough for text; a workbook has to be opened. The file's name says nothing.
        """

    def sets(self, paths: Sequence[Path]) -> list[FileSet]:
        """The files given, all of this format, as sets that are one return each; none is left out."""

    def read(self, files: FileSet, overrides: Overrides) -> Reading:
        """The set's typed rows, problems and books. The heading is known at once; the rows stream.

        What is wrong with a file becomes a problem in the reading, whatever its bytes are; only
        a file that cannot be opened raises (OSError).
        """


@runtime_checkable
class ReturnFormat(Format, Protocol):
    """A format of returns, which are about children: it can be written, and a child taken out of a file."""

    def write(self, path: Path, heading: Heading, children: Iterable[ChildRows]) -> None:
        """Write such a file, child after child. ValueError for rows that the format cannot hold.

        A format of several files makes a folder at `path`.
        """

    def children(self, path: Path) -> Iterator[str]:
        """Every identifier of a child in one received file, also of rows that were rejected; may repeat.

        As the reader would load it. `Refused` if the file cannot be read as this format.
        """

    def without_child(self, path_in: Path, path_out: Path, person_id: str) -> int:
        """Copy one received file without what it says of one child, and give how many records went.

        Everything else stays byte for byte. `Refused` if the file cannot be read as this format.
        """
