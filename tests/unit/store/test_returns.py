from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from searching import where_is
from small_returns import Lines, SmallReturn, keep, new_folder, row
from stonechat.basics.problems import Refused, Severity
from stonechat.model.tables import TABLES
from stonechat.sources.reading import Account, Heading, TypedRow
from stonechat.store import files, forgotten, lock, parquet, returns, taking_out
from stonechat.store.folder import Folder
from stonechat.store.receiving import ReturnWriter

SMALL = SmallReturn(
    2025,
    (
        row("person", person_id="A1", dob=date(2010, 2, 28)),
        row("person", person_id="B2", dob=None),
        row("cin_episodes", referral_id="A1|2024-05-01", person_id="A1", referral_date=date(2024, 5, 1)),
    ),
    made_at=datetime(2025, 5, 1, 9, 30),  # noqa: DTZ001  as files state it
)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return new_folder(tmp_path / "council")


def test_a_return_says_what_was_received(folder: Folder) -> None:
    kept = keep(folder, SMALL)
    assert returns.load(folder, kept.id) == kept
    assert returns.ids(folder) == [kept.id]
    assert (kept.format, kept.authority, kept.year, kept.made_at) == (
        "cin_census",
        "825",
        2025,
        SMALL.made_at,
    )
    assert (kept.window_first, kept.window_last) == (date(2024, 4, 1), date(2025, 3, 31))
    counted = {table: books for table, books in kept.accounts.items() if books.read}
    assert counted == {"person": Account(2, 2), "cin_episodes": Account(1, 1)}
    assert returns.is_whole(folder, kept)


def test_the_file_received_is_kept_byte_for_byte_under_its_hash(folder: Folder) -> None:
    kept = keep(folder, SMALL)
    [path] = [folder.return_folder(kept.id) / file.path for file in kept.received]
    assert path.read_bytes() == SMALL.text.encode()
    assert path.name == f"{files.sha256_of(path)[:16]}.txt"


def test_each_row_keeps_its_line_in_the_file(folder: Folder) -> None:
    kept = keep(folder, SMALL)
    table = TABLES["person"]
    rows = parquet.read_rows(returns.table_path(folder, kept, "person"), (*table.columns, returns.ROW))
    assert rows == [(*values, line) for line, (name, values) in enumerate(SMALL.rows, 2) if name == "person"]


def test_the_same_file_is_the_same_return_and_nothing_is_written(folder: Folder) -> None:
    first = keep(folder, SMALL)
    before = {path: path.stat().st_mtime_ns for path in folder.returns.rglob("*.*")}
    assert keep(folder, SMALL) == first
    assert {path: path.stat().st_mtime_ns for path in folder.returns.rglob("*.*")} == before


@pytest.mark.parametrize(
    "other",
    [
        replace(SMALL, year=2024),
        replace(SMALL, authority="826"),
        replace(SMALL, made_at=None),
        replace(SMALL, format="annex_a"),
        replace(SMALL, rows=SMALL.rows[:1]),
    ],
)
def test_another_heading_or_content_is_another_return(folder: Folder, other: SmallReturn) -> None:
    assert keep(folder, SMALL).id != keep(folder, other).id


def test_leaving_without_finish_keeps_nothing(folder: Folder, tmp_path: Path) -> None:
    received = tmp_path / "cin.xml"
    received.write_text("<x/>", encoding="utf-8")
    with (
        pytest.raises(ValueError, match="cut off"),
        lock.writing(folder),
        ReturnWriter(folder, [received], forgotten.load(folder)) as writer,
    ):
        writer.add(TypedRow("person", TABLES["person"].row(authority="825", person_id="A1"), 3))
        raise ValueError("cut off")
    assert list(folder.returns.iterdir()) == []


def test_a_set_of_files_has_one_id_in_any_order() -> None:
    heading = Heading("annex_a", "825", 2025, date(2024, 4, 1), date(2025, 3, 31))
    assert returns.return_id(heading, ["aa", "bb"]) == returns.return_id(heading, ["bb", "aa"])


def test_problems_are_kept_as_counts(folder: Folder, tmp_path: Path) -> None:
    received = tmp_path / "cin.xml"
    received.write_text("<x/>", encoding="utf-8")
    with lock.writing(folder), ReturnWriter(folder, [received], forgotten.load(folder)) as writer:
        kept = writer.finish(SMALL.heading, {}, {(Severity.WARNING, "unknown_code"): 3}, Lines())
    assert returns.load(folder, kept.id).problems == {"warning unknown_code": 3}
    assert kept.received[0].path.endswith(".xml")


def test_a_forgotten_child_is_left_out_of_rows_and_of_the_file_received(folder: Folder) -> None:
    forgotten.save(folder, forgotten.load(folder).adding("A1", date(2025, 6, 1), "request 7"))
    kept = keep(folder, SMALL)
    assert kept.left_out == {"person": 1, "cin_episodes": 1}
    assert set(kept.tables) == {"person"}
    [path] = [folder.return_folder(kept.id) / file.path for file in kept.received]
    assert path.read_text(encoding="utf-8").count("'A1'") == 0
    assert path.read_text(encoding="utf-8").count("'B2'") == 1
    assert returns.is_whole(folder, kept)
    assert len(list(path.parent.iterdir())) == 1


def test_taking_a_child_out_keeps_the_return_and_its_other_rows(folder: Folder) -> None:
    kept = keep(folder, SMALL)
    made = taking_out.take_child_out(folder, kept, "A1", Lines())
    assert returns.load(folder, kept.id) == made
    assert made.id == kept.id
    assert returns.is_whole(folder, made)
    people = parquet.read_rows(returns.table_path(folder, made, "person"), TABLES["person"].columns)
    assert [values[1] for values in people] == ["B2"]
    assert where_is(folder.root, "A1|2024-05-01") == []


def test_a_change_to_any_file_of_a_return_is_noticed(folder: Folder) -> None:
    kept = keep(folder, SMALL)
    path = returns.table_path(folder, kept, "person")
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert not returns.is_whole(folder, kept)


def test_a_return_that_is_not_there_is_refused_in_words(folder: Folder) -> None:
    with pytest.raises(Refused, match="There is no return abc"):
        returns.load(folder, "abc")


def test_times_with_a_zone_are_compared_in_utc_and_none_is_earliest() -> None:
    noon = datetime(2025, 5, 1, 12, 0)  # noqa: DTZ001
    assert returns.made_order(datetime(2025, 5, 1, 12, 0, tzinfo=UTC)) == returns.made_order(noon)
    assert returns.made_order(None) < returns.made_order(datetime(1, 1, 1, 0, 0, 1))  # noqa: DTZ001


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"window": 1}'])
def test_a_damaged_description_of_a_return_is_refused_in_words(folder: Folder, text: str) -> None:
    kept = keep(folder, SMALL)
    (folder.return_folder(kept.id) / "return.json").write_text(text, encoding="utf-8")
    with pytest.raises(Refused, match="is damaged"):
        returns.load(folder, kept.id)


@pytest.mark.parametrize("harmed", ["return.json", "received", "table"])
def test_importing_the_file_of_a_damaged_return_again_puts_it_right(folder: Folder, harmed: str) -> None:
    kept = keep(folder, SMALL)
    path = {
        "return.json": folder.return_folder(kept.id) / "return.json",
        "received": folder.return_folder(kept.id) / kept.received[0].path,
        "table": returns.table_path(folder, kept, "person"),
    }[harmed]
    path.write_bytes(b"spoilt")
    assert keep(folder, SMALL) == kept
    assert returns.is_whole(folder, returns.load(folder, kept.id))
