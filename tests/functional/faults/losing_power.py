"""What a disk may hold after the power went: what was forced to it, and of the rest any part.

A recorder stands round every call that changes the disk. It knows by inode what was forced there: the bytes
of a file when it was last synced, the names in a folder when that was. From this any state can be laid out
that POSIX allows after a crash: a file that was never synced is empty or half, a rename whose folder was not
synced has happened or not.
"""

import os
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from striking import CALLS

from stonechat.store import calls

Names = Mapping[str, int]
"""The names in a folder, each with the inode behind it."""

NEED_NOT_LAST = "writing.lock"


@dataclass(frozen=True)
class Moment:
    """The disk after one call: names by folder, bytes by file, as forced there and as programs see them."""

    root: int
    forced_names: Mapping[int, Names]
    seen_names: Mapping[int, Names]
    forced_bytes: Mapping[int, bytes]
    seen_bytes: Mapping[int, bytes]


@dataclass
class Recorder:
    """Keeps a moment after each call. `deaf_to`: calls that this disk does not do, to test the test."""

    root: Path
    deaf_to: frozenset[str] = frozenset()
    moments: list[Moment] = field(default_factory=list)
    _names: dict[int, Names] = field(default_factory=dict)
    _bytes: dict[int, bytes] = field(default_factory=dict)
    _held: dict[int, int] = field(default_factory=dict)

    def __enter__(self) -> "Recorder":
        self._hold_all()
        for folder in self._folders():
            self._force_names(folder)
            for path in folder.iterdir():
                if path.is_file():
                    self._force_bytes(path)
        self._keep()
        return self

    def __exit__(self, *_: object) -> None:
        for handle in self._held.values():
            os.close(handle)

    def install(self, patch: Callable[[object, str, object], None]) -> None:
        """Stand round every call. `patch` sets an attribute, as `monkeypatch.setattr` does."""
        for name in CALLS:
            patch(calls, name, self._round(name, getattr(calls, name)))

    def _round(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            result = real(*arguments)
            self._hold_all()
            if name not in self.deaf_to:
                self._note(name, arguments)
            self._keep()
            return result

        return call

    def _note(self, name: str, arguments: tuple[Any, ...]) -> None:
        if name in ("fsync", "append"):
            self._force_bytes(arguments[0])
        if name == "fsync_folder":
            self._force_names(arguments[0])

    def _force_bytes(self, path: Path) -> None:
        self._bytes[path.stat().st_ino] = path.read_bytes()

    def _force_names(self, folder: Path) -> None:
        self._names[folder.stat().st_ino] = _names_in(folder)

    def _keep(self) -> None:
        seen = {folder.stat().st_ino: _names_in(folder) for folder in self._folders()}
        held = {path.stat().st_ino: path.read_bytes() for path in self.root.rglob("*") if path.is_file()}
        self.moments.append(Moment(self.root.stat().st_ino, dict(self._names), seen, dict(self._bytes), held))

    def _folders(self) -> Iterator[Path]:
        yield self.root
        yield from (path for path in self.root.rglob("*") if path.is_dir())

    def _hold_all(self) -> None:
        """Keep everything open, so that no inode is given to another file while the recording lasts."""
        for path in (self.root, *self.root.rglob("*")):
            inode = path.stat().st_ino
            if inode not in self._held:
                self._held[inode] = os.open(path, os.O_RDONLY)


def _names_in(folder: Path) -> Names:
    return {path.name: path.stat().st_ino for path in folder.iterdir() if path.name != NEED_NOT_LAST}


# ---------------------------------------------------------------- states of the disk afterwards

Loss = Callable[[Moment, int, bool], Any]
"""What is left of one inode: for a folder its names, for a file its bytes."""


def only_what_was_forced(moment: Moment, inode: int, is_folder: bool) -> Any:
    """Neither a name nor a byte that was not forced to the disk."""
    return moment.forced_names.get(inode, {}) if is_folder else moment.forced_bytes.get(inode, b"")


def names_before_bytes(moment: Moment, inode: int, is_folder: bool) -> Any:
    """Every name, and only the bytes that were forced: a file that was given its name too early is empty."""
    return moment.seen_names.get(inode, {}) if is_folder else moment.forced_bytes.get(inode, b"")


def bytes_before_names(moment: Moment, inode: int, is_folder: bool) -> Any:
    """Every byte, and only the names that were forced."""
    if is_folder:
        return moment.forced_names.get(inode, {})
    return moment.seen_bytes.get(inode, moment.forced_bytes.get(inode, b""))


def by_chance(chance: random.Random) -> Loss:
    """Of each folder and file what was forced, or what was seen, or of a file the first half of that."""

    def left(moment: Moment, inode: int, is_folder: bool) -> Any:
        loss = chance.choice((only_what_was_forced, names_before_bytes, bytes_before_names))
        found = loss(moment, inode, is_folder)
        torn = not is_folder and found != moment.forced_bytes.get(inode) and chance.random() < 0.5
        return found[: len(found) // 2] if torn else found

    return left


def lay_out(moment: Moment, loss: Loss, target: Path) -> None:
    """Make the folder that stands there after the power came back."""
    known = {*moment.forced_names, *moment.seen_names}
    _lay_out(moment, loss, moment.root, target, known)


def _lay_out(moment: Moment, loss: Loss, inode: int, target: Path, folders: set[int]) -> None:
    target.mkdir()
    for name, inner in loss(moment, inode, True).items():
        if inner in folders:
            _lay_out(moment, loss, inner, target / name, folders)
        else:
            (target / name).write_bytes(loss(moment, inner, False))
