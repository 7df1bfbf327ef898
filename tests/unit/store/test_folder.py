from pathlib import Path

import pytest

from stonechat.basics.problems import Refused
from stonechat.store.folder import ROOMS, create, open_folder


def test_a_new_folder_has_its_rooms_and_settings(tmp_path: Path) -> None:
    folder = create(tmp_path / "shire" / "council", 'authority = "825"\n')
    assert {path.name for path in folder.root.iterdir()} == {*ROOMS, "stonechat.toml", "current"}
    assert folder.settings.read_text(encoding="utf-8") == 'authority = "825"\n'
    assert open_folder(folder.root) == folder


def test_an_empty_folder_may_become_one(tmp_path: Path) -> None:
    assert create(tmp_path, "").settings.exists()


def test_a_half_made_folder_can_be_finished(tmp_path: Path) -> None:
    (tmp_path / "returns").mkdir()
    (tmp_path / "stonechat.toml.part").write_bytes(b"auth")
    assert create(tmp_path, "a = 1").settings.read_bytes() == b"a = 1"


@pytest.mark.parametrize("name", ["stonechat.toml", "letters.txt", "returns"])
def test_nothing_is_ever_overwritten(tmp_path: Path, name: str) -> None:
    content = tmp_path / name / "kept.txt" if name == "returns" else tmp_path / name
    content.parent.mkdir(exist_ok=True)
    content.write_text("mine", encoding="utf-8")
    with pytest.raises(Refused):
        create(tmp_path, "yours")
    assert content.read_text(encoding="utf-8") == "mine"


def test_another_folder_is_recognised_in_words(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"not a Stonechat folder.*stonechat init"):
        open_folder(tmp_path)
    with pytest.raises(Refused, match="There is no such folder"):
        open_folder(tmp_path / "nowhere")
