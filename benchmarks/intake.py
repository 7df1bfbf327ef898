"""Check, import and build of five years: of one authority in all formats, and of a large one's two returns.

Against a bare read.

The bare read takes the bytes of the files from the disk and hashes them, as the import must at least do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import copy

import authority
from measure import MEGABYTE, STONECHAT, Cost, Results, of_child, python, times, workplace

BARE = """
import sys, hashlib
from pathlib import Path
for name in sys.argv[1:]:
    hashlib.sha256(Path(name).read_bytes())
"""
BUDGET = "20 s, 1.5 GiB"
"""The design's budget for check, import, derive, every figure and publish of one authority."""


@dataclass(frozen=True, slots=True)
class Case:
    """Whose files: of how many children living, with the Standard Safeguarding Dataset or without."""

    name: str
    children: int
    has_dataset: bool
    budget: str


CASES = (
    Case("one authority, all formats", authority.MEDIAN_POPULATION, True, BUDGET),
    Case("a large authority, both returns", authority.CHILDREN_LIVING, False, ""),
)


def run() -> Results:
    """Each stage as a command of its own, start-up taken off."""
    results = Results("Five years, stage by stage")
    for case in CASES:
        with workplace() as folder:
            _add(results, case, folder)
    return results


def _add(results: Results, case: Case, folder: Path) -> None:
    made = authority.write_extracts(folder / "extracts", case.children)
    returns = (*made.censuses, *made.looked_after, *((made.dataset,) if case.has_dataset else ()))
    files = [file for each in returns for file in ([each] if each.is_file() else sorted(each.rglob("*.*")))]
    size = sum(file.stat().st_size for file in files) / MEGABYTE
    nothing = python("-c", "pass", times=5)
    bare = python("-c", BARE, *files, times=5).less(python("-c", BARE, times=5))
    start = of_child(STONECHAT, "--help", times=5)
    whose = f"{case.name}, {case.children:,} children, {size:.0f} MB"
    for what, words in _stages(folder / "council", made.population, returns):
        cost = of_child(STONECHAT, *words).less(start)
        results.add(f"{whose}: {what}", "read and hash the bytes", _said(cost, bare), case.budget)
    said = f"{times(bare.cpu / nothing.cpu)}; {bare.cpu:.3f} s of CPU"
    results.add(f"{whose}: the bare read", "an empty Python", said)


def _stages(
    council: Path, population: Path, returns: Sequence[Path]
) -> list[tuple[str, tuple[str | Path, ...]]]:
    """The commands a user gives, in order, on a folder that has its population figures."""
    of_child(STONECHAT, "init", council, "--authority", authority.AUTHORITY)
    copy(population, council / "parameters" / "population.csv")
    kept = ("import", *returns, "--folder", council)
    return [
        ("check", ("check", *returns, "--authority", authority.AUTHORITY)),
        ("import: check, keep, merge, derive, work out, publish", kept),
        ("import again: nothing changes", kept),
        ("build: merge, derive, work out, publish", ("build", "--folder", council)),
    ]


def _said(cost: Cost, bare: Cost) -> str:
    return f"{cost.over(bare):,.0f} times; {cost.cpu:.1f} s of CPU, {cost.megabytes}"
