"""The first conference held from a section 47 enquiry, and the days and working days until it.

All blank where no held conference names the enquiry, where the first is before the enquiry began, and
where that beginning is blank; the working days also off the calendar. Day 0 is the enquiry's start.
"""

from stonechat.engines.derivations.recipe import (
    NewRow,
    alike,
    day,
    days_from,
    earliest,
    in_order,
    key_sql,
    new_row,
    same_sql,
)
from stonechat.engines.derivations.working_time import working_days_from
from stonechat.engines.dialect import Dialect
from stonechat.engines.engine import Rows


def sql(dialect: Dialect, table: str) -> str:
    """The first conference of each enquiry, then both days' ordinals."""
    return f"""
WITH firsts AS (
  SELECT authority AS authority, s47_enquiry_id AS s47_enquiry_id, MIN(icpc_date) AS held
  FROM initial_cp_conference
  GROUP BY authority, s47_enquiry_id
)
SELECT {key_sql(table)},
  f.held AS conference_date,
  {dialect.days_between("t.s47_start_date", "f.held")} AS days_to_conference,
  finish.working_day - start.working_day AS working_days_to_conference
FROM {table} AS t
LEFT JOIN firsts AS f ON {same_sql("f", "t", "authority", "s47_enquiry_id")}
  AND f.held >= t.s47_start_date
LEFT JOIN calendar AS start ON start.day = t.s47_start_date
LEFT JOIN calendar AS finish ON finish.day = f.held"""


def naive(tables: Rows, table: str) -> list[NewRow]:
    """Looks through the enquiry's conferences."""
    rows = []
    for row in tables.get(table, ()):
        start = day(row, "s47_start_date")
        conferences = alike(row, tables.get("initial_cp_conference", ()), "authority", "s47_enquiry_id")
        held = earliest(conferences, "icpc_date")
        if not in_order(start, held):
            held = None
        rows.append(
            new_row(
                table,
                row,
                conference_date=held,
                days_to_conference=days_from(start, held),
                working_days_to_conference=working_days_from(start, held),
            )
        )
    return rows
