"""A real worker imports what was brought, and killed in the middle it leaves everything as it was."""

import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest
from tests.small_authority import censuses

from stonechat.app.council import init_council
from stonechat.store import pointer
from stonechat.store.folder import Folder

SECONDS = 240
PERSON = """
    from datetime import UTC, datetime
    from pathlib import Path
    from stonechat.app.council import open_council
    from stonechat.app.site import prepare
    council = open_council(Path({root!r}))
    prepare(council)
    from stonechat.app import importing, imports
    from stonechat.app.people import add_with_role, find_person, person_named, viewer_of
    from stonechat.app.uploads import Receiving
    if find_person("ana") is None:
        add_with_role("ana", "Ana", "a-long-enough-password-1", role="analyst", by="a test", reaching={{}})
    ana, now = viewer_of(person_named("ana")), datetime.now(UTC)
"""
BRING = """
    came = Receiving(council)
    came.begin("our census.xml")
    came.write(Path({file!r}).read_bytes())
    came.end()
    print(importing.begin(council, ana, came, now))
"""
ACCEPT = "importing.accept(council, ana, {run!r}, now)"
SEE = """
    seen = imports.see(council, ana, {run!r}, now)
    print(seen.state, seen.stopped, sep="|")
"""


def _do(council, what, **said):
    """What a page's process would do, in a process of its own."""
    script = textwrap.dedent(PERSON) + textwrap.dedent(what)
    done = subprocess.run(
        [sys.executable, "-c", script.format(root=str(council.folder.root), **said)],
        check=False,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def council(tmp_path):
    return init_council(tmp_path / "council", "998")


@pytest.fixture
def worker(council):
    """Starts a worker; whatever runs at the end is killed."""
    running = []

    def start():
        command = [sys.executable, "-m", "stonechat", "worker", "--folder", str(council.folder.root)]
        running.append(subprocess.Popen(command, stdin=subprocess.DEVNULL))
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.wait()


def _until(council, run, *states):
    for _ in range(SECONDS):
        state, _, stopped = _do(council, SEE, run=run).partition("|")
        if state in states:
            return state, stopped
        time.sleep(1)
    raise AssertionError(f"still {state}")


def _served(folder: Folder):
    return pointer.history(folder)


def _kept(folder: Folder):
    return sorted(path.name for path in folder.returns.iterdir() if path.suffix != ".part")


def test_a_worker_checks_and_imports_and_one_killed_in_the_middle_changes_nothing(council, worker):
    first, second = censuses()
    run = _do(council, BRING, file=str(first))
    at_work = worker()
    assert _until(council, run, "checked", "failed") == ("checked", "")
    assert _served(council.folder) == ()
    _do(council, ACCEPT, run=run)
    assert _until(council, run, "done", "failed") == ("done", "")
    before = _served(council.folder), _kept(council.folder)
    assert len(before[0]) == len(before[1]) == 1
    assert not any(council.folder.incoming.iterdir())

    run = _do(council, BRING, file=str(second))
    assert _until(council, run, "checked", "failed") == ("checked", "")
    _do(council, ACCEPT, run=run)
    _kill_in_the_middle(council, at_work)
    assert _served(council.folder) == before[0]

    _, stopped = _until(council, run, "failed")  # once it has said nothing for a while
    assert "Nothing was changed." in stopped
    worker()
    again = _do(council, BRING, file=str(second))
    assert _until(council, again, "checked", "failed") == ("checked", "")
    _do(council, ACCEPT, run=again)
    assert _until(council, again, "done", "failed") == ("done", "")
    assert len(_served(council.folder)) == 2 and len(_kept(council.folder)) == 2


def _kill_in_the_middle(council, at_work):
    """Kill the worker, and whatever it began, while it makes the new snapshot."""
    deadline = time.monotonic() + SECONDS
    while not council.folder.build.exists():
        assert time.monotonic() < deadline, "it never began"
        time.sleep(0.02)
    os.kill(at_work.pid, signal.SIGKILL)
    at_work.wait()
