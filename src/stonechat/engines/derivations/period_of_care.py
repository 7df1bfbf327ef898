"""Which period of care an episode belongs to: when it started and ended, and which of the child's it is.

Episodes are taken by the days on which they start. A day goes on with the period before it if an episode
of the child that started earlier ended on that day because a new one began (X1); anything else begins a
new period. Short breaks are chained among themselves, other care among itself, so neither links with the
other. Of a period's last starting day the latest end is the period's, and it has none while one is open.

A return holds no episode that ended before its year, so a period may have begun before the first of them.
Where a source tells the day on which the child entered care, the period began on that, if it is not later and
not before the end of the child's period before; else with the first episode held. The start is told by such a
day, or by the reason of the first episode, that the child started to be looked after (S).
"""

from collections.abc import Sequence
from datetime import date

from stonechat.engines.derivations.recipe import NewRow, alike, day, key_sql, new_row, same_sql
from stonechat.engines.dialect import Dialect
from stonechat.engines.engine import Row, Rows

SHORT_BREAKS = ("V3", "V4")
GOES_ON = "X1"
"""Why an episode ended, where it says that the next begins on the same day."""

STARTED = "S"
"""Why an episode began, where it says that the child started to be looked after."""

COLUMNS = (
    "care_started",
    "care_start_is_told",
    "care_ended",
    "care_period_number",
    "is_first_of_period",
    "is_last_of_period",
)


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
    CASE WHEN cla_episode_ceased_reason = '{GOES_ON}' THEN 1 ELSE 0 END AS goes_on,
    CASE WHEN entered_care_date <= cla_episode_start_date THEN entered_care_date END AS told,
    CASE WHEN cla_episode_start_reason = '{STARTED}' THEN 1 ELSE 0 END AS says_started
  FROM {table}
  WHERE person_id IS NOT NULL AND cla_episode_start_date IS NOT NULL
),
days AS (
  SELECT {names}, started AS started, MAX(ceased) AS ceased, COUNT(*) - COUNT(ceased) AS still_open,
    MIN(told) AS told, MAX(says_started) AS says_started
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
    d.ceased AS ceased, d.still_open AS still_open, d.told AS told, d.says_started AS says_started,
    SUM(CASE WHEN l.started IS NULL THEN 1 ELSE 0 END) OVER (
      PARTITION BY d.authority, d.person_id, d.is_short
      ORDER BY d.started
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS period
  FROM days AS d
  LEFT JOIN links AS l ON {same_sql("l", "d", *child, "started")}
),
ends AS (
  SELECT {names}, period AS period, MIN(started) AS first_day, MAX(started) AS last_day, MIN(told) AS told
  FROM steps
  GROUP BY {names}, period
),
periods AS (
  SELECT e.authority AS authority, e.person_id AS person_id, e.is_short AS is_short, e.period AS period,
    e.first_day AS first_day, e.last_day AS last_day, e.told AS told, a.says_started AS says_started,
    CASE WHEN z.still_open = 0 THEN z.ceased END AS ended
  FROM ends AS e
  JOIN steps AS a ON {same_sql("a", "e", *child)} AND a.started = e.first_day
  JOIN steps AS z ON {same_sql("z", "e", *child)} AND z.started = e.last_day
),
befores AS (
  SELECT {names}, period AS period, first_day AS first_day, last_day AS last_day, ended AS ended,
    told AS told, says_started AS says_started,
    LAG(first_day) OVER (PARTITION BY {names} ORDER BY period) AS began_before,
    LAG(ended) OVER (PARTITION BY {names} ORDER BY period) AS ended_before
  FROM periods
),
entries AS (
  SELECT {names}, period AS period, first_day AS first_day, last_day AS last_day, ended AS ended,
    says_started AS says_started,
    CASE WHEN period = 1 OR told = first_day OR (began_before < told AND ended_before <= told) THEN told
    END AS told
  FROM befores
)
SELECT {key_sql(table)},
  CASE WHEN t.legal_status IS NOT NULL THEN t.legal_status IN {SHORT_BREAKS} END AS is_short_break,
  COALESCE(p.told, p.first_day) AS care_started,
  CASE WHEN p.period IS NOT NULL THEN p.told IS NOT NULL OR p.says_started = 1 END AS care_start_is_told,
  p.ended AS care_ended,
  p.period AS care_period_number,
  s.started = COALESCE(p.told, p.first_day) AS is_first_of_period,
  s.started = p.last_day AS is_last_of_period
FROM {table} AS t
LEFT JOIN steps AS s ON {same_sql("s", "t", "authority", "person_id")}
  AND s.started = t.cla_episode_start_date
  AND s.is_short = CASE WHEN t.legal_status IN {SHORT_BREAKS} THEN 1 ELSE 0 END
LEFT JOIN entries AS p ON {same_sql("p", "s", *child, "period")}"""


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
    told = _told(same, periods[: number - 1], period)
    care_started = told or period[0]
    return new_row(
        table,
        row,
        is_short_break=is_short_break,
        care_started=care_started,
        care_start_is_told=told is not None or _says_started(same, period[0]),
        care_ended=_end(same, period[-1]),
        care_period_number=number,
        is_first_of_period=started == care_started,
        is_last_of_period=started == period[-1],
    )


def _told(episodes: Sequence[Row], before: Sequence[list[date]], period: list[date]) -> date | None:
    """The day on which a source says that this period began, if it can be right."""
    days = [
        entered
        for row in episodes
        if (own := day(row, "cla_episode_start_date")) in period
        and (entered := day(row, "entered_care_date")) is not None
        and own is not None
        and entered <= own
    ]
    if not days or not before or min(days) == period[0]:
        return min(days, default=None)
    ended = _end(episodes, before[-1][-1])
    return min(days) if ended is not None and before[-1][0] < min(days) >= ended else None


def _says_started(episodes: Sequence[Row], first_day: date) -> bool:
    return any(
        row.get("cla_episode_start_reason") == STARTED
        for row in episodes
        if day(row, "cla_episode_start_date") == first_day
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
