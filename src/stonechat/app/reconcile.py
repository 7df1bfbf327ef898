"""Where the sources of a folder agree, and where a person has to look: counts only, never a child."""

from collections.abc import Iterator, Sequence

from stonechat.app.council import Council
from stonechat.app.reports import Reconciliation
from stonechat.basics.problems import Problem, Severity, Where
from stonechat.pipeline.reconciliation import Compared, compare
from stonechat.store import forgotten, returns, snapshots


def reconcile(council: Council) -> Reconciliation:
    """What the sources of the snapshot served hold of every table that several of them speak of.

    Nothing if nothing is served. Refused if a return is missing or damaged.
    """
    folder = council.folder
    snapshot = snapshots.current(folder)
    if snapshot is None:
        return Reconciliation(None, (), ())
    kept = [returns.load(folder, one) for one in snapshot.returns]
    compared = compare(folder, kept, forgotten.load(folder), folder.objects / "reconcile.spill.part")
    return Reconciliation(snapshot.id, tuple(compared), tuple(_questions(compared)))


def _questions(compared: Sequence[Compared]) -> Iterator[Problem]:
    """One for each source and table with rows that are open now and do not count."""
    totals: dict[tuple[str, str], int] = {}
    for one in compared:
        for source, rows in one.open_not_counted.items():
            totals[one.table, source] = totals.get((one.table, source), 0) + rows
    for (table, source), rows in totals.items():
        yield Problem(
            f"{rows:,} open in {source} do not count: the return of the days on which they began counts "
            "before it, and does not hold them.",
            "Find out whether that return left them out, and return it again; or whether they were recorded "
            "later with an earlier date.",
            Severity.QUESTION,
            "open_not_counted",
            Where(sheet=table),
        )
