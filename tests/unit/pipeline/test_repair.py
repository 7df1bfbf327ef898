"""What is lost of a folder can be made again from its returns, and no accepted return goes by itself."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from small_returns import PLAIN, Lines, SmallReturn, keep, new_folder, row, serve
from stonechat.basics.problems import Refused
from stonechat.pipeline import build
from stonechat.store import clearing, lock, pointer, returns, snapshots, soundness
from stonechat.store.folder import Folder
from stonechat.store.snapshots import Snapshot


def small(year: int, *people: str) -> SmallReturn:
    return SmallReturn(year, tuple(row("person", person_id=who, dob=date(2010, 1, 1)) for who in people))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return new_folder(tmp_path / "council")


@pytest.fixture
def served(folder: Folder) -> Snapshot:
    """Two years of returns; and a third that was imported and undone."""
    for year in (2023, 2024):
        serve(folder, keep(folder, small(year, "A", str(year))).id)
    undone = keep(folder, small(2025, "U")).id
    serve(folder, undone)
    return build.undo(folder, undone, PLAIN)


def _lose(folder: Folder) -> None:
    folder.current.unlink()


def _empty(folder: Folder) -> None:
    folder.current.write_bytes(b"")


def _spoil(folder: Folder) -> None:
    folder.current.write_bytes(b"\xff\x00 half of an i")


def _lose_manifest(folder: Folder) -> None:
    folder.manifest(pointer.history(folder)[0]).unlink()


def _spoil_manifest(folder: Folder) -> None:
    folder.manifest(pointer.history(folder)[0]).write_bytes(b"{}")


def _lose_snapshots(folder: Folder) -> None:
    shutil.rmtree(folder.snapshots)
    folder.snapshots.mkdir()


def _lose_all_but_returns(folder: Folder) -> None:
    _lose_snapshots(folder)
    _lose(folder)
    shutil.rmtree(folder.objects)
    folder.objects.mkdir()


HARMS = [_lose, _empty, _spoil, _lose_manifest, _spoil_manifest, _lose_snapshots, _lose_all_but_returns]
harmed = pytest.mark.parametrize("harm", HARMS)


def _all_of(room: Path) -> set[str]:
    return {path.relative_to(room).as_posix() for path in room.rglob("*") if path.is_file()}


@harmed
def test_no_writer_goes_on_or_clears_away_while_it_is_not_known_what_is_served(
    folder: Folder, served: Snapshot, harm: Callable[[Folder], None]
) -> None:
    harm(folder)
    before = [_all_of(room) for room in (folder.returns, folder.objects, folder.snapshots)]
    new = keep(folder, small(2022, "N")).id
    with pytest.raises(Refused, match="stonechat build"):
        serve(folder, new)
    with pytest.raises(Refused, match="stonechat build"):
        build.forget(folder, "A", on=date(2025, 6, 1), reason="7", received=lambda _: Lines())
    after = [_all_of(room) for room in (folder.returns, folder.objects, folder.snapshots)]
    assert all(old <= now for old, now in zip(before, after, strict=True))
    assert any("stonechat build" in fault.fix for fault in soundness.faults(folder))


@harmed
def test_build_makes_the_same_snapshot_again_from_the_returns_and_says_so(
    folder: Folder, served: Snapshot, harm: Callable[[Folder], None]
) -> None:
    harm(folder)
    rebuilt = build.rebuild(folder, PLAIN)
    assert rebuilt.snapshot == served == snapshots.current(folder)
    assert snapshots.verify(folder, served) == []
    assert all(one in rebuilt.repairs[0].what for one in served.returns)
    assert list(soundness.faults(folder)) == []
    assert build.rebuild(folder, PLAIN).repairs == ()


@pytest.mark.parametrize("harm", [_lose, _empty, _spoil])
def test_where_only_the_pointer_is_lost_the_earlier_snapshots_stay(
    folder: Folder, served: Snapshot, harm: Callable[[Folder], None]
) -> None:
    before = pointer.history(folder)
    harm(folder)
    build.rebuild(folder, PLAIN)
    assert set(pointer.history(folder)) == set(before)
    assert pointer.history(folder)[0] == served.id


def test_an_earlier_snapshot_that_cannot_be_read_leaves_the_list_and_is_told(
    folder: Folder, served: Snapshot
) -> None:
    earlier = pointer.history(folder)[1]
    folder.manifest(earlier).unlink()
    assert len(list(soundness.faults(folder))) == 1
    [repair] = build.rebuild(folder, PLAIN).repairs
    assert "1 earlier snapshots cannot be read" in repair.what
    assert earlier not in pointer.history(folder)
    assert list(soundness.faults(folder)) == []


def test_objects_that_are_missing_or_changed_are_made_again(folder: Folder, served: Snapshot) -> None:
    refs = list(served.facts.values())
    folder.object_file(refs[0].sha).unlink()
    spoilt = max((folder.object_file(ref.sha) for ref in refs[1:]), key=lambda path: path.stat().st_size)
    data = bytearray(spoilt.read_bytes())
    data[len(data) // 2] ^= 1  # the size stays as it was
    spoilt.write_bytes(data)
    assert list(soundness.faults(folder)) != []
    [repair] = build.rebuild(folder, PLAIN).repairs
    assert "made again" in repair.what
    assert list(soundness.faults(folder)) == []


def test_undo_in_a_folder_whose_pointer_is_lost_repairs_it_without_that_return(
    folder: Folder, served: Snapshot
) -> None:
    _lose(folder)
    assert build.undo(folder, served.returns[0], PLAIN).returns == served.returns[1:]


def test_a_new_folder_and_one_of_an_earlier_version_hold_nothing_and_lose_nothing(folder: Folder) -> None:
    assert snapshots.current(folder) is None
    _lose(folder)
    assert snapshots.current(folder) is None
    assert list(soundness.faults(folder)) == []


def test_a_first_import_that_was_interrupted_stands_in_nobody_s_way(folder: Folder) -> None:
    first = keep(folder, small(2023, "A")).id  # kept, and then the process ended
    assert list(soundness.faults(folder)) == []
    [note] = soundness.notes(folder, None)
    assert first in note.what
    made = serve(folder, keep(folder, small(2024, "B")).id)
    assert first in returns.ids(folder)
    assert made.returns != (first,)


# ---------------------------------------------------------------- a return goes only by a person's act


@pytest.mark.parametrize("then", ["build", "import", "undo another"])
def test_a_return_that_was_rolled_back_stays_whatever_comes_next(folder: Folder, then: str) -> None:
    first = serve(folder, keep(folder, small(2023, "A")).id)
    second = keep(folder, small(2024, "B")).id
    serve(folder, second)
    build.rollback(folder)
    if then == "build":
        build.rebuild(folder, PLAIN)
    elif then == "import":
        serve(folder, keep(folder, small(2022, "C")).id)
    else:
        build.undo(folder, first.returns[0], PLAIN)
    now = snapshots.current(folder)
    assert now
    assert second not in now.returns
    assert returns.is_whole(folder, returns.load(folder, second))
    assert [second in note.what for note in soundness.notes(folder, now)] == [True]
    assert second in serve(folder, second).returns


def test_a_return_that_was_rolled_back_goes_when_somebody_undoes_it(folder: Folder) -> None:
    made = serve(folder, keep(folder, small(2023, "A")).id)
    second = keep(folder, small(2024, "B")).id
    serve(folder, second)
    build.rollback(folder)
    assert build.undo(folder, second, PLAIN) == made
    assert second not in returns.ids(folder)
    assert list(soundness.notes(folder, made)) == []


def test_rolling_an_undo_back_lets_the_return_count_again_for_good(folder: Folder) -> None:
    one = keep(folder, small(2023, "A")).id
    serve(folder, one)
    build.undo(folder, one, PLAIN)
    assert returns.load(folder, one).is_undone
    build.rollback(folder)
    _lose(folder)
    assert build.rebuild(folder, PLAIN).snapshot.returns == (one,)


def test_importing_an_undone_return_again_takes_the_mark_away(folder: Folder) -> None:
    one = keep(folder, small(2023, "A")).id
    serve(folder, one)
    build.undo(folder, one, PLAIN)
    serve(folder, keep(folder, small(2023, "A")).id)
    assert not returns.load(folder, one).is_undone
    _lose(folder)
    assert build.rebuild(folder, PLAIN).snapshot.returns == (one,)


def test_a_return_whose_description_is_damaged_is_never_cleared_away(folder: Folder) -> None:
    one = keep(folder, small(2023, "A")).id
    serve(folder, one)
    build.undo(folder, one, PLAIN)
    pointer.point_at(folder, pointer.history(folder)[:1])
    (folder.return_folder(one) / "return.json").write_bytes(b"{")
    clearing.collect(folder)
    assert folder.return_folder(one).exists()


def test_returns_of_two_authorities_are_refused_in_words_and_what_is_served_stays(folder: Folder) -> None:
    made = serve(folder, keep(folder, small(2023, "A")).id)
    theirs = SmallReturn(2024, (row("person", authority="826", person_id="B"),), authority="826")
    other = keep(folder, theirs).id
    with pytest.raises(Refused, match=r"several authorities \(825, 826\).*folder is one"):
        serve(folder, other)
    assert snapshots.current(folder) == made


def test_what_an_interrupted_writer_left_is_noted_and_cleared_by_the_next(folder: Folder) -> None:
    (folder.returns / "incoming.part" / "received").mkdir(parents=True)
    assert [note.rule for note in soundness.notes(folder, None)] == ["unfinished"]
    with lock.writing(folder):
        pass
    assert list(soundness.notes(folder, None)) == []
