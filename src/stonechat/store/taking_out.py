"""Taking one child out of a return that is kept: out of its rows and of the files received.

New files are written, and then `return.json` is replaced. Whom to leave out of later imports says
`forgotten.py`; the order of the whole act stands in `pipeline/build.py`.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from stonechat.basics.problems import Refused, Where, refusal
from stonechat.model.tables import TABLES
from stonechat.store import calls, files, parquet, returns
from stonechat.store.folder import Folder
from stonechat.store.received import Received, is_named, named_by_content, received_without
from stonechat.store.returns import Return, StoredFile, person_columns


def take_child_out(folder: Folder, kept: Return, person_id: str, received: Received) -> Return:
    """The return without one child, in its rows and in the files received; its id stays.

    Safe to interrupt and to run again: until `return.json` is replaced the old files count, then the
    new ones. Refused, with nothing replaced, if the files received do not show the child whom rows name.
    """
    root = folder.return_folder(kept.id)
    cleaned, records = received_without(root, kept.received, person_id, received)
    tables = _tables_without(root, kept.tables, person_id)
    gone = _rows_gone(root, kept.tables, tables)
    if (gone and not records) or is_named(root, cleaned, person_id, received):
        raise _not_taken_out(folder, kept)
    left_out = Counter(kept.left_out) + Counter(gone)
    made = replace(kept, received=cleaned, tables=tables, left_out=dict(left_out))
    files.write_whole(root / "return.json", files.to_json(returns.to_json(made)))
    returns.remove_unlisted(folder, kept.id)
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
    return is_named(folder.return_folder(kept.id), kept.received, person_id, received)


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


def _tables_without(root: Path, tables: Mapping[str, StoredFile], person_id: str) -> dict[str, StoredFile]:
    cleaned = dict(tables)
    for table, file in tables.items():
        if not holds_child(root / file.path, person_id):
            continue
        part = files.part_of(root / table)
        with parquet.connection(files.part_of(root / "spill")) as opened:
            parquet.save(opened, _rows_without(root / file.path, person_id), part)
        calls.fsync(part)
        cleaned[table] = named_by_content(part, root, ".parquet", table)
    calls.fsync_folder(root)
    return cleaned


def holds_child(path: Path, person_id: str) -> bool:
    """Whether a row of this Parquet file names the person, in the columns that it has."""
    return parquet.holds(path, _naming(path), person_id)


def _naming(path: Path) -> list[str]:
    """The columns of the file that name a person; an older version may have kept fewer than the model has."""
    return person_columns(parquet.column_names(path))


def check_rows_name_children(folder: Folder, kept: Return) -> None:
    """Refused if rows that an older version kept do not say whose they are: they cannot be searched."""
    nameless = [
        name
        for name in kept.tables
        if name in TABLES
        and person_columns(TABLES[name].names)
        and not _naming(returns.table_path(folder, kept, name))
    ]
    if nameless:
        raise refusal(
            f"Return {kept.id} was kept by an older version, and its rows of {', '.join(nameless)} do not "
            "say whose they are.",
            "Import its file again, which reads it anew, or leave it out: "
            f"stonechat undo {kept.id}. Then run this again.",
            "rows_without_child",
            Where(file=str(folder.return_folder(kept.id))),
        )


def _rows_without(path: Path, person_id: str) -> str:
    """The query for the rows that do not name this person."""
    others = " AND ".join(
        f"{parquet.name(column)} IS DISTINCT FROM {parquet.quoted(person_id)}" for column in _naming(path)
    )
    return f"SELECT * FROM {parquet.scan(path)} WHERE {others}"  # noqa: S608
