"""Readers first: work that nobody waits for goes on while no page is being answered.

For a process that answers pages and works things out beside that, in threads that take turns: two that work
take twice as long each. Knows nothing of pages or figures.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock


class Answering:
    """How many pages are being answered now. Any number of threads may use it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._pages = 0
        self._nobody_waits = Event()
        self._nobody_waits.set()

    @contextmanager
    def one_page(self) -> Iterator[None]:
        """A page is being answered for as long as the block lasts."""
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)

    def wait_for_none(self, most: float) -> bool:
        """Wait until no page is being answered, at most so many seconds; whether none is."""
        return self._nobody_waits.wait(most)

    def _count(self, more: int) -> None:
        with self._lock:
            self._pages += more
            (self._nobody_waits.clear if self._pages else self._nobody_waits.set)()


PAGES = Answering()
"""The pages of this process."""
