"""A small made-up authority as real files, made once for all tests of a process that read it."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from stonechat.synthetic.authority import write_authority

CHILDREN = 6_000
YEARS = (2025, 2026)


@cache
def small_authority() -> Path:
    """The folder of its files. Tests must not change them."""
    folder = Path(tempfile.mkdtemp(prefix="stonechat-authority-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    write_authority(folder, CHILDREN, len(YEARS))
    return folder


def censuses() -> tuple[Path, ...]:
    """Its two census returns, earlier year first."""
    return tuple(small_authority() / "cin" / f"cin_{year}.xml" for year in YEARS)


def population() -> Path:
    """Its population figures."""
    return small_authority() / "population.csv"
