"""Working days that an assessment took, from the referral and from its own start, to authorisation.

The start is day 0. Blank while not authorised, where the dates are in the wrong order, and outside the
years whose bank holidays are known. Working Together 2023 counts the 45 days from the referral. An
assessment authorised before it began (census check 8608) has neither number, whatever its referral's day.
"""

from stonechat.engines.derivations.recipe import NewRow, day, in_order, key_sql, new_row
from stonechat.engines.derivations.working_time import working_days_from
from stonechat.engines.dialect import Dialect
from stonechat.engines.engine import Rows


def sql(_dialect: Dialect, table: str) -> str:
    """A difference of two ordinals of the calendar; a day off the calendar finds none."""
    return f"""
SELECT {key_sql(table)},
  CASE WHEN t.assessment_auth_date >= t.referral_date AND t.assessment_auth_date >= t.assessment_start_date
    THEN done.working_day - referred.working_day END AS working_days_from_referral,
  CASE WHEN t.assessment_auth_date >= t.assessment_start_date
    THEN done.working_day - started.working_day END AS working_days_from_start
FROM {table} AS t
LEFT JOIN calendar AS referred ON referred.day = t.referral_date
LEFT JOIN calendar AS started ON started.day = t.assessment_start_date
LEFT JOIN calendar AS done ON done.day = t.assessment_auth_date"""


def naive(tables: Rows, table: str) -> list[NewRow]:
    """Asks `basics.dates`."""
    rows = []
    for row in tables.get(table, ()):
        started, done = day(row, "assessment_start_date"), day(row, "assessment_auth_date")
        from_start = working_days_from(started, done)
        from_referral = (
            working_days_from(day(row, "referral_date"), done) if in_order(started, done) else None
        )
        rows.append(
            new_row(table, row, working_days_from_referral=from_referral, working_days_from_start=from_start)
        )
    return rows
