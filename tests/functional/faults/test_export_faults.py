"""An export that a fault strikes: the folder asked for is whole or not there, and never called done half."""

import errno
import os
import random
import resource
import signal
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import duckdb
import pytest
from importing import ended, in_a_fork
from striking import (
    KILLED,
    Fault,
    Striking,
    ends_before,
    ends_halfway,
    fails_with,
    no_fault,
    writes_half_and_fails,
)

from small_returns import PLAIN, SmallReturn, keep, row, serve
from stonechat.app.council import Council, init_council
from stonechat.app.export import export_ssd
from stonechat.basics.problems import Refused
from stonechat.model.tables import TABLES
from stonechat.store import chain, files

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="faults are struck at forked processes")
REFUSED = 3
FORMS = ("csv", "parquet")


@dataclass(frozen=True)
class Stage:
    """A council with a few facts, and what a whole export of them holds, by form."""

    council: Council
    whole: dict[str, dict[str, object]]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return set_stage(tmp_path_factory.mktemp("stage"))


def set_stage(room: Path) -> Stage:
    council = init_council(room / "council", "825")
    words = random.Random(7)  # noqa: S311  what no compression makes small
    rows = [
        row("person", person_id=f"C{n}", forename=words.randbytes(500).hex(), dob=date(2010, 1, 1))
        for n in range(40)
    ]
    kept = keep(council.folder, SmallReturn(2025, tuple(rows), format="ssd"))
    serve(council.folder, kept.id, replace(PLAIN, tables=TABLES))
    for form in FORMS:
        _export(council, room / form, form)
    return Stage(council, {form: held(room / form) for form in FORMS})


def _export(council: Council, out: Path, form: str, before: Callable[[], object] = lambda: None) -> None:
    """Run in a fork: exit code 3 for what was told in words, 1 for anything else."""
    before()
    try:
        export_ssd(council, out, "a test of faults", form)
    except Refused:
        os._exit(REFUSED)
    except OSError as error:
        os._exit(REFUSED if error.errno else 1)


def held(folder: Path) -> dict[str, object]:
    """What the files of a folder hold: bytes of CSV, rows of Parquet (whose bytes may differ)."""
    return {
        path.name: duckdb.read_parquet(str(path)).fetchall()
        if path.suffix == ".parquet"
        else path.read_bytes()
        for path in folder.iterdir()
    }


def check(stage: Stage, out: Path, form: str, code: int, *, may_leave_part: bool) -> str:
    """Whether the folder is "whole" or "absent"; it must be one of them, and whole if it was called done."""
    if out.exists():
        assert held(out) == stage.whole[form]
        assert any(entry["what"] == "export ssd" for entry in chain.entries(stage.council.folder.reads_log))
    else:
        assert code != 0
    assert may_leave_part or not files.part_of(out).exists()
    return "whole" if out.exists() else "absent"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("fault", "once", "codes"),
    [
        pytest.param(fails_with(errno.EIO), True, {REFUSED}, id="one call fails with EIO"),
        pytest.param(writes_half_and_fails, False, {REFUSED}, id="the disk is full from one call on"),
        pytest.param(ends_before, True, {KILLED}, id="the process ends before one call"),
        pytest.param(ends_halfway, True, {KILLED}, id="the process ends within or after one call"),
    ],
)
def test_a_fault_at_any_call_leaves_the_whole_folder_or_none(
    stage: Stage, tmp_path: Path, form: str, fault: Fault, once: bool, codes: set[int]
) -> None:
    outcomes = []
    for nth in _to_strike(stage, tmp_path / "counted", form):
        out = tmp_path / str(nth)
        striking = Striking(nth, fault, once=once)
        code = ended(in_a_fork(_export, stage.council, out, form, striking.install))
        assert code in codes, nth
        # Where the process ended, or nothing can be removed either, the next export clears it away.
        outcomes.append(check(stage, out, form, code, may_leave_part=code == KILLED or not once))
    assert (outcomes[0], outcomes[-1]) == ("absent", "whole")
    assert outcomes == sorted(outcomes)
    last = tmp_path / "1"
    assert (
        ended(in_a_fork(_export, stage.council, last, form)) == 0
    )  # what was left does not stand in the way
    assert check(stage, last, form, 0, may_leave_part=False) == "whole"


def _to_strike(stage: Stage, out: Path, form: str) -> list[int]:
    """The calls of an undisturbed export: of many of one kind in a row, the first two and the last."""

    def work() -> None:
        striking = Striking(0, no_fault)
        _export(stage.council, out, form, striking.install)
        out.with_suffix(".calls").write_text(" ".join(striking.made))

    assert ended(in_a_fork(work)) == 0
    made = out.with_suffix(".calls").read_text().split()
    assert made.count("fsync") == len(stage.whole[form])
    runs = [list(run) for _, run in groupby(enumerate(made, 1), key=itemgetter(1))]
    return sorted({nth for run in runs for nth, _ in (*run[:2], run[-1])})


@pytest.mark.parametrize("form", FORMS)
def test_a_disk_that_is_full_while_tables_are_written_is_told_in_words(tmp_path: Path, form: str) -> None:
    """Tables are written by other hands than `store/calls.py`: a limit on the size of files strikes there."""
    stage = set_stage(tmp_path)
    table = max(path.stat().st_size for path in (tmp_path / form).iterdir())
    assert stage.council.folder.reads_log.stat().st_size < table // 4  # the look is recorded first
    for limit, expected in ((table // 2, (REFUSED, "absent")), (table * 2, (0, "whole"))):

        def before(limit: int = limit) -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        out = tmp_path / str(limit)
        code = ended(in_a_fork(_export, stage.council, out, form, before))
        assert (code, check(stage, out, form, code, may_leave_part=False)) == expected
