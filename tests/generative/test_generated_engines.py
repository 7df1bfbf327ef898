"""Engines agree with the reference to the last digit, on any tally and any small data."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from generated_cases import Case, cases
from hypothesis import HealthCheck, given, settings

from stonechat.engines.duckdb import DuckDBEngine
from stonechat.engines.kept import KeptAnswers
from stonechat.engines.reference import ReferenceEngine
from stonechat.indicators.query import Aggregate, Count, CountDistinct, Quantile, Ranks, Sum
from stonechat.model.table import Value

MANY = 3000


def answers_agree(case: Case) -> None:
    asked = DuckDBEngine.over_rows(case.tables).answer(case.tallies)
    assert asked == ReferenceEngine(case.tables).answer(case.tallies)


@settings(max_examples=80)
@given(cases())
def test_the_engines_give_the_same_answers(case: Case) -> None:
    answers_agree(case)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases())
def test_answers_kept_in_a_file_are_given_again_unchanged(tmp_path: Path, case: Case) -> None:
    kept, tables = tmp_path / "answers.parquet", {case.table: case.rows}
    kept.unlink(missing_ok=True)
    DuckDBEngine.over_rows(tables, keep_at=kept).keep(case.tallies, kept)
    answered = ReferenceEngine(tables).answer(case.tallies)
    assert KeptAnswers(kept).answer(case.tallies) == answered
    assert [KeptAnswers(kept).answer([tally]) for tally in case.tallies] == [[one] for one in answered]


@pytest.mark.nightly
@settings(max_examples=MANY, derandomize=False)
@given(cases())
def test_the_engines_give_the_same_answers_for_longer(case: Case) -> None:
    answers_agree(case)


@settings(max_examples=25)
@given(cases())
def test_the_engines_list_the_same_rows_and_explain_them_with_the_same_counts(case: Case) -> None:
    duckdb, reference = DuckDBEngine.over_rows(case.tables), ReferenceEngine(case.tables)
    for tally in case.tallies:
        one = replace(tally, spans=tally.spans[:1])
        assert duckdb.explain(one).steps == reference.explain(one).steps
        for place in range(len(one.aggregates)):
            assert in_any_order(duckdb.rows(one, place)) == in_any_order(reference.rows(one, place))


@settings(max_examples=25)
@given(cases())
def test_the_rows_of_the_categories_are_those_that_the_answer_counts(case: Case) -> None:
    for engine in (DuckDBEngine.over_rows(case.tables), ReferenceEngine(case.tables)):
        for tally in case.tallies:
            one = replace(tally, spans=tally.spans[:1])
            (answer,) = engine.answer([one])
            for (_, category), numbers in answer.items():
                for place, number in enumerate(numbers):
                    rows = engine.rows(one, place, category)
                    assert number == number_of(one.aggregates[place], rows)


def number_of(aggregate: Aggregate, rows: list[dict[str, Value]]) -> object:
    """What the rows behind a number make it; of a quantile, only how many values there are."""
    if isinstance(aggregate, Count):
        return len(rows)
    values = [row[aggregate.column] for row in rows]
    assert None not in values
    match aggregate:
        case CountDistinct():
            return len(set(values))
        case Sum():
            return sum(values)
        case Quantile():
            return AnyRanks(len(values))


class AnyRanks:
    """Equal to any ranks of so many values."""

    def __init__(self, n: int) -> None:
        self.n = n

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ranks) and other.n == self.n

    __hash__ = None


def in_any_order(rows: list[dict[str, Value]]) -> list[list[str]]:
    """The rows as text; 0.1 and 0.10 are one number, and are written alike."""
    return sorted([f"{name} {_alike(value)!r}" for name, value in row.items()] for row in rows)


def _alike(value: Value) -> Value:
    return value.normalize() if isinstance(value, Decimal) else value
