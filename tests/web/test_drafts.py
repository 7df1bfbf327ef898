"""What somebody typed and did not save: kept for its writer alone, for some hours, and never in earnest."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from lxml import html

from stonechat.app.council import Council
from stonechat.app.noting import notes_log

SignedIn = Callable[[str], Any]
PAGE = "/indicators/AS02/notes/"
KEY = "note:AS02"
TEXT = "The second assessment team began"
OK, BAD, NO, NOT_FOUND = 204, 400, 403, 404


@pytest.fixture(autouse=True)
def as_it_was(council: Council) -> Iterator[None]:
    before = council.events_file.read_bytes()
    yield
    council.events_file.write_bytes(before)
    notes_log(council).unlink(missing_ok=True)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """`later(timedelta(hours=8))`: so much has gone by."""
    start = datetime.now(UTC)
    return lambda gone: monkeypatch.setattr("django.utils.timezone.now", lambda: start + gone)


def typed(browser: Any, text: str = TEXT, key: str = KEY, **others: str) -> int:
    return int(browser.post("/drafts/", {"draft": key, "text": text, **others}).status_code)


def box(answer: Any) -> list[str]:
    return [str(one) for one in html.fromstring(answer.content).xpath("//input[@name='text']/@value")]


def words(answer: Any) -> str:
    return " ".join(html.fromstring(answer.content).text_content().split())


def keys_kept() -> set[str]:
    from stonechat.records.models import Draft

    return set(Draft.objects.values_list("form", flat=True))


def filled(browser: Any, **changed: str) -> dict[str, str]:
    version = html.fromstring(browser.get(PAGE).content).xpath(
        "//form[@data-draft]//*[@name='version']/@value"
    )
    said = {"kind": "event", "on_0": "6", "on_1": "1", "on_2": "2025", "text": TEXT, "names_nobody": "on"}
    return {**said, "version": str(version[0]), **changed}


# ---------------------------------------------------------------- whose it is


def test_what_was_typed_is_in_the_box_again_after_signing_in_anew(signed_in: SignedIn) -> None:
    assert typed(signed_in("dana")) == OK
    answer = signed_in("dana").get(PAGE)
    assert box(answer) == [TEXT]
    assert "You typed this at" in words(answer)
    assert "and did not save it." in words(answer)


def test_the_time_is_told_as_clocks_here_show_it(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    dana = signed_in("dana")
    in_summer = datetime(2026, 7, 1, 13, 5, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: in_summer)
    typed(dana)
    assert "You typed this at 14:05 and did not save it." in words(dana.get(PAGE))


@pytest.mark.parametrize("other", ["ana"])
def test_nobody_else_sees_it(signed_in: SignedIn, other: str) -> None:
    typed(signed_in("dana"))
    answer = signed_in(other).get(PAGE)
    assert box(answer) == []
    assert "You typed this" not in words(answer)


def test_an_administrator_finds_it_nowhere_and_no_log_holds_it(signed_in: SignedIn, council: Council) -> None:
    typed(signed_in("dana"))
    ada = signed_in("ada")
    for path in ("/", "/admin/audit/", "/admin/users/dana/"):
        assert TEXT not in ada.get(path).content.decode()
    logs = [each for each in council.folder.reads_log.parent.rglob("*") if each.is_file()]
    assert all(TEXT.encode() not in each.read_bytes() for each in logs)


def test_it_is_of_one_form_only(signed_in: SignedIn) -> None:
    dana = signed_in("dana")
    typed(dana)
    assert box(dana.get("/indicators/CN01/notes/")) == []


def test_what_is_typed_next_takes_its_place_and_an_empty_box_has_no_draft(signed_in: SignedIn) -> None:
    dana = signed_in("dana")
    typed(dana, "The sec")
    typed(dana)
    assert box(dana.get(PAGE)) == [TEXT]
    assert typed(dana, "  ") == OK
    assert keys_kept() == set()


# ---------------------------------------------------------------- what is not kept


def test_nothing_but_the_text_is_kept(signed_in: SignedIn) -> None:
    from stonechat.records.models import Draft

    typed(signed_in("dana"), old_password="x", on_0="6", version="x")  # noqa: S106
    assert Draft.objects.get().texts == {"text": TEXT}


def test_what_is_longer_than_its_box_is_cut(signed_in: SignedIn) -> None:
    dana = signed_in("dana")
    assert typed(dana, "x" * 61) == OK
    assert box(dana.get(PAGE)) == ["x" * 60]


@pytest.mark.parametrize("key", ["", "password", "note", "children:CN01", "audit-child:"])
def test_no_other_form_has_drafts(signed_in: SignedIn, key: str) -> None:
    assert typed(signed_in("dana"), key=key) in (BAD, NOT_FOUND)
    assert keys_kept() == set()


def test_there_is_none_of_an_indicator_that_there_is_not(signed_in: SignedIn) -> None:
    assert typed(signed_in("dana"), key="note:XX99") == NOT_FOUND
    assert keys_kept() == set()


@pytest.mark.parametrize("username", ["ada", "alice", "bob", "mina", "nora", "pat"])
def test_whoever_may_not_note_keeps_none(signed_in: SignedIn, username: str) -> None:
    assert typed(signed_in(username)) == NO
    assert keys_kept() == set()


def test_whoever_has_not_signed_in_is_sent_to_sign_in(visitor: Any) -> None:
    from django.test import Client

    assert Client(SERVER_NAME="127.0.0.1").post("/drafts/", {"draft": KEY, "text": TEXT}).status_code == 302
    assert keys_kept() == set()


@pytest.mark.parametrize("path", ["/drafts/", "/drafts/throw-away/"])
def test_a_form_from_elsewhere_changes_nothing(signed_in: SignedIn, path: str) -> None:
    from django.test import Client
    from tests.web.conftest import SIGN_IN

    from stonechat.app.people import person_named

    typed(signed_in("dana"), "As it was")
    browser = Client(enforce_csrf_checks=True, SERVER_NAME="127.0.0.1")
    browser.force_login(person_named("dana"), backend=SIGN_IN)
    assert browser.post(path, {"draft": KEY, "text": "Changed"}).status_code == NO
    assert box(signed_in("dana").get(PAGE)) == ["As it was"]


# ---------------------------------------------------------------- when it goes


def test_a_saved_form_has_no_draft(signed_in: SignedIn) -> None:
    dana = signed_in("dana")
    typed(dana)
    assert "It is noted." in words(dana.post(PAGE, filled(dana), follow=True))
    assert keys_kept() == set()
    assert box(dana.get(PAGE)) == []


def test_a_form_that_could_not_be_saved_has_one(signed_in: SignedIn) -> None:
    dana = signed_in("dana")
    answer = dana.post(PAGE, filled(dana, on_1="13"))
    assert box(answer) == [TEXT]
    assert "You typed this" not in words(answer)
    assert box(signed_in("dana").get(PAGE)) == [TEXT]


def test_it_is_thrown_away_by_a_button_that_leads_back_to_the_form(signed_in: SignedIn) -> None:
    dana = signed_in("dana")
    typed(dana)
    button = html.fromstring(dana.get(PAGE).content).xpath("//form[contains(@action, 'throw-away')]")[0]
    said = {one.get("name"): one.get("value") for one in button.xpath(".//input")}

    answer = dana.post(button.get("action"), said, follow=True)

    assert answer.redirect_chain == [(PAGE, 302)]
    assert "What you had typed is thrown away." in words(answer)
    assert box(answer) == []
    assert keys_kept() == set()


def test_throwing_away_leads_to_no_other_site_and_takes_nothing_of_anybody_else(signed_in: SignedIn) -> None:
    typed(signed_in("dana"))
    answer = signed_in("ana").post("/drafts/throw-away/", {"draft": KEY, "back": "//elsewhere.example/"})
    assert answer["Location"] == "/"
    assert keys_kept() == {KEY}


@pytest.mark.parametrize(
    ("gone", "left"), [(timedelta(hours=7, minutes=59), [TEXT]), (timedelta(hours=8), [])]
)
def test_it_lasts_for_eight_hours(
    signed_in: SignedIn, later: Callable[[timedelta], None], gone: timedelta, left: list[str]
) -> None:
    later(timedelta(0))
    typed(signed_in("dana"))
    later(gone)
    assert box(signed_in("dana").get(PAGE)) == left
    assert len(keys_kept()) == len(left)


def test_old_ones_of_everybody_go_when_somebody_keeps_one(
    signed_in: SignedIn, later: Callable[[timedelta], None]
) -> None:
    later(timedelta(0))
    typed(signed_in("dana"))
    later(timedelta(hours=9))
    typed(signed_in("ana"), key="note:CN01")
    assert keys_kept() == {"note:CN01"}


def test_a_role_taken_away_takes_the_form_and_its_draft(signed_in: SignedIn) -> None:
    from stonechat.app.granting import roles_held, take_role
    from stonechat.app.people import person_named

    dana = signed_in("dana")
    typed(dana)
    for held in roles_held(person_named("dana")):
        take_role(held.id, "ada")
    assert dana.get(PAGE).status_code == NO
    assert typed(dana, "More") == NO


def test_forgetting_a_child_forgets_what_may_name_it(signed_in: SignedIn, council: Council) -> None:
    from stonechat.app.forgetting import forget_marks

    typed(signed_in("dana"))
    forget_marks(council, "nobody-of-this-number")
    assert keys_kept() == set()


# ---------------------------------------------------------------- the session


@pytest.mark.parametrize(("said", "status"), [({"typing": "yes"}, 200), ({}, 302)])
def test_typing_keeps_the_session_and_what_the_page_sends_by_itself_does_not(
    signed_in: SignedIn, later: Callable[[timedelta], None], said: dict[str, str], status: int
) -> None:
    dana = signed_in("dana")
    later(timedelta(0))
    assert dana.get(PAGE).status_code == 200
    later(timedelta(minutes=14))
    assert typed(dana, **said) == OK
    later(timedelta(minutes=28))
    assert dana.get("/what-i-may-see/").status_code == status
