"""The agency that made a contact or a referral: its source, in groups.

Blank where the source is blank, "not known", or no code of the census.
"""

from collections.abc import Iterable

from stonechat.basics.agencies import AGENCIES, AGENCY_OF
from stonechat.engines.derivations.recipe import NewRow, key_sql, new_row
from stonechat.engines.dialect import Dialect
from stonechat.engines.engine import Rows


def _source(table: str) -> str:
    return "contact_source_code" if table == "contacts" else "referral_source_code"


def sql(_dialect: Dialect, table: str) -> str:
    """One branch for each agency."""
    branches = "\n    ".join(
        f"WHEN t.{_source(table)} IN ({_quoted(codes)}) THEN '{name}'" for name, codes in AGENCIES.items()
    )
    return f"""
SELECT {key_sql(table)},
  CASE
    {branches}
  END AS agency
FROM {table} AS t"""


def _quoted(codes: Iterable[str]) -> str:
    return ", ".join(f"'{code}'" for code in codes)


def naive(tables: Rows, table: str) -> list[NewRow]:
    """Looks every source up."""
    return [
        new_row(table, row, agency=AGENCY_OF.get(str(row.get(_source(table)))))
        for row in tables.get(table, ())
    ]
