"""A large made-up authority to measure with, and the same many times over.

The children come from `stonechat.synthetic`; here they are only made numerous. Nothing is measured here.
"""

import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from stonechat.synthetic.authority import write_authority
from stonechat.synthetic.scale import AUTHORITY, LAST_DAY, MEDIAN_POPULATION

__all__ = ["AUTHORITY", "LAST_DAY", "MEDIAN_POPULATION"]

CHILDREN_LIVING = 148_000
"""More than nine in ten authorities have."""

YEARS = 5
FIRST_DAY = date(LAST_DAY.year - YEARS, 4, 1)
MID_YEARS = range(FIRST_DAY.year - 1, LAST_DAY.year + 1)
"""The mid-years whose population five years of returns ask about."""

A_CENSUS_OF_6000 = 88_000
"""Children living in an authority whose census holds about 6,000."""

SEED = 20_250_331


@dataclass(frozen=True, slots=True)
class Extracts:
    """Both statutory returns of every year, the standard dataset, and the file of population figures."""

    censuses: tuple[Path, ...]
    looked_after: tuple[Path, ...]
    dataset: Path
    population: Path


def write_extracts(folder: Path, children: int = CHILDREN_LIVING, years: int = YEARS) -> Extracts:
    """The returns of an authority of that size, below a folder that is new.

    In a process of its own: on Linux a program starts with the peak of memory of the one that starts it.
    """
    subprocess.run([sys.executable, __file__, folder, str(children), str(years)], check=True)
    return Extracts(
        tuple(sorted((folder / "cin").iterdir())),
        tuple(sorted((folder / "ssda903").iterdir())),
        folder / "ssd",
        folder / "population.csv",
    )


def of_one_child(small: Path, census: Path) -> None:
    """Write a census file with the first child of another."""
    text, end = census.read_bytes(), b"</Child>"
    small.write_bytes(text[: text.index(end) + len(end)] + text[text.rindex(end) + len(end) :])


def enlarge(small: Path, large: Path, size: int) -> int:
    """Repeat the children of a census file, with other identifiers, until it has about `size` bytes.

    The number of children in it.
    """
    text = small.read_bytes()
    start, end = text.index(b"<Children>") + len(b"<Children>"), text.rindex(b"</Children>")
    children = text[start:end]
    turns = max(1, round(size / len(children)))
    with large.open("wb") as file:
        file.write(text[:start])
        for turn in range(turns):
            file.write(children.replace(b"<LAchildID>", b"<LAchildID>%dX" % turn))
        file.write(text[end:])
    return turns * children_in(small)


def children_in(census: Path) -> int:
    """How many children a census file holds."""
    return census.read_bytes().count(b"<LAchildID>")


if __name__ == "__main__":
    write_authority(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), SEED)
