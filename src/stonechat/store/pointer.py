"""The pointer `current`: which snapshot is served, and which ones were before it, newest first.

A new folder's says `none`, so that a pointer which is missing, empty or unreadable is known as lost and
never taken for a folder in which nothing has been published yet.
"""

import re
import time
from collections.abc import Iterable

from stonechat.basics.problems import Refused, Where, refusal
from stonechat.store import calls, files
from stonechat.store.folder import NOTHING_SERVED, Folder

READ_ATTEMPTS = 50
_ID = re.compile(r"[0-9a-f]{16}")


def history(folder: Folder) -> tuple[str, ...]:
    """Ids of the snapshots kept: the one served, then the earlier ones, newest first. May be empty.

    Refused if the pointer is lost while returns or snapshots are kept here.
    """
    words = _text(folder).split()
    if words == NOTHING_SERVED.split():
        return ()
    if words and all(_ID.fullmatch(word) for word in words):
        return tuple(words)
    if _is_untouched(folder):
        return ()
    raise _lost(folder)


def point_at(folder: Folder, ids: Iterable[str]) -> None:
    """Move the pointer: the first id is served from now on."""
    files.write_whole(folder.current, "".join(f"{one}\n" for one in ids).encode())


def confirm(folder: Folder) -> None:
    """Force the pointer's place to the disk: whoever moved it may have been stopped just before that."""
    calls.fsync_folder(folder.root)


def _text(folder: Folder) -> str:
    """The pointer's text; empty where there is none."""
    for _ in range(READ_ATTEMPTS):
        try:
            return folder.current.read_bytes().decode(errors="replace")
        except FileNotFoundError:
            return ""
        except PermissionError:  # Windows, for the moment in which the pointer moves
            time.sleep(0.02)
    return folder.current.read_bytes().decode(errors="replace")


def _is_untouched(folder: Folder) -> bool:
    """Whether nothing was ever kept here."""
    rooms = (folder.returns, folder.snapshots)
    return not any(path.suffix != ".part" for room in rooms if room.is_dir() for path in room.iterdir())


def _lost(folder: Folder) -> Refused:
    return refusal(
        "It is no longer known which snapshot is served: this file is missing, empty or damaged, and returns "
        "are kept here.",
        "Run `stonechat build`: it makes the figures again from every return kept that was not undone, and "
        "says which. Or restore the file from a backup of the folder.",
        "pointer_lost",
        Where(file=str(folder.current)),
    )
