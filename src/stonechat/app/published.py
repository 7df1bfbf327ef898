"""What others published, kept beside the returns: import, list, take out.

It covers no window of the authority and changes no fact, so no snapshot is made of it (docs/adr/0011).
Called by `intake.py` and `doctor.py`; what it is used for is `benchmark.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from stonechat.app.council import Council
from stonechat.app.progress import Progress, Step
from stonechat.app.reports import HeldRelease
from stonechat.basics.problems import Problem, Severity, Where
from stonechat.sources.reading import Reading
from stonechat.sources.registry import Recognition
from stonechat.store import files, lock, published
from stonechat.store.folder import Folder
from stonechat.store.published import KeptRelease, ReleaseWriter

ROWS_BETWEEN_WORDS = 20_000


@dataclass(frozen=True, slots=True)
class KeptAs:
    """The id under which a file is kept, and whether it was kept before."""

    id: str
    was_held: bool


def keep(council: Council, found: Recognition, reading: Reading, progress: Progress) -> KeptAs | None:
    """Keep a file of published figures; None, with a problem, if no row of it could be loaded."""
    (path,) = found.files.paths
    with ReleaseWriter(council.folder, path) as writer:
        for number, row in enumerate(reading.rows):
            if number % ROWS_BETWEEN_WORDS == 0:
                progress(Step(f"Reading {reading.file}", rows=number))
            writer.add(row)
        (account,) = reading.accounts.values()
        if reading.release is None or not has_rows(reading):
            return None
        problems = {f"{severity} {rule}": n for (severity, rule), n in reading.findings.counts.items()}
        was_held = is_kept(council.folder, writer.id_of(reading.release))
        return KeptAs(writer.finish(reading.release, account, problems).id, was_held)


def has_rows(reading: Reading) -> bool:
    """Whether any row of the file, which was read to its end, could be loaded; if not, that is told."""
    if any(account.loaded for account in reading.accounts.values()):
        return True
    reading.findings.add(_nothing_loaded(reading.file))
    return False


def held_as(folder: Folder, reading: Reading, path: Path) -> str | None:
    """The id under which this file of published figures is kept already; None if it is not."""
    if reading.release is None:
        return None
    found = published.release_id(reading.release, files.sha256_of(path))
    return found if is_kept(folder, found) else None


def _nothing_loaded(file: str) -> Problem:
    what = "No row of the file could be loaded, so nothing of it is kept."
    return Problem(what, "Mend what is said of its rows.", Severity.ERROR, "nothing_loaded", Where(file=file))


def is_kept(folder: Folder, release_id: str) -> bool:
    """Whether published figures of this id are kept and nobody took them out."""
    return any(kept.id == release_id for kept in published.every(folder))


def take_out(council: Council, release_id: str) -> KeptRelease:
    """Take published figures out: at once for every reader, and from the disk at the next import."""
    with lock.writing(council.folder):
        published.mark_undone(council.folder, release_id)
        return published.load(council.folder, release_id)


def held_releases(folder: Folder) -> Iterator[HeldRelease]:
    """The files kept, the earliest first."""
    held = published.every(folder)
    for kept in held:
        release, newest = kept.release, published.latest_among(held, kept.release.table)
        yield HeldRelease(
            id=kept.id,
            table=release.table,
            title=release.title,
            publication=release.publication,
            first=release.first,
            last=release.last,
            made_at=release.made_at.isoformat() if release.made_at else None,
            rows=kept.account.loaded,
            is_latest=newest is not None and newest.id == kept.id,
        )
