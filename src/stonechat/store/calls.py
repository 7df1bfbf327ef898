"""Every call by which Stonechat changes a disk, one small function each.

They stand together so that tests can make any one of them fail, or end the process before or after
it: the list here is the list of faults that a publish must survive. Nothing else in `store` and
`pipeline` may create, write, rename or remove a file (a test reads their source to hold this).

What to write and in which order is not decided here: see `files.py`.
"""

import os
import shutil
import time
from pathlib import Path
from typing import BinaryIO

import duckdb

from stonechat.sources.disk import as_os_error

WINDOWS_ATTEMPTS = 50
WINDOWS_PAUSE = 0.02
"""A virus scanner or a reader can hold a file for a moment on Windows: try for about a second."""


def make_folder(path: Path) -> None:
    """Make one folder; its parent must be there. FileExistsError if it is there already."""
    path.mkdir()


def create(path: Path) -> BinaryIO:
    """Open a new file for writing, emptying one that is there."""
    return path.open("wb")


def write(handle: BinaryIO, data: bytes) -> None:
    """Write all the bytes and hand them to the operating system."""
    handle.write(data)
    handle.flush()


def append(path: Path, data: bytes) -> None:
    """Add the bytes to a file, on the disk when it returns; if that fails, the file is as it was."""
    with path.open("ab", buffering=0) as handle:
        before = handle.seek(0, os.SEEK_END)
        try:
            written = handle.write(data)
            if written < len(data):  # the disk took a part: asked for the rest, it says why
                handle.write(data[written:])
            os.fsync(handle.fileno())
        except BaseException:
            handle.truncate(before)  # half an entry would stop every later one
            raise


def fsync(path: Path) -> None:
    """Return only when the file's bytes are on the disk."""
    # Opened for update because Windows refuses to flush a file opened for reading.
    with path.open("rb+") as handle:
        os.fsync(handle.fileno())


def fsync_folder(path: Path) -> None:
    """Return only when the folder's list of names is on the disk, where the system can promise that.

    Windows cannot open a folder; NTFS journals renames itself.
    """
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace(source: Path, target: Path) -> None:
    """Give `source` the name `target` in one step, in place of any file of that name."""
    for _ in range(WINDOWS_ATTEMPTS if os.name == "nt" else 0):
        try:
            source.replace(target)
        except PermissionError:
            time.sleep(WINDOWS_PAUSE)
        else:
            return
    source.replace(target)


def remove(path: Path) -> None:
    """Remove one file, if it is there."""
    path.unlink(missing_ok=True)


def remove_folder(path: Path) -> None:
    """Remove a folder and all that is in it."""
    shutil.rmtree(path)


def copy(connection: duckdb.DuckDBPyConnection, statement: str) -> int:
    """Run a COPY ... TO statement: the number of rows written.

    OSError if DuckDB could not write. Its own message is dropped, because it can quote a cell.
    """
    try:
        return int(connection.execute(statement).fetchall()[0][0])
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise as_os_error(error) from None
