"""Until when a visit is the latest one: the day of the next visit, or the end of the spell of help.

Only visits within a spell (`spell.py`) at which the child was seen, as far as is recorded: one marked as
not seen is no visit here, and its cell is blank.
"""

from stonechat.engines.derivations.recipe import NewRow, alike, day, key_sql, new_row, same_sql
from stonechat.engines.derivations.spell import SPELLS
from stonechat.engines.dialect import Dialect
from stonechat.engines.engine import Row, Rows
from stonechat.model.tables import TABLES

SEEN = {"cin_visits": "cin_visit_seen", "cp_visits": "cp_visit_seen", "cla_visits": "cla_visit_seen"}


def sql(_dialect: Dialect, table: str) -> str:
    """The first later day of a visit in the spell, if there is one."""
    (dated, held), own = SPELLS[table], TABLES[table].key
    return f"""
WITH nexts AS (
  SELECT {key_sql(table)}, MIN(n.{dated}) AS next_day
  FROM {table} AS t
  JOIN {table} AS n ON {same_sql("n", "t", "authority", held.link, "spell_started")}
    AND n.{dated} > t.{dated} AND n.{SEEN[table]} IS NOT FALSE
  GROUP BY {", ".join(f"t.{name}" for name in own)}
)
SELECT {key_sql(table)},
  CASE WHEN t.{SEEN[table]} IS NOT FALSE THEN COALESCE(n.next_day, t.spell_until) END AS last_visit_until
FROM {table} AS t
LEFT JOIN nexts AS n ON {same_sql("n", "t", *own)}"""


def naive(tables: Rows, table: str) -> list[NewRow]:
    """Looks through the visits of the spell."""
    return [_followed(table, row, tables) for row in tables.get(table, ())]


def _followed(table: str, row: Row, tables: Rows) -> NewRow:
    dated, held = SPELLS[table]
    on = day(row, dated)
    if on is None or row.get("spell_started") is None or row.get(SEEN[table]) is False:
        return new_row(table, row, last_visit_until=None)
    visits = alike(row, tables.get(table, ()), "authority", held.link, "spell_started")
    seen = [day(visit, dated) for visit in visits if visit.get(SEEN[table]) is not False]
    later = [found for found in seen if found is not None and found > on]
    return new_row(table, row, last_visit_until=min(later, default=day(row, "spell_until")))
