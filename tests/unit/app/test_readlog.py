"""The read log: nothing without a reason, no identifier in it, and who saw this child."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from stonechat.app.readlog import Read, ReadLog
from stonechat.basics.problems import Refused

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
LOOK = Read(
    "alice", "children", "checking late plans", "CP14", "FY2024-25", "plans", "numerator", None, None, "abc"
)


def a_log(folder: Path, anchor: Path | None = None) -> ReadLog:
    return ReadLog(folder / "logs" / "reads.jsonl", b"k" * 32, anchor)


@pytest.mark.parametrize("reason", ["", "   ", "abcd"])
def test_a_look_without_a_reason_is_refused_and_not_recorded(tmp_path: Path, reason: str) -> None:
    log = a_log(tmp_path)
    with pytest.raises(Refused, match="reason"):
        log.record(replace(LOOK, reason=reason), ["CANARY1"], NOON)
    assert list(log.reads()) == []


@pytest.mark.parametrize("reason", ["about CANARY1", "canary1's plan", "request_CANARY1_of_June"])
def test_a_reason_that_names_a_child_of_the_list_is_refused_without_naming_it(
    tmp_path: Path, reason: str
) -> None:
    log = a_log(tmp_path)
    with pytest.raises(Refused, match="names nobody") as refused:
        log.record(replace(LOOK, reason=reason), ["B", "CANARY1"], NOON)
    assert "canary" not in str(refused.value).casefold()
    assert list(log.reads()) == []


def test_a_number_that_is_part_of_a_longer_one_names_nobody(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    log.record(replace(LOOK, reason="review of 2024"), ["20", "24"], NOON)
    assert len(list(log.reads())) == 1


def test_the_log_says_who_what_when_and_why_but_no_identifier(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    log.record(LOOK, ["CANARY1", "CANARY2", "CANARY1"], NOON)
    entry = next(log.reads())
    assert (entry["who"], entry["indicator"], entry["reason"], entry["count"]) == (
        "alice",
        "CP14",
        "checking late plans",
        2,
    )
    assert entry["at"] == "2026-06-01T12:00:00+00:00"
    assert "CANARY" not in log.path.read_text()


def test_times_are_kept_in_utc(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    log.record(LOOK, [], datetime(2026, 6, 1, 0, 30, tzinfo=timezone(timedelta(hours=1))))
    assert next(log.reads())["at"] == "2026-05-31T23:30:00+00:00"


def test_who_saw_this_child_is_answered_by_the_identifier(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    log.record(LOOK, ["A", "B"], NOON)
    log.record(LOOK, ["B"], NOON)
    assert [len(list(log.reads(person_id))) for person_id in ("A", "B", "C")] == [1, 2, 0]


def test_the_anchor_file_shows_a_log_that_was_cut(tmp_path: Path) -> None:
    anchor = tmp_path / "outside.txt"
    log = a_log(tmp_path, anchor)
    for _ in range(2):
        log.record(LOOK, ["A"], NOON)
    assert log.verify().faults == ()
    first = log.path.read_text().splitlines(keepends=True)[0]
    log.path.write_text(first)
    assert log.verify().faults


def cut(log: ReadLog, keep: int) -> None:
    log.path.write_text("".join(log.path.read_text().splitlines(keepends=True)[:keep]))


@pytest.mark.parametrize("keep", [0, 1])
def test_a_log_that_was_cut_never_becomes_whole_again_by_growing(tmp_path: Path, keep: int) -> None:
    log = a_log(tmp_path, tmp_path / "outside.txt")
    for _ in range(2):
        log.record(LOOK, ["A"], NOON)
    cut(log, keep)
    for _ in range(3):
        log.record(LOOK, ["B"], NOON)
        assert any("cut off" in fault for fault in log.verify().faults)


def test_with_entries_and_no_anchor_noted_nothing_is_recorded_until_somebody_decides(tmp_path: Path) -> None:
    anchor = tmp_path / "outside.txt"
    head = a_log(tmp_path).record(LOOK, ["A"], NOON)
    log = a_log(tmp_path, anchor)
    assert any("missing" in fault for fault in log.verify().faults)
    with pytest.raises(Refused, match="notes none"):
        log.record(LOOK, ["A"], NOON)
    assert len(list(log.reads())) == 1
    anchor.write_text(f"{head}\n")
    log.record(LOOK, ["A"], NOON)
    assert log.verify().faults == ()


def test_an_anchor_that_cannot_be_written_leaves_nothing_recorded(tmp_path: Path) -> None:
    log = a_log(tmp_path, tmp_path / "no such folder" / "outside.txt")
    with pytest.raises(Refused, match="No such file"):
        log.record(LOOK, ["A"], NOON)
    assert list(log.reads()) == []


def test_a_log_that_cannot_be_written_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file where the folder should be")
    with pytest.raises(Refused, match="cannot be written"):
        a_log(tmp_path).record(LOOK, ["A"], NOON)


def test_an_anchor_file_that_holds_something_else_is_a_fault(tmp_path: Path) -> None:
    anchor = tmp_path / "outside.txt"
    anchor.write_text("minutes of a meeting")
    a_log(tmp_path).record(LOOK, ["A"], NOON)
    log = a_log(tmp_path, anchor)
    assert any("something else" in fault for fault in log.verify().faults)
    with pytest.raises(Refused, match="something else"):
        log.record(LOOK, ["A"], NOON)
