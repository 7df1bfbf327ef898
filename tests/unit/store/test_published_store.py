"""Published figures as they are kept: whole or not at all, once, side by side, taken out in one step."""

import shutil
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from stonechat.basics.problems import Refused
from stonechat.model.published import STATISTICS
from stonechat.sources.reading import Account, Release, TypedRow
from stonechat.store import lock, published, soundness
from stonechat.store.folder import Folder, create
from stonechat.store.published import KeptRelease, ReleaseWriter

RELEASE = Release("published", "referrals", "c1", "Children in need", "FY2012-13", "FY2023-24")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return create(tmp_path / "council", "")


def row(number: int, value: Decimal | None, symbol: str | None = None) -> TypedRow:
    cells = STATISTICS.row(
        table="referrals",
        period=f"FY20{number}-{number + 1}",
        level="England",
        area_code="E92000001",
        area="England",
        measure="referrals",
        value=value,
        symbol=symbol,
    )
    return TypedRow(STATISTICS.name, cells, number)


ROWS = [row(12, Decimal("518.3")), row(13, None, "c"), row(14, Decimal(0))]


def keep(folder: Folder, text: str = "as received", release: Release = RELEASE) -> KeptRelease:
    received = folder.root.parent / "c1.csv"
    received.write_text(text)
    with lock.writing(folder), ReleaseWriter(folder, received) as writer:
        for each in ROWS:
            writer.add(each)
        return writer.finish(release, Account(3, 3, 0), {})


def files_of(folder: Folder) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.published.rglob("*") if path.is_file()}


def test_what_is_kept_comes_back_exact_and_symbols_are_not_numbers(folder: Folder) -> None:
    kept = keep(folder)
    back = list(published.rows(folder, published.load(folder, kept.id)))
    assert back == [each.values for each in ROWS]
    assert (folder.release_folder(kept.id) / kept.received.path).read_text() == "as received"


def test_the_same_file_twice_is_one_and_changes_nothing(folder: Folder) -> None:
    first = keep(folder)
    before = files_of(folder)
    assert keep(folder) == first
    assert files_of(folder) == before


def test_a_version_that_words_a_table_anew_still_knows_the_file(folder: Folder) -> None:
    first = keep(folder)
    assert keep(folder, release=replace(RELEASE, title="c1: reworded")) == first


@pytest.mark.parametrize(
    "later",
    [
        replace(RELEASE, last="FY2024-25"),
        replace(RELEASE, made_at=datetime(2025, 1, 2)),  # noqa: DTZ001
        RELEASE,  # of the same time, but with other bytes, and kept later
    ],
)
def test_a_later_release_stands_beside_the_earlier_and_is_the_one_shown(
    folder: Folder, later: Release
) -> None:
    first = keep(folder)
    second = keep(folder, "revised", later)
    assert published.every(folder) == [first, second]
    assert published.latest(folder, "referrals") == second


def test_an_earlier_release_that_is_kept_later_is_not_the_one_shown(folder: Folder) -> None:
    newer = keep(folder)
    keep(folder, "older", replace(RELEASE, last="FY2022-23"))
    assert published.latest(folder, "referrals") == newer


def test_what_is_taken_out_is_gone_at_once_and_cleared_away_by_the_next_writer(folder: Folder) -> None:
    kept = keep(folder)
    with lock.writing(folder):
        published.mark_undone(folder, kept.id)
        assert published.every(folder) == []
        assert folder.release_folder(kept.id).exists()
    with lock.writing(folder):
        assert not folder.release_folder(kept.id).exists()
    assert keep(folder).id == kept.id


def test_what_was_taken_out_and_not_yet_cleared_away_can_be_had_back(folder: Folder) -> None:
    kept = keep(folder)
    received = folder.root.parent / "c1.csv"
    with lock.writing(folder):
        published.mark_undone(folder, kept.id)
        with ReleaseWriter(folder, received) as writer:
            writer.add(ROWS[0])
            assert writer.finish(RELEASE, Account(1, 1, 0), {}) == kept
    assert published.every(folder) == [kept]


@pytest.mark.parametrize("part", ["rows", "received"])
def test_damage_is_found_refused_and_mended_by_importing_again(folder: Folder, part: str) -> None:
    kept = keep(folder)
    harmed = folder.release_folder(kept.id) / getattr(kept, part).path
    harmed.write_bytes(harmed.read_bytes()[:-1] + b"?")
    assert [fault.rule for fault in soundness.faults(folder)] == ["release_damaged"]
    with pytest.raises(Refused, match="damaged"):
        list(published.rows(folder, kept))
    again = keep(folder)
    assert again.id == kept.id
    assert list(soundness.faults(folder)) == []


def test_a_damaged_manifest_is_told_and_stands_in_nobodys_way(folder: Folder) -> None:
    kept = keep(folder)
    (folder.release_folder(kept.id) / published.MANIFEST).write_text("{")
    assert [fault.rule for fault in soundness.faults(folder)] == ["release_damaged"]
    assert published.every(folder) == []
    assert keep(folder).id == kept.id


def test_leaving_without_finishing_keeps_nothing(folder: Folder) -> None:
    received = folder.root.parent / "c1.csv"
    received.write_text("x")
    with lock.writing(folder), ReleaseWriter(folder, received) as writer:
        writer.add(ROWS[0])
    assert list(folder.published.iterdir()) == []


def test_a_folder_of_an_earlier_version_gets_its_room_when_it_is_needed(folder: Folder) -> None:
    shutil.rmtree(folder.published)
    assert list(soundness.faults(folder)) == []
    kept = keep(folder)
    assert published.every(folder) == [kept]
