"""The figures that pages read: opened once for all readers, kept while they are served.

To open figures is to look at every byte of a snapshot, which takes longer than a page may. What is kept
depends on content and never on time: another snapshot, catalogue, population figure or setting is another
key, and so is a file that was touched since its bytes were looked at. Rows of children are never kept.

A command, which reads once, gains nothing and loses nothing here.
"""

from dataclasses import dataclass
from pathlib import Path

from stonechat.app.council import Council
from stonechat.app.figures import Figures, catalogue_of, nothing_imported, of_this_edition, populations_of
from stonechat.app.once import Once
from stonechat.app.shown import shown
from stonechat.indicators.catalogue import Catalogue, Scorecard
from stonechat.pipeline.results import Setting
from stonechat.store import pointer, snapshots
from stonechat.store.folder import Folder
from stonechat.store.snapshots import Snapshot

KEPT = 3
"""How many openings are kept: the one served and those that readers may still be in the middle of."""

_PIN = "figures"


def served_figures(council: Council) -> Figures:
    """The figures of what readers are shown now (`shown.py`), which all threads may share.

    Whoever goes on with the same `Council` gets the same figures again, though another snapshot be published
    meanwhile: a page is of one snapshot. Refused as `figures.readable_snapshot` says.
    """
    if _PIN not in council.pinned:
        council.pinned.setdefault(_PIN, _opened(council, shown(council.folder)))
    figures: Figures = council.pinned[_PIN]
    return figures


def newest_figures(council: Council) -> Figures:
    """The figures of what was published last, shown or not; who goes on with this `Council` gets these.

    Refused as `served_figures` is.
    """
    figures = _opened(council, next(iter(pointer.history(council.folder)), None))
    council.pinned[_PIN] = figures
    return figures


_Touched = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class _Key:
    """All that figures depend on."""

    folder: Folder
    snapshot: str
    files: tuple[_Touched, ...]
    catalogue: str
    scorecards: tuple[Scorecard, ...]
    population: bytes
    threshold: int


_SNAPSHOTS: Once[tuple[Folder, str, _Touched], Snapshot] = Once(KEPT)
_FIGURES: Once[_Key, Figures] = Once(KEPT)


def _opened(council: Council, snapshot_id: str | None) -> Figures:
    snapshot, catalogue = _snapshot(council.folder, snapshot_id), catalogue_of(council)
    key = _key(council, snapshot, catalogue)
    return _FIGURES.of(key, lambda: Figures(council, Setting(snapshot, catalogue, populations_of(council))))


def _snapshot(folder: Folder, snapshot_id: str | None) -> Snapshot:
    """The snapshot, whose manifest is read once."""
    if snapshot_id is None:
        raise nothing_imported()
    key = folder, snapshot_id, _touched(folder.manifest(snapshot_id))
    return _SNAPSHOTS.of(key, lambda: of_this_edition(snapshots.load(folder, snapshot_id)))


def _key(council: Council, snapshot: Snapshot, catalogue: Catalogue) -> _Key:
    folder, population = council.folder, council.population_file
    results = sorted(folder.results_of(snapshot.id).glob("*.parquet"))
    return _Key(
        folder,
        snapshot.id,
        tuple(map(_touched, (*snapshots.derived_paths(folder, snapshot).values(), *results))),
        catalogue.version,
        tuple(catalogue.scorecards.values()),
        population.read_bytes() if population.exists() else b"",
        council.settings.disclosure.threshold,
    )


def _touched(path: Path) -> _Touched:
    """When the file was last written to and how large it is; of one that is gone, neither."""
    try:
        found = path.stat()
    except OSError:
        return path.name, 0, 0
    return path.name, found.st_mtime_ns, found.st_size
