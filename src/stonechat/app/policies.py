"""What a state allows, whoever asks: an import is accepted only once it was checked and is safe to use.

A permission (`permissions.py`) says who may do something at all; a policy here says whether it can be done to
this thing now. An analyst may take an import back, and nobody may take back what does not count any more.
Policies know nothing of people. Each raises `Refused` with a sentence; its twin for pages says yes or no.
"""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from enum import StrEnum

from stonechat.basics.problems import Refused, refusal

A_SESSION = timedelta(hours=8)
"""Nobody stays signed in for longer."""

IDLE_AFTER = timedelta(days=60)


def is_idle(last_seen: datetime, now: datetime) -> bool:
    """Whether somebody has not signed in for so long that an administrator must let them back in."""
    return now - last_seen > IDLE_AFTER


# ---------------------------------------------------------------- imports by browser


class State(StrEnum):
    """How far an import by browser has come."""

    UPLOADED = "uploaded"  # its files are here, and wait to be checked
    CHECKING = "checking"
    CHECKED = "checked"  # somebody looks at what was found, and decides
    ACCEPTED = "accepted"  # waits to be imported
    IMPORTING = "importing"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


WORKING = frozenset((State.UPLOADED, State.CHECKING, State.ACCEPTED, State.IMPORTING))
"""Something is being done, or waits for the worker; nobody need do anything."""
OPEN = WORKING | {State.CHECKED}
"""Its files are needed still."""
CANCELLABLE = frozenset((State.UPLOADED, State.CHECKING, State.CHECKED, State.ACCEPTED))

UNDOABLE = 5
"""So many of the last imports can be taken back from the pages; earlier ones by a command."""


def check_may_accept(state: State, *, is_safe: bool, snapshot_checked: str, snapshot_now: str) -> None:
    """Refused unless it was checked, is safe to use, and nothing else was imported since it was checked."""
    if state is not State.CHECKED:
        raise refusal(
            f"This import is {IN_WORDS[state]}, so it cannot be accepted.", _LOOK, "import_not_checked"
        )
    if not is_safe:
        raise refusal(
            "This import is not safe to use, so it cannot be accepted.",
            "Mend what stands first in its report, export the files again and import those.",
            "import_not_safe",
        )
    check_not_overtaken(snapshot_checked, snapshot_now)


def check_not_overtaken(snapshot_checked: str, snapshot_now: str) -> None:
    """Refused where another import, or an undo, was published since the check."""
    if snapshot_checked != snapshot_now:
        raise refusal(
            "Something else was imported or taken back since these files were checked.",
            "Check them again: what they change may be different now.",
            "import_overtaken",
        )


def check_may_cancel(state: State) -> None:
    """Refused once it is being imported, or is over."""
    if state not in CANCELLABLE:
        raise refusal(f"This import is {IN_WORDS[state]}, so it cannot be cancelled.", _LOOK, "import_over")


def check_may_check_again(state: State) -> None:
    """Refused unless it was checked before: until then the check is still to come, later there is none."""
    if state is not State.CHECKED:
        raise refusal(
            f"This import is {IN_WORDS[state]}, so it cannot be checked again.", _LOOK, "import_not_checked"
        )


def check_may_undo(return_id: str, undoable: Collection[str]) -> None:
    """Refused unless it is one of the last returns imported that count now."""
    if return_id not in undoable:
        raise refusal(
            "This is not one of the last five imports that count now, so it cannot be taken back here.",
            "Look again at what is held; an older one is taken back by `stonechat undo`.",
            "not_undoable",
        )


def is_allowed(check: Callable[[], None]) -> bool:
    """Whether a policy, with what it is asked of, would let it be."""
    try:
        check()
    except Refused:
        return False
    return True


IN_WORDS = {
    State.UPLOADED: "waiting to be checked",
    State.CHECKING: "being checked",
    State.CHECKED: "checked, and waits for a decision",
    State.ACCEPTED: "accepted, and waits to be imported",
    State.IMPORTING: "being imported",
    State.DONE: "done",
    State.FAILED: "stopped",
    State.CANCELLED: "cancelled",
}
_LOOK = "Open it again to see how far it has come."
