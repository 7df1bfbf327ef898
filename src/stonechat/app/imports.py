"""Imports by browser: how far each has come, and what became of it.

A run is a record (`records/models/imports.py`) and files on the disk (`uploads.py`). What a person does with
it is `importing.py`, reading the files is the worker's (`import_tasks.py`). Nobody but who brought the files
sees a run: to others there is none.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from stonechat.app import policies, uploads
from stonechat.app.council import LONDON, Council
from stonechat.app.effects import Use
from stonechat.app.permissions import Permission, Viewer, not_allowed, not_there
from stonechat.app.policies import CANCELLABLE, OPEN, State
from stonechat.app.progress import Step
from stonechat.app.quality import Done, Quality, done_from, quality_from
from stonechat.app.shown import is_coming
from stonechat.basics.dates import in_words
from stonechat.records.models import ImportRun
from stonechat.store import pointer

STALE_AFTER = timedelta(seconds=20)
"""The worker says every few seconds that it is there: after so long without a word it has stopped."""
NOTHING_CHANGED = "Nothing was changed."
MAKING_READY = "Making the figures ready for the pages"


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person said that the files do not say, or say wrongly. `may_shrink`: fewer rows are right."""

    authority: str | None = None
    year: int | None = None
    made_at: datetime | None = None
    may_shrink: bool = False


# ---------------------------------------------------------------- what a page shows of a run


@dataclass(frozen=True, slots=True)
class BroughtFile:
    """One file of a run, by what the person called it."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Seen:
    """A run as who began it sees it. `is_stale`: the worker says nothing any more, or is not there at all.

    `is_coming`: all is done, and pages show its figures when they are ready (`shown.py`).
    """

    id: str
    state: State
    state_in_words: str
    is_stale: bool
    is_coming: bool
    began_at: datetime
    files: tuple[BroughtFile, ...]
    step: Step
    read: tuple[str, ...]
    answers: Answers
    quality: Quality | None
    done: Done | None
    stopped: str
    undoes: str
    may_accept: bool
    may_cancel: bool

    @property
    def is_working(self) -> bool:
        """Whether to look again soon."""
        return self.state in policies.WORKING or self.is_coming


def see(council: Council, viewer: Viewer, run_id: str, now: datetime) -> Seen:
    """The run. Refused as not there unless this viewer began it."""
    return _seen(council, own_run(viewer, run_id), now)


def open_run(council: Council, viewer: Viewer, now: datetime) -> Seen | None:
    """The viewer's import that is not over yet; None if there is none."""
    check_may_import(viewer)
    run = _open_of(viewer)
    seen = _seen(council, run, now) if run else None
    return seen if seen and seen.state in OPEN else None


def _open_of(viewer: Viewer) -> ImportRun | None:
    found: ImportRun | None = ImportRun.objects.filter(
        person__username=viewer.username, state__in=OPEN
    ).first()
    return found


def _seen(council: Council, run: ImportRun, now: datetime) -> Seen:
    state = state_now(run, now)
    quality, done = quality_from(run.quality), done_from(run.outcome)
    accept = partial(check_accept, council, run, quality)
    coming = done is not None and is_coming(council.folder, done.snapshot)
    return Seen(
        id=run.id,
        state=state,
        state_in_words=policies.IN_WORDS[State.IMPORTING if coming else state],
        is_stale=state in policies.WORKING and _is_waiting_in_vain(run, now),
        is_coming=coming,
        began_at=run.began_at,
        files=tuple(BroughtFile(one.original, one.size) for one in run.files.all()),
        step=Step(MAKING_READY) if coming else Step(run.words, run.done, run.of, run.rows),
        read=tuple(run.read),
        answers=answers_of(run),
        quality=quality,
        done=done,
        stopped=run.stopped or (stopped_words(council, run) if state is State.FAILED else ""),
        undoes=run.undoes,
        may_accept=state is State.CHECKED and policies.is_allowed(accept),
        may_cancel=state in CANCELLABLE,
    )


def answers_of(run: ImportRun) -> Answers:
    """What was answered so far."""
    made_at = run.answers.get("made_at")
    return Answers(
        run.answers.get("authority"),
        run.answers.get("year"),
        datetime.fromisoformat(made_at) if made_at else None,
        bool(run.answers.get("may_shrink")),
    )


# ---------------------------------------------------------------- a worker that has stopped


def state_now(run: ImportRun, now: datetime) -> State:
    """The state of a run: stopped, where it was being worked on and nobody has said a word for long."""
    state = State(run.state)
    is_worked_on = state in (State.CHECKING, State.IMPORTING)
    return State.FAILED if is_worked_on and now - run.beat_at > STALE_AFTER else state


def _is_waiting_in_vain(run: ImportRun, now: datetime) -> bool:
    """Whether it waits for a worker, and no worker does anything else either."""
    if run.state not in (State.UPLOADED, State.ACCEPTED) or now - run.beat_at <= STALE_AFTER:
        return False
    busy = ImportRun.objects.filter(state__in=(State.CHECKING, State.IMPORTING))
    return not busy.filter(beat_at__gt=now - STALE_AFTER).exists()


def stopped_words(council: Council, run: ImportRun) -> str:
    """Where a run stopped, and what of it is served now."""
    return _with_what_is_served(council, run, _where_stopped(run))


def _where_stopped(run: ImportRun) -> str:
    return f"Stopped at list {run.done + 1} of {run.of}." if run.of else "Stopped."


def _with_what_is_served(council: Council, run: ImportRun, words: str) -> str:
    """The words with whether a run changed the figures: it did if it stopped after they were published."""
    if run.state == State.IMPORTING and served(council) != run.snapshot:
        return f"{words} What it imported is served already; look at what is held."
    return f"{words} {NOTHING_CHANGED}"


def served(council: Council) -> str:
    """The id of the snapshot served now; empty if there is none."""
    ids = pointer.history(council.folder)
    return ids[0] if ids else ""


def settle_stopped(council: Council, now: datetime) -> None:
    """Note of every run that a worker left in the middle that it stopped, and clear away what nobody needs.

    Called by a worker when it begins, and after each thing that it does.
    """
    for run in ImportRun.objects.filter(state__in=(State.CHECKING, State.IMPORTING)):
        if state_now(run, now) is State.FAILED:
            fail(council, run, _where_stopped(run), now)
    _cancel_forsaken(council, now)
    needed = set(ImportRun.objects.filter(state__in=OPEN).values_list("pk", flat=True))
    uploads.sweep(council, needed, now.timestamp())


def _cancel_forsaken(council: Council, now: datetime) -> None:
    """Nobody decided for a day: the files go, so the run is over."""
    limit = now - timedelta(seconds=uploads.KEPT_SECONDS)
    for run in ImportRun.objects.filter(state=State.CHECKED, beat_at__lt=limit):
        _end(run, State.CANCELLED, now)


def fail(council: Council, run: ImportRun, words: str, now: datetime) -> None:
    """The run is over for this reason; with the words stands whether it changed the figures. Its files go."""
    run.stopped = _with_what_is_served(council, run, words)
    _end(run, State.FAILED, now)
    uploads.remove(council, run.id)


def _end(run: ImportRun, state: State, now: datetime) -> None:
    run.state, run.ended_at = state, now
    run.save(update_fields=["state", "ended_at", "stopped"])


# ---------------------------------------------------------------- who may, and when


def check_may_import(viewer: Viewer) -> None:
    """Refused as not allowed for whoever may not import."""
    if not viewer.may(Permission.IMPORT):
        raise not_allowed(
            "None of your roles may import files.", "Ask an administrator, or the performance analyst."
        )


def own_run(viewer: Viewer, run_id: str) -> ImportRun:
    """The run of this id. Refused as not there unless this viewer began it."""
    check_may_import(viewer)
    run: ImportRun | None = ImportRun.objects.filter(pk=run_id, person__username=viewer.username).first()
    if run is None:
        raise not_there("There is no such import.", "See what is held and what was imported last.")
    return run


def check_accept(council: Council, run: ImportRun, quality: Quality | None) -> None:
    """Refused as `policies.check_may_accept` says."""
    policies.check_may_accept(
        State(run.state),
        is_safe=quality is not None and quality.verdict.use is Use.SAFE,
        snapshot_checked=run.snapshot,
        snapshot_now=served(council),
    )


# ---------------------------------------------------------------- the last ones


@dataclass(frozen=True, slots=True)
class Past:
    """One import or undo by browser, whoever began it. `address` is its id for the viewer whose it is."""

    address: str | None
    who: str
    began_at: datetime
    files: tuple[str, ...]
    undoes: str
    state: State
    words: str


def past_runs(council: Council, viewer: Viewer, most: int, now: datetime) -> tuple[Past, ...]:
    """The last imports by browser, the latest first. Refused for whoever may not import."""
    check_may_import(viewer)
    runs = ImportRun.objects.select_related("person").prefetch_related("files")[:most]
    return tuple(_past(council, run, viewer, now) for run in runs)


def _past(council: Council, run: ImportRun, viewer: Viewer, now: datetime) -> Past:
    state = state_now(run, now)
    is_own = run.person.username == viewer.username
    stopped = run.stopped or (stopped_words(council, run) if state is State.FAILED else "")
    return Past(
        address=run.id if is_own else None,
        who=run.person.name,
        began_at=run.began_at,
        files=tuple(one.original for one in run.files.all()),
        undoes=run.undoes,
        state=state,
        words=stopped or policies.IN_WORDS[state],
    )


@dataclass(frozen=True, slots=True)
class LastImport:
    """The last import by browser that ended, in words. `has_failed`: it stopped before it was done."""

    run_id: str
    ended_at: datetime
    has_failed: bool
    words: str


def last_import(council: Council | None = None) -> LastImport | None:
    """What became of the last import that ended, cancelled ones left out; None if there was none.

    With a council, one that a worker left in the middle counts as ended too.
    """
    now = datetime.now(UTC)
    over = (State.DONE, State.FAILED)
    states = (*over, State.CHECKING, State.IMPORTING) if council else over
    runs = ImportRun.objects.filter(state__in=states).order_by("-beat_at")
    run = next((one for one in runs[:10] if state_now(one, now) in over), None)
    if run is None:
        return None
    good = ImportRun.objects.filter(state=State.DONE).order_by("-ended_at").first()
    has_failed = state_now(run, now) is State.FAILED
    stopped = run.stopped or (stopped_words(council, run) if council and has_failed else "")
    return LastImport(
        run.id, run.ended_at or run.beat_at, has_failed, _words(run, good, stopped, has_failed=has_failed)
    )


def _words(run: ImportRun, good: ImportRun | None, stopped: str, *, has_failed: bool) -> str:
    on = _day(run.ended_at or run.beat_at)
    if not has_failed:
        return f"Files were imported on {on}."
    before = f"The last import that succeeded was on {_day(good.ended_at)}. " if good else ""
    return f"{before}The import of {on} did not finish. {stopped}"


def _day(at: datetime) -> str:
    return in_words(at.astimezone(LONDON).date())
