"""The published tables that are kept, as pages read them: by place and time, each read once for all readers.

A release never changes once it is kept, so what was read of it is remembered by its id. Who uses them:
`benchmark.py`, `flow.py`. Whose neighbours they are is here too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from stonechat.app.council import Council
from stonechat.app.once import Once
from stonechat.basics.problems import Problem, Severity, wrong_use
from stonechat.model.published import NEIGHBOURS, STATISTICS
from stonechat.store import published, snapshots
from stonechat.store.folder import Folder
from stonechat.store.published import KeptRelease

# ---------------------------------------------------------------- who


@dataclass(frozen=True, slots=True)
class Around:
    """Whose places are shown: our own authority's, or those of the one whose neighbours stand in."""

    authority: str
    neighbours_of: str
    model_year: int | None
    neighbours: tuple[tuple[str, str], ...]
    notices: tuple[Problem, ...]


def models(folder: Folder) -> tuple[KeptRelease, ...]:
    """The neighbours models that are kept, the latest first; of one year the one kept last."""
    found = {
        kept.release.last: kept for kept in published.every(folder) if kept.release.table == NEIGHBOURS.name
    }
    return tuple(found[year] for year in sorted(found, reverse=True))


def whose_places(council: Council, model: str | None = None) -> Around:
    """Our own authority and whose neighbours are shown, of the model of that year; by default the latest.

    Refused as wrong use for a model that is not kept.
    """
    ours = council.settings.authority.code or _authority_served(council.folder)
    whose = council.settings.benchmark.neighbours_of or ours
    kept = _model(council.folder, model)
    if kept is None:
        return Around(ours, whose, None, (), (_no_model(),))
    everyone = _NEIGHBOURS.of((council.folder, kept.id), lambda: _all_neighbours(council.folder, kept))
    rows = [row for row in everyone if row["authority"] == whose]
    in_order = sorted(rows, key=lambda row: int(row["position"]))  # as published
    neighbours = tuple((row["neighbour"], row["closeness"]) for row in in_order)
    year = int(kept.release.last) if kept.release.last else None
    notices = () if neighbours else (_no_neighbours(whose),)
    return Around(ours, whose, year, neighbours, notices)


def _model(folder: Folder, model: str | None) -> KeptRelease | None:
    held = models(folder)
    if model is None:
        return held[0] if held else None
    for kept in held:
        if kept.release.last == model:
            return kept
    years = ", ".join(kept.release.last for kept in held)
    raise wrong_use(f"No neighbours model of {model} is kept.", f"There are: {years}.", "no_such_model")


def _all_neighbours(folder: Folder, kept: KeptRelease) -> tuple[Mapping[str, str], ...]:
    return tuple(
        {name: "" if cell is None else str(cell) for name, cell in zip(NEIGHBOURS.names, row, strict=True)}
        for row in published.rows(folder, kept)
    )


def _authority_served(folder: Folder) -> str:
    snapshot = snapshots.current(folder)
    return snapshot.authority if snapshot else ""


def _no_model() -> Problem:
    what = "The statistical neighbours have not been imported, so none is shown."
    fix = "Import the file of the neighbours model: stonechat import FILE."
    return Problem(what, fix, Severity.NOTE, "no_neighbours")


def _no_neighbours(whose: str) -> Problem:
    said = f"Authority {whose}" if whose else "The authority, whose code is not known,"
    fix = "Say in stonechat.toml whose neighbours stand in: neighbours_of, under [benchmark]."
    return Problem(f"{said} has no statistical neighbours in the model.", fix, Severity.NOTE, "no_neighbours")


# ---------------------------------------------------------------- the published table


Numbers = Mapping[tuple[str | None, str], tuple[Decimal | None, str | None]]
"""What is published of one place and time: the number and symbol, by breakdown and column."""


@dataclass
class PublishedTable:
    """One release of a published table: its numbers by place and time."""

    kept: KeptRelease
    numbers: dict[tuple[str, str], dict[tuple[str | None, str], tuple[Decimal | None, str | None]]]
    names: dict[tuple[str, str], str] = field(default_factory=dict)

    @cached_property
    def periods(self) -> tuple[str, ...]:
        """Every time in the table, the earliest first."""
        return tuple(sorted({period for period, _ in self.numbers}))

    def at(self, period: str, code: str) -> tuple[Numbers, str | None] | None:
        """The numbers of a place, and who else they are of; None if it has no row for that time."""
        own = self.numbers.get((period, code))
        if own is not None:
            return own, None
        key = self._together.get((period, code))
        return (self.numbers[key], self.names[key]) if key else None

    @cached_property
    def _together(self) -> Mapping[tuple[str, str], tuple[str, str]]:
        """Where the row stands of each place that is published together with another."""
        return {
            (period, code): (period, codes)
            for period, codes in self.numbers
            if " / " in codes
            for code in codes.split(" / ")
        }


def every_release(folder: Folder) -> list[KeptRelease]:
    """Every release that is kept and that nobody took out."""
    return published.every(folder)


def published_table(folder: Folder, name: str) -> PublishedTable | None:
    """The release shown of a table; None if none has been imported."""
    kept = published.latest(folder, name)
    return None if kept is None else _READ.of((folder, kept.id), lambda: _read(folder, kept))


MOST_TABLES = 40
"""How many are remembered: more than there are kinds of table."""

_READ: Once[tuple[Folder, str], PublishedTable] = Once(MOST_TABLES)
_NEIGHBOURS: Once[tuple[Folder, str], tuple[Mapping[str, str], ...]] = Once(4)


def _read(folder: Folder, kept: KeptRelease) -> PublishedTable:
    table = PublishedTable(kept, {})
    place = STATISTICS.positions
    for row in published.rows(folder, kept):
        code = str(row[place["authority"]] or row[place["area_code"]])
        key = (str(row[place["period"]]), code)
        value, symbol = row[place["value"]], row[place["symbol"]]
        cell = (value if isinstance(value, Decimal) else None, str(symbol) if symbol else None)
        breakdown = row[place["breakdown"]]
        column = (str(breakdown) if breakdown else None, str(row[place["measure"]]))
        table.numbers.setdefault(key, {})[column] = cell
        table.names[key] = str(row[place["area"]])
    return table
