"""The made-up authority served in earnest, and one Chromium for each process that runs tests.

    browser_of("dana")              Dana's browser, signed in; the same for every test of a process
    browser_of("dana", fresh=True)  signed in for this test only: for tests that sign out or sign in
    stranger()                      somebody who has not signed in; takes what a Playwright context takes

What a test imports or types stays in this process's own copy of the folder.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from tests.browser.chromium import chromium_program, flags
from tests.browser.serving import Site, authority_served, demo_served, stonechat
from tests.browser.watched import WIDE, Watched
from tests.made_up import made_up_authority

from stonechat.app.demo import ABOUT, MADE_AS, DemoSize

NEWCOMER = "nora"
PASSWORD_OF_NEWCOMER = "a-long-enough-password-1"  # noqa: S105
PATIENCE = 30_000
"""Milliseconds until a page that has not come counts as failed: busy machines are slow."""


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Path:
    """The folder of the demo that is copied and served: what STONECHAT_DEMO names, else a small one."""
    named = os.environ.get("STONECHAT_DEMO")
    return Path(named) if named else made_up_authority(tmp_path_factory)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, authority: Path) -> Iterator[Site]:
    """The demo, served to its people and to Nora, who has no role."""
    folder = tmp_path_factory.mktemp("served") / "council"
    shutil.copytree(authority, folder)
    _add_newcomer(folder)
    with demo_served(folder, size_of(folder)) as served:
        yield served


def size_of(folder: Path) -> DemoSize:
    """Of what size the demo in a folder is, so that it is served as it is and not made anew."""
    return DemoSize(**json.loads((folder / ABOUT / MADE_AS).read_bytes()))


def _add_newcomer(folder: Any) -> None:
    twice = f"{PASSWORD_OF_NEWCOMER}\n"
    stonechat("user", "add", NEWCOMER, "--name", "Nora Newcomer", "--folder", folder, typed=twice)


@pytest.fixture(scope="session")
def empty_site(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Site]:
    """An authority that has imported nothing, and has nobody yet."""
    folder = tmp_path_factory.mktemp("empty") / "council"
    stonechat("init", folder, "--name", "Newly Made Council")
    with authority_served(folder) as served:
        yield served


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium, in which every person has cookies of their own."""
    program = chromium_program()
    # Playwright leaves a loop running in this thread, at which Django takes fright in the tests of pages
    # that the same process runs; nothing here is in fact asynchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=flags(), headless=True)
        yield browser
        browser.close()


Opens = Callable[..., Watched]


@pytest.fixture(scope="session")
def _kept() -> dict[str, Watched]:
    """The browsers of those who signed in once and stay so."""
    return {}


@pytest.fixture
def stranger(chromium: Browser, site: Site) -> Iterator[Opens]:
    """`stranger()`: a browser with no cookies. Every fault of its pages fails the test."""
    opened: list[Watched] = []

    def open_one(at: Site = site, **options: Any) -> Watched:
        opened.append(_watched(chromium, at, **options))
        return opened[-1]

    yield open_one
    for one in opened:
        one.context.close()
    for one in opened:
        one.check()


@pytest.fixture
def browser_of(stranger: Opens, chromium: Browser, site: Site, _kept: dict[str, Watched]) -> Iterator[Opens]:
    """`browser_of("dana")`: the browser of somebody who signed in through the form."""
    used: set[str] = set()

    def open_one(username: str, fresh: bool = False, **options: Any) -> Watched:
        if fresh or options:
            return sign_in(stranger(**options), username)
        if username not in _kept:
            _kept[username] = sign_in(_watched(chromium, site), username)
        used.add(username)
        _kept[username].page.set_viewport_size(WIDE)
        return _kept[username]

    yield open_one
    for username in used:
        _kept[username].check()


def _watched(chromium: Browser, site: Site, **options: Any) -> Watched:
    context = chromium.new_context(
        **{"viewport": WIDE, "locale": "en-GB", "accept_downloads": True, **options}
    )
    context.set_default_timeout(PATIENCE)
    return Watched(context, site)


def sign_in(watched: Watched, username: str, password: str | None = None) -> Watched:
    """Fill the form in, as anybody does."""
    page = watched.open("/sign-in/")
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password", exact=True).fill(password or password_of(watched.site, username))
    page.get_by_role("button", name="Sign in").click()
    expect(page, f"{username} could not sign in").to_have_url(f"{watched.site.address}/")
    return watched


def password_of(site: Site, username: str) -> str:
    """What somebody types to sign in."""
    return PASSWORD_OF_NEWCOMER if username == NEWCOMER else site.password
