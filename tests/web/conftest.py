"""One small made-up authority with its pages, and the people of the style guide's world.

The authority is made once for all processes that run tests; each process has a copy of its own, because
Django knows one database a process. Whatever a test writes into the database is taken back after it.

    alice    manager of the largest team          charlie  manager of another team
    bob      social worker in alice's team        dana     director
    ana      analyst      ada  administrator      mina     elected member      pat  partner
    nora     signed in, with no role
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.made_up import made_up_authority

from stonechat.app.council import Council, open_council
from stonechat.app.site import prepare

SIGN_IN = "django.contrib.auth.backends.ModelBackend"
ROLES = ("ada", "alice", "ana", "bob", "charlie", "dana", "mina", "nora", "pat")


@pytest.fixture(scope="session")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The authority's folder as it was imported, shared by all processes. Nobody may write into it."""
    return made_up_authority(tmp_path_factory)


@pytest.fixture(scope="session")
def council(made_up: Path, tmp_path_factory: pytest.TempPathFactory) -> Council:
    """This process's own copy, served by Django, with everybody in it."""
    root = tmp_path_factory.mktemp("pages") / "council"
    shutil.copytree(made_up, root)
    council = open_council(root)
    prepare(council)
    from stonechat.app.demo_people import demo_people
    from stonechat.app.people import add_person

    demo_people(council)
    add_person("nora", "Nora Newcomer", "a-long-enough-password-1", by="a test")
    return council


@pytest.fixture
def records(council: Council) -> Iterator[None]:
    """The database, as it was again after the test."""
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def visitor(records: None) -> Any:
    """A browser of somebody who has not signed in; forms are checked as they are in earnest."""
    from django.test import Client

    return Client(enforce_csrf_checks=True, SERVER_NAME="127.0.0.1")


SignedIn = Callable[[str], Any]


@pytest.fixture
def signed_in(records: None) -> SignedIn:
    """`signed_in("dana")`: the browser of somebody who has signed in."""
    from django.test import Client

    from stonechat.app.people import person_named

    def browser(username: str) -> Client:
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(person_named(username), backend=SIGN_IN)
        return client

    return browser


@pytest.fixture
def viewer_named(records: None) -> Callable[[str], Any]:
    """`viewer_named("alice")`: whom the use cases see."""
    from stonechat.app.people import person_named, viewer_of

    return lambda username: viewer_of(person_named(username))
