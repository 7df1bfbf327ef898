"""Who looked at which children, when and why: the one read log of an authority's folder.

Every list of children, from the command line now and from pages later, is recorded here before it is
shown; if it cannot be recorded it is not shown. The log holds no identifier: children stand in it as
keyed hashes, so that "who saw this child" can be answered by someone who knows the identifier, and a
stolen log names nobody. The chain is `store/chain.py`'s.
"""

import hashlib
import hmac
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from stonechat.basics.problems import refusal
from stonechat.store import chain
from stonechat.store.chain import Head, Verdict

SHORTEST_REASON = 5


@dataclass(frozen=True, slots=True)
class Read:
    """One look at a list of children: what was asked for, why, and by whom."""

    who: str
    what: str
    reason: str
    indicator: str
    period: str
    measure: str
    breakdown: str | None
    category: str | None
    snapshot: str


@dataclass(frozen=True, slots=True)
class ReadLog:
    """The log of one folder. `key` makes the hashes; `anchor_file` is None when none is set."""

    path: Path
    key: bytes
    anchor_file: Path | None = None

    def record(self, read: Read, person_ids: Iterable[str], at: datetime) -> Head:
        """Add one read and return the new head, once it is on disk. `at` is aware of its time zone.

        Refused if the reason is shorter than `SHORTEST_REASON` letters, or the log cannot be written.
        """
        if len(read.reason.strip()) < SHORTEST_REASON:
            raise refusal(
                "Looking at children needs a reason.",
                'Say why in a few words, for example --reason "late assessments, with the team manager".',
                "reason_needed",
            )
        children = sorted({self.mark(person_id) for person_id in person_ids})
        stamp = at.astimezone(UTC).isoformat(timespec="seconds")
        head = chain.append(
            self.path, {**asdict(read), "at": stamp, "count": len(children), "children": children}
        )
        self._note_anchor(head)
        return head

    def mark(self, person_id: str) -> str:
        """The keyed hash that stands for a child in this log."""
        return hmac.new(self.key, person_id.encode(), hashlib.sha256).hexdigest()[:20]

    def _note_anchor(self, head: Head) -> None:
        if self.anchor_file is not None:
            with self.anchor_file.open("a", encoding="ascii") as file:
                file.write(f"{head}\n")

    def noted_anchor(self) -> Head | None:
        """The last head in the anchor file; None if there is no such file."""
        if self.anchor_file is None or not self.anchor_file.exists():
            return None
        lines = self.anchor_file.read_text(encoding="ascii").split()
        return chain.parse_head(lines[-1]) if lines else None

    def verify(self, anchor: Head | None = None) -> Verdict:
        """Whether the log is whole, against the anchor given or else the one in the anchor file.

        An anchor file that is set and not there is a fault, once there are entries that it should note.
        """
        verdict = chain.verify(self.path, anchor or self.noted_anchor())
        if anchor is None and verdict.head.number and self._lacks_anchor_file():
            fault = f"The anchor file {self.anchor_file} is missing: a log cut short could pass for whole."
            return Verdict(verdict.head, (*verdict.faults, fault))
        return verdict

    def _lacks_anchor_file(self) -> bool:
        return self.anchor_file is not None and not self.anchor_file.exists()

    def reads(self, person_id: str | None = None) -> Iterator[dict[str, Any]]:
        """Every read, oldest first, or only those that showed this child."""
        mark = None if person_id is None else self.mark(person_id)
        for entry in chain.entries(self.path):
            if mark is None or mark in entry.get("children", ()):
                yield entry


def signed_in_user() -> str:
    """The account that the command runs under, as the system knows it and not as the environment says."""
    try:
        import pwd
    except ImportError:  # Windows
        return _windows_user()
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"account {os.getuid()}"


def _windows_user() -> str:
    import ctypes

    size = ctypes.c_ulong(256)
    name = ctypes.create_unicode_buffer(size.value)
    found = ctypes.windll.advapi32.GetUserNameW(name, ctypes.byref(size))  # type: ignore[attr-defined]
    return name.value if found else "unknown user"
