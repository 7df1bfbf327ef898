"""The child's latest referral on an earlier day: when, how long ago, and whether it was taken.

Referrals of the same day are not each other's previous. Of several on the previous day: taken if any
went on; not known if none is known to have gone on and for one it is not recorded.
"""

from stonechat.basics.dates import months_begun
from stonechat.engines.derivations.recipe import NewRow, alike, day, days_from, key_sql, new_row, same_sql
from stonechat.engines.dialect import Dialect
from stonechat.engines.engine import Row, Rows

NOT_TAKEN, NOT_KNOWN, TAKEN = 0, 1, 2
"""In this order the greatest of a day's referrals says what became of the day."""


def sql(dialect: Dialect, table: str) -> str:
    """Referral days in order, each with the day before it; then every referral finds its day."""
    window = "OVER (PARTITION BY authority, person_id ORDER BY referral_date)"
    return f"""
WITH days AS (
  SELECT authority AS authority, person_id AS person_id, referral_date AS referral_date,
    MAX(CASE
      WHEN referral_nfa IS NULL THEN {NOT_KNOWN}
      WHEN referral_nfa THEN {NOT_TAKEN}
      ELSE {TAKEN}
    END) AS taken
  FROM {table}
  WHERE person_id IS NOT NULL AND referral_date IS NOT NULL
  GROUP BY authority, person_id, referral_date
),
steps AS (
  SELECT authority AS authority, person_id AS person_id, referral_date AS referral_date,
    LAG(referral_date) {window} AS previous_date,
    LAG(taken) {window} AS taken
  FROM days
)
SELECT {key_sql(table)},
  s.previous_date AS previous_referral_date,
  {dialect.days_between("s.previous_date", "t.referral_date")} AS days_since_previous_referral,
  {dialect.months_begun("s.previous_date", "t.referral_date")} AS months_since_previous_referral,
  CASE WHEN s.taken = {TAKEN} THEN TRUE WHEN s.taken = {NOT_TAKEN} THEN FALSE END AS previous_referral_taken
FROM {table} AS t
LEFT JOIN steps AS s ON {same_sql("s", "t", "authority", "person_id", "referral_date")}"""


def naive(tables: Rows, table: str) -> list[NewRow]:
    """Looks through all of the child's referrals."""
    return [_looked_back(table, row, tables) for row in tables.get(table, ())]


def _looked_back(table: str, row: Row, tables: Rows) -> NewRow:
    on = day(row, "referral_date")
    earlier = [
        (before, other.get("referral_nfa"))
        for other in alike(row, tables.get(table, ()), "authority", "person_id")
        if (before := day(other, "referral_date")) is not None and on is not None and before < on
    ]
    previous = max((before for before, _ in earlier), default=None)
    flags = [nfa for before, nfa in earlier if before == previous]
    taken = True if False in flags else None if None in flags or not flags else False
    return new_row(
        table,
        row,
        previous_referral_date=previous,
        days_since_previous_referral=days_from(previous, on),
        months_since_previous_referral=None if previous is None or on is None else months_begun(previous, on),
        previous_referral_taken=taken,
    )
