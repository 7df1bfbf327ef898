"""Commands as processes of their own: pipes, encodings, and what merely asking for help costs."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.functional.commands import Command

from stonechat.app.progress import Step
from stonechat.cli import show

STONECHAT = (sys.executable, "-m", "stonechat.cli.main")


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "STONECHAT_TRACEBACK"}
    return {**kept, **more}


def run(*words: object, **more: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*STONECHAT, *map(str, words)], capture_output=True, env=environment(**more), check=False
    )


def test_a_pipe_gets_utf_8_whatever_the_machine_speaks(council: Path) -> None:
    for encoding in ("cp1252", "ascii"):
        said = run("indicators", "scorecard", "--folder", council, PYTHONIOENCODING=encoding)
        assert said.returncode == 0, said.stderr
        assert "▁" in said.stdout.decode("utf-8")


def test_a_reader_that_leaves_early_sees_no_traceback(council: Path) -> None:
    command = [*STONECHAT, "indicators", "explain", "CN01", "--period", "FY2025-26", "--folder", str(council)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as process:
        assert process.stdout and process.stderr
        process.stdout.close()
        said = process.stderr.read().decode()
    assert "Traceback" not in said
    assert "mistake" not in said


def test_help_loads_nothing_heavy() -> None:
    """What makes --help slow is imports: none of the heavy ones may happen."""
    heavy = ("duckdb", "lxml", "pydantic", "yaml", "stonechat.app", "stonechat.indicators")
    code = (
        "import sys; from stonechat.cli.main import main; main(['--help'], standalone_mode=False); "
        f"print([name for name in sys.modules if name.startswith({heavy!r})])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip().endswith("[]")


def test_no_word_of_a_process_leaks_at_its_end(council: Path) -> None:
    said = run("indicators", "value", "FD16", "--period", "2025-10", "--folder", council)
    assert (said.returncode, said.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("words", [("--help",), ("indicators", "list"), ("indicators", "list", "--json")])
def test_output_that_cannot_be_written_is_told_in_words(words: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        said = subprocess.run(
            [*STONECHAT, *words], stdout=full, stderr=subprocess.PIPE, env=environment(), check=False
        )
    assert said.returncode == 1
    assert b"No space left on device" in said.stderr
    assert b"Traceback" not in said.stderr
    assert b"mistake of ours" not in said.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
@pytest.mark.parametrize(
    "module", ["stonechat.cli", "click", "stonechat.app.demo", "stonechat.sources.cin_census"]
)
def test_ctrl_c_ends_a_command_without_a_traceback_from_its_first_imports_on(
    tmp_path: Path, module: str
) -> None:
    """Struck as soon as the module has been imported, which Python tells with -X importtime."""
    command = [sys.executable, "-X", "importtime", *STONECHAT[1:], "demo", "-o", str(tmp_path / "demo")]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment()
    ) as process:
        assert process.stderr
        while process.stderr.readline().rpartition(b"|")[2].strip() != module.encode():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
    assert process.returncode != 0
    assert b"Traceback" not in said
    assert b"mistake" not in said


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
@pytest.mark.parametrize("library", ["makes an error of its own of it", "passes over it"])
def test_ctrl_c_is_not_lost_in_a_library(
    run: Command, council: Path, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    def work(*_: object) -> None:
        try:
            os.kill(os.getpid(), signal.SIGINT)
        except KeyboardInterrupt:
            if library != "passes over it":
                raise RuntimeError("query interrupted") from None
        show.progress(Step("a later step"))
        raise AssertionError("the command went on")

    monkeypatch.setattr("stonechat.app.doctor.examine", work)
    monkeypatch.delenv("STONECHAT_TRACEBACK")
    said = run("doctor", "--folder", council)
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("Stopped.")


def test_a_disk_that_cannot_be_written_is_told_in_words(
    run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> None:
        raise OSError(30, "Read-only file system", str(path))

    monkeypatch.setattr("stonechat.store.calls.make_folder", refuse)
    monkeypatch.delenv("STONECHAT_TRACEBACK")
    said = run("init", tmp_path / "new")
    assert said.code == 1
    assert "Read-only file system" in said.err
    assert "mistake of ours" not in said.err


def test_too_little_memory_is_told_as_that(
    run: Command, two_censuses: tuple[Path, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_large(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("stonechat.sources.registry.grouped", too_large)
    monkeypatch.delenv("STONECHAT_TRACEBACK")
    said = run("check", two_censuses[0])
    assert said.code == 1
    assert "not enough memory" in said.err
    assert "mistake of ours" not in said.err
