"""Serving the pages: a server in this process, and beside it a worker that imports what people upload.

Only for this machine, unless the settings say that the pages stand behind a server that speaks https.
"""

import multiprocessing
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Event, Thread

from stonechat.app.council import Council
from stonechat.app.limits import give_way
from stonechat.app.reports import Served
from stonechat.app.site import FOLDER_VARIABLE, prepare
from stonechat.basics.problems import refusal, wrong_use

PAGES = "stonechat.web.wsgi:application"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
THREADS = 8
PORTS_TRIED = 20
LOOK_SECONDS = 0.5
REST_SECONDS = 5.0
"""Before a worker that ended is followed by another."""


def serve(council: Council, host: str, port: int, announce: Callable[[Served], None]) -> None:
    """Serve the pages until somebody stops it, with a worker beside. `announce` is told the address first.

    Refused for a host that others can reach while the settings do not say https, and where no port is free.
    """
    _check_host(council, host)
    free = free_port(host, port)
    prepare(council)
    from stonechat.app.set_up import set_up_code

    with _worker():
        announce(Served(f"http://{_in_address(host)}:{free}/", port, set_up_code(datetime.now(UTC))))
        _serve_pages(host, free)


def _check_host(council: Council, host: str) -> None:
    if host not in LOOPBACK and not council.settings.web.https:
        raise wrong_use(
            f"Pages served at {host} could be read by others on the network on their way.",
            "Put them behind a server that speaks https and say so in stonechat.toml ([web] https = true).",
            "https_needed",
        )


def free_port(host: str, port: int) -> int:
    """The port, or the next one that nobody uses. Refused if `PORTS_TRIED` in a row are busy."""
    for tried in range(port, min(port + PORTS_TRIED, 65_536)):
        if _is_free(host, tried):
            return tried
    raise refusal(
        f"Ports {port} to {port + PORTS_TRIED - 1} are all in use.",
        "Name another one: --port 9000.",
        "no_free_port",
    )


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        if os.name == "posix":  # a port that has just been left counts as free; Windows means otherwise
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError:
            return False
    return True


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _serve_pages(host: str, port: int) -> None:
    """Serve in a process that begins anew.

    A copy of this one would wait for ever, where this one has asked the engine something: the threads of
    the engine are not copied.
    """
    from granian import Granian
    from granian.constants import Interfaces

    multiprocessing.set_start_method("spawn", force=True)
    Granian(
        PAGES,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        websockets=False,
        log_enabled=False,
    ).serve()


@contextmanager
def _worker() -> Iterator[None]:
    """A worker for as long as the pages are served; another one where it ends before."""
    command = [sys.executable, "-m", "stonechat", "worker", "--folder", os.environ[FOLDER_VARIABLE]]
    over = Event()
    keeper = Thread(target=_keep_running, args=(command, over), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def _keep_running(command: list[str], over: Event) -> None:
    """Run the command again and again, until it is over; a file can be too much for one worker's memory."""
    while not over.is_set():
        with subprocess.Popen(command, stdin=subprocess.DEVNULL) as process:  # noqa: S603  our own command
            while process.poll() is None and not over.wait(LOOK_SECONDS):
                pass
            process.terminate()
        over.wait(REST_SECONDS)


def work(council: Council) -> None:
    """Do what people asked for and what takes long, one thing after another, until somebody stops it.

    It gives way to the process that answers pages.
    """
    give_way()
    prepare(council)
    from django.core.management import call_command

    from stonechat.app.imports import settle_stopped

    settle_stopped(council, datetime.now(UTC))
    call_command("db_worker", interval=1, startup_delay=False)
