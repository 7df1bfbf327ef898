"""What each source holds, in SQL: of its standing returns one row for each key, the latest return's.

`lay_out` makes the tables `held_<table>`: the model's columns, `taken_from` (the source), its `place` in the
order of precedence, `rank` (of the return, in `standing`), and `day` (when it happened, blank if undated).

Next: `naming.py` finds rows of several sources that are one event.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import duckdb

from stonechat.model.table import Table
from stonechat.pipeline.precedence import SET_VALUED, counting, own_id, sources_of
from stonechat.pipeline.standing import speaks_of
from stonechat.store import parquet, returns
from stonechat.store.folder import Folder
from stonechat.store.forgotten import Forgotten
from stonechat.store.returns import Return


@dataclass(frozen=True)
class Merge:
    """One merge under way: where it is worked out, of which standing returns, for which tables."""

    opened: duckdb.DuckDBPyConnection
    folder: Folder
    chosen: Sequence[Return]
    tables: Mapping[str, Table]

    @cached_property
    def sources(self) -> dict[str, tuple[str, ...]]:
        """The sources whose returns hold rows of each table, in order of precedence."""
        held = {name: {self.chosen[rank].format for rank, _ in self.stored(name)} for name in self.tables}
        return {
            name: tuple(source for source in sources_of(name) if source in held[name]) for name in self.tables
        }

    def stored(self, table: str) -> Iterator[tuple[int, Path]]:
        """Rank and file of each standing return that has rows of the table and counts for it."""
        for rank, one in enumerate(self.chosen):
            if table in one.tables and speaks_of(one, table):
                yield rank, returns.table_path(self.folder, one, table)


def lay_out(merge: Merge, forgotten: Forgotten) -> None:
    """Make `standing` and every `held_<table>`, without the children to forget."""
    _name_returns(merge)
    for table in merge.tables.values():
        _name_rows(merge, table)
    _name_forgotten(merge, forgotten)
    for table in merge.tables.values():
        merge.opened.execute(f"CREATE TABLE {named('held', table)} AS {_held(merge, table)}")


def named(kind: str, table: Table) -> str:
    """The name of one of the tables that the merge works with, as SQL."""
    return parquet.name(f"{kind}_{table.name}")


def listed(columns: Iterable[str], of: str = "") -> str:
    """Column names as an SQL list, each of the table `of` if that is given."""
    return ", ".join(f"{of}{'.' if of else ''}{parquet.name(column)}" for column in columns)


def _name_returns(merge: Merge) -> None:
    """The table `standing`: one row for each standing return, `rank` rising with recency."""
    merge.opened.execute("CREATE TABLE standing (rank BIGINT, return_id VARCHAR, seen_to DATE)")
    for rank, one in enumerate(merge.chosen):
        merge.opened.execute("INSERT INTO standing VALUES (?, ?, ?)", [rank, one.id, one.window_last])


def _name_rows(merge: Merge, table: Table) -> None:
    """The view `rows_<table>`: the rows of all returns that count for the table, with rank and source.

    A column that the model gained after a return was kept is blank in its rows, and one that the model
    has lost is left out.
    """
    parts = [
        f"SELECT *, {rank} AS rank, '{merge.chosen[rank].format}' AS taken_from "  # noqa: S608
        f"FROM {parquet.scan(path)}"
        for rank, path in merge.stored(table.name)
    ]
    rows = " UNION ALL BY NAME ".join((_no_rows(table), *parts))
    columns = f"{listed(table.names)}, row, rank, taken_from"
    merge.opened.execute(f"CREATE VIEW {named('rows', table)} AS SELECT {columns} FROM ({rows})")  # noqa: S608


def _no_rows(table: Table) -> str:
    typed = ", ".join(
        f"NULL::{parquet.SQL_TYPES[column.type]} AS {parquet.name(column.name)}" for column in table.columns
    )
    return (
        f"SELECT {typed}, NULL::BIGINT AS row, NULL::BIGINT AS rank, NULL::VARCHAR AS taken_from WHERE false"
    )


def _name_forgotten(merge: Merge, forgotten: Forgotten) -> None:
    """The table `forgotten`: person_id of the children to leave out, of those that the returns hold.

    Hashed here and not in SQL, and only the different identifiers: a return has thousands, its tables
    hundreds of thousands of rows.
    """
    merge.opened.execute("CREATE TABLE forgotten (person_id VARCHAR)")
    people = [
        (table, column) for table in merge.tables.values() for column in returns.person_columns(table.names)
    ]
    if not forgotten.children or not people:
        return
    query = " UNION ".join(
        f"SELECT {parquet.name(column)} FROM {named('rows', table)}"  # noqa: S608
        for table, column in people
    )
    for (person_id,) in merge.opened.execute(query).fetchall():
        if person_id is not None and forgotten.is_forgotten(person_id):
            merge.opened.execute("INSERT INTO forgotten VALUES (?)", [person_id])


def _held(merge: Merge, table: Table) -> str:
    """One row for each source and key: the latest return's, and the first of a return that has several."""
    not_forgotten = " AND ".join(
        f"NOT EXISTS (SELECT 1 FROM forgotten WHERE forgotten.person_id = held.{parquet.name(column)})"  # noqa: S608
        for column in returns.person_columns(table.names)
    )
    rows = f"""
        SELECT {listed(table.names)}, taken_from, {place_of(table.name)} AS place, rank, {_day(table)} AS day
        FROM ({_may_count(merge, table)}) AS held
        WHERE {not_forgotten or "true"}
        QUALIFY row_number() OVER (PARTITION BY taken_from, {listed(table.key)} ORDER BY rank DESC, row) = 1
    """  # noqa: S608
    return _put_together(table, rows) if counting(table.name).in_pieces else rows


def _put_together(table: Table, rows: str) -> str:
    """One row for each event that a source tells in pieces: of a column, what the latest return says."""
    own, event = own_id(table), ("authority", "person_id", "taken_from", "place", "day")
    told = ", ".join(
        f"arg_min({name}, (-rank, {own})) AS {name}"
        for name in map(parquet.name, table.names)
        if name not in map(parquet.name, event)
    )
    sources = ", ".join(map(parquet.quoted, counting(table.name).in_pieces))
    return f"""
        SELECT {listed(table.names)}, taken_from, place, rank, day
        FROM (
            SELECT {listed(event)}, {told}, max(rank) AS rank
            FROM ({rows}) AS pieces
            GROUP BY {listed(event)}, CASE WHEN taken_from NOT IN ({sources}) OR day IS NULL THEN {own} END
        )
    """  # noqa: S608


def place_of(table: str) -> str:
    """The place of a row's source among those of the table, 0 the first, in SQL."""
    places = " ".join(f"WHEN '{source}' THEN {place}" for place, source in enumerate(sources_of(table)))
    return f"CASE taken_from {places} END"


def _day(table: Table) -> str:
    return f"COALESCE({', '.join((*map(parquet.name, counting(table.name).dated_by), 'NULL::DATE'))})"


def _may_count(merge: Merge, table: Table) -> str:
    """The rows that may count: all of them, or of a set-valued table those of each source's latest set."""
    rows = f"SELECT * FROM {named('rows', table)}"  # noqa: S608
    if table.name not in SET_VALUED or table.parent is None:
        return rows
    own = listed(table.parent_key)
    # A set without its parent in the return still says what the set is, so both are asked.
    return f"""
        WITH mention AS (
            SELECT {parents_as_here(merge, table)}, taken_from, rank
            FROM {named("rows", merge.tables[table.parent])}
            WHERE rank IN ({_ranks(merge, table)})
            UNION ALL
            SELECT {own}, taken_from, rank FROM {named("rows", table)}
        ),
        last_mention AS (SELECT {own}, taken_from, max(rank) AS rank FROM mention GROUP BY {own}, taken_from)
        {rows} SEMI JOIN last_mention USING ({own}, taken_from, rank)
    """  # noqa: S608


def parents_as_here(merge: Merge, table: Table) -> str:
    """The key of the parent under the names that this table has for it."""
    assert table.parent is not None  # noqa: S101  only tables with a parent come here
    pairs = zip(merge.tables[table.parent].key, table.parent_key, strict=True)
    return ", ".join(f"{parquet.name(theirs)} AS {parquet.name(ours)}" for theirs, ours in pairs)


def _ranks(merge: Merge, table: Table) -> str:
    """The returns that speak of the table: another that names the parent says nothing of the set."""
    ranks = [str(rank) for rank, one in enumerate(merge.chosen) if speaks_of(one, table.name)]
    return ", ".join(ranks or ["NULL"])
