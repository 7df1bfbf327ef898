"""Check, import and build of five yearly census returns of a large authority, against a bare read.

The bare read takes the bytes of the files from the disk and hashes them, as the import must at least do.
"""

from pathlib import Path

import authority
from measure import MEGABYTE, STONECHAT, Cost, Results, of_child, python, times, workplace

BARE = """
import sys, hashlib
from pathlib import Path
for name in sys.argv[1:]:
    hashlib.sha256(Path(name).read_bytes())
"""
BUDGET = "20 s, 1.5 GiB"
"""The design's budget for one authority with all formats; here one format."""


def run() -> Results:
    """Each stage as a command of its own, start-up taken off."""
    results = Results(f"Five yearly returns of a large authority ({authority.REFERRALS:,} referrals)")
    with workplace() as folder:
        files = _write_returns(folder)
        size = sum(file.stat().st_size for file in files) / MEGABYTE
        council, nothing = folder / "council", python("-c", "pass", times=5)
        bare = python("-c", BARE, *files, times=5).less(python("-c", BARE, times=5))
        start = of_child(STONECHAT, "--help", times=5)
        of_child(STONECHAT, "init", council, "--authority", authority.AUTHORITY)
        authority.write_population(council / "parameters" / "population.csv")
        for what, words in (
            ("check", ("check", *files)),
            (
                "import: check, keep, merge, derive, work out, publish",
                ("import", *files, "--folder", council),
            ),
            ("import again: nothing changes", ("import", *files, "--folder", council)),
            ("build: merge, derive, work out, publish", ("build", "--folder", council)),
        ):
            cost = of_child(STONECHAT, *words).less(start)
            results.add(f"{what} ({size:.0f} MB)", "read and hash the bytes", _said(cost, bare), BUDGET)
        results.add(
            "the bare read", "an empty Python", f"{times(bare.cpu / nothing.cpu)}; {bare.cpu:.3f} s of CPU"
        )
    return results


def _write_returns(folder: Path) -> list[Path]:
    made, files = authority.episodes(), []
    for year in authority.YEARS:
        files.append(folder / f"cin_{year}.xml")
        authority.write_return(files[-1], year, made)
    return files


def _said(cost: Cost, bare: Cost) -> str:
    return f"{cost.over(bare):,.0f} times; {cost.cpu:.1f} s of CPU, {cost.megabytes}"
