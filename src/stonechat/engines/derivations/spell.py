"""The spell of help in which something happened: the period of care, or the plan.

A visit belongs to the child protection plan that it names; the rest to the child's period of care, or
for children in need to the plan, that began latest on the day or before, if that had not ended before the
day. A spell's last day is still part of it. Short breaks are no period of care here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from stonechat.engines.derivations.recipe import NewRow, alike, day, key_sql, new_row, same_sql
from stonechat.engines.dialect import Dialect
from stonechat.engines.engine import Row, Rows
from stonechat.model.tables import TABLES


@dataclass(frozen=True, slots=True)
class Held:
    """Where spells are held: their table, what links them, when they begin, and which rows of it count."""

    table: str
    link: str
    started: str
    end: str
    unless: str | None = None


CARE = Held("cla_episodes", "person_id", "care_started", "cla_episode_ceased_date", "is_short_break")
NEED = Held("cin_plans", "person_id", "cin_plan_start_date", "cin_plan_end_date")
PLAN = Held("cp_plans", "cp_plan_id", "cp_plan_start_date", "cp_plan_end_date")

SPELLS = {
    "cin_visits": ("cin_visit_date", NEED),
    "cp_visits": ("cp_visit_date", PLAN),
    "cla_visits": ("cla_visit_date", CARE),
    "cla_reviews": ("cla_review_date", CARE),
    "cla_health": ("health_check_date", CARE),
    "missing": ("missing_episode_start_date", CARE),
    "permanence": ("placed_for_adoption_date", CARE),
}
"""The date of each table's events, and where their spells are held."""


def sql(dialect: Dialect, table: str) -> str:
    """Spells put together from their rows; each event finds the latest that had begun."""
    dated, held = SPELLS[table]
    until = f"COALESCE({held.end}, {dialect.day_after('seen_to')})"
    unless = f" AND {held.unless} IS NOT TRUE" if held.unless else ""
    return f"""
WITH spells AS (
  SELECT authority AS authority, {held.link} AS link, {held.started} AS started, MAX({until}) AS until
  FROM {held.table}
  WHERE {held.started} IS NOT NULL AND {until} IS NOT NULL{unless}
  GROUP BY authority, {held.link}, {held.started}
),
latest AS (
  SELECT {key_sql(table)}, MAX(s.started) AS started
  FROM {table} AS t
  JOIN spells AS s ON s.authority = t.authority AND s.link = t.{held.link} AND s.started <= t.{dated}
  GROUP BY {", ".join(f"t.{name}" for name in TABLES[table].key)}
)
SELECT {key_sql(table)},
  s.started AS spell_started,
  s.until AS spell_until
FROM {table} AS t
LEFT JOIN latest AS l ON {same_sql("l", "t", *TABLES[table].key)}
LEFT JOIN spells AS s ON s.authority = t.authority AND s.link = t.{held.link}
  AND s.started = l.started AND s.until >= t.{dated}"""


def naive(tables: Rows, table: str) -> list[NewRow]:
    """Looks through all spells of the child or plan."""
    return [_placed(table, row, tables) for row in tables.get(table, ())]


def _placed(table: str, row: Row, tables: Rows) -> NewRow:
    dated, held = SPELLS[table]
    on = day(row, dated)
    spells = dict(_spells(alike(row, tables.get(held.table, ()), "authority", held.link), held))
    begun = max((started for started in spells if on is not None and started <= on), default=None)
    if begun is None or on is None or spells[begun] < on:
        return new_row(table, row, spell_started=None, spell_until=None)
    return new_row(table, row, spell_started=begun, spell_until=spells[begun])


def _spells(rows: Iterable[Row], held: Held) -> Iterator[tuple[date, date]]:
    """Start and end of each spell, in the order of ends, so that the last of one start stands."""
    found = []
    for row in rows:
        started, end, seen_to = day(row, held.started), day(row, held.end), day(row, "seen_to")
        until = end or (seen_to + timedelta(days=1) if seen_to else None)
        if started and until and not (held.unless and row.get(held.unless) is True):
            found.append((until, started))
    for until, started in sorted(found):
        yield started, until
