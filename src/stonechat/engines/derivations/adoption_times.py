"""How long each step to an adoptive home took.

From entering care to the placement for adoption; from the placement order to the match (0 where the match
came first); from the decision that the child should be adopted to the placement. Blank where a date is,
and where the placement is before the decision.
"""

from datetime import date

from stonechat.basics.dates import months_begun
from stonechat.engines.derivations.recipe import NewRow, day, days_from, in_order, key_sql, new_row
from stonechat.engines.dialect import Dialect
from stonechat.engines.engine import Row, Rows


def sql(dialect: Dialect, table: str) -> str:
    """Days and months between the dates of one row."""
    to_match = dialect.days_between("t.placement_order_date", "t.matched_date")
    return f"""
SELECT {key_sql(table)},
  {dialect.days_between("t.spell_started", "t.placed_for_adoption_date")} AS days_from_entry_to_placement,
  CASE WHEN t.matched_date < t.placement_order_date THEN 0 ELSE {to_match} END AS days_from_order_to_match,
  CASE WHEN t.placed_for_adoption_date >= t.adm_decision_date
    THEN {dialect.months_begun("t.adm_decision_date", "t.placed_for_adoption_date")}
  END AS months_from_decision_to_placement
FROM {table} AS t"""


def naive(tables: Rows, table: str) -> list[NewRow]:
    """Counts from date to date."""
    return [_timed(table, row) for row in tables.get(table, ())]


def _timed(table: str, row: Row) -> NewRow:
    placed, decided = day(row, "placed_for_adoption_date"), day(row, "adm_decision_date")
    to_match = days_from(day(row, "placement_order_date"), day(row, "matched_date"))
    return new_row(
        table,
        row,
        days_from_entry_to_placement=days_from(day(row, "spell_started"), placed),
        days_from_order_to_match=None if to_match is None else max(0, to_match),
        months_from_decision_to_placement=_months(decided, placed),
    )


def _months(start: date | None, end: date | None) -> int | None:
    if start is None or end is None or not in_order(start, end):
        return None
    return months_begun(start, end)
