"""Age at the event: completed years on the day that dates the row; -1 before birth.

Someone born on 29 February has a birthday on 1 March in other years. Blank where either date is.
"""

from stonechat.basics.dates import completed_years
from stonechat.engines.derivations.recipe import NewRow, day, key_sql, new_row
from stonechat.engines.dialect import Dialect
from stonechat.engines.engine import Rows

DATED_BY = {
    "cin_episodes": "referral_date",
    "cin_assessments": "assessment_start_date",
    "cin_plans": "cin_plan_start_date",
    "s47_enquiry": "s47_start_date",
    "initial_cp_conference": "icpc_date",
    "cp_plans": "cp_plan_start_date",
    "cp_reviews": "cp_review_date",
    "cla_episodes": "cla_episode_start_date",
    "cla_reviews": "cla_review_date",
    "missing": "missing_episode_start_date",
    "cla_yearly_outcomes": "year_end",
    "care_leaver_yearly_outcomes": "year_end",
}
"""The event of each table at which the age is taken."""


def sql(dialect: Dialect, table: str) -> str:
    """Years, months and days compared; no division of days by 365."""
    return f"""
SELECT {key_sql(table)},
  {dialect.completed_years("t.born", f"t.{DATED_BY[table]}")} AS age
FROM {table} AS t"""


def naive(tables: Rows, table: str) -> list[NewRow]:
    """Asks `basics.dates`."""
    rows = []
    for row in tables.get(table, ()):
        born, on = day(row, "born"), day(row, DATED_BY[table])
        age = None if born is None or on is None else completed_years(born, on)
        rows.append(new_row(table, row, age=age))
    return rows
