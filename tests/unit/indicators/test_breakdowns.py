"""Breakdowns: their categories are told in words, by the code list that their column has."""

import pytest

from stonechat.indicators.breakdowns import (
    BREAKDOWNS,
    OWN_WORKER,
    TEAM,
    category_in_words,
    own_worker_column,
)
from stonechat.indicators.query import InPeriod, OpenOn
from stonechat.model.derived import wide_columns
from stonechat.model.tables import TABLES


@pytest.mark.parametrize("name", [name for name, rule in BREAKDOWNS.items() if rule.column])
def test_categories_are_told_by_the_code_list_of_their_column(name: str) -> None:
    rule = BREAKDOWNS[name]
    columns = [column for table in TABLES for column in wide_columns(table) if column.name == rule.column]

    assert {column.codes for column in columns} == {rule.codes}


@pytest.mark.parametrize(
    ("name", "category", "words"),
    [
        ("sex", "F", "F Female"),
        ("sex", None, "not recorded"),
        ("sex", "Q", "Q"),  # not a code: shown as it is
        ("age_band", "under 1", "under 1"),
    ],
)
def test_a_category_reads_as_its_code_and_label(name: str, category: str | None, words: str) -> None:
    assert category_in_words(name, category) == words


def test_wherever_rows_tell_their_team_the_worker_is_found_by_the_same_rule() -> None:
    assert TEAM.keys() <= OWN_WORKER.keys()
    for (table, dated), column in OWN_WORKER.items():
        when = InPeriod(dated) if dated else OpenOn("any", "any")
        assert own_worker_column(table, when) == column
        assert column in {each.name for each in wide_columns(table)}
        allocated = "allocated", "latest"
        assert TEAM.get((table, dated), column).startswith(allocated) == column.startswith(allocated)


def test_nothing_but_workload_is_counted_by_worker() -> None:
    tables = [table for table in TABLES if BREAKDOWNS["worker"].column_for(table, InPeriod("any"))]
    assert tables == ["involvements"]
