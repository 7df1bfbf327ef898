"""Every worked example of the catalogue gives its answer, on every engine.

The rows go through the derivations first: through the naive twins for the reference engine, through
the SQL for DuckDB. So a definition, the derivations below it and the engines are all tried together.
"""

from collections.abc import Iterator

import pytest

from stonechat.engines.derivations import derive_rows
from stonechat.indicators.catalogue import load_catalogue
from stonechat.indicators.definition import Example, Indicator
from stonechat.indicators.examples import columns_used, facts
from stonechat.pipeline.examples import ENGINES, run_example

EXAMPLES = [(indicator, example) for indicator in load_catalogue() for example in indicator.examples]
NAMES = [f"{indicator.id}: {example.name}" for indicator, example in EXAMPLES]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("indicator", "example"), EXAMPLES, ids=NAMES)
def test_an_example_gives_the_answer_worked_out_by_hand(
    indicator: Indicator, example: Example, engine: str
) -> None:
    problems = run_example(indicator, example, engine)

    assert problems == [], "\n".join([*map(str, problems), *_counted(indicator, example)])


def _counted(indicator: Indicator, example: Example) -> Iterator[str]:
    """The columns that the definition reads, row by row: nobody counts working days by hand."""
    wide = derive_rows(facts(example))
    for table, names in columns_used(indicator).items():
        for row in wide.get(table, ()):
            yield f"{table}: {', '.join(f'{name} {row[name]}' for name in names)}"
