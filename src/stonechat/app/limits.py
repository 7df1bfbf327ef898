"""Limits of the process that reads files from outside, where the system has such limits."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

MOST_MEMORY = 8 * 1024**3
LEAST_MEMORY = 2 * 1024**3
SHARE_OF_MEMORY = 0.75
NICENESS = 10


@contextmanager
def within_limits() -> Iterator[None]:
    """No more memory than a return needs (`MemoryError` beyond it), and no picture of the memory on the disk.

    Where the system has no such limits (Windows), nothing.
    """
    try:
        import resource
    except ImportError:
        yield
        return
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    before = resource.getrlimit(resource.RLIMIT_AS)
    _, hard = before
    most = _most_memory() if hard == resource.RLIM_INFINITY else min(_most_memory(), hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def give_way() -> None:
    """Let other processes go first, where the system knows how, so that readers need not wait."""
    with suppress(AttributeError, OSError):
        os.nice(NICENESS)


def _most_memory() -> int:
    """So much that a large authority's return fits, and that the machine has left to answer pages with."""
    there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(LEAST_MEMORY, min(MOST_MEMORY, int(SHARE_OF_MEMORY * there)))
