"""Writes typed rows as SSD: a folder with one file for each table, under SSD's own names.

Every table of SSD that the model keeps is written, one without rows too, so that a reader of the folder
sees what there is none of. What SSD has in tables of its own goes there (`spells.py`): placements, legal
statuses and homes of episodes of care, pupil numbers, unaccompanied children. Columns for which SSD has no
place at all are left out (`has_no_place`). The factors of an assessment go into one cell.

CSV is UTF-8 with a line end of two characters, as RFC 4180 has it. A text that a spreadsheet would take for
a formula gets an apostrophe before it, which `read.py` takes off again. Parquet holds dates, numbers and
decimals as such and needs no apostrophe.

Next: `layout.py` has the names, `cells.py` the texts.
"""

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing
from enum import StrEnum
from functools import cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Protocol

from stonechat.model.table import ColumnType, Table, Value, Values
from stonechat.model.tables import TABLES
from stonechat.sources.formats import ChildRows
from stonechat.sources.ssd.cells import guarded, written
from stonechat.sources.ssd.layout import ssd_columns
from stonechat.sources.ssd.links import OWNER
from stonechat.sources.ssd.parquet import ParquetFile, connect
from stonechat.sources.ssd.spells import as_ssd_tells

FACTORS = "assessment_factors"


TOLD_ELSEWHERE = {
    "person": ("upn", "former_upn"),
    "cla_episodes": (
        "legal_status",
        "placement_type",
        "placement_provider",
        "placement_change_reason",
        "home_postcode",
        "placement_postcode",
        "placement_urn",
        "placement_distance",
    ),
    "pre_proceedings": ("pre_proceedings_id",),
    "uasc": TABLES["uasc"].names,
} | dict.fromkeys(OWNER, ("person_id",))
"""By table, columns that SSD lacks and tells all the same: in tables and rows of its own (`spells.py`)."""


TOLD_BY_OUTCOMES = {("s47_enquiry", "icpc_not_required"): "s47_outcome_json"}
"""Columns that SSD lacks and tells in the outcomes of a row that has some."""


def has_no_place(table: Table) -> tuple[str, ...]:
    """The columns of a table of ours that no part of SSD tells; all of them if it has no such table."""
    told = {"authority", *TOLD_ELSEWHERE.get(table.name, ())}
    return tuple(column.name for column in table if column.ssd is None and column.name not in told)


class Form(StrEnum):
    """What files a folder is made of."""

    CSV = "csv"
    PARQUET = "parquet"


class _File(Protocol):
    """One table's file, being written."""

    def add(self, cells: tuple[Value, ...]) -> None: ...
    def close(self) -> None: ...


def write_folder(rows: Iterable[tuple[str, Values]], out: Path, form: Form = Form.CSV) -> Counter[str]:
    """Write the rows (our table's name, and its values) to files in the folder `out`, which is made.

    Rows may come in any order, but the factors of one assessment one after the other; they stream. Gives
    how many lines each SSD table got. ValueError for a row of a table that SSD lacks.
    """
    out.mkdir(parents=True, exist_ok=True)
    lines: Counter[str] = Counter()
    with ExitStack() as opened:
        files = _files(out, form, opened)
        for name, cells in _lines(rows):
            files[name].add(cells)
            lines[str(TABLES[name].ssd)] += 1
    return lines


def write_children(path: Path, children: Iterable[ChildRows]) -> None:
    """Write children one after the other as a folder of CSV.

    What SSD has in tables of its own is made of the rows (`spells.as_ssd_tells`). ValueError for a row that
    SSD has no table for.
    """
    write_folder(
        ((name, row) for rows in children for name, some in as_ssd_tells(rows).items() for row in some), path
    )


def _files(out: Path, form: Form, opened: ExitStack) -> Mapping[str, _File]:
    """A file for each of our tables that SSD has, by our name; all are closed with `opened`."""
    paths = {table: out / f"{table.ssd}.{form}" for table in TABLES.values() if table.ssd}
    files: dict[str, _File] = {}
    if form is Form.CSV:
        files = {table.name: _CsvFile(path, table) for table, path in paths.items()}
    else:
        waiting = opened.enter_context(closing(connect(out / ".spill")))
        files = {table.name: ParquetFile(waiting, path, table) for table, path in paths.items()}
    for file in files.values():
        opened.callback(file.close)
    return files


class _CsvFile:
    """One table as CSV."""

    def __init__(self, path: Path, table: Table) -> None:
        self._file = path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file)
        columns = ssd_columns(table)
        self._texts_of = [_guarded_text if column.type is ColumnType.TEXT else written for column in columns]
        self._writer.writerow([column.ssd for column in columns])

    def add(self, cells: tuple[Value, ...]) -> None:
        self._writer.writerow([text(cell) for text, cell in zip(self._texts_of, cells, strict=True)])

    def close(self) -> None:
        self._file.close()


def _guarded_text(value: Value) -> str:
    return "" if value is None else guarded(str(value))


# ---------------------------------------------------------------- from our rows to SSD's


def _lines(rows: Iterable[tuple[str, Values]]) -> Iterator[tuple[str, tuple[Value, ...]]]:
    """The rows as SSD has them: its columns only, and all factors of an assessment in one."""
    for key, some in groupby(rows, key=_line_of):
        name = str(key[0])
        if name not in TABLES or TABLES[name].ssd is None:
            raise ValueError(f"SSD has no table for {name}")
        cells_of = _cells_of(name)
        lines = (cells_of(values) for _, values in some)
        yield from ((name, line) for line in (_with_all_factors(lines) if name == FACTORS else lines))


def _line_of(row: tuple[str, Values]) -> tuple[Value, ...]:
    """What neighbours that are handled together have in common: the factors of an assessment share a line."""
    name, values = row
    return (name, *values[:3]) if name == FACTORS else (name,)


def _with_all_factors(lines: Iterator[tuple[Value, ...]]) -> Iterator[tuple[Value, ...]]:
    (*ids, first), *others = lines
    yield *ids, json.dumps([first, *(line[-1] for line in others)])


@cache
def _cells_of(table: str) -> Callable[[Values], tuple[Value, ...]]:
    """Takes from a row of that table of ours the cells that SSD has, in SSD's order."""
    return itemgetter(*(TABLES[table].positions[column.name] for column in ssd_columns(TABLES[table])))
