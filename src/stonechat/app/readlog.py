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
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from stonechat.basics.problems import Refused, Where, refusal, wrong_use
from stonechat.store import calls, chain
from stonechat.store.chain import Head, Verdict
from stonechat.store.forgotten import names_child

SHORTEST_REASON = 5

SHOWN = "shown"
REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Read:
    """One look at a list of children: what was asked for, why, by whom, and in which role.

    What is not of one figure (an export, a search) has none of `indicator` to `category`. `scope` says in
    words whose children the role reaches.
    `outcome` is `SHOWN` or `REFUSED`. `sought` is the mark of the child that somebody searched for, found or
    not.
    """

    who: str
    what: str
    reason: str
    indicator: str = ""
    period: str = ""
    measure: str = ""
    part: str = ""
    breakdown: str | None = None
    category: str | None = None
    snapshot: str = ""
    role: str = ""
    scope: str = ""
    team: str | None = None
    outcome: str = SHOWN
    sought: str | None = None


@dataclass(frozen=True, slots=True)
class ReadLog:
    """The log of one folder. `key` makes the hashes; `anchor_file` is None when none is set."""

    path: Path
    key: bytes
    anchor_file: Path | None = None

    def record(self, read: Read, person_ids: Iterable[str], at: datetime) -> Head:
        """Add one read and return the new head, once it is on disk. `at` is aware of its time zone.

        Refused if the reason is shorter than `SHORTEST_REASON` letters or names a child of the list, if the
        log or its anchor file cannot be written, and if an anchor file that is set notes nothing of the log.
        """
        if len(read.reason.strip()) < SHORTEST_REASON:
            raise wrong_use(
                "Looking at children needs a reason.",
                'Say why in a few words, for example --reason "late assessments, with the team manager".',
                "reason_needed",
            )
        shown = set(person_ids)
        _check_names_nobody(read.reason, shown)
        return self._add(read, sorted(map(self.mark, shown)), at)

    def record_refused(self, read: Read, at: datetime) -> Head:
        """Add that somebody asked for children whom they may not see, and saw none. It needs no reason.

        Refused if the log or its anchor file cannot be written.
        """
        return self._add(replace(read, outcome=REFUSED), [], at)

    def _add(self, read: Read, children: list[str], at: datetime) -> Head:
        self._check_anchor()
        stamp = at.astimezone(UTC).isoformat(timespec="seconds")
        entry = {**asdict(read), "at": stamp, "count": len(children), "children": children}
        try:
            head = chain.append(self.path, entry)
        except OSError as error:
            raise _unrecorded("The read log", self.path, error) from None
        self._note_anchor(head)
        return head

    def mark(self, person_id: str) -> str:
        """The keyed hash that stands for a child in this log."""
        return hmac.new(self.key, person_id.encode(), hashlib.sha256).hexdigest()[:20]

    def _check_anchor(self) -> None:
        """Refused if the anchor file cannot be written, or lacks what it should have noted."""
        if self.anchor_file is None:
            return
        try:
            self._note("")
        except OSError as error:
            raise _unrecorded("The anchor file", self.anchor_file, error) from None
        if self._lacks_anchors():
            raise refusal(
                "The read log has entries, and its anchor file notes none of them: a log cut short could "
                "pass for whole. So nothing is recorded, and nothing shown.",
                "If the anchor file was lost, put it back. If it was set only now, write the head that "
                "`stonechat audit --verify` prints into it, on a line of its own.",
                "anchor_missing",
                Where(file=str(self.anchor_file)),
            )

    def _note_anchor(self, head: Head) -> None:
        if self.anchor_file is not None:
            try:
                self._note(f"{head}\n")
            except OSError as error:
                raise _unrecorded("The anchor file", self.anchor_file, error) from None

    def _note(self, line: str) -> None:
        if self.anchor_file is not None:
            calls.append(self.anchor_file, line.encode())

    def noted_anchors(self) -> tuple[Head, ...]:
        """Every head in the anchor file, oldest first; none if there is no such file.

        Refused if the file holds anything else.
        """
        if self.anchor_file is None or not self.anchor_file.is_file():
            return ()
        try:
            return tuple(map(chain.parse_head, self.anchor_file.read_text(encoding="ascii").split()))
        except (Refused, ValueError):
            raise refusal(
                "The anchor file holds something else than heads of a read log.",
                "Give the read log an anchor file of its own ([audit] in stonechat.toml).",
                "anchor_file",
                Where(file=str(self.anchor_file)),
            ) from None

    def verify(self, anchor: Head | None = None) -> Verdict:
        """Whether the log is whole: its chain, the anchor given, and every head in the anchor file.

        Because every head ever noted must still be found, a log that was cut never becomes whole again by
        growing. An anchor file that is set and notes nothing is a fault, once there are entries.
        """
        try:
            noted = self.noted_anchors()
        except Refused as refused:
            verdict = chain.verify(self.path, [anchor] if anchor else [])
            return Verdict(verdict.head, (*verdict.faults, *map(str, refused.problems)))
        verdict = chain.verify(self.path, [*noted, *([anchor] if anchor else [])])
        if self.anchor_file is None or noted or not verdict.head.number:
            return verdict
        fault = (
            f"The anchor file {self.anchor_file} is missing or empty: a log cut short could pass for whole. "
            "Put it back; or, if it was set only now, write the head below into it."
        )
        return Verdict(verdict.head, (*verdict.faults, fault))

    def _lacks_anchors(self) -> bool:
        """Whether the log has entries and the anchor file, which is set, none."""
        return self.path.is_file() and self.path.stat().st_size > 0 and not self.noted_anchors()

    def reads(self, person_id: str | None = None) -> Iterator[dict[str, Any]]:
        """Every read, oldest first, or only those that showed this child."""
        mark = None if person_id is None else self.mark(person_id)
        for entry in chain.entries(self.path):
            if mark is None or mark in entry.get("children", ()):
                yield entry


def _check_names_nobody(reason: str, person_ids: Iterable[str]) -> None:
    if any(names_child(reason, person_id) for person_id in person_ids):
        raise wrong_use(
            "The reason holds the identifier of a child in this list, and it is kept.",
            "Give a reason that names nobody, for example the number of the request.",
            "reason_names_child",
        )


def _unrecorded(what: str, file: Path, error: OSError) -> Refused:
    """What cannot be recorded is not shown."""
    reason = os.strerror(error.errno) if error.errno else type(error).__name__
    return refusal(
        f"{what} cannot be written ({reason}). What cannot be recorded is not shown.",
        "Make room on the disk, or see that the folder is there and that you may write in it.",
        "read_not_recorded",
        Where(file=str(file)),
    )


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
