"""An indicator beside what is published of it: the statistical neighbours, the region, England.

Neighbours stand in the order in which they were published, never by value. Every published number is
quoted with its release; a symbol, a place that was divided or joined, and places that are published together
are said in words, never as zero. Which published number goes with which measure says
`indicators/counterparts.py`; whether we lie in the neighbours' middle half says `analysis/neighbours.py`.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from stonechat.analysis.neighbours import (
    AgainstNeighbours,
    Neighbour,
    against_neighbours,
    change_against_neighbours,
)
from stonechat.analysis.places import Place
from stonechat.analysis.recording import check_recording
from stonechat.analysis.words_of_places import of_change, of_neighbours, of_recording
from stonechat.app.council import Council
from stonechat.app.figures import catalogue_of
from stonechat.app.gate import GatedFigures, figures_for
from stonechat.app.once import Once
from stonechat.app.permissions import Viewer
from stonechat.app.published_tables import Around, Numbers, PublishedTable, published_table, whose_places
from stonechat.app.reports import Benchmark, BenchmarkCell, BenchmarkMeasure, BenchmarkPlace, Role
from stonechat.basics.authorities import authorities
from stonechat.basics.periods import parse_period, previous_year
from stonechat.basics.problems import Problem, Refused, Severity, wrong_use
from stonechat.basics.published_numbers import SYMBOLS
from stonechat.indicators.catalogue import Catalogue
from stonechat.indicators.counterparts import Counterpart, Counterparts, load_counterparts
from stonechat.indicators.definition import Indicator, Measure
from stonechat.indicators.measure import Unit, Value, exact, ratio

ENGLAND_CODE = "E92000001"
NOT_PUBLISHED = "not published"


def benchmark(
    council: Council, viewer: Viewer, indicator_id: str, year: str | None = None, model: str | None = None
) -> Benchmark:
    """The indicator's own values beside the published ones, one entry for each measure that has some.

    `year` is the last one shown and the one that is judged; by default the last one published. `model` is
    the year of the neighbours model, by default the latest. Refused as wrong use for an indicator without a
    counterpart, for a year or model that is not published, and where the table has not been imported.
    """
    catalogue = catalogue_of(council)
    indicator = catalogue[indicator_id]
    found = counterparts_of(catalogue).get(indicator.id)
    if not found:
        raise _no_counterpart(indicator)
    around = whose_places(council, model)
    tables = {table: _table(council, table, indicator) for table in {each.table for each in found}}
    ours = _Ours(council, viewer, indicator)
    measures = {measure.name: measure for measure in indicator.latest.measures}
    return Benchmark(
        indicator=indicator,
        authority=around.authority,
        neighbours_of=around.neighbours_of,
        model_year=around.model_year,
        snapshot=ours.snapshot,
        catalogue=catalogue.version,
        measures=tuple(
            _measure(each, measures[each.measure], tables[each.table], around, ours, year) for each in found
        ),
        notices=(*around.notices, *ours.notices),
    )


_COUNTERPARTS: Once[str, Counterparts] = Once(4)


def counterparts_of(catalogue: Catalogue) -> Counterparts:
    """Which published number goes with which measure, read once for each version of the catalogue."""
    return _COUNTERPARTS.of(catalogue.version, lambda: load_counterparts(catalogue))


def _table(council: Council, name: str, indicator: Indicator) -> PublishedTable:
    found = published_table(council.folder, name)
    if found is None:
        what = f"The published table that carries {indicator.id} ({name}) has not been imported."
        raise wrong_use(what, "Import it first: stonechat import FILE.", "table_not_imported")
    return found


def _no_counterpart(indicator: Indicator) -> Refused:
    what = f"No published table that is known carries {indicator.id}."
    if indicator.is_local:
        what = f"{indicator.id} is a definition of your own, so no published number means the same."
    return wrong_use(what, "`stonechat indicators list` says which there are.", "no_counterpart")


# ---------------------------------------------------------------- one measure


def _measure(  # noqa: PLR0917 - each is a different thing that a measure is made of
    each: Counterpart,
    measure: Measure,
    table: PublishedTable,
    around: Around,
    ours: "_Ours",
    year: str | None,
) -> BenchmarkMeasure:
    periods = _up_to(table, year)
    places = tuple(_places(each, measure.unit, table, around, periods))
    own = tuple(ours.value(period, measure.name) for period in periods)
    us = tuple(_ours_as_place(around, ours.name, value) for value in own)
    against = _against(measure.unit, around, us[-1], places)
    return BenchmarkMeasure(
        measure=measure.name,
        title=measure.title,
        unit=measure.unit,
        release_id=table.kept.id,
        release=table.kept.release,
        is_worked_out=each.value is None,
        differs=each.differs,
        periods=periods,
        ours=own,
        places=places,
        against=against,
        words=(
            *_recording(each, measure.unit, table, periods[-1], us[-1], places),
            *(of_neighbours(against, measure.unit) if against else ()),
            *(_change(measure.unit, periods, us, places) if against else ()),
        ),
    )


def _up_to(table: PublishedTable, year: str | None) -> tuple[str, ...]:
    """The times published, up to the one asked for."""
    if year is None:
        return table.periods
    asked = parse_period(year)
    inside = [
        label
        for label in table.periods
        if asked.first <= parse_period(label).first and parse_period(label).last <= asked.last
    ]
    if not inside:
        what = f"{year} is not in the published table ({table.kept.release.title})."
        raise wrong_use(what, f"It has {', '.join(table.periods)}.", "year_not_published")
    return table.periods[: table.periods.index(inside[-1]) + 1]


def _places(
    each: Counterpart, unit: Unit, table: PublishedTable, around: Around, periods: Sequence[str]
) -> Iterator[BenchmarkPlace]:
    """Our own authority as published, the neighbours in published order, the region, England."""
    known = authorities()
    cells = {
        code: tuple(cell_of(each, unit, table, code, period) for period in periods)
        for code in (around.authority, *(code for code, _ in around.neighbours))
    }
    if around.authority in known:
        name = known[around.authority].name
        yield BenchmarkPlace(Role.AUTHORITY, around.authority, name, None, "", cells[around.authority])
    for position, (code, closeness) in enumerate(around.neighbours, 1):
        yield BenchmarkPlace(Role.NEIGHBOUR, code, known[code].name, position, closeness, cells[code])
    for role, code, name in _wider(around):
        wide = tuple(cell_of(each, unit, table, code, period) for period in periods)
        yield BenchmarkPlace(role, code, name, None, "", wide)


def _wider(around: Around) -> Iterator[tuple[Role, str, str]]:
    """The region of the authority whose neighbours are shown, and England."""
    home = authorities().get(around.neighbours_of)
    if home is not None:
        yield Role.REGION, home.region_code, home.region
    yield Role.ENGLAND, ENGLAND_CODE, "England"


def cell_of(each: Counterpart, unit: Unit, table: PublishedTable, code: str, period: str) -> BenchmarkCell:
    """What is published of one place and time; where nothing is, why."""
    found = table.at(period, code)
    if found is None:
        return BenchmarkCell(period, None, None, _why_no_row(code, period))
    numbers, together = found
    note = f"published together: {together}" if together else None
    numerator, symbol_above = _sum(numbers, ((each.breakdown, column) for column in each.numerator))
    below = ((each.total_breakdown, column) for column in [each.denominator] if column)
    denominator, symbol_below = _sum(numbers, below)
    if each.value is not None:
        value, symbol = numbers.get((each.breakdown, each.value), (None, None))
    else:
        value, symbol = ratio(unit, numerator, denominator), symbol_above or symbol_below
    if value is None:
        note = SYMBOLS[symbol] if symbol else NOT_PUBLISHED
    return BenchmarkCell(period, _plain(value), symbol, note, numerator, denominator)


def _sum(
    numbers: Numbers, columns: Iterable[tuple[str | None, str]]
) -> tuple[int | Decimal | None, str | None]:
    """The numbers together; None, with the symbol, if one of them is none."""
    found = [numbers.get(column, (None, None)) for column in columns]
    values = [value for value, _ in found if value is not None]
    if not found or len(values) < len(found):
        return None, next((symbol for value, symbol in found if value is None and symbol), None)
    return exact(sum(values, Decimal(0))), None


def _plain(value: Decimal | None) -> Decimal | None:
    """Without the zeros that the store's decimals end in, and without an exponent."""
    return None if value is None else Decimal(exact(value))


def _why_no_row(code: str, period: str) -> str:
    one, when = authorities().get(code), parse_period(period)
    return (one.break_in_words(when.first, when.last) if one else None) or NOT_PUBLISHED


def _against(
    unit: Unit, around: Around, us: Place, places: Sequence[BenchmarkPlace]
) -> AgainstNeighbours | None:
    """Our last value by the neighbours' middle half. None for a count: authorities differ in size."""
    if unit is Unit.COUNT or not around.neighbours or around.model_year is None:
        return None
    near = [Neighbour(_as_place(place), place.closeness) for place in _neighbours(places)]
    england = next(_as_place(place) for place in places if place.role is Role.ENGLAND)
    return against_neighbours(us, near, around.model_year, england)


def _change(
    unit: Unit, periods: Sequence[str], us: Sequence[Place], places: Sequence[BenchmarkPlace]
) -> tuple[str, ...]:
    """Our change from the year before against the neighbours'; nothing where that year is not published."""
    before = previous_year(parse_period(periods[-1])).label
    if before not in periods:
        return ()
    at = periods.index(before)
    if us[at].value is None or us[-1].value is None:
        return ()
    pairs = [(_as_place(place, at), _as_place(place)) for place in _neighbours(places)]
    return of_change(change_against_neighbours((us[at], us[-1]), pairs), unit)


def _recording(  # noqa: PLR0917 - each is a different thing that the check needs
    each: Counterpart,
    unit: Unit,
    table: PublishedTable,
    period: str,
    us: Place,
    places: Sequence[BenchmarkPlace],
) -> Iterator[str]:
    """Whose recording to check, of us and the neighbours, by the published values of all authorities.

    Nothing for a count. Our own value is held against the others; the one published of us is left out.
    """
    if unit is Unit.COUNT:
        return
    codes = [code for when, code in table.numbers if when == period and code in authorities()]
    cells = [(code, cell_of(each, unit, table, code, period)) for code in codes if code != us.code]
    all_of_them = [us, *(Place(code, authorities()[code].name, value=cell.value) for code, cell in cells)]
    check = check_recording(all_of_them)
    yield from filter(None, (of_recording(check, one) for one in (us, *map(_as_place, _neighbours(places)))))


def _neighbours(places: Sequence[BenchmarkPlace]) -> list[BenchmarkPlace]:
    return [place for place in places if place.role is Role.NEIGHBOUR]


def _ours_as_place(around: Around, name: str, own: Value | None) -> Place:
    if own is None:
        return Place(around.authority, name)
    return Place(around.authority, name, own.numerator, own.denominator, own.value)


def _as_place(place: BenchmarkPlace, at: int = -1) -> Place:
    """The place with its value of that time, by default the last."""
    cell = place.cells[at]
    return Place(place.code, place.name, cell.numerator, cell.denominator, cell.value)


# ---------------------------------------------------------------- our own values


class _Ours:
    """Our own values by time and measure, worked out once for each time."""

    def __init__(self, council: Council, viewer: Viewer, indicator: Indicator) -> None:
        self._indicator = indicator
        self._found: dict[str, dict[str, Value]] = {}
        self.name = council.settings.authority.name or "This authority"
        self.notices: tuple[Problem, ...] = ()
        self._figures: GatedFigures | None = None
        try:
            self._figures = figures_for(council, viewer)
        except Refused as refused:
            if refused.problems[0].rule != "nothing_imported":
                raise
            self.notices = (_nothing_of_ours(),)

    @property
    def snapshot(self) -> str | None:
        """The snapshot that they are from; None if nothing of ours has been imported."""
        return self._figures.setting.snapshot.id if self._figures else None

    def value(self, period: str, measure: str) -> Value | None:
        """Our value; None if nothing has been imported, or the indicator has none for such a time."""
        if self._figures is None:
            return None
        if period not in self._found:
            self._found[period] = self._values(self._figures, period)
        return self._found[period].get(measure)

    def _values(self, figures: GatedFigures, period: str) -> dict[str, Value]:
        try:
            values = figures.values(self._indicator, parse_period(period))
        except Refused:
            return {}  # a period for which the indicator's kind gives no value
        return {value.measure: value for value in values}


def _nothing_of_ours() -> Problem:
    what = "Nothing of this authority has been imported, so only published numbers are shown."
    return Problem(what, "Import a return first: stonechat import FILE…", Severity.NOTE, "nothing_imported")
