"""The merge of returns once more, row by row, to judge `pipeline/facts.py` by.

Written from the rules and not from the SQL: slow, obvious, in plain dictionaries.
"""

from collections import defaultdict
from collections.abc import Iterable

from small_returns import CIN_TABLES, SmallReturn
from stonechat.model.table import Table, Values

SETS = {"disability": "person", "assessment_factors": "cin_assessments"}


def naive_facts(
    returns: Iterable[tuple[str, SmallReturn]], forgotten: frozenset[str] = frozenset()
) -> dict[str, list[Values]]:
    """Table -> rows with source, return_id and seen_to, in order of key. Takes (return id, return)."""
    oldest_first = _standing(returns)
    return {name: _table(table, oldest_first, forgotten) for name, table in CIN_TABLES.items()}


def _standing(returns: Iterable[tuple[str, SmallReturn]]) -> list[tuple[str, SmallReturn]]:
    last_made: dict[tuple[str, str, int], tuple[str, SmallReturn]] = {}
    for return_id, small in returns:
        year = (small.format, small.authority, small.year)
        if year not in last_made or _made(small) > _made(last_made[year][1]):
            last_made[year] = (return_id, small)
    return sorted(last_made.values(), key=lambda one: (one[1].heading.window_last, _made(one[1]), one[0]))


def _made(small: SmallReturn) -> str:
    return small.made_at.isoformat() if small.made_at else ""


def _table(
    table: Table, oldest_first: list[tuple[str, SmallReturn]], forgotten: frozenset[str]
) -> list[Values]:
    merged: dict[Values, Values] = {}
    for return_id, small in oldest_first:
        rows: dict[Values, Values] = {}
        for name, values in small.rows:
            if name == table.name:
                rows.setdefault(table.key_of(values), values)
        if table.name in SETS:
            _empty_sets(table, small, merged)
        for key, values in rows.items():
            merged[key] = (*values, small.format, return_id, small.heading.window_last)
    person = table.positions["person_id"]
    kept = [values for values in merged.values() if values[person] not in forgotten]
    return sorted(kept, key=lambda values: tuple(map(str, table.key_of(values))))


def _empty_sets(table: Table, small: SmallReturn, merged: dict[Values, Values]) -> None:
    """Drop what earlier returns said of every parent that this return holds or speaks of."""
    said = defaultdict(set)
    for name, values in small.rows:
        if name == SETS[table.name]:
            said[name].add(CIN_TABLES[name].key_of(values))
        if name == table.name:
            said[SETS[table.name]].add(_parent_of(table, values))
    for key in [key for key, values in merged.items() if _parent_of(table, values) in said[SETS[table.name]]]:
        del merged[key]


def _parent_of(table: Table, values: Values) -> Values:
    return tuple(values[table.positions[column]] for column in table.parent_key)
