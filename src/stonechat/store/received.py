"""Files as they were received, inside a return: their names, and the children that they name.

What is in such a file only its format knows: it comes as `Received`.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from stonechat.store import calls, files
from stonechat.store.returns import StoredFile


class Received(Protocol):
    """What a format knows of children in its files as received: see `sources.formats.Format`."""

    def children(self, path: Path) -> Iterable[str]:
        """Every identifier of a child in the file, also of rows that were rejected."""

    def without_child(self, path_in: Path, path_out: Path, person_id: str) -> int:
        """Copy the file without what it says of one child: how many records went."""


def named_by_content(path: Path, root: Path, suffix: str, prefix: str = "") -> StoredFile:
    """Rename a file that is on the disk to (prefix and) 16 digits of its SHA-256, in its own folder."""
    sha = files.sha256_of(path)
    ending = suffix.lower() if suffix[1:].isalnum() and len(suffix) <= 8 else ""
    target = path.with_name(f"{prefix}{'.' if prefix else ''}{sha[:16]}{ending}")
    calls.replace(path, target)
    return StoredFile(target.relative_to(root).as_posix(), sha, target.stat().st_size)


def is_named(root: Path, stored: Iterable[StoredFile], person_id: str, received: Received) -> bool:
    """Whether one of the files names the person, be it only in rows that were rejected."""
    return any(person_id in received.children(root / file.path) for file in stored)


def received_without(
    root: Path, stored: Sequence[StoredFile], person_id: str, received: Received
) -> tuple[tuple[StoredFile, ...], int]:
    """The files written anew without the child, and how many records went."""
    cleaned, records = [], 0
    for file in stored:
        part = files.part_of(root / "received" / "cleaned")
        calls.create(part).close()
        records += received.without_child(root / file.path, part, person_id)
        calls.fsync(part)
        cleaned.append(named_by_content(part, root, Path(file.path).suffix))
    calls.fsync_folder(root / "received")
    return tuple(cleaned), records
