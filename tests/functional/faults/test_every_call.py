"""A fault at every single call that changes the disk: an error before it, or the end of the process."""

import errno
import json
import os
from collections.abc import Sequence
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
from whole_import import WholeStage, set_whole_stage

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


def _all_calls(stage: Stage, root: Path) -> list[tuple[str, str]]:
    """The calls that an undisturbed import makes, in order: name and arguments."""
    folder = stage.fresh(root)

    def work() -> None:
        striking = Striking(0, no_fault)
        _import_with(stage, folder, striking)
        (root.parent / "calls.json").write_text(json.dumps([striking.made, striking.told]))

    assert ended(in_a_fork(work)) == 0
    made, told = json.loads((root.parent / "calls.json").read_text())
    return list(zip(made, told, strict=True))


def test_an_import_makes_every_kind_of_call(stage: Stage, tmp_path: Path) -> None:
    made = [name for name, _ in _all_calls(stage, tmp_path / "counted")]
    assert set(made) == set(CALLS) - {
        "append",
        "remove",
    }  # the read log's; single files are removed by later imports
    assert len(made) >= 40


FAULTS = [
    pytest.param(fails_with(errno.EIO), True, id="one call fails with EIO"),
    pytest.param(writes_half_and_fails, False, id="the disk is full from one call on"),
    pytest.param(ends_before, True, id="the process ends before one call"),
    pytest.param(ends_halfway, True, id="the process ends within or after one call"),
]


@pytest.mark.parametrize(("fault", "once"), FAULTS)
def test_a_fault_at_any_call_leaves_the_old_snapshot_or_the_new(
    stage: Stage, tmp_path: Path, fault: Fault, once: bool
) -> None:
    made = _all_calls(stage, tmp_path / "counted")
    outcomes = _sweep(stage, tmp_path, Striking(0, fault, once=once), range(1, len(made) + 1))
    assert (outcomes[0], outcomes[-1]) == ("old", "new")


def _sweep(stage: Stage, root: Path, strike: Striking, struck: Sequence[int]) -> list[str]:
    """Strike an import at each of these calls, each in a folder of its own, and check what is left.

    What was served, "old" or "new", after each import that did not end well.
    """
    outcomes = []
    for nth in struck:
        folder = stage.fresh(root / str(nth))
        code = ended(in_a_fork(_import_with, stage, folder, Striking(nth, strike.fault, once=strike.once)))
        served = check_invariant(stage, folder)
        # Told in words, or ended by the fault; success is claimed only for what is served.
        assert code in ({KILLED} if strike.fault in (ends_before, ends_halfway) else {0, 3}), nth
        assert served == "new" or code != 0, nth
        if code != 0:  # an error while clearing away does not stop an import
            outcomes.append(served)
        if nth % 10 == 0:
            check_recovers(stage, folder)
    assert outcomes == sorted(outcomes, reverse=True), "once the pointer has moved, the new one is served"
    return outcomes


@pytest.fixture(scope="module")
def whole_stage(tmp_path_factory: pytest.TempPathFactory) -> WholeStage:
    return set_whole_stage(tmp_path_factory.mktemp("whole"))


def test_a_fault_where_columns_are_derived_or_figures_kept_leaves_the_old_snapshot(
    whole_stage: WholeStage, tmp_path: Path
) -> None:
    """The whole import, from the XML file on; these calls the smaller one above does not make."""
    made = _all_calls(whole_stage, tmp_path / "counted")
    derived = [nth for nth, (name, told) in enumerate(made, 1) if name == "copy" and "/derived/" in told]
    figures = [nth for nth, (_, told) in enumerate(made, 1) if "/results/" in told]
    assert len(derived) > 5
    assert {made[nth - 1][0] for nth in figures} >= {
        "make_folder",
        "copy",
        "fsync",
        "replace",
        "fsync_folder",
    }
    chosen = [derived[0], derived[-1], *figures[:5]]
    for name, fault in (("fails", fails_with(errno.EIO)), ("ends", ends_halfway)):
        (tmp_path / name).mkdir()
        assert set(_sweep(whole_stage, tmp_path / name, Striking(0, fault), chosen)) == {"old"}


@pytest.mark.nightly  # about 300 calls, each of them a whole import
@pytest.mark.parametrize(("fault", "once"), FAULTS)
def test_a_fault_at_any_call_of_the_whole_import(
    whole_stage: WholeStage, tmp_path: Path, fault: Fault, once: bool
) -> None:
    made = _all_calls(whole_stage, tmp_path / "counted")
    outcomes = _sweep(whole_stage, tmp_path, Striking(0, fault, once=once), range(1, len(made) + 1))
    assert (outcomes[0], outcomes[-1]) == ("old", "new")
