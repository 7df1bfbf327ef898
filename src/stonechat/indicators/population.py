"""Reads the population figures that rates are divided by, and finds the right one for a period.

The file `parameters/population.csv` has the columns authority, mid_year (a year: the estimate for its
30 June) and population (children aged 0 to 17); and, for rates by category, breakdown and category.
A rate is divided by the mid-year estimate inside its twelve months, as the published rates are: a year
to 31 March 2025 by 30 June 2024.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from stonechat.basics.published_numbers import read_number
from stonechat.indicators.breakdowns import BREAKDOWNS, categories
from stonechat.indicators.parameter_file import Columns, Row, read_rows, refuse_if_wrong
from stonechat.indicators.schema import nearest

COLUMNS = Columns("population", ("authority", "mid_year", "population"), ("breakdown", "category"))
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
    rows = read_rows(path, COLUMNS, shown_as)
    figures = dict(_figures(row for row in rows if row.cells))
    refuse_if_wrong(rows)
    return Populations(figures)


def _figures(rows: Iterable[Row]) -> Iterator[tuple[Key, int]]:
    seen: set[Key] = set()
    for row in rows:
        key, figure = _key(row), _figure(row)
        if key in seen:
            row.problem("mid_year", "The same figure is given twice.", "Keep one of the rows.")
        if key is not None:
            seen.add(key)
            if figure is not None:
                yield key, figure


def _key(row: Row) -> Key | None:
    """What the figure is for; None if that cannot be read."""
    authority, year, before = row.text("authority"), row.text("mid_year") or "", len(row.problems)
    if not authority:
        row.problem("authority", "The authority is empty.", "Write its code, for example 330.")
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        row.problem("mid_year", "mid_year is not a year.", "Write the year of the 30 June: 2024.")
    breakdown, category = row.text("breakdown"), row.text("category")
    if (breakdown is None) != (category is None):
        row.problem("category", "Only one of breakdown and category is given.", "Give both or neither.")
    if breakdown is not None and breakdown not in BREAKDOWNS:
        fix = nearest(breakdown, list(BREAKDOWNS))
        row.problem("breakdown", f"There is no breakdown {breakdown}.", fix)
    elif breakdown is not None and category is not None and category not in categories(breakdown):
        fix = nearest(category, list(categories(breakdown)))
        row.problem("category", f"{breakdown} has no category {category}.", fix)
    return None if len(row.problems) > before else (authority or "", int(year), breakdown, category)


def _figure(row: Row) -> int | None:
    """The number of children; None for a symbol or an empty cell, and with a problem if unreadable."""
    try:
        number = read_number(row.cells["population"])
    except ValueError:
        number = Decimal("NaN")
    if number is None:
        return None
    if not number.is_finite() or number < 0 or number != int(number):
        fix = "Write a whole number, with or without commas."
        row.problem("population", "The population is not a whole number.", fix)
        return None
    if not 0 < number <= MOST:
        fix = f"Write how many children there are, from 1 to {MOST:,}; leave the cell empty if not known."
        row.problem("population", "The population cannot be right.", fix)
        return None
    return int(number)
