"""Who the row is about: born, sex and ethnicity from the child's row in `person`.

Blank where there is no such row. Next: `age.py` uses born.
"""

from stonechat.engines.derivations.recipe import NewRow, alike, key_sql, new_row, same_sql
from stonechat.engines.dialect import Dialect
from stonechat.engines.engine import Rows


def sql(_dialect: Dialect, table: str) -> str:
    """Born is the date of birth, else the expected one of a child not yet born."""
    return f"""
SELECT {key_sql(table)},
  COALESCE(p.dob, p.expected_dob) AS born,
  p.sex AS sex,
  p.ethnicity AS ethnicity
FROM {table} AS t
LEFT JOIN person AS p ON {same_sql("p", "t", "authority", "person_id")}"""


def naive(tables: Rows, table: str) -> list[NewRow]:
    """Looks every child up."""
    rows = []
    for row in tables.get(table, ()):
        people = alike(row, tables.get("person", ()), "authority", "person_id")
        child = people[0] if people else {}
        born = child.get("dob") if child.get("dob") is not None else child.get("expected_dob")
        rows.append(new_row(table, row, born=born, sex=child.get("sex"), ethnicity=child.get("ethnicity")))
    return rows
