"""Which files are one extract: those of one folder whose names say the same but for the table; a zip alone.

`ssd_person.csv` and `ssd_cin_visits.csv` belong together, and `2024-ssd_person.csv` does not. What a file
holds is known from its content, so an unusual name only costs the grouping.
"""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from stonechat.sources.formats import FileSet
from stonechat.sources.ssd.layout import FileTable


def sets(paths: Iterable[Path], table_of: Callable[[Path], FileTable | None]) -> list[FileSet]:
    """The files as extracts. `table_of` says which table a file is, None for a zip."""
    groups: dict[tuple[Path, str], list[Path]] = {}
    alone: list[FileSet] = []
    for path in paths:
        known = table_of(path)
        if known is None:
            alone.append(FileSet(path.name, (path,)))
        else:
            groups.setdefault((path.parent, around(path.stem, known)), []).append(path)
    found = [FileSet(_name(folder, rest, some), tuple(some)) for (folder, rest), some in groups.items()]
    return [*found, *alone]


def around(stem: str, known: FileTable) -> str:
    """What a file's name says besides the table: `2025-*` for `2025-ssd_person`."""
    plain = re.sub(r"[\s-]+", "_", stem.lower())
    for name in (known.ssd, known.ssd.removeprefix("ssd_")):
        before, found, after = plain.rpartition(name)
        if found:
            return f"{before.removesuffix('ssd_')}*{after}"
    return "*"


def _name(folder: Path, rest: str, paths: list[Path]) -> str:
    return paths[0].name if len(paths) == 1 else f"{folder.name}/{rest}"
