"""While the figures of a new snapshot are made ready, pages are of the one before, and say so."""

import pytest

from stonechat.app import shown
from stonechat.store import pointer

COMING = "being made ready"
NEWER = "f" * 16


@pytest.fixture
def newer(council, monkeypatch):
    """Something newer is published, and what was shown until now still is."""
    before = pointer.history(council.folder)
    monkeypatch.setattr(shown, "_READY", {council.folder: before[0]})
    pointer.point_at(council.folder, (NEWER, *before))
    yield before[0]
    pointer.point_at(council.folder, before)


def test_pages_say_that_newer_figures_are_coming_and_are_of_the_snapshot_before(signed_in, newer):
    page = signed_in("dana").get("/scorecard/").content.decode()
    assert COMING in page
    assert newer in page and NEWER not in page
    help_page = signed_in("dana").get("/help/numbers/").content.decode()
    assert newer in help_page and NEWER not in help_page


def test_nothing_is_said_when_what_is_shown_is_the_newest(signed_in):
    assert COMING not in signed_in("dana").get("/scorecard/").content.decode()


def test_whoever_reads_no_figures_is_not_told(signed_in, newer):
    assert COMING not in signed_in("ada").get("/").content.decode()


def test_while_a_page_is_answered_what_is_worked_out_ahead_waits(signed_in, monkeypatch):
    from stonechat.app.readers_first import PAGES
    from stonechat.web import context

    seen = []
    monkeypatch.setattr(context, "_places", lambda *_: seen.append(PAGES.wait_for_none(0)) or [])
    assert signed_in("dana").get("/").status_code == 200
    assert seen == [False]
    assert PAGES.wait_for_none(0)
