"""The definitions manual in the repository is the one that the catalogue gives."""

from pathlib import Path

import pytest

from stonechat.indicators.catalogue import load_catalogue
from stonechat.indicators.deviations import load_deviations, page_with_tables
from stonechat.indicators.manual import pages, write

PROJECT = Path(__file__).parents[2]
COMMITTED = PROJECT / "docs" / "reference" / "definitions"


def test_the_committed_pages_are_not_stale() -> None:
    committed = {path.name: path.read_text(encoding="utf-8") for path in COMMITTED.glob("*.md")}

    assert committed == pages(load_catalogue()), "run `make docs`"


def test_every_indicator_has_its_heading_its_question_and_its_examples() -> None:
    written = pages(load_catalogue())
    for indicator in load_catalogue():
        page = written[f"{indicator.theme}.md"]
        assert f"{indicator.id} {indicator.title}" in page
        assert indicator.question in page
        assert all(example.name in page for example in indicator.examples)
        assert f"#{indicator.id.lower()})" in written["README.md"]


def test_pages_of_themes_that_are_gone_are_removed(tmp_path: Path) -> None:
    (tmp_path / "gone.md").write_text("old", encoding="utf-8")

    write(tmp_path)

    assert {path.name for path in tmp_path.iterdir()} == pages(load_catalogue()).keys()


def test_the_deviations_page_has_the_tables_that_are_kept_as_data() -> None:
    page = (PROJECT / "docs" / "deviations.md").read_text(encoding="utf-8")

    assert page == page_with_tables(page), "run `make docs`"


def test_the_deviations_name_only_indicators_that_exist() -> None:
    named = {one for deviation in load_deviations().single for one in deviation.of}

    assert named <= set(load_catalogue().indicators)
    assert {"CP08", "CN01", "FD22"} <= named


def test_the_deviations_of_an_indicator_are_those_that_name_it() -> None:
    assert [one.of for one in load_deviations().of("FD18")] == [("FD17", "FD18"), ("FD18",)]
    assert load_deviations().of("AS01") == ()


def test_a_page_without_the_marks_is_not_written() -> None:
    with pytest.raises(ValueError, match="0 pairs of marks for the table all"):
        page_with_tables("# Deviations\n")
