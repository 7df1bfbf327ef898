"""The child's event of the same kind before this one: when it was, and how many months ago.

For contacts and enquiries the one that began latest on an earlier day; events of one day are not each
other's previous. For assessments and plans the one that ended latest, on the day on which this one began
or before: a plan that ends and begins again on one day is a second plan.
"""

from dataclasses import dataclass

from stonechat.basics.dates import months_begun
from stonechat.engines.derivations.recipe import NewRow, alike, day, key_sql, new_row, same_sql
from stonechat.engines.dialect import Dialect
from stonechat.engines.engine import Row, Rows
from stonechat.model.tables import TABLES


@dataclass(frozen=True, slots=True)
class Event:
    """The date that this event has, the date that counts of an earlier one, and whether one day will do."""

    began: str
    earlier: str
    on_one_day: bool


EVENTS = {
    "contacts": Event("contact_date", "contact_date", on_one_day=False),
    "s47_enquiry": Event("s47_start_date", "s47_start_date", on_one_day=False),
    "cin_assessments": Event("assessment_start_date", "assessment_auth_date", on_one_day=True),
    "cp_plans": Event("cp_plan_start_date", "cp_plan_end_date", on_one_day=True),
}


def sql(dialect: Dialect, table: str) -> str:
    """The latest of the child's other rows that were before, found by the child."""
    event, own = EVENTS[table], TABLES[table].key[-1]
    sign = "<=" if event.on_one_day else "<"
    return f"""
WITH found AS (
  SELECT {key_sql(table)}, MAX(e.{event.earlier}) AS before
  FROM {table} AS t
  JOIN {table} AS e ON {same_sql("e", "t", "authority", "person_id")}
    AND e.{own} <> t.{own} AND e.{event.earlier} {sign} t.{event.began}
  GROUP BY {", ".join(f"t.{name}" for name in TABLES[table].key)}
)
SELECT {key_sql(table)},
  f.before AS previous_event_date,
  {dialect.months_begun("f.before", f"t.{event.began}")} AS months_since_previous_event
FROM {table} AS t
LEFT JOIN found AS f ON {same_sql("f", "t", *TABLES[table].key)}"""


def naive(tables: Rows, table: str) -> list[NewRow]:
    """Looks through the child's other rows."""
    return [_looked_back(table, row, tables) for row in tables.get(table, ())]


def _looked_back(table: str, row: Row, tables: Rows) -> NewRow:
    event, own = EVENTS[table], TABLES[table].key[-1]
    on = day(row, event.began)
    others = alike(row, tables.get(table, ()), "authority", "person_id")
    days = [day(other, event.earlier) for other in others if other[own] != row[own]]
    earlier = [found for found in days if found and on and (found < on or (event.on_one_day and found == on))]
    previous = max(earlier, default=None)
    months = None if previous is None or on is None else months_begun(previous, on)
    return new_row(table, row, previous_event_date=previous, months_since_previous_event=months)
