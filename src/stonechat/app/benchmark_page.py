"""What the pages beside the neighbours show: one row for each indicator, or one indicator in full.

Each page is worked out once for all who were granted the same: what it shows depends on what is served and
published, never on time. The numbers and their words are `benchmark.py`'s; the funnel of all authorities is
put together here, of those measures that are published with what they were divided by.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from stonechat.analysis.funnel import Funnel, funnel
from stonechat.analysis.places import Place
from stonechat.analysis.words_of_places import of_funnel, of_neighbours
from stonechat.analysis.words_of_time import period_in_words
from stonechat.app.benchmark import benchmark, cell_of, counterparts_of
from stonechat.app.council import Council
from stonechat.app.figures import catalogue_of
from stonechat.app.once import Once
from stonechat.app.permissions import Permission, Viewer
from stonechat.app.published_tables import every_release, models, published_table
from stonechat.app.reports import Benchmark, BenchmarkMeasure
from stonechat.app.served import served_figures
from stonechat.basics.authorities import authorities
from stonechat.basics.dates import in_words
from stonechat.basics.periods import PeriodKind, parse_period
from stonechat.basics.problems import Problem, Refused, wrong_use
from stonechat.indicators.catalogue import Catalogue
from stonechat.indicators.counterparts import Counterpart
from stonechat.indicators.definition import Indicator
from stonechat.indicators.measure import Unit
from stonechat.indicators.schema import nearest

SCORECARD = "scorecard"
"""The theme that holds what stands on the scorecard."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that may be asked for, and what it is called."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class BenchmarkRow:
    """The first published measure of one indicator: its strip, and where we lie in words."""

    indicator: Indicator
    title: str
    measure: BenchmarkMeasure
    span: str
    words: tuple[str, ...]
    snapshot: str | None


@dataclass(frozen=True, slots=True)
class BenchmarkPage:
    """Rows of a theme, each beside the neighbours, in the order of the catalogue.

    `said` are sentences above them; `left_out` the indicators without a row, with why.
    """

    theme: str
    themes: tuple[Choice, ...]
    year: str | None
    years: tuple[Choice, ...]
    model: str | None
    models: tuple[Choice, ...]
    rows: tuple[BenchmarkRow, ...]
    said: tuple[str, ...]
    left_out: tuple[str, ...]
    notices: tuple[Problem, ...]
    catalogue: str
    is_suppressed: bool
    threshold: int


@dataclass(frozen=True, slots=True)
class OnFunnel:
    """All authorities of one year by their size; None where a funnel says nothing of us. `said`: in words."""

    funnel: Funnel | None
    us: str
    size: str
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndicatorBenchmark:
    """One indicator in full; `funnels` by the name of the measure."""

    found: Benchmark
    year: str | None
    years: tuple[Choice, ...]
    model: str | None
    models: tuple[Choice, ...]
    funnels: dict[str, OnFunnel]
    said: tuple[str, ...]
    is_suppressed: bool
    threshold: int


_PAGES: Once[tuple[Any, ...], Any] = Once(400)


def _snapshot(council: Council) -> str | None:
    """The snapshot that this page is of; None if nothing has been imported or its figures cannot be read."""
    try:
        return served_figures(council).setting.snapshot.id
    except Refused:
        return None


def _once(council: Council, viewer: Viewer, asked: tuple[Any, ...], work_out: Callable[[], Any]) -> Any:
    """What was worked out before for whoever was granted the same, of the same figures."""
    settings = council.settings
    return _PAGES.of(
        (
            council.folder,
            _snapshot(council),
            catalogue_of(council).version,
            tuple(kept.id for kept in every_release(council.folder)),
            settings.authority.name,
            settings.authority.code,
            settings.benchmark.neighbours_of,
            settings.disclosure.threshold,
            council.population_file.read_bytes() if council.population_file.exists() else b"",
            viewer.granted,
            *asked,
        ),
        work_out,
    )


# ---------------------------------------------------------------- several indicators


def benchmark_page(
    council: Council,
    viewer: Viewer,
    theme: str = SCORECARD,
    year: str | None = None,
    model: str | None = None,
) -> BenchmarkPage:
    """The indicators of a theme beside the neighbours. `year` a financial year; by default each one's last.

    Refused as wrong use for a theme, year or model that there is not.
    """
    asked = ("page", theme, year, model)
    found: BenchmarkPage = _once(council, viewer, asked, lambda: _page(council, viewer, theme, year, model))
    return found


def _page(council: Council, viewer: Viewer, theme: str, year: str | None, model: str | None) -> BenchmarkPage:
    catalogue = catalogue_of(council)
    themes = tuple(_themes(catalogue))
    if theme not in {each.value for each in themes}:
        what = f"There is no theme {theme}."
        raise wrong_use(what, nearest(theme, [each.value for each in themes]), "unknown_theme")
    years = tuple(_years(council, catalogue))
    if year is not None and year not in {each.value for each in years}:
        raise wrong_use(f"{year} is not in any published table.", _years_held(years), "year_not_published")
    rows, left_out, notices = _rows(council, viewer, _of_theme(catalogue, theme), year, model)
    return BenchmarkPage(
        theme=theme,
        themes=themes,
        year=year,
        years=years,
        model=model,
        models=_models(council),
        rows=tuple(rows),
        said=tuple(_said(council, rows, years)),
        left_out=tuple(left_out),
        notices=tuple(dict.fromkeys(notices)),
        catalogue=catalogue.version,
        is_suppressed=not viewer.covers(Permission.READ_EXACT),
        threshold=council.settings.disclosure.threshold,
    )


def _themes(catalogue: Catalogue) -> Iterator[Choice]:
    """The scorecard, and each theme of which anything is published."""
    known = counterparts_of(catalogue)
    yield Choice(SCORECARD, "On the scorecard")
    for theme in catalogue.themes:
        if any(indicator.theme == theme.name and indicator.id in known for indicator in catalogue):
            yield Choice(theme.name, theme.title)


def _of_theme(catalogue: Catalogue, theme: str) -> list[Indicator]:
    """The indicators with a published counterpart, in the order of the scorecard or the catalogue."""
    known = counterparts_of(catalogue)
    if theme == SCORECARD:
        shown = [catalogue[id] for section in catalogue.scorecard().sections for id in section.indicators]
    else:
        shown = [indicator for indicator in catalogue if indicator.theme == theme]
    return [indicator for indicator in shown if indicator.id in known]


def _rows(
    council: Council, viewer: Viewer, shown: Iterable[Indicator], year: str | None, model: str | None
) -> tuple[list[BenchmarkRow], list[str], list[Problem]]:
    rows: list[BenchmarkRow] = []
    left_out: list[str] = []
    notices: list[Problem] = []
    for indicator in shown:
        try:
            found = benchmark(council, viewer, indicator.id, year, model)
        except Refused as refused:
            if any(problem.rule == "no_such_model" for problem in refused.problems):
                raise
            left_out.append(f"{indicator.title}: {refused.problems[0].what}")
            continue
        notices.extend(found.notices)
        row = next((_row(found, each) for each in found.measures if each.against is not None), None)
        if row is None:
            left_out.append(f"{indicator.title}: a count, or no neighbours; authorities differ in size.")
        else:
            rows.append(row)
    return rows, left_out, notices


def _row(found: Benchmark, measure: BenchmarkMeasure) -> BenchmarkRow:
    indicator = found.indicator
    is_one = len(indicator.latest.measures) == 1
    title = indicator.title if is_one else f"{indicator.title}: {measure.title}"
    said = of_neighbours(measure.against, measure.unit)[:1] if measure.against else ()
    words = (*said, *([measure.differs] if measure.differs else ()))
    return BenchmarkRow(indicator, title, measure, span_of(measure.periods[-1]), words, found.snapshot)


def span_of(label: str) -> str:
    """A published time as people say it; as it stands where it is no period of ours."""
    try:
        return period_in_words(parse_period(label))
    except Refused:
        return label


def _years(council: Council, catalogue: Catalogue) -> Iterator[Choice]:
    """Every year of the published tables that stand beside an indicator, the latest first."""
    names = {each.table for found in counterparts_of(catalogue).values() for each in found}
    tables = [table for name in names if (table := published_table(council.folder, name)) is not None]
    every = sorted({period for table in tables for period in table.periods}, reverse=True)
    return (Choice(label, span_of(label)) for label in every if _is_financial_year(label))


def _is_financial_year(label: str) -> bool:
    with suppress(Refused):
        return parse_period(label).kind is PeriodKind.FINANCIAL_YEAR
    return False


def _years_held(years: tuple[Choice, ...]) -> str:
    if not years:
        return "Import published figures first."
    return f"Published figures are held for {years[-1].words} to {years[0].words}."


def _models(council: Council) -> tuple[Choice, ...]:
    held = models(council.folder)
    return tuple(
        Choice(kept.release.last, f"Statistical neighbours, model of {kept.release.last}") for kept in held
    )


def _said(council: Council, rows: list[BenchmarkRow], years: tuple[Choice, ...]) -> Iterator[str]:
    """Of which time the figures are, and how much newer our own are."""
    if not rows:
        return
    spans = list(dict.fromkeys(row.span for row in rows))
    yield f"The figures are of {_and(spans)}, ours too. {_years_held(years)}"
    yield from _newer(council)


def _newer(council: Council) -> Iterator[str]:
    last = served_figures(council).setting.windows.last if _snapshot(council) else None
    if last is not None:
        yield f"Published figures are older than our own, which go on to {in_words(last)}."


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


# ---------------------------------------------------------------- one indicator


def indicator_benchmark(
    council: Council, viewer: Viewer, indicator_id: str, year: str | None = None, model: str | None = None
) -> IndicatorBenchmark:
    """One indicator over the years, with the funnel of all authorities. Refused as `benchmark`."""
    asked = ("one", indicator_id, year, model)
    found: IndicatorBenchmark = _once(
        council, viewer, asked, lambda: _one(council, viewer, indicator_id, year, model)
    )
    return found


def _one(
    council: Council, viewer: Viewer, indicator_id: str, year: str | None, model: str | None
) -> IndicatorBenchmark:
    found = benchmark(council, viewer, indicator_id, year, model)
    known = counterparts_of(catalogue_of(council))[found.indicator.id]
    counterpart = {each.measure: each for each in known}
    periods = sorted({label for each in _whole(council, known) for label in each}, reverse=True)
    years = tuple(Choice(label, span_of(label)) for label in periods)
    return IndicatorBenchmark(
        found=found,
        year=year,
        years=years,
        model=model,
        models=_models(council),
        funnels=dict(_funnels(council, found, counterpart)),
        said=(_years_held(years), *_newer(council)),
        is_suppressed=not viewer.covers(Permission.READ_EXACT),
        threshold=council.settings.disclosure.threshold,
    )


def _whole(council: Council, known: Iterable[Counterpart]) -> Iterator[tuple[str, ...]]:
    for name in {each.table for each in known}:
        table = published_table(council.folder, name)
        if table is not None:
            yield table.periods


def _funnels(
    council: Council, found: Benchmark, known: dict[str, Counterpart]
) -> Iterator[tuple[str, OnFunnel]]:
    for measure in found.measures:
        each = known[measure.measure]
        if measure.unit is Unit.PERCENT and each.numerator and each.denominator:
            yield measure.measure, _on_funnel(council, found, measure, each)


def _on_funnel(council: Council, found: Benchmark, measure: BenchmarkMeasure, each: Counterpart) -> OnFunnel:
    """Every authority of the last year; our own figure in the place of the one published of us."""
    table = published_table(council.folder, each.table)
    period = measure.periods[-1]
    codes = [code for when, code in table.numbers if when == period] if table else []
    places = [
        Place(code, authorities()[code].name, cell.numerator, cell.denominator, cell.value)
        for code in codes
        if code in authorities() and code != found.authority and table
        for cell in [cell_of(each, measure.unit, table, code, period)]
    ]
    own = measure.ours[-1]
    if own is not None and own.numerator is not None and own.denominator:
        name = council.settings.authority.name or "This authority"
        places.append(Place(found.authority, name, own.numerator, own.denominator, own.value))
    made = funnel(places, measure.unit)
    drawn = made if isinstance(made, Funnel) else None
    return OnFunnel(drawn, found.authority, (each.denominator or "").replace("_", " "), of_funnel(made))
