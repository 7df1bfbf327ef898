"""Reads what an authority has set itself to reach: `parameters/targets.csv`.

Columns: indicator, measure (empty for an indicator's first), from (the first day on which the target
holds, until the next one of the same measure), target (in the measure's unit: 85 for 85%), and source
(who set it and where it is written). A target says nothing of whether a value is more than chance.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from stonechat.indicators.catalogue import Catalogue
from stonechat.indicators.definition import Indicator, Measure
from stonechat.indicators.measure import Unit
from stonechat.indicators.parameter_file import Columns, Row, read_rows, refuse_if_wrong

COLUMNS = Columns("targets", ("indicator", "measure", "from", "target", "source"))


@dataclass(frozen=True, slots=True)
class TargetSet:
    """What a measure should reach from a day on, in its unit."""

    indicator: str
    measure: str
    from_day: date
    value: Decimal
    source: str


def read_targets(path: Path, catalogue: Catalogue, shown_as: str | None = None) -> tuple[TargetSet, ...]:
    """The targets of the file, in its order. `Refused` with every problem, each with its line and column."""
    rows = read_rows(path, COLUMNS, shown_as)
    found = tuple(_targets((row for row in rows if row.cells), catalogue))
    refuse_if_wrong(rows)
    return found


def _targets(rows: Iterable[Row], catalogue: Catalogue) -> Iterator[TargetSet]:
    seen: set[tuple[str, str, date]] = set()
    for row in rows:
        target = _target(row, catalogue)
        if target is None:
            continue
        key = (target.indicator, target.measure, target.from_day)
        if key in seen:
            row.problem("from", "The measure has two targets from this day.", "Keep one of the rows.")
        seen.add(key)
        yield target


def _target(row: Row, catalogue: Catalogue) -> TargetSet | None:
    row.needed("indicator", "Write its id, for example AS02.")
    id = row.one_of("indicator", list(catalogue.indicators))
    measure = _measure(row, catalogue[id]) if id else None
    row.needed("from", "Write the first day on which the target holds: 2025-04-01.")
    day = row.day("from")
    source = row.needed("source", "Write who set it and where: Improvement plan 2025, cabinet 3 March.")
    value = _value(row, measure.unit if measure else None)
    if id is None or measure is None or day is None or source is None or value is None:
        return None
    return TargetSet(id, measure.name, day, value, source)


def _measure(row: Row, indicator: Indicator) -> Measure | None:
    """The measure named, or else the indicator's first."""
    measures = {measure.name: measure for measure in indicator.latest.measures}
    name = row.one_of("measure", list(measures))
    if name is None:
        return None if row.text("measure") else indicator.latest.measures[0]
    return measures[name]


def _value(row: Row, unit: Unit | None) -> Decimal | None:
    said = row.needed("target", "Write the number to reach, in the measure's unit: 85 for 85%.")
    if said is None:
        return None
    try:
        value = Decimal(said.removesuffix("%"))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value < 0:
        row.problem("target", "The target is not a number.", "Write it in digits, with a point: 87.5.")
        return None
    if unit is Unit.PERCENT and value > 100:
        row.problem("target", "A percentage cannot be more than 100.", "Write 85 for 85%.")
        return None
    return value
