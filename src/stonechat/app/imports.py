"""Imports by browser: brought, checked, accepted or cancelled, and what became of them.

A run is a record (`records/models/imports.py`) and files on the disk (`uploads.py`). Reading them is the
worker's (`import_tasks.py`), never the pages' own process. What a state allows is `policies.py`'s.
"""

from dataclasses import dataclass
from datetime import datetime

from stonechat.app.council import LONDON
from stonechat.app.policies import State
from stonechat.basics.dates import in_words
from stonechat.records.models import ImportRun

# ---------------------------------------------------------------- the last one, for the first page


@dataclass(frozen=True, slots=True)
class LastImport:
    """The last import by browser that ended, in words. `has_failed`: it stopped, and changed nothing."""

    run_id: str
    ended_at: datetime
    has_failed: bool
    words: str


def last_import() -> LastImport | None:
    """What became of the last import that ended, cancelled ones left out; None if there was none."""
    ended = ImportRun.objects.filter(state__in=(State.DONE, State.FAILED), ended_at__isnull=False)
    run = ended.order_by("-ended_at").first()
    if run is None:
        return None
    good = ImportRun.objects.filter(state=State.DONE).order_by("-ended_at").first()
    return LastImport(run.id, run.ended_at, run.state == State.FAILED, _words(run, good))


def _words(run: ImportRun, good: ImportRun | None) -> str:
    on = _day(run.ended_at)
    if run.state == State.DONE:
        return f"Files were imported on {on}."
    before = f"The last import that succeeded was on {_day(good.ended_at)}. " if good else ""
    return f"{before}The import of {on} stopped. {run.stopped} Nothing was changed."


def _day(at: datetime) -> str:
    return in_words(at.astimezone(LONDON).date())
