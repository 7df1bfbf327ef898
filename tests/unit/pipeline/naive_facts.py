"""The merge of returns once more, row by row, to judge `pipeline/facts.py` by.

Written from the rules (docs/adr/0009-one-fact-from-several-sources.md) and not from the SQL: slow, obvious,
in plain dictionaries. Which source counts for what is data that both read.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from drawn_returns import DRAWN_TABLES

from small_returns import SmallReturn
from stonechat.model.table import Table, Value, Values
from stonechat.pipeline.precedence import COUNTING, sources_of

SETS = {"disability": "person", "assessment_factors": "cin_assessments"}
ENDS = {
    "cin_episodes": "close_date",
    "cin_assessments": "assessment_auth_date",
    "cin_plans": "cin_plan_end_date",
    "cla_episodes": "cla_episode_ceased_date",
}
WITH_END = {
    "cin_episodes": ("close_reason",),
    "cla_episodes": ("cla_episode_ceased_reason", "placement_change_reason"),
}

Returns = list[tuple[str, SmallReturn]]


@dataclass(frozen=True)
class Held:
    """One row as a source holds it: its cells by column, and where it was last seen."""

    table: str
    source: str
    cells: Mapping[str, Value]
    return_id: str
    seen_to: date

    def key(self, table: Table) -> Values:
        return tuple(self.cells[column] for column in table.key)

    def with_cell(self, column: str, value: Value) -> "Held":
        return replace(self, cells={**self.cells, column: value})


Rows = dict[str, list[Held]]
"""By table."""


def naive_facts(
    returns: Iterable[tuple[str, SmallReturn]], forgotten: frozenset[str] = frozenset()
) -> dict[str, list[Values]]:
    """Table -> rows with source, return_id and seen_to, in order of key. Takes (return id, return)."""
    oldest_first = _standing(returns)
    rows = {name: _held(table, oldest_first, forgotten) for name, table in DRAWN_TABLES.items()}
    rows = _under_one_name(rows)
    facts = {name: _facts(table, rows, oldest_first) for name, table in DRAWN_TABLES.items()}
    return {name: _in_order(DRAWN_TABLES[name], found) for name, found in facts.items()}


def _standing(returns: Iterable[tuple[str, SmallReturn]]) -> Returns:
    last_made: dict[tuple[str, str, int], tuple[str, SmallReturn]] = {}
    for return_id, small in returns:
        year = (small.format, small.authority, small.year)
        if year not in last_made or _made(small) > _made(last_made[year][1]):
            last_made[year] = (return_id, small)
    return sorted(last_made.values(), key=lambda one: (one[1].heading.window_last, _made(one[1]), one[0]))


def _made(small: SmallReturn) -> str:
    return small.made_at.isoformat() if small.made_at else ""


def _speaks(small: SmallReturn, table: str) -> bool:
    return small.format in sources_of(table) and table in small.rows_of_tables()


# ---------------------------------------------------------------- one source


def _held(table: Table, oldest_first: Returns, forgotten: frozenset[str]) -> list[Held]:
    """What each source holds of the table."""
    found = []
    for source in sources_of(table.name):
        own = [one for one in oldest_first if one[1].format == source and _speaks(one[1], table.name)]
        found += _of_one_source(table, own, forgotten)
    return found


def _of_one_source(table: Table, oldest_first: Returns, forgotten: frozenset[str]) -> list[Held]:
    """The latest row of each key, as if the children forgotten had been in no return."""
    merged: dict[Values, Held] = {}
    for return_id, small in oldest_first:
        rows: dict[Values, Values] = {}
        for name, values in small.rows:
            if name == table.name and values[table.positions["person_id"]] not in forgotten:
                rows.setdefault(table.key_of(values), values)
        if table.name in SETS:
            _empty_sets(table, small, merged)
        for key, values in rows.items():
            cells = dict(zip(table.names, values, strict=True))
            merged[key] = Held(table.name, small.format, cells, return_id, small.heading.window_last)
    return list(merged.values())


def _empty_sets(table: Table, small: SmallReturn, merged: dict[Values, Held]) -> None:
    """Drop what earlier returns said of every parent that this return holds or speaks of."""
    said = set()
    for name, values in small.rows:
        if name == SETS[table.name]:
            said.add(DRAWN_TABLES[name].key_of(values))
        if name == table.name:
            said.add(tuple(values[table.positions[column]] for column in table.parent_key))
    for key in [key for key, held in merged.items() if _parent(table, held) in said]:
        del merged[key]


def _parent(table: Table, held: Held) -> Values:
    return tuple(held.cells[column] for column in table.parent_key)


# ---------------------------------------------------------------- one name for one event


def _under_one_name(rows: Rows) -> Rows:
    renamed = dict(rows)
    for name, table in DRAWN_TABLES.items():
        if name in COUNTING and COUNTING[name].has_events and len({one.source for one in rows[name]}) > 1:
            names = _names(table, rows[name])
            renamed = {other: _with_names(held, table, names) for other, held in renamed.items()}
    return renamed


def _names(table: Table, rows: list[Held]) -> dict[tuple[str, Value], str]:
    """(source, id) -> the id of the fact."""
    own = table.key[-1]
    events: dict[object, list[Held]] = defaultdict(list)
    for one in rows:
        day = _day(one)
        known = (one.cells["authority"], one.cells["person_id"], day)
        events[known if day else (one.source, one.cells[own])].append(one)
    leaders = []
    for same in events.values():
        ordered = {
            source: sorted(
                (one for one in same if one.source == source), key=lambda one: _content(table, one)
            )
            for source in sources_of(table.name)
        }
        for n in range(max(map(len, ordered.values()))):
            leaders.append([held[n] for held in ordered.values() if n < len(held)])
    taken: set[Value] = set()
    names = {}
    for group in sorted(leaders, key=lambda group: sources_of(table.name).index(group[0].source)):
        new = str(group[0].cells[own])
        new = f"{new}@{group[0].source}" if new in taken else new
        taken.add(new)
        names |= {(one.source, one.cells[own]): new for one in group}
    return names


def _content(table: Table, one: Held) -> list[tuple[bool, str]]:
    """Ended rows first, by their end; then by every cell that is no id; blanks last."""
    end, own = ENDS.get(table.name), table.key[-1]
    rest = [name for name in table.names if name != end and not name.endswith("_id") and name != "authority"]
    cells = [one.cells[name] for name in ([end] if end else []) + rest + [own]]
    return [(cell is None, str(cell)) for cell in cells]


def _with_names(rows: list[Held], table: Table, names: dict[tuple[str, Value], str]) -> list[Held]:
    """The rows with the ids of the facts, where they have or refer to an id of this table."""
    column = table.key[-1]
    if not rows or column not in rows[0].cells:
        return rows
    return [one.with_cell(column, _name(one, one.cells[column], names)) for one in rows]


def _name(one: Held, old: Value, names: dict[tuple[str, Value], str]) -> Value:
    if (one.source, old) in names:
        return names[one.source, old]
    return f"{old}@{one.source}" if old in names.values() else old


def _day(one: Held) -> date | None:
    """When it happened: the first of its table's days that is filled."""
    days = [one.cells[column] for column in COUNTING[one.table].dated_by]
    return next((day for day in days if isinstance(day, date)), None)


# ---------------------------------------------------------------- one fact


def _facts(table: Table, rows: Rows, oldest_first: Returns) -> list[Held]:
    speaking = {small.format for _, small in oldest_first if _speaks(small, table.name)}
    groups: dict[Values, list[Held]] = defaultdict(list)
    for one in rows[table.name]:
        groups[_parent(table, one) if table.name in SETS else one.key(table)].append(one)
    facts = []
    for key, same in groups.items():
        told = [*same]
        if table.name in SETS:
            parent = DRAWN_TABLES[SETS[table.name]]
            told += [one for one in rows[parent.name] if one.key(parent) == key and one.source in speaking]
        told.sort(key=lambda one: sources_of(table.name).index(one.source))
        days = [_day(one) for one in told]
        day = next((day for day in days if day), None)
        lead = _leader(table.name, day, [one.source for one in told], oldest_first)
        if table.name in SETS:
            facts += [one for one in same if one.source == lead]
        elif lead:
            same.sort(key=lambda one: (one.source != lead, sources_of(table.name).index(one.source)))
            facts.append(_filled(table, same))
    return facts


def _leader(table: str, day: date | None, holding: list[str], oldest_first: Returns) -> str | None:
    """The source whose row is the fact; None if the one that decides does not hold it."""
    for source in sources_of(table):
        for _, small in oldest_first:
            covers = day and small.heading.window_first <= day <= small.heading.window_last
            if covers and small.format == source and _speaks(small, table):
                return source if source in holding else None
    return holding[0]


def _filled(table: Table, rows: list[Held]) -> Held:
    """The first row, its blanks filled from the others."""
    fact, end = rows[0], ENDS.get(table.name)
    of_end = (end, *WITH_END.get(table.name, ()))
    was_open = end is not None and fact.cells[end] is None
    for other in rows[1:]:
        ended = other.cells[end] if end else None
        is_later = isinstance(ended, date) and ended > rows[0].seen_to
        for column, value in other.cells.items():
            if fact.cells[column] is None and (column not in of_end or not was_open or is_later):
                fact = fact.with_cell(column, value)
    if end and fact.cells[end] is None:
        return replace(fact, seen_to=max(one.seen_to for one in rows if one.cells[end] is None))
    return replace(fact, seen_to=max(one.seen_to for one in rows))


def _in_order(table: Table, facts: list[Held]) -> list[Values]:
    made = [
        (*(one.cells[name] for name in table.names), one.source, one.return_id, one.seen_to) for one in facts
    ]
    return sorted(made, key=lambda values: tuple(map(str, table.key_of(values))))
