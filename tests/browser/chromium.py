"""Debian's Chromium, driven by Playwright; and what it is told so that nothing leaves this machine."""

import os
import shutil
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "msedge")
VARIABLE = "STONECHAT_CHROMIUM"
QUIET = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",  # no name is looked up, whoever asks
)
ABSENT = (
    "There is no Chromium on this machine. On Debian: apt-get install chromium. "
    f"Elsewhere set {VARIABLE} to the program of a Chromium, Chrome or Edge."
)


def chromium_program() -> str:
    """The program: what the variable names, else the first on the path. Skips the test where there is none.

    Where everything must run (continuous integration), none fails the test instead.
    """
    named = os.environ.get(VARIABLE)
    found = named if named and Path(named).exists() else next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return found
    if os.environ.get("STONECHAT_REQUIRE_SHARED") == "1" or os.environ.get("CI"):
        pytest.fail(ABSENT)
    pytest.skip(ABSENT)
    return ""


def flags() -> list[str]:
    """What Chromium is started with. Its sandbox refuses to be started by root."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*QUIET, "--no-sandbox"] if is_root else [*QUIET]
