"""SSD's tables as Parquet: written by the types of the model, and read as texts like those of CSV.

Texts, so that a value of a wrong type meets the same readers and the same words as one in CSV. DuckDB
guesses nothing here: Parquet says the types of its columns itself.

Next: `parts.py` reads with it, `write.py` writes with it.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import duckdb

from stonechat.model.table import ColumnType, Table, Value
from stonechat.sources.disk import as_os_error
from stonechat.sources.faults import not_readable, zero_byte
from stonechat.sources.separated import Record
from stonechat.sources.ssd.cells import written
from stonechat.sources.ssd.layout import ssd_columns

MAGIC = b"PAR1"
BATCH = 10_000
"""Rows handed over at a time."""

_TYPES = {
    ColumnType.TEXT: "VARCHAR",
    ColumnType.DATE: "DATE",
    ColumnType.INTEGER: "BIGINT",
    ColumnType.DECIMAL: "DECIMAL(18, 6)",
    ColumnType.BOOLEAN: "VARCHAR",  # Y and N, as SSD has them
}


def connect(spill: Path | None = None) -> duckdb.DuckDBPyConnection:
    """A private DuckDB that loads nothing, and spills into the folder `spill` or not at all."""
    return duckdb.connect(
        ":memory:",
        config={
            "threads": 1,
            "memory_limit": "512MB",
            "temp_directory": str(spill or ""),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )


@cache
def _reader() -> duckdb.DuckDBPyConnection:
    """The one that reads: to open one takes longer than to read a small file, and SSD has 45."""
    return connect()


def _text(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"


def _name(words: str) -> str:
    return '"' + words.replace('"', '""') + '"'


def _scan(path: Path, options: str = "") -> str:
    """The file as a table expression; signs that DuckDB takes for a pattern stand for themselves."""
    plain = "".join(f"[{sign}]" if sign in "[*?" else sign for sign in path.as_posix())
    return f"read_parquet({_text(plain)}{options})"


# ---------------------------------------------------------------- reading


def columns(path: Path) -> list[str]:
    """The names of the file's columns. `NotReadable` if it is damaged or locked."""
    return [name for name, _ in _described(path)]


def _described(path: Path) -> list[tuple[str, str]]:
    try:
        found = _reader().cursor().execute(f"DESCRIBE SELECT * FROM {_scan(path)}")  # noqa: S608
        return [(row[0], row[1]) for row in found.fetchall()]
    except duckdb.Error:
        raise not_readable(path, "damaged_parquet", "This Parquet file is damaged or locked.") from None


def records(path: Path) -> Iterator[Record]:
    """Every row as texts, numbered from 1; blanks are empty.

    `NotReadable` if the file is damaged, and for a zero byte in a text, which no CSV could hold.
    """
    query = ", ".join(_as_text(name, kind) for name, kind in _described(path))
    try:
        found = _reader().cursor().execute(f"SELECT {query} FROM {_scan(path)}")  # noqa: S608
        number = 0
        while some := found.fetchmany(BATCH):
            for row in some:
                number += 1
                texts = [cell or "" for cell in row]
                if "\x00" in "".join(texts):
                    raise zero_byte(path, number)
                yield number, texts
    except duckdb.Error:
        raise not_readable(path, "damaged_parquet", "This Parquet file is damaged.") from None


def _as_text(name: str, kind: str) -> str:
    """One column as text: a moment with its zone, lists and structures as JSON."""
    column = _name(name)
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"make_timestamp(epoch_us({column}))::VARCHAR || 'Z'"
    if kind.endswith("]") or kind.startswith(("STRUCT", "MAP")):
        return f"to_json({column})::VARCHAR"
    return f"{column}::VARCHAR"


# ---------------------------------------------------------------- writing


def copy_without(path_in: Path, path_out: Path, is_left_out: Callable[[list[str]], bool]) -> int:
    """Write a copy without the rows that the test names, by their texts: how many they were."""
    gone = [number - 1 for number, texts in records(path_in) if is_left_out(texts)]
    scan = _scan(path_in, ", file_row_number = true")
    query = f"SELECT * EXCLUDE (file_row_number) FROM {scan} WHERE NOT list_contains(?, file_row_number)"  # noqa: S608
    target = f"TO {_text(path_out.as_posix())} (FORMAT parquet, COMPRESSION zstd)"
    _reader().cursor().execute(f"COPY ({query}) {target}", [gone])
    return len(gone)


class ParquetFile:
    """One table's file; rows wait in the DuckDB given until it is closed."""

    def __init__(self, opened: duckdb.DuckDBPyConnection, path: Path, table: Table) -> None:
        self._opened, self._path, self._table = opened, path, _name(table.name)
        kept = ssd_columns(table)
        self._flags = [column.type is ColumnType.BOOLEAN for column in kept]
        typed = ", ".join(f"{_name(str(column.ssd))} {_TYPES[column.type]}" for column in kept)
        self._opened.execute(f"CREATE TABLE {self._table} ({typed})")
        lists = ", ".join(f"unnest(?::{_TYPES[column.type]}[])" for column in kept)
        self._insert = f"INSERT INTO {self._table} SELECT {lists}"
        self._waiting: list[tuple[Value, ...]] = []

    def add(self, cells: tuple[Value, ...]) -> None:
        """Take one row, in the order of SSD's columns."""
        flags = zip(self._flags, cells, strict=True)
        self._waiting.append(tuple(written(cell) or None if is_flag else cell for is_flag, cell in flags))
        if len(self._waiting) == BATCH:
            self._hand_over()

    def close(self) -> None:
        """Write the file. OSError if it cannot be written; DuckDB's own words could quote a cell."""
        self._hand_over()
        options = "FORMAT parquet, COMPRESSION zstd"
        self._run(f"COPY {self._table} TO {_text(self._path.as_posix())} ({options})")

    def _hand_over(self) -> None:
        if self._waiting:
            self._run(self._insert, [list(column) for column in zip(*self._waiting, strict=True)])
            self._waiting.clear()

    def _run(self, statement: str, values: Sequence[object] = ()) -> None:
        try:
            self._opened.execute(statement, values)
        except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
            raise as_os_error(error) from None
