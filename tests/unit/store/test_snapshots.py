from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from small_returns import new_folder
from stonechat.basics.problems import Refused
from stonechat.model.table import Column, ColumnType
from stonechat.store import clearing, lock, parquet, pointer, snapshots
from stonechat.store.folder import Folder
from stonechat.store.snapshots import Snapshot

NUMBER = (Column("n", ColumnType.INTEGER, ""),)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return new_folder(tmp_path / "council")


def _snapshot(folder: Folder, numbers: Sequence[int]) -> Snapshot:
    """A snapshot of one table that holds these numbers, on the disk but not served."""
    folder.build.mkdir(exist_ok=True)
    path = folder.build / "t.parquet"
    parquet.write_rows(path, NUMBER, [(n,) for n in numbers])
    refs = {"t": snapshots.adopt(folder, [path])[path]}
    windows = {"cin_census": ((date(2024, 4, 1), date(2025, 3, 31)),)}
    made = Snapshot("825", ("r1",), refs, refs, windows, {"t": 2}, {"stonechat": "0"}).named()
    snapshots.write_manifest(folder, made)
    return made


def _publish(folder: Folder, numbers: Sequence[int], keep: int = snapshots.KEEP) -> Snapshot:
    made = _snapshot(folder, numbers)
    snapshots.publish(folder, made, keep=keep)
    return made


def test_nothing_is_served_at_first(folder: Folder) -> None:
    assert snapshots.current(folder) is None
    assert pointer.history(folder) == ()


def test_what_was_published_is_served_as_it_was(folder: Folder) -> None:
    made = _publish(folder, [1, 2])
    assert snapshots.current(folder) == made
    assert snapshots.verify(folder, made) == []
    path = snapshots.derived_paths(folder, made)["t"]
    assert path == folder.object_file(made.facts["t"].sha)
    assert parquet.read_rows(path, NUMBER) == [(1,), (2,)]
    assert (made.facts["t"].rows, made.facts["t"].size) == (2, path.stat().st_size)


def test_the_same_content_is_the_same_snapshot_and_object(folder: Folder) -> None:
    assert _publish(folder, [1]) == _publish(folder, [1])
    assert len(list(folder.objects.iterdir())) == 1
    assert len(pointer.history(folder)) == 1


def test_the_id_changes_with_anything_that_the_snapshot_says(folder: Folder) -> None:
    made = _snapshot(folder, [1])
    others = [
        replace(made, authority="826"),
        replace(made, returns=("r2",)),
        replace(made, windows={}),
        replace(made, unresolved={}),
        replace(made, versions={"stonechat": "1"}),
        replace(made, derived={}),
    ]
    assert len({other.named().id for other in (made, *others)}) == 1 + len(others)


def test_the_pointer_lists_the_served_one_then_the_earlier_newest_first(folder: Folder) -> None:
    first, second, third = (_publish(folder, [n]) for n in range(3))
    assert folder.current.read_text(encoding="utf-8") == f"{third.id}\n{second.id}\n{first.id}\n"
    snapshots.publish(folder, first)
    assert pointer.history(folder) == (first.id, third.id, second.id)


def test_only_the_last_snapshots_are_kept_and_what_they_share_stays(folder: Folder) -> None:
    made = [_publish(folder, [n], keep=2) for n in (1, 2, 3)]
    folder.results_of(made[0].id).mkdir()
    folder.results_of(made[2].id).mkdir()
    clearing.collect(folder)
    assert {path.stem for path in folder.snapshots.iterdir()} == {made[1].id, made[2].id}
    assert {path.stem for path in folder.objects.iterdir()} == made[1].objects | made[2].objects
    assert [path.name for path in folder.results.iterdir()] == [made[2].id]
    assert snapshots.verify(folder, made[2]) == []


def test_a_changed_byte_or_a_missing_object_is_found(folder: Folder) -> None:
    made = _publish(folder, [1, 2])
    path = folder.object_file(made.facts["t"].sha)
    whole = path.read_bytes()
    for place in range(0, len(whole), 7):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert "damaged" in snapshots.verify(folder, made)[0].what
    path.unlink()
    assert "missing" in snapshots.verify(folder, made)[0].what


@pytest.mark.parametrize("harm", [b"", b"{", b"[]", b"{}"])
def test_a_damaged_manifest_is_refused_in_words(folder: Folder, harm: bytes) -> None:
    made = _publish(folder, [1])
    folder.manifest(made.id).write_bytes(harm)
    with pytest.raises(Refused, match="missing or damaged"):
        snapshots.current(folder)


def test_a_manifest_that_was_edited_is_refused(folder: Folder) -> None:
    made = _publish(folder, [1])
    path = folder.manifest(made.id)
    path.write_text(path.read_text(encoding="utf-8").replace('"825"', '"826"'), encoding="utf-8")
    with pytest.raises(Refused, match="missing or damaged"):
        snapshots.current(folder)


def test_nothing_is_cleared_away_while_a_kept_snapshot_cannot_be_read(folder: Folder) -> None:
    made = _publish(folder, [1])
    folder.manifest(made.id).write_bytes(b"{}")
    with pytest.raises(Refused):
        clearing.collect(folder)
    with lock.writing(folder):
        pass
    assert folder.object_file(made.facts["t"].sha).exists()


def test_the_next_writer_clears_away_what_an_interrupted_one_left(folder: Folder) -> None:
    made = _publish(folder, [1])
    _snapshot(folder, [2])  # its objects and manifest are there, but it was never served
    (folder.returns / "incoming.part" / "received").mkdir(parents=True)
    (folder.root / "current.part").write_text("half", encoding="utf-8")
    (folder.snapshots / "x.json.part").write_text("half", encoding="utf-8")
    (folder.parameters / "mine.part").write_text("not ours", encoding="utf-8")
    with lock.writing(folder):
        pass
    left = {path.relative_to(folder.root).as_posix() for path in folder.root.rglob("*") if path.is_file()}
    kept = {f"objects/{made.facts['t'].sha}.parquet", f"snapshots/{made.id}.json", "current"}
    assert left - {"writing.lock"} == {"stonechat.toml", "parameters/mine.part", *kept}
