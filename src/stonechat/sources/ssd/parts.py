"""The files of an extract as parts: one for each table, whatever form it comes in.

Next: `read.py` goes through them, first to look and then to make rows.
"""

import csv
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from stonechat.basics.problems import Where
from stonechat.sources import archive, separated, zips
from stonechat.sources.decoding import decoded
from stonechat.sources.faults import NotReadable, not_readable
from stonechat.sources.separated import Opens, Record
from stonechat.sources.ssd import parquet
from stonechat.sources.ssd.layout import FileTable, file_tables, heading_names, table_of

HEAD_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Part:
    """One table as it was received. `header` are its names as compared; records come without that row.

    `encoding` is None for Parquet, whose texts are as they stand and not guarded against spreadsheets.
    """

    at: Where
    file: Opens
    known: FileTable
    header: tuple[str, ...]
    encoding: str | None
    records: Callable[[], Iterator[Record]]


def files_of(path: Path) -> list[Opens]:
    """The file, or for a zip the files in it. `NotReadable` for a zip that cannot be read safely."""
    return list(archive.members(path)) if zips.is_zip(head_of(path)) else [path]


def head_of(file: Opens) -> bytes:
    """The first bytes of a file."""
    with readable(file), file.open("rb") as opened:
        found: bytes = opened.read(HEAD_BYTES)
        return found


@contextmanager
def readable(file: Opens) -> Iterator[None]:
    """Damage that shows while a file inside a zip is read becomes `NotReadable`."""
    try:
        yield
    except zips.DAMAGE:
        if isinstance(file, Path):
            raise
        raise not_readable(file, "damaged_zip", "This file in the zip is damaged.") from None


def is_ours(head: bytes, path: Path) -> bool:
    """Whether a file is a table of SSD or a zip that holds one.

    A zip whose files cannot be looked at is ours if one of them has the name of an SSD table: then the
    reader says what is wrong with it.
    """
    if not zips.is_zip(head):
        return table_of_file(path, head) is not None
    names = zips.listed_names(path)
    if zips.is_workbook(names):
        return False
    if any(_stem(name) in file_tables() for name in names):
        return True
    try:
        return any(table_of_file(file, head_of(file)) for file in archive.members(path))
    except NotReadable:
        return False


def _stem(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2].partition(".")[0].lower()


def table_of_file(file: Opens, head: bytes) -> FileTable | None:
    """The table that a file is; None if it is none."""
    if not head.startswith(parquet.MAGIC):
        known = _known(head)
        return known[0] if known else None
    if not isinstance(file, Path):
        return None  # Parquet is known by its end, so it has to be on the disk: see `part_of`
    try:
        return table_of(heading_names(parquet.columns(file)))
    except NotReadable:
        return file_tables().get(_stem(file.name))


def _known(head: bytes) -> tuple[FileTable, str] | None:
    """The table and the separator of a CSV file that begins so."""
    lines = decoded(head).lstrip("\ufeff").splitlines()
    for separator in separated.SEPARATORS if lines else ():
        names = next(csv.reader(lines[:1], delimiter=separator), [])
        if table := table_of(heading_names(names)):
            return table, separator
    return None


def separator_of(file: Opens) -> str:
    """What stands between the values of a CSV file of ours."""
    known = _known(head_of(file))
    return known[1] if known else ","


def part_of(file: Opens, received: Path, room: Callable[[], Path]) -> Part | None:
    """The part that a file is; None if it is no table of SSD. `NotReadable` if it breaks its form's rules.

    `received` is the file given, which holds `file` or is it. Parquet in a zip is copied into the folder
    that `room` gives, because it is read from its end.
    """
    at = Where(received.name) if isinstance(file, Path) else Where(received.name, file.at)
    head = head_of(file)
    if head.startswith(parquet.MAGIC):
        return _parquet_part(_on_disk(file, room), at)
    known = _known(head)
    if known is None:
        return None
    table, separator = known
    with readable(file):
        encoding = separated.encoding_of(file)
        _, first = next(separated.records(file, encoding, separator))

    def records() -> Iterator[Record]:
        with readable(file):
            every = separated.records(file, encoding, separator)
            next(every)
            yield from every

    return Part(at, file, table, heading_names(first), encoding, records)


def _on_disk(file: Opens, room: Callable[[], Path]) -> Path:
    if isinstance(file, Path):
        return file
    copy = room() / f"{sum(1 for _ in room().iterdir())}.parquet"
    with readable(file), file.open("rb") as source, copy.open("wb") as target:
        shutil.copyfileobj(source, target)
    return copy


def _parquet_part(path: Path, at: Where) -> Part | None:
    header = heading_names(parquet.columns(path))
    table = table_of(header)
    return Part(at, path, table, header, None, lambda: parquet.records(path)) if table else None
