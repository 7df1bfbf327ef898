"""Noting by form: what is kept, what is said when it cannot be, and both texts when somebody was quicker."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from lxml import html

from stonechat.app.council import Council
from stonechat.app.indicator_page import Asked, indicator_page
from stonechat.app.noting import NewNote, add_note, notebook, notes_log
from stonechat.app.permissions import Viewer
from stonechat.indicators.events import EventKind

SignedIn = Callable[[str], Any]
ViewerNamed = Callable[[str], Viewer]
PAGE = "/indicators/AS02/notes/"


@pytest.fixture(autouse=True)
def as_it_was(council: Council) -> Iterator[None]:
    before = council.events_file.read_bytes()
    yield
    council.events_file.write_bytes(before)
    notes_log(council).unlink(missing_ok=True)


def words(answer: Any) -> str:
    return " ".join(html.fromstring(answer.content).text_content().split())


def version_in(answer: Any) -> str:
    return str(
        html.fromstring(answer.content).xpath(
            "//form[.//textarea or .//input[@name='text']]//input[@name='version']/@value"
        )[0]
    )


def filled(version: str, **changed: str) -> dict[str, str]:
    said = {
        "kind": "event",
        "on_0": "6",
        "on_1": "1",
        "on_2": "2025",
        "text": "A second room was booked",
        "team": "",
        "names_nobody": "on",
        "version": version,
    }
    return {**said, **changed}


def test_an_event_is_noted_and_stands_on_the_page_with_who_says_so(signed_in: SignedIn) -> None:
    dana = signed_in("dana")
    answer = dana.post(PAGE, filled(version_in(dana.get(PAGE))), follow=True)

    assert answer.redirect_chain[-1][0] == "/indicators/AS02/"
    assert "It is noted." in words(answer)
    assert "6 January 2025: A second room was booked" in words(answer)
    assert "Noted by Dana Director" in words(answer)
    assert "A second room was booked" in words(signed_in("mina").get("/indicators/AS02/"))


def test_a_new_level_moves_the_limits_and_says_that_it_is_on_trial(
    signed_in: SignedIn, council: Council, viewer_named: ViewerNamed
) -> None:
    dana = signed_in("dana")
    said = filled(
        version_in(dana.get(PAGE)), kind="step", on_0="1", on_1="12", text="The duty team was doubled"
    )
    answer = dana.post(PAGE, said, follow=True)

    assert "The new level from 1 December 2025 is on trial" in words(answer)
    page = indicator_page(council, viewer_named("dana"), "AS02", Asked())
    assert len(page.over_time[0].judgement.judged.phases) == 2


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"text": ""}, "Say in a few words what happened."),
        ({"text": "x" * 61}, "at most 60 characters"),
        ({"on_1": "13"}, "Enter a real date"),
        ({"on_2": "2099"}, "is to come"),
        ({"kind": ""}, "required"),
        ({"names_nobody": ""}, "Check that the text names nobody."),
        ({"kind": "step", "everywhere": "on"}, "A step needs the indicator"),
        ({"text": "=HYPERLINK(1)"}, "begins like a formula"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    signed_in: SignedIn, council: Council, changed: dict[str, str], said: str
) -> None:
    dana = signed_in("dana")
    before = council.events_file.read_bytes()
    form = {key: value for key, value in filled(version_in(dana.get(PAGE)), **changed).items() if value}

    answer = dana.post(PAGE, form)

    assert answer.status_code == 200
    assert "There is a problem" in words(answer)
    assert said in words(answer)
    if "text" in form:
        assert html.fromstring(answer.content).xpath("//input[@name='text']/@value") == [form["text"]]
    assert council.events_file.read_bytes() == before


def test_when_somebody_was_quicker_both_texts_are_shown(
    signed_in: SignedIn, council: Council, viewer_named: ViewerNamed
) -> None:
    dana, ana = signed_in("dana"), viewer_named("ana")
    opened = version_in(dana.get(PAGE))
    other = NewNote(date(2025, 2, 1), EventKind.EVENT, "What Ana noted", "AS02")
    add_note(council, ana, other, notebook(council, ana, "AS02").version)

    answer = dana.post(PAGE, filled(opened))

    assert answer.status_code == 409
    assert "What Ana noted" in words(answer)
    assert html.fromstring(answer.content).xpath("//input[@name='text']/@value") == [
        "A second room was booked"
    ]
    assert dana.post(PAGE, filled(version_in(answer))).status_code == 302
    assert len(notebook(council, ana, "AS02").notes) == 2


def test_a_note_is_taken_back(signed_in: SignedIn, council: Council, viewer_named: ViewerNamed) -> None:
    ana = viewer_named("ana")
    noted = NewNote(date(2025, 2, 1), EventKind.EVENT, "What Ana noted", "AS02")
    add_note(council, ana, noted, notebook(council, ana, "AS02").version)
    dana = signed_in("dana")
    form = html.fromstring(dana.get(PAGE).content).xpath("//form[contains(@action, 'take-back')]")[0]
    said = {one.get("name"): one.get("value") for one in form.xpath(".//input")}

    answer = dana.post(form.get("action"), said, follow=True)

    assert "The note is taken back" in words(answer)
    assert notebook(council, ana, "AS02").notes == ()
    assert dana.post(form.get("action"), said).status_code == 409


def test_an_unknown_indicator_has_no_notes(signed_in: SignedIn) -> None:
    assert signed_in("dana").get("/indicators/XX99/notes/").status_code == 404
