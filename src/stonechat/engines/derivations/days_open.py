"""How long an episode or plan was open: in days and in months begun.

Blank while open, and where the end is before the start.
"""

from stonechat.basics.dates import months_begun
from stonechat.engines.derivations.recipe import NewRow, day, days_from, key_sql, new_row
from stonechat.engines.dialect import Dialect
from stonechat.engines.engine import Rows

ENDS = {
    "cin_episodes": ("referral_date", "close_date"),
    "cp_plans": ("cp_plan_start_date", "cp_plan_end_date"),
}
"""Start and end of what is open."""


def sql(dialect: Dialect, table: str) -> str:
    """A comparison with a blank is not true, so a blank end leaves both blank."""
    start, end = (f"t.{column}" for column in ENDS[table])
    return f"""
SELECT {key_sql(table)},
  CASE WHEN {end} >= {start} THEN {dialect.days_between(start, end)} END AS days_open,
  CASE WHEN {end} >= {start} THEN {dialect.months_begun(start, end)} END AS months_open
FROM {table} AS t"""


def naive(tables: Rows, table: str) -> list[NewRow]:
    """Counts from start to end."""
    rows = []
    for row in tables.get(table, ()):
        start, end = (day(row, column) for column in ENDS[table])
        if start is None or end is None or end < start:
            rows.append(new_row(table, row, days_open=None, months_open=None))
        else:
            months = months_begun(start, end)
            rows.append(new_row(table, row, days_open=days_from(start, end), months_open=months))
    return rows
