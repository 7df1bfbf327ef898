"""What the log of the pages says: where a mistake of ours happened, and never what was in the data.

An exception's message may quote a value of a child. So its kind and its place are written, not its words.
"""

import logging
import traceback
from types import TracebackType

Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WithoutValues(logging.Formatter):
    """One line of what happened, then the kind of the exception and the lines of code it came through."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name} {message}", style="{")

    def formatException(self, ei: Raised) -> str:  # noqa: N802  logging's own name
        """The exception without its words, and the place of each step."""
        kind, _, steps = ei
        places = [f"  {step.filename}:{step.lineno} in {step.name}" for step in traceback.extract_tb(steps)]
        return "\n".join([kind.__name__ if kind else "no exception", *places])
