"""What a council's figures depend on: its catalogue, its population figures, the snapshot served."""

from collections.abc import Mapping
from contextlib import suppress

from stonechat.app.council import Council
from stonechat.basics.problems import Problem, Refused, Severity, refusal
from stonechat.indicators.catalogue import Catalogue, load_catalogue
from stonechat.indicators.population import Populations, read_populations
from stonechat.model.edition import edition
from stonechat.pipeline.build import Recipe
from stonechat.pipeline.results import Setting, publish_results
from stonechat.pipeline.teams import team_names
from stonechat.store import snapshots
from stonechat.store.folder import Folder
from stonechat.store.snapshots import Snapshot


def catalogue_of(council: Council | None) -> Catalogue:
    """The shipped catalogue with the council's own files laid over it. Refused, with every fault, if any."""
    return load_catalogue(council.folder.root if council else None)


def populations_of(council: Council) -> Populations:
    """The council's population figures; none if the file is not there. Refused if it is faulty."""
    if not council.population_file.exists():
        return Populations()
    return read_populations(council.population_file, "parameters/population.csv")


def setting_of(council: Council, snapshot: Snapshot) -> Setting:
    """Everything that the figures of this snapshot depend on now."""
    return Setting(snapshot, catalogue_of(council), populations_of(council))


def current_setting(council: Council) -> Setting:
    """The same for the snapshot served. Refused as `readable_snapshot` says."""
    return setting_of(council, readable_snapshot(council))


def current_snapshot(council: Council) -> Snapshot:
    """The snapshot served. Refused if nothing has been imported."""
    snapshot = snapshots.current(council.folder)
    if snapshot is None:
        raise refusal(
            "Nothing has been imported into this folder yet, so there are no numbers.",
            "Import a return first: stonechat import FILE…",
            "nothing_imported",
        )
    return snapshot


def readable_snapshot(council: Council) -> Snapshot:
    """The snapshot served, whose tables are those of this version.

    Refused if nothing has been imported, and if a version with other tables or columns made it.
    """
    snapshot = current_snapshot(council)
    if fault := other_edition(snapshot):
        raise Refused(fault)
    return snapshot


def other_edition(snapshot: Snapshot) -> Problem | None:
    """What to do about a snapshot that a version with other tables or columns made; None if none did."""
    if snapshot.versions.get("model") == edition():
        return None
    return Problem(
        f"Snapshot {snapshot.id} was made by a version of Stonechat that has other tables or columns.",
        "Run `stonechat build`, which makes it again from the returns.",
        Severity.ERROR,
        "other_edition",
    )


def names_of_categories(folder: Folder, snapshot: Snapshot, breakdown: str | None) -> Mapping[str, str]:
    """What the returns call the categories of the breakdown; none but teams have names of their own.

    A worker has no name here: workers are not compared.
    """
    return team_names(folder, snapshot) if breakdown == "team" else {}


def recipe(council: Council) -> Recipe:
    """How this council's snapshots are made, its figures included.

    A fault in the catalogue or the population figures does not stop an import: the snapshot is served
    without figures worked out ahead, and the fault is told whenever a number is asked for.
    """

    def work_out(folder: Folder, snapshot: Snapshot) -> None:
        with suppress(Refused):
            publish_results(folder, setting_of(council, snapshot))

    return Recipe(results=work_out, keep=council.settings.store.keep_snapshots)
