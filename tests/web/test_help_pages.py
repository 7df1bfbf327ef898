"""The help pages say what is true of this authority now."""

import pytest
from lxml import html

from stonechat.app.how_made import REASONS_IN_WORDS
from stonechat.basics.published_numbers import SYMBOLS
from stonechat.indicators.catalogue import load_catalogue
from stonechat.indicators.measure import Reason
from stonechat.store import snapshots


def words_of(answer):
    assert answer.status_code == 200
    return " ".join(html.fromstring(answer.content).xpath("//main")[0].text_content().split())


def test_how_numbers_are_made_quotes_the_snapshot_and_the_catalogue(signed_in, council):
    said = words_of(signed_in("mina").get("/help/numbers/"))
    assert f"Now it is {snapshots.current(council.folder).id}." in said
    catalogue = load_catalogue()
    assert f"{len(catalogue)} of them" in said
    assert catalogue.version in said


@pytest.mark.parametrize(
    ("threshold", "words"),
    [
        (5, "“Figures under 6 are hidden”"),
        (9, "counts from 1 to 9, and what could give them away, are hidden"),
        (0, "This authority hides no small counts"),
    ],
)
def test_it_says_which_counts_this_authority_hides(signed_in, council, threshold, words):
    file = council.folder.root / "stonechat.toml"
    before = file.read_text(encoding="utf-8")
    kept = [line for line in before.splitlines() if not line.startswith(("[disclosure]", "threshold"))]
    file.write_text("\n".join((*kept, "[disclosure]", f"threshold = {threshold}\n")), encoding="utf-8")
    try:
        assert words in words_of(signed_in("mina").get("/help/numbers/"))
    finally:
        file.write_text(before, encoding="utf-8")


def test_every_reason_for_no_number_and_every_published_sign_is_explained(signed_in):
    assert REASONS_IN_WORDS.keys() == set(Reason)
    page = html.fromstring(signed_in("pat").get("/help/symbols/").content)
    explained = {term.text_content(): term.getnext().text_content() for term in page.xpath("//main//dt")}
    assert {sign.lower() for sign in explained} == {*(str(one).lower() for one in Reason), *SYMBOLS}
    assert all(explained.values())


def test_accessibility_can_be_read_before_signing_in(visitor):
    said = words_of(visitor.get("/help/accessibility/"))
    assert "What we do not know, and what falls short" in said


def test_every_page_leads_to_help(signed_in, visitor):
    links = html.fromstring(signed_in("mina").get("/").content).xpath("//footer//a/@href")
    assert links == [
        "/help/numbers/",
        "/help/symbols/",
        "/definitions/",
        "/what-i-may-see/",
        "/help/accessibility/",
    ]
    assert html.fromstring(visitor.get("/sign-in/").content).xpath("//footer//a/@href") == [
        "/help/accessibility/"
    ]
