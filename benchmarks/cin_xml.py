"""Reading a CIN census XML into typed, checked rows, against a bare streaming parse of the same file.

The bare parse is lxml's `iterparse` with `clear()`: it looks at every element and keeps nothing. Also:
whether the memory stays flat as files grow.
"""

from pathlib import Path

from lxml import etree

import authority
from measure import MEGABYTE, STONECHAT, Cost, Results, in_process, of_child, python, times, workplace
from stonechat.sources import registry

BUDGET = "12 times"
SIZES = (10, 100, 500)

BARE = """
import sys
from lxml import etree
for _, element in etree.iterparse(sys.argv[1]):
    element.clear()
"""


def run() -> Results:
    """About 6,000 children in this process and in processes of their own; then memory at three sizes."""
    with workplace() as folder:
        (file,) = authority.write_extracts(folder, authority.A_CENSUS_OF_6000, 1).censuses
        one = folder / "one.xml"
        authority.of_one_child(one, file)
        results = Results(f"CIN census XML of {authority.children_in(file):,} children")
        _compare_here(results, file)
        _compare_processes(results, file, one)
        _memory(results, folder, file)
    return results


def _compare_here(results: Results, file: Path) -> None:
    rows = sum(1 for _ in registry.read_file(file).rows)
    bare = in_process(lambda: _parse(file), times=5)
    check = in_process(lambda: _check(file), times=5)
    what = f"check, {rows:,} rows, {file.stat().st_size / MEGABYTE:.1f} MB, in one process"
    results.add(what, "iterparse and clear", _said(check, bare), BUDGET)


def _compare_processes(results: Results, file: Path, one: Path) -> None:
    """Start-up taken off: each less what the same takes for a file of one child."""
    bare = python("-c", BARE, file, times=3).less(python("-c", BARE, one, times=3))
    check = _check_alone(file, 3).less(_check_alone(one, 3))
    results.add(
        "stonechat check, less its start-up", "iterparse and clear, the same", _said(check, bare), BUDGET
    )


def _memory(results: Results, folder: Path, file: Path) -> None:
    large = folder / "large.xml"
    sizes: list[tuple[int, Cost]] = []
    for size in SIZES:
        children = authority.enlarge(file, large, size * MEGABYTE)
        sizes.append((children, _check_alone(large, 1)))
        bare, check = python("-c", BARE, large), sizes[-1][1]
        said = (
            f"{check.megabytes}{_growth(sizes)}; bare parse {bare.megabytes}; CPU {times(check.over(bare))}"
        )
        what = f"peak memory of check, {size} MB, {children:,} children"
        results.add(what, f"{SIZES[0]} MB", said, "flat")
        large.unlink()


def _growth(sizes: list[tuple[int, Cost]]) -> str:
    """How much more than the smallest, in all and for each further child; nothing for the smallest."""
    (children, smallest), (more_children, cost) = sizes[0], sizes[-1]
    if children == more_children:
        return ""
    a_child = (cost.peak - smallest.peak) / (more_children - children)
    return f", {cost.peak / smallest.peak - 1:+.0%}, {a_child:.0f} bytes a child"


def _check_alone(file: Path, runs: int) -> Cost:
    return of_child(STONECHAT, "check", file, times=runs)


def _parse(file: Path) -> None:
    for _, element in etree.iterparse(str(file)):
        element.clear()


def _check(file: Path) -> None:
    for _ in registry.read_file(file).rows:
        pass


def _said(cost: Cost, bare: Cost) -> str:
    return f"{times(cost.over(bare))}; {cost.cpu:.2f} s against {bare.cpu:.2f} s of CPU"
