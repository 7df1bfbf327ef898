"""What a person does with an import by browser: begin, answer, accept, cancel, take back.

Who may is asked here of every use case; what a state allows, of `policies.py`. The worker does the rest
(`import_tasks.py`); how far it has come says `imports.py`.
"""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from stonechat.app import import_tasks, policies, uploads
from stonechat.app.council import Council
from stonechat.app.imports import Answers, check_accept, check_may_import, open_run, own_run, state_now
from stonechat.app.people import person_named
from stonechat.app.permissions import Viewer
from stonechat.app.policies import State
from stonechat.app.quality import quality_from
from stonechat.app.uploads import Receiving
from stonechat.basics.problems import Refused, refusal, wrong_use
from stonechat.records.models import ImportRun, UploadedFile


def begin(council: Council, viewer: Viewer, receiving: Receiving, now: datetime) -> str:
    """Keep the files that came as a run, and let the worker check them: the id of the run.

    Refused, with the files removed, for whoever may not import, without a file, and while another import of
    theirs is open.
    """
    try:
        check_may_import(viewer)
        _check_none_open(council, viewer, now)
        if not receiving.arrived:
            raise no_file_chosen()
        return _begin(viewer, receiving, now)
    except Exception:
        receiving.discard()
        raise


def _begin(viewer: Viewer, receiving: Receiving, now: datetime) -> str:
    with transaction.atomic():
        run = ImportRun.objects.create(
            person=person_named(viewer.username), state=State.UPLOADED, began_at=now, beat_at=now
        )
        UploadedFile.objects.bulk_create(UploadedFile(run=run, **asdict(one)) for one in receiving.arrived)
        receiving.keep(run.id)
        import_tasks.check.enqueue(run.pk)
    return str(run.id)


def accept(council: Council, viewer: Viewer, run_id: str, now: datetime) -> None:
    """Let the worker import what was checked. Refused as `policies.check_may_accept` says."""
    run = own_run(viewer, run_id)
    check_accept(council, run, quality_from(run.quality))
    _move(run, State.CHECKED, State.ACCEPTED, now, import_tasks.import_)


def check_again(council: Council, viewer: Viewer, run_id: str, answers: Answers, now: datetime) -> None:
    """Check the same files with these answers. Refused unless they were checked before."""
    run = own_run(viewer, run_id)
    policies.check_may_check_again(State(run.state))
    made_at = answers.made_at.isoformat() if answers.made_at else None
    run.answers = {**asdict(answers), "made_at": made_at}
    run.save(update_fields=["answers"])
    _move(run, State.CHECKED, State.UPLOADED, now, import_tasks.check)


def cancel(council: Council, viewer: Viewer, run_id: str, now: datetime) -> None:
    """Forget the files. Refused once they are being imported, or it is over."""
    run = own_run(viewer, run_id)
    policies.check_may_cancel(state_now(run, now))
    was = State(run.state)
    _move(run, was, State.CANCELLED, now)
    if was is not State.CHECKING:  # else the worker, which reads them, removes them
        uploads.remove(council, run.id)


def undo(viewer: Viewer, return_id: str, undoable: Collection[str], snapshot: str, now: datetime) -> str:
    """Let the worker take a return out: the id of the run. Refused unless it is one of the `undoable`."""
    check_may_import(viewer)
    policies.check_may_undo(return_id, undoable)
    with transaction.atomic():
        run = ImportRun.objects.create(
            person=person_named(viewer.username),
            state=State.ACCEPTED,
            began_at=now,
            beat_at=now,
            undoes=return_id,
            snapshot=snapshot,
        )
        import_tasks.import_.enqueue(run.pk)
    return str(run.id)


def _move(
    run: ImportRun,
    was: State,
    state: State,
    now: datetime,
    then: Any = None,
) -> None:
    """From one state to the next, once, with a task for the worker: of two at one time one is refused."""
    ended = now if state is State.CANCELLED else None
    with transaction.atomic():
        moved = ImportRun.objects.filter(pk=run.pk, state=was)
        if not moved.update(state=state, beat_at=now, ended_at=ended):
            raise refusal(
                "Something else was done to this import just now.", "Open it again.", "import_moved_on"
            )
        if then is not None:
            then.enqueue(run.pk)


def _check_none_open(council: Council, viewer: Viewer, now: datetime) -> None:
    if open_run(council, viewer, now) is not None:
        raise refusal(
            "You have brought files already, and that import is not over.",
            "Accept or cancel it first: one at a time, so that nobody decides about the wrong files.",
            "import_open",
        )


def no_file_chosen() -> Refused:
    """Somebody went on without a file."""
    return wrong_use("No file was chosen.", "Choose the files of one return.", "no_file_chosen")
