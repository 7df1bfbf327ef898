"""What a new return says beside the last one of its kind: who has gone, which tables moved, which figures.

Before it is imported: the children of the return that it follows who are not in it, and the tables whose
number of rows moved by more than a fifth. Afterwards: the indicators whose latest value is another. Both are
for looking at, and decide nothing: what must be decided is asked (`replacing.py`).
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from stonechat.app.comparisons import told
from stonechat.app.council import LONDON, Council
from stonechat.app.figures import Figures, other_edition, setting_of
from stonechat.app.intake import Checked
from stonechat.app.replacing import rows_of
from stonechat.basics.periods import Period
from stonechat.basics.problems import Refused
from stonechat.indicators.definition import Indicator
from stonechat.indicators.measure import Value
from stonechat.model.tables import TABLES
from stonechat.sources.reading import Heading
from stonechat.store import parquet, returns, snapshots
from stonechat.store.folder import Folder
from stonechat.store.returns import Return, made_order, person_columns

MOVED = 0.2
"""A table whose number of rows changed by more than this share is worth a look."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A table whose number of rows moved by more than a fifth."""

    table: str
    before: int
    now: int


@dataclass(frozen=True, slots=True)
class Beside:
    """A return that was checked, beside the one that it follows: of its year, or else of the year before.

    `gone` counts the children of that one who are not in this one, `come` those who are new. `is_same_year`:
    this one would replace it.
    """

    file: str
    return_id: str
    format: str
    year: int
    imported_on: datetime
    is_same_year: bool
    children_before: int
    children_now: int
    gone: int
    come: int
    moved: tuple[Moved, ...]


def beside_last(council: Council, checked: Checked) -> Beside | None:
    """The return beside the last one of its format that counts; None where it follows none, or is it."""
    last = _followed(council, checked)
    if last is None or checked.report.heading is None:
        return None
    before = children_of(council.folder, last)
    return Beside(
        file=checked.report.file,
        return_id=last.id,
        format=last.format,
        year=last.year,
        imported_on=kept_on(council.folder, last.id),
        is_same_year=last.year == checked.report.heading.year,
        children_before=len(before),
        children_now=len(checked.children),
        gone=len(before - checked.children),
        come=len(checked.children - before),
        moved=tuple(_moved(rows_of(last.accounts), rows_of(checked.report.accounts))),
    )


def gone_of(council: Council, checked: Checked) -> tuple[str, ...]:
    """The children of the return that this one follows who are not in it, in order: to be logged if shown."""
    last = _followed(council, checked)
    return tuple(sorted(children_of(council.folder, last) - checked.children)) if last else ()


def _followed(council: Council, checked: Checked) -> Return | None:
    heading = checked.report.heading
    if heading is None or checked.held_id is None:
        return None
    same = [one for one in _counting(council) if _is_before(one, heading)]
    latest = max(same, key=lambda one: (one.year, made_order(one.made_at)), default=None)
    return None if latest is None or latest.id == checked.held_id else latest


def _is_before(one: Return, heading: Heading) -> bool:
    return (one.format, one.authority) == (heading.format, heading.authority) and one.year <= heading.year


def _counting(council: Council) -> list[Return]:
    snapshot = snapshots.current(council.folder)
    found = []
    for one in snapshot.returns if snapshot else ():
        with suppress(Refused):
            found.append(returns.load(council.folder, one))
    return found


def kept_on(folder: Folder, return_id: str) -> datetime:
    """When a return was imported, by London's clocks: when it was written down."""
    written = (folder.return_folder(return_id) / "return.json").stat().st_mtime
    return datetime.fromtimestamp(written, UTC).astimezone(LONDON)


def children_of(folder: Folder, kept: Return) -> frozenset[str]:
    """Every child of whom a return kept has a row."""
    found: set[str] = set()
    for table in kept.tables:
        if table in TABLES and "person_id" in person_columns(TABLES[table].names):
            path = returns.table_path(folder, kept, table)
            found |= {str(who) for (who,) in parquet.read_rows(path, [TABLES[table]["person_id"]]) if who}
    return frozenset(found)


def _moved(before: Mapping[str, int], now: Mapping[str, int]) -> Iterable[Moved]:
    for table in before.keys() | now.keys():
        was, is_now = before.get(table, 0), now.get(table, 0)
        if abs(is_now - was) > MOVED * was:
            yield Moved(table, was, is_now)


# ---------------------------------------------------------------- afterwards: which figures are others


@dataclass(frozen=True, slots=True)
class Change:
    """The latest value of a measure before an import and after it, in words, each with its period.

    `before` and `period_before` are empty where the measure was not there.
    """

    indicator: str
    title: str
    measure: str
    before: str
    period_before: str
    now: str
    period_now: str


def changes(council: Council, snapshot_before: str, snapshot_now: str) -> tuple[Change, ...]:
    """The measures whose latest value is another than before, in the order of the catalogue.

    Latest: of the last month that the returns cover. None if either snapshot is not kept any more, or was
    made by a version with other tables.
    """
    try:
        before = _latest(council, snapshot_before)
        now = _latest(council, snapshot_now)
    except Refused:
        return ()
    return tuple(_changed(before, now))


Latest = Mapping[tuple[str, str], tuple[Indicator, Period, Value]]


def _latest(council: Council, snapshot_id: str) -> Latest:
    snapshot = snapshots.load(council.folder, snapshot_id)
    if fault := other_edition(snapshot):
        raise Refused(fault)
    figures = Figures(council, setting_of(council, snapshot))
    found: dict[tuple[str, str], tuple[Indicator, Period, Value]] = {}
    months = figures.months(1)
    for indicator in figures.setting.catalogue if months else ():
        for value in figures.values(indicator, months[-1]):
            found[indicator.id, value.measure] = (indicator, months[-1], value)
    return found


def _changed(before: Latest, now: Latest) -> Iterator[Change]:
    for key, (indicator, period, value) in now.items():
        was = before.get(key)
        if was is None or was[2].value != value.value:
            yield _change(indicator, period, value, was)


def _change(
    indicator: Indicator, period: Period, value: Value, was: tuple[Indicator, Period, Value] | None
) -> Change:
    measure = next(one for one in indicator.latest.measures if one.name == value.measure)
    is_only = len(indicator.latest.measures) == 1
    return Change(
        indicator.id,
        indicator.title,
        "" if is_only else measure.title,
        told(measure.unit, was[2]) if was else "",
        was[1].label if was else "",
        told(measure.unit, value),
        period.label,
    )
