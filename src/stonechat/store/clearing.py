"""Clearing away: what an interrupted writer left, and what is no longer kept.

Nothing goes that a kept snapshot names, and nothing at all while it is not known which snapshots are
kept. A return goes only by a person's own act: after `undo`, once no kept snapshot was made of it (and by
`forget`, which takes a child out of it). Call these under the lock.
"""

from contextlib import suppress
from pathlib import Path

from stonechat.basics.problems import Refused
from stonechat.store import files, pointer, published, returns, snapshots
from stonechat.store.folder import Folder
from stonechat.store.snapshots import Snapshot

PUBLIC_ROOMS = ("returns", "published", "objects", "snapshots", "results")


def tidy(folder: Folder) -> None:
    """Clear away what an interrupted writer left: `.part` files, and what no kept snapshot names."""
    for part in leftovers(folder):
        files.remove_any(part)
    for return_id in returns.ids(folder):
        with suppress(Refused):  # a damaged return must not stand in the way of going back
            returns.remove_unlisted(folder, return_id)
    published.remove_undone(folder)
    with suppress(Refused):  # nor a damaged snapshot
        collect(folder)


def collect(folder: Folder) -> None:
    """Remove manifests, objects and results that no kept snapshot names, and undone returns likewise.

    Refused, with nothing removed, if it cannot be read which snapshots are kept or what they name. While
    nothing has been published, nothing is removed.
    """
    kept = [snapshots.load(folder, one) for one in pointer.history(folder)]
    if not kept:
        return
    ids = {snapshot.id for snapshot in kept}
    objects = {sha for snapshot in kept for sha in snapshot.objects}
    _keep_only(folder.snapshots, {f"{one}.json" for one in ids})
    _keep_only(folder.objects, {f"{sha}.parquet" for sha in objects})
    _keep_only(folder.results, ids)
    _remove_undone(folder, kept)


def _remove_undone(folder: Folder, kept: list[Snapshot]) -> None:
    needed = {one for snapshot in kept for one in snapshot.returns}
    for return_id in returns.ids(folder):
        with suppress(Refused):  # what cannot be read was perhaps not undone
            if return_id not in needed and returns.load(folder, return_id).is_undone:
                files.remove_any(folder.return_folder(return_id))


def _keep_only(room: Path, names: set[str]) -> None:
    for path in sorted(room.iterdir()) if room.is_dir() else ():
        if path.name not in names:
            files.remove_any(path)


def leftovers(folder: Folder) -> list[Path]:
    """Unfinished files and folders, outermost first, nothing twice."""
    at_root = (folder.build, *map(files.part_of, (folder.current, folder.forgotten, folder.settings)))
    rooms = (folder.root / room for room in PUBLIC_ROOMS)
    inside = (path for room in rooms for path in sorted(room.rglob("*.part")))
    found = [path for path in (*at_root, *inside) if path.exists()]
    return [path for path in found if not any(parent in found for parent in path.parents)]
