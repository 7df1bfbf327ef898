"""The demo: a small made-up authority, imported by the real importer into a folder of its own."""

from importlib import resources
from pathlib import Path

from stonechat.app.council import SETTINGS_FILE, Council, init_council, open_council
from stonechat.app.intake import import_files
from stonechat.app.numbers import scorecard
from stonechat.app.progress import Progress, no_progress
from stonechat.app.reports import Demo
from stonechat.basics.problems import refusal
from stonechat.sources.reading import Overrides
from stonechat.store import files
from stonechat.synthetic.shipped import AUTHORITY, NAME, RETURNS


def run_demo(root: Path, progress: Progress = no_progress) -> Demo:
    """Make the folder, or use an earlier demo's; import the shipped returns; read the scorecard.

    Refused if the folder belongs to another authority.
    """
    council = _demo_council(root)
    shipped = resources.files("stonechat.synthetic") / "files"
    with resources.as_file(shipped) as folder:
        files.write_whole(council.population_file, (folder / "population.csv").read_bytes())
        returns = [folder / name for name in RETURNS]
        imported = import_files(council, returns, Overrides(), progress)
    return Demo(imported, scorecard(council))


def _demo_council(root: Path) -> Council:
    if not (root / SETTINGS_FILE).exists():
        return init_council(root, AUTHORITY, NAME)
    council = open_council(root)
    if council.settings.authority.name != NAME:
        raise refusal(
            f"{root} is the folder of a real authority; the demo does not touch it.",
            "Give the demo a folder of its own: stonechat demo DIR.",
            "not_a_demo_folder",
        )
    return council
