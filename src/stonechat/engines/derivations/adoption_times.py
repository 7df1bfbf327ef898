"""How long each step to an adoptive home took.

From entering care to the placement for adoption; from the placement order to the match (0 where the match
came first); from the decision that the child should be adopted to the placement. Blank where a date is,
and where the placement is before the decision; the first also where no source tells that care began on the
first day held of it (`period_of_care.py`), since it may have begun years before.
"""

from datetime import date

from stonechat.basics.dates import months_begun
from stonechat.engines.derivations.recipe import (
    NewRow,
    alike,
    day,
    days_from,
    in_order,
    key_sql,
    new_row,
    same_sql,
)
from stonechat.engines.dialect import Dialect
from stonechat.engines.engine import Row, Rows


def sql(dialect: Dialect, table: str) -> str:
    """Days and months between the dates of one row."""
    to_match = dialect.days_between("t.placement_order_date", "t.matched_date")
    return f"""
WITH entries AS (
  SELECT DISTINCT authority AS authority, person_id AS person_id, care_started AS entered
  FROM cla_episodes
  WHERE care_start_is_told AND is_short_break IS NOT TRUE
)
SELECT {key_sql(table)},
  {dialect.days_between("e.entered", "t.placed_for_adoption_date")} AS days_from_entry_to_placement,
  CASE WHEN t.matched_date < t.placement_order_date THEN 0 ELSE {to_match} END AS days_from_order_to_match,
  CASE WHEN t.placed_for_adoption_date >= t.adm_decision_date
    THEN {dialect.months_begun("t.adm_decision_date", "t.placed_for_adoption_date")}
  END AS months_from_decision_to_placement
FROM {table} AS t
LEFT JOIN entries AS e ON {same_sql("e", "t", "authority", "person_id")} AND e.entered = t.spell_started"""


def naive(tables: Rows, table: str) -> list[NewRow]:
    """Counts from date to date."""
    return [_timed(table, row, tables) for row in tables.get(table, ())]


def _timed(table: str, row: Row, tables: Rows) -> NewRow:
    placed, decided = day(row, "placed_for_adoption_date"), day(row, "adm_decision_date")
    to_match = days_from(day(row, "placement_order_date"), day(row, "matched_date"))
    return new_row(
        table,
        row,
        days_from_entry_to_placement=days_from(_entered(row, tables), placed),
        days_from_order_to_match=None if to_match is None else max(0, to_match),
        months_from_decision_to_placement=_months(decided, placed),
    )


def _entered(row: Row, tables: Rows) -> date | None:
    """The first day of the spell, if a source tells that care began on it."""
    started = day(row, "spell_started")
    told = any(
        day(episode, "care_started") == started and episode.get("care_start_is_told") is True
        for episode in alike(row, tables.get("cla_episodes", ()), "authority", "person_id")
        if episode.get("is_short_break") is not True
    )
    return started if told else None


def _months(start: date | None, end: date | None) -> int | None:
    if start is None or end is None or not in_order(start, end):
        return None
    return months_begun(start, end)
