"""Snapshots: what is published together, and the pointer that says which one is served.

A snapshot is a manifest that lists objects (facts and derived tables) by their content. It holds no
clock: the same returns give the same snapshot with the same id. Objects and manifests never change;
only the pointer `current` moves, last of all, and that is the one moment of publishing. Its first line is
the snapshot served, the following lines the earlier ones, newest first.

Readers take no lock: they read the pointer once and then only what that manifest names.
What is in the tables is made by `pipeline/build.py`.
"""

import hashlib
import json
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from stonechat.basics.problems import Problem, Refused, Severity, Where, refusal
from stonechat.store import calls, files, parquet, returns
from stonechat.store.folder import Folder

KEEP = 10
"""Snapshots kept unless the authority says otherwise."""

READ_ATTEMPTS = 50
PUBLIC_ROOMS = ("returns", "objects", "snapshots", "results")

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
    `windows` are the days covered, by source, both ends included. `unresolved` counts, by table, what was
    open in one return and is absent from a later one. `authority` joins several by a comma.
    """

    authority: str
    returns: tuple[str, ...]
    facts: Mapping[str, ObjectRef]
    derived: Mapping[str, ObjectRef]
    windows: Mapping[str, tuple[Interval, ...]]
    unresolved: Mapping[str, int]
    versions: Mapping[str, str]
    id: str = ""

    def named(self) -> "Snapshot":
        """The same with its id: the first 16 hex digits of the SHA-256 of all that it says."""
        digest = hashlib.sha256(files.to_json(_content(self))).hexdigest()
        return replace(self, id=digest[:16])

    @property
    def objects(self) -> set[str]:
        """SHA-256 of every object that it names."""
        return {ref.sha for ref in (*self.facts.values(), *self.derived.values())}


def fact_paths(folder: Folder, snapshot: Snapshot) -> dict[str, Path]:
    """Where each facts table of the snapshot stands."""
    return {table: folder.object_file(ref.sha) for table, ref in snapshot.facts.items()}


def derived_paths(folder: Folder, snapshot: Snapshot) -> dict[str, Path]:
    """Where each derived (wide) table of the snapshot stands: what engines read."""
    return {table: folder.object_file(ref.sha) for table, ref in snapshot.derived.items()}


# ---------------------------------------------------------------- the pointer


def history(folder: Folder) -> tuple[str, ...]:
    """Ids of the snapshots kept: the one served, then the earlier ones, newest first. May be empty."""
    for _ in range(READ_ATTEMPTS):
        try:
            return tuple(folder.current.read_text(encoding="utf-8").split())
        except FileNotFoundError:
            return ()
        except PermissionError:  # Windows, for the moment in which the pointer moves
            time.sleep(0.02)
    return tuple(folder.current.read_text(encoding="utf-8").split())


def current(folder: Folder) -> Snapshot | None:
    """The snapshot that is served; None if nothing has been published."""
    ids = history(folder)
    return load(folder, ids[0]) if ids else None


def point_at(folder: Folder, ids: Iterable[str]) -> None:
    """Move the pointer: the first id is served from now on."""
    files.write_whole(folder.current, "".join(f"{one}\n" for one in ids).encode())


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
        "Go back to an earlier snapshot with `stonechat rollback`, or restore the folder from its backup.",
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
    if not (target.exists() and target.stat().st_size == ref.size):
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


def publish(folder: Folder, snapshot: Snapshot, *, keep: int = KEEP) -> None:
    """Serve this snapshot from now on; its objects and manifest must be in place.

    Keeps the last `keep` snapshots on the list. Publishing what is served already changes nothing. To
    clear away what no snapshot on the list needs is another step: `collect`.
    """
    before = history(folder)
    after = (snapshot.id, *(one for one in before if one != snapshot.id))[:keep]
    if after != before:
        point_at(folder, after)


# ---------------------------------------------------------------- checking and clearing


def verify(folder: Folder, snapshot: Snapshot) -> list[Problem]:
    """What is wrong with the snapshot's objects on the disk: none if every byte is as published."""
    refs = [(table, ref) for made in (snapshot.facts, snapshot.derived) for table, ref in made.items()]
    return [
        Problem(
            f"The object of {table} is {'damaged' if folder.object_file(ref.sha).exists() else 'missing'}.",
            "Restore the folder from its backup, or remove the object and import any return again.",
            Severity.ERROR,
            "object_damaged",
            Where(file=str(folder.object_file(ref.sha))),
        )
        for table, ref in refs
        if not _is_whole(folder.object_file(ref.sha), ref)
    ]


def _is_whole(path: Path, ref: ObjectRef) -> bool:
    return path.is_file() and path.stat().st_size == ref.size and files.sha256_of(path) == ref.sha


def tidy(folder: Folder) -> None:
    """Clear away what an interrupted writer left: `.part` files, and what no kept snapshot names.

    Returns stay, because a return that was accepted but not published is still the file received.
    Call it only under the lock.
    """
    for part in _parts(folder):
        files.remove_any(part)
    for return_id in returns.ids(folder):
        with suppress(Refused):  # a damaged return must not stand in the way of going back
            returns.remove_unlisted(folder, return_id)
    with suppress(Refused):  # nor a damaged snapshot
        collect(folder)


def collect(folder: Folder, *, with_returns: bool = False) -> None:
    """Remove manifests, objects and results (and returns, if told) that no kept snapshot names.

    Refused, with nothing removed, if a kept snapshot cannot be read: it might name them.
    """
    kept = [load(folder, one) for one in history(folder)]
    ids = {snapshot.id for snapshot in kept}
    objects = {sha for snapshot in kept for sha in snapshot.objects}
    _keep_only(folder.snapshots, {f"{one}.json" for one in ids})
    _keep_only(folder.objects, {f"{sha}.parquet" for sha in objects})
    _keep_only(folder.results, ids)
    if with_returns:
        _keep_only(folder.returns, {one for snapshot in kept for one in snapshot.returns})


def _keep_only(room: Path, names: set[str]) -> None:
    for path in sorted(room.iterdir()) if room.is_dir() else ():
        if path.name not in names:
            files.remove_any(path)


def _parts(folder: Folder) -> list[Path]:
    """Unfinished files and folders, outermost first, nothing twice."""
    at_root = (folder.build, *map(files.part_of, (folder.current, folder.forgotten, folder.settings)))
    rooms = (folder.root / room for room in PUBLIC_ROOMS)
    inside = (path for room in rooms for path in sorted(room.rglob("*.part")))
    found = [path for path in (*at_root, *inside) if path.exists()]
    return [path for path in found if not any(parent in found for parent in path.parents)]


# ---------------------------------------------------------------- as JSON


def _content(snapshot: Snapshot) -> dict[str, object]:
    return {
        "authority": snapshot.authority,
        "returns": list(snapshot.returns),
        "facts": {table: [ref.sha, ref.rows, ref.size] for table, ref in snapshot.facts.items()},
        "derived": {table: [ref.sha, ref.rows, ref.size] for table, ref in snapshot.derived.items()},
        "windows": {
            source: [[first.isoformat(), last.isoformat()] for first, last in intervals]
            for source, intervals in snapshot.windows.items()
        },
        "unresolved": dict(snapshot.unresolved),
        "versions": dict(snapshot.versions),
    }


def _from_json(stored: dict[str, Any]) -> Snapshot:
    return Snapshot(
        authority=stored["authority"],
        returns=tuple(stored["returns"]),
        facts={table: ObjectRef(*ref) for table, ref in stored["facts"].items()},
        derived={table: ObjectRef(*ref) for table, ref in stored["derived"].items()},
        windows={
            source: tuple((date.fromisoformat(first), date.fromisoformat(last)) for first, last in intervals)
            for source, intervals in stored["windows"].items()
        },
        unresolved=stored["unresolved"],
        versions=stored["versions"],
        id=stored["id"],
    )
