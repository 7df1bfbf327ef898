"""A council's folder with the shipped made-up returns in it, made once for all tests that only read it."""

from pathlib import Path

import pytest
from tests.functional.commands import SHIPPED, Command, stonechat

from stonechat.synthetic.shipped import RETURNS


@pytest.fixture(autouse=True)
def traceback_for_developers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake of ours fails a test where it happens, instead of becoming an exit code."""
    monkeypatch.setenv("STONECHAT_TRACEBACK", "1")


@pytest.fixture(scope="session")
def run() -> Command:
    return stonechat


@pytest.fixture(scope="session")
def shipped() -> tuple[Path, ...]:
    """The two returns that Stonechat ships, earlier year first."""
    return tuple(SHIPPED / name for name in RETURNS)


@pytest.fixture(scope="session")
def council(tmp_path_factory: pytest.TempPathFactory, shipped: tuple[Path, ...]) -> Path:
    """A folder with both shipped returns imported. Tests must not change it."""
    root = tmp_path_factory.mktemp("council") / "demo"
    assert stonechat("init", root, "--name", "Test council").code == 0
    (root / "parameters" / "population.csv").write_bytes((SHIPPED / "population.csv").read_bytes())
    assert stonechat("import", *shipped, "--folder", root).code in (0, 3)
    return root
