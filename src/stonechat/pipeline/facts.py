"""Facts from returns: a pure function of the set of returns and of the children to forget.

The order of imports plays no part, so importing twice changes nothing and undoing an import is leaving
it out. The rules (`design.md` decision 3), each in a module of its own:

- Of the returns of one format, authority and year, the one made last stands (`standing.py`).
- Of one source's standing returns, rows are one row if their keys are equal, and the return counts whose
  window ends last. What a return gives as a whole set (the disabilities of a person, the factors of an
  assessment) is replaced as a set by the latest return that holds the parent (`held.py`).
- Rows of several sources are one if they are of one child and day (`naming.py`); which of them counts is
  declared for each table and follows from the days that sources cover (`precedence.py`, `merging.py`).
- `seen_to` is the last day of the window of the latest return that held the row. What is open there and
  absent from a later standing return is unresolved after that day, and is counted.

Columns that look back are added afterwards, by `engines/derivations`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from stonechat.basics.periods import Windows
from stonechat.model.table import Table
from stonechat.model.tables import TABLES
from stonechat.pipeline.held import Merge, lay_out, listed, named
from stonechat.pipeline.merging import decide, is_open, merged, spoken_to
from stonechat.pipeline.naming import name_events
from stonechat.pipeline.precedence import end_column
from stonechat.pipeline.standing import standing, windows_by_source, windows_of_any
from stonechat.store import parquet
from stonechat.store.folder import Folder
from stonechat.store.forgotten import Forgotten
from stonechat.store.returns import Return


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts tables written, and what the merge has to say about them.

    `windows` are the days covered by source, `covered` those by table: the days on which any source speaks of
    it. `unresolved` counts, by table, what was open in one return and is absent from a later one.
    """

    paths: dict[str, Path]
    windows: dict[str, Windows]
    covered: dict[str, Windows]
    unresolved: dict[str, int]


def make_facts(
    folder: Folder,
    kept: Iterable[Return],
    forgotten: Forgotten,
    out: Path,
    *,
    tables: Mapping[str, Table] = TABLES,
) -> Facts:
    """Merge the returns and write one Parquet file for each table into `out`, rows in order of key.

    Every table is written, an empty one too. Refused as `standing` says.
    """
    chosen = standing(kept)
    paths = {name: out / f"{name}.parquet" for name in tables}
    with parquet.connection(out / "spill") as opened:
        merge = Merge(opened, folder, chosen, tables)
        bring_together(merge, forgotten)
        for name, path in paths.items():
            parquet.save(opened, merged(merge, tables[name]), path)
        unresolved = {name: _unresolved(merge, tables[name], path) for name, path in paths.items()}
    covered = {name: windows_of_any(chosen, name) for name in tables}
    return Facts(paths, windows_by_source(chosen), covered, {name: n for name, n in unresolved.items() if n})


def bring_together(merge: Merge, forgotten: Forgotten) -> None:
    """Make the tables of rows by source, under the ids of the facts, and say which of them lead."""
    lay_out(merge, forgotten)
    name_events(merge)
    decide(merge)


def _unresolved(merge: Merge, table: Table, path: Path) -> int:
    """How many rows are open and absent from a later standing return of a source that held them."""
    if end_column(table) is None:
        return 0
    key = listed(table.key)
    query = f"""
        SELECT count(DISTINCT ({key}))
        FROM {parquet.scan(path)} AS facts
        JOIN {named("named", table)} AS held USING ({key})
        WHERE {is_open(table, "facts")} AND facts.seen_to < {spoken_to(merge, table)}
    """  # noqa: S608
    return int(merge.opened.execute(query).fetchall()[0][0])
