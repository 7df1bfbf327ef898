"""The components that pages are made of, drawn with Django's template engine alone."""

import re
from collections import Counter
from itertools import pairwise

import pytest
from lxml import html
from tests.web.component_gallery import gallery


@pytest.fixture(scope="module")
def page(council: object) -> html.HtmlElement:
    return html.fromstring(gallery())


def test_ids_are_each_on_the_page_once_and_what_refers_to_one_finds_it(page):
    ids = Counter(page.xpath("//@id"))
    assert [one for one, times in ids.items() if times > 1] == []
    wanted = " ".join(
        page.xpath("//@aria-labelledby | //@aria-describedby | //@for | //@aria-controls")
    ).split()
    assert set(wanted) - ids.keys() == set()


def test_every_table_has_a_caption_headers_with_scope_and_a_region_that_takes_focus(page):
    tables = page.xpath("//table")
    assert len(tables) == 2
    for table in tables:
        assert table.xpath("caption")[0].text_content().strip()
        assert not table.xpath(".//th[not(@scope)]")
        region = table.getparent()
        assert (region.get("role"), region.get("tabindex")) == ("region", "0")


def test_no_cell_is_blank(page):
    assert [cell for cell in page.xpath("//td | //th") if not cell.text_content().strip()] == []


def test_a_chart_has_two_layouts_and_the_same_words_for_both(page):
    drawn = page.xpath("//figure//svg")
    assert [one.get("role") for one in drawn] == ["img", "img"]
    assert drawn[0].get("width") == "880" and drawn[1].get("width") == "360"


def test_an_icon_is_passed_over_because_its_words_stand_beside_it(page):
    for icon in page.xpath("//*[contains(@class, 'app-reading')]/svg"):
        assert icon.get("aria-hidden") == "true"
        assert icon.getnext().text_content().strip()


def test_every_error_is_in_the_summary_with_a_link_to_its_box(page):
    links = page.xpath("//*[contains(@class, 'govuk-error-summary')]//a/@href")
    assert len(links) == 8
    boxes = [page.get_element_by_id(link.removeprefix("#")) for link in links]
    assert {box.tag for box in boxes} <= {"input", "select", "textarea"}


def test_a_box_with_an_error_says_so_to_those_who_hear_it(page):
    name = page.get_element_by_id("id_name")
    assert name.get("aria-invalid") == "true"
    described = " ".join(
        page.get_element_by_id(one).text_content() for one in name.get("aria-describedby").split()
    )
    assert "As on your laptop." in described and "Error:" in described


def test_a_password_is_never_written_back(page):
    assert page.get_element_by_id("id_secret").get("value") is None


def test_headings_go_down_one_step_at_a_time(page):
    levels = [int(one.tag[1]) for one in page.xpath("//main//*[re:test(name(), '^h[1-6]$')]", namespaces=_RE)]
    assert levels.count(1) == 1
    from_first = levels[levels.index(1) :]
    assert all(after - before <= 1 for before, after in pairwise(from_first))


def test_the_way_out_and_staying_in_are_posts_not_links(page):
    assert page.xpath("//form[@method='post']/@action")[0] == "/sign-out/"
    assert not page.xpath("//a[contains(@href, 'sign-out')]")
    assert page.get_element_by_id("session-warning").get("data-keep-alive") == "/session/"


def test_htmx_keeps_no_page_in_the_browser_and_runs_no_text(page):
    said = page.xpath("//meta[@name='htmx-config']/@content")[0]
    for setting in ('"historyCacheSize":0', '"allowEval":false', '"includeIndicatorStyles":false'):
        assert setting in said


def test_paper_has_the_marking_and_who_printed_it(page):
    foot = page.xpath("//*[@class='app-sheet__foot']")[0].text_content()
    assert "Printed by Dana Director" in foot and "OFFICIAL-SENSITIVE" in foot
    assert re.search(r"October 2025", page.xpath("//*[@class='app-sheet__head']")[0].text_content())


_RE = {"re": "http://exslt.org/regular-expressions"}
