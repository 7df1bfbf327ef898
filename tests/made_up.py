"""The made-up authority that tests of pages look at: made once, copied by each process that serves it."""

import hashlib
from pathlib import Path

import pytest
from filelock import FileLock

import stonechat
from stonechat.app.demo import DemoSize, run_demo

SIZE = DemoSize(children=6_000, years=2, seed=20_261_120)
SOURCE = Path(stonechat.__file__).parent
MAKES_IT = ("basics", "model", "sources", "synthetic", "store", "pipeline", "engines/derivations")
"""The rooms by which the folder could come to hold something else. Results in it know their own catalogue."""


def made_up_authority(factory: pytest.TempPathFactory) -> Path:
    """The authority's folder as it was imported, shared by all processes. Nobody may write into it.

    Where a run is of one process, the folder outlives it: its name says of which source it was made.
    """
    shared = factory.getbasetemp().parent / f"made-up-for-pages-{_source()}"
    with FileLock(f"{shared}.lock"):
        if not (shared / "whole").exists():
            run_demo(shared / "council", SIZE)
            (shared / "whole").touch()
    return shared / "council"


def _source() -> str:
    """A digest of everything by which the folder could have been made differently."""
    digest = hashlib.sha256()
    for path in sorted(path for room in MAKES_IT for path in (SOURCE / room).rglob("*.*")):
        if path.suffix in (".py", ".yaml", ".csv", ".xml"):
            digest.update(path.relative_to(SOURCE).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]
