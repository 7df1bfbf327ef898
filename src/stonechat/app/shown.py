"""Which snapshot readers are shown while a newer one is made ready for them.

Whoever reads a new snapshot first would wait until its figures are worked out, and everybody behind them. So
a process that serves pages goes on showing the snapshot before, until `warming.py` says that the newer one is
ready. One that is not on the list any more is never shown: it was rolled back from, or a child was taken out.
What follows nothing (a command, a worker) shows what is published.
"""

from stonechat.store import pointer
from stonechat.store.folder import Folder

_READY: dict[Folder, str] = {}
"""By folder the id of the snapshot that was made ready last."""


def shown(folder: Folder) -> str | None:
    """The id of the snapshot whose figures readers are shown now; None if nothing has been published."""
    published = pointer.history(folder)
    ready = _READY.get(folder)
    return ready if ready in published else next(iter(published), None)


def is_newer_coming(folder: Folder) -> bool:
    """Whether what is shown is not what was published last."""
    return shown(folder) != next(iter(pointer.history(folder)), None)


def is_coming(folder: Folder, snapshot_id: str | None) -> bool:
    """Whether this snapshot was published last and is not shown yet."""
    return snapshot_id in pointer.history(folder)[:1] and shown(folder) != snapshot_id


def show(folder: Folder, snapshot_id: str) -> None:
    """From now on readers of this process are shown this snapshot, while it is on the list."""
    _READY[folder] = snapshot_id
