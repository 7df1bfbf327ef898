"""Runs the worked examples of a catalogue: rows, derivations, engine, answer, on every engine there is.

A definition whose examples do not give their answers is not to be trusted, so `indicators check` runs
them, and so do the tests. What an example says stands in `indicators/examples.py`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from stonechat.basics.problems import Problem, Refused
from stonechat.engines.derivations import derive_in_duckdb, derive_rows
from stonechat.engines.duckdb import DuckDBEngine
from stonechat.engines.engine import Engine, Rows
from stonechat.engines.reference import ReferenceEngine
from stonechat.indicators.catalogue import Catalogue
from stonechat.indicators.definition import Example, Indicator
from stonechat.indicators.examples import facts, mismatches, planned
from stonechat.indicators.plan import assemble


def _reference(rows: Rows) -> Engine:
    return ReferenceEngine(derive_rows(rows))


def _duckdb(rows: Rows) -> Engine:
    return DuckDBEngine.over_rows(derive_in_duckdb(rows))


ENGINES: Mapping[str, Callable[[Rows], Engine]] = {"reference": _reference, "duckdb": _duckdb}
"""How each engine is set up over facts: with the derivations that belong to it."""


@dataclass(frozen=True, slots=True)
class Checked:
    """How many examples ran, on which engines, and what did not come out as its author worked it out."""

    examples: int
    engines: tuple[str, ...]
    problems: tuple[Problem, ...]


def check_examples(catalogue: Catalogue) -> Checked:
    """Run every example of every indicator on every engine. One problem for each wrong answer."""
    every = [(indicator, example) for indicator in catalogue for example in indicator.examples]
    problems = [
        problem
        for indicator, example in every
        for engine in ENGINES
        for problem in run_example(indicator, example, engine)
    ]
    return Checked(len(every), tuple(ENGINES), tuple(problems))


def run_example(indicator: Indicator, example: Example, engine: str) -> list[Problem]:
    """What is wrong with one example on one engine; empty if it gives its answers."""
    try:
        return list(_run(indicator, example, engine))
    except Refused as refused:
        return list(refused.problems)


def _run(indicator: Indicator, example: Example, engine: str) -> Iterator[Problem]:
    made = ENGINES[engine](facts(example))
    answers = {
        by: assemble(plan, made.answer(plan.tallies)) for by, plan in planned(indicator, example).items()
    }
    for problem in mismatches(example, answers):
        yield replace(problem, what=f"{indicator.id} on {engine}: {problem.what}")
