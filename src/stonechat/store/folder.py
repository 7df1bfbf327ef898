"""The names of what is in an authority's folder, and how such a folder begins.

It knows where things stand, not what they mean. Copying the folder is a full backup.

    stonechat.toml   settings; its presence makes the folder a Stonechat folder
    indicators/      local definitions            parameters/  population, targets, events
    returns/<id>/    accepted files and their typed rows, one folder a return
    published/<id>/  what others published about areas, one folder a file
    objects/<sha>.parquet   facts and derived tables, named by their content
    snapshots/<id>.json     what belongs together: one manifest a snapshot
    results/<snapshot>/     computed figures
    current          which snapshot is served; `none` while nothing has been published
    incoming/<id>/   files that somebody brought by browser, until they are imported or cancelled
    forgotten.json   whom to leave out, as salted hashes       logs/reads.jsonl  who looked at children
"""

from dataclasses import dataclass
from pathlib import Path

from stonechat.basics.problems import Where, refusal
from stonechat.store import calls, files

NOTHING_SERVED = "none\n"
ROOMS = ("indicators", "parameters", "returns", "published", "objects", "snapshots", "results", "logs")


@dataclass(frozen=True, slots=True)
class Folder:
    """The paths of one authority's folder. `Folder(root)` checks nothing: see `open_folder`."""

    root: Path

    @property
    def settings(self) -> Path:
        """`stonechat.toml`: settings that people write."""
        return self.root / "stonechat.toml"

    @property
    def indicators(self) -> Path:
        """Local indicator definitions."""
        return self.root / "indicators"

    @property
    def parameters(self) -> Path:
        """Population figures, targets and other dated numbers that the authority supplies."""
        return self.root / "parameters"

    @property
    def returns(self) -> Path:
        """One folder for each return kept."""
        return self.root / "returns"

    @property
    def published(self) -> Path:
        """One folder for each file of published figures kept."""
        return self.root / "published"

    @property
    def incoming(self) -> Path:
        """One folder for each import by browser, while its files are needed; not there before the first."""
        return self.root / "incoming"

    @property
    def objects(self) -> Path:
        """Parquet files named by the SHA-256 of their bytes."""
        return self.root / "objects"

    @property
    def snapshots(self) -> Path:
        """One manifest for each snapshot."""
        return self.root / "snapshots"

    @property
    def results(self) -> Path:
        """One folder of computed figures for each snapshot."""
        return self.root / "results"

    @property
    def current(self) -> Path:
        """The pointer: ids of the snapshot served and of the earlier ones."""
        return self.root / "current"

    @property
    def forgotten(self) -> Path:
        """Salted hashes of the children to leave out."""
        return self.root / "forgotten.json"

    @property
    def reads_log(self) -> Path:
        """The log of who looked at children."""
        return self.root / "logs" / "reads.jsonl"

    @property
    def lock(self) -> Path:
        """The file whose lock the one writer holds."""
        return self.root / "writing.lock"

    @property
    def build(self) -> Path:
        """Where a snapshot is being made; only under the lock."""
        return self.root / "build.part"

    def return_folder(self, return_id: str) -> Path:
        """Where a return is kept."""
        return self.returns / return_id

    def release_folder(self, release_id: str) -> Path:
        """Where a file of published figures is kept."""
        return self.published / release_id

    def object_file(self, sha: str) -> Path:
        """Where the object with this SHA-256 is kept."""
        return self.objects / f"{sha}.parquet"

    def manifest(self, snapshot_id: str) -> Path:
        """Where a snapshot's manifest is kept."""
        return self.snapshots / f"{snapshot_id}.json"

    def results_of(self, snapshot_id: str) -> Path:
        """Where the figures computed from a snapshot are kept."""
        return self.results / snapshot_id


def create(root: Path, settings: str) -> Folder:
    """Make a new folder with these settings (the text of `stonechat.toml`).

    Refused if `root` holds anything that is not an empty beginning of such a folder: nothing is ever
    overwritten. The settings come last, so a half-made folder is not taken for a whole one.
    """
    _refuse_what_is_there(root)
    for path in (*reversed(root.parents), root, *(root / room for room in ROOMS)):
        if not path.is_dir():
            calls.make_folder(path)
    folder = Folder(root)
    files.write_whole(folder.current, NOTHING_SERVED.encode())
    files.write_whole(folder.settings, settings.encode())
    return folder


def _refuse_what_is_there(root: Path) -> None:
    where = Where(file=str(root))
    if (root / "stonechat.toml").exists():
        raise refusal(
            "There is a Stonechat folder here already.",
            "Use it as it is, or choose another folder for a new one.",
            "folder_exists",
            where,
        )
    if root.exists() and not _is_beginning(root):
        raise refusal(
            "This is not empty, and not a Stonechat folder.",
            "Choose a folder that does not exist yet, or an empty one.",
            "folder_not_empty",
            where,
        )


def _is_beginning(root: Path) -> bool:
    """Whether `root` holds nothing but what an interrupted `create` leaves."""
    ours = {*ROOMS, "stonechat.toml.part", "current", "current.part"}
    return root.is_dir() and all(
        path.name in ours and (path.is_file() or not any(path.iterdir())) for path in root.iterdir()
    )


def open_folder(root: Path) -> Folder:
    """The Stonechat folder at `root`; Refused, in words, if it is none."""
    folder = Folder(root)
    if folder.settings.is_file():
        return folder
    what = "There is no such folder." if not root.exists() else "This is not a Stonechat folder."
    raise refusal(
        f"{what} (A Stonechat folder holds a file stonechat.toml.)",
        f"Give the folder that `stonechat init` made, or make one: stonechat init {root}",
        "not_a_folder",
        Where(file=str(root)),
    )
