"""Pupil numbers: columns of the child in the model, rows of `linked_identifiers` in SSD. Both directions."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from stonechat.model.table import Value, Values
from stonechat.model.tables import TABLES

COLUMNS = {"upn": "Unique Pupil Number", "former_upn": "Former Unique Pupil Number"}
"""Columns of the child, and the type of identifier that SSD has for each."""

_SPELLINGS = {"upn": "upn", "formerupn": "former_upn"} | {
    re.sub(r"[^a-z]", "", words.lower()): column for column, words in COLUMNS.items()
}


def column_of(identifier_type: Value) -> str | None:
    """The column of the child that holds identifiers of this type, however it is written; None: none does."""
    return _SPELLINGS.get(re.sub(r"[^a-z]", "", str(identifier_type).lower()))


@dataclass(slots=True)
class PupilNumbers:
    """The pupil numbers of an extract. Of several of one child and type the one that holds longest counts."""

    _best: dict[tuple[str, str], tuple[date, date, str]] = field(default_factory=dict)

    def note(self, cells: Mapping[str, Any]) -> None:
        """Take a row of `linked_identifiers`; `cells` are its values by column, blanks left out."""
        column, value = column_of(cells.get("identifier_type")), cells.get("identifier_value")
        if column is None or value is None:
            return
        key = cells.get("person_id", ""), column
        found = cells.get("valid_to_date", date.max), cells.get("valid_from_date", date.min), value
        self._best[key] = max(self._best.get(key, found), found)

    def of(self, person: Value) -> dict[str, str]:
        """The child's numbers by column."""
        found = {column: self._best.get((str(person), column)) for column in COLUMNS}
        return {column: best[2] for column, best in found.items() if best is not None}


def identifiers(people: Iterable[Values], there: Iterable[Values]) -> list[Values]:
    """A row of `linked_identifiers` for each pupil number of these children that none of those there has."""
    table = TABLES["linked_identifiers"]
    who, kind = table.positions["person_id"], table.positions["identifier_type"]
    told = {(row[who], column_of(row[kind])) for row in there}
    return [
        made
        for person in people
        for column in COLUMNS
        if (made := _identifier(person, column)) is not None and (made[who], column) not in told
    ]


def _identifier(person: Values, column: str) -> Values | None:
    positions = TABLES["person"].positions
    number, who = person[positions[column]], person[positions["person_id"]]
    if number is None:
        return None
    return TABLES["linked_identifiers"].row(
        authority=person[0],
        table_id=f"{who}|{column}",
        person_id=who,
        identifier_type=COLUMNS[column],
        identifier_value=number,
    )
