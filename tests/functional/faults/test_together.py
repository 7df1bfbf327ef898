"""Two imports at once, and readers while imports run: everybody sees whole snapshots only."""

import os
import time
from pathlib import Path

import pytest
from importing import NEW, Stage, ended, in_a_fork, set_stage, small

from small_returns import keep, new_folder, serve
from stonechat.model.tables import TABLES
from stonechat.store import lock, parquet, snapshots
from stonechat.store.folder import Folder

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the processes are forked")
PUBLISHES = 8
READERS = 2


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return set_stage(tmp_path_factory.mktemp("stage"))


def _import(stage: Stage, folder: Folder, year: int) -> None:
    inbox = folder.parameters / str(year)
    inbox.mkdir()
    with lock.writing(folder, wait=60):
        kept = keep(folder, small(year), inbox=inbox)
        serve(folder, kept.id, stage.recipe)


def test_of_two_imports_at_once_both_count(stage: Stage, tmp_path: Path) -> None:
    for attempt in range(5):
        folder = stage.fresh(tmp_path / str(attempt))
        years = (2022, 2023, NEW.year)
        pids = [in_a_fork(_import, stage, folder, year) for year in years]
        assert [ended(pid) for pid in pids] == [0, 0, 0]
        served = snapshots.current(folder)
        assert served
        assert len(served.returns) == 4
        assert snapshots.verify(folder, served) == []


def test_several_imports_at_once_end_as_if_made_one_after_another(stage: Stage, tmp_path: Path) -> None:
    together, alone = stage.fresh(tmp_path / "together"), stage.fresh(tmp_path / "alone")
    pids = [in_a_fork(_import, stage, together, year) for year in (2022, 2023)]
    assert [ended(pid) for pid in pids] == [0, 0]
    for year in (2023, 2022):
        _import(stage, alone, year)
    assert snapshots.current(together) == snapshots.current(alone)


def _read_until(folder: Folder, stop: Path) -> None:
    """Read what is served, again and again: every table of it must be there, whole, and of one snapshot."""
    seen = set()
    while not stop.exists():
        served = snapshots.current(folder)
        assert served
        for table in ("person", "cin_episodes"):
            rows = parquet.read_rows(snapshots.derived_paths(folder, served)[table], TABLES[table].columns)
            # Each return brings five children and five episodes.
            assert len(rows) == 5 * len(served.returns)
        seen.add(served.id)
    assert len(seen) > 1


def test_readers_see_whole_snapshots_while_imports_publish(stage: Stage, tmp_path: Path) -> None:
    folder = stage.fresh(tmp_path / "council")
    stop = tmp_path / "stop"
    readers = [in_a_fork(_read_until, folder, stop) for _ in range(READERS)]
    for year in range(2010, 2010 + PUBLISHES):
        _import(stage, folder, year)
        time.sleep(0.02)
    stop.touch()
    assert [ended(pid) for pid in readers] == [0] * READERS


def test_a_new_folder_and_one_with_history_are_read_the_same_way(stage: Stage, tmp_path: Path) -> None:
    folder = new_folder(tmp_path / "new")
    assert snapshots.current(folder) is None
    _import(stage, folder, 2024)
    assert snapshots.current(folder) == stage.old
