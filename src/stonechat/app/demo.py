"""The demo: a made-up authority's files, imported by the real importer into a folder of its own.

The files stand in the folder too, under `extracts/`, so that anybody can look at what was imported, or
import it again into a folder made with `init`. What is no return stands beside them, under `about/`: the
population figures, the answer key, and of what size the authority was made.

What is published of neighbours and England is real (`synthetic/published_figures.py`), so that a comparison
can be tried; whose neighbours they are stands in the folder's settings.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from stonechat.app.council import SETTINGS_FILE, Council, init_council, open_council
from stonechat.app.intake import import_files
from stonechat.app.numbers import overview
from stonechat.app.permissions import everything
from stonechat.app.progress import Progress, Step, no_progress
from stonechat.app.readlog import signed_in_user
from stonechat.app.reports import Demo, ImportOutcome
from stonechat.basics.problems import refusal, wrong_use
from stonechat.sources.reading import Overrides
from stonechat.store import files, published, snapshots
from stonechat.synthetic.authority import write_authority
from stonechat.synthetic.published_figures import STAND_IN, write_published
from stonechat.synthetic.scale import AUTHORITY, NAME, Scale

EXTRACTS, ABOUT = "extracts", "about"
MADE_AS = "demo.json"
"""In `about/`: of what size and seed the files are. Written once they are whole."""


@dataclass(frozen=True, slots=True)
class DemoSize:
    """How large the made-up authority is: children aged 0 to 17, years of returns, and the seed of chance."""

    children: int
    years: int
    seed: int


def run_demo(root: Path, size: DemoSize, progress: Progress = no_progress) -> Demo:
    """Make the files and the folder, import, and work out every indicator.

    A demo of the same size that is there already is shown as it is. Refused if the folder is a real
    authority's, or holds a demo of another size or seed; refused as wrong use for a size that there
    cannot be.
    """
    _check(size)
    council = _demo_council(root, size)
    imported = _held(council, size)
    if imported is None:
        imported = _import(council, _written(root, size, progress), progress)
    _keep_published(council, progress)
    progress(Step("Reading every indicator"))
    return Demo(imported, overview(council, everything(signed_in_user())))


def _check(size: DemoSize) -> None:
    try:
        Scale(size.children, size.years, size.seed)
    except ValueError as error:
        what = f"There is no made-up authority of that size: {error}."
        raise wrong_use(what, "Give other numbers (stonechat demo --help).", "demo_size") from None


def _demo_council(root: Path, size: DemoSize) -> Council:
    if not (root / SETTINGS_FILE).exists():
        return init_council(root, AUTHORITY, NAME, neighbours_of=STAND_IN)
    council = open_council(root)
    if council.settings.authority.name != NAME:
        raise refusal(
            f"{root} is the folder of a real authority; the demo does not touch it.",
            "Give the demo a folder of its own: stonechat demo -o DIR.",
            "not_a_demo_folder",
        )
    made = _made_as(root)
    if made not in (None, size):
        raise refusal(
            f"{root} holds a demo of another size or seed already.",
            "Give this one a folder of its own (stonechat demo -o DIR), or remove that folder first.",
            "another_demo",
        )
    return council


def _made_as(root: Path) -> DemoSize | None:
    """What the files there were made as; None if they are not there, or not whole."""
    path = root / ABOUT / MADE_AS
    return DemoSize(**json.loads(path.read_bytes())) if path.exists() else None


def _held(council: Council, size: DemoSize) -> ImportOutcome | None:
    """What an earlier demo left, if it is whole: nothing is imported again."""
    snapshot = snapshots.current(council.folder)
    if snapshot is None or _made_as(council.folder.root) != size:
        return None
    return ImportOutcome((), snapshot.id)


def _written(root: Path, size: DemoSize, progress: Progress) -> tuple[Path, ...]:
    """The returns of the made-up authority, all of them whole."""
    made, about = (size.children, size.years, size.seed), root / ABOUT
    returns = write_authority(root / EXTRACTS, *made, lambda words: progress(Step(words)), about=about)
    files.write_whole(about / MADE_AS, files.to_json(asdict(size)))
    return returns


def _import(council: Council, returns: tuple[Path, ...], progress: Progress) -> ImportOutcome:
    population = council.folder.root / ABOUT / council.population_file.name
    files.write_whole(council.population_file, population.read_bytes())
    return import_files(council, returns, Overrides(), progress)


def _keep_published(council: Council, progress: Progress) -> None:
    """Keep what is published of the stand-in's neighbours, unless it is there already.

    They are left out of the report: they are no return, and nothing of the authority is in them.
    """
    if published.every(council.folder):
        return
    written = write_published(council.folder.root / EXTRACTS / "published")
    import_files(council, written, Overrides(), progress)
