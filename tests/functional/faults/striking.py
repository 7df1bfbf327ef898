"""Faults that strike at the nth call that changes the disk, whichever call that is."""

import errno
import inspect
import os
from collections.abc import Callable
from typing import Any

from stonechat.store import calls

KILLED = 77
CALLS = tuple(
    name
    for name, function in inspect.getmembers(calls, inspect.isfunction)
    if function.__module__ == calls.__name__ and not name.startswith("_")
)

Fault = Callable[[Callable[..., Any], tuple[Any, ...]], Any]
"""What happens in place of one call: given the real function and its arguments."""


class Striking:
    """Stands before every call in `calls`, counts, and lets the fault strike from the nth on or at it.

    `made` and `told`: the calls' names and arguments, in order.
    """

    def __init__(self, nth: int, fault: Fault, *, once: bool = True) -> None:
        self.nth, self.fault, self.once = nth, fault, once
        self.made: list[str] = []
        self.told: list[str] = []

    def install(self) -> None:
        for name in CALLS:
            setattr(calls, name, self._before(name, getattr(calls, name)))

    def _before(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            self.made.append(name)
            self.told.append(" ".join(map(str, arguments)))
            now = len(self.made)
            if now == self.nth or (now > self.nth and not self.once):
                return self.fault(real, arguments)
            return real(*arguments)

        return call


def no_fault(real: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    return real(*arguments)


def fails_with(number: int) -> Fault:
    def fault(real: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        raise OSError(number, os.strerror(number))

    return fault


def writes_half_and_fails(real: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """A full disk takes the first bytes of a write; other calls fail before they begin."""
    if real.__name__ == "write":
        handle, data = arguments
        real(handle, data[: len(data) // 2])
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def ends_before(real: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    os._exit(KILLED)


def ends_halfway(real: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """Ends within a write; other calls have just been made."""
    if real.__name__ == "write":
        handle, data = arguments
        real(handle, data[: len(data) // 2])
    else:
        real(*arguments)
    os._exit(KILLED)
