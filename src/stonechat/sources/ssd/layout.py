"""Which SSD table a header row belongs to, and which of our columns each of its names is.

The names are those of the model (`model/names.py`). They are read with or without the table's four-letter
prefix, in any case, with the other spellings that the specification itself uses. What a file is called plays
no part.

Next: `parts.py` finds the files, `write.py` writes them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from stonechat.model import names
from stonechat.model.table import Column, Table
from stonechat.model.tables import TABLES

LEFT_OUT = {
    "ssd_api_data_staging": (
        "id",
        "person_id",
        "json_payload",
        "current_hash",
        "previous_hash",
        "submission_status",
        "submission_timestamp",
        "api_response",
        "row_state",
        "last_updated",
    ),
    "ssd_version_log": (
        "version_number",
        "release_date",
        "description",
        "is_current",
        "created_at",
        "created_by",
        "impact_description",
    ),
    "ssd_s251_finance": (
        "s251_table_id",
        "s251_cla_placement_id",
        "s251_placeholder_1",
        "s251_placeholder_2",
        "s251_placeholder_3",
        "s251_placeholder_4",
    ),
}
"""The SSD tables that the model does not keep (`names.LEFT_OUT` says why), with their columns."""


@dataclass(frozen=True, slots=True)
class FileTable:
    """One SSD table as files have it. `table` is None for one that is left out.

    `spellings` leads from every accepted name, in small letters, to the name of our column.
    """

    ssd: str
    table: Table | None
    spellings: dict[str, str]

    def places(self, header: Sequence[str]) -> dict[str, int]:
        """Where each of our columns that the header row has stands in it; the first, if twice."""
        found: dict[str, int] = {}
        for place, name in enumerate(header):
            if name in self.spellings:
                found.setdefault(self.spellings[name], place)
        return found


def ssd_columns(table: Table) -> list[Column]:
    """The columns of one of our tables that SSD has, in SSD's order."""
    return [column for column in table if column.ssd]


def own_key(table: Table) -> tuple[str, ...]:
    """The columns of the key that SSD states: all but the authority, and but a key of our own."""
    return tuple(name for name in table.key if table[name].ssd)


def heading_names(texts: Sequence[str]) -> tuple[str, ...]:
    """The names of a header row as they are compared: in small letters, spaces as underscores."""
    return tuple(re.sub(r"[\s-]+", "_", text.strip().strip("\ufeff\"'[]").strip()).lower() for text in texts)


@cache
def file_tables() -> dict[str, FileTable]:
    """Every SSD table by its own name: those of the model, then those left out."""
    kept = [table for table in TABLES.values() if table.ssd]
    found = {table.ssd: FileTable(table.ssd, table, _spellings(table)) for table in kept if table.ssd}
    left = {ssd: FileTable(ssd, None, {name: name for name in columns}) for ssd, columns in LEFT_OUT.items()}
    return found | left


def _spellings(table: Table) -> dict[str, str]:
    prefix = f"{names.PREFIXES[table.name]}_"
    found = {column.name: column.name for column in ssd_columns(table)}
    for column in ssd_columns(table):
        for full in (column.ssd or "", *_other_spellings(column)):
            found[full.lower()] = column.name
            found.setdefault(full.lower().removeprefix(prefix), column.name)
    return found


def _other_spellings(column: Column) -> list[str]:
    return [other for other, spec in names.OTHER_COLUMN_SPELLINGS.items() if spec == column.ssd]


def table_of(header: Sequence[str]) -> FileTable | None:
    """The table that these names (as `heading_names` gives them) belong to; None if they are no SSD table's.

    Names with a prefix tell the table by two of them. Names without one have to be most of its columns,
    its key among them, and to fit no other table as well.
    """
    return _by_prefix(header) or _by_names(header)


def _by_prefix(header: Sequence[str]) -> FileTable | None:
    kept = {ssd: each for ssd, each in file_tables().items() if each.table}
    scores = {ssd: len(_full_names(ssd) & set(header)) for ssd in kept}
    best = max(scores, key=lambda ssd: scores[ssd])
    return kept[best] if scores[best] >= 2 else None


@cache
def _full_names(ssd: str) -> frozenset[str]:
    """The prefixed names of a table's columns."""
    each = file_tables()[ssd]
    prefix = f"{names.PREFIXES[names.our_table(ssd)]}_"
    own = {column.name for column in each.table.columns} if each.table else set()
    return frozenset(name for name in each.spellings if name.startswith(prefix) and name not in own)


def _by_names(header: Sequence[str]) -> FileTable | None:
    found = ((_fit(each, header), ssd) for ssd, each in file_tables().items())
    fits = sorted(((fit, ssd) for fit, ssd in found if fit is not None), reverse=True)
    if not fits or (len(fits) > 1 and fits[0][0] == fits[1][0]):
        return None
    return file_tables()[fits[0][1]]


def _fit(each: FileTable, header: Sequence[str]) -> tuple[int, float] | None:
    """How many of the table's columns are there, and what share that is; None if it cannot be the table."""
    columns = len(set(each.spellings.values()))
    found = each.places(header)
    has_key = each.table is None or all(name in found for name in own_key(each.table))
    enough = has_key and len(found) >= 3 and 5 * len(found) >= 3 * columns and 2 * len(found) >= len(header)
    return (len(found), len(found) / columns) if enough else None
