"""The first day on which a row no longer counts as open.

Its end date if it has one; else the day after the last day that the returns show it open, so that a
case that vanished from the returns is in no later stock.
"""

from datetime import timedelta

from stonechat.engines.derivations.recipe import NewRow, day, key_sql, new_row
from stonechat.engines.dialect import Dialect
from stonechat.engines.engine import Rows

ENDED_BY: dict[str, str | None] = {
    "cin_episodes": "close_date",
    "cin_assessments": "assessment_auth_date",
    "cin_plans": "cin_plan_end_date",
    "cp_plans": "cp_plan_end_date",
    "cla_episodes": "cla_episode_ceased_date",
    "early_help_episodes": "episode_end_date",
    "cla_placement": "cla_placement_end_date",
    "pre_proceedings": "agree_stepdown_issue_date",
    "missing": "missing_episode_end_date",
    "involvements": "involvement_end_date",
    "care_leavers": None,
}
"""The column whose blank means that the row is still open; None: it says how things stand, and never ends."""


def sql(dialect: Dialect, table: str) -> str:
    """The first of the two that is not blank."""
    end, unseen = ENDED_BY[table], dialect.day_after("t.seen_to")
    return f"""
SELECT {key_sql(table)},
  {f"COALESCE(t.{end}, {unseen})" if end else unseen} AS counted_until
FROM {table} AS t"""


def naive(tables: Rows, table: str) -> list[NewRow]:
    """The end, or one day more than seen."""
    rows, ended_by = [], ENDED_BY[table]
    for row in tables.get(table, ()):
        end, seen_to = day(row, ended_by) if ended_by else None, day(row, "seen_to")
        if end is None and seen_to is not None:
            end = seen_to + timedelta(days=1)
        rows.append(new_row(table, row, counted_until=end))
    return rows
