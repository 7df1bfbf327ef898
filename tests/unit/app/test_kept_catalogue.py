"""The catalogue that pages share."""

from pathlib import Path

import pytest

from stonechat.app.council import Council, init_council
from stonechat.app.kept_catalogue import kept_catalogue
from stonechat.basics.problems import Refused


@pytest.fixture
def council(tmp_path: Path) -> Council:
    return init_council(tmp_path / "council", "825")


def own(council: Council, name: str, text: str) -> None:
    file = council.folder.root / "scorecards" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")


BOARD = "title: Our board\nsections:\n  - {title: Front door, indicators: [FD17]}\n"


def test_it_is_read_once(council: Council) -> None:
    assert kept_catalogue(council) is kept_catalogue(council)


def test_a_file_that_is_added_changed_or_gone_counts_at_once(council: Council) -> None:
    before = kept_catalogue(council)
    own(council, "board.yaml", BOARD)
    added = kept_catalogue(council)
    own(council, "board.yaml", BOARD.replace("FD17", "FD15, FD17"))
    changed = kept_catalogue(council)
    (council.folder.root / "scorecards" / "board.yaml").unlink()

    assert "board" not in before.scorecards
    assert added.scorecard("board").sections[0].indicators == ("FD17",)
    assert changed.scorecard("board").sections[0].indicators == ("FD15", "FD17")
    assert kept_catalogue(council).version == before.version


def test_a_fault_is_refused_each_time_until_it_is_mended(council: Council) -> None:
    own(council, "board.yaml", "title: Our board\n")
    for _ in range(2):
        with pytest.raises(Refused):
            kept_catalogue(council)
    own(council, "board.yaml", BOARD)
    assert kept_catalogue(council).scorecard("board").title == "Our board"


def test_two_authorities_do_not_share_one(council: Council, tmp_path: Path) -> None:
    other = init_council(tmp_path / "other", "826")
    own(council, "board.yaml", BOARD)
    assert "board" not in kept_catalogue(other).scorecards
