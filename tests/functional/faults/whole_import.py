"""The whole import, from the XML file to the figures, as a stage for faults.

It works out a few of the shipped indicators: the steps are the same as for all, and hundreds of imports fit
into a test run.
"""

from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from importing import Stage

from few_indicators import few
from stonechat.app import figures
from stonechat.app.council import init_council, open_council
from stonechat.app.intake import import_files
from stonechat.pipeline.build import USUAL
from stonechat.sources.reading import Overrides
from stonechat.store import snapshots
from stonechat.store.folder import Folder
from stonechat.store.snapshots import Snapshot
from stonechat.synthetic.authority import write_authority


@dataclass(frozen=True)
class WholeStage(Stage):
    """A folder in which one return is served; the import under test brings the next year's file."""

    file: Path

    def import_new(self, folder: Folder) -> None:
        """What `stonechat import FILE` does."""
        _import(folder, self.file)


def set_whole_stage(root: Path) -> WholeStage:
    """Make the stage under `root`: two small returns of made-up children."""
    write_authority(root, children=500, years=2, seed=7)
    old_file, new_file = (root / "cin" / f"cin_{year}.xml" for year in (2025, 2026))
    template, after = init_council(root / "template").folder, init_council(root / "after").folder
    old = _served_after(template, old_file)
    _served_after(after, old_file)
    return WholeStage(template.root, old, _served_after(after, new_file), USUAL, new_file)


def _served_after(folder: Folder, file: Path) -> Snapshot:
    _import(folder, file)
    served = snapshots.current(folder)
    assert served is not None
    return served


def _import(folder: Folder, file: Path) -> None:
    with patch.object(figures, "load_catalogue", few):
        import_files(open_council(folder.root), [file], Overrides())
