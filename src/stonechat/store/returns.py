"""Returns: what an authority sent and we accepted, kept as received and as typed rows.

A return is a folder `returns/<id>/` with `return.json`, one Parquet file for each table (the model's
columns and `row`, the line in the file received), and the files received. It appears whole or not at all.
Its id comes from what it is, so the same file imported twice is the same return.

`return.json` names the return's files. Taking a child out writes new files and then replaces
`return.json`; a file that it does not name counts as gone. Merging returns is `pipeline/facts.py`.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from stonechat import __version__
from stonechat.basics.problems import Refused, Severity, Where, refusal
from stonechat.model.table import Column, ColumnType, Table
from stonechat.model.tables import TABLES
from stonechat.sources.reading import Account, Heading, TypedRow
from stonechat.store import calls, files, parquet
from stonechat.store.folder import Folder
from stonechat.store.forgotten import Forgotten

ROW = Column("row", ColumnType.INTEGER, "Line of the row in the file received.", required=True)


class Received(Protocol):
    """What a format knows of children in its files as received: see `sources.formats.Format`."""

    def children(self, path: Path) -> Iterable[str]:
        """Every identifier of a child in the file, also of rows that were rejected."""

    def without_child(self, path_in: Path, path_out: Path, person_id: str) -> int:
        """Copy the file without what it says of one child: how many records went."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file of a return: its path under the return's folder, the SHA-256 of its bytes, its bytes."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Return:
    """What is known of a return. The window is inclusive at both ends; `made_at` is None if unsaid.

    `accounts` are the books as read, by table; `problems` how many were found, as "severity rule".
    `left_out` counts, by table, rows of forgotten children: loaded according to the books, but not kept, so
    that the rows kept of a table are those loaded less those left out. `is_undone`: a person
    took it out, so it goes once no kept snapshot was made of it; any other return stays.
    """

    id: str
    format: str
    authority: str
    year: int
    window_first: date
    window_last: date
    made_at: datetime | None
    received: tuple[StoredFile, ...]
    tables: Mapping[str, StoredFile]
    accounts: Mapping[str, Account]
    problems: Mapping[str, int]
    left_out: Mapping[str, int]
    version: str
    is_undone: bool = False


def person_columns(columns: Iterable[str]) -> list[str]:
    """Those of the columns that name a person.

    A table without any hangs on a child only through its parents; no format read so far fills one, and a
    format that does must give it such a column first, or `forget` would pass it by.
    """
    return [column for column in columns if column == "person_id" or column.endswith("_person_id")]


def return_id(heading: Heading, received: Sequence[str]) -> str:
    """The id: 16 hex digits of a hash over format, authority, year, made_at and what was received."""
    made_at = heading.made_at.isoformat() if heading.made_at else ""
    said = [heading.format, heading.authority, str(heading.year), made_at, *sorted(received)]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


def made_order(made_at: datetime | None) -> datetime:
    """A time to compare: UTC without a zone (one without a zone is taken as it stands); None is earliest."""
    if made_at is None:
        return datetime.min  # noqa: DTZ901  compared only with others without a zone
    return made_at.astimezone(UTC).replace(tzinfo=None) if made_at.tzinfo else made_at


# ---------------------------------------------------------------- reading


def ids(folder: Folder) -> list[str]:
    """Ids of all returns kept, published or not, in order."""
    return sorted(
        path.parent.name for path in folder.returns.glob("*/return.json") if path.parent.suffix == ""
    )


def not_undone(folder: Folder) -> tuple[str, ...]:
    """Ids of the returns kept that nobody undid, in order. Refused if one of them cannot be read."""
    return tuple(one for one in ids(folder) if not load(folder, one).is_undone)


def load(folder: Folder, return_id: str) -> Return:
    """The return with this id. Refused if there is none, and if its `return.json` is damaged."""
    path = folder.return_folder(return_id) / "return.json"
    try:
        return _from_json(json.loads(path.read_bytes()))
    except FileNotFoundError:
        raise refusal(
            f"There is no return {return_id}.",
            "See the returns with `stonechat doctor`.",
            "no_such_return",
            Where(file=str(folder.root)),
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise refusal(
            "What is known of this return is damaged.",
            "Import its file again, which puts it right (where no import is possible, move this return's "
            "folder away first); or restore the folder from its backup.",
            "return_damaged",
            Where(file=str(path)),
        ) from None


def table_path(folder: Folder, kept: Return, table: str) -> Path:
    """Where the return's typed rows of one table stand. KeyError if it has none."""
    return folder.return_folder(kept.id) / kept.tables[table].path


def is_whole(folder: Folder, kept: Return) -> bool:
    """Whether every file of the return is on the disk with the bytes that were written."""
    root = folder.return_folder(kept.id)
    return all(
        (root / file.path).is_file() and files.sha256_of(root / file.path) == file.sha256
        for file in (*kept.received, *kept.tables.values())
    )


def mark_undone(folder: Folder, return_id: str, *, undone: bool = True) -> None:
    """Note in the return whether a person took it out. Refused as `load` says."""
    kept = load(folder, return_id)
    if kept.is_undone != undone:
        changed = files.to_json(_to_json(replace(kept, is_undone=undone)))
        files.write_whole(folder.return_folder(return_id) / "return.json", changed)


# ---------------------------------------------------------------- writing


class ReturnWriter:
    """Takes typed rows as they stream and keeps them as a return. Use it with `with`, under the lock.

    `received` are the files read, kept as bytes. Rows of forgotten children are not kept, and `finish`
    takes them out of the files received too. Leaving without `finish` keeps nothing.
    """

    def __init__(
        self,
        folder: Folder,
        received: Sequence[Path],
        forgotten: Forgotten,
        *,
        tables: Mapping[str, Table] = TABLES,
    ) -> None:
        self._folder = folder
        self._sources = received
        self._forgotten = forgotten
        self._tables = tables
        self._part = files.part_of(folder.returns / "incoming")
        self._open: dict[str, parquet.RowTable] = {}
        self._left_out: Counter[str] = Counter()
        self._exit = ExitStack()

    def __enter__(self) -> Self:
        calls.make_folder(self._part)
        calls.make_folder(self._part / "received")
        self._received = [self._keep(source) for source in self._sources]
        self._connection = self._exit.enter_context(parquet.connection(self._part / "spill"))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._exit.close()
        if self._part.exists():
            files.remove_any(self._part)

    @property
    def left_out(self) -> dict[str, int]:
        """Rows of forgotten children met so far, by table."""
        return dict(self._left_out)

    def id_of(self, heading: Heading) -> str:
        """The id that the return will have."""
        return return_id(heading, [file.sha256 for file in self._received])

    def add(self, row: TypedRow) -> None:
        """Keep one row, unless it is about a forgotten child."""
        if self._forgotten.children and self._names_forgotten(row):
            self._left_out[row.table] += 1
            return
        if row.table not in self._open:
            columns = (*self._tables[row.table].columns, ROW)
            self._open[row.table] = parquet.RowTable(self._connection, row.table, columns)
        self._open[row.table].add((*row.values, row.row))

    def finish(
        self,
        heading: Heading,
        accounts: Mapping[str, Account],
        problems: Mapping[tuple[Severity, str], int],
        received: Received,
    ) -> Return:
        """Keep the return and say what it is. One that is kept already stays as it was, unless damaged.

        `received` takes forgotten children out of the files, also those whose rows were all rejected.
        """
        made = self._described(heading, accounts, problems)
        if kept := self._kept_whole(made.id):
            calls.fsync_folder(self._folder.returns)  # its maker may have been stopped just before
            return kept
        made = replace(made, received=self._cleaned(received), tables=self._saved())
        self._exit.close()
        if (self._part / "spill").exists():
            files.remove_any(self._part / "spill")
        files.write_file(self._part / "return.json", [files.to_json(_to_json(made))])
        if self._folder.return_folder(made.id).exists():
            files.remove_any(self._folder.return_folder(made.id))  # damaged, and here it is again
        files.finish_folder(self._part, self._folder.return_folder(made.id))
        return made

    def _kept_whole(self, return_id: str) -> Return | None:
        """The same return as it is kept; None if it is not kept, or damaged."""
        with suppress(Refused):
            kept = load(self._folder, return_id)
            return kept if is_whole(self._folder, kept) else None
        return None

    def _names_forgotten(self, row: TypedRow) -> bool:
        table = self._tables[row.table]
        people = {row.values[table.positions[column]] for column in person_columns(table.names)}
        return any(isinstance(who, str) and self._forgotten.is_forgotten(who) for who in people)

    def _keep(self, source: Path) -> StoredFile:
        """Copy a file received among the return's, named by its content: its own name can name a child."""
        arriving = self._part / "received" / "arriving"
        files.write_file(arriving, files.pieces_of(source))
        return _named_by_content(arriving, self._part, source.suffix)

    def _described(
        self,
        heading: Heading,
        accounts: Mapping[str, Account],
        problems: Mapping[tuple[Severity, str], int],
    ) -> Return:
        return Return(
            id=self.id_of(heading),
            format=heading.format,
            authority=heading.authority,
            year=heading.year,
            window_first=heading.window_first,
            window_last=heading.window_last,
            made_at=heading.made_at,
            received=tuple(self._received),
            tables={},
            accounts=dict(accounts),
            problems={f"{severity} {rule}": n for (severity, rule), n in problems.items()},
            left_out=self.left_out,
            version=__version__,
        )

    def _cleaned(self, received: Received) -> tuple[StoredFile, ...]:
        """The files received, without the forgotten children that they name."""
        cleaned = tuple(self._received)
        if not self._forgotten.children:
            return cleaned
        named = {who for file in cleaned for who in received.children(self._part / file.path)}
        for person_id in sorted(filter(self._forgotten.is_forgotten, named)):
            cleaned, _ = _received_without(self._part, cleaned, person_id, received)
        _remove_others(self._part / "received", {Path(file.path).name for file in cleaned})
        return cleaned

    def _saved(self) -> dict[str, StoredFile]:
        stored = {}
        for table, rows in self._open.items():
            path = self._part / "arriving.parquet"
            rows.save(path)
            calls.fsync(path)
            stored[table] = _named_by_content(path, self._part, ".parquet", table)
        return stored


def _named_by_content(path: Path, root: Path, suffix: str, prefix: str = "") -> StoredFile:
    """Rename a file that is on the disk to (prefix and) 16 digits of its SHA-256, in its own folder."""
    sha = files.sha256_of(path)
    ending = suffix.lower() if suffix[1:].isalnum() and len(suffix) <= 8 else ""
    target = path.with_name(f"{prefix}{'.' if prefix else ''}{sha[:16]}{ending}")
    calls.replace(path, target)
    return StoredFile(target.relative_to(root).as_posix(), sha, target.stat().st_size)


# ---------------------------------------------------------------- taking a child out


def take_child_out(folder: Folder, kept: Return, person_id: str, received: Received) -> Return:
    """The return without one child, in its rows and in the files received; its id stays.

    Safe to interrupt and to run again: until `return.json` is replaced the old files count, then the
    new ones. Refused, with nothing replaced, if the files received do not show the child whom rows name.
    """
    root = folder.return_folder(kept.id)
    cleaned, records = _received_without(root, kept.received, person_id, received)
    tables = _tables_without(root, kept.tables, person_id)
    gone = _rows_gone(root, kept.tables, tables)
    if (gone and not records) or _is_named(root, cleaned, person_id, received):
        raise _not_taken_out(folder, kept)
    left_out = Counter(kept.left_out) + Counter(gone)
    made = replace(kept, received=cleaned, tables=tables, left_out=dict(left_out))
    files.write_whole(root / "return.json", files.to_json(_to_json(made)))
    remove_unlisted(folder, kept.id)
    return made


def _not_taken_out(folder: Folder, kept: Return) -> Refused:
    return refusal(
        f"The child could not be taken out of the files received of return {kept.id}: they do not show the "
        "child as its rows do.",
        f"Undo the return (stonechat undo {kept.id}) and run this again.",
        "child_not_taken_out",
        Where(file=str(folder.return_folder(kept.id))),
    )


def received_names(folder: Folder, kept: Return, person_id: str, received: Received) -> bool:
    """Whether a file received names the child, be it only in rows that were rejected."""
    return _is_named(folder.return_folder(kept.id), kept.received, person_id, received)


def _is_named(root: Path, stored: Iterable[StoredFile], person_id: str, received: Received) -> bool:
    return any(person_id in received.children(root / file.path) for file in stored)


def _rows_gone(
    root: Path, before: Mapping[str, StoredFile], after: Mapping[str, StoredFile]
) -> dict[str, int]:
    """How many rows of each table that changed are in the first files and not in the second."""
    changed = [table for table, file in before.items() if after[table] != file]
    paths = [root / stored[table].path for stored in (before, after) for table in changed]
    rows = parquet.counts(paths, files.part_of(root / "spill"))
    return {
        table: old - new
        for table, old, new in zip(changed, rows[: len(changed)], rows[len(changed) :], strict=True)
    }


def _received_without(
    root: Path, stored: Sequence[StoredFile], person_id: str, received: Received
) -> tuple[tuple[StoredFile, ...], int]:
    """The files written anew without the child, and how many records went."""
    cleaned, records = [], 0
    for file in stored:
        part = files.part_of(root / "received" / "cleaned")
        calls.create(part).close()
        records += received.without_child(root / file.path, part, person_id)
        calls.fsync(part)
        cleaned.append(_named_by_content(part, root, Path(file.path).suffix))
    calls.fsync_folder(root / "received")
    return tuple(cleaned), records


def _tables_without(root: Path, tables: Mapping[str, StoredFile], person_id: str) -> dict[str, StoredFile]:
    cleaned = dict(tables)
    for table, file in tables.items():
        if not holds_child(root / file.path, TABLES[table], person_id):
            continue
        part = files.part_of(root / table)
        with parquet.connection(files.part_of(root / "spill")) as opened:
            parquet.save(opened, _rows_without(root / file.path, TABLES[table], person_id), part)
        calls.fsync(part)
        cleaned[table] = _named_by_content(part, root, ".parquet", table)
    calls.fsync_folder(root)
    return cleaned


def holds_child(path: Path, table: Table, person_id: str) -> bool:
    """Whether a row of the table's Parquet file names this person."""
    return parquet.holds(path, person_columns(table.names), person_id)


def _rows_without(path: Path, table: Table, person_id: str) -> str:
    """The query for the rows that do not name this person."""
    others = " AND ".join(
        f"{parquet.name(column)} IS DISTINCT FROM {parquet.quoted(person_id)}"
        for column in person_columns(table.names)
    )
    return f"SELECT * FROM {parquet.scan(path)} WHERE {others}"  # noqa: S608


def remove_unlisted(folder: Folder, return_id: str) -> None:
    """Remove files under a return's folder that its `return.json` does not name."""
    kept = load(folder, return_id)
    root = folder.return_folder(return_id)
    listed = {file.path for file in (*kept.received, *kept.tables.values())}
    _remove_others(root / "received", {Path(path).name for path in listed if "/" in path})
    _remove_others(root, {*listed, "return.json", "received"})


def _remove_others(room: Path, names: set[str]) -> None:
    for path in sorted(room.iterdir()):
        if path.name not in names:
            files.remove_any(path)


# ---------------------------------------------------------------- as JSON


def _to_json(kept: Return) -> dict[str, object]:
    return {
        "id": kept.id,
        "format": kept.format,
        "authority": kept.authority,
        "year": kept.year,
        "window": [kept.window_first.isoformat(), kept.window_last.isoformat()],
        "made_at": kept.made_at.isoformat() if kept.made_at else None,
        "received": [_file_to_json(file) for file in kept.received],
        "tables": {table: _file_to_json(file) for table, file in kept.tables.items()},
        "accounts": {
            table: {"read": books.read, "loaded": books.loaded, "rejected": books.rejected}
            for table, books in kept.accounts.items()
        },
        "problems": dict(kept.problems),
        "left_out": dict(kept.left_out),
        "undone": kept.is_undone,
        "stonechat": kept.version,
    }


def _file_to_json(file: StoredFile) -> dict[str, object]:
    return {"path": file.path, "sha256": file.sha256, "size": file.size}


def _from_json(stored: dict[str, Any]) -> Return:
    first, last = (date.fromisoformat(day) for day in stored["window"])
    return Return(
        id=stored["id"],
        format=stored["format"],
        authority=stored["authority"],
        year=stored["year"],
        window_first=first,
        window_last=last,
        made_at=datetime.fromisoformat(stored["made_at"]) if stored["made_at"] else None,
        received=tuple(StoredFile(**file) for file in stored["received"]),
        tables={table: StoredFile(**file) for table, file in stored["tables"].items()},
        accounts={table: Account(**books) for table, books in stored["accounts"].items()},
        problems=stored["problems"],
        left_out=stored["left_out"] or {},
        version=stored["stonechat"],
        is_undone=stored.get("undone", False),
    )
