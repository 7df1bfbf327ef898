"""Tutorials run as they are read: the words of `docs/tutorials/*.md` are the steps.

Whatever stands in bold in a tutorial is done or looked for, so no step can be written that does not work:

    Sign in as **dana**                         at the sign-in page, with the password of the demo
    Choose **Scorecard**                        a link, a button, a radio, a box, or a part that folds open
    Set **Team** to **All teams**               a select
    Type **anything** in **Words**              a box; what is in bold is typed as it stands
    Bring **some_file.xml**                     a file of the demo's `extracts`, into the box for files
    You see **some words**                      they are on the page, and in view
    Wait until you see **some words**           the same, after work that takes long
    ![what it shows](../screenshots/name.png)   a picture is taken

Everything else is for people. Bold that is in none of these sentences fails the test.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect
from tests.browser.conftest import password_of
from tests.browser.watched import Watched

TUTORIALS = Path(__file__).parents[2] / "docs" / "tutorials"
SOON = 15
"""Seconds in which a page comes."""
LONG = 180_000
"""Milliseconds that the work of an import may take on a busy machine."""

_BOLD = r"\*\*(.+?)\*\*"
_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One form of sentence, and what is done where it stands."""

    form: str
    act: Callable[..., None]


@dataclass
class Reader:
    """Somebody who follows a tutorial in a browser. `keep` takes the page and the name of a picture."""

    watched: Watched
    keep: Callable[[Page, str], None]
    extracts: Path
    form: Locator | None = None
    """The form in which something was set last: its button is meant before another of the same name."""

    @property
    def page(self) -> Page:
        """The tab."""
        return self.watched.page

    def sign_in_as(self, who: str) -> None:
        """At the sign-in page, wherever that is by now."""
        self.watched.context.clear_cookies()
        page = self.watched.open("/sign-in/")
        page.get_by_label("User name").fill(who)
        page.get_by_label("Password", exact=True).fill(password_of(self.watched.site, who))
        page.get_by_role("button", name="Sign in").click()

    def choose(self, name: str) -> None:
        """Click what is called so, when the page that it is on has come."""
        form, self.form = self.form, None
        until = time.monotonic() + SOON
        while not (found := (form and _called(form, name)) or _called(self.page.locator("body"), name)):
            assert time.monotonic() < until, f"nothing on the page is called {name!r}"
            self.page.wait_for_timeout(100)
        found.click()

    def set(self, label: str, option: str) -> None:
        """Choose an option of a select."""
        self._box(label).select_option(label=option)

    def type(self, words: str, label: str) -> None:
        """Type into a box."""
        self._box(label).fill(words)

    def _box(self, label: str) -> Locator:
        exact = self.page.get_by_label(label, exact=True).locator("visible=true")
        box = (exact if exact.count() else self.page.get_by_label(label)).first
        self.form = self.page.locator("form").filter(has=box).first
        return box

    def bring(self, name: str) -> None:
        """Put a file of the demo into the box for files."""
        file = self.extracts / name
        self.page.locator("input[type=file]").set_input_files(file)

    def see(self, words: str) -> None:
        """The words are on the page."""
        self._look_for(words, timeout=30_000)

    def wait_for(self, words: str) -> None:
        """The words come to be on the page."""
        self._look_for(words, timeout=LONG)

    def _look_for(self, words: str, timeout: int) -> None:
        found = self.page.get_by_text(words).locator("visible=true").first
        expect(found).to_be_visible(timeout=timeout)
        found.evaluate("(one) => { one.scrollIntoView(); window.scrollBy(0, -150); }")

    def take(self, name: str) -> None:
        """A picture of what is in view."""
        self.keep(self.page, name)


ROLES = ("link", "button", "radio", "checkbox")


def _called(within: Locator, name: str) -> Locator | None:
    """The first thing to click that is called exactly so, else the first whose name begins so."""
    for ends in (r"\s*$", ""):
        named = re.compile(rf"^\s*{re.escape(name)}{ends}")
        found = within.locator("summary").filter(has_text=named)
        for role in ROLES:
            found = found.or_(within.get_by_role(role, name=named))
        visible = found.locator("visible=true")
        if visible.count():
            return visible.first
    return None


SENTENCES = (
    Sentence(rf"[Ss]ign in as {_BOLD}", Reader.sign_in_as),
    Sentence(rf"[Cc]hoose {_BOLD}", Reader.choose),
    Sentence(rf"[Ss]et {_BOLD} to {_BOLD}", Reader.set),
    Sentence(rf"[Tt]ype {_BOLD} in {_BOLD}", Reader.type),
    Sentence(rf"[Bb]ring {_BOLD}", Reader.bring),
    Sentence(rf"[Ww]ait until you see {_BOLD}", Reader.wait_for),
    Sentence(rf"[Yy]ou see {_BOLD}", Reader.see),
    Sentence(r"!\[[^\]]+\]\(\.\./screenshots/([a-z0-9-]+)\.png\)", Reader.take),
)


@dataclass(frozen=True, slots=True)
class Step:
    """What is done at one place of a tutorial; `words` are those that say so."""

    words: str
    act: Callable[..., None]
    given: tuple[str, ...]


def steps_of(text: str) -> list[Step]:
    """Every step, in order. Fails for bold of which nothing is made."""
    plain = re.sub(r"\s+", " ", _FENCED.sub("", text))
    forms = re.compile("|".join(f"(?P<form{place}>{one.form})" for place, one in enumerate(SENTENCES)))
    found = [_step(match) for match in forms.finditer(plain)]
    left = re.findall(_BOLD, forms.sub("", plain))
    assert left == [], f"nobody does what is in bold here: {left}"
    return found


def _step(match: re.Match[str]) -> Step:
    place = next(place for place in range(len(SENTENCES)) if match[f"form{place}"])
    words = match[0]
    return Step(words, SENTENCES[place].act, re.fullmatch(SENTENCES[place].form, words).groups())


def follow(text: str, reader: Reader) -> None:
    """Do every step. What goes wrong is told with the step's own words."""
    for step in steps_of(text):
        try:
            step.act(reader, *step.given)
        except AssertionError as error:
            raise AssertionError(f"“{step.words}” does not work at {reader.page.url}: {error}") from error
