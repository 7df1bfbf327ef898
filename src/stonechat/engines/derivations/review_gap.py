"""Which review of its plan a review is, and how long after the one before it.

Reviews held on one day are one step, with one number. The first follows the plan's start; without that
(no such plan held) it follows nothing. A review dated before the plan's start is all blank and is not
counted; so is one without a date or a plan.
"""

from collections.abc import Sequence
from datetime import date

from stonechat.engines.derivations.recipe import (
    NewRow,
    alike,
    day,
    days_from,
    earliest,
    key_sql,
    new_row,
    same_sql,
)
from stonechat.engines.dialect import Dialect
from stonechat.engines.engine import Row, Rows


def sql(dialect: Dialect, table: str) -> str:
    """The different days of each plan's reviews in order, each with the day before it."""
    window = "OVER (PARTITION BY authority, cp_plan_id ORDER BY cp_review_date)"
    return f"""
WITH days AS (
  SELECT DISTINCT r.authority AS authority, r.cp_plan_id AS cp_plan_id, r.cp_review_date AS cp_review_date,
    p.cp_plan_start_date AS started
  FROM {table} AS r
  LEFT JOIN cp_plans AS p ON {same_sql("p", "r", "authority", "cp_plan_id")}
  WHERE r.cp_plan_id IS NOT NULL AND r.cp_review_date IS NOT NULL
    AND (p.cp_plan_start_date IS NULL OR r.cp_review_date >= p.cp_plan_start_date)
),
steps AS (
  SELECT authority AS authority, cp_plan_id AS cp_plan_id, cp_review_date AS cp_review_date,
    ROW_NUMBER() {window} AS review_number,
    COALESCE(LAG(cp_review_date) {window}, started) AS previous_date
  FROM days
)
SELECT {key_sql(table)},
  s.review_number AS review_number,
  s.previous_date AS previous_date,
  {dialect.days_between("s.previous_date", "t.cp_review_date")} AS days_since_previous
FROM {table} AS t
LEFT JOIN steps AS s ON {same_sql("s", "t", "authority", "cp_plan_id", "cp_review_date")}"""


def naive(tables: Rows, table: str) -> list[NewRow]:
    """Looks through the plan's reviews."""
    return [_placed(table, row, tables) for row in tables.get(table, ())]


def _placed(table: str, row: Row, tables: Rows) -> NewRow:
    started = earliest(
        alike(row, tables.get("cp_plans", ()), "authority", "cp_plan_id"), "cp_plan_start_date"
    )
    held = day(row, "cp_review_date")
    before_plan = started is not None and held is not None and held < started
    if held is None or row.get("cp_plan_id") is None or before_plan:
        return new_row(table, row, review_number=None, previous_date=None, days_since_previous=None)
    earlier = _days_before(held, row, tables.get(table, ()), started)
    previous = max(earlier, default=started)
    return new_row(
        table,
        row,
        review_number=len(earlier) + 1,
        previous_date=previous,
        days_since_previous=days_from(previous, held),
    )


def _days_before(held: date, row: Row, reviews: Sequence[Row], started: date | None) -> set[date]:
    """The different days of the plan's reviews before this one and not before the plan."""
    days = (day(other, "cp_review_date") for other in alike(row, reviews, "authority", "cp_plan_id"))
    return {found for found in days if found and found < held and (started is None or found >= started)}
