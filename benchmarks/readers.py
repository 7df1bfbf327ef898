"""People who read pages over HTTP: they sign in, open page after page and look what each one quotes."""

import random
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from threading import Event, Thread
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, ProxyHandler, Request, build_opener

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
        said = {**self.token("/sign-in/"), "username": username, "password": password}
        where = self.send("/sign-in/", urlencode(said).encode(), "application/x-www-form-urlencoded")
        assert "/sign-in/" not in where, f"{username} could not sign in"

    def token(self, path: str) -> dict[str, str]:
        """What a form on the page at this path sends to show that it is ours."""
        token = _TOKEN.search(self.text(path))
        assert token, f"{path} has no form"
        return {"csrfmiddlewaretoken": token[1]}

    def send(self, path: str, body: bytes, kind: str) -> str:
        """Send a form; the path of the page that answers."""
        headers = {"Content-Type": kind, "Referer": f"{self.site}{path}"}
        asked = Request(f"{self.site}{path}", body, headers)  # noqa: S310  our own site
        with self._browser.open(asked, timeout=TIMEOUT) as answer:
            return str(answer.url).removeprefix(self.site)

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


class Importer(Reader):
    """Somebody who imports by browser, while others read."""

    def take_back(self, return_id: str) -> None:
        """Take an import back, and wait until that is done."""
        self._wait_for("was taken back", self._press(f"/data/undo/{return_id}/"))

    def bring(self, file: Path) -> None:
        """Bring a file, accept what was found, and wait until it is imported."""
        boundary = "a-line-between-parts"
        token = self.token("/data/import/")["csrfmiddlewaretoken"]
        parts = (("csrfmiddlewaretoken", "", token.encode()), ("files", file.name, file.read_bytes()))
        body = b"".join(_part(boundary, *each) for each in parts) + f"--{boundary}--\r\n".encode()
        run = self.send("/data/import/", body, f"multipart/form-data; boundary={boundary}")
        self._wait_for("Accept and import", run)
        self._press(f"{run}accept/", at=run)
        self._wait_for("The files were imported", run)

    def wait_until_shown(self) -> None:
        """Wait until pages show the figures of what was imported last."""
        while "being made ready" in self.text("/"):
            time.sleep(1)

    def _press(self, path: str, at: str = "") -> str:
        """Press the button of a form that stands at a page."""
        said = urlencode(self.token(at or path)).encode()
        return self.send(path, said, "application/x-www-form-urlencoded")

    def _wait_for(self, words: str, path: str) -> None:
        until = time.monotonic() + TIMEOUT
        while words not in self.text(path):
            assert time.monotonic() < until, f"{path} never said “{words}”"
            time.sleep(1)


def _part(boundary: str, name: str, file: str, body: bytes) -> bytes:
    """One part of a form that carries files."""
    called = f'; filename="{file}"' if file else ""
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{called}\r\n\r\n'
    return head.encode() + body + b"\r\n"


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
