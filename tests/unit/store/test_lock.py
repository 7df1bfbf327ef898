import errno
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from small_returns import SmallReturn, keep, new_folder
from stonechat.basics.problems import Refused
from stonechat.sources.disk import as_os_error
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


def test_too_little_memory_is_told_as_that_and_not_as_a_bad_disk(folder: Folder) -> None:
    error = as_os_error(duckdb.OutOfMemoryException("failed to pin block of size 256.0 KiB"))
    with pytest.raises(Refused, match="not enough memory") as caught, lock.writing(folder):
        raise error
    assert "disk" not in str(caught.value)


def test_an_import_that_ran_out_of_memory_is_told_as_that(folder: Folder) -> None:
    with pytest.raises(Refused, match="not enough memory"), lock.writing(folder):
        raise MemoryError


def test_a_full_temporary_folder_is_told_as_too_little_space(folder: Folder) -> None:
    words = "failed to offload data block. This limit was set by the 'max_temp_directory_size' setting."
    with pytest.raises(Refused, match="not enough space"), lock.writing(folder):
        raise as_os_error(duckdb.OutOfMemoryException(words))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the folder's rights are taken away in a fork")
def test_a_folder_that_may_not_be_written_is_told_in_words(folder: Folder) -> None:
    pid = os.fork()
    if not pid:
        code = 1
        try:
            folder.root.chmod(0o555)
            if os.geteuid() == 0:  # root may write anywhere: become somebody else
                os.seteuid(65534)
            with pytest.raises(Refused, match="could not be written"), lock.writing(folder):
                pass
            code = 0
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def test_a_damaged_return_does_not_stop_the_next_writer(folder: Folder) -> None:
    kept = keep(folder, SmallReturn(2025, ()))
    (folder.return_folder(kept.id) / "return.json").write_bytes(b"{")
    with lock.writing(folder):
        pass
