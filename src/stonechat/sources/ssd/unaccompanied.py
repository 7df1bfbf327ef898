"""Unaccompanied asylum-seeking children: a table of the model, an immigration status in SSD. Both directions.

A child is one from the return on, or from the status on, until its last day; the model has one row for each
child. Of several spells in the status the one that lasts longest counts.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from stonechat.model.table import Value, Values
from stonechat.model.tables import TABLES
from stonechat.sources.reading import Account, TypedRow

STATUS = "Unaccompanied Asylum Seeking Child"
_SPELLINGS = re.compile(r"uasc|unaccompaniedasylumseekingchild(ren)?")


def is_unaccompanied(status: Value) -> bool:
    """Whether an immigration status is this one, however it is written."""
    return bool(_SPELLINGS.fullmatch(re.sub(r"[^a-z]", "", str(status).lower())))


@dataclass(slots=True)
class Unaccompanied:
    """The unaccompanied children among the rows loaded of an extract. `account` are their books."""

    account: Account = field(default_factory=Account)
    _found: dict[Value, tuple[date, TypedRow]] = field(default_factory=dict)

    def note(self, row: TypedRow) -> None:
        """Take a row of immigration status."""
        cells: dict[str, Any] = dict(zip(TABLES[row.table].names, row.values, strict=True))
        if not is_unaccompanied(cells["immigration_status"]):
            return
        end = cells["immigration_status_end_date"]
        made = TABLES["uasc"].row(authority=row.values[0], person_id=cells["person_id"], uasc_ended_date=end)
        last, before = end or date.max, self._found.get(cells["person_id"])
        if before is None or last > before[0]:
            self._found[cells["person_id"]] = last, TypedRow("uasc", made, row.row)

    def rows(self) -> Iterator[TypedRow]:
        """One row for each child, once every row was noted."""
        for _, row in self._found.values():
            self.account.read += 1
            self.account.loaded += 1
            yield row


def statuses(uasc: Iterable[Values], there: Iterable[Values]) -> list[Values]:
    """An immigration status for each of these children of whom those there tell none of this kind."""
    table = TABLES["immigration_status"]
    who, status = table.positions["person_id"], table.positions["immigration_status"]
    told = {row[who] for row in there if is_unaccompanied(row[status])}
    named = (dict(zip(TABLES["uasc"].names, row, strict=True)) for row in uasc)
    return [
        table.row(
            authority=cells["authority"],
            person_id=cells["person_id"],
            immigration_status_id=f"{cells['person_id']}|UASC",
            immigration_status=STATUS,
            immigration_status_end_date=cells["uasc_ended_date"],
        )
        for cells in named
        if cells["person_id"] not in told
    ]
