"""The engine on one machine: DuckDB over Parquet files, or over rows in memory for tests and examples.

It turns tallies into passes, runs each pass with a cursor of its own and puts the answers together.
It knows nothing of indicators or of how the files came to be.

Next: `passes.py` (what is asked), `sql.py` (how it is written), `derivations` (what makes the columns).
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, Self

import duckdb

from stonechat.engines.dialect import Dialect, DuckDBDialect
from stonechat.engines.engine import EVERY, Every, Explanation, Row, Rows
from stonechat.engines.fit import check_fits, check_one_span
from stonechat.engines.kept import COLUMNS, GRAIN, questions
from stonechat.engines.passes import Found, assemble, passes, read
from stonechat.engines.sql import pass_sql
from stonechat.engines.sql_kept import kept_sql
from stonechat.engines.sql_rows import rows_sql, steps_sql
from stonechat.engines.words import steps
from stonechat.indicators.query import Answer, Tally, tables_in
from stonechat.model.derived import wide_columns
from stonechat.model.table import Column, Value
from stonechat.store import parquet

KEPT = "answers_kept"
"""The table of answers on their way to a file; no table of the model is called so."""


class DuckDBEngine:
    """Answers tallies over wide tables. A table that it was not given is empty.

    Threads may share one engine: each request has a cursor of its own, and nothing is ever changed
    except that a missing table is made, empty, when it is first asked for.
    """

    name = "duckdb"

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, held: Iterable[str], dialect: Dialect | None = None
    ) -> None:
        self._connection = connection
        self._held = set(held)
        self._making = Lock()
        self._dialect = dialect or DuckDBDialect()

    @classmethod
    def over_parquet(
        cls,
        paths: Mapping[str, Path],
        *,
        keep_at: Path | None = None,
        threads: int = 2,
        memory_limit: str = "2GiB",
    ) -> Self:
        """Over one Parquet file for each table. No other file can be read, and only `keep_at` written."""
        connection = connect(threads=threads, memory_limit=memory_limit)
        for table, path in paths.items():
            show_parquet(connection, table, path)
        shut_in(connection, (*paths.values(), *([keep_at] if keep_at else [])))
        return cls(connection, paths)

    @classmethod
    def over_rows(cls, tables: Rows, dialect: Dialect | None = None, *, keep_at: Path | None = None) -> Self:
        """Over rows in memory, the same that `ReferenceEngine` takes. Only `keep_at` can be touched."""
        connection = connect()
        for table, rows in tables.items():
            create_table(connection, table, wide_columns(table))
            insert_rows(connection, table, wide_columns(table), rows)
        shut_in(connection, [keep_at] if keep_at else [])
        return cls(connection, tables, dialect)

    def answer(self, tallies: Sequence[Tally]) -> list[Answer]:
        """One answer for each tally, in their order."""
        for tally in tallies:
            check_fits(tally)
        found: Found = {}
        for made in passes(tallies):
            tables = tables_in(made.source.table, made.source.when)
            read(made, self._fetch(tables, pass_sql(made, self._dialect)), found)
        return assemble(tallies, found)

    def keep(self, tallies: Sequence[Tally], path: Path) -> int:
        """Write every number of the answers to a Parquet file that `kept.py` reads: how many rows it has.

        The path is the engine's `keep_at`, and nothing stands there yet. OSError where it cannot be written.
        The file is not yet forced to the disk.
        """
        for tally in tallies:
            check_fits(tally)
        with self._connection.cursor() as cursor:
            create_table(cursor, KEPT, COLUMNS)
            for made in passes(tallies):
                self._make_sure_of(cursor, tables_in(made.source.table, made.source.when))
                cursor.execute(f"INSERT INTO {KEPT} {kept_sql(made, questions(made), self._dialect)}")
            return parquet.save(cursor, f"SELECT * FROM {KEPT} ORDER BY {', '.join(GRAIN)}", path)

    def rows(
        self, tally: Tally, aggregate: int, category: str | Every | None = EVERY
    ) -> list[dict[str, Value]]:
        """The rows behind one aggregate, as `Engine.rows` says."""
        check_one_span(tally)
        names = [column.name for column in wide_columns(tally.table)]
        sql = rows_sql(tally, aggregate, category, self._dialect)
        rows = self._fetch(tables_in(tally.table, tally.when), sql)
        return [dict(zip(names, row, strict=True)) for row in rows]

    def explain(self, tally: Tally) -> Explanation:
        """The SQL that answers the tally, and the counts at each filter."""
        check_one_span(tally)
        sql = ";\n\n".join(pass_sql(made, self._dialect) for made in passes([tally]))
        (counts,) = self._fetch(tables_in(tally.table, tally.when), steps_sql(tally, self._dialect))
        words = (step.words for step in steps(tally))
        return Explanation(sql, tuple((said, int(n or 0)) for said, n in zip(words, counts, strict=True)))

    def _fetch(self, tables: Iterable[str], sql: str) -> list[tuple[Any, ...]]:
        """All rows of a query over these tables. Never fetchone: DuckDB 2 then keeps the connection busy."""
        with self._connection.cursor() as cursor:
            self._make_sure_of(cursor, tables)
            return cursor.execute(sql).fetchall()

    def _make_sure_of(self, cursor: duckdb.DuckDBPyConnection, tables: Iterable[str]) -> None:
        """A table that the engine was not given is there, empty.

        One thread at a time makes it: DuckDB refuses two that make the same table at once, in spite of IF NOT
        EXISTS.
        """
        for table in tables:
            with self._making:
                if table not in self._held:
                    create_table(cursor, table, wide_columns(table))
                    self._held.add(table)


def connect(
    *, threads: int = 2, memory_limit: str = "2GiB", spill: Path | None = None
) -> duckdb.DuckDBPyConnection:
    """A database in memory that fetches no extension. Without `spill` it never writes to disk."""
    return duckdb.connect(
        ":memory:",
        config={
            "threads": threads,
            "memory_limit": memory_limit,
            "temp_directory": str(spill) if spill else "",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        },
    )


def show_parquet(connection: duckdb.DuckDBPyConnection, table: str, path: Path) -> None:
    """A view with the table's name over one Parquet file."""
    dialect = DuckDBDialect()
    source = dialect.text(path.as_posix())
    connection.execute(f"CREATE VIEW {dialect.name(table)} AS SELECT * FROM read_parquet({source})")


def shut_in(connection: duckdb.DuckDBPyConnection, paths: Iterable[Path]) -> None:
    """From now on the connection reads these files only, and no setting can be changed back."""
    allowed = ", ".join(DuckDBDialect().text(path.as_posix()) for path in paths)
    connection.execute(f"SET allowed_paths = [{allowed}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def create_table(connection: duckdb.DuckDBPyConnection, table: str, columns: Sequence[Column]) -> None:
    """An empty table with these columns, unless a table of that name is there."""
    dialect = DuckDBDialect()
    listed = ", ".join(f"{dialect.name(column.name)} {dialect.types[column.type]}" for column in columns)
    connection.execute(f"CREATE TABLE IF NOT EXISTS {dialect.name(table)} ({listed})")


def insert_rows(
    connection: duckdb.DuckDBPyConnection, table: str, columns: Sequence[Column], rows: Sequence[Row]
) -> None:
    """Puts rows into a table; a column that a row lacks is blank. KeyError for an unknown column.

    One list for each column: rows as text were tried and took ten times as long.
    """
    names = {column.name for column in columns}
    for row in rows:
        if unknown := row.keys() - names:
            raise KeyError(f"{table} has no column {', '.join(sorted(unknown))}")
    if rows:
        dialect = DuckDBDialect()
        lists = ", ".join(f"UNNEST(?::{dialect.types[column.type]}[])" for column in columns)
        values = [[row.get(column.name) for row in rows] for column in columns]
        connection.execute(f"INSERT INTO {dialect.name(table)} SELECT {lists}", values)
