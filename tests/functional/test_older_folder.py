"""A folder that an older version wrote: it opens, says what to do, and gives the same figures once built."""

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from tests.functional.commands import Command

from few_indicators import FEW, patch_catalogue
from older_folder import grow_older
from stonechat.app.council import open_council
from stonechat.store import files, parquet, pointer, returns, snapshots
from stonechat.store.folder import Folder
from stonechat.store.snapshots import ObjectRef, Snapshot

LATER_COLUMNS = {"person": ["former_upn", "own_child_dob"], "cin_plans": ["cin_plan_worker_id"]}
LATER_TABLES = ("pre_proceedings",)
LATER_DERIVED = {"cin_episodes": ["days_since_previous_referral"]}
"""What this version has and the older one did not."""


@pytest.fixture(autouse=True)
def few_indicators(monkeypatch: pytest.MonkeyPatch) -> None:
    patch_catalogue(monkeypatch.setattr)


@pytest.fixture
def root(run: Command, two_censuses: tuple[Path, ...], tmp_path: Path) -> Path:
    root = tmp_path / "council"
    assert run("init", root).code == 0
    assert run("import", *two_censuses, "--folder", root).code in (0, 3)
    return root


def told(run: Command, root: Path) -> list[object]:
    """The figures of the last year, without the snapshot that they quote."""
    shown = [
        run("indicators", "value", one, "--period", "FY2025-26", "--folder", root, "--json").json
        for one in FEW
    ]
    return [each["values"] for each in shown]


def _older(folder: Folder) -> Snapshot:
    """Serve the snapshot as a version would have made it that lacked the later tables and columns."""
    for one in returns.ids(folder):
        grow_older(folder, returns.load(folder, one), LATER_COLUMNS, LATER_TABLES)
    now = snapshots.current(folder)
    assert now is not None
    older = replace(
        now,
        facts=_without(folder, now.facts, LATER_COLUMNS),
        derived=_without(folder, now.derived, LATER_COLUMNS | LATER_DERIVED),
        covered={},
        versions={"stonechat": "0.0.9", "duckdb": "1.4.0"},
    ).named()
    snapshots.write_manifest(folder, older)
    pointer.point_at(folder, [older.id])
    return older


def _without(
    folder: Folder, refs: dict[str, ObjectRef], columns: dict[str, list[str]]
) -> dict[str, ObjectRef]:
    found = {table: ref for table, ref in refs.items() if table not in LATER_TABLES}
    for table, gone in columns.items():
        left = ", ".join(map(parquet.name, gone))
        copy = folder.objects / "copy"
        query = f"SELECT * EXCLUDE ({left}) FROM {parquet.scan(folder.object_file(refs[table].sha))}"  # noqa: S608
        duckdb.sql(query).write_parquet(str(copy))
        ref = ObjectRef(files.sha256_of(copy), refs[table].rows, copy.stat().st_size)
        copy.rename(folder.object_file(ref.sha))
        found[table] = ref
    return found


def test_an_older_folder_gives_the_same_figures_once_it_is_built(run: Command, root: Path) -> None:
    before = told(run, root)
    assert any(value["numerator"] for values in before for value in values)
    older = _older(open_council(root).folder)
    for words in (
        ("indicators", "value", "FD17", "--period", "FY2025-26"),
        ("export", "ssd", root.parent / "out", "--reason", "a test of upgrades"),
    ):
        said = run(*words, "--folder", root)
        assert said.code == 1
        assert older.id in said.err
        assert "stonechat build" in said.err
    assert not (root.parent / "out").exists()
    assert "stonechat build" in run("doctor", "--folder", root).out
    assert run("build", "--folder", root).code == 0
    assert told(run, root) == before
    assert "stonechat build" not in run("doctor", "--folder", root).out


def test_importing_an_older_file_again_fills_what_came_later(
    run: Command, root: Path, two_censuses: tuple[Path, ...]
) -> None:
    folder = open_council(root).folder
    now = snapshots.current(folder)
    _older(folder)
    said = run("import", *two_censuses, "--folder", root, "--json")
    assert said.code in (0, 3)
    assert snapshots.current(folder) == now
    assert run("import", *two_censuses, "--folder", root).out.count("held already") == len(two_censuses)
