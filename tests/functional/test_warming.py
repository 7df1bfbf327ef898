"""What pages ask for first is worked out ahead, and a new snapshot is shown when that is done.

Failing stops nothing, and keeps nobody from the newest snapshot.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Event
from unittest.mock import patch

import pytest
from tests.few_indicators import patch_catalogue
from tests.functional.commands import Command
from tests.viewers import MEMBER, manager_of

from stonechat.app import shown, warming
from stonechat.app.council import Council, open_council
from stonechat.app.permissions import Viewer
from stonechat.app.scorecards import Asked
from stonechat.app.served import served_figures
from stonechat.store import pointer

DEFAULT = Asked(card="default")
NOBODY = Viewer("nora", "Nora")
MANAGER = manager_of("T1")


@pytest.fixture(autouse=True)
def nothing_shown_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shown, "_READY", {})


@pytest.fixture(autouse=True)
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Viewer, str]]:
    """The indicators whose pages were worked out, and for whom."""
    pages: list[tuple[Viewer, str]] = []
    monkeypatch.setattr(warming, "indicator_page", lambda _, viewer, one, what: pages.append((viewer, one)))
    return pages


@pytest.fixture
def folder(run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    patch_catalogue(monkeypatch.setattr)
    assert run("init", tmp_path / "council").code == 0
    return tmp_path / "council"


@pytest.fixture
def imported(run: Command, folder: Path, two_censuses: tuple[Path, ...]) -> Path:
    assert run("import", two_censuses[0], "--folder", folder).code in (0, 3)
    return folder


def keep_warm(
    folder: Path, times: int, reading: Iterable[Viewer] = (), others: Iterable[Viewer] = ()
) -> None:
    """Look at the folder so many times; then it is over."""
    stop = Event()

    def councils() -> Iterator[Council]:
        for _ in range(times - 1):
            yield open_council(folder)
        stop.set()
        yield open_council(folder)

    each = councils()
    warming.keep_warm(lambda: next(each), lambda: (reading, others), stop, every=0)


def published(folder: Path) -> str:
    return pointer.history(open_council(folder).folder)[0]


def read_now(folder: Path) -> str:
    """The snapshot that whoever opens a page now reads."""
    return served_figures(open_council(folder)).setting.snapshot.id


def test_nothing_imported_and_a_mistake_of_ours_do_not_end_it(folder: Path) -> None:
    keep_warm(folder, 3)  # nothing is imported: refused
    with patch.object(warming, "newest_figures", side_effect=ZeroDivisionError) as asked:
        keep_warm(folder, 3)
    assert asked.call_count == 3


def test_everybody_who_may_read_figures_is_warmed_for_once_a_snapshot(
    imported: Path, opened: list[tuple[Viewer, str]]
) -> None:
    asked = []
    with patch.object(warming, "scorecard_page", lambda _, viewer, what: asked.append((viewer, what))):
        keep_warm(imported, 3, [MEMBER, NOBODY], [MANAGER])
    assert [who for who, what in asked if what == DEFAULT] == [*warming.READERS, MEMBER, MANAGER]
    usual = served_figures(open_council(imported)).setting.catalogue.scorecard("default").sections
    ids = [indicator for section in usual for indicator in section.indicators]
    assert opened == [(reader, indicator) for reader in warming.READERS for indicator in ids]


def test_every_step_lets_readers_go_first(imported: Path) -> None:
    waited: list[float] = []
    no_page = patch.object(warming, "scorecard_page")  # of a few indicators there is no scorecard
    with no_page, patch.object(warming.PAGES, "wait_for_none", waited.append):
        keep_warm(imported, 1)
    catalogue = served_figures(open_council(imported)).setting.catalogue
    usual = [one for section in catalogue.scorecard("default").sections for one in section.indicators]
    steps = len(warming.READERS) * (len(list(catalogue)) + len(catalogue.scorecards) + len(usual))
    assert waited == [warming.LONGEST_WAIT] * steps


def test_a_new_snapshot_is_shown_when_it_is_ready_for_those_who_read_and_not_before(
    run: Command, imported: Path, two_censuses: tuple[Path, ...]
) -> None:
    keep_warm(imported, 1)
    before = published(imported)
    run("import", two_censuses[1], "--folder", imported)
    assert published(imported) != before
    seen = []

    def noting(council: Council, viewer: Viewer, what: Asked) -> None:
        assert served_figures(council).setting.snapshot.id == published(imported)
        seen.append((viewer, read_now(imported), shown.is_newer_coming(council.folder)))

    with patch.object(warming, "scorecard_page", noting):
        keep_warm(imported, 1, [MEMBER], [MANAGER])
    expected = {(reader, before, True) for reader in (*warming.READERS, MEMBER)}
    assert set(seen) == {*expected, (MANAGER, published(imported), False)}
    assert read_now(imported) == published(imported)


def test_what_goes_wrong_while_it_is_made_ready_keeps_nobody_from_it(
    run: Command, imported: Path, two_censuses: tuple[Path, ...]
) -> None:
    keep_warm(imported, 1)
    before = published(imported)
    run("import", two_censuses[1], "--folder", imported)
    assert read_now(imported) == before
    with patch.object(warming, "scorecard_page", side_effect=ZeroDivisionError):
        keep_warm(imported, 1)
    assert read_now(imported) == published(imported) != before


def test_what_was_rolled_back_from_is_not_shown_for_a_moment(
    run: Command, imported: Path, two_censuses: tuple[Path, ...]
) -> None:
    before = published(imported)
    run("import", two_censuses[1], "--folder", imported)
    keep_warm(imported, 1)
    assert read_now(imported) == published(imported) != before
    assert run("rollback", "--folder", imported).code == 0
    assert read_now(imported) == before


def test_a_child_who_was_taken_out_is_in_nothing_that_is_shown(
    run: Command, imported: Path, two_censuses: tuple[Path, ...]
) -> None:
    keep_warm(imported, 1)
    before = published(imported)
    child = re.search(r"<LAchildID>(\w+)<", two_censuses[0].read_text())[1]
    done = run("forget", child, "--reason", "asked for", "--yes", "--folder", imported)
    assert done.code == 0, done.err
    assert read_now(imported) == published(imported) != before


def test_newer_figures_that_come_meanwhile_are_seen_to_first(
    run: Command, imported: Path, two_censuses: tuple[Path, ...]
) -> None:
    asked = []

    def noting(council: Council, viewer: Viewer, what: Asked) -> None:
        if viewer == MANAGER and published(imported) == first:
            run("import", two_censuses[1], "--folder", imported)
        asked.append((viewer, served_figures(council).setting.snapshot.id))

    first = published(imported)
    with patch.object(warming, "scorecard_page", noting):
        keep_warm(imported, 2, [], [MANAGER, MEMBER])
    assert (MEMBER, first) not in asked
    assert (MEMBER, published(imported)) in asked
