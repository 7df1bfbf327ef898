"""A disk that is really full, at every size from almost nothing to enough."""

import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from importing import Stage, check_invariant, check_recovers, ended, in_a_fork, set_stage

from stonechat.basics.problems import Refused
from stonechat.store.folder import Folder

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="faults are struck at forked processes")
REFUSED = 3


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return set_stage(tmp_path_factory.mktemp("stage"))


def _refused_for_space(stage: Stage, folder: Folder) -> None:
    try:
        stage.import_new(folder)
    except Refused as refused:
        assert "not enough space" in str(refused)
        os._exit(REFUSED)


def test_no_file_may_grow_beyond_a_limit(stage: Stage, tmp_path: Path) -> None:
    """RLIMIT_FSIZE: every process may set it, and writes beyond it fail at the byte."""

    def work(folder: Folder, limit: int) -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        _refused_for_space(stage, folder)

    outcomes = []
    for limit in (0, 1, 33, 100, 500, 700, 1000, 1500, 2000, 2300, 2600, 3000, 4000, 10_000):
        folder = stage.fresh(tmp_path / str(limit))
        pid = in_a_fork(work, folder, limit)
        code = ended(pid)
        outcomes.append((code, check_invariant(stage, folder)))
        check_recovers(stage, folder)
    assert set(outcomes) == {(REFUSED, "old"), (0, "new")}
    assert outcomes == sorted(outcomes, reverse=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 400 kB, where the machine lets us mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root can mount a small disk; the limit on file size is tested above")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", place], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("this machine does not let us mount a small disk; the limit on file size is tested above")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_small_disk_filled_to_any_degree(stage: Stage, small_disk: Path) -> None:
    outcomes = []
    for free in range(0, 130, 8):
        folder = stage.fresh(small_disk / "council")
        ballast = small_disk / "ballast"
        ballast.write_bytes(b"\0" * (shutil.disk_usage(small_disk).free - free * 1024))
        code = ended(in_a_fork(_refused_for_space, stage, folder))
        ballast.unlink()
        outcomes.append((code, check_invariant(stage, folder)))
        check_recovers(stage, folder)
        shutil.rmtree(folder.root)
    assert set(outcomes) == {(REFUSED, "old"), (0, "new")}
