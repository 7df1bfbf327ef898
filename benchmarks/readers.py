"""People who read pages over HTTP: they sign in, open page after page and look what each one quotes."""

import random
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from threading import Event, Thread
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, ProxyHandler, build_opener

SNAPSHOT = re.compile(r"[Ss]napshot(?:\W|<[^>]*>){1,40}?([0-9a-f]{16})\b")
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
TIMEOUT = 300


@dataclass(frozen=True, slots=True)
class Opened:
    """One page that was opened: what kind, how it was answered, in how many seconds, and the snapshots that
    it quotes."""

    kind: str
    status: int
    seconds: float
    size: int
    snapshots: frozenset[str]

    @property
    def failed(self) -> bool:
        """Whether it was not the page that was asked for."""
        return self.status != 200

    @property
    def is_mixed(self) -> bool:
        """Whether its parts quote several snapshots."""
        return len(self.snapshots) > 1


@dataclass(frozen=True, slots=True)
class Page:
    """An address, and what kind of page it is."""

    kind: str
    path: str


@dataclass
class Reader:
    """One person with a session of their own. `pause`: about so many seconds between two pages."""

    site: str
    pages: Sequence[Page]
    seed: int
    pause: float = 0.0
    opened: list[Opened] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._browser: OpenerDirector = build_opener(ProxyHandler({}), HTTPCookieProcessor(CookieJar()))
        self._chance = random.Random(self.seed)  # noqa: S311  an order, no secret

    def sign_in(self, username: str, password: str) -> None:
        """Begin a session as the form on the page does. AssertionError if it is refused."""
        form = self._browser.open(f"{self.site}/sign-in/", timeout=TIMEOUT).read().decode()
        token = _TOKEN.search(form)
        assert token, "the page for signing in has no form"
        said = {"csrfmiddlewaretoken": token[1], "username": username, "password": password}
        answer = self._browser.open(f"{self.site}/sign-in/", urlencode(said).encode(), timeout=TIMEOUT)
        assert "/sign-in/" not in answer.url, f"{username} could not sign in"

    def read_until(self, stop: Event) -> None:
        """Open one page after another, in an order of one's own."""
        stop.wait(self._chance.uniform(0, self.pause))
        while not stop.is_set():
            self.opened.append(self.open(self._chance.choice(self.pages)))
            stop.wait(self._chance.uniform(0.5, 1.5) * self.pause)

    def text(self, path: str) -> str:
        """The text of a page that is not counted."""
        with self._browser.open(f"{self.site}{path}", timeout=TIMEOUT) as answer:
            return str(answer.read().decode())

    def open(self, page: Page) -> Opened:
        """Open one page."""
        began = time.perf_counter()
        try:
            with self._browser.open(f"{self.site}{page.path}", timeout=TIMEOUT) as answer:
                status, body = answer.status, answer.read()
        except HTTPError as error:
            status, body = error.code, b""
        except OSError:
            status, body = 0, b""
        seconds = time.perf_counter() - began
        found = frozenset(SNAPSHOT.findall(body.decode(errors="replace")))
        return Opened(page.kind, status, seconds, len(body), found)


class ReadingTogether:
    """Readers, each in a thread of its own, for as long as the block lasts."""

    def __init__(self, readers: Sequence[Reader]) -> None:
        self._readers, self._stop = readers, Event()
        self._threads = [Thread(target=one.read_until, args=(self._stop,)) for one in readers]

    def __enter__(self) -> "ReadingTogether":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    @property
    def opened(self) -> list[Opened]:
        """Every page that any of them has opened so far."""
        return [page for reader in self._readers for page in reader.opened]
