"""The enquiry that a conference came from: its start, and the working days from it to the conference.

Both blank for a conference that names no enquiry (a transfer in, for example). The working days also
where it was not held, where it is before the enquiry, and off the calendar. Day 0 is the enquiry's start;
Working Together 2023 asks for at most 15.
"""

from stonechat.engines.derivations.recipe import NewRow, alike, day, earliest, key_sql, new_row, same_sql
from stonechat.engines.derivations.working_time import working_days_from
from stonechat.engines.dialect import Dialect
from stonechat.engines.engine import Rows


def sql(_dialect: Dialect, table: str) -> str:
    """The enquiry by its key, then both days' ordinals."""
    return f"""
SELECT {key_sql(table)},
  q.s47_start_date AS s47_start_date,
  CASE WHEN t.icpc_date >= q.s47_start_date
    THEN finish.working_day - start.working_day END AS working_days_from_s47
FROM {table} AS t
LEFT JOIN s47_enquiry AS q ON {same_sql("q", "t", "authority", "s47_enquiry_id")}
LEFT JOIN calendar AS start ON start.day = q.s47_start_date
LEFT JOIN calendar AS finish ON finish.day = t.icpc_date"""


def naive(tables: Rows, table: str) -> list[NewRow]:
    """Looks the enquiry up."""
    rows = []
    for row in tables.get(table, ()):
        enquiries = alike(row, tables.get("s47_enquiry", ()), "authority", "s47_enquiry_id")
        start = earliest(enquiries, "s47_start_date")
        days = working_days_from(start, day(row, "icpc_date"))
        rows.append(new_row(table, row, s47_start_date=start, working_days_from_s47=days))
    return rows
