"""The SQL of every derivation gives what its naive twin gives, on any small facts."""

import pytest
from generated_facts import facts, in_key_order
from hypothesis import given, settings

from stonechat.engines.derivations import derive_in_duckdb, derive_rows
from stonechat.model.table import Value

# A failing case holds many rows; without this the warning about its length hides the failure.
pytestmark = pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")

Facts = dict[str, list[dict[str, Value]]]


def derivations_agree(generated: Facts) -> None:
    by_sql, by_twin = derive_in_duckdb(generated), derive_rows(generated)
    for table in generated:
        assert by_sql[table] == in_key_order(table, by_twin[table]), table


@settings(max_examples=25)
@given(facts())
def test_sql_and_twins_agree(generated: Facts) -> None:
    derivations_agree(generated)


@pytest.mark.nightly
@settings(max_examples=1000, derandomize=False)
@given(facts())
def test_sql_and_twins_agree_for_longer(generated: Facts) -> None:
    derivations_agree(generated)
