"""Returns: what an authority sent and we accepted, kept as received and as typed rows.

A return is a folder `returns/<id>/` with `return.json`, one Parquet file for each table (the model's
columns and `row`, the line in the file received), and the files received. It appears whole or not at all.
Its id comes from what it is, so the same file imported twice is the same return.

`return.json` names the return's files; a file that it does not name counts as gone. `receiving.py` makes
returns, `taking_out.py` takes a child out of one. Merging returns is `pipeline/facts.py`.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from stonechat.basics.problems import Where, refusal
from stonechat.model.table import Column, ColumnType
from stonechat.sources.reading import Account, Heading
from stonechat.store import files
from stonechat.store.folder import Folder

ROW = Column("row", ColumnType.INTEGER, "Line of the row in the file received.", required=True)


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
        changed = files.to_json(to_json(replace(kept, is_undone=undone)))
        files.write_whole(folder.return_folder(return_id) / "return.json", changed)


def remove_unlisted(folder: Folder, return_id: str) -> None:
    """Remove files under a return's folder that its `return.json` does not name."""
    kept = load(folder, return_id)
    root = folder.return_folder(return_id)
    listed = {file.path for file in (*kept.received, *kept.tables.values())}
    remove_others(root / "received", {Path(path).name for path in listed if "/" in path})
    remove_others(root, {*listed, "return.json", "received"})


def remove_others(room: Path, names: set[str]) -> None:
    """Remove what stands in a folder under any other name."""
    for path in sorted(room.iterdir()):
        if path.name not in names:
            files.remove_any(path)


# ---------------------------------------------------------------- as JSON


def to_json(kept: Return) -> dict[str, object]:
    """What `return.json` says."""
    return {
        "id": kept.id,
        "format": kept.format,
        "authority": kept.authority,
        "year": kept.year,
        "window": [kept.window_first.isoformat(), kept.window_last.isoformat()],
        "made_at": kept.made_at.isoformat() if kept.made_at else None,
        "received": [_file_json(file) for file in kept.received],
        "tables": {table: _file_json(file) for table, file in kept.tables.items()},
        "accounts": {
            table: {"read": books.read, "loaded": books.loaded, "rejected": books.rejected}
            for table, books in kept.accounts.items()
        },
        "problems": dict(kept.problems),
        "left_out": dict(kept.left_out),
        "undone": kept.is_undone,
        "stonechat": kept.version,
    }


def _file_json(file: StoredFile) -> dict[str, object]:
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
