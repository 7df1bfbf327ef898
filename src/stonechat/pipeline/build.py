"""From returns to what is served: facts, derived tables, figures, and last of all the pointer.

Every way to change what is served ends in `publish_returns`, which makes a snapshot of a set of returns.
It is complete on the disk, figures included, before the pointer moves; so an import that is killed, or
finds the disk full, leaves what was served before. Importing a file up to `add_return` is `app`'s.

The steps: `facts.py` merges, `engines/derivations` looks back, `store/snapshots.py` keeps and serves.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import duckdb

from stonechat import __version__
from stonechat.basics.problems import Problem, Refused, Severity, Where, refusal, wrong_use
from stonechat.engines import derivations
from stonechat.model.table import Table
from stonechat.model.tables import TABLES
from stonechat.pipeline.facts import make_facts
from stonechat.store import calls, files, forgotten, lock, returns, snapshots
from stonechat.store.folder import Folder
from stonechat.store.returns import WithoutChild
from stonechat.store.snapshots import Snapshot

Derive = Callable[[Mapping[str, Path], Path], Mapping[str, Path]]
"""Facts by table, and a folder to write into: one derived Parquet file for each table.

Where nothing is derived it may be the facts file itself.
"""

Results = Callable[[Folder, Snapshot], None]
"""Computes and keeps the figures of a snapshot that is on the disk but not yet served."""


def look_back(facts: Mapping[str, Path], out: Path) -> Mapping[str, Path]:
    """The derived tables as the model declares them. OSError where DuckDB could not write."""
    try:
        return derivations.derive(facts, out)
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise calls.as_os_error(error) from None


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a snapshot is made of its returns, and how many snapshots are kept.

    `results` runs before the pointer moves; if it fails, nothing has changed.
    """

    derive: Derive = look_back
    results: Results | None = None
    keep: int = snapshots.KEEP
    tables: Mapping[str, Table] = field(default_factory=lambda: TABLES)


USUAL = Recipe()


def publish_returns(folder: Folder, return_ids: Iterable[str], recipe: Recipe = USUAL) -> Snapshot:
    """Make a snapshot of these returns and serve it. The same returns give the same snapshot.

    Refused if two returns of one year were made at the same time, if a return is not there or is damaged,
    and as `lock.writing` says.
    """
    with lock.writing(folder):
        try:
            snapshot = _make(folder, sorted(set(return_ids)), recipe)
        finally:
            with suppress(OSError):
                files.remove_any(folder.build)
        snapshots.write_manifest(folder, snapshot)
        if recipe.results:
            recipe.results(folder, snapshot)
        snapshots.publish(folder, snapshot, keep=recipe.keep)
        # It is served now. What can no longer be cleared away is cleared away by the next writer.
        with suppress(OSError, Refused):
            snapshots.collect(folder, with_returns=True)
        return snapshot


def _make(folder: Folder, return_ids: list[str], recipe: Recipe) -> Snapshot:
    """The snapshot of these returns, its objects in place."""
    kept = [_whole(folder, one) for one in return_ids]
    calls.make_folder(folder.build)
    for room in ("facts", "derived"):
        calls.make_folder(folder.build / room)
    children = forgotten.load(folder)
    made = make_facts(folder, kept, children, folder.build / "facts", tables=recipe.tables)
    derived = recipe.derive(made.paths, folder.build / "derived")
    # A table to which nothing is derived may be one and the same file in both.
    refs = snapshots.adopt(folder, (*made.paths.values(), *derived.values()))
    return Snapshot(
        authority=",".join(sorted({one.authority for one in kept})),
        returns=tuple(return_ids),
        facts={table: refs[path] for table, path in made.paths.items()},
        derived={table: refs[path] for table, path in derived.items()},
        windows={source: windows.intervals for source, windows in made.windows.items()},
        unresolved=made.unresolved,
        versions={"stonechat": __version__, "duckdb": duckdb.__version__},
    ).named()


def _whole(folder: Folder, return_id: str) -> returns.Return:
    kept = returns.load(folder, return_id)
    if not returns.is_whole(folder, kept):
        raise refusal(
            "A file of this return is missing or damaged.",
            "Restore the folder from its backup; or remove the return's folder and import its file again.",
            "return_damaged",
            Where(file=str(folder.return_folder(return_id))),
        )
    return kept


def _served(folder: Folder) -> tuple[str, ...]:
    """The returns of the snapshot that is served; none if nothing has been published."""
    snapshot = snapshots.current(folder)
    return snapshot.returns if snapshot else ()


def add_return(folder: Folder, return_id: str, recipe: Recipe = USUAL) -> Snapshot:
    """Serve what is served now and this return too. One that is in already changes nothing."""
    with lock.writing(folder):
        return publish_returns(folder, {*_served(folder), return_id}, recipe)


def rebuild(folder: Folder, recipe: Recipe = USUAL) -> Snapshot:
    """Make what is served once more from its returns, for example after an upgrade."""
    with lock.writing(folder):
        return publish_returns(folder, _served(folder), recipe)


def undo(folder: Folder, return_id: str, recipe: Recipe = USUAL) -> Snapshot:
    """Serve what is served now without this return, as if it had never been imported.

    The return stays on the disk while an earlier snapshot that is kept was made of it. Refused if it is
    not among the returns served.
    """
    with lock.writing(folder):
        served = _served(folder)
        if return_id not in served:
            said = ", ".join(served) or "there are none"
            raise wrong_use(
                f"{return_id} is not among the returns that count now: {said}.",
                "Give one of these. `stonechat doctor` says what each is.",
                "return_not_served",
            )
        return publish_returns(folder, set(served) - {return_id}, recipe)


def rollback(folder: Folder) -> Snapshot:
    """Serve the snapshot that was served before, just as it was. Refused if none is kept."""
    with lock.writing(folder):
        earlier = snapshots.history(folder)[1:]
        if not earlier:
            raise refusal(
                "There is no earlier snapshot to go back to.",
                "To take one import out, use `stonechat undo RETURN`.",
                "no_earlier_snapshot",
                Where(file=str(folder.root)),
            )
        snapshot = snapshots.load(folder, earlier[0])
        snapshots.point_at(folder, earlier)
        return snapshot


def notes(snapshot: Snapshot) -> list[Problem]:
    """What the merge found that people should know: one note for each table with unresolved rows."""
    return [
        Problem(
            f"{rows} open in one return and absent from a later one: counted up to the last day of the "
            "return that held them, and in no later figure.",
            "Look for cases that left the system without a closing date.",
            Severity.NOTE,
            "unresolved",
            Where(sheet=table),
        )
        for table, rows in snapshot.unresolved.items()
    ]


# ---------------------------------------------------------------- forgetting a child


def forget(
    folder: Folder,
    person_id: str,
    *,
    on: date,
    reason: str,
    without_child: Callable[[str], WithoutChild],
    recipe: Recipe = USUAL,
) -> Snapshot | None:
    """Remove a child from returns, objects and results, and keep a record that this was done.

    `without_child(format)` gives what rewrites a received file of that format. Every earlier snapshot goes,
    because it holds the child; what comes back is the one served now, None if nothing has been published.
    If it is interrupted, run it again: it begins with the record, which leaves the child out of anything
    made from then on. Refused if no return holds the child, and if the reason names the child.
    """
    with lock.writing(folder):
        known = forgotten.load(folder)
        _check_forgettable(folder, person_id, reason, known)
        children = known.adding(person_id, on, reason)
        forgotten.save(folder, children)
        for return_id in returns.ids(folder):
            kept = returns.load(folder, return_id)
            returns.take_child_out(folder, kept, person_id, without_child(kept.format))
        snapshot = None
        if snapshots.history(folder):
            snapshot = publish_returns(folder, _served(folder), replace(recipe, keep=1))
        snapshots.collect(folder)
        forgotten.save(folder, children.finishing(person_id))
        return snapshot


def _check_forgettable(folder: Folder, person_id: str, reason: str, children: forgotten.Forgotten) -> None:
    if forgotten.names_child(reason, person_id):
        raise wrong_use(
            "The reason holds the child's identifier, and it is kept.",
            "Give a reason that names nobody, for example the number of the request.",
            "reason_names_child",
        )
    if not children.is_forgotten(person_id) and not _is_held(folder, person_id):
        raise refusal(
            "No return here holds a child with this identifier.",
            "Check the identifier: it must be written exactly as in the authority's returns.",
            "no_such_child",
        )


def _is_held(folder: Folder, person_id: str) -> bool:
    kept = [returns.load(folder, one) for one in returns.ids(folder)]
    return any(
        returns.holds_child(returns.table_path(folder, one, name), TABLES[name], person_id)
        for one in kept
        for name in one.tables
    )
