"""Returns that an older version kept: what came later is blank, and importing the file again fills it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from older_folder import OLDER, grow_older
from searching import where_is
from small_returns import PLAIN, Lines, SmallReturn, keep, new_folder, row, serve
from stonechat import __version__
from stonechat.basics.problems import Refused
from stonechat.model.tables import TABLES
from stonechat.pipeline import build
from stonechat.store import forgotten, parquet, returns, snapshots
from stonechat.store.folder import Folder

CHILD = "QZX77canary"
FEW = ("person", "mother", "cin_episodes", "cin_assessments", "assessment_factors")
RECIPE = replace(PLAIN, tables={name: TABLES[name] for name in FEW})
SMALL = SmallReturn(
    2025,
    (
        row("person", person_id=CHILD, dob=date(2010, 2, 28), sex="F"),
        row("person", person_id="B2", dob=date(2011, 2, 28), sex="M"),
        row("mother", person_id="M1", childs_person_id=CHILD),
        row("mother", person_id=CHILD, childs_person_id="B2"),
        row("assessment_factors", assessment_id=f"{CHILD}|A", assessment_factor="1A", person_id=CHILD),
    ),
    format="ssd",
)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return new_folder(tmp_path / "council")


def forget(folder: Folder) -> None:
    build.forget(folder, CHILD, on=date(2025, 6, 1), reason="7", received=lambda _: Lines(), recipe=RECIPE)


def test_a_child_is_taken_out_by_the_columns_that_an_older_return_has(folder: Folder) -> None:
    kept = grow_older(folder, keep(folder, SMALL), {"mother": ["childs_person_id"]})
    serve(folder, kept.id, RECIPE)
    forget(folder)
    assert where_is(folder.root, CHILD) == []
    made = returns.load(folder, kept.id)
    assert made.left_out == {"person": 1, "mother": 1, "assessment_factors": 1}


def test_where_older_rows_do_not_say_whose_they_are_nothing_is_half_forgotten(folder: Folder) -> None:
    kept = grow_older(folder, keep(folder, SMALL), {"assessment_factors": ["person_id"]})
    before = serve(folder, kept.id, RECIPE)
    with pytest.raises(Refused, match=rf"{kept.id}.*assessment_factors.*mport its file again") as caught:
        forget(folder)
    assert CHILD not in str(caught.value)
    assert snapshots.current(folder) == before
    assert forgotten.load(folder).children == ()
    serve(folder, keep(folder, SMALL).id, RECIPE)
    forget(folder)
    assert where_is(folder.root, CHILD) == []


@pytest.mark.parametrize(
    ("columns", "tables"),
    [({"person": ["sex"], "mother": ["childs_person_id"]}, []), ({}, ["mother"]), ({}, [])],
)
def test_importing_the_file_again_keeps_what_this_version_reads(
    folder: Folder, columns: dict[str, list[str]], tables: list[str]
) -> None:
    first = keep(folder, SMALL)
    older = grow_older(folder, first, columns, tables)
    assert (older.version, first.version) == (OLDER, __version__)
    assert keep(folder, SMALL) == first
    assert returns.load(folder, first.id) == first
    assert returns.is_whole(folder, first)
    paths = [returns.table_path(folder, first, table) for table in first.tables]
    assert {path.name for path in folder.return_folder(first.id).iterdir()} == {
        "received", "return.json", *(path.name for path in paths)
    }  # fmt: skip
    assert parquet.holds(paths[0], ["sex"], "F")
