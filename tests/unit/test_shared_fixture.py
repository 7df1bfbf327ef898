"""The fixture `shared`: finds the reference material, and never lets its absence pass in silence."""

import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
A_TEST = "def test_it_is_there(shared):\n    assert shared.is_dir()\n"


def run(folder: Path, monkeypatch: pytest.MonkeyPatch, shared: Path, require: str) -> str:
    """What pytest says of one test that uses our conftest, with those settings."""
    (folder / "conftest.py").write_text((TESTS / "conftest.py").read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "test_one.py").write_text(A_TEST, encoding="utf-8")
    monkeypatch.setenv("STONECHAT_SHARED", str(shared))
    monkeypatch.setenv("STONECHAT_REQUIRE_SHARED", require)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-rs",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(folder),
        str(folder),
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def test_a_folder_that_is_there_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "1 passed" in run(tmp_path, monkeypatch, tmp_path, "1")


def test_an_absent_folder_skips_and_says_how_to_name_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = run(tmp_path, monkeypatch, tmp_path / "none", "0")
    assert "1 skipped" in said
    assert "set STONECHAT_SHARED to where it is" in said


def test_an_absent_folder_fails_where_it_is_required(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = run(tmp_path, monkeypatch, tmp_path / "none", "1")
    assert "skipped" not in said
    assert "1 error" in said
    assert "no folder of reference material" in said
