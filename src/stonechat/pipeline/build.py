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
from stonechat.model.edition import edition
from stonechat.model.table import Table
from stonechat.model.tables import TABLES
from stonechat.pipeline.facts import make_facts
from stonechat.sources.disk import as_os_error
from stonechat.store import calls, clearing, files, forgotten, lock, pointer, returns, snapshots, taking_out
from stonechat.store.folder import Folder
from stonechat.store.received import Received
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
        raise as_os_error(error) from None


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


def publish_returns(
    folder: Folder,
    return_ids: Iterable[str],
    recipe: Recipe = USUAL,
    *,
    before: Iterable[str] | None = None,
) -> Snapshot:
    """Make a snapshot of these returns and serve it. The same returns give the same snapshot.

    `before` are the snapshots served until now, newest first; left out, they are read from the pointer.
    Refused if the returns are of several authorities, if two of one year were made at the same time, if a
    return is not there or is damaged, if the pointer is lost, and as `lock.writing` says.
    """
    with lock.writing(folder):
        listed = pointer.history(folder) if before is None else tuple(before)
        ids = sorted(set(return_ids))
        try:
            snapshot = _make(folder, ids, recipe)
        finally:
            with suppress(OSError):
                files.remove_any(folder.build)
        snapshots.write_manifest(folder, snapshot)
        if recipe.results:
            recipe.results(folder, snapshot)
        for one in ids:
            returns.mark_undone(folder, one, undone=False)
        snapshots.publish(folder, snapshot, keep=recipe.keep, before=listed)
        # It is served now. What can no longer be cleared away is cleared away by the next writer.
        with suppress(OSError, Refused):
            clearing.collect(folder)
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
        authority=_authority_of(kept),
        returns=tuple(return_ids),
        facts={table: refs[path] for table, path in made.paths.items()},
        derived={table: refs[path] for table, path in derived.items()},
        windows={source: windows.intervals for source, windows in made.windows.items()},
        unresolved=made.unresolved,
        covered={table: windows.intervals for table, windows in made.covered.items()},
        versions={"stonechat": __version__, "duckdb": duckdb.__version__, "model": edition()},
    ).named()


def _authority_of(kept: Iterable[returns.Return]) -> str:
    """The authority whose returns these are; empty if there are none. Refused if there are several."""
    authorities = sorted({one.authority for one in kept})
    if len(authorities) > 1:
        raise refusal(
            f"These are returns of several authorities ({', '.join(authorities)}), and a folder is one "
            "authority's.",
            "Keep each authority's returns in a folder of its own (`stonechat init DIR`), and undo the "
            "others here. `stonechat doctor` says whose each return is.",
            "several_authorities",
        )
    return "".join(authorities)


def _whole(folder: Folder, return_id: str) -> returns.Return:
    kept = returns.load(folder, return_id)
    if not returns.is_whole(folder, kept):
        raise refusal(
            "A file of this return is missing or damaged.",
            "Import its file again, or leave it out: "
            f"stonechat undo {return_id}. Or restore the folder from its backup.",
            "return_damaged",
            Where(file=str(folder.return_folder(return_id))),
        )
    return kept


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The snapshot that was made again, and what had to be repaired for it, in words."""

    snapshot: Snapshot
    repairs: tuple[Problem, ...] = ()


def rebuild(folder: Folder, recipe: Recipe = USUAL) -> Rebuilt:
    """Make what is served once more from its returns, for example after an upgrade or a damage.

    Where it cannot be read what is served, every return counts that is kept and was not undone, and the
    snapshots before it are those whose manifests can be read. Refused if nothing was ever imported, and as
    `publish_returns` says.
    """
    with lock.writing(folder):
        repairs: list[Problem] = []
        counting = _counting(folder, repairs)
        earlier = _earlier(folder, repairs)
        return Rebuilt(publish_returns(folder, counting, recipe, before=earlier), tuple(repairs))


def _counting(folder: Folder, repairs: list[Problem]) -> tuple[str, ...]:
    """The returns to make the snapshot of, and a word on what was found damaged."""
    try:
        snapshot = snapshots.current(folder)
    except Refused as refused:
        kept = returns.not_undone(folder)
        named = ", ".join(kept) or "there are none"
        repairs.append(
            _repaired(
                f"{refused.problems[0].what} Every return kept that was not undone counts now: {named}."
            )
        )
        return kept
    if snapshot is None:
        raise refusal(
            "Nothing has been imported into this folder yet.", "Import a return first.", "nothing_imported"
        )
    if harmed := snapshots.verify(folder, snapshot):
        repairs.append(_repaired(f"{len(harmed)} tables were missing or damaged and were made again."))
    return snapshot.returns


def _earlier(folder: Folder, repairs: list[Problem]) -> list[str]:
    """The snapshots before this one that can still be read."""
    readable = snapshots.readable(folder)
    with suppress(Refused):  # a lost pointer was told already
        lost = set(pointer.history(folder)[1:]) - set(readable)
        if lost:
            repairs.append(_repaired(f"{len(lost)} earlier snapshots cannot be read and are no longer kept."))
    return readable


def _repaired(what: str) -> Problem:
    return Problem(
        what, "Look at the figures, and at `stonechat doctor`.", Severity.WARNING, "folder_repaired"
    )


def undo(folder: Folder, return_id: str, recipe: Recipe = USUAL) -> Snapshot:
    """Serve what is served now without this return, as if it had never been imported.

    The return stays on the disk while an earlier snapshot that is kept was made of it, and then goes. One
    that is kept but not served (after a rollback) goes likewise. Where it cannot be read what is served,
    the folder is repaired as by `rebuild`, without this return. Refused if it is not kept here.
    """
    with lock.writing(folder):
        try:
            served = snapshots.current(folder)
        except Refused:
            returns.mark_undone(folder, return_id)
            return rebuild(folder, recipe).snapshot
        counting = served.returns if served else ()
        if return_id in counting:
            served = publish_returns(folder, set(counting) - {return_id}, recipe)
        elif served is None or return_id not in returns.ids(folder):
            raise _not_here(return_id, counting)
        # Only now: until the pointer has moved, the return counts. A damaged one can hold no mark.
        with suppress(Refused):
            returns.mark_undone(folder, return_id)
            clearing.collect(folder)
        return served


def _not_here(return_id: str, counting: Iterable[str]) -> Refused:
    said = ", ".join(counting) or "there are none"
    return wrong_use(
        f"{return_id} is not among the returns that count now: {said}.",
        "Give one of these. `stonechat doctor` says what each is.",
        "return_not_served",
    )


def rollback(folder: Folder) -> Snapshot:
    """Serve the snapshot that was served before, just as it was. Refused if none is kept.

    The returns that it leaves out stay: they count again when they are imported again.
    """
    with lock.writing(folder):
        earlier = pointer.history(folder)[1:]
        if not earlier:
            raise refusal(
                "There is no earlier snapshot to go back to.",
                "To take one import out, use `stonechat undo RETURN`.",
                "no_earlier_snapshot",
                Where(file=str(folder.root)),
            )
        snapshot = snapshots.load(folder, earlier[0])
        for one in snapshot.returns:
            with suppress(Refused):  # a damaged return does not stand in the way
                returns.mark_undone(folder, one, undone=False)
        pointer.point_at(folder, earlier)
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
    received: Callable[[str], Received],
    recipe: Recipe = USUAL,
) -> Snapshot | None:
    """Remove a child from returns, objects and results, and keep a record that this was done.

    `received(format)` gives what knows the children in files received of that format. Every earlier
    snapshot goes, because it holds the child; what comes back is the one served now, None if nothing has
    been published.
    If it is interrupted, run it again: it begins with the record, which leaves the child out of anything
    made from then on. Refused if no return holds the child, if the reason names the child, and if an older
    version kept rows that do not say whose they are.
    """
    with lock.writing(folder):
        known = forgotten.load(folder)
        served = snapshots.current(folder)
        _check_forgettable(folder, person_id, reason, known, received)
        children = known.adding(person_id, on, reason)
        forgotten.save(folder, children)
        # First what is served, so that returns which were undone go as a whole and need no cleaning.
        snapshot = None
        if served:
            snapshot = publish_returns(folder, served.returns, replace(recipe, keep=1))
        for return_id in returns.ids(folder):
            kept = returns.load(folder, return_id)
            taking_out.take_child_out(folder, kept, person_id, received(kept.format))
        clearing.collect(folder)
        forgotten.save(folder, children.finishing(person_id))
        return snapshot


def _check_forgettable(
    folder: Folder,
    person_id: str,
    reason: str,
    children: forgotten.Forgotten,
    received: Callable[[str], Received],
) -> None:
    if forgotten.names_child(reason, person_id):
        raise wrong_use(
            "The reason holds the child's identifier, and it is kept.",
            "Give a reason that names nobody, for example the number of the request.",
            "reason_names_child",
        )
    for return_id in returns.not_undone(folder):
        taking_out.check_rows_name_children(folder, returns.load(folder, return_id))
    if not children.is_forgotten(person_id) and not _is_held(folder, person_id, received):
        raise wrong_use(
            "No return here holds a child with this identifier.",
            "Check the identifier: it must be written exactly as in the authority's returns.",
            "no_such_child",
        )


def _is_held(folder: Folder, person_id: str, received: Callable[[str], Received]) -> bool:
    """Whether a return names the child, in its rows or in the files as they were received."""
    kept = [returns.load(folder, one) for one in returns.ids(folder)]
    return any(
        taking_out.holds_child(returns.table_path(folder, one, name), person_id)
        for one in kept
        for name in one.tables
    ) or any(taking_out.received_names(folder, one, person_id, received(one.format)) for one in kept)
