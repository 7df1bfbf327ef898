"""Every worked example of the catalogue gives its answer, on every engine.

The rows go through the derivations first: through the naive twins for the reference engine, through
the SQL for DuckDB. So a definition, the derivations below it and the engine are all tried together.
"""

from collections.abc import Callable, Mapping, Sequence

import pytest

from stonechat.engines.derivations.derive import derive_in_duckdb, derive_rows
from stonechat.engines.duckdb import DuckDBEngine
from stonechat.engines.engine import Engine, Row
from stonechat.engines.reference import ReferenceEngine
from stonechat.indicators.catalogue import load_catalogue
from stonechat.indicators.definition import Example, Indicator
from stonechat.indicators.examples import columns_used, facts, mismatches, planned
from stonechat.indicators.plan import values

MakeEngine = Callable[[Mapping[str, Sequence[Row]]], Engine]

ENGINES: dict[str, MakeEngine] = {
    "reference": lambda tables: ReferenceEngine(derive_rows(tables)),
    "duckdb": lambda tables: DuckDBEngine.over_rows(derive_in_duckdb(tables)),
}
EXAMPLES = [(indicator, example) for indicator in load_catalogue() for example in indicator.examples]
NAMES = [f"{indicator.id}: {example.name}" for indicator, example in EXAMPLES]


@pytest.mark.parametrize("make", ENGINES.values(), ids=ENGINES)
@pytest.mark.parametrize(("indicator", "example"), EXAMPLES, ids=NAMES)
def test_an_example_gives_the_answer_worked_out_by_hand(
    indicator: Indicator, example: Example, make: MakeEngine
) -> None:
    tables = {name: rows for name, rows in facts(example).items() if rows}
    engine = make(tables)
    plans = planned(indicator, example)
    answers = dict(zip(plans, values(list(plans.values()), engine.answer), strict=True))

    found = [str(problem) for problem in mismatches(example, answers)]

    assert found == [], "\n".join([*found, *_counted(indicator, derive_rows(tables))])


def _counted(indicator: Indicator, tables: Mapping[str, Sequence[Row]]) -> list[str]:
    """The columns that the definition reads, row by row, so that an author sees what was counted."""
    return [
        f"{table}: {', '.join(f'{name} {row.get(name)}' for name in names)}"
        for table, names in columns_used(indicator).items()
        for row in tables.get(table, ())
    ]
