"""A file that an older version imported comes again, and a fault strikes: the return is whole, old or new."""

import errno
import os
import shutil
from datetime import date
from pathlib import Path

import pytest
from importing import ended, in_a_fork
from striking import KILLED, Fault, Striking, ends_before, ends_halfway, fails_with, no_fault

from older_folder import OLDER, grow_older
from small_returns import SmallReturn, keep, new_folder, row, serve
from stonechat import __version__
from stonechat.basics.problems import Refused
from stonechat.store import lock, returns, snapshots
from stonechat.store.folder import Folder

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="faults are struck at forked processes")
REFUSED = 3
SMALL = SmallReturn(
    2025,
    (
        row("person", person_id="A", dob=date(2010, 1, 1), sex="F"),
        row("cin_episodes", referral_id="A|1", person_id="A", referral_date=date(2024, 5, 1)),
    ),
)


@pytest.fixture
def older(tmp_path: Path) -> Folder:
    """A folder in which an older version kept the return, which is served."""
    (tmp_path / "older").mkdir()
    folder = new_folder(tmp_path / "older" / "council")
    kept = grow_older(folder, keep(folder, SMALL), {"person": ["sex"], "cin_episodes": ["referral_nfa"]})
    serve(folder, kept.id)
    return folder


def _keep_again(folder: Folder, striking: Striking) -> None:
    """Run in a fork. Exit code 3: refused in words."""
    striking.install()
    try:
        keep(folder, SMALL)
    except Refused:
        os._exit(REFUSED)


def _copy(folder: Folder, root: Path) -> Folder:
    shutil.copytree(folder.root.parent, root)
    return Folder(root / folder.root.name)


@pytest.mark.parametrize(
    ("fault", "codes"),
    [(fails_with(errno.EIO), {0, REFUSED}), (ends_before, {KILLED}), (ends_halfway, {KILLED})],
)
def test_the_return_is_whole_before_and_after_every_call(
    older: Folder, tmp_path: Path, fault: Fault, codes: set[int]
) -> None:
    (one,) = returns.ids(older)
    versions = []
    for nth in range(1, _calls(older, tmp_path / "counted") + 1):
        folder = _copy(older, tmp_path / str(nth))
        code = ended(in_a_fork(_keep_again, folder, Striking(nth, fault)))
        assert code in codes, nth
        with lock.writing(folder, wait=0):
            pass  # the next writer clears away what is left
        found = returns.load(folder, one)
        assert returns.is_whole(folder, found), nth
        assert not list(folder.root.rglob("*.part"))
        assert snapshots.current(folder) == snapshots.current(older)
        assert code != 0 or found.version == __version__
        versions.append(found.version)
    assert versions == sorted(versions)
    assert {OLDER, __version__} == set(versions)


def _calls(older: Folder, root: Path) -> int:
    """How many calls it makes without a fault."""
    folder = _copy(older, root)
    striking = Striking(0, no_fault)

    def work() -> None:
        _keep_again(folder, striking)
        (root / "calls").write_text(str(len(striking.made)))

    assert ended(in_a_fork(work)) == 0
    return int((root / "calls").read_text())
