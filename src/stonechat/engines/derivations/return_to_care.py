"""When a child who left care began to be looked after again, and how many days later.

Of each period of care that has ended, the child's next that begins on the day of its end or later. Short
breaks are neither.
"""

from stonechat.engines.derivations.recipe import NewRow, alike, day, days_from, key_sql, new_row, same_sql
from stonechat.engines.dialect import Dialect
from stonechat.engines.engine import Row, Rows
from stonechat.model.tables import TABLES


def sql(dialect: Dialect, table: str) -> str:
    """The first later beginning of a period."""
    return f"""
WITH found AS (
  SELECT {key_sql(table)}, MIN(n.care_started) AS after
  FROM {table} AS t
  JOIN {table} AS n ON {same_sql("n", "t", "authority", "person_id")}
    AND n.care_started >= t.care_ended AND n.care_started > t.care_started
    AND n.is_short_break IS NOT TRUE
  WHERE t.is_short_break IS NOT TRUE
  GROUP BY {", ".join(f"t.{name}" for name in TABLES[table].key)}
)
SELECT {key_sql(table)},
  f.after AS returned_to_care,
  {dialect.days_between("t.care_ended", "f.after")} AS days_to_return
FROM {table} AS t
LEFT JOIN found AS f ON {same_sql("f", "t", *TABLES[table].key)}"""


def naive(tables: Rows, table: str) -> list[NewRow]:
    """Looks through the child's periods of care."""
    return [_followed(table, row, tables) for row in tables.get(table, ())]


def _followed(table: str, row: Row, tables: Rows) -> NewRow:
    started, ended = day(row, "care_started"), day(row, "care_ended")
    after = None
    if started is not None and ended is not None and row.get("is_short_break") is not True:
        others = alike(row, tables.get(table, ()), "authority", "person_id")
        begun = [day(one, "care_started") for one in others if one.get("is_short_break") is not True]
        after = min((on for on in begun if on and on >= ended and on > started), default=None)
    return new_row(table, row, returned_to_care=after, days_to_return=days_from(ended, after))
