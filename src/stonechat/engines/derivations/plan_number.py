"""Which child protection plan of the child's this is: as the return says, and as is seen.

Seen counts the child's plans that started on an earlier day, so two that start on one day have the same
number; blank where the start or the child is.
"""

from collections.abc import Iterable

from stonechat.engines.derivations.recipe import NewRow, alike, day, key_sql, new_row, same_sql
from stonechat.engines.dialect import Dialect
from stonechat.engines.engine import Row, Rows


def sql(_dialect: Dialect, table: str) -> str:
    """Plans of each starting day, and a running sum of those before it."""
    return f"""
WITH days AS (
  SELECT authority AS authority, person_id AS person_id, cp_plan_start_date AS cp_plan_start_date,
    COUNT(*) AS plans
  FROM {table}
  GROUP BY authority, person_id, cp_plan_start_date
),
steps AS (
  SELECT authority AS authority, person_id AS person_id, cp_plan_start_date AS cp_plan_start_date,
    SUM(plans) OVER (
      PARTITION BY authority, person_id
      ORDER BY cp_plan_start_date
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) - plans AS earlier
  FROM days
  WHERE person_id IS NOT NULL AND cp_plan_start_date IS NOT NULL
)
SELECT {key_sql(table)},
  t.number_of_previous_cp_plans + 1 AS plan_number_returned,
  s.earlier + 1 AS plan_number_seen
FROM {table} AS t
LEFT JOIN steps AS s ON {same_sql("s", "t", "authority", "person_id", "cp_plan_start_date")}"""


def naive(tables: Rows, table: str) -> list[NewRow]:
    """Looks through the child's plans."""
    rows = []
    for row in tables.get(table, ()):
        previous = row.get("number_of_previous_cp_plans")
        returned = previous + 1 if isinstance(previous, int) else None
        seen = _seen(row, tables.get(table, ()))
        rows.append(new_row(table, row, plan_number_returned=returned, plan_number_seen=seen))
    return rows


def _seen(row: Row, plans: Iterable[Row]) -> int | None:
    start = day(row, "cp_plan_start_date")
    if start is None or row.get("person_id") is None:
        return None
    starts = (day(plan, "cp_plan_start_date") for plan in alike(row, plans, "authority", "person_id"))
    return 1 + sum(other is not None and other < start for other in starts)
