"""Until when a child has had three or more placements in the last twelve months.

All the placements of the child that count as moves (`placement.py`), over every period of care, short
breaks by themselves. A placement lasts until the next one begins, or until its period ended if that was
before. From the start of an episode the child has three or more in the twelve months to a day if the third
latest of those begun by then ended in these months: so the one held at their start counts, as does the
latest. Twelve months after that end it no longer does. That holds of the child, whichever episode is open
then: where episodes overlap, one that begins later may end first.
"""

from collections.abc import Sequence
from datetime import date

from stonechat.basics.dates import add_months
from stonechat.engines.derivations.placement import FOREVER, ORDER, in_sequence, is_short
from stonechat.engines.derivations.recipe import NewRow, alike, day, key_sql, new_row, same_sql
from stonechat.engines.dialect import Dialect
from stonechat.engines.engine import Row, Rows

MANY = 3
YEAR = 12


def sql(dialect: Dialect, table: str) -> str:
    """Placements numbered in order with their ends; each episode finds the third latest up to it."""
    child = ("authority", "person_id", "is_short")
    window = f"PARTITION BY {', '.join(child)} ORDER BY {ORDER}"
    return f"""
WITH held AS (
  SELECT t.authority AS authority, t.person_id AS person_id,
    CASE WHEN t.is_short_break THEN 1 ELSE 0 END AS is_short,
    t.cla_episode_id AS cla_episode_id,
    t.cla_episode_start_date AS started,
    t.cla_episode_ceased_date AS ceased,
    t.care_ended AS care_ended,
    CASE WHEN t.is_start_of_placement THEN 1 ELSE 0 END AS counts
  FROM {table} AS t
  WHERE t.care_started IS NOT NULL
),
numbered AS (
  SELECT authority AS authority, person_id AS person_id, is_short AS is_short,
    cla_episode_id AS cla_episode_id,
    SUM(counts) OVER ({window} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS placements
  FROM held
),
nexts AS (
  SELECT authority AS authority, person_id AS person_id, is_short AS is_short, care_ended AS care_ended,
    ROW_NUMBER() OVER ({window}) AS placement,
    LEAD(started) OVER ({window}) AS next_started
  FROM held
  WHERE counts = 1
),
placements AS (
  SELECT authority AS authority, person_id AS person_id, is_short AS is_short, placement AS placement,
    CASE WHEN care_ended < next_started THEN care_ended ELSE next_started END AS ended
  FROM nexts
)
SELECT {key_sql(table)},
  n.ended AS third_placement_ended,
  {dialect.months_after("n.ended", YEAR)} AS three_placements_until
FROM {table} AS t
LEFT JOIN numbered AS e ON {same_sql("e", "t", "authority", "cla_episode_id")}
LEFT JOIN placements AS n ON {same_sql("n", "e", *child)} AND n.placement = e.placements - {MANY - 1}"""


def naive(tables: Rows, table: str) -> list[NewRow]:
    """Lists the child's placements up to each episode."""
    return [_counted(table, row, tables.get(table, ())) for row in tables.get(table, ())]


def _counted(table: str, row: Row, rows: Sequence[Row]) -> NewRow:
    ended = None if row.get("care_started") is None else _third_ended(row, rows)
    until = None if ended is None else add_months(ended, YEAR)
    return new_row(table, row, third_placement_ended=ended, three_placements_until=until)


def _third_ended(row: Row, rows: Sequence[Row]) -> date | None:
    same = [one for one in alike(row, rows, "authority", "person_id") if is_short(one) == is_short(row)]
    episodes = in_sequence([one for one in same if one.get("care_started") is not None])
    place = next(n for n, one in enumerate(episodes) if one["cla_episode_id"] == row["cla_episode_id"])
    moves = [one for one in episodes[: place + 1] if one.get("is_start_of_placement")]
    if len(moves) < MANY:
        return None
    third, second = moves[-MANY], moves[1 - MANY]
    return min(day(third, "care_ended") or FOREVER, day(second, "cla_episode_start_date") or FOREVER)
