"""Runs the derivations: from the facts of a snapshot to its wide tables, once.

`derive` reads and writes Parquet through DuckDB and is what the pipeline calls. `derive_rows` does the
same with the naive twins, `derive_in_duckdb` with the SQL, both over rows in memory; examples and tests
use them and compare them. Every row of the facts is in the wide table once: that is checked.

Next: `registry.py` lists the derivations; `pipeline/build.py` stores what comes out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from stonechat.basics.dates import calendar_days
from stonechat.engines.derivations.recipe import CALENDAR, NewRow, Recipe, same_sql
from stonechat.engines.derivations.registry import RECIPES
from stonechat.engines.dialect import Dialect, DuckDBDialect
from stonechat.engines.duckdb import connect, create_table, insert_rows, show_parquet
from stonechat.engines.engine import Row, Rows
from stonechat.model.derived import FACT_COLUMNS, Derivation, wide_columns
from stonechat.model.table import Column, ColumnType, Value
from stonechat.model.tables import TABLES
from stonechat.store import calls, parquet

CALENDAR_COLUMNS = (
    Column("day", ColumnType.DATE, "A day whose bank holidays are known."),
    Column("working_day", ColumnType.INTEGER, "Its working-day ordinal."),
)


class RowsLost(RuntimeError):
    """A derivation lost or doubled rows: keys of the facts are not unique, or its SQL is wrong."""


def derive(
    facts: Mapping[str, Path], out: Path, *, threads: int = 2, memory_limit: str = "2GiB"
) -> dict[str, Path]:
    """The wide tables as Parquet: `<table>.parquet` in `out`, in order of the key, the same bytes each time.

    A fact table that is missing is taken as empty. A table that no derivation widens keeps the path of
    its facts. Raises `RowsLost`; OSError where a file cannot be written; DuckDB's own errors otherwise.
    """
    if not out.is_dir():
        calls.make_folder(out)
    widened = {recipe.declaration.table for recipe in RECIPES} & facts.keys()
    with _database(out / ".spill", threads, memory_limit) as connection:
        for table, path in facts.items():
            show_parquet(connection, table, path)
        _widen_all(connection, facts, DuckDBDialect(), RECIPES)
        connection.execute("SET threads = 1")  # more would cut row groups differently from run to run
        for table in sorted(widened):
            parquet.save(connection, _ordered_sql(table), out / f"{table}.parquet")
    return {table: out / f"{table}.parquet" if table in widened else facts[table] for table in facts}


def derive_rows(tables: Rows) -> dict[str, list[dict[str, Value]]]:
    """The wide rows of every table given, by the naive twins. ValueError if a key is blank or there twice."""
    wide = {table: [_whole(table, row) for row in rows] for table, rows in tables.items()}
    _check_keys(wide)
    for recipe in RECIPES:
        if recipe.declaration.table in wide:
            _merge(recipe.declaration, wide, recipe.naive(wide))
    return wide


def derive_in_duckdb(
    tables: Rows, dialect: Dialect | None = None, recipes: Sequence[Recipe] = RECIPES
) -> dict[str, list[dict[str, Value]]]:
    """The wide rows of every table given, in order of the key, by the SQL. ValueError as `derive_rows`."""
    _check_keys(tables)
    with connect() as connection:
        for table, rows in tables.items():
            columns = (*TABLES[table].columns, *FACT_COLUMNS)
            create_table(connection, table, columns)
            insert_rows(connection, table, columns, rows)
        _widen_all(connection, tables, dialect or DuckDBDialect(), recipes)
        return {table: _rows(connection, table) for table in tables}


@contextmanager
def _database(spill: Path, threads: int, memory_limit: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory that may spill into a folder, which is removed afterwards."""
    try:
        with connect(threads=threads, memory_limit=memory_limit, spill=spill) as connection:
            yield connection
    finally:
        if spill.is_dir():
            with suppress(OSError):
                calls.remove_folder(spill)


def _widen_all(
    connection: duckdb.DuckDBPyConnection, held: Iterable[str], dialect: Dialect, recipes: Sequence[Recipe]
) -> None:
    _create_calendar(connection)
    for table in TABLES.keys() - set(held):
        create_table(connection, table, wide_columns(table))
    before = {table: _count(connection, table) for table in held}
    kinds = _kinds(connection)
    _widen_in_order(
        connection, [recipe for recipe in recipes if recipe.declaration.table in before], dialect, kinds
    )
    for table, rows in before.items():
        if _count(connection, table) != rows:
            raise RowsLost(f"deriving the columns of {table} made {rows} rows into another number")


def _create_calendar(connection: duckdb.DuckDBPyConnection) -> None:
    create_table(connection, CALENDAR, CALENDAR_COLUMNS)
    days: list[Row] = [{"day": day, "working_day": ordinal} for day, ordinal in calendar_days()]
    insert_rows(connection, CALENDAR, CALENDAR_COLUMNS, days)


def _kinds(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """VIEW for each of our views; the rest are tables."""
    views = connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
    return {name: "VIEW" for (name,) in views}


def _widen_in_order(
    connection: duckdb.DuckDBPyConnection,
    recipes: Iterable[Recipe],
    dialect: Dialect,
    kinds: dict[str, str],
) -> None:
    """Widen the tables in the order of the recipes, in few steps: each step copies a table once.

    Recipes wait for each other until one reads a column that is not there yet: DuckDB says so. A recipe
    that stands above what it reads ends in DuckDB's own error.
    """
    waiting: dict[str, list[Recipe]] = {}
    for recipe in recipes:
        if waiting and not _finds_its_columns(connection, recipe.sql(dialect)):
            for wave in waiting.values():
                _widen(connection, wave, dialect, kinds)
            waiting.clear()
        waiting.setdefault(recipe.declaration.table, []).append(recipe)
    for wave in waiting.values():
        _widen(connection, wave, dialect, kinds)


def _finds_its_columns(connection: duckdb.DuckDBPyConnection, sql: str) -> bool:
    try:
        connection.execute(f"EXPLAIN {sql}").fetchall()
    except duckdb.BinderException:
        return False
    return True


def _widen(
    connection: duckdb.DuckDBPyConnection, wave: Sequence[Recipe], dialect: Dialect, kinds: dict[str, str]
) -> None:
    """Puts the new columns beside the table's own. Sums and ranks come in wider types than we keep."""
    table = wave[0].declaration.table
    new = ", ".join(
        f"CAST(d{place}.{column.name} AS {dialect.types[column.type]}) AS {column.name}"
        for place, recipe in enumerate(wave)
        for column in recipe.declaration.columns
    )
    joins = "\n".join(
        f"LEFT JOIN ({recipe.sql(dialect)}\n) AS d{place} ON {same_sql(f'd{place}', 't', *TABLES[table].key)}"
        for place, recipe in enumerate(wave)
    )
    connection.execute(f"CREATE TABLE widened AS\nSELECT t.*, {new}\nFROM {table} AS t\n{joins}")
    connection.execute(f"DROP {kinds.pop(table, 'TABLE')} {table}")
    connection.execute(f"ALTER TABLE widened RENAME TO {table}")


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    ((rows,),) = connection.execute(f"SELECT COUNT(*) AS n FROM {table}").fetchall()
    return int(rows)


def _ordered_sql(table: str) -> str:
    columns = ", ".join(column.name for column in wide_columns(table))
    return f"SELECT {columns} FROM {table} ORDER BY {', '.join(TABLES[table].key)}"


def _rows(connection: duckdb.DuckDBPyConnection, table: str) -> list[dict[str, Value]]:
    names = [column.name for column in wide_columns(table)]
    found = connection.execute(_ordered_sql(table)).fetchall()
    return [dict(zip(names, row, strict=True)) for row in found]


def _whole(table: str, row: Row) -> dict[str, Value]:
    """The row with every column of a fact; KeyError for an unknown column."""
    names = [*TABLES[table].names, *(column.name for column in FACT_COLUMNS)]
    if unknown := row.keys() - set(names):
        raise KeyError(f"{table} has no column {', '.join(sorted(unknown))}")
    return {name: row.get(name) for name in names}


def _key(table: str, row: Row) -> tuple[Value, ...]:
    return tuple(row.get(name) for name in TABLES[table].key)


def _check_keys(tables: Rows) -> None:
    for table, rows in tables.items():
        keys = [_key(table, row) for row in rows]
        if len(set(keys)) < len(keys):
            raise ValueError(f"two rows of {table} have the same {', '.join(TABLES[table].key)}")
        if any(None in key for key in keys):
            raise ValueError(f"a row of {table} has a blank in {', '.join(TABLES[table].key)}")


def _merge(
    declaration: Derivation, wide: Mapping[str, list[dict[str, Value]]], made: Iterable[NewRow]
) -> None:
    """Puts the new columns into the rows that they belong to."""
    table = declaration.table
    rows = {_key(table, row): row for row in wide[table]}
    for new in made:
        rows[_key(table, new)].update({column.name: new[column.name] for column in declaration.columns})
