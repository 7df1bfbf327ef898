"""Until when a child has had three or more different workers in the last twelve months.

At each spell of a worker with a child, the workers whose spells began by then, each once by the end of
their latest spell: the third latest of these ends is looked for. From that start on the child has three or
more in the twelve months to a day if it falls in them, whoever is there on the day. So a worker who comes
back is no new worker, and the worker whom the child had when the twelve months began is one of the three.
"""

from collections.abc import Sequence
from datetime import date

from stonechat.basics.dates import add_months
from stonechat.engines.derivations.recipe import NewRow, alike, day, key_sql, new_row, same_sql
from stonechat.engines.dialect import Dialect
from stonechat.engines.engine import Row, Rows
from stonechat.model.tables import TABLES

MANY = 3
YEAR = 12


def sql(dialect: Dialect, table: str) -> str:
    """Each spell with the workers up to it, and of these the third by the end of their latest spell."""
    keys = ", ".join(TABLES[table].key)
    return f"""
WITH workers AS (
  SELECT {key_sql(table)}, e.professional_id AS professional_id, MAX(e.counted_until) AS until
  FROM {table} AS t
  JOIN {table} AS e ON {same_sql("e", "t", "authority", "person_id")}
    AND e.involvement_start_date <= t.involvement_start_date
    AND e.professional_id IS NOT NULL AND e.counted_until IS NOT NULL
  WHERE t.professional_id IS NOT NULL
  GROUP BY {", ".join(f"t.{name}" for name in TABLES[table].key)}, e.professional_id
),
ranked AS (
  SELECT {keys}, until AS until,
    ROW_NUMBER() OVER (PARTITION BY {keys} ORDER BY until DESC, professional_id) AS place
  FROM workers
)
SELECT {key_sql(table)},
  {dialect.months_after("n.until", YEAR)} AS three_workers_until
FROM {table} AS t
LEFT JOIN ranked AS n ON {same_sql("n", "t", *TABLES[table].key)} AND n.place = {MANY}"""


def naive(tables: Rows, table: str) -> list[NewRow]:
    """Lists the child's workers up to each spell."""
    return [_counted(table, row, tables.get(table, ())) for row in tables.get(table, ())]


def _counted(table: str, row: Row, rows: Sequence[Row]) -> NewRow:
    third = _third_end(row, rows)
    return new_row(table, row, three_workers_until=add_months(third, YEAR) if third else None)


def _third_end(row: Row, rows: Sequence[Row]) -> date | None:
    began = day(row, "involvement_start_date")
    if began is None or row.get("professional_id") is None:
        return None
    latest: dict[object, date] = {}
    for other in alike(row, rows, "authority", "person_id"):
        worker, start = other.get("professional_id"), day(other, "involvement_start_date")
        until = day(other, "counted_until")
        if worker is not None and start is not None and start <= began and until is not None:
            latest[worker] = max(until, latest.get(worker, until))
    ends = sorted(latest.values(), reverse=True)
    return ends[MANY - 1] if len(ends) >= MANY else None
