"""A fault at every single call that changes the disk: an error before it, or the end of the process."""

import errno
import os
from pathlib import Path

import pytest
from importing import Stage, check_invariant, check_recovers, ended, in_a_fork, set_stage
from striking import (
    CALLS,
    KILLED,
    Fault,
    Striking,
    ends_before,
    ends_halfway,
    fails_with,
    no_fault,
    writes_half_and_fails,
)

from small_returns import PLAIN
from stonechat.basics.problems import Refused
from stonechat.store.folder import Folder

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="faults are struck at forked processes")


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return set_stage(tmp_path_factory.mktemp("stage"), PLAIN)


def _import_with(stage: Stage, folder: Folder, striking: Striking) -> None:
    """Run in a fork. Exit code 3: refused in words, as a failed write must be."""
    striking.install()
    try:
        stage.import_new(folder)
    except Refused:
        os._exit(3)


def _all_calls(stage: Stage, root: Path) -> list[str]:
    """The calls that an undisturbed import makes, in order."""
    folder = stage.fresh(root)
    read, write = os.pipe()

    def work() -> None:
        striking = Striking(0, no_fault)
        _import_with(stage, folder, striking)
        os.write(write, "\n".join(striking.made).encode())

    assert ended(in_a_fork(work)) == 0
    os.close(write)
    with os.fdopen(read) as handle:
        return handle.read().split("\n")


def test_an_import_makes_every_kind_of_call(stage: Stage, tmp_path: Path) -> None:
    made = _all_calls(stage, tmp_path / "counted")
    assert set(made) == set(CALLS) - {
        "append",
        "remove",
    }  # the read log's; single files are removed by later imports
    assert len(made) >= 40


@pytest.mark.parametrize(
    ("fault", "once"),
    [
        pytest.param(fails_with(errno.EIO), True, id="one call fails with EIO"),
        pytest.param(writes_half_and_fails, False, id="the disk is full from one call on"),
        pytest.param(ends_before, True, id="the process ends before one call"),
        pytest.param(ends_halfway, True, id="the process ends within or after one call"),
    ],
)
def test_a_fault_at_any_call_leaves_the_old_snapshot_or_the_new(
    stage: Stage, tmp_path: Path, fault: Fault, once: bool
) -> None:
    made = _all_calls(stage, tmp_path / "counted")
    outcomes = []
    for nth in range(1, len(made) + 1):
        folder = stage.fresh(tmp_path / str(nth))
        code = ended(in_a_fork(_import_with, stage, folder, Striking(nth, fault, once=once)))
        served = check_invariant(stage, folder)
        # Told in words, or ended by the fault; success is claimed only for what is served.
        assert code in ({KILLED} if fault in (ends_before, ends_halfway) else {0, 3}), (nth, made[nth - 1])
        assert served == "new" or code != 0, (nth, made[nth - 1])
        if code != 0:  # an error while clearing away does not stop an import
            outcomes.append(served)
        if nth % 10 == 0:
            check_recovers(stage, folder)
    assert outcomes[0] == "old"
    assert outcomes[-1] == "new"
    assert outcomes == sorted(outcomes, reverse=True), "once the pointer has moved, the new one is served"
