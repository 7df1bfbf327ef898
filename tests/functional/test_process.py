"""Commands as processes of their own: pipes, encodings, and what merely asking for help costs."""

import os
import subprocess
import sys
from pathlib import Path

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
