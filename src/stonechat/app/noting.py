"""Noting what happened, proposing that a level is new, and taking a note back: by form, into the same file.

The file is `parameters/events.csv`, which people also edit by hand and the command line reads. Only one line
is added to it or taken out; every other byte stays as it was typed. Whoever saves says which version of the
file they had before them; if it has changed since, nothing is written and they are shown what stands now.
Who added or took back what, and when, is kept in a chained log of its own before the file changes.
"""

import csv
import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from stonechat.app.council import EVENTS_HEADING, Council, today
from stonechat.app.figures import catalogue_of, current_snapshot, names_of_categories
from stonechat.app.permissions import Permission, Viewer, not_allowed
from stonechat.basics.dates import in_words
from stonechat.basics.problems import Problem, Refused, Severity, refusal, wrong_use
from stonechat.indicators.breakdowns import category_in_words
from stonechat.indicators.catalogue import Catalogue
from stonechat.indicators.definition import Indicator
from stonechat.indicators.events import MOST_LETTERS, EventKind, read_events
from stonechat.pipeline.named_children import names_a_child
from stonechat.store import calls, chain, files

SHOWN_AS = "parameters/events.csv"
WAIT_SECONDS = 10.0
EARLIEST = date(1990, 1, 1)

KINDS_IN_WORDS = {
    EventKind.EVENT: "Something happened",
    EventKind.RECORDING: "What is recorded changed, so the line breaks",
    EventKind.DEFINITION: "What is counted changed, so the line breaks",
    EventKind.STEP: "The level is new from this day, so limits are worked out anew",
}

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would run: people open this file in one."""


@dataclass(frozen=True, slots=True)
class NewNote:
    """What somebody wants to note. `indicator` None: of all of them; `team` None: of all teams."""

    on: date
    kind: EventKind
    text: str
    indicator: str | None
    team: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A note as it stands in the file. `key` tells it from the others; words for people."""

    key: str
    on: str
    kind: str
    text: str
    scope: str
    said_by: str
    is_of_all_indicators: bool


@dataclass(frozen=True, slots=True)
class Notebook:
    """What is noted of an indicator, in order of time, in one version of the file."""

    version: str
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class AboutNoting:
    """What a form for a note offers: the indicator, what is noted of it, kinds in words, teams by name."""

    indicator: Indicator
    notebook: Notebook
    kinds: tuple[tuple[EventKind, str], ...]
    teams: tuple[tuple[str, str], ...]


class ChangedMeanwhile(Refused):
    """The file has changed since the form was opened; `now` is what stands in it, and nothing was written."""

    def __init__(self, now: Notebook) -> None:
        self.now = now
        super().__init__(
            Problem(
                "Somebody changed what is noted while you were writing. Nothing of yours was saved yet.",
                "Read what stands there now, below, then save again if it is still needed.",
                Severity.QUESTION,
                "noted_meanwhile",
            )
        )


def notebook(council: Council, viewer: Viewer, indicator: str) -> Notebook:
    """Everything that is noted of the indicator, of all teams and of each, with the version of the file.

    Refused for whoever may not read figures, for an indicator that there is not, and if the file is faulty.
    """
    if not viewer.may(Permission.READ_FIGURES):
        raise not_allowed("None of your roles may read figures.", "Ask an administrator for a role that may.")
    catalogue = catalogue_of(council)
    return _notebook(council, catalogue, catalogue[indicator].id)


def check_may_note(council: Council, viewer: Viewer, indicator: str) -> None:
    """Refused for whoever may not note, and for an indicator that there is not."""
    _check_may(viewer)
    catalogue_of(council)[indicator]


def note_form(council: Council, viewer: Viewer, indicator: str) -> AboutNoting:
    """What a form for a note of this indicator needs. Refused for whoever may not note."""
    _check_may(viewer)
    catalogue = catalogue_of(council)
    found = catalogue[indicator]
    names = _names(council) if "team" in found.breakdowns else {}
    teams = sorted(((team, category_in_words("team", team, names)) for team in names), key=lambda one: one[1])
    return AboutNoting(
        found, _notebook(council, catalogue, found.id), tuple(KINDS_IN_WORDS.items()), tuple(teams)
    )


def add_note(council: Council, viewer: Viewer, new: NewNote, version: str) -> None:
    """Note it, said by the viewer today. `version` is that of the notebook before them.

    Refused for whoever may not note; as wrong use for a day to come or long past, for no text or one of more
    than 60 characters, one that names a child or that a spreadsheet would run, and for a step without an
    indicator; `ChangedMeanwhile` if the file is another than that version.
    """
    _check_may(viewer)
    catalogue = catalogue_of(council)
    _check(council, catalogue, new)
    with _writing(council):
        text = _text(council)
        if _version(text) != version:
            raise ChangedMeanwhile(_notebook(council, catalogue, new.indicator))
        row = _row(new, viewer)
        part = _checked(council, catalogue, _with_row(text, row))
        _log(council, viewer, "added", row)
        _replace(council, part)


def take_back(council: Council, viewer: Viewer, indicator: str, key: str, version: str) -> None:
    """Take a note out of the file; the log keeps what it said, and who took it back.

    Refused for whoever may not note; `ChangedMeanwhile` if the file is another than that version, or has no
    such note.
    """
    _check_may(viewer)
    catalogue = catalogue_of(council)
    with _writing(council):
        text = _text(council)
        found = next((one for one in _records(text) if one.key == key), None)
        if found is None or _version(text) != version:
            raise ChangedMeanwhile(_notebook(council, catalogue, catalogue[indicator].id))
        part = _checked(council, catalogue, text[: found.begins] + text[found.ends :])
        _log(council, viewer, "taken back", found.cells)
        _replace(council, part)


# ---------------------------------------------------------------- what may be noted


def _check_may(viewer: Viewer) -> None:
    if not viewer.may(Permission.NOTE):
        raise not_allowed(
            "Your roles do not allow you to note an event or a step.",
            "Ask an administrator for a role that may.",
        )


def _check(council: Council, catalogue: Catalogue, new: NewNote) -> None:
    text = new.text.strip()
    if new.indicator is not None:
        catalogue[new.indicator]
    elif new.kind is EventKind.STEP:
        raise wrong_use("A step needs the indicator whose limits it moves.", "Name it.", "step_of_all")
    if not EARLIEST <= new.on <= today():
        what = f"{in_words(new.on)} is {'to come' if new.on > today() else 'too long ago'}."
        raise wrong_use(what, "Give the day on which it happened.", "note_day")
    if not text:
        raise wrong_use("There is no text.", "Say in a few words what happened.", "note_empty")
    if len(text) > MOST_LETTERS:
        what = f"The text has {len(text)} characters; a chart has room for {MOST_LETTERS}."
        raise wrong_use(what, "Shorten it.", "note_long")
    if not text.isprintable() or text.startswith(_FORMULA):
        what = "The text begins like a formula, or holds a character that cannot be printed."
        raise wrong_use(what, "Begin with a letter or a digit, on one line.", "note_characters")
    _check_team(council, new.team)
    if names_a_child(council.folder, current_snapshot(council), text):
        what = (
            "The text names a child, by a number or by name, and everybody who sees the chart would read it."
        )
        raise wrong_use(what, "Say what happened without naming anybody.", "note_names_child")


def _check_team(council: Council, team: str | None) -> None:
    if team is not None and team not in _names(council):
        raise wrong_use("There is no such team.", "Choose one of the list.", "unknown_category")


def _names(council: Council) -> dict[str, str]:
    return dict(names_of_categories(council.folder, current_snapshot(council), "team"))


# ---------------------------------------------------------------- the file as text


@dataclass(frozen=True, slots=True)
class _Record:
    """One row with where its text begins and ends, so that nothing else need be touched."""

    begins: int
    ends: int
    cells: dict[str, str]

    @property
    def key(self) -> str:
        said = "\n".join(f"{name}={cell}" for name, cell in sorted(self.cells.items()))
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def _text(council: Council) -> str:
    """The file, its line ends as they are; the heading alone where there is no file."""
    try:
        return council.events_file.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return EVENTS_HEADING
    except UnicodeDecodeError:
        raise refusal("The file is not a CSV in UTF-8.", "Save it as CSV UTF-8.", "events") from None


def _version(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _records(text: str) -> Iterator[_Record]:
    """Every row but blank ones. A cell in quotes may hold line ends, so lines are counted by the reader."""
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(lines)
    header: list[str] | None = None
    line, place = 0, 0
    for cells in reader:
        ends = place + sum(map(len, lines[line : reader.line_num]))
        if header is None:
            header = [cell.strip().removeprefix("\ufeff") for cell in cells]
        elif any(cell.strip() for cell in cells):
            named = zip(header, (cell.strip() for cell in cells), strict=False)
            yield _Record(place, ends, dict(named))
        line, place = reader.line_num, ends


def _row(new: NewNote, viewer: Viewer) -> dict[str, str]:
    return {
        "on": new.on.isoformat(),
        "indicator": new.indicator or "",
        "team": new.team or "",
        "kind": new.kind.value,
        "text": new.text.strip(),
        "by": viewer.name,
        "decided_on": today().isoformat(),
    }


def _with_row(text: str, row: dict[str, str]) -> str:
    """The text with a row at its end, in the order of the columns that the file has."""
    first = next(iter(io.StringIO(text, newline="")))
    end = "\r\n" if first.endswith("\r\n") else "\n"
    header = next(csv.reader([first.removeprefix("\ufeff")]))
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=end).writerow([row.get(name.strip(), "") for name in header])
    is_ended = text.endswith(("\n", "\r"))
    return f"{text}{'' if is_ended else end}{out.getvalue()}"


@contextmanager
def _writing(council: Council) -> Iterator[None]:
    """One person at a time; an import does not stand in the way."""
    try:
        with FileLock(council.folder.root / "noting.lock", timeout=WAIT_SECONDS):
            yield
    except Timeout:
        raise refusal(
            "Somebody else is saving a note.", "Try again in a minute. Nothing was saved.", "noting_busy"
        ) from None


def _checked(council: Council, catalogue: Catalogue, text: str) -> Path:
    """The text beside the file, on the disk. Refused if it cannot be read as events."""
    part = files.part_of(council.events_file)
    files.write_file(part, [text.encode()])
    try:
        read_events(part, catalogue, SHOWN_AS)
    except Refused:
        with suppress(OSError):
            calls.remove(part)
        raise
    return part


def _replace(council: Council, part: Path) -> None:
    calls.replace(part, council.events_file)
    calls.fsync_folder(council.events_file.parent)


def _log(council: Council, viewer: Viewer, what: str, row: dict[str, str]) -> None:
    at = datetime.now(UTC).isoformat(timespec="seconds")
    chain.append(notes_log(council), {"at": at, "who": viewer.username, "what": what, "note": row})


def notes_log(council: Council) -> Path:
    """Who added and took back which notes: chained, as the read log is."""
    return council.folder.reads_log.with_name("notes.jsonl")


# ---------------------------------------------------------------- for people to read


def _notebook(council: Council, catalogue: Catalogue, indicator: str | None) -> Notebook:
    text = _text(council)
    if council.events_file.exists():
        read_events(council.events_file, catalogue, SHOWN_AS)
    names = _names(council)
    found = [one for one in _records(text) if one.cells.get("indicator", "") in ("", indicator or "")]
    found.sort(key=lambda one: one.cells["on"])
    return Notebook(_version(text), tuple(_note(one, names) for one in found))


def _note(record: _Record, names: dict[str, str]) -> Note:
    cells = record.cells
    decided = cells.get("decided_on")
    said = f", {in_words(date.fromisoformat(decided))}" if decided else ""
    return Note(
        record.key,
        in_words(date.fromisoformat(cells["on"])),
        KINDS_IN_WORDS[EventKind(cells["kind"])].partition(",")[0],
        cells["text"],
        category_in_words("team", cells["team"], names) if cells.get("team") else "All teams",
        f"{cells['by']}{said}",
        not cells.get("indicator"),
    )
