"""Breakdowns: their categories are told in words, by the code list that their column has."""

import pytest

from stonechat.indicators.breakdowns import BREAKDOWNS, category_in_words
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
