"""Each tutorial, followed by somebody who does only what it says; and the pictures of the docs."""

import re
import shutil

import pytest
from tests.browser.conftest import size_of
from tests.browser.pictures import DOCS, IN_VIEW, MOST_BYTES, SHOWN, keep_for_docs
from tests.browser.serving import demo_served
from tests.browser.tutorials import TUTORIALS, Reader, follow, steps_of

NAMES = sorted(path.stem for path in TUTORIALS.glob("*.md") if path.stem != "README")


@pytest.fixture
def own_site(authority, tmp_path):
    """The demo, served to this test alone: what it takes back and imports is nobody else's."""
    folder = tmp_path / "council"
    shutil.copytree(authority, folder)
    with demo_served(folder, size_of(folder)) as served:
        yield served


@pytest.mark.parametrize("name", NAMES)
def test_every_step_of_a_tutorial_works(stranger, own_site, name):
    watched = stranger(own_site, viewport=IN_VIEW)
    follow((TUTORIALS / f"{name}.md").read_text(encoding="utf-8"), Reader(watched, keep_for_docs))


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
