"""Published figures as a format: what the registry and everyone beyond it use."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from stonechat.sources.formats import FileSet
from stonechat.sources.published.read import is_ours, read
from stonechat.sources.published.received import FORMAT_NAME
from stonechat.sources.reading import Overrides, Reading


@dataclass(frozen=True, slots=True)
class Published:
    """Satisfies `sources.formats.Format`."""

    name: str = FORMAT_NAME
    title: str = "published statistics about areas (CSV or a workbook)"
    name_words: tuple[str, ...] = ()

    def recognise(self, head: bytes, path: Path) -> bool:
        """See `read.py`: by the names of the columns."""
        return is_ours(head, path)

    def sets(self, paths: Sequence[Path]) -> list[FileSet]:
        """Each file is a set by itself."""
        return [FileSet(path.name, (path,)) for path in paths]

    def read(self, files: FileSet, overrides: Overrides) -> Reading:
        """See `read.py`."""
        return read(files, overrides)
