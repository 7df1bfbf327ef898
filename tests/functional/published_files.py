"""Small files of published figures, made here for the tests that import some."""

from collections.abc import Iterable
from pathlib import Path

PLACE = "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,"
PLACE += "old_la_code,new_la_code,la_name"
ENGLAND = "National,E92000001,England,,,,,"
BARNET = "Local authority,E92000001,England,E13000002,Outer London,302,E09000003,Barnet"


def statistics(path: Path, columns: str, rows: Iterable[tuple[int, str, str]]) -> Path:
    """A table with these columns: for each row the year, the place and the cells."""
    lines = [f"{PLACE},{columns}", *(f"{year},Reporting year,{place},{cells}" for year, place, cells in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def plan_reviews(path: Path, last: int = 2024) -> Path:
    """Two rows of the table of reviews, for England and Barnet in one year."""
    columns = "CPP_At31_3Months,Reviewed_within_timescales,Reviewed_within_timescales_percent"
    return statistics(path, columns, [(last, ENGLAND, "35090,31500,89.8"), (last, BARNET, "40,c,c")])
