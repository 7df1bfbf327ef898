"""How the command line prints: results on stdout, messages on stderr, plain tables, JSON where asked.

Nothing is computed here but widths. Colour is used only on a terminal, and never with NO_COLOR; no
meaning hangs on it. What is said stands in `show_files.py`, `show_numbers.py` and `show_folder.py`.
"""

import json
import os
import shutil
import sys
import threading
from collections.abc import Iterable, Sequence
from typing import Any

import click

from stonechat.app.progress import Step
from stonechat.basics.problems import Problem, Refused, Severity
from stonechat.cli import interrupt

SHOWN_PER_SEVERITY = 20
WIDTH = 100
"""How wide a report is at most, where it is not a child's or a file's own words that need more."""

BAR_WIDTH = 24
OVERWRITE = "\r\x1b[K"
"""To the start of the terminal's line, and clear it."""
COLOURS = {
    Severity.ERROR: "red",
    Severity.QUESTION: "magenta",
    Severity.WARNING: "yellow",
    Severity.NOTE: "blue",
}


def _colour(stream: Any) -> bool:
    return stream.isatty() and "NO_COLOR" not in os.environ


def say(text: str = "") -> None:
    """A message, on stderr."""
    _clear_progress()
    click.echo(text, err=True)


def tell(text: str = "") -> None:
    """A result, on stdout."""
    _clear_progress()
    click.echo(text)


def tell_json(value: Any) -> None:
    """A result for programs, on stdout."""
    tell(json.dumps(value, indent=2, ensure_ascii=False))


def progress(step: Step) -> None:
    """A step of long work, on stderr: one line that is written over on a terminal, nothing elsewhere."""
    interrupt.check()
    if sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        width = shutil.get_terminal_size().columns - 1
        click.echo(f"{OVERWRITE}{progress_line(step)[:width]}", err=True, nl=False)
        _line_shown.set()


def progress_line(step: Step) -> str:
    """The step in one line: a bar of the parts done where their number is known, words, rows so far."""
    rows = f", {step.rows:,} rows" if step.rows else ""
    if not step.of:
        return f"{step.words}{rows}"
    filled = BAR_WIDTH * step.done // step.of
    return f"[{'#' * filled}{'.' * (BAR_WIDTH - filled)}] {step.done} of {step.of}  {step.words}{rows}"


def _clear_progress() -> None:
    if _line_shown.is_set():
        click.echo(OVERWRITE, err=True, nl=False)
        _line_shown.clear()


_line_shown = threading.Event()
"""Whether a line of progress stands on the terminal."""


def show_refusal(refused: Refused) -> None:
    """Why something cannot be done, and what to do about it."""
    for problem in refused.problems:
        say(problem_line(problem))


def show_stopped() -> None:
    """That the command was stopped by the person who began it."""
    say("Stopped. What was served before is still served.")


def show_system_error(error: OSError) -> None:
    """That the system would not read or write something: which file, if it says so, and what to do."""
    file = f"{error.filename}: " if error.filename else ""
    say(f"error: {file}The system refused to read or write ({os.strerror(error.errno or 0)}).")
    say("Check that there is room on the disk and that you may read and write there, then run this again.")


def show_no_memory() -> None:
    """That the memory of this machine did not suffice."""
    say("error: There was not enough memory. What was served before is still served.")
    say("Close other programs, or use a machine with more memory, then run this again.")


def show_mistake(error: Exception) -> None:
    """That something went wrong inside Stonechat. Its own words are not shown: they may quote a cell."""
    say(f"error: Something went wrong inside Stonechat ({type(error).__name__}). This is a mistake of ours.")
    say("What was served before is still served. With STONECHAT_TRACEBACK=1 set, the command says where;")
    say("read it before you pass it on, because it may hold what a file holds.")


def problem_line(problem: Problem) -> str:
    """One problem on one line, its severity first and its rule last."""
    name = f"{problem.severity}"
    mark = click.style(name, fg=COLOURS[problem.severity], bold=True) if _colour(sys.stderr) else name
    place = f"{one_line(str(problem.where))}: " if str(problem.where) else ""
    return f"{mark}: {place}{f'{problem.what} {problem.fix}'.strip()} [{problem.rule}]"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = ()) -> str:
    """A plain table: columns as wide as their widest cell, those in `right` aligned to the right.

    A line break, tab or other control character in a cell is shown by its escape, so that it moves nothing.
    """
    lines = [list(heads), *([one_line(cell) for cell in row] for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(heads))]
    align = {place: str.rjust for place in right}
    return "\n".join(
        "  ".join(
            align.get(place, str.ljust)(cell, widths[place]) for place, cell in enumerate(line)
        ).rstrip()
        for line in lines
    )


def one_line(cell: str) -> str:
    """The text with control characters by their escapes: a file's own name must not steer the terminal."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cell)


def number_of(count: int, noun: str) -> str:
    """The count with its noun, which takes an s unless there is one: `1 problem`, `2,000 problems`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def show_problems(problems: Sequence[Problem]) -> None:
    """The first problems of one severity, and how many more there are."""
    for problem in problems[:SHOWN_PER_SEVERITY]:
        tell(f"  {problem_line(problem)}")
    if len(problems) > SHOWN_PER_SEVERITY:
        left = len(problems) - SHOWN_PER_SEVERITY
        tell(f"  … and {left:,} more {problems[0].severity}s (all of them: --json)")
