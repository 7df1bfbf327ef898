from datetime import date
from pathlib import Path

import pytest

from small_returns import new_folder
from stonechat.basics.problems import Refused
from stonechat.store import forgotten
from stonechat.store.folder import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return new_folder(tmp_path / "council")


def test_the_list_survives_without_the_identifier(folder: Folder) -> None:
    forgotten.save(folder, forgotten.load(folder).adding("canary-77", date(2025, 6, 1), "request 7"))
    known = forgotten.load(folder)
    assert known.is_forgotten("canary-77")
    assert not known.is_forgotten("canary-7")
    assert "canary" not in folder.forgotten.read_text(encoding="utf-8")
    assert (known.children[0].on, known.children[0].reason) == (date(2025, 6, 1), "request 7")


def test_two_folders_have_different_hashes_for_one_child(folder: Folder, tmp_path: Path) -> None:
    other = new_folder(tmp_path / "other")
    assert forgotten.load(folder).hash_of("A1") != forgotten.load(other).hash_of("A1")


def test_a_removal_is_unfinished_until_it_is_marked(folder: Folder) -> None:
    begun = forgotten.load(folder).adding("A1", date(2025, 6, 1), "request 7")
    assert len(begun.unfinished) == 1
    assert begun.finishing("A1").unfinished == ()
    assert begun.finishing("B2") == begun


def test_a_child_is_on_the_list_once(folder: Folder) -> None:
    begun = forgotten.load(folder).adding("A1", date(2025, 6, 1), "request 7")
    assert begun.adding("A1", date(2025, 7, 1), "request 8") == begun


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"salt": "zz", "children": []}', '{"salt": "00", "children": [1]}']
)
def test_a_damaged_list_is_refused_in_words_and_not_taken_as_empty(folder: Folder, text: str) -> None:
    folder.forgotten.write_text(text, encoding="utf-8")
    with pytest.raises(Refused, match="damaged"):
        forgotten.load(folder)
