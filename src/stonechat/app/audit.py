"""Looking into the logs: who looked at which children, who changed whose access, whether the log is whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice

from stonechat.app.council import LONDON, Council
from stonechat.app.permissions import Permission, Viewer, not_allowed
from stonechat.app.readlog import Read
from stonechat.basics.problems import wrong_use
from stonechat.store.chain import Verdict, parse_head

MOST_READS = 500
"""How many reads a search gives at most; it says how many there are."""

AUDIT_SEARCH = "audit search"


def reads(council: Council, person_id: str | None = None) -> list[dict[str, object]]:
    """Every read, oldest first, or only those that showed this child. One entry for each list shown."""
    return list(council.readlog.reads(person_id))


def verify_log(council: Council, anchor: str | None = None) -> Verdict:
    """Whether the log is whole. `anchor` is a head as this command prints it. Refused if it is not one."""
    return council.readlog.verify(parse_head(anchor) if anchor else None)


# ---------------------------------------------------------------- searching


@dataclass(frozen=True, slots=True)
class Search:
    """What is searched for; None or empty: anything. Days are London's, both ends included.

    `child` is a child's identifier as the returns give it, exactly.
    """

    person: str = ""
    what: str = ""
    first: date | None = None
    last: date | None = None
    child: str = ""


@dataclass(frozen=True, slots=True)
class ReadShown:
    """One read: when (London), who, what, of which figure, why, how many children, and if it was refused."""

    at: datetime
    who: str
    what: str
    figure: str
    scope: str
    reason: str
    count: int
    is_refused: bool


@dataclass(frozen=True, slots=True)
class Found:
    """The reads found, newest first and at most `MOST_READS` of them, and how many there are in all."""

    reads: tuple[ReadShown, ...]
    of: int


def kinds_of_reads(council: Council) -> list[str]:
    """Every kind of look that the log holds, in the order of the alphabet."""
    return sorted({str(entry["what"]) for entry in council.readlog.reads()})


def search_reads(council: Council, viewer: Viewer, search: Search) -> Found:
    """The reads that fit. A search for a child is itself recorded, before anything is shown.

    A child whom nobody looked at, and one whom no return holds, give the same: nothing. Refused without the
    permission, and if the last day is before the first.
    """
    if not viewer.may(Permission.READ_AUDIT):
        raise not_allowed("Your roles do not let you search who looked at children.", "Ask an administrator.")
    if search.first and search.last and search.last < search.first:
        raise wrong_use("The last day is before the first.", "Change one of them.", "days_backwards")
    if search.child:
        _record_search(council, viewer, search.child)
    fitting = [_shown(entry) for entry in council.readlog.reads(search.child or None) if _fits(entry, search)]
    newest = islice(reversed(fitting), MOST_READS)
    return Found(tuple(newest), len(fitting))


def _record_search(council: Council, viewer: Viewer, child: str) -> None:
    read = Read(
        who=viewer.username,
        what=AUDIT_SEARCH,
        reason="who looked at this child",
        sought=council.readlog.mark(child),
    )
    council.readlog.record(read, (), datetime.now(UTC))


def _fits(entry: dict[str, object], search: Search) -> bool:
    day = _at(entry).date()
    return (
        (not search.person or str(entry["who"]).casefold() == search.person.casefold())
        and (not search.what or entry["what"] == search.what)
        and (search.first is None or day >= search.first)
        and (search.last is None or day <= search.last)
    )


def _at(entry: dict[str, object]) -> datetime:
    return datetime.fromisoformat(str(entry["at"])).astimezone(LONDON)


def _shown(entry: dict[str, object]) -> ReadShown:
    return ReadShown(
        _at(entry),
        str(entry["who"]),
        str(entry["what"]),
        " ".join(_figure(entry)),
        str(entry.get("scope") or ""),
        str(entry["reason"]),
        int(str(entry["count"])),
        entry.get("outcome") == "refused",
    )


def _figure(entry: dict[str, object]) -> Iterator[str]:
    """The indicator, its period, and the category or team that the list was of."""
    for key in ("indicator", "period", "category", "team"):
        if entry.get(key):
            yield str(entry[key])


# ---------------------------------------------------------------- changes of access


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """One change of people or roles, in London's time."""

    at: datetime
    by: str
    about: str
    what: str


def changes_of_access(most: int = 100) -> list[ChangeShown]:
    """The last changes of people and roles, newest first."""
    from stonechat.records.models import AccessChange

    found = AccessChange.objects.order_by("-pk")[:most]
    return [ChangeShown(one.at.astimezone(LONDON), one.by, one.about, one.what) for one in found]
