"""The list of children behind a number: as long as the number, for each role, and never unrecorded."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from lxml import html
from python_calamine import CalamineWorkbook

YEAR = "FY2025-26"
LISTERS = ("alice", "ana", "bob", "charlie", "dana")
OWN = {"alice": "own team", "charlie": "own team", "bob": "own caseload"}
CANARY = "SYN"
"""How the identifier of every made-up child begins."""

Browser = Callable[[str], Any]


def address(indicator: str = "CN01", **said: str) -> str:
    from django.http import QueryDict
    from django.urls import reverse

    query = QueryDict(mutable=True)
    query.update({"period": YEAR} | said)
    return f"{reverse('children', args=[indicator])}?{query.urlencode()}"


def opened(browser: Any, where: str) -> Any:
    """The page, once a reason was given if one is asked for."""
    answer = browser.get(where)
    if b'value="reason"' in answer.content:
        browser.post(where, {"action": "reason", "why": "Inspection", "words": "of the front door"})
        answer = browser.get(where)
    return answer


def listed(answer: Any) -> list[str]:
    """The identifiers in the table."""
    page = html.fromstring(answer.content)
    return [cell.text_content().strip() for cell in page.xpath("//table[@id='children']/tbody//th")]


def heading(answer: Any) -> str:
    return " ".join(html.fromstring(answer.content).xpath("//h1")[0].text_content().split())


def first_read(council: Any) -> dict[str, Any]:
    return list(council.readlog.reads())[-1]


def reads(council: Any) -> int:
    return len(list(council.readlog.reads()))


# ---------------------------------------------------------------- who sees what


@pytest.mark.parametrize("username", LISTERS)
def test_the_list_is_as_long_as_its_heading_says_and_recorded(
    council: Any, signed_in: Browser, username: str
) -> None:
    answer = opened(signed_in(username), address())
    assert answer.status_code == 200
    children = listed(answer)
    assert children
    read = first_read(council)
    assert heading(answer).startswith(f"{len(children)} episode") or len(children) == 100
    assert (read["who"], read["what"], read["outcome"]) == (username, "children", "shown")
    assert read["reason"] == OWN.get(username, "Inspection: of the front door")
    assert read["count"] == len(set(children))
    assert set(read["children"]) == {council.readlog.mark(child) for child in children}


@pytest.mark.parametrize("username", ["mina", "pat", "ada", "nora"])
@pytest.mark.parametrize("category", ["", "F", "no such sex"])
def test_whoever_may_not_see_children_is_told_so_alike_and_recorded(
    council: Any, signed_in: Browser, username: str, category: str
) -> None:
    before = reads(council)
    where = address(by="sex", category=category) if category else address()
    answer = signed_in(username).get(where)
    assert answer.status_code == 403
    assert "Ask Head of service, family support." in answer.content.decode()
    assert ("You can see the number but not the list." in answer.content.decode()) == (
        username in ("mina", "pat")
    )
    assert CANARY not in answer.content.decode()
    assert reads(council) == before + 1
    assert (first_read(council)["who"], first_read(council)["outcome"]) == (username, "refused")


@pytest.mark.parametrize("action", ["search", "download", "reason"])
def test_no_form_of_the_page_gets_round_the_refusal(council: Any, signed_in: Browser, action: str) -> None:
    said = {"action": action, "child": "SYN0000001", "words": "to have a look", "form": "csv", "why": "Audit"}
    answer = signed_in("mina").post(address(), said)
    assert answer.status_code == 403
    assert CANARY not in answer.content.decode()
    assert first_read(council)["outcome"] == "refused"


def test_another_team_s_list_is_refused_as_one_that_there_is_not(signed_in: Browser) -> None:
    alice, charlie = signed_in("alice"), signed_in("charlie")
    teams = team_of("alice"), team_of("charlie")
    refused = [alice.get(address(team=team)) for team in (teams[1], "no such team")]
    assert [answer.status_code for answer in refused] == [403, 403]
    bodies = [re.sub(rb'value="\w{64}"', b"", answer.content) for answer in refused]
    assert bodies[0] == bodies[1]
    own = alice.get(address(team=teams[0]))
    assert listed(own) == listed(alice.get(address()))
    assert not set(listed(own)) & set(listed(charlie.get(address())))


def team_of(username: str) -> str:
    from stonechat.app.people import person_named, viewer_of
    from stonechat.app.permissions import Permission

    (team,) = viewer_of(person_named(username)).teams(Permission.LIST_CHILDREN)
    return team


def test_a_worker_sees_their_own_children_of_the_team_s(signed_in: Browser) -> None:
    bob, alice = opened(signed_in("bob"), address()), opened(signed_in("alice"), address())
    assert set(listed(bob)) < set(listed(alice))
    assert "in the total" in bob.content.decode()


def test_where_nothing_tells_the_worker_the_page_says_so(signed_in: Browser) -> None:
    answer = signed_in("bob").get(address("FD01"))
    assert answer.status_code == 403
    assert "No return says which worker each child behind this number is with" in answer.content.decode()


def test_an_empty_list_says_whose_the_children_are(signed_in: Browser) -> None:
    answer = opened(signed_in("bob"), address("CP11"))
    assert re.search(r"No children\. The \d+ in the total are not yours\.", answer.content.decode())
    answer = opened(signed_in("charlie"), address("FD16"))
    assert re.search(r"No children\. The \d+ in the total belong to teams you", answer.content.decode())


@pytest.mark.parametrize("path", ["FD16/children/?period=2031-01", "FD16/children/?period=never"])
def test_what_cannot_be_listed_is_said_in_words(signed_in: Browser, path: str) -> None:
    assert signed_in("dana").get(f"/indicators/{path}").status_code in (400, 409)
    assert signed_in("dana").get("/indicators/NOPE/children/?period=2025-01").status_code == 404


# ---------------------------------------------------------------- why


def test_a_reason_opens_one_list_for_sorting_and_reloading_and_no_other(
    council: Any, signed_in: Browser
) -> None:
    dana = signed_in("dana")
    asked = dana.get(address())
    assert b"Why do you look at these children?" in asked.content
    assert not listed(asked)
    answer = dana.post(address(), {"action": "reason", "why": "Audit", "words": ""})
    assert (answer.status_code, answer["Location"]) == (302, address())
    assert listed(dana.get(address()))
    assert listed(dana.get(address(sort="-age_then")))
    assert first_read(council)["reason"] == "Audit"
    for other in (address("CP11"), address(part="numerator", by="sex", category="F"), address(team="T01")):
        assert b"Why do you look at these children?" in dana.get(other).content


def test_a_reason_ends_after_a_quarter_of_an_hour(signed_in: Browser, monkeypatch: Any) -> None:
    import time

    dana = signed_in("dana")
    dana.post(address(), {"action": "reason", "why": "Audit", "words": ""})
    later = time.time() + timedelta(minutes=16).total_seconds()
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert not listed(dana.get(address()))


def test_a_reason_that_was_changed_by_hand_or_is_of_another_list_counts_for_nothing(
    signed_in: Browser,
) -> None:
    dana = signed_in("dana")
    dana.post(address(), {"action": "reason", "why": "Audit", "words": ""})
    session = dana.session
    ((own, signed),) = session["reasons"].items()
    for tampered in (signed.replace("Audit", "Tidied"), "Audit", ""):
        session["reasons"] = {own: tampered}
        session.save()
        assert not listed(dana.get(address()))
    dana.post(address("CP11"), {"action": "reason", "why": "Audit", "words": ""})
    session = dana.session
    session["reasons"] = {own: dana.session["reasons"][next(reversed(dana.session["reasons"]))]}
    session.save()
    assert not listed(dana.get(address()))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "This field is required."),
        ({"why": "Because"}, "Select a valid choice."),
        ({"why": "Other", "words": "why"}, "Say in a few words why you look."),
    ],
)
def test_without_a_proper_reason_nothing_is_shown(
    council: Any, signed_in: Browser, said: dict[str, str], words: str
) -> None:
    before = reads(council)
    answer = signed_in("dana").post(address(), {"action": "reason"} | said)
    assert words in answer.content.decode()
    assert CANARY not in answer.content.decode()
    assert reads(council) == before


# ---------------------------------------------------------------- the list


def test_sorting_and_narrowing_show_the_same_children_in_another_order(signed_in: Browser) -> None:
    alice = signed_in("alice")
    whole = listed(alice.get(address()))
    up, down = (alice.get(address(sort=sort)) for sort in ("age_then", "-age_then"))
    assert sorted(listed(up)) == sorted(listed(down)) == sorted(whole)
    assert b'aria-sort="ascending"' in up.content
    assert b'aria-sort="descending"' in down.content
    page = html.fromstring(up.content)
    options = page.xpath("//select[@name='only-worker']/option[position() > 1]/@value")
    parts = [listed(alice.get(address(**{"only-worker": each}))) for each in options]
    assert len(options) > 1
    assert sorted(child for part in parts for child in part) == sorted(whole)


def test_from_those_counted_a_link_leads_to_the_others_and_back(signed_in: Browser) -> None:
    dana = signed_in("dana")
    counted = opened(dana, address("AS02"))
    number, whole = re.match(r"(\d+) of (\d+) assessments", heading(counted)).groups()  # type: ignore[union-attr]
    (link,) = html.fromstring(counted.content).xpath("//a[contains(., 'not counted')]")
    assert link.text == f"See the other {int(whole) - int(number)}, not counted in this figure"
    others = opened(dana, f"{address('AS02').split('?')[0]}{link.get('href')}")
    assert heading(others).startswith(f"{int(whole) - int(number)} of {whole} assessments. Not counted in")
    assert f"See the other {number}, counted" in others.content.decode()
    days = html.fromstring(others.content).xpath("//table[@id='children']/tbody/tr/td[4]/text()")
    assert days
    assert all(int(each) > 45 for each in days)


def test_what_is_taken_away_or_marked_is_of_the_narrowed_list_when_only_the_results_are_swapped(
    signed_in: Browser,
) -> None:
    alice = signed_in("alice")
    worker = html.fromstring(alice.get(address()).content).xpath(
        "//select[@name='only-worker']/option/@value"
    )[1]
    narrowed = html.fromstring(alice.get(address(**{"only-worker": worker})).content)
    forms = narrowed.xpath("//div[@id='results']//form[@method='post']/@action")
    assert len(forms) == 2
    assert all("only-worker" in each for each in forms)


@pytest.mark.parametrize("said", [{"sort": "born"}, {"only-ethnicity": "WBRI"}, {"sort": "--age_then"}])
def test_a_column_that_the_list_has_not_is_refused(signed_in: Browser, said: dict[str, str]) -> None:
    assert signed_in("alice").get(address(**said)).status_code == 400


@pytest.mark.parametrize("page", ["0", "-1", "999999", "two", "", "²"])
def test_any_page_number_shows_a_page(signed_in: Browser, page: str) -> None:
    assert listed(signed_in("alice").get(address(page=page)))


def test_a_long_list_is_shown_a_page_at_a_time_and_only_what_is_shown_is_recorded(
    council: Any, signed_in: Browser
) -> None:
    ana = signed_in("ana")
    first = opened(ana, address("FD01"))
    total = int(re.match(r"([\d,]+)", heading(first))[1].replace(",", ""))  # type: ignore[index]
    assert total > 100
    assert len(listed(first)) == 100
    seen, number = list(listed(first)), 1
    while b'rel="next"' in first.content:
        number += 1
        first = ana.get(address("FD01", page=str(number)))
        assert first_read(council)["count"] == len(set(listed(first)))
        seen += listed(first)
    assert len(seen) == total


# ---------------------------------------------------------------- search


def test_a_child_is_found_by_the_whole_identifier_only_and_both_searches_are_recorded(
    council: Any, signed_in: Browser
) -> None:
    alice, charlie = signed_in("alice"), signed_in("charlie")
    own, other = listed(alice.get(address()))[0], listed(charlie.get(address()))[0]
    found = alice.post(address(), {"action": "search", "child": f" {own} "})
    assert set(listed(found)) == {own}
    read = first_read(council)
    assert (read["what"], read["count"], read["sought"]) == ("search", 1, council.readlog.mark(own))
    answers = []
    for sought in (other, "no such child", own[:-1]):
        answer = alice.post(address(), {"action": "search", "child": sought})
        assert "No child of this list has that ID" in answer.content.decode()
        assert (first_read(council)["what"], first_read(council)["count"]) == ("search", 0)
        assert first_read(council)["sought"] == council.readlog.mark(sought)
        answers.append(re.sub(rb'value="\w{64}"|\d\d:\d\d', b"", answer.content))
    assert answers[0] == answers[1] == answers[2]


# ---------------------------------------------------------------- download


def test_a_download_says_in_the_file_who_made_it_when_and_why(council: Any, signed_in: Browser) -> None:
    alice = signed_in("alice")
    children = listed(alice.get(address()))
    said = {"action": "download", "words": "for supervision", "form": "xlsx"}
    answer = alice.post(address(sort="-age_then"), said)
    assert answer["Content-Disposition"].startswith('attachment; filename="OFFICIAL-SENSITIVE_CN01_')
    assert answer["Cache-Control"] == "no-store"
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    rows = book.get_sheet_by_name("OFFICIAL-SENSITIVE").to_python()
    about = dict(book.get_sheet_by_name("About").to_python())  # type: ignore[arg-type]
    assert sorted(row[0] for row in rows[1:]) == sorted(children)
    assert about["Reason"] == "for supervision"
    assert about["Made by"] == "Alice Manager (alice)"
    assert about["Marking"] == "OFFICIAL-SENSITIVE"
    read = first_read(council)
    assert (read["what"], read["reason"], read["count"]) == (
        "download",
        "for supervision",
        len(set(children)),
    )


def test_a_download_without_a_reason_or_with_a_child_in_it_gives_no_file(
    council: Any, signed_in: Browser
) -> None:
    alice = signed_in("alice")
    child = listed(alice.get(address()))[0]
    for words in ("", "why", f"about {child}"):
        answer = alice.post(address(), {"action": "download", "words": words, "form": "csv"})
        assert "Content-Disposition" not in answer
        assert first_read(council)["what"] != "download"


def test_a_worker_may_not_download(council: Any, signed_in: Browser) -> None:
    bob = signed_in("bob")
    assert "Download" not in bob.get(address()).content.decode()
    answer = bob.post(address(), {"action": "download", "words": "to work from home", "form": "csv"})
    assert answer.status_code == 403
    assert "You cannot download this list." in answer.content.decode()
    assert first_read(council)["outcome"] == "refused"


# ---------------------------------------------------------------- no child where none may stand


def test_no_child_stands_in_title_address_header_or_cookie(signed_in: Browser) -> None:
    alice = signed_in("alice")
    child = listed(alice.get(address()))[0]
    answers = [
        alice.get(address()),
        alice.get(address(sort="-age_then")),
        alice.post(address(), {"action": "search", "child": child}),
    ]
    for answer in answers:
        page = html.fromstring(answer.content)
        links = page.xpath("//@href | //@action | //@src | //@hx-get | //@content")
        assert CANARY not in " ".join((*page.xpath("//title/text()"), *map(str, links)))
        assert CANARY not in str(answer.headers) + str(answer.cookies)
        assert CANARY not in str(dict(alice.session))
        assert answer["Cache-Control"] == "no-store"
        assert "OFFICIAL-SENSITIVE" in answer.content.decode()
        assert "Printed by Alice Manager" in " ".join(page.text_content().split())


def test_a_mistake_of_ours_tells_no_child_on_the_page_or_in_the_log(
    signed_in: Browser, monkeypatch: Any, caplog: Any, capfd: Any
) -> None:
    alice = signed_in("alice")
    child = listed(alice.get(address()))[0]

    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError(f"cannot show {child}")

    monkeypatch.setattr("stonechat.web.views.children._text", broken)
    for answer in (
        alice.get(address()),
        alice.post(address(), {"action": "search", "child": child}),
    ):
        assert answer.status_code == 500
        assert CANARY not in answer.content.decode()
    from stonechat.web.logs import WithoutValues

    said = "\n".join(WithoutValues().format(record) for record in caplog.records)
    assert "mistake" in said
    assert CANARY not in said
    assert CANARY not in "".join(capfd.readouterr())


def test_every_list_has_headings_of_its_own_and_a_name_for_its_rows(council: Any) -> None:
    from stonechat.app.child_words import ROWS_ARE
    from stonechat.app.children import Asked, look_at
    from stonechat.app.list_columns import columns_of
    from stonechat.app.permissions import everything
    from stonechat.app.served import served_figures
    from stonechat.basics.problems import Refused

    catalogue = served_figures(council).setting.catalogue
    seen = 0
    for indicator in catalogue:
        try:
            look = look_at(council, everything("tests"), Asked(indicator.id, YEAR))
        except Refused:
            continue
        seen += 1
        titles = [column.title for column in columns_of(council, look).shown]
        assert len(set(titles)) == len(titles), indicator.id
        assert all(80 >= len(title) > 0 and "_" not in title for title in titles), titles
        assert look.tally.table in ROWS_ARE
    assert seen > len(catalogue) / 2
