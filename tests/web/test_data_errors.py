"""Rows marked as data errors: by whoever reads the list, for the analysts, and gone with the child."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from lxml import html
from python_calamine import CalamineWorkbook

LIST = "/indicators/CN01/children/?period=FY2025-26"
ERRORS = "/data/errors/"

Browser = Callable[[str], Any]


def rows(answer: Any) -> list[tuple[str, str]]:
    """The key and the child of each row of a list."""
    page = html.fromstring(answer.content)
    return [
        (row.xpath(".//input[@name='row']/@value")[0], row.xpath("th/text()")[0].strip())
        for row in page.xpath("//table[@id='children']/tbody/tr")
    ]


def mark(browser: Any, key: str, column: str = "", what: str = "closed in June, see the file") -> Any:
    return browser.post(LIST, {"action": "mark", "row": key, "column": column, "what": what})


def marks() -> list[Any]:
    from stonechat.records.models import DataError

    return list(DataError.objects.all())


def last_read(council: Any) -> dict[str, Any]:
    return list(council.readlog.reads())[-1]


def test_a_mark_is_seen_in_the_list_and_by_the_analyst_and_that_is_recorded(
    council: Any, signed_in: Browser
) -> None:
    alice = signed_in("alice")
    key, child = rows(alice.get(LIST))[0]
    answer = mark(alice, key, "team")
    assert (answer.status_code, answer["Location"]) == (302, LIST)
    assert "Marked as a data error: Team" in alice.get(LIST).content.decode()
    (made,) = marks()
    assert (made.person_id, made.marked_by, made.column, made.indicator) == (child, "alice", "Team", "CN01")
    page = signed_in("ana").get(ERRORS).content.decode()
    assert child in page
    assert "closed in June, see the file" in page
    assert LIST.replace("&", "&amp;").split("?")[0] in page
    read = last_read(council)
    assert (read["who"], read["what"], read["count"]) == ("ana", "data errors", 1)


def test_the_same_column_of_a_row_is_marked_once_until_it_is_resolved(signed_in: Browser) -> None:
    alice, ana = signed_in("alice"), signed_in("ana")
    key, _ = rows(alice.get(LIST))[0]
    for column in ("team", "team", ""):
        mark(alice, key, column)
    assert sorted(each.column for each in marks()) == ["", "Team"]
    for each in marks():
        ana.post(ERRORS, {"action": "resolve", "mark": each.pk})
    assert {each.resolved_by for each in marks()} == {"ana"}
    assert "0 data errors" in ana.get(ERRORS).content.decode()
    assert "2 data errors resolved" in ana.get(f"{ERRORS}?state=resolved").content.decode()
    assert ana.post(ERRORS, {"action": "resolve", "mark": marks()[0].pk}).status_code == 404
    mark(alice, key, "team")
    assert len(marks()) == 3


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"row": ""}, 200),
        ({"what": ""}, 200),
        ({"what": "bad"}, 200),
        ({"column": "born"}, 200),
        ({"row": "no such row"}, 404),
    ],
)
def test_what_is_no_mark_leaves_none(signed_in: Browser, changed: dict[str, str], status: int) -> None:
    alice = signed_in("alice")
    key, _ = rows(alice.get(LIST))[0]
    said = {"action": "mark", "row": key, "column": "", "what": "closed in June"} | changed
    assert alice.post(LIST, said).status_code == status
    assert marks() == []


def test_what_is_missing_is_told_with_a_link_to_where_it_is_chosen(signed_in: Browser) -> None:
    page = html.fromstring(mark(signed_in("alice"), "", what="").content)
    links = page.xpath("//div[contains(@class, 'govuk-error-summary')]//a/@href")
    assert links == ["#id_row", "#id_what"]
    assert all(page.get_element_by_id(link.removeprefix("#")) is not None for link in links)
    assert page.xpath("//title/text()")[0].startswith("Error: ")


def test_a_row_of_another_team_is_answered_as_one_that_there_is_not(signed_in: Browser) -> None:
    alice, charlie = signed_in("alice"), signed_in("charlie")
    key, _ = rows(charlie.get(LIST))[0]
    answers = [re.sub(rb'value="\w{64}"', b"", mark(alice, each).content) for each in (key, "no such row")]
    assert answers[0] == answers[1]
    assert marks() == []
    assert mark(signed_in("mina"), key).status_code == 403


def test_without_a_reason_for_the_list_nobody_marks_in_it(signed_in: Browser) -> None:
    key, _ = rows(signed_in("alice").get(LIST))[0]
    assert b"Why do you look at these children?" in mark(signed_in("dana"), key).content
    assert marks() == []


def test_only_those_who_import_see_the_list(signed_in: Browser) -> None:
    for username in ("alice", "bob", "dana", "ada", "mina"):
        assert signed_in(username).get(ERRORS).status_code == 403
        assert signed_in(username).post(ERRORS, {"action": "download", "form": "csv"}).status_code == 403


def test_the_errors_of_one_team_are_a_file_to_send_to_it(council: Any, signed_in: Browser) -> None:
    alice, ana = signed_in("alice"), signed_in("ana")
    charlie = signed_in("charlie")
    (own, child), (other, _) = rows(alice.get(LIST))[0], rows(charlie.get(LIST))[0]
    mark(alice, own, what="=1+1 is wrong")
    mark(charlie, other)
    team = next(each.team for each in marks() if each.person_id == child)
    answer = ana.post(ERRORS, {"action": "download", "team": team, "form": "xlsx"})
    assert answer["Content-Disposition"].startswith('attachment; filename="OFFICIAL-SENSITIVE_data-errors_')
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    table = book.get_sheet_by_name("OFFICIAL-SENSITIVE").to_python()
    assert [(row[0], row[1], row[5]) for row in table[1:]] == [(team, child, "=1+1 is wrong")]
    assert (last_read(council)["what"], last_read(council)["count"]) == ("download", 1)


def test_marks_go_with_the_child_and_with_whoever_their_words_name(council: Any, signed_in: Browser) -> None:
    from stonechat.app.forgetting import forget_marks

    alice = signed_in("alice")
    (first, child), (second, other), (third, _) = rows(alice.get(LIST))[:3]
    mark(alice, first)
    mark(alice, second, what=f"this is {child.lower()}, see the file")
    mark(alice, third)
    assert forget_marks(council, child) == 2
    assert [each.row for each in marks()] == [third]
    assert forget_marks(council, other) == 0


def test_no_child_stands_in_an_address_of_the_page(signed_in: Browser) -> None:
    alice = signed_in("alice")
    key, child = rows(alice.get(LIST))[0]
    mark(alice, key)
    page = html.fromstring(signed_in("ana").get(ERRORS).content)
    said = " ".join((*page.xpath("//title/text()"), *map(str, page.xpath("//@href | //@action"))))
    assert child not in said
    assert "OFFICIAL-SENSITIVE" in page.text_content()
