"""Whole files or none: how a file, or a folder of files, comes to be in the authority's folder.

Everything is first written under a name that ends in `.part`, forced to the disk, and only then given
its name. So what stands under a final name is complete, and after a crash every `.part` can go.

Next: `calls.py` has the single steps, `folder.py` the names.
"""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from stonechat.store import calls

PIECE = 1 << 20


def part_of(path: Path) -> Path:
    """The name that `path` has while it is being written."""
    return path.with_name(path.name + ".part")


def sha256_of(path: Path) -> str:
    """The file's SHA-256, in hex."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def write_file(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file where half a file does no harm (inside a `.part` folder), and force it to the disk."""
    with calls.create(path) as handle:
        for piece in pieces:
            calls.write(handle, piece)
    calls.fsync(path)


def write_whole(path: Path, data: bytes) -> None:
    """Put `data` at `path`: a reader sees the old bytes or the new ones, also after a crash."""
    part = part_of(path)
    write_file(part, [data])
    calls.replace(part, path)
    calls.fsync_folder(path.parent)


def finish_folder(part: Path, final: Path) -> None:
    """Give a finished `.part` folder its name. Files in it must already be forced to the disk."""
    for inner in sorted(path for path in part.rglob("*") if path.is_dir()):
        calls.fsync_folder(inner)
    calls.fsync_folder(part)
    calls.replace(part, final)
    calls.fsync_folder(final.parent)


def remove_any(path: Path) -> None:
    """Remove a file, or a folder with all that is in it."""
    if path.is_dir():
        calls.remove_folder(path)
    else:
        calls.remove(path)


def pieces_of(path: Path) -> Iterable[bytes]:
    """The file's bytes, a megabyte at a time."""
    with path.open("rb") as handle:
        while piece := handle.read(PIECE):
            yield piece


def to_json(value: object) -> bytes:
    """JSON that is the same bytes for the same value: sorted keys, UTF-8, a final newline."""
    return (json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()
