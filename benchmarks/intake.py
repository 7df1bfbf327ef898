"""Check, import and build of five years of one authority in all formats, against a bare read.

The bare read takes the bytes of the files from the disk and hashes them, as the import must at least do.
"""

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


def run() -> Results:
    """Each stage as a command of its own, start-up taken off."""
    children = authority.MEDIAN_POPULATION
    results = Results(f"Five years of one authority in all formats ({children:,} children living)")
    with workplace() as folder:
        made = authority.write_extracts(folder / "extracts", children)
        size = made.size / MEGABYTE
        nothing = python("-c", "pass", times=5)
        bare = python("-c", BARE, *made.files, times=5).less(python("-c", BARE, times=5))
        start = of_child(STONECHAT, "--help", times=5)
        for what, words in _stages(folder / "council", made):
            cost = of_child(STONECHAT, *words).less(start)
            results.add(f"{what} ({size:.0f} MB)", "read and hash the bytes", _said(cost, bare), BUDGET)
        results.add(
            "the bare read", "an empty Python", f"{times(bare.cpu / nothing.cpu)}; {bare.cpu:.3f} s of CPU"
        )
    return results


def _stages(council: Path, made: authority.Extracts) -> list[tuple[str, tuple[str | Path, ...]]]:
    """The commands a user gives, in order, on a folder that has its population figures."""
    of_child(STONECHAT, "init", council, "--authority", authority.AUTHORITY)
    copy(made.population, council / "parameters" / "population.csv")
    returns = (*made.censuses, *made.looked_after, made.dataset)
    kept = ("import", *returns, "--folder", council)
    return [
        ("check", ("check", *returns, "--authority", authority.AUTHORITY)),
        ("import: check, keep, merge, derive, work out, publish", kept),
        ("import again: nothing changes", kept),
        ("build: merge, derive, work out, publish", ("build", "--folder", council)),
    ]


def _said(cost: Cost, bare: Cost) -> str:
    return f"{cost.over(bare):,.0f} times; {cost.cpu:.1f} s of CPU, {cost.megabytes}"
