"""The nine classic errors, planted one at a time into the SQL that engines and derivations write.

Each is what a careful person once wrote. None may pass the generative tests. A planted error is an
engine, or a list of derivations, whose SQL is changed just before it runs.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from stonechat.engines.derivations.recipe import Recipe
from stonechat.engines.derivations.registry import RECIPES
from stonechat.engines.dialect import Dialect, DuckDBDialect
from stonechat.engines.duckdb import DuckDBEngine

Patches = tuple[tuple[str, str], ...]
"""Patterns in the SQL, and what stands there instead."""


class YearDifference(DuckDBDialect):
    """Age by the difference of years."""

    def completed_years(self, born: str, on: str) -> str:
        return f"CASE WHEN {on} < {born} THEN -1 ELSE EXTRACT(YEAR FROM {on}) - EXTRACT(YEAR FROM {born}) END"


class BirthdayTooLate(DuckDBDialect):
    """The birthday itself still counts as the year before."""

    def completed_years(self, born: str, on: str) -> str:
        right = super().completed_years(born, on)
        return right.replace(f"EXTRACT(DAY FROM {on}) <", f"EXTRACT(DAY FROM {on}) <=")


class LeapDayOnTheTwentyEighth(DuckDBDialect):
    """Born on 29 February: a birthday on 28 February in other years."""

    def completed_years(self, born: str, on: str) -> str:
        right = super().completed_years(born, on)
        birthday = f"EXTRACT(MONTH FROM {born}) * 100 + EXTRACT(DAY FROM {born})"
        return right.replace(birthday, f"CASE WHEN {birthday} = 229 THEN 228 ELSE {birthday} END")


@dataclass(frozen=True)
class PlantedError:
    """One error: what it changes in queries, in derivations, or in both."""

    name: str
    queries: Patches = ()
    derivations: Patches = ()
    dialect: Dialect | None = None
    tables: tuple[str, ...] = ("person", "cin_episodes", "cp_plans")


ERRORS = (
    PlantedError("age by year difference", dialect=YearDifference()),
    PlantedError("age off by one on the birthday", dialect=BirthdayTooLate()),
    PlantedError("leap-day birth", dialect=LeapDayOnTheTwentyEighth()),
    PlantedError("45 days made strict", queries=((r" <= 45\)", " < 45)"),)),
    PlantedError(
        "working days counting day 0",
        tables=("cin_episodes", "cin_assessments"),
        derivations=((r"(\w+)\.working_day - (\w+)\.working_day", r"\1.working_day - \2.working_day + 1"),),
    ),
    PlantedError(
        "closed on the last day counted open",
        queries=(
            (r"> s\.last_day", ">= s.last_day"),
            (r"SELECT closed AS day", "SELECT closed + 1 AS day"),
            (r"(counted_until) > DATE", r"\1 >= DATE"),
        ),
    ),
    PlantedError(
        "open on the last day dropped",
        queries=(
            (r"<= s\.last_day AND", "< s.last_day AND"),
            (r"SELECT opened AS day", "SELECT opened + 1 AS day"),
        ),
    ),
    PlantedError(
        "missing end date taken as closed", derivations=((r"COALESCE\((t\.\w+), CAST.*\) AS c", r"\1 AS c"),)
    ),
    PlantedError("duplicate rows counted twice", queries=((r"COUNT\(DISTINCT ", "COUNT("),)),
)

BORN_MONTH = "EXTRACT(MONTH FROM r.born) * 100"
BORN_DAY = "EXTRACT(DAY FROM r.born)"
LEAP_DAY = f"CASE WHEN EXTRACT(MONTH FROM r.born) = 2 AND {BORN_DAY} = 29 THEN 28 ELSE {BORN_DAY} END"


def _born(instead: str) -> Patches:
    return ((re.escape(f"{BORN_MONTH} + {BORN_DAY} AS born"), f"{instead} AS born"),)


# A stock by age is not worked out from ages: its spells are split at birthdays. The same errors there.
STOCK_ERRORS = (
    PlantedError("age by year difference", queries=_born("101")),
    PlantedError("age off by one on the birthday", queries=_born(f"{BORN_MONTH} + {BORN_DAY} + 1")),
    PlantedError("leap-day birth", queries=_born(f"{BORN_MONTH} + {LEAP_DAY}")),
)


# What is open beside a row: the errors of whoever joins one table to another.
BESIDE_ERRORS = (
    PlantedError("who has nothing beside is forgotten", queries=((r"LEFT JOIN \(", "JOIN ("),)),
    PlantedError(
        "another authority's child is taken for ours",
        queries=((r"beside_\d\.authority = r\.authority AND", ""),),
    ),
    PlantedError(
        "only the last of several is looked at", queries=((r"MIN\(began\) AS until", "MAX(began) AS until"),)
    ),
    PlantedError(
        "overlapping ones end with the first", queries=((r"MAX\(until\) AS until", "MIN(until) AS until"),)
    ),
)


def planted_engine(error: PlantedError) -> type[DuckDBEngine]:
    """An engine that makes this error."""

    class Planted(DuckDBEngine):
        def _fetch(self, tables: Iterable[str], sql: str) -> list[tuple[Any, ...]]:
            return super()._fetch(tables, patched(sql, error.queries))

    return Planted


def planted_recipes(error: PlantedError) -> Sequence[Recipe]:
    """The derivations with this error in their SQL."""

    def plant(recipe: Recipe) -> Recipe:
        def write(dialect: Dialect, table: str) -> str:
            return patched(recipe.write_sql(dialect, table), error.derivations)

        return replace(recipe, write_sql=write)

    return tuple(map(plant, RECIPES))


def patched(sql: str, patches: Patches) -> str:
    """The SQL with every pattern replaced where it occurs."""
    for pattern, instead in patches:
        sql = re.sub(pattern, instead, sql)
    return sql
