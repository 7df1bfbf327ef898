"""What is, or is not, open beside a row, in SQL: stretches of time that are joined to it.

Rows of the other table with one link (a child, a plan) are put together to stretches that do not touch. A
row that must have one beside it is joined with these, one that must have none with the gaps between them; so
it counts in several stretches of time, on one day at most once, and stocks stay sums of openings and
closings. Never a join with days.

Next: `sql_days.py` takes the ends of the stretches for further days of opening and closing.
"""

from collections.abc import Sequence

from stonechat.engines.dialect import Dialect
from stonechat.engines.sql_conditions import condition
from stonechat.indicators.query import Beside, OpenOn, When

EVER, FOREVER = "DATE '0001-01-01'", "DATE '9999-12-31'"
"""Before and after all that happens."""

LINK = "authority, link"


def rows_from(table: str, when: When, dialect: Dialect) -> str:
    """The rows `r` of the table, with the stretches `beside_0`, `beside_1` that decide when it counts."""
    beside = when.beside if isinstance(when, OpenOn) else ()
    joins = (_joined(place, one, dialect) for place, one in enumerate(beside))
    return "\n  ".join((f"{dialect.name(table)} AS r", *joins))


def openings(beside: Sequence[Beside]) -> list[str]:
    """The first day of each stretch."""
    return [f"COALESCE(beside_{place}.began, {EVER})" for place, _ in enumerate(beside)]


def closings(beside: Sequence[Beside]) -> list[str]:
    """The first day after each stretch."""
    return [f"COALESCE(beside_{place}.until, {FOREVER})" for place, _ in enumerate(beside)]


def _joined(place: int, beside: Beside, dialect: Dialect) -> str:
    """Who has no gap because nothing was ever open counts on every day, so gaps are joined loosely."""
    how, stretches = ("JOIN", _stretches) if beside.is_there else ("LEFT JOIN", _gaps)
    name = f"beside_{place}"
    return (
        f"{how} (\n{stretches(beside, dialect)}\n  ) AS {name} "
        f"ON {name}.authority = r.authority AND {name}.link = r.{dialect.name(beside.same)}"
    )


def _rows(beside: Beside, dialect: Dialect) -> str:
    start, until = f"r.{dialect.name(beside.start)}", f"r.{dialect.name(beside.until)}"
    return (
        f"SELECT r.authority AS authority, r.{dialect.name(beside.same)} AS link, "
        f"{start} AS began, {until} AS until\n"
        f"    FROM {dialect.name(beside.table)} AS r\n"
        f"    WHERE {start} < {until} AND r.{dialect.name(beside.same)} IS NOT NULL "
        f"AND {condition(beside.where, dialect)}"
    )


def _stretches(beside: Beside, dialect: Dialect) -> str:
    """Rows that overlap or touch as one: a row begins a new stretch if all before it had ended."""
    window = f"PARTITION BY {LINK} ORDER BY began, until ROWS BETWEEN UNBOUNDED PRECEDING AND"
    columns = "authority AS authority, link AS link, began AS began, until AS until"
    return (
        "    SELECT authority AS authority, link AS link, MIN(began) AS began, MAX(until) AS until\n"
        "    FROM (\n"
        f"    SELECT {columns}, SUM(begins) OVER ({window} CURRENT ROW) AS stretch\n"
        "    FROM (\n"
        f"    SELECT {columns},\n"
        f"      CASE WHEN began <= MAX(until) OVER ({window} 1 PRECEDING) THEN 0 ELSE 1 END AS begins\n"
        f"    FROM (\n    {_rows(beside, dialect)}\n    ) AS listed\n"
        "    ) AS marked\n"
        "    ) AS numbered\n"
        f"    GROUP BY {LINK}, stretch"
    )


def _gaps(beside: Beside, dialect: Dialect) -> str:
    """The time before the first stretch, and from the end of each to the next."""
    return (
        f"    SELECT authority AS authority, link AS link, {EVER} AS began, MIN(began) AS until\n"
        f"    FROM (\n    {_rows(beside, dialect)}\n    ) AS listed\n"
        f"    GROUP BY {LINK}\n"
        "    UNION ALL\n"
        "    SELECT authority AS authority, link AS link, until AS began,\n"
        f"      COALESCE(LEAD(began) OVER (PARTITION BY {LINK} ORDER BY began), {FOREVER}) AS until\n"
        f"    FROM (\n{_stretches(beside, dialect)}\n    ) AS stretches"
    )
