"""The definitions manual in the repository is the one that the catalogue gives."""

from pathlib import Path

from stonechat.indicators.catalogue import load_catalogue
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


def test_the_deviations_page_names_only_indicators_that_exist() -> None:
    text = (PROJECT / "docs" / "deviations.md").read_text(encoding="utf-8")
    section = text.partition("## Single indicators")[2].partition("\n## ")[0]
    rows = section.splitlines()
    named = {id for row in rows if row.startswith("| ") for id in row.split("|")[1].replace(",", " ").split()}

    assert named - {"indicator"} - {"---"} <= set(load_catalogue().indicators)
    assert {"CP08", "CN01", "FD22"} <= named
