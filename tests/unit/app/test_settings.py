"""stonechat.toml: what it may say, and that a misspelling is never ignored."""

from pathlib import Path

import pytest

from stonechat.app.settings import known_keys, read_settings, render
from stonechat.basics.problems import Refused


def settings_of(folder: Path, text: str):
    path = folder / "stonechat.toml"
    path.write_text(text, encoding="utf-8")
    return read_settings(path)


def test_a_new_file_reads_back_with_its_name_quoted(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, render("330", 'St "Anne\\s" Borough'))
    assert (settings.authority.code, settings.authority.name) == ("330", 'St "Anne\\s" Borough')


def test_an_empty_file_has_every_default(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, "")
    assert (settings.authority.code, settings.store.keep_snapshots, settings.audit.anchor_file) == (
        "",
        10,
        "",
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[store]\nkeep_snapshot = 3", "keep_snapshots"),
        ("[authorty]\ncode = '330'", "authority"),
        ("[store]\nkeep_snapshots = 0", "cannot be used"),
        ("[authority]\ncode = '33'", "cannot be used"),
        ("[authority\ncode = 3", "not valid TOML"),
    ],
)
def test_a_fault_is_told_in_words_that_help(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        settings_of(tmp_path, text)


def test_the_template_mentions_every_key() -> None:
    text = render()
    missing = [key for key in known_keys() if key.split(".")[-1] not in text]
    assert missing == []
