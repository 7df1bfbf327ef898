"""What a folder holds, which days it covers, and whether it is sound."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from stonechat.app.council import Council
from stonechat.app.figures import catalogue_of, other_edition, populations_of
from stonechat.app.published import held_releases
from stonechat.app.reports import Health, Held
from stonechat.basics.dates import in_words
from stonechat.basics.periods import Windows
from stonechat.basics.problems import Refused
from stonechat.pipeline import build
from stonechat.pipeline.results import periods, results_faults
from stonechat.pipeline.standing import standing
from stonechat.store import forgotten, returns, snapshots, soundness
from stonechat.store.returns import Return
from stonechat.store.snapshots import Snapshot


def examine(council: Council) -> Health:
    """Everything of note about the folder. Faults are told in words, never raised."""
    faults = [str(fault) for fault in soundness.faults(council.folder)]
    snapshot = _snapshot(council)
    if snapshot and (other := other_edition(snapshot)):
        faults.append(str(other))
    faults.extend(map(str, results_faults(council.folder, snapshot) if snapshot else ()))
    held = _returns(council, snapshot, faults)
    windows = Windows.of(
        days for intervals in (snapshot.windows.values() if snapshot else ()) for days in intervals
    )
    covered = periods(windows)
    faults.extend((*_other_authority(council, snapshot), *_log_faults(council)))
    return Health(
        authority=snapshot.authority if snapshot else council.settings.authority.code,
        snapshot=snapshot.id if snapshot else None,
        catalogue=_catalogue(council, faults),
        returns=tuple(held),
        windows=snapshot.windows if snapshot else {},
        years=tuple(one.label for one in covered if len(one.months()) > 1),
        months=tuple(one.label for one in covered if len(one.months()) == 1),
        rows={table: ref.rows for table, ref in snapshot.facts.items() if ref.rows} if snapshot else {},
        population_years=_population_years(council, snapshot, faults),
        faults=tuple(faults),
        notices=tuple(_notices(council, snapshot)),
        published=tuple(held_releases(council.folder)),
    )


def _snapshot(council: Council) -> Snapshot | None:
    try:
        return snapshots.current(council.folder)
    except Refused:
        return None  # `soundness` says why


def _other_authority(council: Council, snapshot: Snapshot | None) -> Iterator[str]:
    ours = council.settings.authority.code
    if snapshot and snapshot.authority and ours and ours != snapshot.authority:
        yield (
            f"stonechat.toml says authority {ours}, and the returns held are authority "
            f"{snapshot.authority}'s. Correct the code there, or give those returns a folder of their own."
        )


def _log_faults(council: Council) -> Iterator[str]:
    """What is wrong with the read log, which is whole where nobody has looked yet."""
    try:
        yield from council.readlog.verify().faults
    except Refused as refused:
        yield from map(str, refused.problems)


def _returns(council: Council, snapshot: Snapshot | None, faults: list[str]) -> list[Held]:
    kept: list[Return] = []
    for one in snapshot.returns if snapshot else ():
        try:
            kept.append(returns.load(council.folder, one))
        except Refused as refused:
            faults.extend(map(str, refused.problems))
    faults.extend(
        f"A file of return {one.id} is missing or damaged. Restore the folder from its backup."
        for one in kept
        if not returns.is_whole(council.folder, one)
    )
    try:
        counting = {one.id for one in standing(kept)}
    except Refused as refused:
        faults.extend(map(str, refused.problems))
        counting = set()
    return [_held(one, one.id in counting) for one in sorted(kept, key=lambda one: (one.year, one.id))]


def _held(one: Return, stands: bool) -> Held:
    first, last = one.window_first.isoformat(), one.window_last.isoformat()
    made_at = one.made_at.isoformat() if one.made_at else None
    return Held(one.id, one.format, one.authority, one.year, first, last, made_at, stands)


def _catalogue(council: Council, faults: list[str]) -> str:
    try:
        return catalogue_of(council).version
    except Refused as refused:
        faults.extend(map(str, refused.problems))
        return "faulty"


def _population_years(council: Council, snapshot: Snapshot | None, faults: list[str]) -> tuple[int, ...]:
    try:
        figures = populations_of(council).figures
    except Refused as refused:
        faults.extend(map(str, refused.problems))
        return ()
    ours = snapshot.authority if snapshot else council.settings.authority.code
    return tuple(sorted({year for authority, year, *_ in figures if authority == ours}))


def _notices(council: Council, snapshot: Snapshot | None) -> list[str]:
    listed = forgotten.load(council.folder)
    notices = [*_gaps(snapshot), *map(str, build.notes(snapshot))] if snapshot else []
    notices += map(str, soundness.notes(council.folder, snapshot))
    if listed.children:
        notices.append(
            f"{len(listed.children)} children were forgotten on request and are left out of every import."
        )
    if listed.unfinished:
        notices.append("A forgetting was interrupted: run `stonechat forget` again for that child.")
    return notices


def _gaps(snapshot: Snapshot) -> Iterator[str]:
    """The days between those that the returns of one source cover: whatever needs them is not held."""
    for source, intervals in snapshot.windows.items():
        for (_, before), (after, _) in pairwise(sorted(intervals)):
            first, last = before + timedelta(days=1), after - timedelta(days=1)
            yield (
                f"No {source} return covers {in_words(first)} to {in_words(last)}: a number that needs those "
                "days is not held. Import the return of that time, if there is one."
            )
