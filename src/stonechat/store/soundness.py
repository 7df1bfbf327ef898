"""Whether what the folder holds is whole, and what of it nobody sees. Changes nothing.

`app/doctor.py` tells it; `pipeline/build.py` (`rebuild`) mends what can be mended.
"""

from collections.abc import Iterator

from stonechat.basics.problems import Problem, Refused, Severity
from stonechat.store import clearing, pointer, published, returns, snapshots
from stonechat.store.folder import Folder
from stonechat.store.snapshots import Snapshot


def faults(folder: Folder) -> Iterator[Problem]:
    """What is lost or damaged: published figures, the pointer, its snapshots, the objects served."""
    yield from published.faults(folder)
    try:
        listed = pointer.history(folder)
    except Refused as refused:
        yield from refused.problems
        return
    for snapshot_id in listed:
        try:
            snapshot = snapshots.load(folder, snapshot_id)
        except Refused as refused:
            yield from refused.problems
        else:
            if snapshot_id == listed[0]:
                yield from snapshots.verify(folder, snapshot)


def notes(folder: Folder, served: Snapshot | None) -> Iterator[Problem]:
    """What is kept and counts nowhere, and what an interrupted writer left."""
    counting = served.returns if served else ()
    for one in _readable(folder):
        if one.id not in counting and not one.is_undone:
            yield Problem(
                f"Return {one.id} ({one.format} {one.year}) is kept but counts in no figure: its import was "
                "interrupted or rolled back.",
                f"Import its file again to let it count, or let it go: stonechat undo {one.id}.",
                Severity.NOTE,
                "return_not_counting",
            )
    if left := clearing.leftovers(folder):
        yield Problem(
            f"{len(left)} unfinished files or folders (*.part): an import is running or was interrupted.",
            "Nothing to do: the next import, undo or build clears them away.",
            Severity.NOTE,
            "unfinished",
        )


def _readable(folder: Folder) -> Iterator[returns.Return]:
    for return_id in returns.ids(folder):
        try:
            yield returns.load(folder, return_id)
        except Refused:
            continue
