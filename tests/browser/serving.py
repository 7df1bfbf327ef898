"""`stonechat demo` and `stonechat serve` as somebody starts them: a process of their own, worker included."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread, Timer
from time import monotonic, sleep

from stonechat.app.demo import DemoSize

PATIENCE = 240
"""Seconds until a server that has not said its address counts as failed."""


@dataclass(frozen=True, slots=True)
class Site:
    """Pages that are being served: their address without the slash at its end, and what the screen said."""

    address: str
    said: str
    folder: Path

    @property
    def password(self) -> str:
        """The one password of the people of the demo."""
        return re.search(r"^Password: (\S+)$", self.said, re.MULTILINE)[1]

    @property
    def set_up_code(self) -> str:
        """What the first administrator gives."""
        return re.search(r"for a day: (\S+)$", self.said, re.MULTILINE)[1]


@contextmanager
def demo_served(folder: Path, size: DemoSize) -> Iterator[Site]:
    """The demo that the folder holds, served with its people."""
    sizes = ("--children", size.children, "--years", size.years, "--seed", size.seed)
    with _served(folder, "demo", "-o", folder, *sizes) as site:
        yield site


@contextmanager
def authority_served(folder: Path) -> Iterator[Site]:
    """The authority's folder, served as it is."""
    with _served(folder, "serve", "--folder", folder) as site:
        yield site


def stonechat(*arguments: object, typed: str = "") -> None:
    """Run a command to its end. `typed` is what somebody types."""
    command = [sys.executable, "-m", "stonechat", *map(str, arguments)]
    subprocess.run(command, input=typed, text=True, check=True, capture_output=True, timeout=PATIENCE)


@contextmanager
def _served(folder: Path, *arguments: object) -> Iterator[Site]:
    command = [sys.executable, "-m", "stonechat", *map(str, arguments), "--port", str(_free_port())]
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    with process:
        try:
            yield _site(process, folder)
        finally:
            process.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def _wait_for(address: str) -> None:
    """The address is said a moment before somebody listens there."""
    host, port = address.removeprefix("http://").split(":")
    until = monotonic() + PATIENCE
    while True:
        with suppress(OSError), socket.create_connection((host, int(port)), timeout=1):
            return
        assert monotonic() < until, f"nobody listens at {address}"
        sleep(0.05)


def _site(process: subprocess.Popen, folder: Path) -> Site:
    """What the process says until it serves. What it says afterwards is read too, so that it never waits."""
    too_late = Timer(PATIENCE, process.kill)
    too_late.start()
    said = []
    for line in process.stdout:
        said.append(line)
        if line.startswith("Press Ctrl+C"):
            break
    too_late.cancel()
    address = re.search(r"^Stonechat is at (\S+)/$", "".join(said), re.MULTILINE)
    assert address, f"the server stopped before it served:\n{''.join(said)[-2000:]}"
    Thread(target=process.stdout.read, daemon=True).start()
    _wait_for(address[1])
    return Site(address[1], "".join(said), folder)
