"""A small import that faults are aimed at, and what must hold whatever happened to it.

The import is the real one from typed rows on: it keeps a return and publishes a snapshot. Faults strike
a process forked for the purpose, so that the start of Python is not paid for each of hundreds of faults.
"""

import os
import shutil
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from small_returns import CIN_TABLES, SmallReturn, keep, new_folder, row, serve
from stonechat.pipeline.build import USUAL, Recipe
from stonechat.store import lock, pointer, returns, snapshots
from stonechat.store.folder import Folder
from stonechat.store.snapshots import Snapshot

WHOLE = replace(USUAL, tables=CIN_TABLES)
"""The real recipe, over the few tables that the small returns fill."""


def small(year: int) -> SmallReturn:
    """A few children with episodes; each year has children of its own."""
    rows = []
    for number in range(5):
        who, day = f"{year}-{number}", date(year, 1, 5 + number)
        rows.append(row("person", person_id=who, dob=date(2010, 1, 1)))
        rows.append(row("cin_episodes", referral_id=f"{who}|{day}", person_id=who, referral_date=day))
    return SmallReturn(year, tuple(rows))


OLD, NEW = small(2024), small(2025)


@dataclass(frozen=True)
class Stage:
    """A folder in which OLD is served, to copy for each fault, and what OLD and OLD with NEW look like."""

    template: Path
    old: Snapshot
    new: Snapshot
    recipe: Recipe

    def import_new(self, folder: Folder) -> None:
        """The import under test. The inbox is the folder's own, because several run side by side."""
        with lock.writing(folder):
            kept = keep(folder, NEW, inbox=folder.parameters)
            serve(folder, kept.id, self.recipe)

    def fresh(self, root: Path) -> Folder:
        """A folder of its own in which OLD is served."""
        shutil.copytree(self.template, root)
        return Folder(root)


def set_stage(root: Path, recipe: Recipe = WHOLE) -> Stage:
    """Make the stage under `root`."""
    template, after = new_folder(root / "template"), new_folder(root / "after")
    old = serve(template, keep(template, OLD).id, recipe)
    serve(after, keep(after, OLD).id, recipe)
    new = serve(after, keep(after, NEW).id, recipe)
    return Stage(template.root, old, new, recipe)


def in_a_fork(work: Callable[..., object], *arguments: object) -> int:
    """Start `work(*arguments)` in a forked process: its process id. Exit code 0: all went well."""
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        work(*arguments)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def ended(pid: int) -> int:
    """Wait for the process: its exit code, negative for the signal that killed it."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def check_invariant(stage: Stage, folder: Folder) -> str:
    """Which snapshot is served, "old" or "new": it is whole, and the next writer leaves nothing else.

    The one promise for every fault: the old one is live and untouched, or the new one is live and complete.
    """
    served = snapshots.current(folder)
    assert served in (stage.old, stage.new)
    assert snapshots.verify(folder, served) == []
    with lock.writing(folder, wait=0):
        pass
    assert snapshots.current(folder) == served
    assert snapshots.verify(folder, served) == []
    _check_no_leftovers(folder)
    return "old" if served == stage.old else "new"


def _check_no_leftovers(folder: Folder) -> None:
    kept = [snapshots.load(folder, one) for one in pointer.history(folder)]
    assert {path.stem for path in folder.snapshots.iterdir()} == {one.id for one in kept}
    assert {path.stem for path in folder.objects.iterdir()} == {sha for one in kept for sha in one.objects}
    assert {path.name for path in folder.results.iterdir()} <= {one.id for one in kept}
    assert not list(folder.root.rglob("*.part"))
    on_disk = {path.name for path in folder.returns.iterdir()}
    assert on_disk == set(returns.ids(folder))
    assert all(returns.is_whole(folder, returns.load(folder, one)) for one in on_disk)
    assert {one for snapshot in kept for one in snapshot.returns} <= on_disk


def check_recovers(stage: Stage, folder: Folder) -> None:
    """The same import, made again after the fault, gives what it would have given."""
    stage.import_new(folder)
    assert snapshots.current(folder) == stage.new
    assert snapshots.verify(folder, stage.new) == []
    _check_no_leftovers(folder)
