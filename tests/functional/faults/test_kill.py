"""An import killed at 200 points spread over its run leaves the old snapshot or the new one, never less.

The import is the whole one, from the XML file to the figures, in a process of its own. The start of Python is
not part of it: processes are forked, so that 200 of them fit into a test run.
"""

import os
import random
import signal
import time
from pathlib import Path

import pytest
from importing import Stage, check_invariant, check_recovers, ended, in_a_fork
from whole_import import set_whole_stage

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="faults are struck at forked processes")
KILLS = 200


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return set_whole_stage(tmp_path_factory.mktemp("stage"))


def _run_time(stage: Stage, root: Path) -> float:
    """Seconds that an import takes from fork to end: the longest of three, and each must succeed."""
    taken = []
    for number in range(3):
        folder = stage.fresh(root / f"timed{number}")
        began = time.perf_counter()
        assert ended(in_a_fork(stage.import_new, folder)) == 0
        taken.append(time.perf_counter() - began)
        assert check_invariant(stage, folder) == "new"
    return max(taken)


def test_an_import_killed_at_200_points_leaves_the_old_snapshot_or_the_new(
    stage: Stage, tmp_path: Path
) -> None:
    length = _run_time(stage, tmp_path)
    chance = random.Random(20251120)  # noqa: S311  no secret
    seen = {"killed": 0, "old": 0, "new": 0}
    for number in range(KILLS):
        folder = stage.fresh(tmp_path / str(number))
        pid = in_a_fork(stage.import_new, folder)
        # One point in each of 200 equal slices of the run time, so that they are spread and yet random.
        time.sleep(length * (number + chance.random()) / KILLS)
        os.kill(pid, signal.SIGKILL)
        seen["killed"] += ended(pid) == -signal.SIGKILL
        seen[check_invariant(stage, folder)] += 1
        if number % 20 == 0:
            check_recovers(stage, folder)
    # The kills must have hit a running import, and most of them before it was done.
    assert seen["killed"] > KILLS // 2, seen
    assert seen["old"] > KILLS // 4, seen
