"""The definitions manual: the list, the search, one definition."""

from pathlib import Path

import pytest
from lxml import html

from stonechat.indicators.catalogue import load_catalogue
from stonechat.indicators.deviations import load_deviations

EVERY = list(load_catalogue())


@pytest.fixture
def list_of(signed_in):
    def ask(username="mina", **asked):
        answer = signed_in(username).get("/definitions/", asked)
        assert answer.status_code == 200
        return html.fromstring(answer.content)

    return ask


def linked(page):
    return {link.rstrip("/").rpartition("/")[2] for link in page.xpath("//td//a/@href | //th//a/@href")}


def heading(page):
    return page.xpath("//*[@data-results-heading]")[0].text_content()


def test_the_list_has_every_definition_of_the_catalogue(list_of):
    page = list_of()
    assert linked(page) == {one.id for one in EVERY}
    assert heading(page) == f"{len(EVERY)} definitions"


@pytest.mark.parametrize("username", ["ada", "nora", "bob"])
def test_whoever_signed_in_may_read_what_a_number_means(list_of, username):
    assert len(linked(list_of(username))) == len(EVERY)


def test_nobody_else_may(visitor):
    assert visitor.get("/definitions/")["Location"] == "/sign-in/?next=/definitions/"


def test_every_word_must_stand_in_a_definition_whatever_its_case(list_of):
    found = linked(list_of(words="ASSESSMENTS 45"))
    assert "AS02" in found
    assert found < linked(list_of(words="assessments"))
    assert found == linked(list_of(words=" 45   assessments "))


def test_an_id_is_found(list_of):
    assert "FD17" in linked(list_of(words="fd17"))


def test_words_that_stand_nowhere_find_nothing_and_it_says_what_to_do(list_of):
    page = list_of(words="<b>zebra")
    assert heading(page) == "No definition with “<b>zebra”"
    assert page.xpath("//main//a[@href='/definitions/']")
    assert not page.xpath("//b")


@pytest.mark.parametrize("status", ["verified", "partly verified", "local", "recall"])
def test_the_counts_of_how_far_definitions_were_checked_are_what_their_links_list(list_of, status):
    wanted = {one.id for one in EVERY if one.source.status == status}
    assert wanted
    assert linked(list_of(status=status)) == wanted
    said = list_of().xpath(f"//a[@href='?status={status.replace(' ', '%20')}']")[0].text_content()
    assert said.split()[0] == str(len(wanted))


def test_a_theme_lists_its_own(list_of):
    wanted = {one.id for one in EVERY if one.theme == "adoption"}
    assert linked(list_of(theme="adoption")) == wanted


@pytest.mark.parametrize("asked", [{"theme": "zebra"}, {"status": "zebra"}])
def test_a_theme_or_status_that_there_is_not_is_refused_in_words(signed_in, asked):
    answer = signed_in("mina").get("/definitions/", asked)
    assert answer.status_code == 400
    assert "There is no" in answer.content.decode()


@pytest.mark.parametrize("indicator", EVERY, ids=lambda one: one.id)
def test_a_definition_says_all_that_the_catalogue_holds(signed_in, indicator):
    answer = signed_in("mina").get(f"/definitions/{indicator.id}/")
    assert answer.status_code == 200
    page = html.fromstring(answer.content)
    text = " ".join(page.text_content().split())
    said = [indicator.title, indicator.question, indicator.owner, *indicator.cautions, *indicator.questions]
    said += [parameter.title for parameter in indicator.latest.parameters]
    said += [measure.title for measure in indicator.latest.measures if len(indicator.latest.measures) > 1]
    said += [one.official.replace("*", "").replace("`", "") for one in load_deviations().of(indicator.id)]
    assert [one for one in said if " ".join(one.split()) not in text] == []
    examples = [name.lower() for name in page.xpath("//h3/text()")]
    assert all(one.name.lower() in examples for one in indicator.examples)
    tables = page.xpath("//table[starts-with(@id, 'example-')]")
    assert len(tables) == sum(len(one.tables) for one in indicator.examples)
    assert not [cell for cell in page.xpath("//td | //th") if not cell.text_content().strip()]


def test_what_moves_and_what_is_moved_lead_to_each_other(signed_in):
    lead = next(one for one in EVERY if one.moves)
    dana = signed_in("dana")
    assert f'href="/definitions/{lead.moves[0]}/"' in dana.get(f"/definitions/{lead.id}/").content.decode()
    assert f'href="/definitions/{lead.id}/"' in dana.get(f"/definitions/{lead.moves[0]}/").content.decode()


def test_a_definition_that_there_is_not_is_a_page_not_found(signed_in):
    answer = signed_in("mina").get("/definitions/ZZ99/")
    assert answer.status_code == 404
    assert "Page not found" in answer.content.decode()


def test_an_authoritys_own_definition_is_marked_with_its_owner_purpose_and_review(signed_in, council):
    file = council.folder.root / "indicators" / "FD25_closed_to_early_help.yaml"
    file.write_text(_own(), encoding="utf-8")
    try:
        text = signed_in("mina").get("/definitions/FD25/").content.decode()
    finally:
        file.unlink()
    purpose = "To see whether early help has room for the families that we assess."
    for said in ("Defined here, not by Stonechat", "Head of service, front door", purpose, "1 April 2027"):
        assert said in text
    assert signed_in("mina").get("/definitions/FD25/").status_code == 404


def _own() -> str:
    """The definition that the guide for authors has."""
    page = (Path(__file__).parents[2] / "docs/how-to/add-an-indicator.md").read_text(encoding="utf-8")
    return page.partition("```yaml\n")[2].partition("```")[0]
