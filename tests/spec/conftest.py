"""The two fixtures of the specification, each run on everything that must agree."""

from collections.abc import Callable, Mapping

import pytest
from specification import SPAN, Answers, Derives, rows_of, tally_of

from stonechat.engines.derivations import derive_in_duckdb, derive_rows
from stonechat.engines.duckdb import DuckDBEngine
from stonechat.engines.reference import ReferenceEngine

ENGINES = {"reference": ReferenceEngine, "duckdb": DuckDBEngine.over_rows}
DERIVERS: dict[str, Callable] = {"twins": derive_rows, "sql": derive_in_duckdb}


@pytest.fixture(params=sorted(ENGINES))
def answers(request: pytest.FixtureRequest) -> Answers:
    """Asks one engine."""

    def ask(
        table,
        rows,
        count,
        answer,
        *,
        when,
        first="2024-01-01",
        last="2024-03-31",
        where=(),
        by=None,
        beside=None,
    ):
        tables = {table: rows, **(beside or {})}
        engine = ENGINES[request.param]({name: rows_of(name, text) for name, text in tables.items()})
        (given,) = engine.answer([tally_of(table, count, when, days=(first, last), where=where, by=by)])
        expected = answer if isinstance(answer, Mapping) else {None: answer}
        assert given == {(SPAN, category): (number,) for category, number in expected.items()}

    return ask


@pytest.fixture(params=sorted(DERIVERS))
def derives(request: pytest.FixtureRequest) -> Derives:
    """Works the columns out in one way."""

    def work_out(facts, table, derived):
        made = DERIVERS[request.param]({name: rows_of(name, text) for name, text in facts.items()})
        expected = rows_of(table, derived)
        pairs = zip(expected, made[table], strict=True)
        assert [{name: row[name] for name in one} for one, row in pairs] == expected

    return work_out
