"""The team and the worker to whom the child was allocated: on the row's day, and on its last day.

A spell of involvement counts if its role is that of a child's own worker (`ROLES`), or if no role is
recorded; not that of a reviewing officer, an adviser or a carer's supervising social worker. It counts up to
its last day, that day included; while open, up to the last day on which the returns show it. Of several on
one day, the one that began latest; of those that began together, the one with the last identifier.
"""

from collections.abc import Sequence
from datetime import date

from stonechat.engines.derivations.recipe import NewRow, alike, day, key_sql, new_row, same_sql
from stonechat.engines.dialect import Dialect
from stonechat.engines.engine import Row, Rows
from stonechat.model.tables import TABLES

DAYS: dict[str, tuple[str, str | None]] = {
    "cin_episodes": ("referral_date", "close_date"),
    "cp_plans": ("cp_plan_start_date", "cp_plan_end_date"),
    "cla_episodes": ("cla_episode_start_date", "cla_episode_ceased_date"),
    "cin_visits": ("cin_visit_date", None),
    "cp_visits": ("cp_visit_date", None),
    "cla_visits": ("cla_visit_date", None),
    "cp_reviews": ("cp_review_date", None),
    "cla_reviews": ("cla_review_date", None),
    "missing": ("missing_episode_start_date", None),
}
"""The day of each table's rows, and the end of those that last."""

ROLES = (" allocated", " social worker", " case worker", " caseworker", " key worker")
"""Words of a role, in capitals or not, that make it one of the child's own worker. SSD has no list of roles:
its guidance gives "Allocated Case Worker" as an example."""

NOT_THE_CHILDS = " supervising"
"""A supervising social worker is the foster carers'."""


def sql(_dialect: Dialect, table: str) -> str:
    """Every allocated spell that holds the day, in order; the first stands."""
    first, end = DAYS[table]
    held = {"allocated": f"t.{first}"} | ({"latest": f"COALESCE(t.{end}, t.seen_to)"} if end else {})
    chosen = ",\n".join(_chosen_sql(table, name, day_held) for name, day_held in held.items())
    columns = ",\n  ".join(f"{name}.team AS {name}_team, {name}.worker AS {name}_worker_id" for name in held)
    joins = "\n".join(
        f"LEFT JOIN {name} ON {same_sql(name, 't', *TABLES[table].key)} AND {name}.place = 1" for name in held
    )
    return f"""
WITH spells AS (
  SELECT authority AS authority, person_id AS person_id, involvements_id AS involvements_id,
    professional_team AS team, professional_id AS worker, involvement_start_date AS started,
    COALESCE(involvement_end_date, seen_to) AS last_day
  FROM involvements
  WHERE professional_role_id IS NULL OR ({_is_own_sql("CONCAT(' ', LOWER(professional_role_id))")})
),
{chosen}
SELECT {key_sql(table)},
  {columns}
FROM {table} AS t
{joins}"""


def _is_own_sql(role: str) -> str:
    own = " OR ".join(f"{role} LIKE '%{word}%'" for word in ROLES)
    return f"({own}) AND {role} NOT LIKE '%{NOT_THE_CHILDS}%'"


def _chosen_sql(table: str, name: str, on: str) -> str:
    keys = ", ".join(f"t.{key}" for key in TABLES[table].key)
    return f"""{name} AS (
  SELECT {key_sql(table)}, s.team AS team, s.worker AS worker,
    ROW_NUMBER() OVER (PARTITION BY {keys} ORDER BY s.started DESC, s.involvements_id DESC) AS place
  FROM {table} AS t
  JOIN spells AS s ON {same_sql("s", "t", "authority", "person_id")}
    AND s.started <= {on} AND s.last_day >= {on}
)"""


def naive(tables: Rows, table: str) -> list[NewRow]:
    """Looks through all spells of the child."""
    first, end = DAYS[table]
    rows = []
    for row in tables.get(table, ()):
        spells = alike(row, tables.get("involvements", ()), "authority", "person_id")
        columns = _named("allocated", _on(spells, day(row, first)))
        if end:
            columns |= _named("latest", _on(spells, day(row, end) or day(row, "seen_to")))
        rows.append(new_row(table, row, **columns))
    return rows


def _named(name: str, spell: Row) -> NewRow:
    return {f"{name}_team": spell.get("professional_team"), f"{name}_worker_id": spell.get("professional_id")}


def _on(spells: Sequence[Row], on: date | None) -> Row:
    """The spell that counts on the day; empty if none does."""
    held = [spell for spell in spells if on is not None and _is_allocated(spell) and _holds(spell, on)]
    return max(held, key=_begun, default={})


def _begun(spell: Row) -> tuple[date, str]:
    start = day(spell, "involvement_start_date")
    assert start is not None  # only those that hold a day are put in order
    return start, str(spell["involvements_id"])


def _is_allocated(spell: Row) -> bool:
    role = spell.get("professional_role_id")
    said = f" {role}".lower()
    return role is None or (any(word in said for word in ROLES) and NOT_THE_CHILDS not in said)


def _holds(spell: Row, on: date) -> bool:
    start, last = day(spell, "involvement_start_date"), day(spell, "involvement_end_date")
    last = last or day(spell, "seen_to")
    return start is not None and last is not None and start <= on <= last
