"""Each of the nine classic errors is found by the generative tests: this keeps the generators honest."""

from random import Random

import pytest
from generated_cases import Case, cases
from generated_facts import facts, in_key_order
from hypothesis import HealthCheck, Phase, find, settings
from planted_errors import BESIDE_ERRORS, ERRORS, STOCK_ERRORS, PlantedError, planted_engine, planted_recipes

from stonechat.engines.derivations import derive_in_duckdb, derive_rows
from stonechat.engines.reference import ReferenceEngine
from stonechat.model.table import Value

SEARCH = settings(
    max_examples=400, phases=[Phase.generate], database=None, suppress_health_check=list(HealthCheck)
)


def the_same_search() -> Random:
    return Random(0)  # noqa: S311 - nothing secret


IN_QUERIES = [error for error in ERRORS if error.queries or error.dialect] + list(
    STOCK_ERRORS + BESIDE_ERRORS
)
IN_DERIVATIONS = [error for error in ERRORS if error.derivations or error.dialect]


def named(error: PlantedError) -> str:
    return error.name


@pytest.mark.parametrize("error", IN_QUERIES, ids=named)
def test_an_error_planted_in_queries_is_found(error: PlantedError) -> None:
    engine = planted_engine(error)

    def disagrees(case: Case) -> bool:
        wrong = engine.over_rows(case.tables, error.dialect).answer(case.tallies)
        return wrong != ReferenceEngine(case.tables).answer(case.tallies)

    assert disagrees(find(cases(), disagrees, settings=SEARCH, random=the_same_search()))


@pytest.mark.parametrize("error", IN_DERIVATIONS, ids=named)
def test_an_error_planted_in_derivations_is_found(error: PlantedError) -> None:
    recipes = planted_recipes(error)

    def disagrees(drawn: dict[str, list[dict[str, Value]]]) -> bool:
        wrong, right = derive_in_duckdb(drawn, error.dialect, recipes), derive_rows(drawn)
        return any(wrong[table] != in_key_order(table, right[table]) for table in drawn)

    assert disagrees(find(facts(error.tables), disagrees, settings=SEARCH, random=the_same_search()))


def test_all_nine_errors_are_planted() -> None:
    assert len({error.name for error in ERRORS}) == 9
    looked_for = {error.name for error in IN_QUERIES + IN_DERIVATIONS}
    assert looked_for == {error.name for error in ERRORS + BESIDE_ERRORS}
