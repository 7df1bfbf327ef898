"""A browser of one person whose every page is watched: what it asks for, and what it complains of.

A context of Playwright is a browser with its own cookies. `Watched` keeps what no page may do: ask for
anything elsewhere, break the content security policy, write an error to the console.
"""

from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, WebError
from tests.browser.serving import Site

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 800}


@dataclass
class Watched:
    """A context, and what its pages did that they should not."""

    context: BrowserContext
    site: Site
    faults: list[str] = field(default_factory=list)
    _page: Page | None = None

    def __post_init__(self) -> None:
        self.context.on("request", self._asked)
        self.context.on("console", self._told)
        self.context.on("weberror", self._broke)

    @property
    def page(self) -> Page:
        """The one tab."""
        if self._page is None:
            self._page = self.context.new_page()
        return self._page

    def open(self, path: str, status: int = 200) -> Page:
        """The page at a path of the site, which answers with this status."""
        answer = self.page.goto(self.site.address + path)
        assert answer is not None and answer.status == status, f"{path}: {answer and answer.status}"
        return self.page

    def check(self) -> None:
        """Fail for anything that a page did and should not have; then forget it."""
        faults, self.faults = self.faults, []
        assert faults == [], "\n".join(faults)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((f"{self.site.address}/", "data:", "blob:")):
            self.faults.append(f"asked for {request.url}")

    def _told(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not _is_the_answer(message):
            self.faults.append(f"{message.type}: {message.text}")

    def _broke(self, error: WebError) -> None:
        self.faults.append(f"broke: {error.error.message}")


def _is_the_answer(message: ConsoleMessage) -> bool:
    """Whether Chromium only repeats the status of the page itself, which `open` has checked."""
    where = message.location.get("url", "")
    return (
        message.text.startswith("Failed to load resource")
        and message.page is not None
        and where == message.page.url
    )
