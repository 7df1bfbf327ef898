"""Which children belong together: brothers and sisters are no independent evidence of anything."""

from collections.abc import Mapping

from stonechat.model.tables import TABLES
from stonechat.store import parquet, snapshots
from stonechat.store.folder import Folder
from stonechat.store.snapshots import Snapshot


def families_of_children(folder: Folder, snapshot: Snapshot) -> Mapping[str, str]:
    """The family of each child by their ids; of several the first by id. A child without one is left out.

    Only the Standard Safeguarding Dataset tells of families; empty where no return does.
    """
    path = snapshots.derived_paths(folder, snapshot).get("family")
    if path is None:
        return {}
    family = TABLES["family"]
    rows = parquet.read_rows(path, [family["person_id"], family["family_id"]])
    pairs = sorted((str(child), str(of)) for child, of in rows if child is not None and of is not None)
    return dict(reversed(pairs))
