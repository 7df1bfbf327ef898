"""Pictures that the documentation shows: taken by the tests.

`make pictures` keeps them in docs/screenshots, of the whole demo; a plain run of the tests takes them too, of
its small authority, and puts them where nobody keeps them.
"""

import os
from pathlib import Path

from playwright.sync_api import Page
from tests.browser.looks import PICTURES

DOCS = Path(__file__).parents[2] / "docs"
SHOWN = DOCS / "screenshots"
MOST_BYTES = 150_000
IN_VIEW = {"width": 1100, "height": 760}


def keep_for_docs(page: Page, name: str) -> None:
    """What is in view, under this name."""
    folder = SHOWN if os.environ.get("STONECHAT_KEEP_PICTURES") == "1" else PICTURES / "docs"
    folder.mkdir(parents=True, exist_ok=True)
    page.wait_for_load_state()
    page.evaluate("document.activeElement?.blur()")
    page.screenshot(path=folder / f"{name}.png", animations="disabled")
