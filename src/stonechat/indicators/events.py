"""Reads what an authority notes of its own history: `parameters/events.csv`, which charts show.

Columns: on (the day), indicator (empty for all), team (its number; empty for all), kind, text (at most 60
characters, naming no child), by (who says so) and decided_on. Kinds:

- `event`: something happened; the chart shows it and claims no cause.
- `recording` and `definition`: counting changed; the line breaks there.
- `step`: a person decided that the level is new from this day: limits are worked out anew. It needs one
  indicator and the day of the decision; nothing else ever moves limits.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from stonechat.indicators.catalogue import Catalogue
from stonechat.indicators.parameter_file import Columns, Row, read_rows, refuse_if_wrong

COLUMNS = Columns("events", ("on", "indicator", "team", "kind", "text", "by", "decided_on"))
MOST_LETTERS = 60


class EventKind(StrEnum):
    """What a noted event does to a chart."""

    EVENT = "event"
    RECORDING = "recording"
    DEFINITION = "definition"
    STEP = "step"


@dataclass(frozen=True, slots=True)
class Noted:
    """One event as it was noted. `indicator` and `team` are None for all; `decided_on` may be unknown."""

    on: date
    indicator: str | None
    team: str | None
    kind: EventKind
    text: str
    by: str
    decided_on: date | None

    def is_about(self, indicator: str, team: str | None) -> bool:
        """Whether a chart of the indicator for the team (None: all teams) shows it.

        What is noted of one team is shown for that team only. A step decided for all teams moves no
        team's limits.
        """
        if self.indicator not in (None, indicator):
            return False
        if self.kind is EventKind.STEP:
            return self.team == team
        return self.team in (None, team)


def read_events(path: Path, catalogue: Catalogue, shown_as: str | None = None) -> tuple[Noted, ...]:
    """The events of the file, in its order. `Refused` with every problem, each with its line and column."""
    rows = read_rows(path, COLUMNS, shown_as)
    found = tuple(_events((row for row in rows if row.cells), catalogue))
    refuse_if_wrong(rows)
    return found


def _events(rows: Iterable[Row], catalogue: Catalogue) -> Iterator[Noted]:
    for row in rows:
        before = len(row.problems)
        row.needed("on", "Write the day: 2025-04-01.")
        row.needed("kind", f"Write one of {', '.join(EventKind)}.")
        on, kind = row.day("on"), row.one_of("kind", list(EventKind))
        id = row.one_of("indicator", list(catalogue.indicators))
        text, by = _text(row), row.needed("by", "Write who says so: a role or a name.")
        decided_on = row.day("decided_on")
        if kind == EventKind.STEP:
            _check_step(row)
        if len(row.problems) == before and on and kind and text and by:
            yield Noted(on, id, row.text("team"), EventKind(kind), text, by, decided_on)


def _text(row: Row) -> str | None:
    text = row.needed("text", "Write what happened in a few words, naming no child.")
    if text and len(text) > MOST_LETTERS:
        what = f"The text has {len(text)} characters; a chart has room for {MOST_LETTERS}."
        row.problem("text", what, "Shorten it.")
    return text


def _check_step(row: Row) -> None:
    if not row.text("indicator"):
        what = "A step needs the indicator whose limits it moves."
        row.problem("indicator", what, "Write its id; one row for each indicator.")
    row.needed("decided_on", "Write the day on which somebody decided that the level is new.")
