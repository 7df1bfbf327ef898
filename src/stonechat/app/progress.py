"""How far long work has come, told to whoever shows it. Nothing is printed here: see `cli/show.py`."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Step:
    """What is being done now: `done` parts of so many are finished (0 of 0: unknown); its rows so far."""

    words: str
    done: int = 0
    of: int = 0
    rows: int = 0


Progress = Callable[[Step], None]
"""Is told each step as it begins or goes on."""


def no_progress(step: Step) -> None:
    """For callers that show none."""


def one_by_one(parts: Sequence[Part], progress: Progress) -> Iterator[tuple[Part, Progress]]:
    """Each part, and a progress for it that adds how many parts are done of how many."""

    def counting(done: int) -> Progress:
        return lambda step: progress(replace(step, done=done, of=len(parts)))

    for number, part in enumerate(parts):
        yield part, counting(number)
