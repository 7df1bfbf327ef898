"""What the teams that returns number are called. Counts by team are made by the number, never by the name."""

from collections.abc import Mapping

from stonechat.model.tables import TABLES
from stonechat.store import parquet, snapshots
from stonechat.store.folder import Folder
from stonechat.store.snapshots import Snapshot


def team_names(folder: Folder, snapshot: Snapshot) -> Mapping[str, str]:
    """The name of each team by its id; a team without a name is left out, and two may have one name."""
    path = snapshots.derived_paths(folder, snapshot).get("department")
    if path is None:
        return {}
    department = TABLES["department"]
    rows = parquet.read_rows(path, [department["team_id"], department["team_name"]])
    return {str(team): str(name) for team, name in rows if name is not None}
