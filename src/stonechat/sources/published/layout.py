"""The published tables that are known, from `spec/tables.yaml`, and which of them a file's columns are.

Next: `statistics.py` reads the rows of a table.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).with_name("spec") / "tables.yaml"

TIME = ("time_period", "time_identifier")
LEVEL = "geographic_level"
PLACES = (
    *("country_code", "country_name", "region_code", "region_name"),
    *("old_la_code", "new_la_code", "la_name"),
)
GEOGRAPHY = frozenset((*TIME, LEVEL, *PLACES))
"""Columns that every table has, or may have: in any order."""


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """One published table. `spec/tables.yaml` says what each part means."""

    name: str
    title: str
    publication: str
    reporting_year: str
    measures: tuple[str, ...]
    known_by: frozenset[str]
    filters: tuple[str, ...] = ()
    captions: frozenset[str] = frozenset()
    first: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    synonyms: Mapping[str, str] = field(default_factory=dict)

    def own_names(self, columns: Iterable[str]) -> tuple[str, ...]:
        """The columns by our names for them."""
        return tuple(self.synonyms.get(name, name) for name in columns)

    def known_among(self, columns: Iterable[str]) -> set[str]:
        """Those of the columns, by our names, that are filters, captions or measures of the table."""
        return {*self.own_names(columns)} & {*self.filters, *self.captions, *self.measures}

    def is_of(self, columns: Iterable[str], first_row: Mapping[str, str]) -> bool:
        """Whether a file with these columns, and this first row, is the table."""
        found = set(self.own_names(columns))
        return self.known_by | set(self.filters) <= found and all(
            first_row.get(column) in values for column, values in self.first.items()
        )


@cache
def published_tables() -> dict[str, PublishedTable]:
    """Every table by our name for it."""
    said: dict[str, dict[str, Any]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {name: _table(name, parts) for name, parts in said.items()}


def _table(name: str, parts: dict[str, Any]) -> PublishedTable:
    return PublishedTable(
        name=name,
        title=parts["title"],
        publication=parts["publication"],
        reporting_year=parts["reporting_year"],
        measures=tuple(parts["measures"].split()),
        known_by=frozenset(parts["known_by"]),
        filters=tuple(parts.get("filters", ())),
        captions=frozenset(parts.get("captions", ())),
        first={column: tuple(values) for column, values in parts.get("first", {}).items()},
        synonyms=parts.get("synonyms", {}),
    )


def table_of(columns: Iterable[str], first_row: Mapping[str, str]) -> PublishedTable | None:
    """The table whose columns these are, the one that knows most of them; None if no table does."""
    names = tuple(columns)
    found = [each for each in published_tables().values() if each.is_of(names, first_row)]
    return max(found, key=lambda each: len(each.known_among(names)), default=None)


def nearest(columns: Iterable[str]) -> PublishedTable:
    """The table that has most of its columns among these."""
    names = tuple(columns)
    return max(
        published_tables().values(),
        key=lambda each: len(each.known_among(names)) / len((*each.filters, *each.captions, *each.measures)),
    )
