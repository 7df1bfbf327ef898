import errno
import subprocess
import sys
from pathlib import Path

import pytest

from small_returns import new_folder
from stonechat.basics.problems import Refused
from stonechat.store import lock
from stonechat.store.folder import Folder

HOLD = """
import sys
from pathlib import Path
from stonechat.store import folder, lock
with lock.writing(folder.Folder(Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return new_folder(tmp_path / "council")


def test_a_second_writer_is_refused_in_words_and_may_come_when_the_first_has_gone(folder: Folder) -> None:
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        with pytest.raises(Refused, match="Another import is running"), lock.writing(folder, wait=0.1):
            pytest.fail("two writers at once")
        other.kill()
    with lock.writing(folder, wait=0.1):
        pass


def test_the_lock_may_be_taken_again_inside_itself(folder: Folder) -> None:
    with lock.writing(folder, wait=0.5):
        with lock.writing(folder):
            pass
        (folder.root / "build.part").mkdir()
        with lock.writing(folder):
            assert folder.build.exists()  # swept only when the lock is first taken
    with lock.writing(folder):
        assert not folder.build.exists()


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "not enough space"),
        (errno.EFBIG, "not enough space"),
        (errno.EIO, "could not be written"),
        (errno.EROFS, "could not be written"),
    ],
)
def test_a_disk_that_cannot_be_written_is_told_in_words(folder: Folder, number: int, words: str) -> None:
    with pytest.raises(Refused, match=words), lock.writing(folder):
        folder.build.mkdir()
        raise OSError(number, "inner words")
    assert not folder.build.exists()


def test_a_mistake_of_ours_stays_what_it_is(folder: Folder) -> None:
    with pytest.raises(FileNotFoundError), lock.writing(folder):
        (folder.root / "nothing").read_bytes()
