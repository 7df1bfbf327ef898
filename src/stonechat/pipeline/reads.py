"""What an indicator's numbers are made of: the columns of the returns, through every derivation between.

A column that looks back or chains is made by the SQL of its derivation, so what it is made of is read from
that SQL: every column of a table that the SQL takes rows from and that it names. That can be too much, where
two tables have a column of one name, and never too little; so of what is wrong in such a column it can be
said that a number may change, not that it does. A test holds it against what the naive twins look at.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from stonechat.engines.derivations.registry import RECIPES
from stonechat.engines.dialect import DuckDBDialect
from stonechat.indicators.breakdowns import BREAKDOWNS
from stonechat.indicators.definition import Ask, Indicator
from stonechat.indicators.query import Count, OpenOn, columns_in, dates_in, tables_in
from stonechat.model.derived import wide_columns
from stonechat.model.tables import TABLES

Place = tuple[str, str]
"""A table and a column of it."""

_SOURCES = re.compile(r"(?:FROM|JOIN)\s+([a-z_0-9]+)")
_TEXTS = re.compile(r"'[^']*'")
_NAMES = re.compile(r"[a-z_][a-z_0-9]*")


@dataclass(frozen=True, slots=True)
class Reads:
    """What an indicator reads of the returns. A row lost from `tables` or a fault in `columns` can change it.

    `splits` are the columns that only tell its categories apart, by the name of the breakdown.
    """

    tables: frozenset[str]
    columns: frozenset[Place]
    splits: dict[str, frozenset[Place]]


def reads_of(indicator: Indicator) -> Reads:
    """All that the indicator's totals read, and what each of its breakdowns reads beyond."""
    asks = [ask for one in indicator.latest.measures for ask in (one.numerator, one.denominator) if ask]
    named = {place for ask in asks for place in _named(ask)}
    columns = _through_derivations(named)
    tables = {table for ask in asks for table in tables_in(ask.table, ask.when)}
    splits = {
        name: frozenset(_through_derivations(_split_by(name, asks)) - columns)
        for name in indicator.breakdowns
    }
    return Reads(frozenset(tables | {table for table, _ in columns}), frozenset(columns), splits)


def _named(ask: Ask) -> Iterator[Place]:
    """The columns that a count names itself."""
    aggregate = ask.aggregate
    yield from ((ask.table, name) for name in dates_in(ask.when))
    yield from ((ask.table, name) for test in (*ask.where, *aggregate.where) for name in columns_in(test))
    if not isinstance(aggregate, Count):
        yield ask.table, aggregate.column
    for beside in ask.when.beside if isinstance(ask.when, OpenOn) else ():
        yield ask.table, beside.same
        inside = (name for test in beside.where for name in columns_in(test))
        yield from ((beside.table, name) for name in (beside.same, beside.start, beside.until, *inside))


def _split_by(breakdown: str, asks: Iterable[Ask]) -> set[Place]:
    found = ((ask.table, BREAKDOWNS[breakdown].column_for(ask.table, ask.when)) for ask in asks)
    return {(table, column) for table, column in found if column is not None}


def _through_derivations(places: Iterable[Place]) -> set[Place]:
    """These columns, and every column that those which are derived are made of."""
    found: set[Place] = set()
    waiting = list(places)
    while waiting:
        place = waiting.pop()
        if place not in found:
            found.add(place)
            waiting.extend(made_of(*place))
    return found


@cache
def made_of(table: str, column: str) -> frozenset[Place]:
    """The columns that a derived column is made of, derived ones among them; none for a return's own."""
    return frozenset(
        place
        for recipe in RECIPES
        if recipe.declaration.table == table and column in {made.name for made in recipe.declaration.columns}
        for place in _read_by(recipe.sql(DuckDBDialect()), table, column)
        if place not in {(table, made.name) for made in recipe.declaration.columns}
    )


def _read_by(sql: str, own: str, column: str) -> Iterator[Place]:
    """The columns of the tables that a statement takes rows from, so far as it names them for this column."""
    sql = _TEXTS.sub("''", sql)
    names = set(_NAMES.findall(_about(sql, column)))
    for table in {own, *(set(_SOURCES.findall(sql)) & TABLES.keys())}:
        yield from ((table, each.name) for each in wide_columns(table) if each.name in names)


def _about(sql: str, column: str) -> str:
    """What of a statement can matter to a column of it: of a single SELECT its own expression and the joins.

    Of a statement in steps, all of it.
    """
    chosen, _, joins = sql.partition("FROM")
    own = next((each for each in _listed(chosen) if each.endswith(f"AS {column}")), None)
    return sql if own is None or "WITH" in chosen else own + joins


def _listed(chosen: str) -> Iterator[str]:
    """The expressions of a SELECT, parted at the commas that stand in no bracket."""
    depth, began = 0, 0
    for place, letter in enumerate(chosen):
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            yield chosen[began:place].strip()
            began = place + 1
    yield chosen[began:].strip()
