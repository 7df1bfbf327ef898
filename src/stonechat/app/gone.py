"""The children of the last return who are not in a new one: listed for whoever may, and recorded first."""

from datetime import UTC, datetime

from stonechat.app.council import Council
from stonechat.app.imports import own_run
from stonechat.app.permissions import Permission, Viewer, not_allowed, not_there
from stonechat.app.readlog import Read
from stonechat.app.uploads import gone_noted


def list_gone(council: Council, viewer: Viewer, run_id: str, return_id: str, reason: str) -> tuple[str, ...]:
    """Their identifiers, in order, once it is recorded in the read log that this viewer looks, and why.

    Refused for whoever may not list all children of the authority, for a run of somebody else, once the files
    of the run are gone, and for a reason that is too short or names a child.
    """
    run = own_run(viewer, run_id)
    read = Read(
        who=viewer.username,
        what="children gone since the last return",
        reason=reason,
        snapshot=run.snapshot,
    )
    now = datetime.now(UTC)
    if not viewer.covers(Permission.LIST_CHILDREN):
        council.readlog.record_refused(read, now)
        raise not_allowed(
            "You can see the number but not the list.", "Ask the performance analyst or the head of service."
        )
    children = gone_noted(council, run.id).get(return_id)
    if children is None:
        raise not_there("There is no such list any more.", "It goes when an import is done or cancelled.")
    council.readlog.record(read, children, now)
    return children
