"""Which review of its plan or period of care a review is, and how long after the one before it.

Reviews held on one day are one step, with one number. The first follows the start of the plan or period;
without that (no such plan held) it follows nothing. A review dated before the plan's start, one outside
every period of care, and one that was cancelled are all blank and are not counted; so is one without a
date or a plan.
"""

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

LINKS = {
    "cp_reviews": ("cp_review_date", ("authority", "cp_plan_id")),
    "cla_reviews": ("cla_review_date", ("authority", "person_id", "spell_started")),
}
"""The date of a review, and what reviews of one plan or period have in common."""


def sql(dialect: Dialect, table: str) -> str:
    """The different days of each plan's or period's reviews in order, each with the day before it."""
    dated, link = LINKS[table]
    names = ", ".join(link)
    window = f"OVER (PARTITION BY {names} ORDER BY {dated})"
    return f"""
WITH days AS ({_plan_days_sql() if table == "cp_reviews" else _care_days_sql()}
),
steps AS (
  SELECT {names}, {dated} AS {dated},
    ROW_NUMBER() {window} AS review_number,
    COALESCE(LAG({dated}) {window}, started) AS previous_date
  FROM days
)
SELECT {key_sql(table)},
  s.review_number AS review_number,
  s.previous_date AS previous_date,
  {dialect.days_between("s.previous_date", f"t.{dated}")} AS days_since_previous
FROM {table} AS t
LEFT JOIN steps AS s ON {same_sql("s", "t", *link, dated)}
  {"AND t.cla_review_cancelled IS NOT TRUE" if table == "cla_reviews" else ""}"""


def _plan_days_sql() -> str:
    return f"""
  SELECT DISTINCT r.authority AS authority, r.cp_plan_id AS cp_plan_id, r.cp_review_date AS cp_review_date,
    p.cp_plan_start_date AS started
  FROM cp_reviews AS r
  LEFT JOIN cp_plans AS p ON {same_sql("p", "r", "authority", "cp_plan_id")}
  WHERE r.cp_plan_id IS NOT NULL AND r.cp_review_date IS NOT NULL
    AND (p.cp_plan_start_date IS NULL OR r.cp_review_date >= p.cp_plan_start_date)"""


def _care_days_sql() -> str:
    return """
  SELECT DISTINCT authority AS authority, person_id AS person_id, spell_started AS spell_started,
    cla_review_date AS cla_review_date, spell_started AS started
  FROM cla_reviews
  WHERE spell_started IS NOT NULL AND cla_review_cancelled IS NOT TRUE"""


def naive(tables: Rows, table: str) -> list[NewRow]:
    """Looks through the reviews of the plan or period."""
    return [_placed(table, row, tables) for row in tables.get(table, ())]


def _placed(table: str, row: Row, tables: Rows) -> NewRow:
    dated, link = LINKS[table]
    started, held = _started(table, row, tables), day(row, dated)
    if not _counts(table, row, started):
        return new_row(table, row, review_number=None, previous_date=None, days_since_previous=None)
    others = alike(row, tables.get(table, ()), *link)
    days = {day(other, dated) for other in others if _counts(table, other, started)}
    earlier = {on for on in days if on is not None and held is not None and on < held}
    previous = max(earlier, default=started)
    return new_row(
        table,
        row,
        review_number=len(earlier) + 1,
        previous_date=previous,
        days_since_previous=days_from(previous, held),
    )


def _started(table: str, row: Row, tables: Rows) -> date | None:
    if table == "cla_reviews":
        return day(row, "spell_started")
    plans = alike(row, tables.get("cp_plans", ()), "authority", "cp_plan_id")
    return earliest(plans, "cp_plan_start_date")


def _counts(table: str, review: Row, started: date | None) -> bool:
    """Whether the review was held within its plan or period."""
    held = day(review, LINKS[table][0])
    if table == "cla_reviews":
        return started is not None and review.get("cla_review_cancelled") is not True
    return held is not None and review.get("cp_plan_id") is not None and (started is None or held >= started)
