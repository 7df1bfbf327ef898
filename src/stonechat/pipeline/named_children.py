"""Whether a text that is kept names a child: by an identifier that is held, or by first and family name."""

from collections.abc import Iterator

from stonechat.model.tables import TABLES
from stonechat.store import parquet, snapshots
from stonechat.store.folder import Folder
from stonechat.store.forgotten import names_child
from stonechat.store.snapshots import Snapshot

IDENTIFIERS = (
    ("person", "person_id"),
    ("person", "common_child_id"),
    ("person", "legacy_id"),
    ("person", "upn"),
    ("person", "former_upn"),
    ("linked_identifiers", "identifier_value"),
)
"""Where identifiers of children stand, by table and column."""

FEWEST_LETTERS = 4
"""A shorter identifier is like any number in a sentence, so it is not looked for."""


def names_a_child(folder: Folder, snapshot: Snapshot, text: str) -> bool:
    """Whether the text holds an identifier of a child of the snapshot, or both names of one side by side.

    Capitals do not matter, and a part of a longer word does not count. It tells whether, never whom.
    """
    within = text.casefold()
    return any(
        len(said) >= FEWEST_LETTERS and said.casefold() in within and names_child(text, said)
        for said in _ways_to_name(folder, snapshot)
    )


def _ways_to_name(folder: Folder, snapshot: Snapshot) -> Iterator[str]:
    paths = snapshots.derived_paths(folder, snapshot)
    for name, column in IDENTIFIERS:
        if name in paths:
            rows = parquet.read_rows(paths[name], [TABLES[name][column]])
            yield from (str(value) for (value,) in rows if value is not None)
    if "person" in paths:
        columns = [TABLES["person"][column] for column in ("forename", "surname")]
        for first, last in parquet.read_rows(paths["person"], columns):
            if first and last:
                yield from (f"{first} {last}", f"{last} {first}", f"{last}, {first}")
