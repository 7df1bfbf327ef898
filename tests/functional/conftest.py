"""A council's folder with two made-up census returns in it, made once for all tests that only read it."""

from pathlib import Path

import pytest
from tests.functional.commands import Command, Said, stonechat
from tests.small_authority import censuses, population


@pytest.fixture(autouse=True)
def traceback_for_developers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake of ours fails a test where it happens, instead of becoming an exit code."""
    monkeypatch.setenv("STONECHAT_TRACEBACK", "1")


@pytest.fixture(scope="session")
def run() -> Command:
    return stonechat


@pytest.fixture(scope="session")
def two_censuses() -> tuple[Path, ...]:
    """Two census returns of a small made-up authority, earlier year first."""
    return censuses()


@pytest.fixture(scope="session")
def council(tmp_path_factory: pytest.TempPathFactory, two_censuses: tuple[Path, ...]) -> Path:
    """A folder with both returns imported. Tests must not change it."""
    root = tmp_path_factory.mktemp("council") / "demo"
    assert stonechat("init", root, "--name", "Test council").code == 0
    (root / "parameters" / "population.csv").write_bytes(population().read_bytes())
    assert stonechat("import", *two_censuses, "--folder", root).code in (0, 3)
    return root


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "council"


@pytest.fixture(scope="session")
def demo(demo_folder: Path) -> Said:
    """What a first small demo printed: all three sources, two years. Tests must not change its folder."""
    said = stonechat("demo", "--children", 3000, "--years", 2, "-o", demo_folder, "--no-serve")
    assert said.code == 0, said.err
    return said
