"""Ctrl-C: a command stops in words, wherever it strikes.

The libraries that read and count can make another error of it, or pass over it where Python ignores what
is raised. So it is also noted here: `check` raises it again, and an error after it is not a mistake of ours.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_noted = threading.Event()


@contextmanager
def listening() -> Iterator[None]:
    """Note Ctrl-C while a command runs, and raise KeyboardInterrupt as usual."""
    _noted.clear()
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may set handlers, and only it is interrupted
        return
    before = signal.signal(signal.SIGINT, _note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _note(number: int, frame: FrameType | None) -> None:
    _noted.set()
    raise KeyboardInterrupt


def was_noted() -> bool:
    """Whether Ctrl-C was pressed since the command began."""
    return _noted.is_set()


def check() -> None:
    """Raise KeyboardInterrupt if Ctrl-C was pressed and somebody has passed over it."""
    if _noted.is_set():
        raise KeyboardInterrupt
