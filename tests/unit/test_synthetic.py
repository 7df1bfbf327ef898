"""The shipped authority: what is committed is what the code writes, and it looks like England's rates."""

from pathlib import Path

import pytest

from stonechat.sources.registry import read_file
from stonechat.synthetic import shipped
from stonechat.synthetic.census import Census, rows
from stonechat.synthetic.journeys import episodes

FILES = Path(shipped.__file__).parent / "files"


def test_the_shipped_files_are_what_the_code_writes(tmp_path: Path) -> None:
    shipped.make(tmp_path)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_bytes() for path in FILES.iterdir()}


@pytest.mark.parametrize("name", shipped.RETURNS)
def test_a_shipped_return_is_read_whole(name: str) -> None:
    reading = read_file(FILES / name)
    loaded = sum(1 for _ in reading.rows)
    assert reading.is_acceptable
    assert [books.rejected for books in reading.accounts.values()] == [0] * len(reading.accounts)
    assert loaded == sum(books.read for books in reading.accounts.values()) > 2_000


def test_what_is_written_is_what_the_generator_knows() -> None:
    """The generator's own rows and the rows read back from its files are the same."""
    journeys = episodes(shipped.SEED, shipped.REFERRALS)
    for year, name in zip(shipped.YEARS, shipped.RETURNS, strict=True):
        made = sorted((table, repr(tuple(values))) for table, values in rows(Census("998", year), journeys))
        back = sorted((row.table, repr(tuple(row.values))) for row in read_file(FILES / name).rows)
        assert back == made


def test_a_return_knows_nothing_that_came_after_its_year() -> None:
    last = Census("998", 2025).last
    dates = [
        value
        for table, values in rows(Census("998", 2025), episodes(3, 300))
        for value in values
        if hasattr(value, "isoformat") and table != "person"
    ]
    assert dates
    assert max(dates) <= last


def test_one_seed_gives_the_same_children_for_ever() -> None:
    assert episodes(5, 50) == episodes(5, 50)
    assert episodes(5, 50) != episodes(6, 50)
