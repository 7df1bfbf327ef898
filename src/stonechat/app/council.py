"""An authority's folder as the use cases see it: its paths, its settings, its read log.

Finding and opening it stands here; what is in it is `store`'s. Use cases take a `Council` as their first
argument, so that nothing below the command line asks where it is.
"""

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from stonechat.app.readlog import ReadLog
from stonechat.app.settings import Settings, read_settings, render
from stonechat.basics.problems import Where, refusal, wrong_use
from stonechat.store import files
from stonechat.store.folder import Folder, create, open_folder

SETTINGS_FILE = "stonechat.toml"

POPULATION_HEADING = "authority,mid_year,population,breakdown,category\n"
TARGETS_HEADING = "indicator,measure,from,target,source\n"
EVENTS_HEADING = "on,indicator,team,kind,text,by,decided_on\n"


LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class Council:
    """One authority's folder, opened. `settings` are as they were when it was opened.

    `pinned` holds what must stay the same for whoever opened it: `served.py` fills it.
    """

    folder: Folder
    settings: Settings
    pinned: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def population_file(self) -> Path:
        """Where the authority puts its population figures: one row a mid-year."""
        return self.folder.parameters / "population.csv"

    @property
    def targets_file(self) -> Path:
        """Where the authority puts what it set itself to reach."""
        return self.folder.parameters / "targets.csv"

    @property
    def events_file(self) -> Path:
        """Where the authority notes what happened, and at which steps a level is new."""
        return self.folder.parameters / "events.csv"

    @property
    def readlog(self) -> ReadLog:
        """The log of who looked at which children."""
        anchor = self.settings.audit.anchor_file
        file = self.folder.root / anchor if anchor else None  # an absolute path stays as it is
        return ReadLog(self.folder.reads_log, _log_key(self.folder), file)


def init_council(root: Path, code: str = "", name: str = "", neighbours_of: str = "") -> Council:
    """Make an authority's folder. Refused if something is there already.

    `neighbours_of` is the authority whose statistical neighbours stand in, where this one has none.

    Refused as wrong use if the code is not three digits, or the name not one line of plain text.
    """
    if code:
        check_code(code)
    if not name.isprintable():
        raise wrong_use(
            "The name holds a line break or another character that cannot be printed.",
            "Give the authority's name as one line of text.",
            "authority_name",
        )
    folder = create(root, render(code, name, neighbours_of))
    council = Council(folder, read_settings(folder.settings))
    for file, heading in (
        (council.population_file, POPULATION_HEADING),
        (council.targets_file, TARGETS_HEADING),
        (council.events_file, EVENTS_HEADING),
    ):
        files.write_whole(file, heading.encode())
    _log_key(folder)
    return council


def check_code(code: str) -> None:
    """Refused, in words, unless the authority's code is three digits."""
    if not (code.isascii() and code.isdigit() and len(code) == len("201")):
        raise wrong_use(
            "An authority's code is three digits.",
            "Use the code that your returns carry (LEA in the census header), for example 330.",
            "authority_code",
        )


def open_council(root: Path | None) -> Council:
    """The folder named, or else the nearest one at or above the working directory. Refused if none."""
    found = root or _nearest()
    if found is None:
        raise refusal(
            "There is no Stonechat folder here.",
            "Name one with --folder DIR (or STONECHAT_FOLDER), or make one with `stonechat init DIR`.",
            "no_folder",
        )
    folder = open_folder(found)
    return Council(folder, read_settings(folder.settings))


def find_council(root: Path | None) -> Council | None:
    """As `open_council`, but None where no folder was named and none is near."""
    return open_council(root) if root or _nearest() else None


def london_now() -> datetime:
    """The time on London's clocks, without a zone, to the second."""
    return datetime.now(LONDON).replace(tzinfo=None, microsecond=0)


def today() -> date:
    """The day it is now, in London."""
    return london_now().date()


def _nearest() -> Path | None:
    here = Path.cwd()
    return next((path for path in (here, *here.parents) if (path / SETTINGS_FILE).is_file()), None)


def _log_key(folder: Folder) -> bytes:
    """The key that makes the read log's hashes: made once, kept beside the log, never printed."""
    path = folder.reads_log.parent / "key"
    if not path.exists():
        if folder.reads_log.exists():
            raise refusal(
                "The key of the read log is missing.",
                "Copy logs/key back from a backup of this folder; without it the log cannot be continued.",
                "read_log_key",
                Where(file="logs/key"),
            )
        files.write_whole(path, secrets.token_hex(32).encode())
    return bytes.fromhex(path.read_text(encoding="ascii").strip())
