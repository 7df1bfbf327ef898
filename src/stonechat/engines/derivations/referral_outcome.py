"""What a referral led to, and when: the furthest of plan, conference, enquiry, assessment.

Where there is none of these: no further action if the return says so (dated by the referral), else
nothing yet. Days are negative where a step is dated before the referral.
"""

from datetime import date

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
from stonechat.engines.dialect import Dialect
from stonechat.engines.engine import Row, Rows

STAGES = (
    ("PLAN", "first_cp_plan_date", "cp_plans", "cp_plan_start_date"),
    ("CONFERENCE", "first_conference_date", "initial_cp_conference", "icpc_date"),
    ("SECTION_47", "first_s47_date", "s47_enquiry", "s47_start_date"),
    ("ASSESSMENT", "first_assessment_date", "cin_assessments", "assessment_start_date"),
)
"""Outcome, our column, and the table and date it comes from; the furthest first."""

COMPLETED = ("first_assessment_auth_date", "cin_assessments", "assessment_auth_date")
"""What is dated too, and is no stage: its assessment was authorised."""

DAYS_TO = {
    "days_to_assessment": "first_assessment_date",
    "days_to_authorised_assessment": "first_assessment_auth_date",
    "days_to_s47": "first_s47_date",
    "days_to_conference": "first_conference_date",
    "days_to_cp_plan": "first_cp_plan_date",
}
"""Days from the referral to a stage."""

OR_FURTHER = {
    "days_to_assessment_or_further": 3,
    "days_to_s47_or_further": 2,
    "days_to_conference_or_further": 1,
}
"""Days from the referral to the first of a stage and all beyond it: its place in `STAGES`."""

BETWEEN = {
    "days_waited_for_assessment": ("referral_date", "first_assessment_date"),
    "days_waited_for_s47": ("referral_date", "first_s47_date"),
    "days_to_complete_assessment": ("first_assessment_date", "first_assessment_auth_date"),
    "days_from_s47_to_conference": ("first_s47_date", "first_conference_date"),
    "days_from_conference_to_plan": ("first_conference_date", "first_cp_plan_date"),
}
"""Days from one stage, or the referral, to another; blank where the other is dated before it."""


def sql(dialect: Dialect, table: str) -> str:
    """The first date of each stage for each referral; then the furthest stage that has one."""
    sources = (*((dated, of) for _, _, of, dated in STAGES), (COMPLETED[2], COMPLETED[1]))
    steps = "\n  UNION ALL\n".join(
        f"  SELECT authority AS authority, referral_id AS referral_id, {step} AS step, {dated} AS reached\n"
        f"  FROM {of}"
        for step, (dated, of) in enumerate(sources)
    )
    dates = (*(column for _, column, *_ in STAGES), COMPLETED[0])
    firsts = (
        *(f"MIN(CASE WHEN step = {step} THEN reached END) AS {column}" for step, column in enumerate(dates)),
        *(f"MIN(CASE WHEN step <= {step} THEN reached END) AS until_{step}" for step in OR_FURTHER.values()),
    )
    reached = "\n    ".join(f"WHEN f.{column} IS NOT NULL THEN '{stage}'" for stage, column, *_ in STAGES)
    furthest = ", ".join(f"f.{column}" for _, column, *_ in STAGES)
    joined = ",\n    ".join(firsts)
    return f"""
WITH steps AS (
{steps}
),
firsts AS (
  SELECT authority AS authority, referral_id AS referral_id,
    {joined}
  FROM steps
  GROUP BY authority, referral_id
)
SELECT {key_sql(table)},
  {", ".join(f"f.{column} AS {column}" for column in dates)},
  {_days_sql(dialect)},
  CASE
    {reached}
    WHEN t.referral_nfa THEN 'NFA'
    ELSE 'NOTHING_YET'
  END AS led_to,
  COALESCE({furthest}, CASE WHEN t.referral_nfa THEN t.referral_date END) AS led_to_date
FROM {table} AS t
LEFT JOIN firsts AS f ON {same_sql("f", "t", "authority", "referral_id")}"""


def _days_sql(dialect: Dialect) -> str:
    from_referral = DAYS_TO | {name: f"until_{step}" for name, step in OR_FURTHER.items()}
    days = [
        f"{dialect.days_between('t.referral_date', f'f.{column}')} AS {name}"
        for name, column in from_referral.items()
    ]
    for name, (start, end) in BETWEEN.items():
        first, last = (f"{'t' if column == 'referral_date' else 'f'}.{column}" for column in (start, end))
        days.append(f"CASE WHEN {last} >= {first} THEN {dialect.days_between(first, last)} END AS {name}")
    return ",\n  ".join(days)


def naive(tables: Rows, table: str) -> list[NewRow]:
    """Looks through everything that hangs on each referral."""
    return [_followed(table, row, tables) for row in tables.get(table, ())]


def _followed(table: str, row: Row, tables: Rows) -> NewRow:
    firsts = {
        column: earliest(alike(row, tables.get(of, ()), "authority", "referral_id"), dated)
        for column, of, dated in (*(stage[1:] for stage in STAGES), COMPLETED)
    }
    led_to, led_to_date = "NOTHING_YET", None
    if row.get("referral_nfa") is True:
        led_to, led_to_date = "NFA", day(row, "referral_date")
    for stage, column, *_ in reversed(STAGES):
        if firsts[column] is not None:
            led_to, led_to_date = stage, firsts[column]
    return new_row(table, row, **firsts, **_days(row, firsts), led_to=led_to, led_to_date=led_to_date)


def _days(row: Row, firsts: dict[str, date | None]) -> dict[str, int | None]:
    referred = day(row, "referral_date")
    found = {name: days_from(referred, firsts[column]) for name, column in DAYS_TO.items()}
    for name, step in OR_FURTHER.items():
        reached = [firsts[column] for _, column, *_ in STAGES[: step + 1]]
        found[name] = days_from(referred, min((one for one in reached if one is not None), default=None))
    dates = {"referral_date": referred, **firsts}
    for name, (start, end) in BETWEEN.items():
        found[name] = days_from(dates[start], dates[end]) if in_order(dates[start], dates[end]) else None
    return found
