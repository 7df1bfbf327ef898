"""What is served after imports, undos, rollbacks and forgets."""

from dataclasses import replace
from datetime import date, datetime
from itertools import permutations
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searching import where_is
from small_returns import CIN_TABLES, PLAIN, Lines, SmallReturn, keep, new_folder, row, serve
from stonechat.basics.problems import Refused
from stonechat.model.derived import FACT_COLUMNS
from stonechat.pipeline import build
from stonechat.store import files, forgotten, parquet, pointer, returns, snapshots
from stonechat.store.folder import Folder
from stonechat.store.snapshots import Snapshot

CANARY = "QZX77canary"
TODAY = date(2025, 11, 20)


def small(year: int, *people: str, made_at: datetime | None = None) -> SmallReturn:
    rows = [row("person", person_id=who, dob=date(2010, 1, 1)) for who in people]
    for who in people:
        day = date(year, 1, 5)
        rows.append(row("cin_episodes", referral_id=f"{who}|{day}", person_id=who, referral_date=day))
    return SmallReturn(year, tuple(rows), made_at=made_at)


FOUR = (
    small(2023, "A", "B"),
    small(2024, "B", "C"),
    small(2025, "C", made_at=datetime(2025, 5, 1)),  # noqa: DTZ001  as files state it
    small(2025, "C", "D", made_at=datetime(2025, 6, 1)),  # noqa: DTZ001
)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return new_folder(tmp_path / "council")


def take(folder: Folder, one: SmallReturn) -> Snapshot:
    """Import one return: keep it, then publish."""
    return serve(folder, keep(folder, one).id)


def people(folder: Folder) -> list[object]:
    """person_id of everybody in the snapshot served."""
    served = snapshots.current(folder)
    assert served
    path = snapshots.derived_paths(folder, served)["person"]
    return [values[1] for values in parquet.read_rows(path, CIN_TABLES["person"].columns)]


def fact_paths(folder: Folder, snapshot: Snapshot) -> dict[str, Path]:
    return {table: folder.object_file(ref.sha) for table, ref in snapshot.facts.items()}


def bytes_served(folder: Folder) -> dict[str, bytes]:
    served = snapshots.current(folder)
    assert served
    return {name: path.read_bytes() for name, path in fact_paths(folder, served).items()}


def test_an_import_is_served_with_its_windows_and_versions(folder: Folder) -> None:
    made = take(folder, FOUR[1])
    assert snapshots.current(folder) == made
    assert made.windows == {"cin_census": ((date(2023, 4, 1), date(2024, 3, 31)),)}
    assert made.versions["duckdb"] == duckdb.__version__
    assert made.authority == "825"
    assert {table: ref.rows for table, ref in made.facts.items() if ref.rows} == {
        "person": 2,
        "cin_episodes": 2,
    }
    assert snapshots.verify(folder, made) == []
    assert not folder.build.exists()


def test_every_order_of_imports_ends_in_the_same_snapshot(tmp_path: Path) -> None:
    served = set()
    for number, order in enumerate(permutations(FOUR[1:])):
        folder = new_folder(tmp_path / str(number))
        for one in order:
            last = take(folder, one)
        served.add((last.id, *sorted(bytes_served(folder).items())))
    assert len(served) == 1


@settings(max_examples=settings().max_examples // 10)
@given(chosen=st.lists(st.sampled_from(FOUR), unique=True, min_size=1), data=st.data())
def test_undoing_any_imports_is_never_having_made_them(
    tmp_path_factory: pytest.TempPathFactory, chosen: list[SmallReturn], data: st.DataObject
) -> None:
    undone = data.draw(st.lists(st.sampled_from(chosen), unique=True))
    root = tmp_path_factory.mktemp("undo")
    folder, other = new_folder(root / "one"), new_folder(root / "other")
    for one in chosen:
        take(folder, one)
    for one in undone:
        build.undo(folder, keep(folder, one).id, PLAIN)
    kept = [keep(other, one).id for one in chosen if one not in undone]
    assert snapshots.current(folder) == build.publish_returns(other, kept, PLAIN)
    assert bytes_served(folder) == bytes_served(other)


def test_importing_twice_changes_nothing(folder: Folder) -> None:
    take(folder, FOUR[0])
    before = _everything(folder)
    take(folder, FOUR[0])
    assert _everything(folder) == before


def _everything(folder: Folder) -> dict[str, bytes]:
    files_in = sorted(path for path in folder.root.rglob("*") if path.is_file())
    return {path.relative_to(folder.root).as_posix(): path.read_bytes() for path in files_in}


def test_undo_and_import_again_gives_the_same_bytes_and_snapshot(folder: Folder) -> None:
    take(folder, FOUR[0])
    made = take(folder, FOUR[1])
    before = bytes_served(folder)
    build.undo(folder, keep(folder, FOUR[1]).id, PLAIN)
    assert people(folder) == ["A", "B"]
    assert take(folder, FOUR[1]) == made
    assert bytes_served(folder) == before


def test_undoing_the_later_return_of_a_year_brings_the_earlier_back(folder: Folder) -> None:
    take(folder, FOUR[2])
    take(folder, FOUR[3])
    assert people(folder) == ["C", "D"]
    build.undo(folder, keep(folder, FOUR[3]).id, PLAIN)
    assert people(folder) == ["C"]


def test_undoing_the_only_import_leaves_empty_tables(folder: Folder) -> None:
    take(folder, FOUR[0])
    made = build.undo(folder, keep(folder, FOUR[0]).id, PLAIN)
    assert people(folder) == []
    assert (made.returns, made.windows, made.authority) == ((), {}, "")


def test_undo_of_what_does_not_count_is_refused_and_names_what_does(folder: Folder) -> None:
    with pytest.raises(Refused, match="there are none"):
        build.undo(folder, "abc", PLAIN)
    made = take(folder, FOUR[0])
    with pytest.raises(Refused, match=made.returns[0]):
        build.undo(folder, "abc", PLAIN)


def test_an_undone_return_stays_while_an_earlier_snapshot_needs_it_and_then_goes(folder: Folder) -> None:
    few = replace(PLAIN, keep=2)
    undone = take(folder, FOUR[0]).returns[0]
    build.undo(folder, undone, few)
    assert returns.is_whole(folder, returns.load(folder, undone))
    serve(folder, keep(folder, FOUR[1]).id, few)
    assert undone not in returns.ids(folder)


def test_rollback_serves_the_one_before_as_it_was(folder: Folder) -> None:
    first = take(folder, FOUR[0])
    before = bytes_served(folder)
    take(folder, FOUR[1])
    assert build.rollback(folder) == first
    assert snapshots.current(folder) == first
    assert bytes_served(folder) == before
    with pytest.raises(Refused, match="no earlier snapshot"):
        build.rollback(folder)


def test_rollback_works_when_the_one_served_is_damaged(folder: Folder) -> None:
    first = take(folder, FOUR[0])
    second = take(folder, FOUR[1])
    folder.manifest(second.id).write_bytes(b"")
    assert build.rollback(folder) == first


def test_two_returns_that_cannot_be_ordered_change_nothing(folder: Folder) -> None:
    made = take(folder, small(2025, "A"))
    with pytest.raises(Refused, match="made at the same time"):
        take(folder, small(2025, "B"))
    assert snapshots.current(folder) == made
    assert not folder.build.exists()


def test_a_damaged_return_is_refused_and_what_is_served_stays(folder: Folder) -> None:
    made = take(folder, FOUR[0])
    [file] = returns.load(folder, made.returns[0]).received
    path = folder.return_folder(made.returns[0]) / file.path
    path.write_bytes(b"changed")
    with pytest.raises(Refused, match="missing or damaged"):
        take(folder, FOUR[1])
    assert snapshots.current(folder) == made


def test_figures_are_there_before_the_pointer_moves_and_if_they_fail_it_stays(folder: Folder) -> None:
    served_while_computing = []

    def compute(folder: Folder, snapshot: Snapshot) -> None:
        served_while_computing.append((snapshots.current(folder), snapshot))

    def fails(folder: Folder, snapshot: Snapshot) -> None:
        raise ZeroDivisionError

    first = serve(folder, keep(folder, FOUR[0]).id, replace(PLAIN, results=compute))
    assert served_while_computing == [(None, first)]
    with pytest.raises(ZeroDivisionError):
        serve(folder, keep(folder, FOUR[1]).id, replace(PLAIN, results=fails))
    assert snapshots.current(folder) == first


def test_unresolved_rows_are_noted_by_table_and_never_by_child(folder: Folder) -> None:
    take(folder, FOUR[0])
    made = take(folder, FOUR[1])
    assert made.unresolved == {"cin_episodes": 2}
    [note] = build.notes(made)
    assert str(note).startswith("cin_episodes: 2 open in one return and absent from a later one")
    assert str(note).count("cin_episodes") == 1


def test_rebuilding_gives_what_is_served(folder: Folder) -> None:
    made = take(folder, FOUR[0])
    assert build.rebuild(folder, PLAIN) == build.Rebuilt(made)


# ---------------------------------------------------------------- forget


def forget(folder: Folder, person_id: str = CANARY, reason: str = "request 7") -> Snapshot | None:
    return build.forget(folder, person_id, on=TODAY, reason=reason, received=lambda _: Lines(), recipe=PLAIN)


@pytest.fixture
def with_canary(folder: Folder) -> Folder:
    """Two years in which the canary stands, one of them undone, and an earlier snapshot that holds it."""
    take(folder, small(2023, "A", CANARY))
    take(folder, small(2024, "B", CANARY))
    take(folder, FOUR[2])
    build.undo(folder, keep(folder, small(2024, "B", CANARY)).id, PLAIN)
    return folder


def test_the_canary_can_be_found_before_it_is_forgotten(with_canary: Folder) -> None:
    assert len(where_is(with_canary.root, CANARY)) > 6


def test_a_forgotten_child_is_in_no_byte_of_the_folder(with_canary: Folder) -> None:
    made = forget(with_canary)
    assert where_is(with_canary.root, CANARY) == []
    assert snapshots.current(with_canary) == made
    assert people(with_canary) == ["A", "C"]


def test_forgetting_keeps_the_returns_and_a_record_but_no_earlier_snapshot(with_canary: Folder) -> None:
    before = snapshots.current(with_canary)
    made = forget(with_canary)
    assert before
    assert made
    assert made.returns == before.returns
    assert pointer.history(with_canary) == (made.id,)
    assert [path.stem for path in with_canary.snapshots.iterdir()] == [made.id]
    assert {path.stem for path in with_canary.objects.iterdir()} == made.objects
    [record] = forgotten.load(with_canary).children
    assert (record.on, record.reason, record.is_finished) == (TODAY, "request 7", True)
    assert all(returns.is_whole(with_canary, returns.load(with_canary, one)) for one in made.returns)


def test_a_forgotten_child_stays_away_when_the_file_is_imported_again(with_canary: Folder) -> None:
    forget(with_canary)
    one = small(2024, "B", CANARY)
    take(with_canary, one)
    take(with_canary, small(2022, "E", CANARY))
    assert people(with_canary) == ["A", "B", "C", "E"]
    assert where_is(with_canary.root, CANARY) == []


def test_results_that_hold_the_child_go_with_their_snapshot(with_canary: Folder) -> None:
    before = snapshots.current(with_canary)
    assert before
    with_canary.results_of(before.id).mkdir()
    (with_canary.results_of(before.id) / "rows.json").write_bytes(files.to_json([CANARY]))
    forget(with_canary)
    assert where_is(with_canary.root, CANARY) == []


def test_a_forget_that_was_interrupted_is_finished_by_running_it_again(with_canary: Folder) -> None:
    class StopsAtTheSecond(Lines):
        calls = 0

        def without_child(self, path_in: Path, path_out: Path, person_id: str) -> int:
            self.calls += 1
            if self.calls == 2:
                raise KeyboardInterrupt
            return super().without_child(path_in, path_out, person_id)

    stops = StopsAtTheSecond()
    with pytest.raises(KeyboardInterrupt):
        build.forget(
            with_canary,
            CANARY,
            on=TODAY,
            reason="7",
            received=lambda _: stops,
            recipe=PLAIN,
        )
    assert len(forgotten.load(with_canary).unfinished) == 1
    forget(with_canary)
    assert forgotten.load(with_canary).unfinished == ()
    assert where_is(with_canary.root, CANARY) == []


def test_a_child_that_no_return_holds_is_refused_without_being_named(with_canary: Folder) -> None:
    with pytest.raises(Refused, match="No return here holds") as caught:
        forget(with_canary, "nobody-5")
    assert "nobody-5" not in str(caught.value)
    assert forgotten.load(with_canary).children == ()


def test_a_reason_that_names_the_child_is_refused(with_canary: Folder) -> None:
    with pytest.raises(Refused, match="names nobody") as caught:
        forget(with_canary, reason=f"request of {CANARY}")
    assert CANARY not in str(caught.value)


def test_facts_have_the_columns_of_the_merge(folder: Folder) -> None:
    made = take(folder, FOUR[0])
    path = fact_paths(folder, made)["person"]
    assert duckdb.read_parquet(str(path)).columns == [
        *CIN_TABLES["person"].names,
        *(column.name for column in FACT_COLUMNS),
    ]


def test_the_books_say_what_was_left_out_of_each_table(with_canary: Folder) -> None:
    made = forget(with_canary)
    assert made
    held = [returns.load(with_canary, one) for one in made.returns]
    assert [one.left_out for one in held if one.year == 2023] == [{"person": 1, "cin_episodes": 1}]
    for one in held:
        for table, file in one.tables.items():
            rows = parquet.counts([with_canary.return_folder(one.id) / file.path], with_canary.build)
            assert rows == [one.accounts[table].loaded - one.left_out.get(table, 0)]


class _Rejected(SmallReturn):
    """A return whose file names a child that no row does: all of the child's rows were rejected."""

    @property
    def text(self) -> str:
        return super().text + f"('person', '{CANARY}', 'not a date')\n"


def test_a_child_whose_rows_were_all_rejected_can_be_forgotten_and_stays_away(folder: Folder) -> None:
    rejected = _Rejected(2024, small(2024, "B").rows)
    take(folder, rejected)
    assert where_is(folder.root, CANARY) != []
    forget(folder)
    assert where_is(folder.root, CANARY) == []
    take(folder, _Rejected(2023, small(2023, "A").rows))
    assert where_is(folder.root, CANARY) == []
    assert people(folder) == ["A", "B"]


def test_a_child_that_the_files_do_not_show_as_the_rows_do_is_refused_and_not_called_done(
    folder: Folder,
) -> None:
    class Blind(Lines):
        def without_child(self, path_in: Path, path_out: Path, person_id: str) -> int:
            return super().without_child(path_in, path_out, "somebody else")

    made = take(folder, small(2023, "A", CANARY))
    with pytest.raises(Refused, match=f"stonechat undo {made.returns[0]}") as caught:
        build.forget(folder, CANARY, on=TODAY, reason="7", received=lambda _: Blind(), recipe=PLAIN)
    assert CANARY not in str(caught.value)
    assert len(forgotten.load(folder).unfinished) == 1
    assert people(folder) == ["A"]
    build.undo(folder, made.returns[0], PLAIN)
    build.forget(folder, CANARY, on=TODAY, reason="7", received=lambda _: Blind(), recipe=PLAIN)
    assert forgotten.load(folder).unfinished == ()
    assert where_is(folder.root, CANARY) == []
