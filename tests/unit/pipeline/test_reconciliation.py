"""What `reconcile` counts: each row that any source holds, once, by table, year and source."""

from datetime import date
from pathlib import Path

import pytest
from small_facts import OPENED, child, disability, episode

from small_returns import CIN_TABLES, SmallReturn, keep, new_folder
from stonechat.pipeline.reconciliation import Compared, compare
from stonechat.store import forgotten
from stonechat.store.folder import Folder

IN_YEAR = date(2023, 4, 1)
BEFORE = date(2023, 3, 31)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return new_folder(tmp_path / "council")


def compared(folder: Folder, *smalls: SmallReturn) -> dict[tuple[str, str | None], Compared]:
    kept = [keep(folder, small) for small in smalls]
    found = compare(folder, kept, forgotten.load(folder), folder.root / "spill", tables=CIN_TABLES)
    return {(one.table, one.year): one for one in found}


def census(*rows) -> SmallReturn:
    return SmallReturn(2024, rows)


def standard(*rows) -> SmallReturn:
    first, last = date(2019, 4, 1), date(2024, 11, 15)
    return SmallReturn(2025, rows, format="ssd", window_first=first, window_last=last)


def test_rows_of_two_sources_are_counted_by_year_of_their_day(folder: Folder) -> None:
    found = compared(
        folder,
        census(episode(IN_YEAR), episode(BEFORE), episode(OPENED)),
        standard(
            episode(IN_YEAR, referral_id="1"),
            episode(BEFORE, referral_id="2"),
            episode(date(2023, 7, 1), referral_id="3"),
            episode(date(2023, 7, 2), referral_id="4", close_date=date(2023, 8, 1)),
        ),
    )
    year = found["cin_episodes", "FY2023-24"]
    assert (year.facts, year.shared) == (2, 1)
    assert year.held == {"cin_census": 2, "ssd": 3}
    assert year.only == {"cin_census": 1, "ssd": 2}
    assert year.not_counted == {"ssd": 2}
    assert year.moves == {"cin_census": 0, "ssd": 1}
    assert year.open_now == {"cin_census": 2, "ssd": 2}
    assert year.open_not_counted == {"ssd": 1}
    earlier = found["cin_episodes", "FY2022-23"]
    assert (earlier.facts, earlier.shared, earlier.agrees) == (1, 1, True)


def test_columns_that_differ_are_counted_and_blanks_are_no_difference(folder: Folder) -> None:
    found = compared(
        folder,
        census(episode(OPENED, cin_primary_need_code="N1"), episode(IN_YEAR, cin_primary_need_code="N1")),
        standard(
            episode(OPENED, referral_id="1", cin_primary_need_code="N2", referral_team="North"),
            episode(IN_YEAR, referral_id="2", cin_primary_need_code="N1"),
        ),
    )
    assert found["cin_episodes", "FY2023-24"].differing == {"cin_primary_need_code": 1}


@pytest.mark.parametrize(
    ("ended", "differs"), [(date(2024, 3, 31), True), (date(2024, 4, 1), False), (None, False)]
)
def test_an_end_differs_if_the_other_source_still_had_it_open(
    folder: Folder, ended: date | None, differs: bool
) -> None:
    found = compared(
        folder, census(episode(OPENED)), standard(episode(OPENED, referral_id="1", close_date=ended))
    )
    assert found["cin_episodes", "FY2023-24"].differing == ({"close_date": 1} if differs else {})


def test_rows_without_a_day_and_sets_are_compared_too(folder: Folder) -> None:
    found = compared(
        folder,
        census(child("A", sex="F"), disability("HAND")),
        standard(child("A", sex="M"), child("B"), disability("HAND"), disability("VIS")),
    )
    person, sets = found["person", None], found["disability", None]
    assert (person.facts, person.held, person.differing) == (2, {"cin_census": 1, "ssd": 2}, {"sex": 1})
    assert (sets.facts, sets.shared, sets.not_counted) == (1, 1, {"ssd": 1})


def test_one_source_alone_has_nothing_to_compare(folder: Folder) -> None:
    assert compared(folder, census(episode(OPENED))) == {}
