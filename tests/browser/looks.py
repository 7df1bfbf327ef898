"""What a person would see go wrong on the page that is open, in sentences; none where all is well."""

import os
from pathlib import Path

from playwright.sync_api import Page
from tests.browser.watched import NARROW, WIDE

HERE = Path(__file__).parent
LOOKING = (HERE / "looking.js").read_text(encoding="utf-8")
AXE = (HERE / "axe" / "axe.min.js").read_text(encoding="utf-8")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PICTURES = Path(os.environ.get("STONECHAT_PICTURES") or HERE.parents[1] / "build" / "screenshots")
"""Where pictures of pages go that the documentation does not show."""


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2, levels A and AA."""
    page.evaluate(AXE)
    return page.evaluate(f"(tags) => {LOOKING}.violations(tags)", WCAG)


def faults_of_a_phone(page: Page) -> list[str]:
    """At 320 px: scrolling sideways, text over text, text cut off."""
    page.set_viewport_size(NARROW)
    return [f"320 px: {one}" for one in _faults(page)]


def faults_of_large_text(page: Page) -> list[str]:
    """With text twice as large: the same."""
    page.set_viewport_size(WIDE)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    found = [f"200% text: {one}" for one in _faults(page)]
    page.evaluate("document.documentElement.style.fontSize = ''")
    return found


def _faults(page: Page) -> list[str]:
    return page.evaluate(
        f"() => {{ const at = {LOOKING}; return [...at.sideways(), ...at.cut(), ...at.overlaps()]; }}"
    )


def focus_watched(page: Page) -> int:
    """From now on, watch what gets focus. Gives how many things Tab should come to."""
    return page.evaluate(f"() => {LOOKING}.watchFocus()")


def out_of_reach(page: Page) -> list[str]:
    """What Tab should have come to since, and has not."""
    return page.evaluate(f"() => {LOOKING}.unreached()")


def without_a_mark(page: Page) -> list[str]:
    """What has had focus since without showing it, or out of sight."""
    return page.evaluate(f"() => {LOOKING}.unseen()")


def folded(page: Page) -> list[str]:
    """What details elements hide."""
    return page.evaluate(f"() => {LOOKING}.folded()")


def picture(page: Page, title: str) -> Path:
    """Keep a picture of the whole page among those that nobody keeps for good."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = PICTURES / f"{title}.png"
    page.screenshot(path=path, full_page=True)
    return path
