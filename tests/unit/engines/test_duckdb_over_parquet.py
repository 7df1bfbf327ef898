"""From facts in Parquet to wide tables and to answers, and what the engine may touch."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier

import duckdb
import pytest

from stonechat.engines.derivations import derive, derive_in_duckdb, derive_rows
from stonechat.engines.derivations.registry import RECIPES
from stonechat.engines.duckdb import DuckDBEngine, connect, create_table, insert_rows, show_parquet
from stonechat.indicators.query import ByColumn, Count, CountDistinct, InPeriod, Is, Span, Tally
from stonechat.model.derived import DERIVATIONS, FACT_COLUMNS, wide_columns
from stonechat.model.tables import TABLES

QUARTER = Span("quarter", date(2024, 1, 1), date(2024, 3, 31))

FACTS = {
    "person": [{"authority": "X", "person_id": "P", "dob": date(2012, 2, 29), "sex": "F"}],
    "cin_episodes": [
        {
            "authority": "X",
            "referral_id": str(number),
            "person_id": "PQ"[number % 2],
            "referral_date": date(2024, 1 + number % 3, 1),
            "referral_nfa": number % 2 == 0,
            "source": "cin_census",
            "return_id": "r1",
            "seen_to": date(2024, 3, 31),
        }
        for number in range(7)
    ],
}


@pytest.fixture
def facts(tmp_path: Path) -> dict[str, Path]:
    """The facts as Parquet files, in a folder whose name DuckDB could take for a pattern or a quote."""
    folder = tmp_path / "it's a [folder]"
    folder.mkdir()
    return {table: written(folder / f"{table}.parquet", table) for table in FACTS}


def written(path: Path, table: str) -> Path:
    with connect() as connection:
        columns = (*TABLES[table].columns, *FACT_COLUMNS)
        create_table(connection, table, columns)
        insert_rows(connection, table, columns, FACTS[table])
        target = str(path).replace("'", "''")
        connection.execute(f"COPY {table} TO '{target}' (FORMAT parquet)")
    return path


def test_derive_writes_the_wide_tables_and_passes_the_others_through(facts, tmp_path: Path) -> None:
    made = derive(facts, tmp_path / "out")
    assert made == {"person": facts["person"], "cin_episodes": tmp_path / "out" / "cin_episodes.parquet"}
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["cin_episodes.parquet"]
    with connect() as connection:
        show_parquet(connection, "cin_episodes", made["cin_episodes"])
        described = connection.execute("DESCRIBE cin_episodes").fetchall()
    assert [row[0] for row in described] == [column.name for column in wide_columns("cin_episodes")]
    assert not {row[1] for row in described} - {"VARCHAR", "DATE", "BIGINT", "BOOLEAN"}


def test_derive_gives_the_same_bytes_each_time(facts, tmp_path: Path) -> None:
    one, two = (derive(facts, tmp_path / name, threads=n) for name, n in (("one", 1), ("two", 2)))
    assert one["cin_episodes"].read_bytes() == two["cin_episodes"].read_bytes()


def test_an_engine_over_parquet_answers_lists_and_explains(facts, tmp_path: Path) -> None:
    engine = DuckDBEngine.over_parquet(derive(facts, tmp_path / "out"))
    went_on = Is("referral_nfa", False)
    tally = Tally(
        "cin_episodes", InPeriod("referral_date"), (QUARTER,), (Count((went_on,)), CountDistinct("person_id"))
    )
    assert engine.answer([tally]) == [{("quarter", None): (3, 2)}]
    assert [row["referral_id"] for row in engine.rows(tally, 0)] == ["1", "3", "5"]
    explained = engine.explain(tally)
    assert [count for _, count in explained.steps] == [7, 7, 3, 7]
    assert explained.steps[2][0] == "rows: referral nfa is false"
    assert "SUM(" in explained.sql


def test_rows_of_a_category_and_of_the_blank_one(facts, tmp_path: Path) -> None:
    engine = DuckDBEngine.over_parquet(derive(facts, tmp_path / "out"))
    tally = Tally("cin_episodes", InPeriod("referral_date"), (QUARTER,), (Count(),), by=ByColumn("sex"))
    assert engine.answer([tally]) == [{("quarter", "F"): (4,), ("quarter", None): (3,)}]
    assert [len(engine.rows(tally, 0, category)) for category in ("F", None, "M")] == [4, 3, 0]
    assert len(engine.rows(tally, 0)) == 7


def test_threads_share_an_engine_and_may_be_the_first_to_ask_of_a_table_that_it_was_not_given() -> None:
    tally = Tally("cin_episodes", InPeriod("referral_date"), (QUARTER,), (Count(),))
    with ThreadPoolExecutor(8) as pool:
        for _ in range(10):
            engine, together = DuckDBEngine.over_rows({}), Barrier(8)

            def ask(engine: DuckDBEngine = engine, together: Barrier = together) -> object:
                together.wait(10)
                return engine.answer([tally])

            asked = [pool.submit(ask) for _ in range(8)]
            assert [one.result() for one in asked] == [[{("quarter", None): (0,)}]] * 8


def test_an_engine_reads_no_other_file_and_writes_none(facts, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a\n1\n", encoding="utf-8")
    connection = DuckDBEngine.over_parquet(facts)._connection
    for sql in (
        f"FROM '{other}'",
        f"COPY (SELECT 1 AS a) TO '{tmp_path / 'new.csv'}'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
    ):
        with pytest.raises(duckdb.Error):
            connection.execute(sql).fetchall()


def test_every_declared_derivation_gives_its_columns_in_sql_and_in_its_twin() -> None:
    assert [recipe.declaration for recipe in RECIPES] == list(DERIVATIONS)
    some = {table: [{name: "1" for name in TABLES[table].key}] for table in TABLES}
    by_sql, by_twin = derive_in_duckdb(some), derive_rows(some)
    for table in TABLES:
        names = [column.name for column in wide_columns(table)]
        assert [list(row) for row in by_sql[table]] == [names]
        assert sorted(by_twin[table][0]) == sorted(names)


def test_a_derivation_that_stands_above_what_it_reads_is_refused_by_the_engine() -> None:
    some = {"cin_episodes": [{"authority": "X", "referral_id": "1"}]}
    mine = [one for one in RECIPES if one.declaration.table == "cin_episodes"]
    person, age = (next(one for one in mine if one.declaration.name == name) for name in ("person", "age"))
    assert (
        list(derive_in_duckdb(some, recipes=mine)["cin_episodes"][0])[-1]
        == wide_columns("cin_episodes")[-1].name
    )
    with pytest.raises(duckdb.BinderException, match="born"):
        derive_in_duckdb(some, recipes=[age, person])


@pytest.mark.parametrize("way", [derive_rows, derive_in_duckdb])
def test_keys_must_be_there_and_different(way) -> None:
    row = {"authority": "X", "referral_id": "A"}
    with pytest.raises(ValueError, match="two rows of cin_episodes have the same authority, referral_id"):
        way({"cin_episodes": [row, row]})
    with pytest.raises(ValueError, match="a row of cin_episodes has a blank"):
        way({"cin_episodes": [{"referral_id": "A"}]})


@pytest.mark.parametrize("way", [derive_rows, derive_in_duckdb, DuckDBEngine.over_rows])
def test_a_column_that_the_model_lacks_is_refused(way) -> None:
    with pytest.raises(KeyError, match="cin_episodes has no column shoe_size"):
        way({"cin_episodes": [{"authority": "X", "referral_id": "A", "shoe_size": 4}]})
