"""Writes a published table in the layout of the Department's statistics service, places filled in by code.

Only for tables by reporting year; what it writes, `statistics.py` reads.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from stonechat.basics.authorities import LocalAuthority, authorities
from stonechat.sources.published.layout import LEVEL, PLACES, TIME

ENGLAND = ("E92000001", "England")


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the reporting year, the place (three digits, a region's code or England's), and its cells.

    `cells` are texts by column: filters, numbers, symbols.
    """

    year: int
    place: str
    cells: Mapping[str, str]


def write_statistics(path: Path, lines: Iterable[Line]) -> None:
    """Write the rows, all of which have the same columns. KeyError for a place that there is not."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for number, line in enumerate(lines):
            if number == 0:
                writer.writerow([*TIME, LEVEL, *PLACES, *line.cells])
            writer.writerow([line.year, "Reporting year", *_place(line.place), *line.cells.values()])


def _place(code: str) -> tuple[str, ...]:
    """The level, and the columns of places in their order."""
    if code == ENGLAND[0]:
        return "National", *ENGLAND, "", "", "", "", ""
    if code in _regions():
        return "Regional", *ENGLAND, code, _regions()[code], "", "", ""
    one = authorities()[code]
    return "Local authority", *ENGLAND, one.region_code, one.region, one.code, _area_code(one), one.name


def _area_code(one: LocalAuthority) -> str:
    return one.area_codes[-1].code


def _regions() -> dict[str, str]:
    return {one.region_code: one.region for one in authorities().values()}
