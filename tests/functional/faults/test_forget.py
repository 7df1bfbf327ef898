"""Forgetting a child, ended at every call that changes the disk: what is served stays whole."""

import os
import shutil
from datetime import date
from pathlib import Path

import pytest
from importing import ended, in_a_fork, small
from striking import KILLED, Striking, ends_halfway

from searching import where_is
from small_returns import PLAIN, Lines, keep, new_folder, serve
from stonechat.pipeline import build
from stonechat.store import forgotten, lock, snapshots
from stonechat.store.folder import Folder

pytestmark = [
    pytest.mark.nightly,  # half a minute for a rare act; the import is struck in every run
    pytest.mark.skipif(not hasattr(os, "fork"), reason="faults are struck at forked processes"),
]
CHILD = "2024-0"


@pytest.fixture
def before(tmp_path: Path) -> Folder:
    """Two returns, one of which holds the child."""
    (tmp_path / "before").mkdir()
    folder = new_folder(tmp_path / "before" / "council")
    for year in (2023, 2024):
        serve(folder, keep(folder, small(year), inbox=tmp_path).id, PLAIN)
    return folder


def _forget(folder: Folder, striking: Striking | None = None) -> None:
    if striking:
        striking.install()
    day = date(2025, 11, 20)
    build.forget(folder, CHILD, on=day, reason="7", received=lambda _: Lines(), recipe=PLAIN)


def test_a_forget_ended_at_any_call_serves_a_whole_snapshot_and_can_be_finished(
    before: Folder, tmp_path: Path
) -> None:
    whole = _copy(before, tmp_path / "whole")
    _forget(whole)
    expected = snapshots.current(whole)
    assert expected
    nth, code = 0, KILLED
    while code == KILLED:
        nth += 1
        folder = _copy(before, tmp_path / str(nth))
        code = ended(in_a_fork(_forget, folder, Striking(nth, ends_halfway)))
        served = snapshots.current(folder)
        assert served in (snapshots.current(before), expected)
        with lock.writing(folder, wait=0):
            pass
        assert snapshots.verify(folder, served) == []
        if nth % 4 == 0 and code == KILLED and not _is_done(folder):
            _forget(folder)
            assert snapshots.current(folder) == expected
            assert _is_done(folder)
    assert code == 0
    assert nth > 40


def _copy(folder: Folder, root: Path) -> Folder:
    shutil.copytree(folder.root, root)
    return Folder(root)


def _is_done(folder: Folder) -> bool:
    """Whether the child is marked as forgotten; then nothing of it may be left."""
    known = forgotten.load(folder)
    if not known.children or known.unfinished:
        return False
    assert len(list(folder.snapshots.iterdir())) == 1
    assert len(list(folder.returns.glob("*/received/*"))) == 2
    assert where_is(folder.root, f"'{CHILD}'") == []
    return True
