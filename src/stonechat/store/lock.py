"""One writer at a time: whoever changes the folder holds its lock, and readers never need it.

The operating system lets the lock go when the process ends, however it ends. Whoever takes it first
clears away what an interrupted writer left behind, and a failed write is told in words.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from filelock import FileLock, Timeout

from stonechat.basics.problems import Refused, Where, refusal
from stonechat.store import clearing
from stonechat.store.folder import Folder

WAIT_SECONDS = 10.0
MEMORY = (errno.ENOMEM,)
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
UNWRITABLE = (errno.EIO, errno.EROFS, errno.EACCES, errno.EPERM)


@contextmanager
def writing(folder: Folder, wait: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the folder's lock. May be nested within one thread.

    Refused if another process still holds it after `wait` seconds, if the disk is full or cannot be
    written, and if the memory does not suffice.
    """
    lock = FileLock(folder.lock, is_singleton=True)
    try:
        held = lock.acquire(timeout=wait)
    except Timeout:
        raise _somebody_else(folder) from None
    except OSError as error:
        raise _in_words(error, folder) from error
    with held:
        if lock.lock_counter > 1:
            yield
            return
        try:
            clearing.tidy(folder)
            yield
        except (OSError, MemoryError) as error:
            with suppress(OSError, Refused):
                clearing.tidy(folder)
            raise _in_words(error, folder) from error


def _somebody_else(folder: Folder) -> Refused:
    return refusal(
        "Another import is running in this folder (or an undo, a rollback or a forget).",
        "Wait until it has finished, then run this again. Nothing was changed.",
        "folder_busy",
        Where(file=str(folder.root)),
    )


def _in_words(error: OSError | MemoryError, folder: Folder) -> Refused | OSError:
    """A refusal for what a person can mend; any other error as it is, because it is a mistake of ours."""
    if isinstance(error, MemoryError):
        error = OSError(errno.ENOMEM, os.strerror(errno.ENOMEM))
    where = Where(file=str(folder.root))
    safe = "The figures published before are untouched."
    if error.errno in FULL:
        return refusal(
            f"There was not enough space on the disk. {safe}",
            "Make room (about three times the size of the file), then run this again.",
            "disk_full",
            where,
        )
    if error.errno in MEMORY:
        return refusal(
            f"There was not enough memory. {safe}",
            "Close other programs, or use a machine with more memory, then run this again.",
            "memory_full",
            where,
        )
    if error.errno in UNWRITABLE:
        return refusal(
            f"The folder could not be written ({os.strerror(error.errno or 0)}). {safe}",
            "Check that the disk is sound and that you may write there, then run this again.",
            "disk_failed",
            where,
        )
    return error
