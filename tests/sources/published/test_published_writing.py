"""What is written as published is read as it was given, and the demo's figures are those published."""

import csv
from pathlib import Path

from stonechat.basics.authorities import by_area_code
from stonechat.model.published import STATISTICS
from stonechat.sources import registry
from stonechat.sources.published.write import Line, write_statistics
from stonechat.synthetic.published_figures import STAND_IN, write_published

PLACES = {
    "302": ("authority", "Barnet"),
    "E12000007": ("region", "London"),
    "E92000001": ("England", "England"),
}


def test_what_is_written_is_read_back_with_its_places_and_symbols(tmp_path: Path) -> None:
    cells = {
        "CPP_At31_3Months": "40",
        "Reviewed_within_timescales": "c",
        "Reviewed_within_timescales_percent": "90.5",
    }
    path = tmp_path / "reviews.csv"
    write_statistics(path, [Line(2024, place, cells) for place in PLACES])
    reading = registry.read_file(path)
    rows = [dict(zip(STATISTICS.names, row.values, strict=True)) for row in reading.rows]
    assert reading.findings.kept == []
    assert reading.release is not None
    assert reading.release.last == "FY2023-24"
    assert [(row["level"], row["area"]) for row in rows[::3]] == list(PLACES.values())
    assert [str(row["symbol"] or row["value"]) for row in rows[:3]] == ["40", "c", "90.5"]


def numbers(path: Path) -> dict[tuple[object, ...], object]:
    """Every number or symbol of a file by time, place, breakdown and column."""
    found: dict[tuple[object, ...], object] = {}
    for row in registry.read_file(path).rows:
        cells = dict(zip(STATISTICS.names, row.values, strict=True))
        key = [cells[name] for name in ("table", "period", "level", "authority", "breakdown", "measure")]
        region = cells["area_code"] if cells["level"] == "region" else None
        found[*key, region] = cells["symbol"] or cells["value"]
    return found


def test_the_demos_published_figures_are_to_the_digit_those_published(tmp_path: Path, shared: Path) -> None:
    published: dict[tuple[object, ...], object] = {}
    for path in sorted((shared / "data" / "published").rglob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            if "time_period" in next(csv.reader(file)):
                published |= numbers(path)
    for path in write_published(tmp_path / "published"):
        if "neighbours" not in path.name:
            shipped = numbers(path)
            assert shipped
            assert shipped.items() <= published.items(), path.name


def test_the_stand_in_has_ten_neighbours_whose_areas_did_not_change(tmp_path: Path, shared: Path) -> None:
    files = write_published(tmp_path / "published")
    (model,) = [path for path in files if "neighbours" in path.name]
    rows = list(registry.read_file(model).rows)
    assert [row.values[1] for row in rows] == [STAND_IN] * 10
    codes = {str(row.values[2]) for row in rows} | {STAND_IN}
    assert all(one.valid_to is None for one in by_area_code().values() if one.code in codes)
    (real,) = (shared / "data" / "published").rglob("sn_model_2025_wide.csv")
    assert [row.values for row in registry.read_file(real).rows if row.values[1] == STAND_IN] == [
        row.values for row in rows
    ]
