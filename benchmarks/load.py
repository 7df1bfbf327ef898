"""Twenty people read scorecard, indicator and children's pages while files are imported into the folder.

The pages are served as `stonechat demo` serves them, and each reader has a session of their own. What takes
how long is seen from the reader's side: it holds the wait for a free thread too. Against each page stands a
style sheet from the same server, which nobody works anything out for. Before anything is measured each reader
has opened each page once, as people have who read every day; a new snapshot is as cold as it is. Imports are
by browser, from the files that are brought to the figures that pages show, one after another.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import quantiles
from threading import Event, Thread

from measure import STONECHAT, Results, times, workplace
from readers import Importer, Opened, Page, Reader, ReadingTogether

READERS, SECONDS, PAUSE = 20, 60, 2.0
CHILDREN, YEARS = 6_000, 3
BUDGET = "p95 150 ms, no error, no mixed page"
STATIC = "static"
PAGES = (
    Page("scorecard", "/scorecard/"),
    Page("scorecard", "/scorecard/?card=core_board"),
    Page("indicator", "/indicators/FD17/"),
    Page("indicator", "/indicators/AS02/"),
    Page("indicator", "/indicators/CL01/"),
    Page(STATIC, "/static/stonechat.css"),
)
CHILDREN_PAGE = "/indicators/CN01/children/?period=FY2025-26&by=team&category={team}&team={team}"


def run() -> Results:
    """Reading alone, then reading while somebody imports a census by browser and its figures come."""
    results = Results(f"{READERS} readers, {CHILDREN:,} children, {YEARS} years")
    with workplace() as place:
        folder = place / "council"
        with served(folder) as (site, password):
            everybody = readers(site, password)
            with ReadingTogether(everybody) as reading:
                Event().wait(SECONDS)
            tell(results, "nothing else", reading.opened)
            ana = Importer(site, (), READERS)
            ana.sign_in("ana", password)
            census, held = last_census(folder)
            everybody = readers(site, password)
            with ReadingTogether(everybody) as reading:
                import_again_and_again(ana, census, held)
            tell(results, "while an import runs", reading.opened)
    return results


def readers(site: str, password: str) -> list[Reader]:
    """Directors, managers and members; managers open lists of their own team too, which need no reason."""
    found = []
    for number in range(READERS):
        username = ("dana", "alice", "mina", "charlie")[number % 4]
        reader = Reader(site, PAGES, number, PAUSE)
        reader.sign_in(username, password)
        team = team_of(reader) if username in ("alice", "charlie") else None
        if team:
            reader.pages = (*PAGES, Page("children", CHILDREN_PAGE.format(team=team)))
        for page in reader.pages:
            reader.open(page)
        found.append(reader)
    return found


def team_of(reader: Reader) -> str | None:
    """The team that a manager is the manager of, as the page of what they may see says it."""
    said = reader.text("/what-i-may-see/")
    found = re.search(r"\b(T\d+)\b", said)
    return found[1] if found else None


def tell(results: Results, beside: str, opened: Sequence[Opened]) -> None:
    """How long each kind of page took."""
    usual = p50([page for page in opened if page.kind == STATIC])
    for kind in sorted({page.kind for page in opened}):
        some = [page for page in opened if page.kind == kind]
        said = f"p50 {1000 * p50(some):.0f} ms, p95 {1000 * p95(some):.0f} ms of {len(some)}"
        budget = BUDGET if kind != STATIC else ""
        results.add(f"{kind}, {beside}", "a style sheet", f"{times(p50(some) / usual)}; {said}", budget)
    failed, mixed = sum(page.failed for page in opened), sum(page.is_mixed for page in opened)
    seen = len({one for page in opened for one in page.snapshots})
    words = f"{failed} errors, {mixed} of several snapshots, {seen} snapshots seen"
    results.add(f"all {len(opened)} pages, {beside}", "", words, BUDGET)


def last_census(folder: Path) -> tuple[Path, str]:
    """The file of the last census, and the id of the return made of it."""
    doctor = [STONECHAT, "doctor", "--json", "--folder", folder]
    run = subprocess.run(doctor, capture_output=True, text=True, check=False)
    censuses = [one for one in json.loads(run.stdout)["returns"] if one["format"] == "cin_census"]
    last = max(censuses, key=lambda one: one["year"])
    return max((folder / "extracts" / "cin").iterdir()), last["id"]


def import_again_and_again(ana: Importer, census: Path, held: str) -> None:
    """Take the census back and bring it again, each time until pages show the new figures."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        ana.take_back(held)
        ana.wait_until_shown()
        ana.bring(census)
        ana.wait_until_shown()


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, str]]:
    """The demo, served with its people: its address and their password."""
    size = ("--children", str(CHILDREN), "--years", str(YEARS), "--port", str(free_port()))
    command = [STONECHAT, "demo", "-o", folder, *size]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            said = "".join(iter_until(process, "Press Ctrl+C"))
            Thread(target=process.stdout.read, daemon=True).start()
            address = re.search(r"^Stonechat is at (\S+)/$", said, re.MULTILINE)[1]
            wait_for(address)
            yield address, re.search(r"^Password: (\S+)$", said, re.MULTILINE)[1]
        finally:
            process.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)


def iter_until(process: subprocess.Popen[str], last: str) -> Iterator[str]:
    """What the process says, up to the line that begins so."""
    for line in process.stdout:
        yield line
        if line.startswith(last):
            return


def wait_for(address: str) -> None:
    """The address is said a moment before somebody listens there."""
    host, port = address.removeprefix("http://").split(":")
    for _ in range(600):
        with suppress(OSError), socket.create_connection((host, int(port)), timeout=1):
            return
        time.sleep(0.1)
    sys.exit(f"nobody listens at {address}")


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def p50(pages: Sequence[Opened]) -> float:
    """Half of them took no longer, in seconds."""
    return quantiles([page.seconds for page in pages], n=100)[49]


def p95(pages: Sequence[Opened]) -> float:
    """All but one in twenty took no longer."""
    return quantiles([page.seconds for page in pages], n=100)[94]
