"""What is half typed when a session ends is in its box again after signing in anew."""

import re

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import password_of
from tests.browser.looks import violations

TEXT = "A second room was booked"
OVER = re.compile(r"/sign-in/\?next=")


@pytest.fixture
def dana(browser_of):
    """Dana, with a clock that the test moves."""
    watched = browser_of("dana", fresh=True)
    watched.page.clock.install()
    return watched


def notes_of(indicator):
    """The page with the form for a note: each test has one of its own, since drafts stay."""
    return f"/indicators/{indicator}/notes/"


def box(page):
    return page.get_by_label("What happened, in a few words?")


def is_kept(answer):
    return answer.url.endswith("/drafts/") and answer.status == 204


def type_and_wait(page):
    box(page).press_sequentially(TEXT)
    with page.expect_response(is_kept) as answer:
        page.clock.run_for(4000)
    return answer.value.request.post_data


def test_what_was_typed_is_there_after_the_session_ended_and_can_be_thrown_away(dana):
    page = dana.open(notes_of("AS02"))
    type_and_wait(page)
    assert TEXT not in page.evaluate("JSON.stringify([localStorage, sessionStorage])")
    dana.context.clear_cookies()  # the server has ended the session by then
    page.clock.fast_forward("15:06")
    page.wait_for_url(OVER)
    page.get_by_label("User name").fill("dana")
    page.get_by_label("Password", exact=True).fill(password_of(dana.site, "dana"))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{notes_of('AS02')}")
    expect(box(page)).to_have_value(TEXT)
    expect(page.get_by_text(re.compile(r"You typed this at \d\d:\d\d and did not save it\."))).to_be_visible()
    assert violations(page) == []

    page.get_by_role("button", name="Throw it away").click()
    expect(page.get_by_text("What you had typed is thrown away.")).to_be_visible()
    expect(box(page)).to_have_value("")
    dana.check()


def test_typing_moves_the_end_on_and_is_sent_once(dana):
    page = dana.open(notes_of("AS03"))
    page.clock.fast_forward("12:00")
    assert "typing=yes" in type_and_wait(page)
    sent = []
    page.on("request", lambda request: sent.append(request.url))
    page.clock.run_for(2 * 60_000)
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert sent == []
    dana.check()


@pytest.mark.parametrize(("moment", "indicator"), [("13:06", "CN01"), ("15:06", "FD17")])
def test_what_could_not_be_kept_is_sent_again_before_the_end_as_if_nobody_were_there(dana, moment, indicator):
    page = dana.open(notes_of(indicator))
    page.route("**/drafts/", lambda route: route.abort())
    box(page).press_sequentially(TEXT)
    with page.expect_event("requestfailed"):
        page.clock.run_for(4000)
    page.unroute("**/drafts/")
    with page.expect_response(is_kept) as answer:
        page.clock.fast_forward(moment)
    assert "typing" not in answer.value.request.post_data
    assert all("ERR_FAILED" in fault for fault in dana.faults)
    dana.faults.clear()
