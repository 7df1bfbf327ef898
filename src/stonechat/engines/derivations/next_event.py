"""What came next for the child: the first referral after a contact, after early help or after a case was
closed; the first child protection plan after a plan for a child in need began, or after one ended.

The same day counts. Of one table with itself, a row is not its own next.
"""

from dataclasses import dataclass

from stonechat.engines.derivations.recipe import (
    NewRow,
    alike,
    day,
    days_from,
    key_sql,
    new_row,
    same_sql,
)
from stonechat.engines.dialect import Dialect
from stonechat.engines.engine import Row, Rows
from stonechat.model.tables import TABLES


@dataclass(frozen=True, slots=True)
class Followed:
    """From which date of its own a row is followed, and to which date of which table."""

    by: str
    to: str
    dated: str


NEXT_REFERRAL, NEXT_PLAN = ("cin_episodes", "referral_date"), ("cp_plans", "cp_plan_start_date")

FOLLOWED = {
    "contacts": Followed("contact_date", *NEXT_REFERRAL),
    "early_help_episodes": Followed("episode_end_date", *NEXT_REFERRAL),
    "cin_episodes": Followed("close_date", *NEXT_REFERRAL),
    "cin_plans": Followed("cin_plan_start_date", *NEXT_PLAN),
    "cp_plans": Followed("cp_plan_end_date", *NEXT_PLAN),
}


def columns(table: str) -> tuple[str, str]:
    """The names of the new columns: the date, and the days until it."""
    noun = "referral" if FOLLOWED[table].to == "cin_episodes" else "cp_plan"
    return f"next_{noun}_date", f"days_to_next_{noun}"


def sql(dialect: Dialect, table: str) -> str:
    """The first of the child's later rows, found by the child."""
    followed, own = FOLLOWED[table], TABLES[table].key[-1]
    dated, days = columns(table)
    another = f" AND e.{own} <> t.{own}" if followed.to == table else ""
    return f"""
WITH found AS (
  SELECT {key_sql(table)}, MIN(e.{followed.dated}) AS after
  FROM {table} AS t
  JOIN {followed.to} AS e ON {same_sql("e", "t", "authority", "person_id")}
    AND e.{followed.dated} >= t.{followed.by}{another}
  GROUP BY {", ".join(f"t.{name}" for name in TABLES[table].key)}
)
SELECT {key_sql(table)},
  f.after AS {dated},
  {dialect.days_between(f"t.{followed.by}", "f.after")} AS {days}
FROM {table} AS t
LEFT JOIN found AS f ON {same_sql("f", "t", *TABLES[table].key)}"""


def naive(tables: Rows, table: str) -> list[NewRow]:
    """Looks through the child's rows of the other table."""
    return [_looked_on(table, row, tables) for row in tables.get(table, ())]


def _looked_on(table: str, row: Row, tables: Rows) -> NewRow:
    followed, own = FOLLOWED[table], TABLES[table].key[-1]
    by = day(row, followed.by)
    others = alike(row, tables.get(followed.to, ()), "authority", "person_id")
    if followed.to == table:
        others = [other for other in others if other[own] != row[own]]
    days = [found for other in others if (found := day(other, followed.dated)) and by and found >= by]
    after = min(days, default=None)
    return new_row(table, row, **dict(zip(columns(table), (after, days_from(by, after)), strict=True)))
