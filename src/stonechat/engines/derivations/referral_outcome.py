"""What a referral led to, and when: the furthest of plan, conference, enquiry, assessment.

Where there is none of these: no further action if the return says so (dated by the referral), else
nothing yet. Days to the assessment are negative where it is dated before the referral.
"""

from stonechat.engines.derivations.recipe import (
    NewRow,
    alike,
    day,
    days_from,
    earliest,
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


def sql(dialect: Dialect, table: str) -> str:
    """The first date of each stage for each referral; then the furthest stage that has one."""
    firsts = ",\n".join(
        f"firsts_{place} AS (\n"
        f"  SELECT authority AS authority, referral_id AS referral_id, MIN({dated}) AS {column}\n"
        f"  FROM {stage_table}\n"
        "  GROUP BY authority, referral_id\n"
        ")"
        for place, (_, column, stage_table, dated) in enumerate(STAGES)
    )
    joins = "\n".join(
        f"LEFT JOIN firsts_{place} AS f{place} ON {same_sql(f'f{place}', 't', 'authority', 'referral_id')}"
        for place in range(len(STAGES))
    )
    first = {column: f"f{place}.{column}" for place, (_, column, *_) in enumerate(STAGES)}
    reached = "\n    ".join(
        f"WHEN {first[column]} IS NOT NULL THEN '{stage}'" for stage, column, *_ in STAGES
    )
    return f"""
WITH {firsts}
SELECT {key_sql(table)},
  {", ".join(f"{date} AS {column}" for column, date in first.items())},
  {dialect.days_between("t.referral_date", first["first_assessment_date"])} AS days_to_assessment,
  CASE
    {reached}
    WHEN t.referral_nfa THEN 'NFA'
    ELSE 'NOTHING_YET'
  END AS led_to,
  COALESCE({", ".join(first.values())}, CASE WHEN t.referral_nfa THEN t.referral_date END) AS led_to_date
FROM {table} AS t
{joins}"""


def naive(tables: Rows, table: str) -> list[NewRow]:
    """Looks through everything that hangs on each referral."""
    return [_followed(table, row, tables) for row in tables.get(table, ())]


def _followed(table: str, row: Row, tables: Rows) -> NewRow:
    firsts = {
        column: earliest(alike(row, tables.get(stage_table, ()), "authority", "referral_id"), dated)
        for _, column, stage_table, dated in STAGES
    }
    led_to, led_to_date = "NOTHING_YET", None
    if row.get("referral_nfa") is True:
        led_to, led_to_date = "NFA", day(row, "referral_date")
    for stage, column, *_ in reversed(STAGES):
        if firsts[column] is not None:
            led_to, led_to_date = stage, firsts[column]
    days = days_from(day(row, "referral_date"), firsts["first_assessment_date"])
    return new_row(table, row, **firsts, days_to_assessment=days, led_to=led_to, led_to_date=led_to_date)
