"""Reads the CSV files that an authority keeps in `parameters/`: what is wrong is told with line and column.

It knows of no one file: which columns there are and what a row means stand with `population.py`,
`targets.py` and `events.py`.
"""

import csv
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from stonechat.basics.problems import Problem, Refused, Severity, Where
from stonechat.indicators.schema import nearest


@dataclass(frozen=True, slots=True)
class Columns:
    """What a file may hold: columns that must be there and those that may. `rule` names its problems."""

    rule: str
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One row being read; what is wrong with it goes to `problems`."""

    file: str
    line: int
    cells: Mapping[str, str]
    rule: str
    problems: list[Problem] = field(default_factory=list)

    def text(self, column: str) -> str | None:
        """The cell without blanks at its ends; None for an empty one, and for a column that is not there."""
        return self.cells.get(column) or None

    def problem(self, column: str | None, what: str, fix: str) -> None:
        """Something in the row is wrong."""
        self.problems.append(
            Problem(what, fix, Severity.ERROR, self.rule, Where(self.file, row=self.line, column=column))
        )

    def needed(self, column: str, fix: str) -> str | None:
        """The cell; None, with a problem, for an empty one."""
        said = self.text(column)
        if said is None:
            self.problem(column, f"The column {column} is empty.", fix)
        return said

    def day(self, column: str) -> date | None:
        """The day, written YYYY-MM-DD; None for an empty cell, and with a problem for any other text."""
        said = self.text(column)
        if said is None:
            return None
        try:
            if len(said) == len("2025-04-01"):
                return date.fromisoformat(said)
        except ValueError:
            pass
        self.problem(column, f"{column} is not a day.", "Write year, month and day: 2025-04-01.")
        return None

    def one_of(self, column: str, known: Sequence[str]) -> str | None:
        """The cell, which must be one of these; None for an empty one, and with a problem for another."""
        said = self.text(column)
        if said is None or said in known:
            return said
        self.problem(column, f"There is no {column} {said}.", nearest(said, list(known)))
        return None


def read_rows(path: Path, columns: Columns, shown_as: str | None = None) -> list[Row]:
    """Every row but blank ones, each with its line; they share one list of problems.

    A row whose cells are not as many as the header's has that as its problem and no cells. `Refused` for a
    file that cannot be read or has not the columns.
    """
    name = shown_as or path.name
    lines = _lines(path, name, columns.rule)
    header = [cell.strip() for cell in lines[0][1]] if lines else []
    if wrong := list(_header_problems(name, header, columns)):
        raise Refused(*wrong)
    problems: list[Problem] = []
    return [
        _row(Row(name, line, {}, columns.rule, problems), header, cells)
        for line, cells in lines[1:]
        if any(cell.strip() for cell in cells)
    ]


def refuse_if_wrong(rows: Sequence[Row]) -> None:
    """`Refused` with everything that is wrong in the rows, in order of lines, if anything is."""
    if rows and rows[0].problems:
        raise Refused(*sorted(rows[0].problems, key=lambda problem: problem.where.row or 0))


def _row(row: Row, header: Sequence[str], cells: Sequence[str]) -> Row:
    if len(cells) != len(header):
        row.problem(None, f"The row has {len(cells)} cells, the header {len(header)}.", "Correct the row.")
        return row
    named = dict(zip(header, (cell.strip() for cell in cells), strict=True))
    return Row(row.file, row.line, named, row.rule, row.problems)


def _lines(path: Path, name: str, rule: str) -> list[tuple[int, list[str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.reader(text, strict=True)
            return [(reader.line_num, cells) for cells in reader]
    except OSError as error:
        what = f"The file cannot be read ({os.strerror(error.errno or 0)})."
        fix, where = "See that it is a file that you may read.", Where(name)
    except (UnicodeDecodeError, csv.Error):
        what, fix, where = "The file is not a CSV in UTF-8.", "Save it as CSV UTF-8.", Where(name, row=1)
    raise Refused(Problem(what, fix, Severity.ERROR, rule, where))


def _header_problems(name: str, header: Sequence[str], columns: Columns) -> Iterator[Problem]:
    known = [*columns.required, *columns.optional]
    heading = Row(name, 1, {}, columns.rule)
    may = f"; {' and '.join(columns.optional)} may follow" if columns.optional else ""
    for column in columns.required:
        if column not in header:
            fix = f"The first row must hold {', '.join(columns.required)}{may}."
            heading.problem(column, f"The file has no column {column}.", fix)
    for column in header:
        if column not in known:
            heading.problem(column, f"There is no use for a column {column}.", nearest(column, known))
        elif header.count(column) > 1:
            heading.problem(column, f"The column {column} stands twice.", "Keep one of the two.")
    yield from heading.problems
