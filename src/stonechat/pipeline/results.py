"""Figures worked out ahead: every indicator by month and year, whole and broken down, one file a catalogue.

The file holds what an engine answered, whole numbers and exact sums and ranks; what is shown is divided and
rounded then, where it always is.

They stand beside the snapshot, named by the catalogue, so that editing a definition needs no new snapshot and
an old figure is found again; and by their content, so that damage is noticed and such a file is not used.
They are a convenience: the same question asked of the engine gives the same answer, and `tests` hold that.

Next: `app/numbers.py` reads them; `indicators/plan.py` says what each figure means; `engines/kept.py` how
the answers are kept.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path

from stonechat.basics.periods import Period, PeriodKind, Windows, financial_year, month, quarter
from stonechat.basics.problems import Problem, Refused, Severity, Where
from stonechat.engines.duckdb import DuckDBEngine
from stonechat.indicators.catalogue import Catalogue
from stonechat.indicators.definition import Indicator, Kind
from stonechat.indicators.plan import Planned, every_tally, plan_all
from stonechat.indicators.population import Populations
from stonechat.indicators.query import Tally, tables_in
from stonechat.pipeline.carried import carriers, columns_needed
from stonechat.pipeline.precedence import sources_of, whole_sources_of
from stonechat.store import calls, files, snapshots
from stonechat.store.folder import Folder
from stonechat.store.snapshots import Snapshot

TEAM = "team"


@dataclass(frozen=True, slots=True)
class Setting:
    """All that a figure depends on: the snapshot, the catalogue and the population figures."""

    snapshot: Snapshot
    catalogue: Catalogue
    populations: Populations

    @property
    def windows(self) -> Windows:
        """The days covered by any source: what there may be figures of."""
        return self._of_sources(self.snapshot.windows)

    def windows_of(self, indicator: Indicator) -> Windows:
        """The days covered for every table that the indicator reads, by sources that carry what it counts."""
        asks = [ask for one in indicator.latest.measures for ask in (one.numerator, one.denominator) if ask]
        tables = sorted({table for ask in asks for table in tables_in(ask.table, ask.when)})
        covered = [self._of_table(table) for table in tables]
        whole = [self._of_sources(whole_sources_of(table)) for table in tables]
        carried = [self._of_sources(carriers(*column)) for column in sorted(columns_needed(indicator))]
        return reduce(Windows.common, (*covered, *whole, *carried))

    def _of_table(self, table: str) -> Windows:
        covered = self.snapshot.covered
        return Windows.of(covered.get(table, ())) if covered else self._of_sources(sources_of(table))

    def _of_sources(self, sources: Iterable[str]) -> Windows:
        held = self.snapshot.windows
        return Windows.of(days for source in sources if source in held for days in held[source])

    @property
    def authority(self) -> str:
        """Whose figures these are."""
        return self.snapshot.authority

    def plan(
        self, indicator: Indicator, period: Period, breakdown: str | None, held: Windows | None = None
    ) -> Planned:
        """What to ask for one figure. Refused as `indicators.plan.plan` says.

        `held`: `windows_of` the indicator, where the caller has it for many figures.
        """
        return self.plan_all(indicator, [period], breakdown, held)[0]

    def plan_all(
        self,
        indicator: Indicator,
        periods: Sequence[Period],
        breakdown: str | None,
        held: Windows | None = None,
    ) -> list[Planned]:
        """As `plan`, for each of many periods. Refused if any one of them is."""
        return plan_all(
            indicator,
            periods,
            windows=self.windows_of(indicator) if held is None else held,
            authority=self.authority,
            populations=self.populations,
            breakdown=breakdown,
        )


def results_file(folder: Folder, setting: Setting) -> Path | None:
    """Where the figures of this setting stand; None if they have not been worked out, or are damaged."""
    found = sorted(folder.results_of(setting.snapshot.id).glob(f"{setting.catalogue.version}.*.parquet"))
    return next((path for path in found if _is_whole(path)), None)


def _is_whole(path: Path) -> bool:
    return path.name.endswith(f".{_content_name(path)}.parquet")


def _content_name(path: Path) -> str:
    return files.sha256_of(path)[:16]


def results_faults(folder: Folder, snapshot: Snapshot) -> Iterator[Problem]:
    """Files of figures that are not as they were written. They are not used: the engine is asked instead."""
    for path in _harmed(folder, snapshot):
        yield Problem(
            "The figures worked out ahead are damaged.",
            "Run `stonechat build`, which works them out again.",
            Severity.ERROR,
            "results_damaged",
            Where(file=str(path)),
        )


def _harmed(folder: Folder, snapshot: Snapshot) -> list[Path]:
    found = sorted(folder.results_of(snapshot.id).glob("*.parquet"))
    return [path for path in found if not _is_whole(path)]


def periods(windows: Windows) -> tuple[Period, ...]:
    """Every month that a window holds, and every financial year, in order of time within each kind."""
    if windows.first is None or windows.last is None:
        return ()
    years = range(windows.first.year - 1, windows.last.year + 1)
    held = [financial_year(year) for year in years]
    months = [
        month(year, number)
        for year in range(windows.first.year, windows.last.year + 1)
        for number in range(1, 13)
    ]
    return tuple(one for one in (*held, *months) if windows.holds(one.first, one.last))


def engine(folder: Folder, snapshot: Snapshot, *, keep_at: Path | None = None) -> DuckDBEngine:
    """The engine of one machine over the snapshot's derived tables, which may keep answers at `keep_at`.

    Refused if one of them is missing or is not as it was published, byte for byte.
    """
    if harmed := snapshots.verify_derived(folder, snapshot):
        raise Refused(*harmed)
    return DuckDBEngine.over_parquet(snapshots.derived_paths(folder, snapshot), keep_at=keep_at)


def publish_results(folder: Folder, setting: Setting) -> Path:
    """Work out every figure and keep it; one that is kept already stays as it is. Under the folder's lock.

    Damaged files of this snapshot go.
    """
    if kept := results_file(folder, setting):
        return kept
    room = folder.results_of(setting.snapshot.id)
    if not room.is_dir():
        calls.make_folder(room)
    part = files.part_of(room / f"{setting.catalogue.version}.parquet")
    engine(folder, setting.snapshot, keep_at=part).keep(_every_tally(setting), part)
    calls.fsync(part)
    path = room / f"{setting.catalogue.version}.{_content_name(part)}.parquet"
    calls.replace(part, path)
    for harmed in _harmed(folder, setting.snapshot):
        calls.remove(harmed)
    calls.fsync_folder(room)
    return path


def _every_tally(setting: Setting) -> list[Tally]:
    """What there is to work out. A breakdown that gives nothing beyond the total is asked all the same."""
    every = periods(setting.windows)
    return [
        tally
        for indicator in setting.catalogue
        for asked, spans in _asked(indicator, every)
        for tally in every_tally(asked, spans, windows=setting.windows_of(indicator))
    ]


def _asked(indicator: Indicator, every: Sequence[Period]) -> Iterator[tuple[Indicator, Sequence[Period]]]:
    """What pages ask of an indicator: months and years by every breakdown; for each team too whole quarters,
    where months are hidden; and of what counts twelve months the single ones, by which it is judged."""
    yield indicator, every
    kind = Kind.FLOW if indicator.kind is Kind.ROLLING else indicator.kind
    by_team = tuple(one for one in indicator.breakdowns if one == TEAM)
    single = replace(indicator, kind=kind, breakdowns=by_team)
    yield single, quarters(every)
    if kind is not indicator.kind:
        yield single, every


def quarters(held: Iterable[Period]) -> tuple[Period, ...]:
    """The financial quarters all of whose months are among the periods held, in order of time."""
    months = {period for period in held if period.kind is PeriodKind.MONTH}
    years = sorted({month.first.year for month in months})
    found = (
        (quarter(year, number) for year in (years[0] - 1, *years) for number in range(1, 5)) if years else ()
    )
    return tuple(one for one in found if months.issuperset(one.months()))
