"""The search that other tests trust finds a text wherever it may hide."""

import zipfile
from pathlib import Path

import duckdb

from searching import where_is


def test_a_text_is_found_in_names_bytes_parquet_and_zips_and_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "of QZX77.txt").write_bytes(b"")
    (tmp_path / "plain.json").write_text('{"a": "xQZX77x"}')
    some = "SELECT 'QZX' || (77 + range // 9000) AS a FROM range(9000)"
    for query, name in ((some, "rows.parquet"), ("SELECT 'other' AS a", "other.parquet")):
        duckdb.sql(query).write_parquet(str(tmp_path / name), compression="zstd")
    with zipfile.ZipFile(tmp_path / "packed.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", "a\n" * 100 + "QZX77")
    assert where_is(tmp_path, "QZX77") == ["of QZX77.txt", "packed.zip", "plain.json", "rows.parquet"]
