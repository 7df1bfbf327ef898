"""Which kind of published file it is, by the names of its columns, and the walk through it.

The file is gone through twice: once for the times in it, which its release is called by, and once for its
rows, which stream. Books are kept for records of the file; one record makes a row for each of its measures.

Next: `statistics.py`, `neighbours.py`, `inspections.py` and `panel.py` know the rows of each kind.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from stonechat.model.table import Values
from stonechat.sources.faults import NotReadable, not_readable
from stonechat.sources.formats import FileSet
from stonechat.sources.published import inspections, neighbours, panel, statistics
from stonechat.sources.published.received import Books, Cells, Received, first_columns, received
from stonechat.sources.reading import Findings, Overrides, Reading, Release


class Reader(Protocol):
    """What each kind of file has: which release it is, and what each record makes."""

    table_name: str

    def release(self, said: Overrides) -> Release:
        """Which table it is and the times in it. `NotReadable` if no row says a time."""

    def parse(self, cells: Cells) -> Iterable[Values]:
        """The rows of the model that one record makes. `RowFault` if it cannot be loaded."""


@dataclass(frozen=True, slots=True)
class _Kind:
    is_ours: Callable[[tuple[str, ...]], bool]
    prepare: Callable[[Received, Overrides, Findings], Reader]


_KINDS = (
    _Kind(statistics.is_ours, statistics.prepare),
    _Kind(neighbours.is_ours, neighbours.prepare),
    _Kind(inspections.is_ours, inspections.prepare),
    _Kind(panel.is_panel, panel.prepare_panel),
    _Kind(panel.is_spread, panel.prepare_spread),
)


def _kind_of(columns: tuple[str, ...]) -> _Kind | None:
    return next((kind for kind in _KINDS if kind.is_ours(columns)), None)


def _has_kind(columns: tuple[str, ...]) -> bool:
    return _kind_of(columns) is not None


def is_ours(head: bytes, path: Path) -> bool:
    """Whether the file that begins with these bytes has the columns of one of the kinds."""
    try:
        return any(map(_has_kind, first_columns(head, path)))
    except NotReadable:
        return False


def read(files: FileSet, said: Overrides) -> Reading:
    """The file's rows, problems and books; its release is known at once, the rows stream."""
    findings = Findings()
    reading = Reading(files.name, iter(()), findings)
    try:
        source = received(files.paths[0], _has_kind, findings)
        kind = _kind_of(source.columns)
        if kind is None:
            raise not_readable(source.path, "no_table", "The file's columns are none that are known.")
        reader = kind.prepare(source, said, findings)
        reading.release = reader.release(said)
    except NotReadable as refused:
        findings.add(refused.problem)
        return reading
    books = Books(source, reading.release.table, reader.table_name, findings)
    reading.accounts[reader.table_name] = books.account
    reading.rows = books.typed(reader.parse)
    return reading
