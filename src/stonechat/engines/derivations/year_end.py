"""The date of what a return says once a year: 31 March of the collection year.

Blank outside the years whose bank holidays are known, so that a year typed wrongly has no date.
"""

from datetime import date

from stonechat.basics.dates import CALENDAR_FIRST, CALENDAR_LAST
from stonechat.engines.derivations.recipe import NewRow, key_sql, new_row
from stonechat.engines.dialect import Dialect
from stonechat.engines.engine import Rows

MONTH, DAY = 3, 31


def sql(_dialect: Dialect, table: str) -> str:
    """The calendar's 31 March of the year."""
    return f"""
SELECT {key_sql(table)},
  c.day AS year_end
FROM {table} AS t
LEFT JOIN calendar AS c ON EXTRACT(YEAR FROM c.day) = t.year
  AND EXTRACT(MONTH FROM c.day) = {MONTH} AND EXTRACT(DAY FROM c.day) = {DAY}"""


def naive(tables: Rows, table: str) -> list[NewRow]:
    """Makes the date."""
    rows = []
    for row in tables.get(table, ()):
        year = row.get("year")
        known = isinstance(year, int) and CALENDAR_FIRST.year <= year <= CALENDAR_LAST.year
        rows.append(new_row(table, row, year_end=date(year, MONTH, DAY) if known else None))  # type: ignore[arg-type]
    return rows
