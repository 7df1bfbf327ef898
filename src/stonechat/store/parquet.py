"""Typed rows to Parquet and back, by the types that the model declares.

DuckDB writes and reads the files; no numpy, pandas or pyarrow is needed or loaded. The same rows give
the same bytes on every run of one DuckDB version: one thread, one order, fixed row groups. DuckDB never
guesses a type here and never loads an extension.

Python rows go in as one list for each column, a batch at a time. Tried with 100,000 rows of 6 columns:
`SELECT unnest(?), ...` 0.4 s, VALUES with many rows 5.9 s, executemany 25 s.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from stonechat.model.table import Column, ColumnType, Value, Values
from stonechat.sources.disk import as_os_error
from stonechat.store import calls

SQL_TYPES = {
    ColumnType.TEXT: "VARCHAR",
    ColumnType.DATE: "DATE",
    ColumnType.INTEGER: "BIGINT",
    ColumnType.DECIMAL: "DECIMAL(18, 6)",
    ColumnType.BOOLEAN: "BOOLEAN",
}
BATCH = 10_000
"""Rows handed over at a time: 2,000 and 20,000 were as fast, and more only costs memory."""

ROW_GROUP = 122_880
MEMORY = "512MB"
"""Beyond this DuckDB spills to the temporary folder, so that a large return does not fill the memory."""


@contextmanager
def connection(temporary: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A private DuckDB in memory that spills into the folder `temporary` (made only when needed)."""
    opened = duckdb.connect(
        ":memory:",
        config={
            "threads": 1,
            "memory_limit": MEMORY,
            "temp_directory": str(temporary),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )
    try:
        yield opened
    finally:
        opened.close()


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def name(column: str) -> str:
    """A column or table name as an SQL identifier."""
    return '"' + column.replace('"', '""') + '"'


def names(columns: Iterable[Column]) -> str:
    """Column names as an SQL list."""
    return ", ".join(name(column.name) for column in columns)


def scan(path: Path) -> str:
    """A Parquet file as an SQL table expression."""
    return f"read_parquet({quoted(path.as_posix())})"


class RowTable:
    """Rows of one kind on their way to a Parquet file, in the order in which they are added."""

    def __init__(self, opened: duckdb.DuckDBPyConnection, table: str, columns: Sequence[Column]) -> None:
        self._connection = opened
        self._table = table
        self._waiting: list[Values] = []
        self.rows = 0
        typed = ", ".join(f"{name(column.name)} {SQL_TYPES[column.type]}" for column in columns)
        opened.execute(f"CREATE TABLE {name(table)} ({typed})")
        self._types = [SQL_TYPES[column.type] for column in columns]

    def add(self, values: Values) -> None:
        """Take one row, in the order of the columns."""
        self._waiting.append(values)
        self.rows += 1
        if len(self._waiting) == BATCH:
            self._hand_over()

    def save(self, path: Path) -> int:
        """Write all rows to a Parquet file at `path`: how many there were. Not yet forced to the disk."""
        self._hand_over()
        return save(self._connection, f"SELECT * FROM {name(self._table)}", path)  # noqa: S608

    def _hand_over(self) -> None:
        if not self._waiting:
            return
        given = [_as_given(column) for column in zip(*self._waiting, strict=True)]
        given[-1] = [values[-1] for values in self._waiting]  # so that there are as many rows as there were
        taken = ", ".join(
            f"unnest(${place}::{kind}[])" if isinstance(cells, list) else f"${place}::{kind}"
            for place, (cells, kind) in enumerate(zip(given, self._types, strict=True), start=1)
        )
        try:
            self._connection.execute(f"INSERT INTO {name(self._table)} SELECT {taken}", given)
        except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
            raise as_os_error(error) from None  # it could not spill
        except duckdb.Error as error:
            # DuckDB's message can quote a cell, so only its kind is told.
            kind = type(error).__name__
            raise TypeError(f"{self._table}: a row does not fit its declared types ({kind})") from None
        self._waiting.clear()


def _as_given(cells: tuple[Value, ...]) -> Value | list[Value]:
    """The cells of a column as a list; or one for all, blank for example, which is taken in no time."""
    first = cells[0]
    return first if cells.count(first) == len(cells) else list(cells)


def save(opened: duckdb.DuckDBPyConnection, query: str, path: Path) -> int:
    """Write what `query` gives to a Parquet file: the number of rows. Not yet forced to the disk."""
    options = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP}"
    return calls.copy(opened, f"COPY ({query}) TO {quoted(path.as_posix())} ({options})")


def _spill_beside(path: Path) -> Path:
    """Where DuckDB may spill while it works on this file; as a `.part` it is swept if it is left behind."""
    return path.with_name(f"{path.name}.spill.part")


def write_rows(path: Path, columns: Sequence[Column], rows: Iterable[Values]) -> int:
    """Write typed rows to a Parquet file: how many there were. Not yet forced to the disk."""
    with connection(_spill_beside(path)) as opened:
        table = RowTable(opened, "rows", columns)
        for row in rows:
            table.add(row)
        return table.save(path)


def read_rows(path: Path, columns: Sequence[Column]) -> list[Values]:
    """These columns of every row of a Parquet file, in the file's order."""
    with connection(_spill_beside(path)) as opened:
        query = f"SELECT {names(columns)} FROM {scan(path)}"  # noqa: S608
        return opened.execute(query).fetchall()


def rows_with(path: Path, columns: Sequence[Column], where: Column, value: str) -> list[Values]:
    """These columns of the rows that have the text in the column `where`, in the file's order."""
    with connection(_spill_beside(path)) as opened:
        query = f"SELECT {names(columns)} FROM {scan(path)} WHERE {name(where.name)} = ?"  # noqa: S608
        return opened.execute(query, [value]).fetchall()


def each_row(path: Path, columns: Sequence[Column]) -> Iterator[Values]:
    """The same rows one after the other, for files that may be larger than the memory."""
    with connection(_spill_beside(path)) as opened:
        found = opened.execute(f"SELECT {names(columns)} FROM {scan(path)}")  # noqa: S608
        while some := found.fetchmany(BATCH):
            yield from some


def counts(paths: Sequence[Path], temporary: Path) -> list[int]:
    """How many rows each Parquet file says that it holds, in the order given."""
    with connection(temporary) as opened:
        # One connection for all: opening one takes longer than reading a file's footer.
        return [_count(opened, path) for path in paths]


def _count(opened: duckdb.DuckDBPyConnection, path: Path) -> int:
    query = f"SELECT sum(num_rows) FROM parquet_file_metadata({quoted(path.as_posix())})"  # noqa: S608
    return int(opened.execute(query).fetchall()[0][0])


def column_names(path: Path) -> list[str]:
    """The names of the columns of a Parquet file, in its order. Of many files: `columns_of`."""
    with connection(_spill_beside(path)) as opened:
        return columns_of(opened, path)


def columns_of(opened: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    """The same by a connection that is open: to open one takes ten times as long as to ask."""
    return [row[0] for row in opened.execute(f"DESCRIBE SELECT * FROM {scan(path)}").fetchall()]  # noqa: S608


def holds(path: Path, columns: Iterable[str], value: str) -> bool:
    """Whether one of these columns holds the text in any row of a Parquet file."""
    tests = " OR ".join(f"{name(column)} = ?" for column in columns)
    if not tests:
        return False
    with connection(_spill_beside(path)) as opened:
        query = f"SELECT count(*) > 0 FROM {scan(path)} WHERE {tests}"  # noqa: S608
        return bool(opened.execute(query, [value] * tests.count("?")).fetchall()[0][0])
