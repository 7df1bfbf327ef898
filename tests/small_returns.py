"""Small returns made directly as typed rows, for tests of store and pipeline.

A return here is a heading and rows; what was "received" is a text of the same rows, one a line, so that
taking a child out of it is leaving out the child's lines.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from stonechat.model.table import Table, Values
from stonechat.model.tables import TABLES
from stonechat.pipeline import build
from stonechat.pipeline.build import Recipe
from stonechat.pipeline.precedence import sources_of
from stonechat.sources.reading import Account, Heading, TypedRow
from stonechat.store import folder as folders
from stonechat.store import forgotten, lock, snapshots
from stonechat.store.folder import Folder
from stonechat.store.receiving import ReturnWriter
from stonechat.store.returns import Return
from stonechat.store.snapshots import Snapshot

SETTINGS = 'authority = "825"\n'
CIN = (
    "person",
    "disability",
    "cin_episodes",
    "cin_assessments",
    "assessment_factors",
    "cin_plans",
    "s47_enquiry",
)
CIN_TABLES: dict[str, Table] = {name: TABLES[name] for name in CIN}


def copy_facts(facts: Mapping[str, Path], out: Path) -> dict[str, Path]:
    """Derived tables that add nothing: enough where the test is about keeping and publishing."""
    made = {}
    for table, path in facts.items():
        made[table] = out / path.name
        made[table].write_bytes(path.read_bytes())
    return made


PLAIN = Recipe(derive=copy_facts, tables=CIN_TABLES)


@dataclass(frozen=True)
class SmallReturn:
    """What one file says. `year` is the collection year: its window is the financial year that ends in it.

    `window_last` and `window_first` say otherwise. It speaks of all tables that its format feeds, but for
    those that it is `silent_on`.
    """

    year: int
    rows: tuple[tuple[str, Values], ...]
    made_at: datetime | None = None
    authority: str = "825"
    format: str = "cin_census"
    window_first: date | None = None
    window_last: date | None = None
    silent_on: tuple[str, ...] = ()

    @property
    def heading(self) -> Heading:
        first = self.window_first or date(self.year - 1, 4, 1)
        last = self.window_last or date(self.year, 3, 31)
        return Heading(self.format, self.authority, self.year, first, last, self.made_at)

    def rows_of_tables(self) -> dict[str, int]:
        """How many rows it has of every table that its format feeds, as a reader's books say."""
        fed = (name for name in TABLES if self.format in sources_of(name) and name not in self.silent_on)
        found = Counter(table for table, _ in self.rows)
        return {name: found[name] for name in sorted({*fed, *found})}

    @property
    def text(self) -> str:
        whole = (self.format, self.authority, self.year, self.made_at, self.heading, self.silent_on)
        said = [str(whole), *map(str, self.rows)]
        return "".join(f"{line}\n" for line in said)


def row(table: str, **values: object) -> tuple[str, Values]:
    """One row of authority 825."""
    return table, TABLES[table].row(**{"authority": "825", **values})  # type: ignore[arg-type]


def new_folder(root: Path) -> Folder:
    """A new authority's folder."""
    return folders.create(root, SETTINGS)


def keep(folder: Folder, small: SmallReturn, inbox: Path | None = None) -> Return:
    """Keep the return without publishing it, as an import does after reading the file."""
    inbox = inbox or folder.root.parent
    received = inbox / "received by test.txt"
    received.write_text(small.text, encoding="utf-8")
    accounts = {name: Account(read=rows, loaded=rows) for name, rows in small.rows_of_tables().items()}
    with (
        lock.writing(folder),
        ReturnWriter(folder, [received], forgotten.load(folder)) as writer,
    ):
        for number, (table, values) in enumerate(small.rows, start=2):
            writer.add(TypedRow(table, values, number))
        return writer.finish(small.heading, accounts, {}, Lines())


def serve(folder: Folder, return_id: str, recipe: Recipe = PLAIN) -> Snapshot:
    """Publish what is served now and this return too, as an import does."""
    with lock.writing(folder):
        served = snapshots.current(folder)
        return build.publish_returns(folder, {*(served.returns if served else ()), return_id}, recipe)


class Lines:
    """What a format knows of children in its received files; here a line with '<id>' in it is one record."""

    def children(self, path: Path) -> list[str]:
        """Everything in quotes."""
        return re.findall("'([^']*)'", path.read_text(encoding="utf-8"))

    def without_child(self, path_in: Path, path_out: Path, person_id: str) -> int:
        """The text received without the lines that name the child."""
        lines = path_in.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if person_id not in line]
        path_out.write_text("".join(kept), encoding="utf-8")
        return len(lines) - len(kept)
