"""Which period of care an episode belongs to: when it started and ended, and which of the child's it is.

Episodes are taken by the days on which they start. A day goes on with the period before it if an episode
of the child that started earlier ended on that day because a new one began (X1); anything else begins a
new period. Short breaks are chained among themselves, other care among itself, so neither links with the
other. Of a period's last starting day the latest end is the period's, and it has none while one is open.
"""

from collections.abc import Sequence
from datetime import date

from stonechat.engines.derivations.recipe import NewRow, alike, day, key_sql, new_row, same_sql
from stonechat.engines.dialect import Dialect
from stonechat.engines.engine import Row, Rows

SHORT_BREAKS = ("V3", "V4")
GOES_ON = "X1"
"""Why an episode ended, where it says that the next begins on the same day."""

COLUMNS = ("care_started", "care_ended", "care_period_number", "is_first_of_period", "is_last_of_period")


def sql(_dialect: Dialect, table: str) -> str:
    """Starting days, whether each goes on, a running count of those that do not, and the ends of each run."""
    child = ("authority", "person_id", "is_short")
    names = ", ".join(child)
    return f"""
WITH held AS (
  SELECT authority AS authority, person_id AS person_id,
    CASE WHEN legal_status IN {SHORT_BREAKS} THEN 1 ELSE 0 END AS is_short,
    cla_episode_start_date AS started,
    cla_episode_ceased_date AS ceased,
    CASE WHEN cla_episode_ceased_reason = '{GOES_ON}' THEN 1 ELSE 0 END AS goes_on
  FROM {table}
  WHERE person_id IS NOT NULL AND cla_episode_start_date IS NOT NULL
),
days AS (
  SELECT {names}, started AS started, MAX(ceased) AS ceased, COUNT(*) - COUNT(ceased) AS still_open
  FROM held
  GROUP BY {names}, started
),
links AS (
  SELECT DISTINCT d.authority AS authority, d.person_id AS person_id, d.is_short AS is_short,
    d.started AS started
  FROM days AS d
  JOIN held AS e ON {same_sql("e", "d", *child)}
    AND e.goes_on = 1 AND e.ceased = d.started AND e.started < d.started
),
steps AS (
  SELECT d.authority AS authority, d.person_id AS person_id, d.is_short AS is_short, d.started AS started,
    d.ceased AS ceased, d.still_open AS still_open,
    SUM(CASE WHEN l.started IS NULL THEN 1 ELSE 0 END) OVER (
      PARTITION BY d.authority, d.person_id, d.is_short
      ORDER BY d.started
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS period
  FROM days AS d
  LEFT JOIN links AS l ON {same_sql("l", "d", *child, "started")}
),
ends AS (
  SELECT {names}, period AS period, MIN(started) AS first_day, MAX(started) AS last_day
  FROM steps
  GROUP BY {names}, period
),
periods AS (
  SELECT s.authority AS authority, s.person_id AS person_id, s.is_short AS is_short, s.started AS started,
    s.period AS period, e.first_day AS first_day, e.last_day AS last_day,
    CASE WHEN z.still_open = 0 THEN z.ceased END AS ended
  FROM steps AS s
  JOIN ends AS e ON {same_sql("e", "s", *child, "period")}
  JOIN steps AS z ON {same_sql("z", "e", *child)} AND z.started = e.last_day
)
SELECT {key_sql(table)},
  CASE WHEN t.legal_status IS NOT NULL THEN t.legal_status IN {SHORT_BREAKS} END AS is_short_break,
  p.first_day AS care_started,
  p.ended AS care_ended,
  p.period AS care_period_number,
  p.started = p.first_day AS is_first_of_period,
  p.started = p.last_day AS is_last_of_period
FROM {table} AS t
LEFT JOIN periods AS p ON {same_sql("p", "t", "authority", "person_id")}
  AND p.started = t.cla_episode_start_date
  AND p.is_short = CASE WHEN t.legal_status IN {SHORT_BREAKS} THEN 1 ELSE 0 END"""


def naive(tables: Rows, table: str) -> list[NewRow]:
    """Chains the child's episodes for each of them."""
    return [_placed(table, row, tables.get(table, ())) for row in tables.get(table, ())]


def _placed(table: str, row: Row, rows: Sequence[Row]) -> NewRow:
    status, started = row.get("legal_status"), day(row, "cla_episode_start_date")
    is_short_break = None if status is None else status in SHORT_BREAKS
    if started is None or row.get("person_id") is None:
        return new_row(table, row, is_short_break=is_short_break, **dict.fromkeys(COLUMNS))
    same = [other for other in alike(row, rows, "authority", "person_id") if is_short(other) == is_short(row)]
    periods = chained(same)
    number, period = next((n, days) for n, days in enumerate(periods, 1) if started in days)
    return new_row(
        table,
        row,
        is_short_break=is_short_break,
        care_started=period[0],
        care_ended=_end(same, period[-1]),
        care_period_number=number,
        is_first_of_period=started == period[0],
        is_last_of_period=started == period[-1],
    )


def is_short(row: Row) -> bool:
    """Whether the episode is a short break; an unknown status is other care."""
    return row.get("legal_status") in SHORT_BREAKS


def chained(episodes: Sequence[Row]) -> list[list[date]]:
    """The days on which one child's episodes start, period by period."""
    periods: list[list[date]] = []
    for started in sorted({found for row in episodes if (found := day(row, "cla_episode_start_date"))}):
        if any(_leads_to(row, started) for row in episodes):
            periods[-1].append(started)
        else:
            periods.append([started])
    return periods


def _leads_to(row: Row, started: date) -> bool:
    own = day(row, "cla_episode_start_date")
    ended_then = day(row, "cla_episode_ceased_date") == started
    return (
        own is not None and own < started and ended_then and row.get("cla_episode_ceased_reason") == GOES_ON
    )


def _end(episodes: Sequence[Row], last_day: date) -> date | None:
    last = [row for row in episodes if day(row, "cla_episode_start_date") == last_day]
    ends = [day(row, "cla_episode_ceased_date") for row in last]
    return None if None in ends else max(end for end in ends if end is not None)
