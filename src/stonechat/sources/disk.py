"""What DuckDB says when it cannot write, as the system would say it."""

import errno
import os

import duckdb


def as_os_error(error: duckdb.Error) -> OSError:
    """DuckDB's report of a failed write as the system's: no space, no memory, or else a bad disk."""
    full = (os.strerror(errno.ENOSPC), os.strerror(errno.EFBIG), "max_temp_directory_size")
    if any(words in str(error) for words in full):
        number = errno.ENOSPC
    elif isinstance(error, duckdb.OutOfMemoryException):
        number = errno.ENOMEM
    else:
        number = errno.EIO
    return OSError(number, "a table could not be written")
