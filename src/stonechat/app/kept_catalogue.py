"""The catalogue, read once for many pages, and anew as soon as a file of the authority's own changes.

Reading and checking it takes half a second, which a command can spend and a page cannot.
"""

from collections.abc import Iterator
from pathlib import Path

from stonechat.app.council import Council
from stonechat.app.figures import catalogue_of
from stonechat.app.once import Once
from stonechat.indicators.catalogue import Catalogue

FOLDERS = ("indicators", "parameters", "scorecards")
"""Where an authority keeps what it adds to the catalogue."""

Stamp = tuple[str, int, int]
"""A file as it is now: its path, when it was last written, how long it is."""

_KEPT: Once[tuple[Stamp, ...], Catalogue] = Once(most=2)


def kept_catalogue(council: Council) -> Catalogue:
    """What `catalogue_of` gives. Refused as it is, each time, while there is a fault."""
    root = council.folder.root.absolute()
    return _KEPT.of((*_stamps(root), (str(root), 0, 0)), lambda: catalogue_of(council))


def _stamps(root: Path) -> Iterator[Stamp]:
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.y*ml")):
            found = path.stat()
            yield str(path), found.st_mtime_ns, found.st_size
