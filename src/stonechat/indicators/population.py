"""Reads the population figures that rates are divided by, and finds the right one for a period.

The file `parameters/population.csv` has the columns authority, mid_year (a year: the estimate for its
30 June) and population (children aged 0 to 17); and, for rates by category, breakdown and category.
A rate is divided by the mid-year estimate inside its twelve months, as the published rates are: a year
to 31 March 2025 by 30 June 2024.
"""

import csv
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from stonechat.basics.problems import Problem, Refused, Severity, Where
from stonechat.indicators.breakdowns import BREAKDOWNS, categories
from stonechat.indicators.measure import read_number
from stonechat.indicators.schema import nearest

REQUIRED = ("authority", "mid_year", "population")
OPTIONAL = ("breakdown", "category")
OLDEST = 2
"""How many years older than the right estimate one may be used, until the newer one is published."""

MOST = 20_000_000
"""No authority has more children: all England has some 12 million."""

Key = tuple[str, int, str | None, str | None]
"""Authority, mid-year, breakdown, category; the last two None for all children."""


@dataclass(frozen=True)
class Populations:
    """Children aged 0 to 17 by authority, mid-year and, where given, category."""

    figures: Mapping[Key, int] = field(default_factory=dict)

    def for_(
        self, authority: str, last_day: date, breakdown: str | None = None, category: str | None = None
    ) -> tuple[int, int] | None:
        """The mid-year and its figure for twelve months (or a count) that end on the day.

        The 30 June inside those twelve months; else the latest earlier one, at most `OLDEST` years
        older. None if there is none.
        """
        right = mid_year_for(last_day)
        for year in range(right, right - OLDEST - 1, -1):
            found = self.figures.get((authority, year, breakdown, category))
            if found is not None:
                return year, found
        return None


def mid_year_for(last_day: date) -> int:
    """The year whose 30 June falls inside the twelve months that end on the day, the day included."""
    return last_day.year if (last_day.month, last_day.day) >= (6, 30) else last_day.year - 1


def read_populations(path: Path, shown_as: str | None = None) -> Populations:
    """The figures of the file. `Refused` with every problem, each with its row and column.

    A symbol (c, x, z, u, k, low) or an empty cell is no figure, never zero.
    """
    name = shown_as or path.name
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = [(reader.line_num, row) for reader in [csv.reader(lines, strict=True)] for row in reader]
    except OSError as error:
        what = f"The file cannot be read ({os.strerror(error.errno or 0)})."
        raise Refused(_problem(name, None, None, what, "See that it is a file that you may read.")) from None
    except (UnicodeDecodeError, csv.Error):
        raise Refused(
            _problem(name, 1, None, "The file is not a CSV in UTF-8.", "Save it as CSV UTF-8.")
        ) from None
    problems: list[Problem] = []
    figures = dict(_figures(name, rows, problems))
    if problems:
        raise Refused(*problems)
    return Populations(figures)


def _figures(
    name: str, rows: list[tuple[int, list[str]]], problems: list[Problem]
) -> Iterator[tuple[Key, int]]:
    header = [cell.strip() for cell in rows[0][1]] if rows else []
    problems.extend(_header_problems(name, header))
    if problems:
        return
    seen: set[Key] = set()
    for line, cells in rows[1:]:
        if not any(cell.strip() for cell in cells):
            continue
        row = _Row(name, line, dict(zip(header, (cell.strip() for cell in cells), strict=False)), problems)
        if len(cells) != len(header):
            row.problem(
                None, f"The row has {len(cells)} cells, the header {len(header)}.", "Correct the row."
            )
            continue
        key, figure = row.key(), row.figure()
        if key in seen:
            row.problem("mid_year", "The same figure is given twice.", "Keep one of the rows.")
        if key is not None:
            seen.add(key)
            if figure is not None:
                yield key, figure


def _header_problems(name: str, header: list[str]) -> Iterator[Problem]:
    known = [*REQUIRED, *OPTIONAL]
    for column in REQUIRED:
        if column not in header:
            fix = f"The first row must hold {', '.join(REQUIRED)}; breakdown and category may follow."
            yield _problem(name, 1, column, f"The file has no column {column}.", fix)
    for column in header:
        if column not in known:
            yield _problem(name, 1, column, f"There is no use for a column {column}.", nearest(column, known))
        elif header.count(column) > 1:
            yield _problem(name, 1, column, f"The column {column} stands twice.", "Keep one of the two.")


@dataclass(frozen=True)
class _Row:
    """One row being read; what is wrong with it goes to `problems`."""

    file: str
    line: int
    cells: Mapping[str, str]
    problems: list[Problem]

    def problem(self, column: str | None, what: str, fix: str) -> None:
        self.problems.append(_problem(self.file, self.line, column, what, fix))

    def key(self) -> Key | None:
        """What the figure is for; None if that cannot be read."""
        authority, year, before = self.cells["authority"], self.cells["mid_year"], len(self.problems)
        if not authority:
            self.problem("authority", "The authority is empty.", "Write its code, for example 330.")
        if not (year.isascii() and year.isdigit() and len(year) == 4):
            self.problem("mid_year", "mid_year is not a year.", "Write the year of the 30 June: 2024.")
        breakdown, category = self.cells.get("breakdown") or None, self.cells.get("category") or None
        if (breakdown is None) != (category is None):
            self.problem("category", "Only one of breakdown and category is given.", "Give both or neither.")
        if breakdown is not None and breakdown not in BREAKDOWNS:
            fix = nearest(breakdown, list(BREAKDOWNS))
            self.problem("breakdown", f"There is no breakdown {breakdown}.", fix)
        elif breakdown is not None and category is not None and category not in categories(breakdown):
            fix = nearest(category, list(categories(breakdown)))
            self.problem("category", f"{breakdown} has no category {category}.", fix)
        return None if len(self.problems) > before else (authority, int(year), breakdown, category)

    def figure(self) -> int | None:
        """The number of children; None for a symbol or an empty cell, and with a problem if unreadable."""
        try:
            number = read_number(self.cells["population"])
        except ValueError:
            number = Decimal("NaN")
        if number is None:
            return None
        if not number.is_finite() or number < 0 or number != int(number):
            fix = "Write a whole number, with or without commas."
            self.problem("population", "The population is not a whole number.", fix)
            return None
        if not 0 < number <= MOST:
            fix = f"Write how many children there are, from 1 to {MOST:,}; leave the cell empty if not known."
            self.problem("population", "The population cannot be right.", fix)
            return None
        return int(number)


def _problem(file: str, line: int | None, column: str | None, what: str, fix: str) -> Problem:
    return Problem(what, fix, Severity.ERROR, "population", Where(file, row=line, column=column))
