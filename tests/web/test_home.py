"""The first page: what changed since the last visit, what waits, and what it says where there is nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from lxml import html

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def home_of(council):
    """The module, which can be imported once Django is set up."""
    from stonechat.app import home

    return home


def page_of(browser):
    answer = browser.get("/")
    assert answer.status_code == 200
    return html.fromstring(answer.content)


def text_of(page):
    return " ".join(page.xpath("//main")[0].text_content().split())


def section(page, heading):
    """The texts of the list under a heading."""
    found = page.xpath(f"//h2[normalize-space()='{heading}']/following-sibling::*[1][self::ul]/li")
    return [" ".join(each.text_content().split()) for each in found]


# ---------------------------------------------------------------- what changed


@pytest.mark.parametrize("username", ["dana", "ana", "alice", "bob"])
def test_whoever_reads_figures_is_told_what_changed(signed_in, username):
    page = page_of(signed_in(username))
    assert page.xpath("//h2[normalize-space()='What changed']")
    assert page.xpath("//ul[@class='app-facts']/li[starts-with(., 'Data to ')]")


@pytest.mark.parametrize(
    ("username", "is_told"), [("mina", True), ("pat", True), ("bob", True), ("dana", False)]
)
def test_it_is_said_that_small_figures_are_hidden(signed_in, username, is_told):
    facts = page_of(signed_in(username)).xpath("//ul[@class='app-facts']/li/text()")
    assert ("Figures under 6 are hidden." in facts) is is_told


def test_a_manager_sees_the_own_team(signed_in):
    facts = page_of(signed_in("alice")).xpath("//ul[@class='app-facts']/li/text()")
    assert "All teams" not in facts
    assert "Figures under 6 are hidden." not in facts


@pytest.fixture
def raised(monkeypatch, council, home_of):
    """Signals that the test chooses: as many as it wants, each like the first of a real series."""
    from tests.viewers import HOLDER

    from stonechat.app.gate import figures_for
    from stonechat.app.judging import judgements
    from stonechat.app.reports import RaisedSignal, Signals

    figures = figures_for(council, HOLDER)
    ids = ["FD01", "FD15", "FD16", "FD17", "AS01", "AS02", "CP04", "CN01"]

    def choose(*wanted):
        found = []
        for id in wanted:
            said = judgements(council, figures, figures.setting.catalogue[id])[0]
            signal = type("Of", (), {"signal": type("Is", (), {"rule": "shift"})()})()
            period = said.judged.series.points[0].period
            found.append(RaisedSignal(figures.setting.catalogue[id], said, signal, period))
        answer = Signals("s", "c", len(ids), len(found), tuple(found))
        monkeypatch.setattr(home_of, "signals", lambda *_args, **_said: answer)

    return choose


def changed(council, username, session, at):
    from stonechat.app.home import home
    from stonechat.app.people import person_named, viewer_of

    return home(council, viewer_of(person_named(username)), session, at)


def test_a_change_is_new_until_the_visit_ends_and_no_longer_after_it(council, records, raised):
    raised("FD15", "AS02")
    first = changed(council, "dana", "one", MONDAY)
    assert [one.indicator for one in first.changed] == ["FD15", "AS02"]
    again = changed(council, "dana", "one", MONDAY + timedelta(hours=3))
    assert again.changed == first.changed, "a reload, however late in the visit, takes nothing away"
    soon = changed(council, "dana", "two", MONDAY + timedelta(hours=3, minutes=30))
    assert soon.changed == first.changed, "nor does signing in again"
    tuesday = changed(council, "dana", "three", MONDAY + timedelta(days=1))
    assert tuesday.changed == ()
    raised("FD15", "AS02", "CP04")
    wednesday = changed(council, "dana", "four", MONDAY + timedelta(days=2))
    assert [one.indicator for one in wednesday.changed] == ["CP04"]


def test_the_visits_of_two_people_are_their_own(council, records, raised):
    raised("FD15")
    changed(council, "dana", "one", MONDAY)
    assert changed(council, "ana", "one", MONDAY + timedelta(days=1)).new == 1


def test_at_most_five_changes_are_shown_and_it_is_said_of_how_many(signed_in, raised):
    raised("FD01", "FD15", "FD16", "FD17", "AS01", "AS02", "CP04")
    page = page_of(signed_in("dana"))
    assert len(section(page, "What changed")) == 5
    assert "5 of 7 are shown" in text_of(page)


def test_a_change_is_a_sentence_and_leads_to_its_indicator(signed_in, raised, council):
    raised("FD15")
    page = page_of(signed_in("dana"))
    [told] = section(page, "What changed")
    assert told.startswith("Referrals per 10,000 children")
    assert told.endswith(".")
    [link] = page.xpath("//h2[normalize-space()='What changed']/following-sibling::ul[1]//a/@href")
    assert link == "/indicators/FD15/"


def test_it_is_said_that_nothing_changed(signed_in, raised):
    raised()
    assert "Nothing has changed by more than chance since your last visit." in text_of(
        page_of(signed_in("dana"))
    )


def test_somebody_who_tries_a_role_ends_no_visit(records, council, raised):
    raised("FD15")
    changed(council, "ada", "one", MONDAY)
    from stonechat.records.models import Visit

    assert not Visit.objects.filter(person__username="ada").exists()


# ---------------------------------------------------------------- waiting


def test_the_lists_that_wait_are_as_long_as_they_say(signed_in, council):
    """Each count is that of the list itself, for a manager and for a worker."""
    from stonechat.app.children import list_children
    from stonechat.app.people import person_named, viewer_of
    from stonechat.app.served import served_figures
    from stonechat.app.waiting import children_waiting

    compared = 0
    for username in ("alice", "bob", "charlie"):
        viewer = viewer_of(person_named(username))
        for one in children_waiting(served_figures(council), viewer, None):
            if one.children is not None:
                asked = replace(one.children, reason="a test")
                rows = list_children(council, viewer, asked).rows
                number = int(one.words.rpartition(": ")[2].split(" ")[0])
                assert len(rows) == number, one.words
                compared += 1
    assert compared > 2


def test_a_list_that_waits_leads_to_it_without_a_child_in_the_address(signed_in):
    page = page_of(signed_in("alice"))
    links = page.xpath("//h2[normalize-space()='Waiting for you']/following-sibling::ul[1]//a/@href")
    lists = [link for link in links if "/children/" in link]
    assert lists
    assert all("part=" in link and "period=" in link for link in lists)


def test_it_is_said_which_lists_cannot_be_told(signed_in):
    assert "These lists cannot be told for a single team or worker" in text_of(page_of(signed_in("alice")))


def test_a_director_has_no_lists_until_a_team_is_chosen(signed_in, council):
    browser = signed_in("dana")
    page = page_of(browser)
    assert not page.xpath("//main//a[contains(@href, '/children/')]")
    team = page.xpath("//select[@name='team']/option/@value")[1]
    assert browser.post("/my-team/", {"team": team}).status_code == 302
    page = page_of(browser)
    assert page.xpath("//select[@name='team']/option[@selected]/@value") == [team]
    assert all(
        f"team={team}" in link for link in page.xpath("//main//a[contains(@href, '/children/')]/@href")
    )
    assert browser.post("/my-team/", {"team": ""}).status_code == 302
    assert page_of(browser).xpath("//ul[@class='app-facts']/li")[0].text == "All teams"


def test_nobody_chooses_a_team_that_is_not_theirs(signed_in, council):
    from stonechat.app.teams import teams_held

    browser = signed_in("mina")
    assert browser.post("/my-team/", {"team": teams_held(council)[0][0]}).status_code == 403


def test_an_analyst_is_told_that_the_figures_are_old(signed_in, monkeypatch, home_of):
    from datetime import date

    monkeypatch.setattr(home_of, "today", lambda: date(2026, 6, 1))
    assert any("The figures end on" in one for one in section(page_of(signed_in("ana")), "Waiting for you"))
    assert "The figures end on" not in text_of(page_of(signed_in("dana")))
    monkeypatch.setattr(home_of, "today", lambda: date(2026, 5, 31))
    assert "The figures end on" not in text_of(page_of(signed_in("ana")))


def test_an_administrator_is_told_who_waits_for_a_role(signed_in):
    page = page_of(signed_in("ada"))
    assert "One person waits for a role: Nora Newcomer." in section(page, "Waiting for you")
    assert not page.xpath("//h2[normalize-space()='What changed']"), "an administrator reads no figures"


@pytest.mark.parametrize("username", ["mina", "pat"])
def test_members_and_partners_have_the_scorecard_for_their_first_page(signed_in, username):
    browser = signed_in(username)
    home, scorecard = page_of(browser), html.fromstring(browser.get("/scorecard/").content)
    assert home.xpath("//table[@id='scorecard']")
    assert text_of(home) == text_of(scorecard)
    assert not home.xpath("//h2[normalize-space()='Waiting for you']")


# ---------------------------------------------------------------- nothing yet, and what went wrong


def test_somebody_without_a_role_is_told_whom_to_ask(signed_in):
    page = page_of(signed_in("nora"))
    assert "You have no role yet" in text_of(page)
    assert "Ask Ada Administrator" in text_of(page)
    assert not page.xpath("//main//h2")


def test_a_failed_import_is_told_at_once(signed_in, monkeypatch, home_of):
    from stonechat.app.imports import LastImport

    words = "The import of 4 November 2026 stopped. Nothing was changed."
    monkeypatch.setattr(home_of, "last_import", lambda _council: LastImport("x", MONDAY, True, words))
    for username in ("dana", "bob", "ana"):
        assert words in text_of(page_of(signed_in(username)))
    monkeypatch.setattr(home_of, "last_import", lambda _council: LastImport("x", MONDAY, False, words))
    assert words not in text_of(page_of(signed_in("dana")))


def test_before_the_first_import_it_says_what_to_do(signed_in, monkeypatch, home_of):
    from stonechat.app.figures import nothing_imported

    def nothing(*_args, **_said):
        raise nothing_imported()

    monkeypatch.setattr(home_of, "figures_for", nothing)
    page = page_of(signed_in("ana"))
    assert "No data yet. Import a file, or look round with the demo data." in text_of(page)
    assert not page.xpath("//h2[normalize-space()='What changed']")
