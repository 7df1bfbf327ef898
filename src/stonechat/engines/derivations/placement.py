"""Which placement an episode belongs to, with which carer, and whether it begins one that counts as a move.

The episodes of a period of care, in order. A period's first episode begins a placement, and so does each
whose start reason says that the placement changed; a change of legal status alone does not. The carer
changes where the reason says so. Of the beginnings these are no moves: a temporary stay (T0 to T4),
adoption by the carer that the child is with (A3, A5), and the return from a temporary stay to the same
kind of placement at the same postcode.

Next: `placements_in_year.py` counts the moves.
"""

from collections.abc import Sequence
from datetime import date

from stonechat.engines.derivations.recipe import NewRow, alike, day, key_sql, new_row, same_sql
from stonechat.engines.dialect import Dialect
from stonechat.engines.engine import Row, Rows

NEW_PLACEMENT = ("S", "P", "T", "B", "U")
NEW_CARER = ("S", "P", "B")
TEMPORARY = ("T0", "T1", "T2", "T3", "T4")
WITH_CURRENT_CARER = ("A3", "A5")

FOREVER = date(9999, 12, 31)
"""Stands for the end of an episode that has none, when episodes of one day are put in order."""

ORDER = f"started, COALESCE(ceased, DATE '{FOREVER}'), cla_episode_id"
"""Episodes that start on one day: the one that ends first comes first."""

PERIOD = ("authority", "person_id", "is_short", "care_started")


def sql(_dialect: Dialect, table: str) -> str:
    """Episodes in order, each with the one before it, and of stays that are not temporary the one before."""
    window = f"PARTITION BY {', '.join(PERIOD)} ORDER BY {ORDER}"
    so_far = f"{window} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"
    return f"""
WITH held AS (
  SELECT t.authority AS authority, t.person_id AS person_id, t.care_started AS care_started,
    CASE WHEN t.is_short_break THEN 1 ELSE 0 END AS is_short,
    t.cla_episode_id AS cla_episode_id,
    t.cla_episode_start_date AS started,
    t.cla_episode_ceased_date AS ceased,
    t.cla_episode_start_reason AS reason,
    t.placement_type AS kind,
    t.placement_postcode AS place,
    CASE WHEN t.placement_type IN {TEMPORARY} THEN 1 ELSE 0 END AS is_temporary
  FROM {table} AS t
  WHERE t.care_started IS NOT NULL
),
steps AS (
  SELECT authority AS authority, cla_episode_id AS cla_episode_id, person_id AS person_id,
    is_short AS is_short, care_started AS care_started, started AS started, ceased AS ceased,
    reason AS reason, kind AS kind, is_temporary AS is_temporary,
    ROW_NUMBER() OVER ({window}) AS place_in_order,
    LAG(is_temporary) OVER ({window}) AS after_temporary
  FROM held
),
lasting AS (
  SELECT authority AS authority, cla_episode_id AS cla_episode_id,
    CASE WHEN kind = LAG(kind) OVER ({window}) AND place = LAG(place) OVER ({window}) THEN 1 ELSE 0 END
      AS as_before
  FROM held
  WHERE is_temporary = 0
),
starts AS (
  SELECT s.authority AS authority, s.cla_episode_id AS cla_episode_id, s.person_id AS person_id,
    s.is_short AS is_short, s.care_started AS care_started, s.started AS started, s.ceased AS ceased,
    CASE WHEN s.place_in_order = 1 OR s.reason IN {NEW_PLACEMENT} THEN 1 ELSE 0 END AS begins,
    CASE WHEN s.place_in_order = 1 OR s.reason IN {NEW_CARER} THEN 1 ELSE 0 END AS new_carer,
    CASE
      WHEN s.is_temporary = 1 OR s.kind IN {WITH_CURRENT_CARER} THEN 0
      WHEN s.after_temporary = 1 AND l.as_before = 1 THEN 0
      ELSE 1
    END AS may_count
  FROM steps AS s
  LEFT JOIN lasting AS l ON {same_sql("l", "s", "authority", "cla_episode_id")}
),
placed AS (
  SELECT authority AS authority, cla_episode_id AS cla_episode_id,
    MAX(CASE WHEN begins = 1 THEN started END) OVER ({so_far}) AS placement_started,
    begins = 1 AND may_count = 1 AS counts,
    MAX(CASE WHEN new_carer = 1 THEN started END) OVER ({so_far}) AS same_carer_since
  FROM starts
)
SELECT {key_sql(table)},
  p.placement_started AS placement_started,
  p.counts AS is_start_of_placement,
  p.same_carer_since AS same_carer_since
FROM {table} AS t
LEFT JOIN placed AS p ON {same_sql("p", "t", "authority", "cla_episode_id")}"""


def naive(tables: Rows, table: str) -> list[NewRow]:
    """Walks through the period of each episode up to it."""
    return [_placed(table, row, tables.get(table, ())) for row in tables.get(table, ())]


def _placed(table: str, row: Row, rows: Sequence[Row]) -> NewRow:
    if row.get("care_started") is None:
        return new_row(table, row, placement_started=None, is_start_of_placement=None, same_carer_since=None)
    same_period = alike(row, rows, "authority", "person_id", "care_started")
    period = in_sequence([one for one in same_period if is_short(one) == is_short(row)])
    place = next(n for n, one in enumerate(period) if one["cla_episode_id"] == row["cla_episode_id"])
    up_to = period[: place + 1]
    begun = [one for n, one in enumerate(up_to) if n == 0 or _reason(one) in NEW_PLACEMENT]
    with_carer = [one for n, one in enumerate(up_to) if n == 0 or _reason(one) in NEW_CARER]
    return new_row(
        table,
        row,
        placement_started=day(begun[-1], "cla_episode_start_date"),
        is_start_of_placement=begun[-1] is up_to[-1] and _may_count(up_to),
        same_carer_since=day(with_carer[-1], "cla_episode_start_date"),
    )


def is_short(row: Row) -> bool:
    """Whether the episode is known to be a short break."""
    return row.get("is_short_break") is True


def in_sequence(episodes: Sequence[Row]) -> list[Row]:
    """By start, then end (open last), then identifier."""

    def place(row: Row) -> tuple[date, date, str]:
        started, ceased = day(row, "cla_episode_start_date"), day(row, "cla_episode_ceased_date")
        return started or FOREVER, ceased or FOREVER, str(row["cla_episode_id"])

    return sorted(episodes, key=place)


def _reason(row: Row) -> object:
    return row.get("cla_episode_start_reason")


def _may_count(up_to: Sequence[Row]) -> bool:
    *before, row = up_to
    if row.get("placement_type") in (*TEMPORARY, *WITH_CURRENT_CARER):
        return False
    if not before or before[-1].get("placement_type") not in TEMPORARY:
        return True
    lasting = [one for one in before if one.get("placement_type") not in TEMPORARY]
    return not (lasting and _same_place(lasting[-1], row))


def _same_place(one: Row, other: Row) -> bool:
    return all(
        one.get(column) is not None and one.get(column) == other.get(column)
        for column in ("placement_type", "placement_postcode")
    )
