"""The generators reach every node and every derivation: agreement about what is never drawn means nothing."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import get_args

from generated_cases import Case, cases
from generated_facts import facts
from hypothesis import HealthCheck, Phase, given, settings

from stonechat.engines.derivations import derive_rows
from stonechat.indicators import query
from stonechat.model.derived import DERIVATIONS, FACT_COLUMNS
from stonechat.model.table import Value

NODES = {
    *(*get_args(query.Filter), *get_args(query.Aggregate), *get_args(query.When)),
    *(*get_args(query.Breakdown), query.AgeBand, query.Span, query.Tally),
    *(query.Since, query.Length, query.Beside),
}

DRAW_ONLY = settings(
    max_examples=100, phases=[Phase.generate], derandomize=True, suppress_health_check=list(HealthCheck)
)


def test_every_node_of_the_query_language_is_drawn() -> None:
    seen: set[type] = set()

    @DRAW_ONLY
    @given(cases())
    def collect(case: Case) -> None:
        for tally in case.tallies:
            seen.update(map(type, nodes_in(tally)))

    collect()
    assert seen >= NODES, f"never drawn: {NODES - seen}"


def test_nodes_lists_every_dataclass_of_the_query_language() -> None:
    declared = {one for one in vars(query).values() if isinstance(one, type) and is_dataclass(one)}
    assert declared - {query.Ranks} == NODES


def test_every_derived_column_gets_values_and_those_that_can_be_blank_are() -> None:
    values: dict[tuple[str, str], set[Value]] = {}

    @DRAW_ONLY
    @given(facts())
    def collect(drawn: dict[str, list[dict[str, Value]]]) -> None:
        for table, rows in derive_rows(drawn).items():
            for row in rows:
                for column, value in row.items():
                    values.setdefault((table, column), set()).add(value)

    collect()
    for derivation in DERIVATIONS:
        for column in derivation.columns:
            seen = values.get((derivation.table, column.name), set())
            assert len(seen) > 1, f"{derivation.table}.{column.name} is always the same"
            assert None in seen or column.name == "led_to", f"{derivation.table}.{column.name} is never blank"


def test_every_column_of_the_merge_is_known_to_the_generator() -> None:
    assert {column.name for column in FACT_COLUMNS} == {"source", "return_id", "seen_to"}


def nodes_in(node: object) -> Iterator[object]:
    """The node and every node inside it."""
    if isinstance(node, tuple):
        for inner in node:
            yield from nodes_in(inner)
    elif is_dataclass(node):
        yield node
        for field in fields(node):
            yield from nodes_in(getattr(node, field.name))
