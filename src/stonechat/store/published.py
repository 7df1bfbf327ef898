"""Published figures that are kept: what others say of areas, beside the returns and never among them.

One file received is one folder `published/<id>/` with `published.json`, one Parquet file of its rows, and
the file as received. It appears whole or not at all, and never changes but for being marked as undone; the
next writer then clears it away. Its id comes from its bytes and from what a person said of it, so the same
file twice is one. No snapshot names it and no fact is made from it (docs/adr/0011).

`number` counts the files kept in this folder one after the other: of two files of one table that end at
the same time, the one kept later is the revision.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from stonechat import __version__
from stonechat.basics.problems import Problem, Refused, Severity, Where, refusal
from stonechat.model.published import PUBLISHED
from stonechat.model.table import Values
from stonechat.sources.reading import Account, Release, TypedRow
from stonechat.store import calls, files, parquet
from stonechat.store.folder import Folder
from stonechat.store.received import named_by_content
from stonechat.store.returns import ROW, StoredFile

MANIFEST = "published.json"


@dataclass(frozen=True, slots=True)
class KeptRelease:
    """One file of published figures. `model` is the table of the model that its rows are of.

    `account` counts rows of the file, each of which can make several rows of the model.
    """

    id: str
    number: int
    release: Release
    model: str
    received: StoredFile
    rows: StoredFile
    account: Account
    problems: Mapping[str, int]
    version: str
    is_undone: bool = False


def release_id(release: Release, sha256: str) -> str:
    """The id of a file of published figures: 16 hex digits of a hash over its bytes and what was said of it.

    Our words for a table are not in it, so that the same file is one for a later version too.
    """
    made_at = release.made_at.isoformat() if release.made_at else ""
    said = (sha256, release.table, release.first, release.last, made_at)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


class ReleaseWriter:
    """Takes typed rows as they stream and keeps them. Use it with `with`, under the lock.

    Leaving without `finish` keeps nothing.
    """

    def __init__(self, folder: Folder, received: Path) -> None:
        self._folder = folder
        self._source = received
        self._part = files.part_of(folder.published / "incoming")
        self._exit = ExitStack()
        self._rows: parquet.RowTable | None = None
        self._model = ""

    def __enter__(self) -> Self:
        if not self._folder.published.is_dir():
            calls.make_folder(self._folder.published)  # a folder made by an earlier version has none
            calls.fsync_folder(self._folder.root)
        calls.make_folder(self._part)
        self._received = self._keep()
        self._connection = self._exit.enter_context(parquet.connection(self._part / "spill"))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._exit.close()
        if self._part.exists():
            files.remove_any(self._part)

    def _keep(self) -> StoredFile:
        arriving = self._part / "arriving"
        files.write_file(arriving, files.pieces_of(self._source))
        return named_by_content(arriving, self._part, self._source.suffix, "received")

    def add(self, row: TypedRow) -> None:
        """Keep one row; all rows of a file are of one table."""
        if self._rows is None:
            self._model = row.table
            columns = (*PUBLISHED[row.table].columns, ROW)
            self._rows = parquet.RowTable(self._connection, row.table, columns)
        self._rows.add((*row.values, row.row))

    def id_of(self, release: Release) -> str:
        """The id that the file will have."""
        return release_id(release, self._received.sha256)

    def finish(self, release: Release, account: Account, problems: Mapping[str, int]) -> KeptRelease:
        """Keep the file and say what it is. One that is kept already stays as it was, unless damaged."""
        made_id = self.id_of(release)
        if kept := self._kept_whole(made_id):
            if kept.is_undone:
                mark_undone(self._folder, made_id, undone=False)
            calls.fsync_folder(self._folder.published)
            return replace(kept, is_undone=False)
        made = KeptRelease(
            id=made_id,
            number=_next_number(self._folder),
            release=release,
            model=self._model,
            received=self._received,
            rows=self._saved(),
            account=account,
            problems=dict(problems),
            version=__version__,
        )
        files.write_file(self._part / MANIFEST, [files.to_json(_to_json(made))])
        if self._folder.release_folder(made_id).exists():
            files.remove_any(self._folder.release_folder(made_id))  # damaged, and here it is again
        files.finish_folder(self._part, self._folder.release_folder(made_id))
        return made

    def _kept_whole(self, release_id: str) -> KeptRelease | None:
        with suppress(Refused):
            kept = load(self._folder, release_id)
            return kept if is_whole(self._folder, kept) else None
        return None

    def _saved(self) -> StoredFile:
        if self._rows is None:
            raise ValueError("a file without rows is not kept")
        path = self._part / "arriving.parquet"
        self._rows.save(path)
        calls.fsync(path)
        self._exit.close()
        if (self._part / "spill").exists():
            files.remove_any(self._part / "spill")
        return named_by_content(path, self._part, ".parquet", self._model)


def _next_number(folder: Folder) -> int:
    return 1 + max((kept.number for kept in every(folder, undone=True)), default=0)


# ---------------------------------------------------------------- reading


def ids(folder: Folder) -> list[str]:
    """Ids of all files kept, undone ones included, in order."""
    found = folder.published.glob(f"*/{MANIFEST}")
    return sorted(path.parent.name for path in found if path.parent.suffix == "")


def load(folder: Folder, release_id: str) -> KeptRelease:
    """The file with this id. Refused if there is none, and if what is known of it is damaged."""
    path = folder.release_folder(release_id) / MANIFEST
    try:
        return _from_json(json.loads(path.read_bytes()))
    except FileNotFoundError:
        raise refusal(
            f"There are no published figures {release_id}.",
            "See what is kept with `stonechat doctor`.",
            "no_such_release",
            Where(file=str(folder.root)),
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise refusal(
            "What is known of these published figures is damaged.",
            "Import their file again, which puts it right.",
            "release_damaged",
            Where(file=str(path)),
        ) from None


def every(folder: Folder, *, undone: bool = False) -> list[KeptRelease]:
    """What is kept, the earliest first; what was undone only where asked for. Damaged ones are left out."""
    found = []
    for release_id in ids(folder):
        with suppress(Refused):
            kept = load(folder, release_id)
            if undone or not kept.is_undone:
                found.append(kept)
    return sorted(found, key=lambda kept: kept.number)


def latest(folder: Folder, table: str) -> KeptRelease | None:
    """The release of a published table that ends last; of several, the one published or else kept last."""
    return latest_among(every(folder), table)


def latest_among(held: Iterable[KeptRelease], table: str) -> KeptRelease | None:
    """The same among these."""
    return max((kept for kept in held if kept.release.table == table), key=_order, default=None)


def _order(kept: KeptRelease) -> tuple[str, str, int]:
    made_at = kept.release.made_at
    return kept.release.last, made_at.isoformat() if made_at else "", kept.number


def rows(folder: Folder, kept: KeptRelease) -> Iterator[Values]:
    """The rows of a file, each as the columns of its model. Refused if they are not what was written."""
    if not is_whole(folder, kept):
        raise Refused(_damaged(folder, kept))
    yield from parquet.each_row(
        folder.release_folder(kept.id) / kept.rows.path, PUBLISHED[kept.model].columns
    )


def is_whole(folder: Folder, kept: KeptRelease) -> bool:
    """Whether every file is on the disk with the bytes that were written."""
    root = folder.release_folder(kept.id)
    return all(
        (root / file.path).is_file() and files.sha256_of(root / file.path) == file.sha256
        for file in (kept.received, kept.rows)
    )


def faults(folder: Folder) -> Iterator[Problem]:
    """What is lost or damaged of the published figures kept."""
    for release_id in ids(folder):
        try:
            kept = load(folder, release_id)
        except Refused as refused:
            yield from refused.problems
        else:
            if not kept.is_undone and not is_whole(folder, kept):
                yield _damaged(folder, kept)


def _damaged(folder: Folder, kept: KeptRelease) -> Problem:
    return Problem(
        f"The published figures of {kept.release.title} ({kept.id}) are damaged.",
        "Import their file again, which puts it right.",
        Severity.ERROR,
        "release_damaged",
        Where(file=str(folder.release_folder(kept.id))),
    )


# ---------------------------------------------------------------- undoing


def mark_undone(folder: Folder, release_id: str, *, undone: bool = True) -> None:
    """Note whether a person took the file out. Refused as `load` says."""
    kept = load(folder, release_id)
    if kept.is_undone != undone:
        changed = files.to_json(_to_json(replace(kept, is_undone=undone)))
        files.write_whole(folder.release_folder(release_id) / MANIFEST, changed)


def remove_undone(folder: Folder) -> None:
    """Clear away what was undone. Under the lock."""
    for release_id in ids(folder):
        with suppress(Refused):  # what cannot be read was perhaps not undone
            if load(folder, release_id).is_undone:
                files.remove_any(folder.release_folder(release_id))


# ---------------------------------------------------------------- as JSON


def _release_json(release: Release) -> dict[str, Any]:
    made_at = release.made_at.isoformat() if release.made_at else None
    return {**asdict(release), "made_at": made_at}


def _to_json(kept: KeptRelease) -> dict[str, Any]:
    return {
        "id": kept.id,
        "number": kept.number,
        "release": _release_json(kept.release),
        "model": kept.model,
        "received": asdict(kept.received),
        "rows": asdict(kept.rows),
        "account": asdict(kept.account),
        "problems": dict(kept.problems),
        "undone": kept.is_undone,
        "stonechat": kept.version,
    }


def _from_json(stored: dict[str, Any]) -> KeptRelease:
    said = dict(stored["release"])
    said["made_at"] = datetime.fromisoformat(said["made_at"]) if said["made_at"] else None
    return KeptRelease(
        id=stored["id"],
        number=stored["number"],
        release=Release(**said),
        model=stored["model"],
        received=StoredFile(**stored["received"]),
        rows=StoredFile(**stored["rows"]),
        account=Account(**stored["account"]),
        problems=stored["problems"],
        version=stored["stonechat"],
        is_undone=stored["undone"],
    )
