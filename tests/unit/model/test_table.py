"""A declared table makes rows from named cells and reads the key of a row."""

import pytest

from stonechat.model.tables import TABLES

DISABILITY = TABLES["disability"]


def test_a_row_has_a_value_for_every_column_in_the_declared_order() -> None:
    row = DISABILITY.row(disability_code="AUT", authority="999", person_id="A")
    assert dict(zip(DISABILITY.names, row, strict=True)) == {
        "authority": "999",
        "person_id": "A",
        "table_id": None,
        "disability_code": "AUT",
    }


def test_the_key_of_a_row_is_in_the_order_of_the_key() -> None:
    row = DISABILITY.row(disability_code="AUT", authority="999", person_id="A", table_id="7")
    assert DISABILITY.key_of(row) == ("999", "A", "AUT")


def test_a_cell_of_a_column_that_the_table_lacks_is_refused_by_name() -> None:
    with pytest.raises(KeyError, match="disability has no column diagnosis"):
        DISABILITY.row(authority="999", diagnosis="x")


def test_a_column_that_the_table_lacks_cannot_be_asked_for() -> None:
    with pytest.raises(KeyError):
        DISABILITY["diagnosis"]


def test_the_model_has_the_45_tables_of_ssd_that_are_kept() -> None:
    assert sum(table.ssd is not None for table in TABLES.values()) == 45
    assert next(iter(TABLES)) == "person"
