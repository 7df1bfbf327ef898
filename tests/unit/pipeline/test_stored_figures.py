"""Figures come out of their file exactly as they went in."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from stonechat.indicators.measure import Reason, Value
from stonechat.model.table import Column, ColumnType
from stonechat.pipeline.results import COLUMNS, Question, Results, _as_row
from stonechat.store import parquet

HOW_MANY = Question("LX01", "FY2025-26", "sex")


def value(numerator: int | Decimal | None, denominator: int | Decimal | None, worth: str | None) -> Value:
    return Value(
        "value",
        "sex",
        "F",
        numerator,
        denominator,
        None if worth is None else Decimal(worth),
        Reason.NO_DENOMINATOR if worth is None else None,
        date(2026, 3, 31),
    )


@pytest.mark.parametrize(
    "kept",
    [
        value(62, 310, "20.0"),
        value(1_000_000, None, "1000000"),
        value(Decimal("12.55"), 3, "4.2"),
        value(7, Decimal("123456.000001"), "0.0"),
        value(0, 0, None),
        value(None, 4, "20.5"),
    ],
)
def test_a_figure_is_read_as_it_was_kept(tmp_path: Path, kept: Value) -> None:
    path = tmp_path / "figures.parquet"
    parquet.write_rows(path, COLUMNS, [_as_row(HOW_MANY, kept)])

    (found,) = Results(path).find(HOW_MANY) or []

    assert repr(found) == repr(kept)


def test_figures_that_were_kept_as_whole_numbers_are_still_read(tmp_path: Path) -> None:
    path = tmp_path / "figures.parquet"
    counted = [
        Column(one.name, ColumnType.INTEGER, one.meaning) if one.name.endswith("nator") else one
        for one in COLUMNS
    ]
    parquet.write_rows(path, counted, [_as_row(HOW_MANY, value(62, 310, "20.0"))])

    (found,) = Results(path).find(HOW_MANY) or []

    assert (found.numerator, found.denominator) == (62, 310)
