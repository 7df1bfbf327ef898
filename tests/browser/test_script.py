"""What the script of the pages adds: parts that are swapped, and the warning before a session ends.

Whatever it does can be done without it too.
"""

import pytest
from playwright.sync_api import expect

FILTER = "form.app-filter"
HEADING = "[data-results-heading]"


@pytest.fixture
def dana(browser_of):
    return browser_of("dana", fresh=True)


def search(page, words):
    page.fill(f"{FILTER} [name=words]", words)
    page.click(f"{FILTER} button")


def test_applying_a_filter_changes_only_the_results_and_moves_focus_to_their_heading(dana):
    page = dana.open("/definitions/")
    page.evaluate("window.isTheSamePage = true")
    search(page, "re-referral")
    page.wait_for_url("**/definitions/?words=re-referral**")
    expect(page.locator(HEADING)).to_be_focused()
    words = page.inner_text(HEADING)
    assert words.endswith("with “re-referral”")
    assert page.inner_text("#live-region") == words
    assert page.evaluate("window.isTheSamePage")
    assert page.locator(HEADING).count() == 1
    dana.check()


def test_going_back_shows_what_was_there_before_and_nothing_was_kept_in_the_browser(dana):
    page = dana.open("/definitions/")
    before = page.inner_text(HEADING)
    search(page, "re-referral")
    page.wait_for_url("**/definitions/?words=re-referral**")
    page.go_back()
    expect(page.locator(HEADING)).to_have_text(before, use_inner_text=True)
    kept = page.evaluate("({...localStorage, ...sessionStorage})")
    assert {len(text) < 100 for text in kept.values()} <= {True}, "no more than an address"


def test_without_it_the_same_filter_gives_the_same_results(dana, chromium):
    with_script = dana.open("/definitions/?words=re-referral")
    context = chromium.new_context(storage_state=dana.context.storage_state(), java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{dana.site.address}/definitions/")
    search(page, "re-referral")
    assert page.inner_text(HEADING) == with_script.inner_text(HEADING)
    context.close()


def test_whoever_is_signed_out_meanwhile_is_sent_to_sign_in_and_not_shown_an_empty_part(dana):
    page = dana.open("/definitions/")
    dana.context.clear_cookies()
    search(page, "re-referral")
    page.wait_for_url("**/sign-in/?next=/definitions/**")
    assert page.inner_text("h1") == "Sign in"


def test_a_refusal_is_opened_as_the_page_that_it_is(dana):
    page = dana.open("/definitions/")
    page.evaluate("document.querySelector('[name=theme]').add(new Option('zebra', 'zebra', true, true))")
    page.click(f"{FILTER} button")
    page.wait_for_url("**theme=zebra**")
    page.wait_for_selector("h1:has-text('That cannot be done')")
    assert dana.faults and all("400" in fault for fault in dana.faults)
    dana.faults.clear()


def test_it_warns_before_the_session_ends_and_a_button_keeps_it(dana):
    page = dana.page
    page.clock.install()
    dana.open("/definitions/")
    dialog = page.locator("#session-warning")
    page.clock.run_for(12 * 60_000)
    assert not dialog.is_visible()
    page.clock.run_for(70_000)
    expect(dialog).to_be_visible()
    assert page.inner_text("[data-left]") == "2 minutes"
    assert page.evaluate("document.activeElement.hasAttribute('data-stay')")
    with page.expect_response("**/session/") as kept:
        page.keyboard.press("Enter")
    assert kept.value.status == 204
    dialog.wait_for(state="hidden")
    page.clock.run_for(5 * 60_000)
    assert not dialog.is_visible()
    dana.check()


def test_at_the_end_of_the_session_it_goes_to_sign_in_and_back_here_after_it(dana):
    page = dana.page
    page.clock.install()
    dana.open("/definitions/?words=plan")
    dana.context.clear_cookies()
    page.clock.run_for(15 * 60_000 + 10_000)
    page.wait_for_url("**/sign-in/?next=%2Fdefinitions%2F%3Fwords%3Dplan")


def test_going_on_somewhere_else_counts_here_too(dana):
    page = dana.page
    page.clock.install()
    dana.open("/definitions/")
    page.clock.run_for(13 * 60_000 + 10_000)
    expect(page.locator("#session-warning")).to_be_visible()
    other = dana.context.new_page()
    other.goto(f"{dana.site.address}/definitions/")
    page.locator("#session-warning").wait_for(state="hidden")
    other.close()
