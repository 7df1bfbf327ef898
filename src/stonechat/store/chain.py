"""An append-only log in which every entry holds the hash of the one before it.

Editing, deleting or reordering an entry breaks the chain and `verify` says where. Cutting entries off
the end leaves a chain that is whole but shorter: only an anchor (a number and a hash noted somewhere
outside the folder) shows that, so `verify` takes one. It knows nothing of what the entries mean:
`app/readlog.py` does.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from stonechat.basics.problems import refusal, wrong_use
from stonechat.store import calls

FIRST = "0" * 64
"""What the first entry gives as the hash of the entry before it."""

WAIT_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a log: its number, counted from 1, and its hash. An empty log: 0 and FIRST."""

    number: int = 0
    hash: str = FIRST

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` found: the head, and what is wrong in words (empty: the log is whole)."""

    head: Head
    faults: tuple[str, ...]


def entry_hash(entry: Mapping[str, Any]) -> str:
    """The hash of an entry: over everything in it but the hash itself, in a fixed form."""
    body = {name: value for name, value in entry.items() if name != "hash"}
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def append(log: Path, entry: Mapping[str, Any]) -> Head:
    """Add one entry and return the new head, once it is safely on disk.

    One writer at a time: others wait, and are refused in words after `WAIT_SECONDS`. Refused as well
    when the log's last line is broken, because nothing can be chained to it. OSError if it cannot be
    written; the log is then as it was.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(f"{log}.lock", timeout=WAIT_SECONDS):
            return _append_alone(log, entry)
    except Timeout:
        raise refusal(
            "The read log is in use by another command.", "Try again in a minute.", "read_log_busy"
        ) from None


def _append_alone(log: Path, entry: Mapping[str, Any]) -> Head:
    before = _head_from_end(log)
    chained = {**entry, "n": before.number + 1, "previous": before.hash}
    chained["hash"] = entry_hash(chained)
    calls.append(log, json.dumps(chained, sort_keys=True, ensure_ascii=True).encode() + b"\n")
    return Head(chained["n"], chained["hash"])


def _head_from_end(log: Path) -> Head:
    """The head according to the last line alone; Refused when that line is broken."""
    line = _last_line(log)
    if not line:
        return Head()
    try:
        entry = json.loads(line)
        return Head(int(entry["n"]), str(entry["hash"]))
    except (ValueError, KeyError, TypeError):
        raise refusal(
            "The last line of the read log is broken, so nothing more can be recorded in it.",
            "Run `stonechat audit --verify`, keep a copy for whoever looks into it, and move the log away.",
            "read_log_broken",
        ) from None


def _last_line(log: Path) -> bytes:
    """The last line of the file, with whatever stands after the last newline; empty if no file."""
    if not log.exists():
        return b""
    with log.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        block = 4096
        while True:
            start = max(0, size - block)
            file.seek(start)
            tail = file.read()
            if start == 0 or tail.rstrip(b"\n").count(b"\n"):
                break
            block *= 2
    if tail and not tail.endswith(b"\n"):
        return b"{"  # a torn line: not readable as an entry
    return tail.rstrip(b"\n").rsplit(b"\n", 1)[-1]


def entries(log: Path) -> Iterator[dict[str, Any]]:
    """Every readable entry, oldest first; lines that are no entry are passed over (`verify` names them)."""
    for _, entry in _lines(log):
        if entry is not None:
            yield entry


def _lines(log: Path) -> Iterator[tuple[int, dict[str, Any] | None]]:
    if not log.exists():
        return
    with log.open("rb") as file:
        for number, line in enumerate(file, start=1):
            yield number, _entry(line)


def _entry(line: bytes) -> dict[str, Any] | None:
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    is_entry = (
        isinstance(entry, dict)
        and isinstance(entry.get("n"), int)
        and isinstance(entry.get("hash"), str)
        and isinstance(entry.get("previous"), str)
    )
    return entry if is_entry and line.endswith(b"\n") else None


def verify(log: Path, anchors: Iterable[Head] = ()) -> Verdict:
    """Recompute the whole chain, and look in it for every anchor: a head that was noted elsewhere."""
    faults: list[str] = []
    head = Head()
    missing = {anchor for anchor in anchors if anchor.number}
    for number, entry in _lines(log):
        faults += _faults_of(number, entry, head)
        if entry is not None:
            head = Head(int(entry["n"]), str(entry["hash"]))
        missing.discard(head)
    if missing:
        faults.append(_cut_or_rewritten(sorted(anchor.number for anchor in missing)))
    return Verdict(head, tuple(faults))


def _cut_or_rewritten(numbers: list[int]) -> str:
    count = len(set(numbers))
    more = f", and {count - 1:,} more," if count > 1 else ""
    return (
        f"The anchor says that entry {numbers[0]:,}{more} was once the last; the log no longer holds it "
        "as it was: entries were cut off or rewritten."
    )


def _faults_of(number: int, entry: dict[str, Any] | None, before: Head) -> list[str]:
    if entry is None:
        return [f"Line {number} is not a whole entry."]
    faults = []
    if entry["previous"] != before.hash or entry["n"] != before.number + 1:
        faults.append(
            f"Line {number} does not follow from the line before it: an entry was removed, added or moved."
        )
    if entry_hash(entry) != entry["hash"]:
        faults.append(f"Line {number} was changed after it was written.")
    return faults


def parse_head(text: str) -> Head:
    """A head from the form in which `str(head)` prints it, `12:ab34…`. Refused for anything else."""
    number, _, digest = text.strip().partition(":")
    if number.isdigit() and len(digest) == len(FIRST):
        return Head(int(number), digest)
    raise wrong_use(
        "That is not an anchor.",
        "An anchor looks like 12:4f0c… (64 characters), as `audit` prints it.",
        "anchor_form",
    )
