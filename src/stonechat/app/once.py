"""Something worked out once for many readers: one thread works it out, the others wait for it.

It knows nothing of what is kept. `served.py` keeps with it what pages read.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Thing = TypeVar("Thing")


class Once(Generic[Key, Thing]):
    """The last few things asked for, each worked out once. Any number of threads may ask.

    Beyond `most` the one goes that was asked for longest ago; whoever holds it may go on reading it.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._things: OrderedDict[Key, Future[Thing]] = OrderedDict()

    def of(self, key: Key, work_out: Callable[[], Thing]) -> Thing:
        """The thing of this key, worked out now if it is not kept.

        Raises what `work_out` raises, in every thread that waits for it; the next to ask tries again.
        """
        future, is_mine = self._future_of(key)
        if is_mine:
            self._work_out(key, future, work_out)
        return future.result()

    def __len__(self) -> int:
        return len(self._things)

    def _future_of(self, key: Key) -> tuple[Future[Thing], bool]:
        """What is kept or being worked out for the key, and whether the one who asks is to work it out."""
        with self._lock:
            is_mine = key not in self._things
            future = self._things.setdefault(key, Future())
            self._things.move_to_end(key)
            while len(self._things) > self._most:
                self._things.popitem(last=False)
            return future, is_mine

    def _work_out(self, key: Key, future: Future[Thing], work_out: Callable[[], Thing]) -> None:
        try:
            future.set_result(work_out())
        except BaseException as error:
            self._forget(key, future)
            future.set_exception(error)

    def _forget(self, key: Key, future: Future[Thing]) -> None:
        """Only this attempt: another may have taken its place after it was pushed out."""
        with self._lock:
            if self._things.get(key) is future:
                del self._things[key]
