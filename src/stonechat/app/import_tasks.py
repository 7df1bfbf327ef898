"""What the worker does for imports by browser: check the files of a run, import them, or take a return out.

One thing after another, in the worker's own process and within its limits, never in the one that answers
pages. Whatever goes wrong ends the run in words; nothing is raised, because what is raised would be kept
with the values that it holds.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection
from django_tasks import task

from stonechat.app import imports, intake, uploads
from stonechat.app.council import Council
from stonechat.app.figures import catalogue_of
from stonechat.app.intake import overrides
from stonechat.app.last_import import Change, changes, gone_of
from stonechat.app.limits import within_limits
from stonechat.app.mistakes import logged
from stonechat.app.policies import State, check_not_overtaken
from stonechat.app.progress import Step
from stonechat.app.quality import (
    Done,
    FileQuality,
    called_as,
    file_quality,
    quality_from,
    quality_of,
    to_json,
)
from stonechat.app.site import served_council
from stonechat.app.uploads import Arrived
from stonechat.basics.problems import Refused
from stonechat.records.models import ImportRun
from stonechat.sources import registry
from stonechat.sources.reading import Overrides

BEAT_SECONDS = 2.0
READING = "Reading"
WORDS_SECONDS = 0.3
"""Progress is written down so often at most."""


class Cancelled(Exception):
    """Somebody cancelled the run while it was worked on."""


@task  # type: ignore[untyped-decorator]  # the library has no types
def check(run_id: str) -> None:
    """Check the files of a run. Changes nothing."""
    _work(run_id, State.UPLOADED, State.CHECKING, _check)


@task  # type: ignore[untyped-decorator]
def import_(run_id: str) -> None:
    """Import what was checked and accepted; or take out the return that the run is to undo."""
    _work(run_id, State.ACCEPTED, State.IMPORTING, _import)


def _work(
    run_id: str, was: State, state: State, do: Callable[[Council, ImportRun, "_Telling"], None]
) -> None:
    """Do it, if the run still waits for it, and end the run in words if that fails."""
    council = served_council()
    imports.settle_stopped(council, _now())
    if not ImportRun.objects.filter(pk=run_id, state=was).update(state=state, beat_at=_now(), read=[]):
        return
    run = ImportRun.objects.get(pk=run_id)
    try:
        with within_limits(), _beating(run):
            do(council, run, _Telling(run))
    except Cancelled:
        uploads.remove(council, run_id)
    except Refused as refused:
        imports.fail(council, run, " ".join(map(str, refused.problems)), _now())
    except MemoryError:
        imports.fail(council, run, "There was not enough memory for these files.", _now())
    except FileNotFoundError:
        imports.fail(council, run, "The files were removed while they were read. Bring them again.", _now())
    except Exception as error:
        imports.fail(council, run, _mistake(error), _now())


def _mistake(error: Exception) -> str:
    return f"Something went wrong inside Stonechat; this is a mistake of ours. Reference {logged(error)}."


def _now() -> datetime:
    return datetime.now(UTC)


# ---------------------------------------------------------------- check


def _check(council: Council, run: ImportRun, progress: "_Telling") -> None:
    run.snapshot = imports.served(council)
    root = uploads.folder_of(council, run.id)
    called = progress.called = uploads.to_read(council, run.id, _arrived(run))
    found: list[FileQuality] = []
    gone: dict[str, tuple[str, ...]] = {}
    said, may_shrink = _said(run)
    for checked in intake.check_for(council, list(called), said, progress, may_shrink=may_shrink):
        one = file_quality(council, checked, called, root)
        found.append(one)
        if one.beside and one.beside.gone:
            gone[one.beside.return_id] = gone_of(council, checked)
        _update(run, read=[each.report.file for each in found])
    uploads.note_gone(council, run.id, gone)
    quality = quality_of(found, catalogue_of(council))
    _update(run, state=State.CHECKED, quality=to_json(quality), snapshot=run.snapshot)


def _said(run: ImportRun) -> tuple[Overrides, bool]:
    answers = imports.answers_of(run)
    return overrides(answers.authority, answers.year, answers.made_at), answers.may_shrink


def _arrived(run: ImportRun) -> Iterator[Arrived]:
    return (Arrived(one.original, one.stored, one.size, one.sha256) for one in run.files.all())


# ---------------------------------------------------------------- import, and undo


def _import(council: Council, run: ImportRun, progress: "_Telling") -> None:
    if run.undoes:
        _undo(council, run, progress)
        return
    before, root = imports.served(council), uploads.folder_of(council, run.id)
    quality = quality_from(run.quality)
    check_not_overtaken(run.snapshot, before)
    assert quality is not None  # noqa: S101  only what was checked is accepted
    called = progress.called = uploads.to_read(council, run.id, _arrived(run))
    wanted = [root / path for one in quality.files if one.report.is_accepted for path in one.paths]
    sets = [found.files.paths for found in registry.grouped(wanted)]
    said, may_shrink = _said(run)
    outcome = intake.import_files(council, wanted, said, progress, may_shrink=may_shrink)
    progress(Step("Comparing the figures with those before"))
    done = Done(
        tuple(called_as(*each, called) for each in zip(outcome.files, sets, strict=True)),
        outcome.snapshot,
        outcome.notices,
        _changes(council, before, outcome.snapshot),
    )
    _update(run, state=State.DONE, outcome=to_json(done), ended_at=_now())
    uploads.remove(council, run.id)


def _changes(council: Council, before: str, now: str | None) -> tuple[Change, ...] | None:
    """Which figures are others; None where that could not be worked out.

    The import stands: what goes wrong here must say neither that it failed nor that nothing changed.
    """
    try:
        return changes(council, before, now) if before and now else ()
    except Exception as error:
        logged(error)
        return None


def _undo(council: Council, run: ImportRun, progress: "_Telling") -> None:
    before = imports.served(council)
    progress(Step("Taking the return out and working out the figures without it"))
    published = intake.undo_return(council, run.undoes)
    progress(Step("Comparing the figures with those before"))
    done = Done((), published.snapshot, published.notices, _changes(council, before, published.snapshot))
    _update(run, state=State.DONE, outcome=to_json(done), ended_at=_now())


# ---------------------------------------------------------------- how far it has come


class _Telling:
    """Writes down how far a run has come, and stops it where somebody cancelled it.

    `called` says what the person called the files that are read.
    """

    def __init__(self, run: ImportRun) -> None:
        self._run = run
        self.called: Mapping[Path, str] = {}
        self._told_at = 0.0
        self._done = -1

    def __call__(self, step: Step) -> None:
        """Called with each step, often; written down when a part is done, and else now and then."""
        now = time.monotonic()
        if step.done == self._done and now - self._told_at < WORDS_SECONDS:
            return
        self._told_at, self._done = now, step.done
        _update(self._run, words=self._words(step)[:300], done=step.done, of=step.of, rows=step.rows)

    def _words(self, step: Step) -> str:
        """A file by what it was called; of a set of files only that they are read."""
        verb, _, name = step.words.partition(" ")
        if verb != READING:
            return step.words
        called = {path.name: said for path, said in self.called.items()}
        return f"{READING} {called.get(name, 'the files of a return')}"


def _update(run: ImportRun, **values: object) -> None:
    """Write these down, while the run is in the state in which the worker took it; else `Cancelled`."""
    if not ImportRun.objects.filter(pk=run.pk, state=run.state).update(beat_at=_now(), **values):
        raise Cancelled


@contextmanager
def _beating(run: ImportRun) -> Iterator[None]:
    """Say every few seconds that the worker is there, also where one step takes minutes."""
    over = threading.Event()
    heart = threading.Thread(target=_beat, args=(run.pk, over), daemon=True)
    heart.start()
    try:
        yield
    finally:
        over.set()
        heart.join()


def _beat(run_id: str, over: threading.Event) -> None:
    try:
        while not over.wait(BEAT_SECONDS):
            ImportRun.objects.filter(pk=run_id).update(beat_at=_now())
    finally:
        connection.close()
