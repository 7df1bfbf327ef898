"""Snapshots: what is published together.

A snapshot is a manifest that lists objects (facts and derived tables) by their content. It holds no
clock: the same returns give the same snapshot with the same id. Objects and manifests never change;
only the pointer `current` (`pointer.py`) moves, last of all, and that is the one moment of publishing.

Readers take no lock: they read the pointer once and then only what that manifest names.
What is in the tables is made by `pipeline/build.py`.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from stonechat.basics.problems import Problem, Refused, Severity, Where, refusal
from stonechat.store import calls, files, parquet, pointer
from stonechat.store.folder import Folder

KEEP = 10
"""Snapshots kept unless the authority says otherwise."""

Interval = tuple[date, date]


@dataclass(frozen=True, slots=True)
class ObjectRef:
    """One Parquet object: the SHA-256 of its bytes, its rows and its bytes."""

    sha: str
    rows: int
    size: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was published together. `facts` and `derived` name one object for each table.

    `returns` are the returns that stood in the folder, in order of id, superseded ones included.
    `windows` are the days covered, by source, and `covered` those by table, both ends included; a snapshot
    of an older version has none of the latter. `unresolved` counts, by table, what was
    open in one return and is absent from a later one. `authority` joins several by a comma.
    """

    authority: str
    returns: tuple[str, ...]
    facts: Mapping[str, ObjectRef]
    derived: Mapping[str, ObjectRef]
    windows: Mapping[str, tuple[Interval, ...]]
    unresolved: Mapping[str, int]
    versions: Mapping[str, str]
    covered: Mapping[str, tuple[Interval, ...]] = field(default_factory=dict)
    id: str = ""

    def named(self) -> "Snapshot":
        """The same with its id: the first 16 hex digits of the SHA-256 of all that it says."""
        digest = hashlib.sha256(files.to_json(_content(self))).hexdigest()
        return replace(self, id=digest[:16])

    @property
    def objects(self) -> set[str]:
        """SHA-256 of every object that it names."""
        return {ref.sha for ref in (*self.facts.values(), *self.derived.values())}


def derived_paths(folder: Folder, snapshot: Snapshot) -> dict[str, Path]:
    """Where each derived (wide) table of the snapshot stands: what engines read."""
    return {table: folder.object_file(ref.sha) for table, ref in snapshot.derived.items()}


# ---------------------------------------------------------------- reading


def current(folder: Folder) -> Snapshot | None:
    """The snapshot that is served; None if nothing has been published.

    Refused if the pointer is lost or the manifest is missing or damaged.
    """
    ids = pointer.history(folder)
    return load(folder, ids[0]) if ids else None


def load(folder: Folder, snapshot_id: str) -> Snapshot:
    """The snapshot with this id. Refused if its manifest is missing or not what was written."""
    path = folder.manifest(snapshot_id)
    try:
        snapshot = _from_json(json.loads(path.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError):
        raise _damaged(path) from None
    if snapshot.id != snapshot_id or snapshot.named().id != snapshot_id:
        raise _damaged(path)
    return snapshot


def _damaged(path: Path) -> Refused:
    return refusal(
        "This snapshot's manifest is missing or damaged.",
        "Run `stonechat build`: it makes the snapshot again from the returns. Or go back to an earlier one "
        "with `stonechat rollback`.",
        "snapshot_damaged",
        Where(file=str(path)),
    )


# ---------------------------------------------------------------- publishing


def adopt(folder: Folder, paths: Iterable[Path]) -> dict[Path, ObjectRef]:
    """Move finished Parquet files among the objects, under the name of their content; each path once."""
    once = sorted(set(paths))
    rows = parquet.counts(once, folder.build / "spill")
    refs = {path: _adopt(folder, path, n) for path, n in zip(once, rows, strict=True)}
    calls.fsync_folder(folder.objects)
    return refs


def _adopt(folder: Folder, path: Path, rows: int) -> ObjectRef:
    ref = ObjectRef(files.sha256_of(path), rows, path.stat().st_size)
    target = folder.object_file(ref.sha)
    if not _is_whole(target, ref):
        calls.fsync(path)
        calls.replace(path, target)
    return ref


def write_manifest(folder: Folder, snapshot: Snapshot) -> None:
    """Keep the snapshot's manifest; it is not served yet."""
    data = files.to_json({**_content(snapshot), "id": snapshot.id})
    path = folder.manifest(snapshot.id)
    if not (path.exists() and path.read_bytes() == data):
        files.write_whole(path, data)
    else:
        calls.fsync_folder(path.parent)


def publish(
    folder: Folder, snapshot: Snapshot, *, keep: int = KEEP, before: Iterable[str] | None = None
) -> None:
    """Serve this snapshot from now on; its objects and manifest must be in place.

    Keeps the last `keep` snapshots on the list. `before` are the ids on it until now; left out, they are
    read from the pointer. To clear away what no snapshot on the list needs is another step: `clearing`.
    """
    listed = pointer.history(folder) if before is None else before
    after = (snapshot.id, *(one for one in listed if one != snapshot.id))[:keep]
    if before is None and after == listed:
        pointer.confirm(folder)
    else:
        pointer.point_at(folder, after)


def readable(folder: Folder) -> list[str]:
    """Ids of the snapshots kept whose manifests can be read, newest first.

    Where the pointer is lost these are all manifests that stand, by the time at which they were written.
    """
    try:
        listed = list(pointer.history(folder))
    except Refused:
        written = sorted(folder.snapshots.glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
        listed = [path.stem for path in reversed(written)]
    return [one for one in listed if _can_be_read(folder, one)]


def _can_be_read(folder: Folder, snapshot_id: str) -> bool:
    try:
        load(folder, snapshot_id)
    except Refused:
        return False
    return True


# ---------------------------------------------------------------- checking


def verify(folder: Folder, snapshot: Snapshot) -> list[Problem]:
    """What is wrong with the snapshot's objects on the disk: none if every byte is as published."""
    return [*_harmed(folder, snapshot.facts), *_harmed(folder, snapshot.derived)]


def verify_derived(folder: Folder, snapshot: Snapshot) -> list[Problem]:
    """The same for the derived tables alone. Ask it before figures: DuckDB reads most damage as a value."""
    return _harmed(folder, snapshot.derived)


def _harmed(folder: Folder, refs: Mapping[str, ObjectRef]) -> list[Problem]:
    return [
        Problem(
            f"The object of {table} is {'damaged' if folder.object_file(ref.sha).exists() else 'missing'}.",
            "Run `stonechat build`, which makes it again from the returns.",
            Severity.ERROR,
            "object_damaged",
            Where(file=str(folder.object_file(ref.sha))),
        )
        for table, ref in refs.items()
        if not _is_whole(folder.object_file(ref.sha), ref)
    ]


def _is_whole(path: Path, ref: ObjectRef) -> bool:
    return path.is_file() and path.stat().st_size == ref.size and files.sha256_of(path) == ref.sha


# ---------------------------------------------------------------- as JSON


def _content(snapshot: Snapshot) -> dict[str, object]:
    return {
        "authority": snapshot.authority,
        "returns": list(snapshot.returns),
        "facts": {table: [ref.sha, ref.rows, ref.size] for table, ref in snapshot.facts.items()},
        "derived": {table: [ref.sha, ref.rows, ref.size] for table, ref in snapshot.derived.items()},
        "windows": _intervals_to_json(snapshot.windows),
        "unresolved": dict(snapshot.unresolved),
        "versions": dict(snapshot.versions),
        **({"covered": _intervals_to_json(snapshot.covered)} if snapshot.covered else {}),
    }


def _intervals_to_json(windows: Mapping[str, tuple[Interval, ...]]) -> dict[str, list[list[str]]]:
    return {
        of: [[first.isoformat(), last.isoformat()] for first, last in intervals]
        for of, intervals in windows.items()
    }


def _intervals_from_json(stored: dict[str, Any]) -> dict[str, tuple[Interval, ...]]:
    return {
        of: tuple((date.fromisoformat(first), date.fromisoformat(last)) for first, last in intervals)
        for of, intervals in stored.items()
    }


def _from_json(stored: dict[str, Any]) -> Snapshot:
    return Snapshot(
        authority=stored["authority"],
        returns=tuple(stored["returns"]),
        facts={table: ObjectRef(*ref) for table, ref in stored["facts"].items()},
        derived={table: ObjectRef(*ref) for table, ref in stored["derived"].items()},
        windows=_intervals_from_json(stored["windows"]),
        unresolved=stored["unresolved"],
        versions=stored["versions"],
        covered=_intervals_from_json(stored.get("covered", {})),
        id=stored["id"],
    )
