"""Until when every review was on time: the first day on which one was late, or the end of the counting.

Of a child protection plan the first review is due three months after the plan began and each later one
six months after the one before (Working Together to Safeguard Children 2023). Of a period of care the
first is due 20 working days after it began, the second three months after the first, each later one six
months after the one before (Care Planning, Placement and Case Review Regulations 2010, regulation 33). The
due day itself is on time. Reviews of one day are one review; a cancelled one is none. Short breaks have
their own rules, and are blank.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from stonechat.basics.dates import CalendarEnds, add_months, add_working_days
from stonechat.engines.derivations.recipe import NewRow, alike, day, key_sql, new_row, same_sql
from stonechat.engines.dialect import Dialect
from stonechat.engines.engine import Row, Rows

FIRST_CARE_REVIEW = 20
"""Working days to the first review of a child looked after."""

FIRST, LATER = 3, 6
"""Months to the first review of a plan (to the second of a child looked after), and to each later one."""


def sql(dialect: Dialect, table: str) -> str:
    """Beginning and reviews in order, each with the next and the day on which that was due."""
    spells, link, reviews = _plans_sql() if table == "cp_plans" else _care_sql()
    due = _plan_due_sql(dialect) if table == "cp_plans" else _care_due_sql(dialect)
    return f"""
WITH spells AS ({spells}
),
reviews AS ({reviews}
),
days AS (
  SELECT authority AS authority, link AS link, started AS started, started AS on_day, 0 AS is_review
  FROM spells
  UNION ALL
  SELECT DISTINCT s.authority AS authority, s.link AS link, s.started AS started, r.on_day AS on_day,
    1 AS is_review
  FROM spells AS s
  JOIN reviews AS r ON {same_sql("r", "s", "authority", "link")}
    AND r.on_day >= s.started AND r.on_day <= s.until
),
steps AS (
  SELECT authority AS authority, link AS link, started AS started, on_day AS on_day,
    ROW_NUMBER() OVER (PARTITION BY authority, link, started ORDER BY on_day, is_review) AS step,
    LEAD(on_day) OVER (PARTITION BY authority, link, started ORDER BY on_day, is_review) AS next_day
  FROM days
),
dues AS (
  SELECT s.authority AS authority, s.link AS link, s.started AS started, s.next_day AS next_day,
    {due} AS due
  FROM steps AS s
  LEFT JOIN calendar AS c ON c.day = s.on_day AND s.step = 1
  LEFT JOIN (
    SELECT working_day AS working_day, MIN(day) AS day FROM calendar GROUP BY working_day
  ) AS w ON w.working_day = c.working_day + {FIRST_CARE_REVIEW}
),
lates AS (
  SELECT authority AS authority, link AS link, started AS started,
    MIN({dialect.day_after("due")}) AS late_from
  FROM dues
  WHERE next_day IS NULL OR next_day > due
  GROUP BY authority, link, started
)
SELECT {key_sql(table)},
  CASE WHEN s.started IS NOT NULL THEN
    CASE WHEN l.late_from < t.counted_until THEN l.late_from ELSE t.counted_until END
  END AS reviews_on_time_until
FROM {table} AS t
LEFT JOIN spells AS s ON s.authority = t.authority AND {link}
LEFT JOIN lates AS l ON {same_sql("l", "s", "authority", "link", "started")}"""


def _plans_sql() -> tuple[str, str, str]:
    spells = """
  SELECT t.authority AS authority, t.cp_plan_id AS link, t.cp_plan_start_date AS started,
    t.counted_until AS until
  FROM cp_plans AS t
  WHERE t.cp_plan_start_date IS NOT NULL"""
    reviews = """
  SELECT authority AS authority, cp_plan_id AS link, cp_review_date AS on_day
  FROM cp_reviews
  WHERE cp_review_date IS NOT NULL"""
    return spells, "s.link = t.cp_plan_id", reviews


def _care_sql() -> tuple[str, str, str]:
    spells = """
  SELECT t.authority AS authority, t.person_id AS link, t.care_started AS started,
    MAX(t.counted_until) AS until
  FROM cla_episodes AS t
  WHERE t.care_started IS NOT NULL AND t.is_short_break IS NOT TRUE
  GROUP BY t.authority, t.person_id, t.care_started"""
    reviews = """
  SELECT authority AS authority, person_id AS link, cla_review_date AS on_day
  FROM cla_reviews
  WHERE cla_review_date IS NOT NULL AND cla_review_cancelled IS NOT TRUE"""
    link = "s.link = t.person_id AND s.started = t.care_started AND t.is_short_break IS NOT TRUE"
    return spells, link, reviews


def _plan_due_sql(dialect: Dialect) -> str:
    first, later = (dialect.months_after("s.on_day", months) for months in (FIRST, LATER))
    return f"CASE WHEN s.step = 1 THEN {first} ELSE {later} END"


def _care_due_sql(dialect: Dialect) -> str:
    second, later = (dialect.months_after("s.on_day", months) for months in (FIRST, LATER))
    return f"CASE WHEN s.step = 1 THEN w.day WHEN s.step = 2 THEN {second} ELSE {later} END"


def naive(tables: Rows, table: str) -> list[NewRow]:
    """Walks through the reviews of each plan or period of care."""
    until = _plan_until if table == "cp_plans" else _care_until
    return [new_row(table, row, reviews_on_time_until=until(row, tables)) for row in tables.get(table, ())]


def _plan_until(plan: Row, tables: Rows) -> date | None:
    started, until = day(plan, "cp_plan_start_date"), day(plan, "counted_until")
    if started is None:
        return None
    reviews = alike(plan, tables.get("cp_reviews", ()), "authority", "cp_plan_id")
    held = _held([day(review, "cp_review_date") for review in reviews], started, until)
    late = [add_months(on, FIRST if place == 0 else LATER) for place, on in enumerate([started, *held])]
    return _earlier(_first_late(late, held), until)


def _care_until(episode: Row, tables: Rows) -> date | None:
    started = day(episode, "care_started")
    if started is None or episode.get("is_short_break") is True:
        return None
    same = alike(episode, tables.get("cla_episodes", ()), "authority", "person_id", "care_started")
    ends = [day(one, "counted_until") for one in same if one.get("is_short_break") is not True]
    reviews = alike(episode, tables.get("cla_reviews", ()), "authority", "person_id")
    days = [day(review, "cla_review_date") for review in reviews if not review.get("cla_review_cancelled")]
    held = _held(days, started, max((end for end in ends if end), default=None))
    dues = list(_care_dues(started, held))
    return _earlier(_first_late(dues, held), day(episode, "counted_until"))


def _care_dues(started: date, held: Sequence[date]) -> Iterator[date | None]:
    try:
        yield add_working_days(started, FIRST_CARE_REVIEW)
    except CalendarEnds:
        yield None
    for place, on in enumerate(held):
        yield add_months(on, FIRST if place == 0 else LATER)


def _held(days: Sequence[date | None], started: date, until: date | None) -> list[date]:
    """The different days of reviews within the spell, in order."""
    return sorted({on for on in days if on and until and started <= on <= until})


def _first_late(dues: Sequence[date | None], held: Sequence[date]) -> date | None:
    """The day after the first due day that passed without a review."""
    missed = [
        due
        for due, following in zip(dues, [*held, None], strict=True)
        if due is not None and (following is None or following > due)
    ]
    return min(missed) + timedelta(days=1) if missed else None


def _earlier(late: date | None, until: date | None) -> date | None:
    return until if late is None or until is None or until <= late else late
