"""The referral that a row hangs on: its date, primary need and source.

Blank where no episode of need has the row's referral_id.
"""

from stonechat.engines.derivations.recipe import NewRow, alike, key_sql, new_row, same_sql
from stonechat.engines.dialect import Dialect
from stonechat.engines.engine import Rows

COLUMNS = ("referral_date", "cin_primary_need_code", "referral_source_code")


def sql(_dialect: Dialect, table: str) -> str:
    """Joined on the referral."""
    return f"""
SELECT {key_sql(table)},
  {", ".join(f"e.{column} AS {column}" for column in COLUMNS)}
FROM {table} AS t
LEFT JOIN cin_episodes AS e ON {same_sql("e", "t", "authority", "referral_id")}"""


def naive(tables: Rows, table: str) -> list[NewRow]:
    """Looks every referral up."""
    rows = []
    for row in tables.get(table, ()):
        found = alike(row, tables.get("cin_episodes", ()), "authority", "referral_id")
        episode = found[0] if found else {}
        rows.append(new_row(table, row, **{column: episode.get(column) for column in COLUMNS}))
    return rows
