"""What makes a whole file unreadable, said once for every form of file. Next: `separated.py`."""

import zipfile
from pathlib import Path

from stonechat.basics.problems import Problem, Severity, Where

EXPORT_AGAIN = "Export the file again from your system; a copy edited by hand may be damaged."


class NotReadable(Exception):
    """The whole file is refused; holds the problem that says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def not_readable(
    path: Path | zipfile.Path, rule: str, what: str, fix: str = EXPORT_AGAIN, *, line: int | None = None
) -> NotReadable:
    """The exception for a file, and a line of it where one is to blame."""
    return NotReadable(Problem(what, fix, Severity.ERROR, rule, Where(path.name, row=line)))


def zero_byte(path: Path | zipfile.Path, line: int) -> NotReadable:
    """For a file with a zero byte in a text."""
    return not_readable(path, "zero_byte", "There is a zero byte in the file, so it is damaged.", line=line)
