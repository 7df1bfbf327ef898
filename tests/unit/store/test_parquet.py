import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stonechat.model.table import Column, ColumnType, Value, Values
from stonechat.store import parquet

COLUMNS = tuple(Column(kind.value, kind, "") for kind in ColumnType)

# Values at the edges of what a cell can be, and look-alikes of blanks, quotes and separators.
EDGES: dict[ColumnType, st.SearchStrategy[Value]] = {
    ColumnType.TEXT: st.sampled_from(
        ["", " ", "NULL", "'", '"', "a\nb", "a,b", "\\", "é", "日本", "\U0001f426", "x" * 500]
    )
    | st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=5),
    ColumnType.DATE: st.sampled_from(
        [date(1, 1, 1), date(1900, 2, 28), date(2024, 2, 29), date(9999, 12, 31)]
    )
    | st.dates(),
    ColumnType.INTEGER: st.sampled_from([0, -1, 2**63 - 1, -(2**63)]) | st.integers(-(2**63), 2**63 - 1),
    ColumnType.DECIMAL: st.decimals("-999999999999", "999999999999", places=6),
    ColumnType.BOOLEAN: st.booleans(),
}
ROWS = st.lists(st.tuples(*(st.none() | EDGES[column.type] for column in COLUMNS)), max_size=6)


@given(rows=ROWS)
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, rows: list[Values]) -> None:
    path = tmp_path_factory.mktemp("parquet") / "rows.parquet"
    assert parquet.write_rows(path, COLUMNS, rows) == len(rows)
    assert parquet.read_rows(path, COLUMNS) == rows
    assert parquet.counts([path], path.parent) == [len(rows)]


def _many(rows: int) -> list[Values]:
    day = date(2024, 4, 1).toordinal()
    return [
        (
            f"child {n % 97}",
            date.fromordinal(day + n % 366),
            n,
            Decimal(n) / 4,
            None if n % 3 else bool(n % 2),
        )
        for n in range(rows)
    ]


@pytest.mark.parametrize(
    "rows", [0, 1, parquet.BATCH - 1, parquet.BATCH, parquet.BATCH + 1, parquet.ROW_GROUP + 1]
)
def test_rows_keep_their_order_across_batches_and_row_groups(tmp_path: Path, rows: int) -> None:
    made = _many(rows)
    parquet.write_rows(tmp_path / "rows.parquet", COLUMNS, made)
    assert parquet.read_rows(tmp_path / "rows.parquet", COLUMNS) == made


def test_the_same_rows_give_the_same_bytes_in_another_process_and_place(tmp_path: Path) -> None:
    here, there = tmp_path / "here.parquet", tmp_path / "other name.parquet"
    parquet.write_rows(here, COLUMNS, _many(30_000))
    code = (
        "import sys; sys.path[:0] = sys.argv[2:]; from pathlib import Path; import test_parquet as t;"
        "t.parquet.write_rows(Path(sys.argv[1]), t.COLUMNS, t._many(30_000));"
        "print([name for name in ('numpy', 'pandas', 'pyarrow') if name in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, there, Path(__file__).parent],
        check=True,
        capture_output=True,
        text=True,
        env={"TZ": "Asia/Tokyo", "LC_ALL": "C"},
    )
    assert ran.stdout.strip() == "[]"
    assert here.read_bytes() == there.read_bytes()


@pytest.mark.parametrize("name", ["St John's; it's", "council [2026]", "[a", "b]"])
def test_a_sign_in_a_path_is_part_of_the_path(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    parquet.write_rows(folder / "rows.parquet", COLUMNS, _many(1))
    assert parquet.read_rows(folder / "rows.parquet", COLUMNS) == _many(1)


def test_a_cell_of_the_wrong_type_is_not_quoted(tmp_path: Path) -> None:
    row = ("a", "Percy Example", 1, None, None)
    with pytest.raises(TypeError, match="does not fit") as caught:
        parquet.write_rows(tmp_path / "rows.parquet", COLUMNS, [row])
    assert "Percy" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_a_full_disk_is_told_as_one() -> None:
    with (
        parquet.connection(Path("/nowhere")) as opened,
        pytest.raises(OSError, match="could not be written") as caught,
    ):
        parquet.save(opened, "SELECT 1 AS a", Path("/dev/full"))
    assert caught.value.errno == 28


def test_a_table_larger_than_the_memory_allowed_spills(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "MEMORY", "32MB")
    columns = (Column("n", ColumnType.INTEGER, ""), Column("t", ColumnType.TEXT, ""))
    rows = ((n, f"a text that is too long to stand inside its cell {n}") for n in range(600_000))
    assert parquet.write_rows(tmp_path / "rows.parquet", columns, rows) == 600_000
    assert parquet.read_rows(tmp_path / "rows.parquet", columns[:1])[::100_000] == [
        (n,) for n in range(0, 600_000, 100_000)
    ]
