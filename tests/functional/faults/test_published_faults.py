"""A fault at every call that keeps published figures: they are whole or absent, and nothing else changes."""

import errno
import json
import os
from pathlib import Path

import pytest
from importing import ended, in_a_fork
from striking import KILLED, Fault, Striking, ends_before, ends_halfway, fails_with, no_fault
from tests.functional.published_files import plan_reviews

from stonechat.app.council import init_council, open_council
from stonechat.app.intake import import_files, undo_return
from stonechat.basics.problems import Refused
from stonechat.sources.reading import Overrides
from stonechat.store import lock, published
from stonechat.store.folder import Folder

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="faults are struck at forked processes")

ACTS = ("import", "undo")


def _fresh(root: Path, act: str) -> Folder:
    """A folder with the file kept, if it is to be undone."""
    council = init_council(root, "302")
    if act == "undo":
        _act(root, "import")
    return council.folder


def _act(root: Path, act: str) -> None:
    council = open_council(root)
    if act == "import":
        file = plan_reviews(root / "parameters" / "reviews.csv")
        import_files(council, [file], Overrides())
    else:
        undo_return(council, published.every(council.folder)[0].id)


def _struck(root: Path, act: str, striking: Striking) -> None:
    """Run in a fork. Exit code 3: refused in words."""
    striking.install()
    try:
        _act(root, act)
    except Refused:
        os._exit(3)
    finally:
        (root.parent / "calls.json").write_text(json.dumps(striking.made))


FAULTS = [
    pytest.param(fails_with(errno.EIO), id="one call fails with EIO"),
    pytest.param(ends_before, id="the process ends before one call"),
    pytest.param(ends_halfway, id="the process ends within or after one call"),
]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_at_any_call_leaves_all_of_the_figures_or_none(
    tmp_path: Path, act: str, fault: Fault
) -> None:
    counted = tmp_path / "counted" / "council"
    counted.parent.mkdir()
    _fresh(counted, act)
    assert ended(in_a_fork(_struck, counted, act, Striking(0, no_fault))) == 0
    calls = len(json.loads((counted.parent / "calls.json").read_text()))
    assert calls >= (10 if act == "import" else 3)
    outcomes = []
    for nth in range(1, calls + 1):
        root = tmp_path / str(nth) / "council"
        root.parent.mkdir()
        folder = _fresh(root, act)
        code = ended(in_a_fork(_struck, root, act, Striking(nth, fault)))
        assert code in ({KILLED} if fault in (ends_before, ends_halfway) else {0, 3})
        kept = _kept_and_whole(folder)
        done = kept == (1 if act == "import" else 0)
        assert done or code != 0
        outcomes.append(done)
    assert outcomes[0] is False
    assert outcomes == sorted(outcomes), "once it is done it stays done"


def _kept_and_whole(folder: Folder) -> int:
    """How many are kept, after the next writer has cleared up."""
    before = published.every(folder)
    with lock.writing(folder, wait=0):
        pass
    assert published.every(folder) == before
    assert {path.name for path in folder.published.iterdir()} == {kept.id for kept in before}
    assert all(published.is_whole(folder, kept) for kept in before)
    assert all(len(list(published.rows(folder, kept))) == 6 for kept in before)
    return len(before)
