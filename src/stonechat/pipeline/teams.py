"""The teams that returns number: what they are called, and which one a child is with.

Counts by team are made by the number, never by the name.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from stonechat.model.derived import wide_columns
from stonechat.model.tables import TABLES
from stonechat.store import parquet, snapshots
from stonechat.store.folder import Folder
from stonechat.store.snapshots import Snapshot


def team_names(folder: Folder, snapshot: Snapshot) -> Mapping[str, str]:
    """The name of each team by its id; a team without a name is left out, and two may have one name."""
    return _names(folder, snapshot, "department", "team_id", "team_name")


def worker_names(folder: Folder, snapshot: Snapshot) -> Mapping[str, str]:
    """The name of each worker by their id, with the id where two have one name; who has none is left out."""
    names = _names(folder, snapshot, "professionals", "professional_id", "professional_name")
    times = Counter(names.values())
    return {worker: name if times[name] == 1 else f"{name} ({worker})" for worker, name in names.items()}


def _names(folder: Folder, snapshot: Snapshot, table: str, number: str, name: str) -> dict[str, str]:
    path = snapshots.derived_paths(folder, snapshot).get(table)
    if path is None:
        return {}
    rows = parquet.read_rows(path, [TABLES[table][number], TABLES[table][name]])
    return {str(each): str(called) for each, called in rows if called is not None}


def teams_of_children(folder: Folder, snapshot: Snapshot) -> Mapping[str, str]:
    """The number of the team that each child was with at the end, so far, of their latest episode of need.

    Children without such an episode, or for whom no source says a team, are left out.
    """
    path = snapshots.derived_paths(folder, snapshot).get("cin_episodes")
    if path is None:
        return {}
    columns = {column.name: column for column in wide_columns("cin_episodes")}
    wanted = [columns[name] for name in ("person_id", "latest_team", "referral_date")]
    latest: dict[str, tuple[date, str]] = {}
    for child, team, day in parquet.read_rows(path, wanted):
        if child is None or team is None or not isinstance(day, date):
            continue
        latest[str(child)] = max(latest.get(str(child), (date.min, "")), (day, str(team)))
    return {child: team for child, (_, team) in latest.items()}
