"""What stands beside the neighbours as a table to download: one row for each place and year of each measure.

Places come as they were published: ourselves, the neighbours in their order, the region, England.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from stonechat.app.benchmark_page import BenchmarkPage, IndicatorBenchmark
from stonechat.app.council import Council
from stonechat.app.permissions import Viewer
from stonechat.app.reports import BenchmarkCell, BenchmarkMeasure, BenchmarkPlace
from stonechat.app.tables import About, Cell, ColumnKind, Heading, Marking, TableToDownload
from stonechat.basics.published_numbers import SYMBOLS
from stonechat.indicators.definition import Indicator
from stonechat.indicators.measure import Value

_HEADINGS = (
    Heading("Indicator"),
    Heading("Title"),
    Heading("Measure"),
    Heading("Unit"),
    Heading("Year"),
    Heading("Place"),
    Heading("Role"),
    Heading("Published order", ColumnKind.NUMBER),
    Heading("Closeness"),
    Heading("Value", ColumnKind.NUMBER),
    Heading("Why there is none"),
    Heading("Source"),
)


def page_table(council: Council, found: BenchmarkPage, viewer: Viewer, made_at: datetime) -> TableToDownload:
    """The last year of each row of the page."""
    rows = (
        line for row in found.rows for line in _rows(row.indicator, row.measure, row.measure.periods[-1:])
    )
    snapshot = next((row.snapshot for row in found.rows), None)
    about = _about(council, snapshot, found.catalogue, found.is_suppressed, viewer, made_at)
    theme = next(each.words for each in found.themes if each.value == found.theme)
    return _table(f"Beside the neighbours: {theme}", ("neighbours", found.theme), rows, about)


def indicator_table(
    council: Council, found: IndicatorBenchmark, viewer: Viewer, made_at: datetime
) -> TableToDownload:
    """Every year of every measure."""
    benchmark = found.found
    rows = (line for each in benchmark.measures for line in _rows(benchmark.indicator, each, each.periods))
    about = _about(council, benchmark.snapshot, benchmark.catalogue, found.is_suppressed, viewer, made_at)
    title = f"{benchmark.indicator.title}, beside the neighbours"
    return _table(title, ("neighbours", benchmark.indicator.id), rows, about)


def _table(
    caption: str, subject: tuple[str, ...], rows: Iterable[tuple[Cell, ...]], about: About
) -> TableToDownload:
    return TableToDownload(caption, subject, _HEADINGS, tuple(rows), about)


def _about(  # noqa: PLR0917 - each is a different thing that is told
    council: Council,
    snapshot: str | None,
    catalogue: str,
    is_suppressed: bool,
    viewer: Viewer,
    made_at: datetime,
) -> About:
    name = council.settings.authority.name or "This authority"
    marking = Marking.OFFICIAL if is_suppressed else Marking.SENSITIVE
    key = "; ".join(f"{symbol}: {words}" for symbol, words in SYMBOLS.items())
    return About(name, snapshot, catalogue, None, viewer.name, made_at, marking, (("Symbols", key),))


def _rows(
    indicator: Indicator, measure: BenchmarkMeasure, periods: tuple[str, ...]
) -> Iterator[tuple[Cell, ...]]:
    start = len(measure.periods) - len(periods)
    source = f"{measure.release.publication}, {measure.release.title}"
    for at, period in enumerate(periods, start):
        what = (indicator.id, indicator.title, measure.title, str(measure.unit), period)
        value, why = _own(measure.ours[at])
        yield (*what, "Our own figure", "", None, "", value, why, "our own")
        for place in measure.places:
            yield (*what, *_place(place), *_published(place.cells[at]), source)


def _own(value: Value | None) -> tuple[Cell, str]:
    if value is None:
        return None, "no figure"
    return value.value, str(value.reason) if value.reason else ""


def _place(place: BenchmarkPlace) -> tuple[Cell, ...]:
    return place.name, str(place.role), place.position, place.closeness


def _published(cell: BenchmarkCell) -> tuple[Cell, str]:
    why = cell.note or ""
    return cell.value if cell.value is not None else cell.symbol, why
