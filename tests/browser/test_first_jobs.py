"""The first job of each page: with scripts, without them, on a folder that is empty, for whoever may not."""

import re

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import sign_in
from tests.browser.looks import faults_of_a_phone, picture, violations
from tests.browser.serving import stonechat

LIST = "/indicators/CN01/children/?period=FY2025-26"
FILTERED = (
    ("/scorecard/", "Area", "Assessment"),
    ("/definitions/", "Theme", "Assessment"),
    ("/indicators/AS02/", "Team", "All teams"),
)
BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


@pytest.fixture
def tab(browser_of):
    """`tab("dana", scripts=False)`: somebody's tab, with or without scripts."""
    return lambda who, scripts: browser_of(who) if scripts else browser_of(who, java_script_enabled=False)


@BOTH
@pytest.mark.parametrize(("path", "label", "option"), FILTERED)
def test_a_filter_changes_the_page_and_its_address(tab, scripts, path, label, option):
    page = tab("dana", scripts).open(path)
    box = page.get_by_label(label, exact=True)
    box.select_option(label=option)
    page.locator("form").filter(has=box).get_by_role("button", name="Apply").click()
    page.wait_for_url(re.compile(re.escape(path) + r"\?"))
    assert page.get_by_label(label, exact=True).locator("option:checked").inner_text() == option


@pytest.mark.parametrize(("path", "label", "option"), FILTERED[:2])
def test_focus_goes_to_the_heading_of_what_a_filter_changed(tab, path, label, option):
    page = tab("dana", True).open(path)
    page.get_by_label(label, exact=True).select_option(label=option)
    page.get_by_role("button", name="Apply").first.click()
    page.locator("[data-results-heading]:focus").wait_for()
    assert page.locator("#live-region").inner_text() != ""


@BOTH
def test_a_number_of_the_scorecard_leads_to_its_indicator_and_to_its_children(tab, scripts):
    page = tab("alice", scripts).open("/scorecard/")
    page.get_by_role("link", name="Children in need per 10,000 children").first.click()
    page.wait_for_url("**/indicators/CN01/**")
    page.get_by_role("link", name="List").first.click()
    page.wait_for_url("**/children/**")
    expect(page.get_by_text("Opening this list is recorded")).to_be_visible()
    assert page.locator(".app-marking").inner_text() == "OFFICIAL-SENSITIVE"


@BOTH
def test_a_list_is_sorted_by_the_buttons_of_its_head(tab, scripts):
    page = tab("alice", scripts).open(LIST)
    page.get_by_role("columnheader", name="Age").get_by_role("button").click()
    page.wait_for_url("**sort=**")
    ages = page.locator("#children tbody tr td:nth-child(2)").all_inner_texts()
    assert ages == sorted(ages, key=int) and len(ages) > 1
    assert page.get_by_role("columnheader", name="Age").get_attribute("aria-sort") == "ascending"


@BOTH
def test_a_file_is_downloaded(tab, scripts):
    page = tab("dana", scripts).open("/scorecard/")
    with page.expect_download() as coming:
        page.get_by_role("link", name="Download CSV").first.click()
    assert coming.value.path().read_text("utf-8-sig").count("\n") > 5


@BOTH
def test_whose_children_these_are_not_says_why_first(tab, scripts):
    page = tab("dana", scripts).open("/indicators/AS02/children/?period=FY2025-26")
    if page.get_by_role("button", name="Open the list").count():
        page.get_by_label("Inspection").check()
        page.get_by_role("button", name="Open the list").click()
    page.get_by_text("Opening this list is recorded").wait_for()


def test_a_member_sees_the_scorecard_and_no_list(browser_of):
    page = browser_of("mina").open("/indicators/AS02/")
    assert page.get_by_role("link", name="List").count() == 0
    expect(page.get_by_text("You can see the number but not the list of children.")).to_be_visible()


def test_a_wrong_file_is_told_in_words_and_nothing_is_kept(browser_of, tmp_path):
    watched = browser_of("ana", fresh=True)
    page = watched.open("/data/import/")
    (tmp_path / "notes.txt").write_text("not a return", encoding="utf-8")
    page.locator("input[type=file]").set_input_files(tmp_path / "notes.txt")
    page.get_by_role("button", name="Check the files").click()
    page.get_by_text("notes.txt").first.wait_for()
    page.get_by_role("button", name="Cancel this import").first.wait_for()
    assert page.get_by_role("button", name="Accept and import").count() == 0
    assert violations(page) + faults_of_a_phone(page) == []
    page.get_by_role("button", name="Cancel this import").first.click()
    page.get_by_text("Nothing was changed").wait_for()


# ---------------------------------------------------------------- an empty folder

EMPTY = ("/", "/scorecard/", "/indicators/AS02/", "/flow/", "/benchmark/", "/data/", "/data/import/")


@pytest.fixture(scope="module")
def analyst_of_nothing(empty_site):
    password = "a-long-enough-password-4"  # noqa: S105
    person = ("user", "add", "ana", "--name", "Ana Analyst", "--role", "analyst")
    stonechat(*person, "--folder", empty_site.folder, typed=f"{password}\n")
    return password


@pytest.mark.parametrize("path", EMPTY)
def test_a_page_of_an_empty_folder_says_what_to_do(stranger, empty_site, analyst_of_nothing, path):
    watched = stranger(empty_site)
    sign_in(watched, "ana", analyst_of_nothing)
    page = watched.open(path)
    assert re.search(r"no data yet|nothing|import|no published", page.inner_text("main"), re.IGNORECASE)
    picture(page, f"empty-{path.strip('/').replace('/', '-') or 'home'}-1280")
    assert violations(page) + faults_of_a_phone(page) == []
