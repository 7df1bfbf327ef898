"""Every page as it is printed: no navigation, nothing folded, whose figures they are on each sheet."""

import pytest
from playwright.sync_api import expect
from tests.browser.looks import folded
from tests.browser.pages import EXAMPLES

HIDDEN = (".app-header", ".app-navigation", ".app-footer", ".app-filter", ".app-downloads", ".govuk-button")


@pytest.fixture
def on_paper(browser_of):
    def opened(example):
        who = next(
            who for who in ("dana", "ana", "ada", *sorted(example.opens_for)) if who in example.opens_for
        )
        page = browser_of(who).open(example.path)
        page.emulate_media(media="print")
        return page

    return opened


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.title)
def test_a_sheet_shows_the_page_and_not_its_controls(on_paper, example):
    page = on_paper(example)
    try:
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert [one for one in HIDDEN if page.locator(one).locator("visible=true").count()] == []
        assert folded(page) == []
        assert written_after_links(page) == []
        assert "Stonechat Demo Council" in page.locator(".app-sheet__head").inner_text()
    finally:
        page.emulate_media(media="screen")


def written_after_links(page):
    """What the style sheet would print after a link: its address, which helps nobody and may say too much."""
    return page.evaluate(
        """[...document.querySelectorAll("main a")]
            .map((link) => getComputedStyle(link, "::after").content)
            .filter((text) => !["none", "normal"].includes(text))"""
    )
