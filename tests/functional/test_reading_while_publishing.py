"""Readers of real pages while snapshots are published: no error, and no page of two snapshots."""

import shutil
from pathlib import Path

import pytest
from benchmarks.readers import Page, Reader, ReadingTogether
from tests.browser.serving import authority_served, stonechat
from tests.made_up import made_up_authority

READERS = 4
PASSWORD = "a-long-enough-password-1"  # noqa: S105  of a made-up person
PAGES = (
    Page("scorecard", "/scorecard/"),
    Page("scorecard", "/scorecard/?card=core_board"),
    Page("indicator", "/indicators/FD17/"),
    Page("indicator", "/indicators/CL01/"),
)


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    """A copy of the made-up authority, with one person who reads figures."""
    root = Path(shutil.copytree(made_up_authority(tmp_path_factory), tmp_path / "council"))
    who = ("rita", "--name", "Rita Reader", "--role", "director")
    stonechat("user", "add", *who, "--folder", root, typed=f"{PASSWORD}\n" * 2)
    return root


def test_readers_see_no_error_and_no_page_of_two_snapshots_while_others_are_published(folder: Path) -> None:
    census = max((folder / "returns").iterdir()).name
    with authority_served(folder) as site:
        readers = [Reader(site.address, PAGES, seed) for seed in range(READERS)]
        for reader in readers:
            reader.sign_in("rita", PASSWORD)
        with ReadingTogether(readers) as reading:
            stonechat("undo", census, "--folder", folder)
            stonechat("rollback", "--folder", folder)
    assert [page for page in reading.opened if page.failed or page.is_mixed] == []
    assert all(page.snapshots for page in reading.opened)
