"""What is wrong with something a person gave us, said so that they can mend it.

Problems with people's input are collected and shown together; a mistake in our own code raises at
once as an ordinary exception. A problem never holds a child's details: no name, no date of birth,
no identifier, no cell value that could be any of these. It says where to look, and the person looks.

Next: `sources/reading.py` collects problems while a file streams; `cli/show.py` prints them.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem matters, worst first."""

    ERROR = "error"  # something was refused: the file, or a row of it
    QUESTION = "question"  # only a person can decide, and nothing goes on until they have
    WARNING = "warning"  # the row was loaded, but something in it was not used or looks wrong
    NOTE = "note"  # worth knowing; nothing to do


@dataclass(frozen=True, slots=True)
class Where:
    """The place a problem points at: a file, and as far inside it as is known.

    `sheet` is a worksheet, a table or an element path; `row` counts rows of that sheet from 1
    (for XML: the element's line in the file); `column` is a column or element name.
    """

    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        """The place in words: `cin.xml, Child[3]/CINdetails[1], line 40, CINclosureDate`."""
        row = f"line {self.row}" if self.row is not None else None
        return ", ".join(part for part in (self.file, self.sheet, row, self.column) if part)


@dataclass(frozen=True, slots=True)
class Problem:
    """What happened, where, and how to fix it. `rule` is a stable code that documentation lists."""

    what: str
    fix: str
    severity: Severity
    rule: str
    where: Where = field(default_factory=Where)

    def __str__(self) -> str:
        place = f"{self.where}: " if str(self.where) else ""
        return f"{place}{self.what} {self.fix}".strip()


class Refused(Exception):
    """What a person asked for cannot be done; holds the problems that say why and what to do.

    Commands turn it into words and exit code 1 (2 for a `WrongUse`), never a traceback.
    """

    def __init__(self, *problems: Problem) -> None:
        super().__init__(" ".join(str(problem) for problem in problems))
        self.problems = problems


class WrongUse(Refused):
    """Something was asked for that there is not, or without what it needs; commands end with exit code 2."""


def refusal(what: str, fix: str, rule: str, where: Where | None = None) -> Refused:
    """A `Refused` with one error in it."""
    return Refused(Problem(what, fix, Severity.ERROR, rule, where or Where()))


def wrong_use(what: str, fix: str, rule: str) -> WrongUse:
    """A `WrongUse` with one error in it."""
    return WrongUse(Problem(what, fix, Severity.ERROR, rule))
