"""Signing in and out, the first administrator, and the end of a session, as somebody lives through them."""

import re

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import password_of, sign_in
from tests.browser.looks import violations
from tests.browser.serving import authority_served, stonechat

WITHOUT_SCRIPTS = {"java_script_enabled": False}
OVER = re.compile(r"/sign-in/\?next=")


@pytest.mark.parametrize("options", [{}, WITHOUT_SCRIPTS], ids=["scripts", "no scripts"])
def test_somebody_signs_in_and_out_again(browser_of, options):
    watched = browser_of("dana", fresh=True, **options)
    page = watched.page
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert "stonechat_session" not in {one["name"] for one in watched.context.cookies()}
    page.goto(f"{watched.site.address}/")
    assert OVER.search(page.url)


def test_whoever_follows_a_link_comes_to_it_after_signing_in(stranger, site):
    watched = stranger()
    page = watched.open("/password/")
    page.get_by_label("User name").fill("mina")
    page.get_by_label("Password", exact=True).fill(password_of(site, "mina"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/password/")


def test_a_wrong_password_is_told_at_the_top_and_leads_to_its_box(stranger):
    page = stranger().open("/sign-in/")
    page.get_by_label("User name").fill("dana")
    page.get_by_label("Password", exact=True).fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    summary = page.get_by_role("alert")
    expect(summary.get_by_text("The user name or the password is not right.")).to_be_visible()
    assert page.title().startswith("Error: ")
    assert violations(page) == []


def test_a_password_that_is_too_easy_is_refused_at_its_box(browser_of, site):
    page = browser_of("mina", fresh=True).open("/password/")
    page.get_by_label("Old password").fill(password_of(site, "mina"))
    for box in page.locator("input[name^=new_password]").all():
        box.fill("password1234")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_role("alert").get_by_role("link").first).to_be_visible()
    page.get_by_role("alert").get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.name").startswith("new_password")
    assert violations(page) == []


def test_the_first_administrator_gives_the_code_that_the_server_printed(stranger, tmp_path):
    folder = tmp_path / "council"
    stonechat("init", folder, "--name", "Newly Made Council")
    with authority_served(folder) as site:
        watched = stranger(site)
        page = watched.open("/set-up/")
        assert violations(page) == []
        page.get_by_label("Code that the server printed").fill("not the code")
        _say_who(page)
        expect(page.get_by_role("alert")).to_be_visible()
        page.get_by_label("Code that the server printed").fill(site.set_up_code)
        _say_who(page)
        page.wait_for_url(f"{site.address}/")
        expect(page.get_by_role("link", name="First Administrator")).to_be_visible()
        page.goto(f"{site.address}/set-up/")
        assert page.url == f"{site.address}/"
        watched.context.close()


def _say_who(page):
    page.get_by_label("User name").fill("first")
    page.get_by_label("Your name").fill("First Administrator")
    page.get_by_label("Password", exact=False).first.fill("a-long-enough-password-2")
    page.get_by_role("button", name="Make the first administrator").click()


# ---------------------------------------------------------------- the end of a session


@pytest.fixture
def at_rest(browser_of):
    """Dana at home, with a clock that the test moves; nobody touches anything."""
    watched = browser_of("dana", fresh=True)
    watched.page.clock.install()
    watched.open("/")
    return watched


def test_nothing_warns_before_thirteen_minutes(at_rest):
    at_rest.page.clock.fast_forward("12:50")
    assert not at_rest.page.get_by_role("dialog").is_visible()


def test_the_warning_takes_focus_and_whoever_is_there_stays(at_rest):
    page = at_rest.page
    page.clock.fast_forward("13:06")
    dialog = page.get_by_role("dialog", name="You will be signed out soon")
    expect(dialog).to_be_visible()
    assert page.evaluate("document.activeElement.textContent") == "Stay signed in"
    assert violations(page) == []
    with page.expect_response("**/session/") as answer:
        page.keyboard.press("Enter")
    assert answer.value.status == 204
    dialog.wait_for(state="hidden")
    page.clock.fast_forward("12:00")
    assert not dialog.is_visible()


def test_escape_stays_signed_in_too(at_rest):
    page = at_rest.page
    page.clock.fast_forward("13:06")
    with page.expect_response("**/session/") as answer:
        page.keyboard.press("Escape")
    assert answer.value.status == 204
    page.get_by_role("dialog").wait_for(state="hidden")


def test_after_fifteen_minutes_the_page_is_gone_from_the_screen(at_rest):
    page = at_rest.page
    at_rest.context.clear_cookies()  # the server has ended the session by then
    page.clock.fast_forward("15:06")
    page.wait_for_url(OVER)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_signing_in_again_leads_back_to_the_page_that_was_left(at_rest):
    page = at_rest.page
    at_rest.open("/password/")
    at_rest.context.clear_cookies()
    page.clock.fast_forward("15:06")
    page.wait_for_url(OVER)
    page.get_by_label("User name").fill("dana")
    page.get_by_label("Password", exact=True).fill(password_of(at_rest.site, "dana"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/password/")


def test_a_form_of_a_session_that_has_ended_is_answered_in_words(browser_of):
    watched = browser_of("pat", fresh=True)
    page = watched.open("/password/")
    watched.context.clear_cookies()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert violations(page) == []
    sign_in(watched, "pat")
