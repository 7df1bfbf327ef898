"""When a review of a protection plan, or of a child looked after, was late, and when the next one will be.

Of a plan the first review is due three months after it began and each later one six months after the one
before (Working Together to Safeguard Children 2023). Of a period of care the first is due 20 working days
after it began, the second three months after the first, each later one six months after the one before (Care
Planning, Placement and Case Review Regulations 2010, regulation 33). The due day itself is on time. Reviews
of one day are one review; a cancelled one is none. Short breaks have their own rules, and are blank.

A review that came late counts from the day after it was due until twelve months after it was held, so that
nothing earlier is needed to say whether all of twelve months were on time. The first review held of a period
of care is taken to be its first if it was held within six months; one so late, or one whose forerunners no
return holds, is followed by a review after six months.
"""

from datetime import date, timedelta

from stonechat.basics.dates import CalendarEnds, add_months, add_working_days
from stonechat.engines.derivations.recipe import NewRow, alike, day, key_sql, new_row, same_sql
from stonechat.engines.dialect import Dialect
from stonechat.engines.engine import Row, Rows

FIRST_CARE_REVIEW = 20
"""Working days to the first review of a child looked after."""

FIRST, LATER = 3, 6
"""Months to the first review of a plan (to the second of a child looked after), and to each later one."""

SEEN_AS_FIRST = 6
"""Months of care in which the first review held is taken to be the first there was."""

YEAR = 12

REVIEWS = {"cp_reviews": "cp_review_date", "cla_reviews": "cla_review_date"}
"""The tables of reviews with their days; in the others stand the plans, and the episodes of care."""


def sql(dialect: Dialect, table: str) -> str:
    """What each row follows on (the review before, or the beginning), and the day when a review was due."""
    steps = {
        "cp_reviews": _plan_reviews_sql,
        "cla_reviews": _care_reviews_sql,
        "cp_plans": _plans_sql,
        "cla_episodes": _care_sql,
    }[table]()
    due = _plan_due_sql(dialect) if table in ("cp_reviews", "cp_plans") else _care_due_sql(dialect)
    return f"""
WITH steps AS ({steps}
),
dues AS (
  SELECT {key_sql(table, "s")}, s.ends AS ends, {due} AS due
  FROM steps AS s
  LEFT JOIN calendar AS c ON c.day = s.after
  LEFT JOIN (
    SELECT working_day AS working_day, MIN(day) AS day FROM calendar GROUP BY working_day
  ) AS w ON w.working_day = c.working_day + {FIRST_CARE_REVIEW}
)
SELECT {key_sql(table, "d")},{_lateness_sql(dialect) if table in REVIEWS else _reviewed_until_sql(dialect)}
FROM dues AS d"""


def _lateness_sql(dialect: Dialect) -> str:
    return f"""
  CASE WHEN d.ends > d.due THEN {dialect.day_after("d.due")} END AS late_from,
  CASE WHEN d.ends > d.due THEN {dialect.months_after("d.ends", YEAR)} END AS late_until"""


def _reviewed_until_sql(dialect: Dialect) -> str:
    overdue = dialect.day_after("d.due")
    return f"""
  CASE WHEN {overdue} < d.ends THEN {overdue} ELSE d.ends END AS reviewed_until"""


def _plan_reviews_sql() -> str:
    return f"""
  SELECT {key_sql("cp_reviews")}, t.review_number - 1 AS held, t.previous_date AS after,
    t.cp_review_date AS ends
  FROM cp_reviews AS t"""


def _care_reviews_sql() -> str:
    return f"""
  SELECT {key_sql("cla_reviews")}, t.review_number - 1 AS held, t.previous_date AS after,
    t.spell_started AS started, t.cla_review_date AS ends
  FROM cla_reviews AS t"""


def _plans_sql() -> str:
    return f"""
  SELECT {key_sql("cp_plans")}, COALESCE(r.held, 0) AS held,
    COALESCE(r.last_held, t.cp_plan_start_date) AS after,
    CASE WHEN t.cp_plan_start_date IS NOT NULL THEN t.counted_until END AS ends
  FROM cp_plans AS t
  LEFT JOIN (
    SELECT p.authority AS authority, p.cp_plan_id AS cp_plan_id, MAX(e.review_number) AS held,
      MAX(e.cp_review_date) AS last_held
    FROM cp_plans AS p
    JOIN cp_reviews AS e ON {same_sql("e", "p", "authority", "cp_plan_id")}
      AND e.review_number IS NOT NULL AND e.cp_review_date <= p.counted_until
    GROUP BY p.authority, p.cp_plan_id
  ) AS r ON {same_sql("r", "t", "authority", "cp_plan_id")}"""


def _care_sql() -> str:
    return f"""
  SELECT {key_sql("cla_episodes")}, COALESCE(r.held, 0) AS held,
    COALESCE(r.last_held, t.care_started) AS after, t.care_started AS started,
    CASE WHEN t.care_started IS NOT NULL AND t.is_short_break IS NOT TRUE THEN t.counted_until END AS ends
  FROM cla_episodes AS t
  LEFT JOIN (
    SELECT authority AS authority, person_id AS person_id, spell_started AS spell_started,
      MAX(review_number) AS held, MAX(cla_review_date) AS last_held
    FROM cla_reviews
    WHERE review_number IS NOT NULL
    GROUP BY authority, person_id, spell_started
  ) AS r ON {same_sql("r", "t", "authority", "person_id")} AND r.spell_started = t.care_started"""


def _plan_due_sql(dialect: Dialect) -> str:
    first, later = (dialect.months_after("s.after", months) for months in (FIRST, LATER))
    return f"CASE WHEN s.held = 0 THEN {first} ELSE {later} END"


def _care_due_sql(dialect: Dialect) -> str:
    second, later = (dialect.months_after("s.after", months) for months in (FIRST, LATER))
    is_first = f"s.held = 1 AND s.after <= {dialect.months_after('s.started', SEEN_AS_FIRST)}"
    return f"CASE WHEN s.held = 0 THEN w.day WHEN {is_first} THEN {second} ELSE {later} END"


def naive(tables: Rows, table: str) -> list[NewRow]:
    """Goes from each review to the one before it, and from each plan or episode to its last review."""
    if table in REVIEWS:
        return [_late(table, row) for row in tables.get(table, ())]
    return [
        new_row(table, row, reviewed_until=_reviewed_until(table, row, tables))
        for row in tables.get(table, ())
    ]


def _late(table: str, review: Row) -> NewRow:
    number, previous = review.get("review_number"), day(review, "previous_date")
    held, due = day(review, REVIEWS[table]), None
    if isinstance(number, int) and previous is not None:
        is_of_plan = table == "cp_reviews"
        started = day(review, "spell_started")
        due = _plan_due(number - 1, previous) if is_of_plan else _care_due(number - 1, previous, started)
    if held is None or due is None or held <= due:
        return new_row(table, review, late_from=None, late_until=None)
    return new_row(table, review, late_from=due + timedelta(days=1), late_until=add_months(held, YEAR))


def _reviewed_until(table: str, row: Row, tables: Rows) -> date | None:
    is_plan = table == "cp_plans"
    started, until = day(row, "cp_plan_start_date" if is_plan else "care_started"), day(row, "counted_until")
    if started is None or until is None or row.get("is_short_break") is True:
        return None
    held = _plan_reviews(row, tables, until) if is_plan else _care_reviews(row, tables)
    after = held[-1] if held else started
    due = _plan_due(len(held), after) if is_plan else _care_due(len(held), after, started)
    return until if due is None else min(until, due + timedelta(days=1))


def _plan_reviews(plan: Row, tables: Rows, until: date) -> list[date]:
    own = alike(plan, tables.get("cp_reviews", ()), "authority", "cp_plan_id")
    return _days([one for one in own if one.get("review_number") is not None], "cp_review_date", until)


def _care_reviews(episode: Row, tables: Rows) -> list[date]:
    own = alike(episode, tables.get("cla_reviews", ()), "authority", "person_id")
    of_period = [one for one in own if one.get("spell_started") == episode["care_started"]]
    return _days([one for one in of_period if one.get("review_number") is not None], "cla_review_date")


def _days(reviews: list[Row], column: str, until: date = date.max) -> list[date]:
    """The different days, in order."""
    return sorted({on for one in reviews if (on := day(one, column)) is not None and on <= until})


def _plan_due(held: int, after: date) -> date:
    return add_months(after, FIRST if held == 0 else LATER)


def _care_due(held: int, after: date, started: date | None) -> date | None:
    if held == 0:
        try:
            return add_working_days(after, FIRST_CARE_REVIEW)
        except CalendarEnds:
            return None
    is_first = held == 1 and started is not None and after <= add_months(started, SEEN_AS_FIRST)
    return add_months(after, FIRST if is_first else LATER)
