"""Numbers rows of one child that have the same key, so that next year's file numbers them the same way.

The census numbers nothing below the child: an id is made of what the row hangs on and of its first day.
Where that is not enough, rows get #2, #3 and so on; and next year's file holds only those that went on. So
the one that lasts longest is the first, which has no number: it alone can come again, and alone it has no
number either. A row that has ended never overtakes one that goes on, whatever files say later.

Rows that end together, or are open together, go by what else they say. That is all that one file tells:
if two were open and one of them closes, the two may change places (`docs/deviations.md`).

Next: `read.py` gives rows a number as they come, and asks for this only where there were two.
"""

import re
from datetime import date
from typing import Any

from stonechat.model.table import Value
from stonechat.sources.cin_census.groups import CONFERENCE, IDS, INHERITED
from stonechat.sources.lasting import longest_first
from stonechat.sources.reading import TypedRow

_ENDS = {
    "cin_assessments": "assessment_auth_date",
    "cin_plans": "cin_plan_end_date",
    "cp_plans": "cp_plan_end_date",
}
_ABOVE = INHERITED[INHERITED.index("person_id") :]
_IDENTITIES = {*_ABOVE, *(column for column, _ in IDS.values())}
_NUMBER = re.compile(r"#\d+$")


def numbered(rows: list[TypedRow]) -> list[TypedRow]:
    """The rows of one child, in the order given, with lasting numbers; what hangs on a row follows it.

    `rows` have ids already that tell them apart, and stand behind what they hang on.
    """
    places = _places(rows)
    renamed: dict[Value, str] = {}
    return [_renamed(row, places, renamed) if row.table in IDS else row for row in rows]


def _places(rows: list[TypedRow]) -> dict[str, int]:
    """By id as given, the place of each row among those with its key, from 1."""
    siblings: dict[str, list[TypedRow]] = {}
    conferences: dict[str, list[Any]] = {}
    for row in rows:
        if row.table in IDS:
            siblings.setdefault(_NUMBER.sub("", _id(row)), []).append(row)
        if row.table == CONFERENCE.name:
            conferences.setdefault(_stem(row), []).append(row.values)
    places: dict[str, int] = {}
    for some in siblings.values():
        some.sort(key=lambda row: _order(row, conferences.get(_id(row), [])))
        places |= {_id(row): place for place, row in enumerate(some, 1)}
    return places


def _renamed(row: TypedRow, places: dict[str, int], renamed: dict[Value, str]) -> TypedRow:
    """The row under its new id and with those of what it hangs on; puts its own among the renamed."""
    given, stem, cells = _id(row), _stem(row), _cells(row)
    number = f"#{places[given]}" if places[given] > 1 else ""
    renamed[given] = renamed.get(stem, stem) + _NUMBER.sub("", given).removeprefix(stem) + number
    told = {name: cell for name, cell in cells._asdict().items() if name in _IDENTITIES}
    changed = {name: renamed[cell] for name, cell in told.items() if cell in renamed}
    return TypedRow(row.table, cells._replace(**changed), row.row)


def _id(row: TypedRow) -> str:
    return str(getattr(row.values, IDS[row.table][0]))


def _stem(row: TypedRow) -> str:
    """The id of what the row hangs on."""
    names = (name for name in reversed(_ABOVE) if name != IDS[row.table][0])
    return str(next(above for name in names if (above := getattr(row.values, name, None)) is not None))


def _order(row: TypedRow, conferences: list[Any]) -> tuple[int, list[str]]:
    """What lasts longest comes first, then goes by all that is said of it and of its conferences."""
    said = (cell for each in (row.values, *conferences) for cell in _own(each))
    return longest_first(_end(row, conferences), said)


def _own(cells: Any) -> list[Value]:
    """All but ids, which hold the numbers given so far."""
    return [cell for name, cell in cells._asdict().items() if name not in _IDENTITIES]


def _end(row: TypedRow, conferences: list[Any]) -> date | None:
    """The day on which it ended; None for what goes on."""
    cells = _cells(row)
    if row.table == "cin_episodes":
        ended = cells.close_date or (cells.referral_date if cells.referral_nfa else None)
    elif row.table == "s47_enquiry":
        held = [each.icpc_date for each in conferences if each.icpc_date]
        ended = max(held, default=cells.s47_start_date if cells.icpc_not_required else None)
    else:
        ended = getattr(cells, _ENDS[row.table]) if row.table in _ENDS else None
    return ended or None


def _cells(row: TypedRow) -> Any:
    """The values as readers make them: cells go by the column's name."""
    return row.values
