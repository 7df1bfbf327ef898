"""Notes by form: what was typed by hand stays, nobody overwrites anybody, and no child is named."""

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from stonechat.app import noting
from stonechat.app.council import Council, today
from stonechat.app.figures import catalogue_of, current_snapshot
from stonechat.app.noting import ChangedMeanwhile, NewNote, add_note, notebook, notes_log, take_back
from stonechat.app.permissions import NotAllowed, Viewer
from stonechat.basics.problems import Refused
from stonechat.indicators.events import EventKind, read_events
from stonechat.model.tables import TABLES
from stonechat.store import chain, parquet, snapshots

ViewerNamed = Callable[[str], Viewer]
EVENT = NewNote(date(2025, 4, 1), EventKind.EVENT, "A second room was booked", "AS02")
BY_HAND = (
    "\ufeffkind,on,text,by,indicator,team,decided_on\r\n"
    '"event", 2025-01-06 ,"New system, ""Mosaic""",Dana, AS02,,\r\n'
    "\r\n"
    "recording,2025-02-01,Contacts are recorded,Head,,,2025-02-03"
)


@pytest.fixture(autouse=True)
def as_it_was(council: Council) -> Iterator[None]:
    before = council.events_file.read_bytes()
    yield
    council.events_file.write_bytes(before)
    notes_log(council).unlink(missing_ok=True)


@pytest.fixture
def dana(viewer_named: ViewerNamed) -> Viewer:
    return viewer_named("dana")


def version(council: Council, viewer: Viewer) -> str:
    return notebook(council, viewer, "AS02").version


def text_of(council: Council) -> str:
    return council.events_file.read_bytes().decode()


def entries(council: Council) -> list[Any]:
    return [json.loads(line) for line in notes_log(council).read_text().splitlines()]


def test_a_note_is_read_by_the_command_line_too(council: Council, dana: Viewer) -> None:
    add_note(council, dana, EVENT, version(council, dana))

    (noted,) = read_events(council.events_file, catalogue_of(council))
    assert (noted.on, noted.text, noted.by, noted.decided_on) == (EVENT.on, EVENT.text, dana.name, today())
    (note,) = notebook(council, dana, "AS02").notes
    assert note.on == "1 April 2025"
    assert note.scope == "All teams"
    assert dana.name in note.said_by


def test_what_was_typed_by_hand_stays_byte_for_byte(council: Council, dana: Viewer) -> None:
    council.events_file.write_bytes(BY_HAND.encode())

    add_note(council, dana, EVENT, version(council, dana))

    assert text_of(council).startswith(BY_HAND + "\r\nevent,2025-04-01,A second room was booked,")
    assert text_of(council).endswith(f",AS02,,{today()}\r\n")
    assert len(read_events(council.events_file, catalogue_of(council))) == 3


def test_taking_back_takes_out_that_row_alone(council: Council, dana: Viewer) -> None:
    council.events_file.write_bytes(BY_HAND.encode())
    by_hand, of_all = notebook(council, dana, "AS02").notes
    assert by_hand.text == 'New system, "Mosaic"'
    assert of_all.is_of_all_indicators

    take_back(council, dana, "AS02", by_hand.key, version(council, dana))

    assert text_of(council) == BY_HAND.replace(
        '"event", 2025-01-06 ,"New system, ""Mosaic""",Dana, AS02,,\r\n', ""
    )


def test_who_added_and_took_back_what_is_kept(
    council: Council, dana: Viewer, viewer_named: ViewerNamed
) -> None:
    add_note(council, dana, EVENT, version(council, dana))
    (note,) = notebook(council, dana, "AS02").notes
    take_back(council, viewer_named("ana"), "AS02", note.key, version(council, dana))

    added, taken = entries(council)
    assert (added["who"], added["what"], added["note"]["text"]) == ("dana", "added", EVENT.text)
    assert (taken["who"], taken["what"], taken["note"]["text"]) == ("ana", "taken back", EVENT.text)
    assert added["at"] <= taken["at"]
    assert not chain.verify(notes_log(council), []).faults


def test_nothing_is_written_over_what_came_meanwhile(council: Council, dana: Viewer) -> None:
    opened = version(council, dana)
    other = NewNote(date(2025, 5, 1), EventKind.EVENT, "Another note", "AS02")
    add_note(council, dana, other, opened)
    before = text_of(council)

    with pytest.raises(ChangedMeanwhile) as changed:
        add_note(council, dana, EVENT, opened)

    assert text_of(council) == before
    assert [note.text for note in changed.value.now.notes] == ["Another note"]
    add_note(council, dana, EVENT, changed.value.now.version)
    assert len(notebook(council, dana, "AS02").notes) == 2


def test_a_note_that_is_gone_cannot_be_taken_back_again(council: Council, dana: Viewer) -> None:
    add_note(council, dana, EVENT, version(council, dana))
    book = notebook(council, dana, "AS02")
    take_back(council, dana, "AS02", book.notes[0].key, book.version)

    with pytest.raises(ChangedMeanwhile):
        take_back(council, dana, "AS02", book.notes[0].key, version(council, dana))


def test_a_step_has_the_day_of_the_decision(council: Council, dana: Viewer) -> None:
    step = NewNote(date(2025, 4, 1), EventKind.STEP, "The duty team was doubled", "AS02")
    add_note(council, dana, step, version(council, dana))

    (noted,) = read_events(council.events_file, catalogue_of(council))
    assert (noted.kind, noted.decided_on) == (EventKind.STEP, today())


def identifier_held(council: Council) -> str:
    path = snapshots.derived_paths(council.folder, current_snapshot(council))["person"]
    return str(min(parquet.read_rows(path, [TABLES["person"]["person_id"]]))[0])


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"on": today() + timedelta(days=1)}, "note_day"),
        ({"on": date(1989, 12, 31)}, "note_day"),
        ({"text": "  "}, "note_empty"),
        ({"text": "x" * 61}, "note_long"),
        ({"text": "=1+1"}, "note_characters"),
        ({"text": "One line\nand another"}, "note_characters"),
        ({"team": "no such team"}, "unknown_category"),
        ({"indicator": "XX99"}, "unknown_indicator"),
        ({"indicator": None, "kind": EventKind.STEP}, "step_of_all"),
        ({"text": "As for CHILD we moved"}, "note_names_child"),
        ({"text": "(child)"}, "note_names_child"),
    ],
)
def test_what_may_not_be_noted(council: Council, dana: Viewer, changed: dict[str, Any], rule: str) -> None:
    held = identifier_held(council)
    said = changed | {
        key: text.replace("CHILD", held).replace("child", held.lower())
        for key, text in changed.items()
        if key == "text"
    }
    before = text_of(council)

    with pytest.raises(Refused) as refused:
        add_note(council, dana, NewNote(**{**_as_dict(EVENT), **said}), version(council, dana))

    assert refused.value.problems[0].rule == rule
    assert held not in str(refused.value)
    assert text_of(council) == before
    assert not notes_log(council).exists()


def _as_dict(note: NewNote) -> dict[str, Any]:
    return {name: getattr(note, name) for name in ("on", "kind", "text", "indicator", "team")}


def test_sixty_letters_and_today_are_allowed(council: Council, dana: Viewer) -> None:
    add_note(council, dana, NewNote(today(), EventKind.RECORDING, "x" * 60, None), version(council, dana))

    assert len(notebook(council, dana, "CP22").notes) == 1


@pytest.mark.parametrize("username", ["alice", "bob", "mina", "pat", "ada", "nora"])
def test_only_who_may_note_notes(council: Council, viewer_named: ViewerNamed, username: str) -> None:
    viewer = viewer_named(username)

    with pytest.raises(NotAllowed):
        add_note(council, viewer, EVENT, "any")
    with pytest.raises(NotAllowed):
        take_back(council, viewer, "AS02", "any", "any")


def test_a_faulty_file_is_refused_as_it_stands(council: Council, dana: Viewer) -> None:
    council.events_file.write_text("on,kind\n2025-01-01,event\n")

    with pytest.raises(Refused):
        add_note(council, dana, EVENT, noting._version(text_of(council)))

    assert text_of(council) == "on,kind\n2025-01-01,event\n"
    assert not list(council.events_file.parent.glob("*.part"))
    assert not notes_log(council).exists()
