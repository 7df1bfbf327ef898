"""Returns as an older version of Stonechat kept them: without columns and tables that came later."""

import json
from collections.abc import Collection, Mapping
from pathlib import Path

import duckdb

from stonechat.store import files, parquet, returns
from stonechat.store.folder import Folder
from stonechat.store.returns import Return

OLDER = "0.0.9"


def grow_older(
    folder: Folder,
    kept: Return,
    columns: Mapping[str, Collection[str]],
    tables: Collection[str] = (),
) -> Return:
    """Write the return anew without these columns, by table, and without these tables and their books."""
    root = folder.return_folder(kept.id)
    stored = json.loads((root / "return.json").read_text(encoding="utf-8"))
    for table in tables:
        stored["accounts"].pop(table, None)
        stored["tables"].pop(table, None)
    for table, gone in columns.items():
        if table in stored["tables"]:
            stored["tables"][table] = _without(root, stored["tables"][table]["path"], table, gone)
    stored["stonechat"] = OLDER
    (root / "return.json").write_bytes(files.to_json(stored))
    returns.remove_unlisted(folder, kept.id)
    return returns.load(folder, kept.id)


def _without(root: Path, path: str, table: str, columns: Collection[str]) -> dict[str, object]:
    copy = root / "copy"
    left = ", ".join(map(parquet.name, columns))
    rows = duckdb.sql(f"SELECT * EXCLUDE ({left}) FROM {parquet.scan(root / path)}")  # noqa: S608
    rows.write_parquet(str(copy))
    sha = files.sha256_of(copy)
    target = copy.rename(root / f"{table}.{sha[:16]}.parquet")
    return {"path": target.name, "sha256": sha, "size": target.stat().st_size}
