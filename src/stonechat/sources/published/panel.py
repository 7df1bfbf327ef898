"""A researcher's panel: about 150 authorities by year in 24 measures, and how each measure is spread.

Made by others from published figures, so numbers can carry the noise of a program's arithmetic: they are
kept to six decimals. The panel has names and no codes; the few that differ from the Department's are below.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from stonechat.basics.authorities import LocalAuthority, authorities
from stonechat.model.published import STATISTICS
from stonechat.model.table import Values
from stonechat.sources.faults import not_readable
from stonechat.sources.published.numbers import number_and_symbol
from stonechat.sources.published.received import FORMAT_NAME, Cells, Received, RowFault
from stonechat.sources.published.statistics import AUTHORITY, ENGLAND, breakdown_text
from stonechat.sources.published.times import FINANCIAL, SEPTEMBER, period_of
from stonechat.sources.reading import Findings, Overrides, Release

TABLE = STATISTICS.name
PUBLICATION = "Panel made from published figures"
WORKFORCE = frozenset({"agency", "vac", "turn", "case", "abs"})
"""Measures of the workforce census, which is of 30 September of the year."""

NAMES = {
    "Bedford Borough": "822",
    "Bournemouth (Pre LG)": "837",
    "Dorset": "838",
    "Dorset (Pre LG)": "835",
    "Durham": "840",
    "Herefordshire": "884",
    "Kingston Upon Hull, City of": "810",
    "Poole (Pre LG)": "836",
}
"""The panel's own spellings, and the name that two authorities had one after the other."""


def is_panel(columns: tuple[str, ...]) -> bool:
    """Whether these are columns of the panel by authority and year."""
    return {"la", "yr", "reref"} <= set(columns)


def is_spread(columns: tuple[str, ...]) -> bool:
    """Whether these are columns of the measures' spread."""
    return {"short", "latest", "england", "between_sd"} <= set(columns)


def prepare_panel(source: Received, _said: Overrides, _findings: Findings) -> "PanelReader":
    """The reader of the panel's rows."""
    return PanelReader(source)


def prepare_spread(source: Received, _said: Overrides, _findings: Findings) -> "SpreadReader":
    """The reader of the spread's rows."""
    return SpreadReader(source)


@dataclass(slots=True)
class PanelReader:
    """Makes one row for each measure of an authority's year."""

    source: Received
    table_name: str = TABLE
    _seen: set[tuple[str, str]] = field(default_factory=set)

    def release(self, said: Overrides) -> Release:
        """The panel, by its years."""
        return _release(self.source, "yr", "panel", "authorities by year", said)

    def parse(self, cells: Cells) -> list[Values]:
        """The measures of one authority in one year. `RowFault` for a name or year that is not known."""
        one = _by_name().get(cells["la"])
        if one is None:
            what = "la is not the name of an authority that is known."
            raise RowFault("authority_name", "la", what, "Use the Department's names.")
        periods = {kind: _period(cells["yr"], "yr", kind) for kind in (FINANCIAL, SEPTEMBER)}
        if (one.code, cells["yr"]) in self._seen:
            what = "The authority's year stands in the file twice; the first counts."
            raise RowFault("row_twice", None, what, "Keep one of the rows.")
        self._seen.add((one.code, cells["yr"]))
        return list(self._values(cells, one, periods))

    def _values(self, cells: Cells, one: LocalAuthority, periods: dict[str, str]) -> Iterator[Values]:
        area = one.area_codes[-1].code
        for measure, text in cells.items():
            if measure not in ("la", "yr"):
                period = periods[SEPTEMBER if measure in WORKFORCE else FINANCIAL]
                place = ("panel", period, AUTHORITY, area, one.code, one.name, None)
                yield (*place, measure, *number_and_symbol(measure, text))


@dataclass(slots=True)
class SpreadReader:
    """Makes one row for each figure of a measure's spread over England."""

    source: Received
    table_name: str = TABLE
    _seen: set[str] = field(default_factory=set)

    def release(self, said: Overrides) -> Release:
        """The spread, by its latest years."""
        return _release(self.source, "latest", "panel_spread", "spread of each measure", said)

    def parse(self, cells: Cells) -> list[Values]:
        """England's value, the deciles and the spread of one measure."""
        period = _period(cells["latest"], "latest", FINANCIAL)
        if cells["short"] in self._seen:
            raise RowFault(
                "row_twice", "short", "The measure stands in the file twice.", "Keep one of the rows."
            )
        self._seen.add(cells["short"])
        place = ("panel_spread", period, ENGLAND, "E92000001", None, "England")
        breakdown = breakdown_text({"measure": cells["short"]})
        return [
            (*place, breakdown, name, *number_and_symbol(name, text))
            for name, text in cells.items()
            if name not in ("short", "latest")
        ]


def _release(source: Received, column: str, table: str, title: str, said: Overrides) -> Release:
    place = source.columns.index(column)
    texts = {texts[place].strip() for _, texts in source.records() if place < len(texts)}
    years = sorted(filter(None, (period_of(text, "Reporting year", FINANCIAL) for text in texts)))
    if not years:
        raise not_readable(source.path, "no_time", "No row of the file says a year that is known.")
    return Release(FORMAT_NAME, table, title, PUBLICATION, years[0], years[-1], said.made_at)


def _period(text: str, column: str, reporting_year: str) -> str:
    period = period_of(text, "Reporting year", reporting_year)
    if period is None:
        raise RowFault("unknown_time", column, f"{column} is not a year.", "Years stand as 2024.")
    return period


@cache
def _by_name() -> dict[str, LocalAuthority]:
    return {one.name: one for one in authorities().values()} | {
        name: authorities()[code] for name, code in NAMES.items()
    }
