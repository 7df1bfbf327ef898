"""With the keyboard alone: everything can be reached, and is seen when it has focus."""

import pytest
from tests.browser.looks import focus_watched, out_of_reach, without_a_mark
from tests.browser.pages import EXAMPLES

MOST = 400
"""Stops: a page with more of them is walked so far only."""


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.title)
def test_every_control_of_a_page_is_reached_by_tab_and_shows_that_it_has_focus(browser_of, example):
    page = browser_of(example.somebody).open(example.path)
    stops = focus_watched(page)
    assert stops > 0
    dates = page.locator("input[type=date]").count()  # day, month, year and the calendar are one stop each
    for _ in range(min(stops, MOST) + 3 * dates + 2):
        page.keyboard.press("Tab")
    if stops <= MOST:
        assert out_of_reach(page) == []
    assert without_a_mark(page) == []


def test_the_first_stop_leads_past_the_navigation(browser_of):
    page = browser_of("dana").open("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main-content"


def test_somebody_signs_in_goes_to_a_page_and_signs_out_without_a_mouse(stranger, site):
    page = stranger().open("/sign-in/")
    _tab_to(page, "input[name=username]")
    page.keyboard.type("dana")
    _tab_to(page, "input[name=password]")
    page.keyboard.type(site.password)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.address}/")
    _tab_to(page, ".app-account a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/what-i-may-see/")
    page.evaluate("document.activeElement.blur()")
    _tab_to(page, ".app-account button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in/")


def _tab_to(page, selector):
    """Press Tab until the element has focus."""
    for _ in range(MOST):
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {selector}")
