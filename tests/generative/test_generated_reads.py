"""What a derived column is said to be made of holds whatever can change it; files are judged by that."""

from random import Random

import pytest
from generated_facts import TABLES_USED, many, with_keys

from stonechat.engines.derivations.derive import derive_rows
from stonechat.engines.derivations.registry import RECIPES
from stonechat.model.derived import derived_columns
from stonechat.model.tables import TABLES
from stonechat.pipeline.reads import made_of

CELLS_CHANGED = 60
ROWS = 12


def _facts(random):
    return {table: with_keys(table, many(table, random)[:ROWS]) for table in TABLES_USED}


def _other(rows, column, value, random):
    """Another value that the column has somewhere, or a blank."""
    found = sorted({row.get(column) for row in rows if row.get(column) is not None} - {value}, key=str)
    return random.choice([None, *found])


def _undeclared(wide, before, table, row, column, random):
    """The derived columns that a change of one cell changes, although they are not said to be made of it."""
    old = wide[table][row]
    changed = {**wide, table: list(wide[table])}
    changed[table][row] = {**old, column: _other(wide[table], column, old.get(column), random)}
    for recipe, rows in before:
        own = recipe.declaration.table
        for was, now in zip(rows, recipe.naive(changed), strict=True):
            for made in recipe.declaration.columns:
                if was[made.name] != now[made.name] and (table, column) not in made_of(own, made.name):
                    yield own, made.name


@pytest.mark.parametrize("seed", range(3))
def test_whatever_changes_a_derived_column_is_among_what_it_is_made_of(seed):
    random = Random(seed)  # noqa: S311  nothing secret
    wide = derive_rows(_facts(random))
    before = [(recipe, recipe.naive(wide)) for recipe in RECIPES if recipe.declaration.table in wide]
    cells = [
        (table, row, column)
        for table, rows in sorted(wide.items())
        for row in range(len(rows))
        for column in sorted(rows[row])
        if column not in TABLES[table].key
    ]
    lacking = {
        (table, column): found
        for table, row, column in random.sample(cells, CELLS_CHANGED)
        if (found := set(_undeclared(wide, before, table, row, column, random)))
    }
    assert lacking == {}


def test_every_derived_column_is_made_of_something():
    for recipe in RECIPES:
        for made in recipe.declaration.columns:
            assert made_of(recipe.declaration.table, made.name), (recipe.declaration.table, made.name)


def test_a_column_of_a_return_is_made_of_nothing_else():
    for table in TABLES.values():
        derived = {column.name for column in derived_columns(table.name)}
        assert not [name for name in table.names if name not in derived and made_of(table.name, name)]
