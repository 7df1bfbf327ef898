"""What pages ask for first is worked out ahead, again when the snapshot changes; failing stops nothing."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from unittest.mock import patch

import pytest
from tests.few_indicators import patch_catalogue
from tests.functional.commands import Command
from tests.viewers import MEMBER, manager_of

from stonechat.app import warming
from stonechat.app.council import Council, open_council
from stonechat.app.permissions import Viewer
from stonechat.app.scorecards import Asked


@pytest.fixture
def folder(run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    patch_catalogue(monkeypatch.setattr)
    assert run("init", tmp_path / "council").code == 0
    return tmp_path / "council"


def looks(stop: Event, folder: Path, times: int) -> Iterator[Council]:
    """The folder so many times; then it is over."""
    for _ in range(times):
        yield open_council(folder)
    stop.set()
    yield open_council(folder)


def test_nothing_imported_and_a_mistake_of_ours_do_not_end_it(folder: Path) -> None:
    stop = Event()
    councils = looks(stop, folder, 3)
    warming.keep_warm(lambda: next(councils), lambda: (), stop, every=0)  # nothing is imported: refused
    stop.clear()
    councils = looks(stop, folder, 3)
    with patch.object(warming, "served_figures", side_effect=ZeroDivisionError) as asked:
        warming.keep_warm(lambda: next(councils), lambda: (), stop, every=0)
    assert asked.call_count == 4


def test_everybody_who_may_read_figures_is_warmed_for_once_a_snapshot(
    run: Command, folder: Path, two_censuses: tuple[Path, ...]
) -> None:
    assert run("import", two_censuses[0], "--folder", folder).code in (0, 3)
    stop, asked = Event(), []
    councils = looks(stop, folder, 3)
    nobody = Viewer("nora", "Nora")

    def noting(council: Council, viewer: Viewer, what: Asked) -> None:
        asked.append((viewer.username, what.card))

    with patch.object(warming, "scorecard_page", noting):
        warming.keep_warm(lambda: next(councils), lambda: (MEMBER, manager_of("T1"), nobody), stop, every=0)
    cards = {card for _, card in asked}
    assert "default" in cards
    assert [who for who, card in asked if card == "default"] == [
        *(reader.username for reader in warming.READERS),
        MEMBER.username,
        manager_of("T1").username,
    ]
