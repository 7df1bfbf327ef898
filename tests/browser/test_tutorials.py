"""Each tutorial, followed by somebody who does only what it says; and the pictures of the docs."""

import re
import shutil
from dataclasses import replace

import pytest
from tests.browser.conftest import size_of
from tests.browser.pictures import DOCS, IN_VIEW, MOST_BYTES, SHOWN, keep_for_docs
from tests.browser.serving import authority_served, demo_served, stonechat
from tests.browser.tutorials import TUTORIALS, Reader, follow, steps_of

from stonechat.app.demo import EXTRACTS

TYPED = "a-long-enough-password-3"


@pytest.fixture
def demo_of_ones_own(authority, tmp_path):
    """The demo, served to this test alone: what it notes is nobody else's.

    Ask for it before `stranger`, so that the browser is closed before what it may still be asking.
    """
    folder = tmp_path / "council"
    shutil.copytree(authority, folder)
    with demo_served(folder, size_of(folder)) as served:
        yield served


@pytest.fixture
def new_council(chromium, tmp_path):
    """An empty folder with one analyst, made as the tutorial says."""
    folder = tmp_path / "new-council"
    stonechat("init", folder, "--name", "Newly Made Council")
    person = ("user", "add", "ana", "--name", "Ana Analyst", "--role", "analyst", "--folder", folder)
    stonechat(*person, typed=f"{TYPED}\n")
    with authority_served(folder) as served:
        yield replace(served, said=f"Password: {TYPED}\n")


@pytest.mark.parametrize("name", ["director", "manager"])
def test_every_step_works_in_the_demo(demo_of_ones_own, stranger, authority, name):
    watched = stranger(demo_of_ones_own, viewport=IN_VIEW)
    follow(_text(name), Reader(watched, keep_for_docs, authority / EXTRACTS))


def test_every_step_of_the_analyst_works_in_a_new_folder(new_council, stranger, authority):
    watched = stranger(new_council, viewport=IN_VIEW)
    follow(_text("analyst"), Reader(watched, keep_for_docs, authority / EXTRACTS))


def _text(name):
    return (TUTORIALS / f"{name}.md").read_text(encoding="utf-8")


def test_no_tutorial_is_left_out():
    assert {path.stem for path in TUTORIALS.glob("*.md")} == {"analyst", "director", "manager"}


def test_bold_that_is_no_step_is_found_out():
    assert len(steps_of("Sign in as **dana**. Choose **Scorecard** and you see **All teams**.")) == 3
    with pytest.raises(AssertionError, match="Look"):
        steps_of("**Look** at it.")


def test_every_picture_of_the_docs_is_there_and_small_and_shown():
    texts = (DOCS.parent / "README.md", *DOCS.rglob("*.md"))
    shown = {
        name for path in texts for name in re.findall(r"screenshots/([\w-]+)\.png", path.read_text("utf-8"))
    }
    assert shown == {path.stem for path in SHOWN.glob("*.png")}
    assert {path.name for path in SHOWN.glob("*.png") if path.stat().st_size > MOST_BYTES} == set()
