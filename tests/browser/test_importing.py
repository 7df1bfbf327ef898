"""Importing by browser, as an analyst does it: with scripts, without them, by keyboard alone, on a phone."""

import re

import pytest
from playwright.sync_api import expect
from tests.browser.looks import faults_of_a_phone, faults_of_large_text, violations

WITHOUT_SCRIPTS = {"java_script_enabled": False}
CSV = "extracts/published/{}.csv"
PATIENCE = 120_000


def _changed(site, name, folder):
    """A release of published figures that is not held yet: as much as the held one says, and a blank line."""
    path = folder / f"{name}.csv"
    path.write_bytes((site.folder / CSV.format(name)).read_bytes() + b"\r\n")
    return path


def _bring(page, site, *files):
    page.goto(f"{site.address}/data/import/")
    page.locator("input[type=file]").set_input_files([str(file) for file in files])
    page.get_by_role("button", name="Check the files").click()


def _wait_for(page, heading):
    """The page comes to it by itself; without scripts by its Refresh, as the page says."""
    page.get_by_role("heading", level=1, name=heading).wait_for(timeout=PATIENCE)


@pytest.mark.parametrize(
    ("name", "options"),
    [("plan_reviews", {}), ("repeat_plans", WITHOUT_SCRIPTS)],
    ids=["scripts", "no scripts"],
)
def test_an_analyst_brings_a_file_looks_accepts_and_takes_it_back(browser_of, tmp_path, name, options):
    watched = browser_of("ana", fresh=True, **options)
    page, site = watched.page, watched.site
    _bring(page, site, _changed(site, name, tmp_path))
    _wait_for(page, re.compile("Safe to use"))
    if not options:
        assert violations(page) == [] and faults_of_a_phone(page) == [] and faults_of_large_text(page) == []
    page.get_by_role("button", name="Accept and import").click()
    _wait_for(page, "The files were imported")
    if not options:
        assert violations(page) == [] and faults_of_a_phone(page) == []

    page.goto(f"{site.address}/data/")
    page.get_by_role("link", name="Take back").last.click()
    if not options:
        assert violations(page) == []
    page.get_by_role("button", name="Take it back").click()
    _wait_for(page, "The import was taken back")


def test_a_wrong_file_is_told_and_forgotten_again(browser_of, tmp_path):
    watched = browser_of("ana", fresh=True)
    page, site = watched.page, watched.site
    wrong = tmp_path / "minutes.pdf"
    wrong.write_bytes(b"%PDF-1.7 minutes of a meeting")
    _bring(page, site, wrong)
    _wait_for(page, re.compile("Do not use: minutes.pdf"))
    assert violations(page) == [] and faults_of_a_phone(page) == []
    page.get_by_role("button", name="Forget these files").click()
    _wait_for(page, "This import was cancelled")
    assert violations(page) == []


def test_a_return_with_far_fewer_rows_is_asked_about(browser_of, tmp_path):
    watched = browser_of("ana", fresh=True)
    page, site = watched.page, watched.site
    census = (site.folder / "extracts" / "cin" / "cin_2026.xml").read_text(encoding="utf-8")
    head, *children = re.split(r"(?=<Child>)", census)
    head = re.sub(r"<DateTime>.*?</DateTime>", "<DateTime>2026-12-01T10:00:00</DateTime>", head)
    few = tmp_path / "cin.xml"
    few.write_text(head + "".join(children[:60]) + "</Children></Message>", encoding="utf-8")
    _bring(page, site, few)
    _wait_for(page, re.compile("1 question to answer"))
    assert violations(page) == [] and faults_of_a_phone(page) == [] and faults_of_large_text(page) == []
    page.get_by_label("So many rows are really gone").check()
    page.get_by_role("button", name="Check again with these answers").click()
    _wait_for(page, re.compile("Safe to use"))
    expect(page.get_by_text("have gone").first).to_be_visible()
    assert violations(page) == [] and faults_of_a_phone(page) == []
    page.get_by_role("button", name="Cancel this import").click()
    _wait_for(page, "This import was cancelled")
