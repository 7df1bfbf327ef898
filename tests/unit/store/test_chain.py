"""The append-only log: what it notices, and what only an anchor can show."""

import json
import multiprocessing
import os
from pathlib import Path

import pytest

from stonechat.basics.problems import Refused
from stonechat.store.chain import FIRST, Head, append, entries, parse_head, verify


def a_log(folder: Path, count: int = 3) -> Path:
    log = folder / "logs" / "reads.jsonl"
    for number in range(count):
        append(log, {"what": f"look {number}"})
    return log


def lines(log: Path) -> list[str]:
    return log.read_text().splitlines(keepends=True)


def test_a_log_that_does_not_exist_is_whole_and_empty(tmp_path: Path) -> None:
    verdict = verify(tmp_path / "none.jsonl")
    assert verdict.faults == ()
    assert verdict.head == Head(0, FIRST)


def test_every_entry_holds_the_hash_of_the_one_before(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    held = list(entries(log))
    assert [entry["previous"] for entry in held] == [FIRST, held[0]["hash"], held[1]["hash"]]
    assert verify(log).faults == ()
    assert verify(log).head.number == 3


def edited(text: list[str]) -> list[str]:
    return [text[0], text[1].replace("look 1", "look 9"), text[2]]


def rewritten_with_its_own_hash(text: list[str]) -> list[str]:
    from stonechat.store.chain import entry_hash

    entry = json.loads(text[1])
    entry["what"] = "nothing"
    entry["hash"] = entry_hash(entry)
    return [text[0], json.dumps(entry) + "\n", text[2]]


TAMPERED = {
    "an entry edited": edited,
    "an entry edited and hashed anew": rewritten_with_its_own_hash,
    "an entry removed from the middle": lambda text: [text[0], text[2]],
    "two entries swapped": lambda text: [text[1], text[0], text[2]],
    "an entry repeated": lambda text: [*text, text[2]],
    "the first entry cut off": lambda text: text[1:],
    "a line that is no entry": lambda text: [*text, "nonsense\n"],
    "the last line torn": lambda text: [*text[:2], text[2][:20]],
}


@pytest.mark.parametrize("how", TAMPERED)
def test_tampering_is_noticed(tmp_path: Path, how: str) -> None:
    log = a_log(tmp_path)
    log.write_text("".join(TAMPERED[how](lines(log))))
    assert verify(log).faults


def test_a_tail_cut_off_is_noticed_only_with_an_anchor(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    anchor = verify(log).head
    log.write_text("".join(lines(log)[:2]))
    assert verify(log).faults == ()
    assert verify(log, [anchor]).faults


def test_an_anchor_in_the_middle_still_holds_after_more_entries(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    anchor = verify(log).head
    append(log, {"what": "later"})
    assert verify(log, [anchor]).faults == ()


def test_a_whole_log_written_anew_is_noticed_with_an_anchor(tmp_path: Path) -> None:
    anchor = verify(a_log(tmp_path / "true")).head
    forged = tmp_path / "forged" / "reads.jsonl"
    for _ in range(3):
        append(forged, {"what": "forged"})
    assert verify(forged).faults == ()
    assert verify(forged, [anchor]).faults


def test_nothing_is_chained_to_a_torn_line(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    log.write_text("".join(lines(log))[:-5])
    with pytest.raises(Refused, match="last line"):
        append(log, {"what": "after the tear"})


def test_a_long_entry_is_found_as_the_last_one(tmp_path: Path) -> None:
    log = a_log(tmp_path, 1)
    append(log, {"what": "x" * 20_000})
    append(log, {"what": "y"})
    assert verify(log).head.number == 3
    assert verify(log).faults == ()


def append_many(log: Path) -> None:
    for _ in range(20):
        append(log, {"what": "at once"})


def test_several_processes_append_without_breaking_the_chain(tmp_path: Path) -> None:
    log = tmp_path / "reads.jsonl"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=append_many, args=(log,)) for _ in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    verdict = verify(log)
    assert (verdict.head.number, verdict.faults) == (60, ())


@pytest.mark.parametrize("text", ["", "12", "x:" + "0" * 64, "3:abc"])
def test_what_is_not_an_anchor_is_refused_in_words(text: str) -> None:
    with pytest.raises(Refused, match="anchor"):
        parse_head(text)


def test_a_head_reads_back_as_it_prints() -> None:
    head = Head(12, "a" * 64)
    assert parse_head(str(head)) == head


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a limit on file size is set in a fork")
def test_an_entry_that_the_disk_took_half_of_leaves_the_log_as_it_was(tmp_path: Path) -> None:
    import resource
    import signal

    log = a_log(tmp_path)
    before = log.read_bytes()
    pid = os.fork()
    if not pid:
        code = 1
        try:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 20, len(before) + 20))
            with pytest.raises(OSError, match="large"):
                append(log, {"what": "too much"})
            code = 0
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert log.read_bytes() == before
    append(log, {"what": "with room again"})
    assert verify(log).faults == ()
