"""Beside the neighbours: in published order, never by value, with every symbol spelled out."""

import csv
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.web.pages import READERS

from stonechat.app.benchmark_page import benchmark_page, indicator_benchmark
from stonechat.app.council import Council, open_council
from stonechat.app.permissions import Granted, Permission, Viewer
from stonechat.app.published_tables import whose_places
from stonechat.basics.authorities import authorities
from stonechat.basics.problems import Refused

PAGES = ["/benchmark/", "/benchmark/?theme=child_protection", "/benchmark/FD17/", "/benchmark/CP19/"]
READER = Viewer("mina", "Mina Member", (Granted("member", frozenset((Permission.READ_FIGURES,))),))
NO_RANKS = re.compile(
    r"\b(rank\w*|league|decile|quartile [A-D]|best|worst|medal|top|bottom|\d+(st|nd|rd|th) of|"
    r"(higher|lower) than \d+ of)\b",
    re.IGNORECASE,
)


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def main(response: Any) -> str:
    found = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)
    assert found
    return found.group()


@pytest.mark.parametrize("who", sorted(READERS))
@pytest.mark.parametrize("address", PAGES)
def test_everybody_who_reads_figures_may_read_the_published_ones(
    signed_in: Any, who: str, address: str
) -> None:
    response = signed_in(who).get(address)

    assert response.status_code == 200
    assert "middle half" in text(response)
    assert "style=" not in response.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_nothing_is_ranked_and_no_column_can_be_sorted(signed_in: Any, address: str) -> None:
    response = signed_in("dana").get(address)

    assert not NO_RANKS.search(text(response)), NO_RANKS.search(text(response))
    assert "aria-sort" not in main(response)
    assert "sort" not in main(response)


def test_neighbours_stand_in_the_order_in_which_they_were_published(signed_in: Any, council: Council) -> None:
    around = whose_places(council)
    published = [f"{n}. {authorities()[code].name}" for n, (code, _) in enumerate(around.neighbours, 1)]

    page = main(signed_in("dana").get("/benchmark/FD17/"))
    shown = [name.strip() for name in re.findall(r'<th scope="row"[^>]*>\s*(\d+\. [^<]+?)<', page)]

    assert len(published) == 10
    assert shown[:10] == published


def test_the_year_of_the_figures_and_that_they_are_older_than_ours_is_said(signed_in: Any) -> None:
    said = text(signed_in("dana").get("/benchmark/"))

    assert "Published figures are held for" in said
    assert "Published figures are older than our own, which go on to 31 March 2026" in said
    assert "model of 2025" in said


def test_a_published_definition_that_differs_from_ours_is_said(signed_in: Any) -> None:
    said = text(signed_in("dana").get("/benchmark/CP06/"))

    assert "ours follows each enquiry for 30 working days" in said


def test_why_a_place_has_no_figure_is_said_in_words(council: Council) -> None:
    """A boundary that changed is told by the use case; the page must not lose it, nor make a number of it."""
    from stonechat.web.presenters import benchmark as presenter

    found = indicator_benchmark(council, READER, "FD17")
    (measure,) = found.found.measures
    divided, first = "Cumbria was divided in 2023; not comparable before", measure.places[0]
    cells = tuple(replace(cell, value=None, note=divided) for cell in first.cells)
    places = (replace(first, cells=cells), *measure.places[1:])
    broken = replace(found.found, measures=(replace(measure, places=places),))

    shown = presenter.one(replace(found, found=broken))

    assert shown["notes"] == [f"{first.name}: {divided}."]
    _, row, *_ = shown["measures"][0]["over_years"].groups[0].rows
    assert {cell.text for cell in row[1:]} == {"not published"}


def test_symbols_that_stand_for_numbers_are_spelled_out(signed_in: Any) -> None:
    response = signed_in("mina").get("/benchmark/?theme=child_protection")
    cells = set(re.findall(r'numeric">\s*([a-z:]{1,3})\s*</td>', main(response)))

    spelled = set(re.findall(r"<dt>([a-z:]{1,3})</dt>", main(response)))
    assert cells <= spelled


def test_our_own_small_figures_are_hidden_from_whoever_may_not_see_them(
    council: Council, viewer_named: Callable[[str], Any]
) -> None:
    exact = benchmark_page(council, viewer_named("dana"), "child_protection")
    shown = benchmark_page(council, viewer_named("mina"), "child_protection")

    assert shown.is_suppressed
    assert not exact.is_suppressed
    for ours, theirs in zip(shown.rows, exact.rows, strict=True):
        own = ours.measure.ours[-1]
        assert ours.measure.places == theirs.measure.places  # what is published is published for all
        if own is not None and own.numerator is not None:
            assert own.numerator == 0 or own.numerator > shown.threshold


@pytest.mark.parametrize(
    "asked",
    ["?theme=magic", "?year=FY1980-81", "?model=1999", "FD17/?year=FY1980-81", "FD01/"],
)
def test_what_is_not_published_is_refused_in_words(signed_in: Any, asked: str) -> None:
    response = signed_in("dana").get(f"/benchmark/{asked}")

    assert response.status_code == 400
    assert re.search("There is no |is not in |No published |No neighbours model", text(response))


def test_an_indicator_that_there_is_not_is_not_found(signed_in: Any) -> None:
    assert signed_in("dana").get("/benchmark/XX99/").status_code == 404


def test_an_earlier_year_is_shown_when_asked_for(signed_in: Any) -> None:
    said = text(signed_in("dana").get("/benchmark/?year=FY2021-22"))

    assert "The figures are of 2021-22" in said


def copied(
    council: Council, folder: Path, *, neighbours_of: str | None = None, published: bool = True
) -> Council:
    """The council's folder again, to change it."""
    root = folder / "council"
    shutil.copytree(council.folder.root, root)
    if not published:
        shutil.rmtree(root / "published")
    if neighbours_of is not None:
        settings = root / "stonechat.toml"
        text = settings.read_text(encoding="utf-8")
        changed = re.sub(r'neighbours_of = "\d*"', f'neighbours_of = "{neighbours_of}"', text)
        settings.write_text(changed, encoding="utf-8")
    return open_council(root)


def test_without_published_figures_nothing_is_drawn_and_that_is_said(
    council: Council, tmp_path: Path, signed_in: Any
) -> None:
    own = copied(council, tmp_path, published=False)
    page = benchmark_page(own, READER)

    assert not page.rows
    assert not page.years
    with pytest.raises(Refused):
        indicator_benchmark(own, READER, "FD17")


def test_without_neighbours_no_strip_is_drawn_and_whose_are_missing_is_said(
    council: Council, tmp_path: Path
) -> None:
    page = benchmark_page(copied(council, tmp_path, neighbours_of="999"), READER)

    assert not page.rows
    assert [notice.rule for notice in page.notices] == ["no_neighbours"]


def test_on_paper_the_tables_are_there_in_full(signed_in: Any) -> None:
    """Folded parts open when the page is printed, so the table must be in the page itself."""
    found = main(signed_in("dana").get("/benchmark/"))

    assert found.index("<details") < found.index('id="places"')
    assert found.count('scope="rowgroup"') >= 10


def test_the_files_hold_the_places_of_the_page_in_their_order(signed_in: Any, council: Council) -> None:
    names = [authorities()[code].name for code, _ in whose_places(council).neighbours]

    for address in ("/benchmark/FD17/file/csv/", "/benchmark/file/csv/"):
        lines = signed_in("mina").get(address).content.decode("utf-8-sig").split("\r\n")
        neighbours = [row for row in csv.DictReader(lines) if row["Role"] == "neighbour"]
        assert [row["Place"] for row in neighbours[:10]] == names
        assert [row["Published order"] for row in neighbours[:10]] == [str(n) for n in range(1, 11)]
    workbook = signed_in("dana").get("/benchmark/FD17/file/xlsx/")
    assert workbook.content[:2] == b"PK"
