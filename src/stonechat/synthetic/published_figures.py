"""Published figures for the demo: real ones, of an authority whose neighbours stand in for the made-up one's.

A made-up authority has no statistical neighbours. Those of Stockport, which has about as many children,
stand in: it, its ten neighbours, their region and England, from the year to 31 March 2022 on, and of each
table only the columns that an indicator has beside it. The figures are as published; `stonechat.toml` names
the stand-in, and every comparison says so.

Contains public sector information licensed under the Open Government Licence v3.0: statistics of children in
need, of children looked after and of the children's social work workforce, and the statistical neighbours
model of 2025, Department for Education, taken over in November 2026.
"""

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

from stonechat.sources.published.write import Line, write_statistics

STAND_IN = "356"
"""Stockport: 64,910 children in mid-2024, and all its ten neighbours very close."""

_FOLDER = Path(__file__).with_name("published")
_NEIGHBOURS = "statistical_neighbours_2025.csv"


def write_published(out: Path) -> tuple[Path, ...]:
    """Write the files, as the publishers lay them out, into `out`, which is made: their paths."""
    out.mkdir(parents=True, exist_ok=True)
    return tuple(_written(source, out / source.name) for source in sorted(_FOLDER.glob("*.csv")))


def _written(source: Path, path: Path) -> Path:
    if source.name == _NEIGHBOURS:
        shutil.copyfile(source, path)  # laid out as published already
    else:
        write_statistics(path, _lines(source))
    return path


def _lines(source: Path) -> Iterator[Line]:
    with source.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            year, place = row.pop("year"), row.pop("place")
            yield Line(int(year), place, row)
