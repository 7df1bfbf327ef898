"""The made-up authority that tests of pages look at: made once, copied by each process that serves it."""

from pathlib import Path

import pytest
from filelock import FileLock

from stonechat.app.demo import DemoSize, run_demo

SIZE = DemoSize(children=6_000, years=2, seed=20_261_120)


def made_up_authority(factory: pytest.TempPathFactory) -> Path:
    """The authority's folder as it was imported, shared by all processes. Nobody may write into it."""
    shared = factory.getbasetemp().parent / "made-up-for-pages"
    with FileLock(f"{shared}.lock"):
        if not (shared / "whole").exists():
            run_demo(shared / "council", SIZE)
            (shared / "whole").touch()
    return shared / "council"
