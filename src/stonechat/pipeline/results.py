"""Figures worked out ahead: every indicator by month and year, whole and broken down, one file a catalogue.

They stand beside the snapshot, named by catalogue and population figures, so that editing a definition
needs no new snapshot and an old figure is found again; and by their content, so that damage is noticed and
such a file is not used. They are a convenience: the same question asked
of the engine gives the same answer, and `tests` hold that. What is refused for a period (a definition
that begins later) has no figure.

Next: `app/numbers.py` reads them; `indicators/plan.py` says what each figure means.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from itertools import product
from pathlib import Path

from stonechat.basics.periods import Period, Windows, financial_year, month
from stonechat.basics.problems import Problem, Refused, Severity, Where
from stonechat.engines.duckdb import DuckDBEngine
from stonechat.indicators.catalogue import Catalogue
from stonechat.indicators.definition import Indicator
from stonechat.indicators.measure import Reason, Value, exact
from stonechat.indicators.plan import Planned, plan, values
from stonechat.indicators.population import Populations
from stonechat.model.table import Column, ColumnType, Values
from stonechat.model.table import Value as Cell
from stonechat.pipeline.carried import carriers, columns_needed
from stonechat.pipeline.precedence import sources_of, whole_sources_of
from stonechat.store import calls, files, parquet, snapshots
from stonechat.store.folder import Folder
from stonechat.store.snapshots import Snapshot

COLUMNS = (
    Column("indicator", ColumnType.TEXT, "The indicator's id."),
    Column("period", ColumnType.TEXT, "The period's label."),
    Column("split", ColumnType.TEXT, "The breakdown asked for; blank for the total alone."),
    Column("measure", ColumnType.TEXT, "The measure's name."),
    Column("breakdown", ColumnType.TEXT, "The breakdown of this value; blank for a total."),
    Column("category", ColumnType.TEXT, "The category; blank for a total, and for what was not recorded."),
    Column("numerator", ColumnType.DECIMAL, "What was counted or added up above the line."),
    Column("denominator", ColumnType.DECIMAL, "What was counted or added up below it."),
    Column("value", ColumnType.DECIMAL, "The value as rounded, with as many places as `places` says."),
    Column("places", ColumnType.INTEGER, "Decimal places of the value."),
    Column("reason", ColumnType.TEXT, "Why there is no value."),
    Column("data_to", ColumnType.DATE, "Last day that the returns behind it cover."),
)


@dataclass(frozen=True, slots=True)
class Question:
    """One figure's address: an indicator, a period, and a breakdown or None."""

    indicator: str
    period: str
    breakdown: str | None


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
        """The days covered for every table that the indicator counts, by sources that carry what it reads."""
        asks = [ask for one in indicator.latest.measures for ask in (one.numerator, one.denominator) if ask]
        tables = sorted({ask.table for ask in asks})
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
        return plan(
            indicator,
            period,
            windows=self.windows_of(indicator) if held is None else held,
            authority=self.authority,
            populations=self.populations,
            breakdown=breakdown,
        )


def results_file(folder: Folder, setting: Setting) -> Path | None:
    """Where the figures of this setting stand; None if they have not been worked out, or are damaged."""
    found = sorted(folder.results_of(setting.snapshot.id).glob(f"{_name_of(setting)}.*.parquet"))
    return next((path for path in found if _is_whole(path)), None)


def _name_of(setting: Setting) -> str:
    figures = sorted((*map(str, key), number) for key, number in setting.populations.figures.items())
    digest = hashlib.sha256(json.dumps(figures).encode()).hexdigest()[:8]
    return f"{setting.catalogue.version}-{digest}"


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


def engine(folder: Folder, snapshot: Snapshot) -> DuckDBEngine:
    """The engine of one machine over the snapshot's derived tables.

    Refused if one of them is missing or is not as it was published, byte for byte.
    """
    if harmed := snapshots.verify_derived(folder, snapshot):
        raise Refused(*harmed)
    return DuckDBEngine.over_parquet(snapshots.derived_paths(folder, snapshot))


def publish_results(folder: Folder, setting: Setting) -> Path:
    """Work out every figure and keep it; one that is kept already stays as it is. Under the folder's lock.

    Damaged files of this snapshot go.
    """
    if kept := results_file(folder, setting):
        return kept
    room = folder.results_of(setting.snapshot.id)
    if not room.is_dir():
        calls.make_folder(room)
    part = files.part_of(room / f"{_name_of(setting)}.parquet")
    parquet.write_rows(part, COLUMNS, _rows(folder, setting))
    calls.fsync(part)
    path = room / f"{_name_of(setting)}.{_content_name(part)}.parquet"
    calls.replace(part, path)
    for harmed in _harmed(folder, setting.snapshot):
        calls.remove(harmed)
    calls.fsync_folder(room)
    return path


def _rows(folder: Folder, setting: Setting) -> Iterator[Values]:
    questions, planned = _planned(setting)
    answers = values(planned, engine(folder, setting.snapshot).answer)
    for question, found in zip(questions, answers, strict=True):
        yield from (_as_row(question, value) for value in found)


def _planned(setting: Setting) -> tuple[list[Question], list[Planned]]:
    """Every figure to work out. A breakdown that gives nothing beyond the total is planned all the same."""
    questions, planned = [], []
    every = periods(setting.windows)
    for indicator in setting.catalogue:
        held = setting.windows_of(indicator)
        for period, breakdown in product(every, (None, *indicator.breakdowns)):
            try:
                one = setting.plan(indicator, period, breakdown, held)
            except Refused:
                continue
            questions.append(Question(indicator.id, period.label, breakdown))
            planned.append(one)
    return questions, planned


def _as_row(question: Question, value: Value) -> Values:
    places = None if value.value is None else -int(value.value.as_tuple().exponent)
    return (
        question.indicator,
        question.period,
        question.breakdown,
        value.measure,
        value.breakdown,
        value.category,
        value.numerator,
        value.denominator,
        value.value,
        places,
        None if value.reason is None else str(value.reason),
        value.data_to,
    )


class Results:
    """The figures of one setting, read once. Empty where they have not been worked out."""

    def __init__(self, path: Path | None) -> None:
        self._figures: dict[Question, list[Value]] = {}
        rows: Iterable[Values] = parquet.read_rows(path, COLUMNS) if path else ()
        for row in rows:
            question = Question(str(row[0]), str(row[1]), None if row[2] is None else str(row[2]))
            self._figures.setdefault(question, []).append(_as_value(row))

    def find(self, question: Question) -> list[Value] | None:
        """The values worked out for this question, in their order; None if there are none."""
        return self._figures.get(question)


def _as_value(row: Values) -> Value:
    _, _, _, measure, breakdown, category, numerator, denominator, value, places, reason, data_to = row
    return Value(
        str(measure),
        breakdown if breakdown is None else str(breakdown),
        category if category is None else str(category),
        _as_counted(numerator),
        _as_counted(denominator),
        _as_rounded(value, places),
        None if reason is None else Reason(str(reason)),
        data_to if isinstance(data_to, date) else None,
    )


def _as_counted(number: Cell) -> int | Decimal | None:
    return exact(number) if isinstance(number, int | Decimal) else None


def _as_rounded(value: Cell, places: Cell) -> Decimal | None:
    """The value with the decimal places that it was rounded to; the file keeps six for all."""
    if not isinstance(value, Decimal) or not isinstance(places, int):
        return None
    return value.quantize(Decimal(1).scaleb(-places))
