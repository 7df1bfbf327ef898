"""Files brought by browser, on the disk of the authority's folder: streamed in, counted, removed again.

What a file was called is text to show and never a path (`sources/arriving.py`). Nothing is read of a file
here but its first bytes, by which its limit is chosen: reading is the worker's.
"""

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from itertools import count
from pathlib import Path

from stonechat.app.council import Council
from stonechat.basics.problems import Refused, refusal
from stonechat.sources.arriving import is_other_zip, plain_name, unpack
from stonechat.sources.faults import NotReadable

MEGABYTE = 1_000_000
MOST_FILES = 100
MOST_IN_ALL = 2_000 * MEGABYTE
ROOM_NEEDED = 3
"""An import needs about so many times the size of its files on the disk."""
KEPT_SECONDS = 24 * 60 * 60
"""Files of an import that nobody accepted go after a day."""
FIRST_FOLDER = "1"
_READ, _GONE = "read", "gone.json"


class Kind(StrEnum):
    """What a file is by its first bytes, as far as its limit needs it."""

    WORKBOOK = "workbook"
    ZIP = "zip"
    OTHER = "XML or CSV"


LIMITS = {
    Kind.WORKBOOK: 200 * MEGABYTE,
    Kind.ZIP: 600 * MEGABYTE,
    Kind.OTHER: 600 * MEGABYTE,
}


def kind_of(head: bytes) -> Kind:
    """The kind of a file that begins with these bytes."""
    if not head.startswith(b"PK"):
        return Kind.OTHER
    is_office = any(name in head[:4096] for name in (b"[Content_Types].xml", b"_rels/", b"xl/"))
    return Kind.WORKBOOK if is_office else Kind.ZIP


@dataclass(frozen=True, slots=True)
class Arrived:
    """One file as it arrived: what it was called, where it stands under the folder of its import."""

    original: str
    stored: str
    size: int
    sha256: str


class Receiving:
    """Takes the files of one import as they stream in. `keep` gives them to a run, `discard` removes them.

    Refused, with nothing left on the disk, for more bytes or files than allowed, and where there is no room.
    """

    def __init__(self, council: Council, announced: int = 0) -> None:
        _check_room(council.folder.root, announced)
        if announced > MOST_IN_ALL:
            raise _too_much(
                f"These files have {_megabytes(announced)} together, and a browser may bring no", MOST_IN_ALL
            )
        self._incoming = council.folder.incoming
        self._root = self._incoming / f"{secrets.token_hex(8)}.part"
        self.arrived: list[Arrived] = []
        self._file: _Streaming | None = None
        self._bytes = 0

    def begin(self, original: str) -> None:
        """Another file begins, which was called this."""
        if len(self.arrived) >= MOST_FILES:
            raise refusal(
                f"More than {MOST_FILES} files were chosen.",
                "Bring one return at a time, or its files as one zip.",
                "too_many_files",
            )
        stored = _free_place(self._root, FIRST_FOLDER, plain_name(original))
        self._file = _Streaming(original[:255], stored)

    def write(self, piece: bytes) -> None:
        """The next bytes of the file that began last."""
        assert self._file is not None  # noqa: S101  `begin` comes first
        self._bytes += len(piece)
        if self._bytes > MOST_IN_ALL:
            raise _too_much("These files have, together,", MOST_IN_ALL)
        self._file.write(piece)

    def end(self) -> None:
        """The file that began last is whole."""
        assert self._file is not None  # noqa: S101  `begin` comes first
        self.arrived.append(self._file.done(self._root))
        self._file = None

    def keep(self, run_id: str) -> None:
        """The files are that run's from now on; there is nothing to discard any more."""
        self._root.rename(self._incoming / run_id)

    def discard(self) -> None:
        """Remove what has come so far."""
        if self._file is not None:
            self._file.close()
            self._file = None
        shutil.rmtree(self._root, ignore_errors=True)


class _Streaming:
    """One file on its way to the disk."""

    def __init__(self, original: str, path: Path) -> None:
        self._original, self._path = original, path
        self._handle = path.open("xb")
        self._hash = hashlib.sha256()
        self._size = 0
        self._kind: Kind | None = None

    def write(self, piece: bytes) -> None:
        self._kind = self._kind or kind_of(piece)
        self._size += len(piece)
        if self._size > LIMITS[self._kind]:
            raise _too_much(f"“{self._original}” is a file ({self._kind.value}) with", LIMITS[self._kind])
        self._hash.update(piece)
        self._handle.write(piece)

    def done(self, root: Path) -> Arrived:
        self._handle.flush()
        os.fsync(self._handle.fileno())
        self.close()
        stored = self._path.relative_to(root).as_posix()
        return Arrived(self._original, stored, self._size, self._hash.hexdigest())

    def close(self) -> None:
        self._handle.close()


def _check_room(root: Path, announced: int) -> None:
    free = shutil.disk_usage(root).free
    if ROOM_NEEDED * announced > free:
        raise refusal(
            f"There is not enough room on the disk: {_megabytes(ROOM_NEEDED * announced)} are needed, and "
            f"{_megabytes(free)} are free. Nothing was changed.",
            "Ask whoever looks after the server to make room, then try again.",
            "disk_full",
        )


def _too_much(what: str, most: int) -> Refused:
    return refusal(
        f"{what} more than {_megabytes(most)}. Nothing of it was kept.",
        "Check that it is the right file. Bring one return at a time; or import it on the server itself.",
        "too_large",
    )


def _megabytes(size: int) -> str:
    return f"{max(1, round(size / MEGABYTE)):,} MB"


def _free_place(root: Path, folder: str, name: str) -> Path:
    """Where a file may stand: in the folder, or in the first one numbered after it that lacks the name."""
    for number in count(1):
        room = root / (f"{folder}-{number}" if number > 1 else folder)
        if not (room / name).exists():
            break
    room.mkdir(mode=0o700, parents=True, exist_ok=True)
    return room / name


# ---------------------------------------------------------------- for the worker


def to_read(council: Council, run_id: str, arrived: Iterable[Arrived]) -> dict[Path, str]:
    """The files of a run as they are to be read, zips taken apart, each with what it was called.

    Refused for a zip that cannot be taken apart. A second call takes nothing apart again.
    """
    root = folder_of(council, run_id)
    if not root.is_dir():
        raise refusal(
            "The files are not there any more: a day has passed, or a child was forgotten meanwhile.",
            "Bring them again.",
            "files_gone",
        )
    shutil.rmtree(root / _READ, ignore_errors=True)
    found: dict[Path, str] = {}
    for number, one in enumerate(arrived):
        path = root / one.stored
        if is_other_zip(path):
            place = partial(_inside, root / _READ / str(number), {})
            found |= {
                target: f"{one.original}: {name}" for name, target in _unpacked(path, place, one.original)
            }
        else:
            found[path] = one.original
    return found


def _unpacked(path: Path, place: Callable[[str, str], Path], original: str) -> list[tuple[str, Path]]:
    try:
        return unpack(path, place)
    except NotReadable as refused:
        problem = refused.problem
        raise Refused(replace(problem, where=replace(problem.where, file=original))) from None


def _inside(room: Path, folders: dict[str, str], folder: str, name: str) -> Path:
    """Where a file of a zip may stand: in a numbered folder for each folder of the zip."""
    return _free_place(room, folders.setdefault(folder, str(len(folders) + 1)), plain_name(name))


def folder_of(council: Council, run_id: str) -> Path:
    """Where the files of a run stand."""
    return council.folder.incoming / run_id


def remove(council: Council, run_id: str) -> None:
    """Remove all that a run brought."""
    shutil.rmtree(folder_of(council, run_id), ignore_errors=True)


def remove_all(council: Council) -> None:
    """Remove all that was brought and is not imported yet; whoever brought it is asked for it again."""
    for room in council.folder.incoming.glob("*"):
        shutil.rmtree(room, ignore_errors=True)


def sweep(council: Council, needed: Collection[str], now: float) -> None:
    """Remove what no run needs and what has lain for a day. `now`: seconds, as files are stamped."""
    if not council.folder.incoming.is_dir():
        return
    for room in council.folder.incoming.iterdir():
        is_old = now - room.stat().st_mtime > KEPT_SECONDS
        if is_old or (room.suffix != ".part" and room.name not in needed):
            shutil.rmtree(room, ignore_errors=True)


def note_gone(council: Council, run_id: str, gone: dict[str, tuple[str, ...]]) -> None:
    """Keep, beside the files of a run and no longer than these, the children who are not in them any more."""
    (folder_of(council, run_id) / _GONE).write_text(json.dumps(gone), encoding="utf-8")


def gone_noted(council: Council, run_id: str) -> dict[str, tuple[str, ...]]:
    """The same, by the id of the return that they were in; none once the files are not there any more."""
    path = folder_of(council, run_id) / _GONE
    if not path.is_file():
        return {}
    noted: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))
    return {return_id: tuple(children) for return_id, children in noted.items()}
