"""`stonechat serve` and `stonechat user` as processes of their own: a busy port, stopping, adding people."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

import pytest

from stonechat.app.council import init_council
from stonechat.app.serving import PORTS_TRIED, free_port
from stonechat.basics.problems import Refused

PASSWORD = "quiet-harbour-41-lantern"  # noqa: S105


def command(*words):
    return [sys.executable, "-m", "stonechat", *map(str, words)]


def run(*words, typed=""):
    return subprocess.run(
        command(*words), input=typed, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture
def folder(tmp_path):
    init_council(tmp_path / "council", "999", "Somewhere")
    return tmp_path / "council"


@pytest.fixture
def busy():
    """A port that somebody else uses."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


@contextmanager
def serving(folder, port):
    """The server, and all that it said until it served."""
    with subprocess.Popen(
        command("serve", "--folder", folder, "--port", port),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        said = []
        for line in process.stdout:
            said.append(line)
            if line.startswith("Press Ctrl+C"):
                break
        try:
            yield process, "".join(said)
        finally:
            process.kill()


def children_of(pid):
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    return [int(word) for word in found.stdout.split()]


def workers_of(pid):
    """Those that run, and not those of which only the end is not told yet."""
    found = []
    for child in children_of(pid):
        asked = ["ps", "-o", "stat=,args=", "-p", str(child)]
        state, _, words = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.partition(
            " "
        )
        if not state.startswith("Z") and " worker " in words:
            found.append(child)
    return found


def answers(address):
    for _ in range(100):
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310  our own address
                return answer.status, answer.read().decode()
        except OSError:
            time.sleep(0.1)
    raise AssertionError("nobody answers")


@pytest.mark.skipif(os.name != "posix", reason="asks the system in a way that Windows does not know")
def test_a_busy_port_is_told_another_is_taken_and_ctrl_c_stops_all_of_it(folder, busy):
    with serving(folder, busy) as (process, said):
        assert f"Port {busy} is in use, so the pages are at another one." in said
        address = said.split("Stonechat is at ", 1)[1].split()[0]
        assert address != f"http://127.0.0.1:{busy}/"
        assert "Nobody can sign in yet. Open " in said
        status, page = answers(f"{address}set-up/")
        assert status == 200
        assert "Code that the server printed" in page
        beside = children_of(process.pid)
        assert len(beside) >= 2
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0
    for _ in range(100):
        if not any(os.path.exists(f"/proc/{pid}") for pid in beside):  # noqa: PTH110  not a file of ours
            return
        time.sleep(0.1)
    raise AssertionError("something of it still runs")


@pytest.mark.skipif(os.name != "posix", reason="asks the system in a way that Windows does not know")
def test_a_worker_that_ended_is_followed_by_another(folder, busy):
    with serving(folder, busy) as (process, _):
        (first,) = workers_of(process.pid)
        os.kill(first, signal.SIGKILL)
        for _ in range(300):
            later = [worker for worker in workers_of(process.pid) if worker != first]
            if later:
                break
            time.sleep(0.1)
        assert len(later) == 1
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0


def test_where_every_port_is_busy_the_next_step_is_said(busy, monkeypatch):
    monkeypatch.setattr("stonechat.app.serving.PORTS_TRIED", 1)
    assert PORTS_TRIED > 1
    with pytest.raises(Refused, match="--port"):
        free_port("127.0.0.1", busy)


def test_pages_for_others_need_https(folder):
    done = run("serve", "--folder", folder, "--host", "0.0.0.0")  # noqa: S104  the address that is refused
    assert done.returncode == 2
    assert "https" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_person_is_added_with_a_password_that_is_typed_and_listed(folder):
    added = run(
        "user",
        "add",
        "ada",
        "--name",
        "Ada",
        "--role",
        "administrator",
        "--folder",
        folder,
        typed=f"{PASSWORD}\n",
    )
    assert added.returncode == 0, added.stderr
    assert PASSWORD not in added.stdout + added.stderr
    listed = json.loads(run("user", "list", "--folder", folder, "--json").stdout)
    assert [(one["username"], one["roles"]) for one in listed["people"]] == [("ada", ["Administrator"])]
    assert "Administrator" in run("user", "list", "--folder", folder).stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--role", "king"), "There is no role king. The roles are administrator,"),
        (("--role", "manager"), "is for one team, and none is named"),
        (("--role", "director", "--service", "Nowhere"), "There is no service Nowhere."),
        (("--role", "manager", "--team", "T1", "--worker", "W1"), "Name one of them."),
    ],
)
def test_a_role_that_cannot_be_given_adds_nobody(folder, words, said):
    done = run("user", "add", "tess", "--name", "Tess", *words, "--folder", folder, typed=f"{PASSWORD}\n")
    assert done.returncode == 2
    assert said in done.stderr
    assert json.loads(run("user", "list", "--folder", folder, "--json").stdout)["people"] == []
