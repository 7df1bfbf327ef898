"""Counterparts: the published number that stands beside a measure of ours, from `published/*.yaml`.

A file has for each published table a list of entries:

    indicator    ours; measure is which of its measures, its first unless said
    value        the published column; without one, the value is worked out from the next two, as ours is
    numerator    the published columns that are added up; denominator is the one divided by
    where        the values of the table's filters; total, those that differ for the denominator
    differs      in what the published definition differs from ours, in one sentence

Whatever names an indicator, a measure, a table or a column that there is not is a problem with file and line,
and then nothing is loaded. A definition of an authority's own has no counterpart: it means something else.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from stonechat.basics.problems import Problem, Refused, Severity
from stonechat.indicators.catalogue import Catalogue
from stonechat.indicators.schema import Strict, check, nearest
from stonechat.indicators.yaml_file import Document, read
from stonechat.sources.published.layout import PublishedTable, published_tables
from stonechat.sources.published.statistics import breakdown_text

FOLDER = Path(__file__).parent / "published"


class _EntrySpec(Strict):
    """One entry, as it may be written."""

    indicator: str
    measure: str | None = None
    value: str | None = None
    numerator: list[str] = []
    denominator: str | None = None
    where: dict[str, str] = {}
    total: dict[str, str] = {}
    differs: str | None = None


@dataclass(frozen=True, slots=True)
class Counterpart:
    """The published number beside one measure. `breakdown` and `total_breakdown` as the store has them.

    Without a `value` column the value is the sum of `numerator` over `denominator`, in the measure's unit.
    """

    indicator: str
    measure: str
    table: str
    value: str | None
    numerator: tuple[str, ...]
    denominator: str | None
    breakdown: str | None
    total_breakdown: str | None
    differs: str | None


Counterparts = Mapping[str, tuple[Counterpart, ...]]
"""By indicator, in the order of its measures in the files."""


def load_counterparts(catalogue: Catalogue, folder: Path = FOLDER) -> Counterparts:
    """Every counterpart of the catalogue's indicators. `Refused`, with every problem, if a file is faulty."""
    loading = _Loading(catalogue)
    for path in sorted(folder.glob("*.yaml")):
        try:
            loading.take(read(path, f"published/{path.name}"))
        except Refused as refused:
            loading.problems.extend(refused.problems)
    if loading.problems:
        raise Refused(*loading.problems)
    return {indicator: tuple(some) for indicator, some in loading.found.items()}


@dataclass(slots=True)
class _Loading:
    catalogue: Catalogue
    problems: list[Problem] = field(default_factory=list)
    found: defaultdict[str, list[Counterpart]] = field(default_factory=lambda: defaultdict(list))

    def take(self, document: Document) -> None:
        for table_name, entries in document.data.items():
            table = published_tables().get(table_name)
            if table is None:
                fix = nearest(table_name, list(published_tables()))
                self._problem(document, f"There is no published table {table_name}.", fix, table_name)
                continue
            for place, entry in enumerate(entries if isinstance(entries, list) else [entries]):
                self._take_entry(document, table, entry, place)

    def _take_entry(self, document: Document, table: PublishedTable, entry: object, place: int) -> None:
        above = (table.name, place)
        try:
            spec = check(_EntrySpec, entry, document, *above)
        except Refused as refused:
            self.problems.extend(refused.problems)
            return
        faults = list(_faults(spec, table, self.catalogue))
        for key, what, fix in faults:
            self._problem(document, what, fix, *above, key)
        if not faults and not self.catalogue.indicators[spec.indicator].is_local:
            self._add(document, spec, table, above)

    def _add(
        self, document: Document, spec: _EntrySpec, table: PublishedTable, above: tuple[str, int]
    ) -> None:
        made = _counterpart(spec, table, self.catalogue)
        if any(each.measure == made.measure for each in self.found[made.indicator]):
            what = f"{made.indicator} {made.measure} has a counterpart already."
            self._problem(document, what, "Keep one of the two.", *above)
        self.found[made.indicator].append(made)

    def _problem(self, document: Document, what: str, fix: str, *path: str | int) -> None:
        place = document.where(*path)
        self.problems.append(Problem(what, fix, Severity.ERROR, "counterpart", place))


def _counterpart(spec: _EntrySpec, table: PublishedTable, catalogue: Catalogue) -> Counterpart:
    total = {column: {**spec.where, **spec.total}[column] for column in spec.where}
    return Counterpart(
        indicator=spec.indicator,
        measure=spec.measure or _measures(spec, catalogue)[0],
        table=table.name,
        value=spec.value,
        numerator=tuple(spec.numerator),
        denominator=spec.denominator,
        breakdown=breakdown_text({column: spec.where[column] for column in table.filters}),
        total_breakdown=breakdown_text({column: total[column] for column in table.filters}),
        differs=spec.differs,
    )


def _measures(spec: _EntrySpec, catalogue: Catalogue) -> list[str]:
    return [measure.name for measure in catalogue.indicators[spec.indicator].latest.measures]


Fault = tuple[str, str, str]
"""The key that is wrong, what is wrong with it, and how to mend it."""


def _faults(spec: _EntrySpec, table: PublishedTable, catalogue: Catalogue) -> Iterator[Fault]:
    if spec.indicator not in catalogue.indicators:
        fix = nearest(spec.indicator, list(catalogue.indicators))
        yield "indicator", f"There is no indicator {spec.indicator}.", fix
        return
    is_local = catalogue.indicators[spec.indicator].is_local
    measures = _measures(spec, catalogue)
    if spec.measure is not None and spec.measure not in measures and not is_local:
        what = f"{spec.indicator} has no measure {spec.measure}."
        yield "measure", what, nearest(spec.measure, measures)
    if spec.value is None and not (spec.numerator and spec.denominator):
        yield "value", "The entry says no value, and nothing to work it out from.", "Name the column."
    yield from _faults_of_columns(spec, table)


def _faults_of_columns(spec: _EntrySpec, table: PublishedTable) -> Iterator[Fault]:
    named = [("value", spec.value), ("denominator", spec.denominator)]
    named += [("numerator", column) for column in spec.numerator]
    for key, column in named:
        if column is not None and column not in table.measures:
            yield key, f"{table.name} has no column {column}.", nearest(column, list(table.measures))
    if set(spec.where) != set(table.filters):
        needed = ", ".join(table.filters) or "none"
        yield "where", f"The filters of {table.name} are not all said.", f"They are: {needed}."
    for column in spec.total:
        if column not in table.filters:
            yield "total", f"{table.name} has no filter {column}.", nearest(column, list(table.filters))
