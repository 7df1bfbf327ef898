"""What the return of each year holds, and where each column lands: `spec/` as tables of fields.

2017 is written in full and later years as what they add, one file each. Codes and the years in which
they are valid stand in `basics/codes.py`. This module reads no return.

Next: `spec/2017.yaml` explains the marks; `rows.py` compiles a table; `write.py` walks it.
"""

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from stonechat.model.table import Column, ColumnType, Table
from stonechat.model.tables import TABLES

_FOLDER = Path(__file__).with_name("spec")
BASE_YEAR = 2017


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a file. `column` takes its value; None where it is not kept (`unused` says why)."""

    name: str
    column: Column | None
    key: bool = False
    must: bool = False
    required: bool = False
    rule: str | None = None
    xml: str | None = None
    event: bool = False
    partial: bool = False
    unused: str | None = None

    @property
    def is_date(self) -> bool:
        """Whether its texts are whole dates."""
        return self.name == "DOB" if self.column is None else self.column.type is ColumnType.DATE


@dataclass(frozen=True)
class FileTable:
    """One table of the return, as a file or as elements. `since` is the first year that has it.

    `id_column` and `letters`: how the id that the return lacks is made. `is_one`: one line for each child.
    """

    name: str
    table: Table
    fields: tuple[Field, ...]
    since: int
    id_column: str | None = None
    letters: str = ""
    is_one: bool = False

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The columns, in the return's order."""
        return tuple(field.name for field in self.fields)

    @cached_property
    def must(self) -> tuple[str, ...]:
        """The columns without which the file is refused."""
        return tuple(field.name for field in self.fields if field.must)

    def __getitem__(self, name: str) -> Field:
        """The field of that name; KeyError if there is none."""
        return self.fields[self.names.index(name)]


def layout(year: int) -> dict[str, FileTable]:
    """The tables of that year's return by name, the header first. See `layout_year`."""
    return {name: table for name, table in every_table().items() if table.since <= layout_year(year)}


def layout_year(year: int) -> int:
    """The year whose written layout holds for that year: the nearest earlier one, or else the first."""
    return max((known for known in years() if known <= year), default=BASE_YEAR)


@cache
def years() -> tuple[int, ...]:
    """Years that are written down, the first in full, the others as what they add."""
    return (BASE_YEAR, *sorted(int(path.name[:4]) for path in _FOLDER.glob("*.diff.yaml")))


@cache
def every_table() -> dict[str, FileTable]:
    """Every table that any year has had, by name; parents first."""
    found: dict[str, FileTable] = {}
    for year in years():
        name = f"{year}.yaml" if year == BASE_YEAR else f"{year}.diff.yaml"
        written: dict[str, Any] = yaml.safe_load((_FOLDER / name).read_text(encoding="utf-8"))
        for table, marks in written.get("tables", {}).items():
            found[table] = _file_table(table, marks, 0 if year == BASE_YEAR else year)
    return found


def _file_table(name: str, marks: dict[str, Any], since: int) -> FileTable:
    table = TABLES[marks["row"]]
    fields = tuple(_field(column, table, dict(said)) for column, said in marks["columns"].items())
    id_column, letters = marks.get("id", (None, ""))
    return FileTable(name, table, fields, since, id_column, letters, marks.get("is_one", False))


def _field(name: str, table: Table, marks: dict[str, Any]) -> Field:
    """A field from its marks; KeyError for a column that the model lacks, TypeError for an unknown mark."""
    to = marks.pop("to", None)
    return Field(name, table[to] if to else None, **marks)
