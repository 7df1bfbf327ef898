"""The neighbours' figures as pages have them: strips, tables in published order, funnels."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from stonechat.app.benchmark_page import (
    BenchmarkPage,
    BenchmarkRow,
    IndicatorBenchmark,
    OnFunnel,
    span_of,
)
from stonechat.app.benchmark_page import Choice as Chosen
from stonechat.app.reports import BenchmarkCell, BenchmarkMeasure, BenchmarkPlace, Role
from stonechat.app.tables import Form
from stonechat.basics.published_numbers import SYMBOLS
from stonechat.charts.drawing import NARROW, WIDE
from stonechat.charts.funnel_plot import Plotted, draw_funnel
from stonechat.charts.strip import Measured, draw_strip
from stonechat.indicators.measure import Reason, Unit, Value
from stonechat.web.parts import Cell, Choice, Column, Download, Figure, Group, Option, Table, figure
from stonechat.web.presenters import addresses

YEARS_SHOWN = 10
HIDDEN = "c"


def page(found: BenchmarkPage) -> dict[str, Any]:
    """What the page of several indicators shows."""
    return {
        "page": found,
        "facts": _hidden(found.is_suppressed, found.threshold),
        "filters": (
            Choice("theme", "Indicators", found.theme, _options(found.themes)),
            Choice("year", "Year", found.year or "", _or_last(found.years)),
            Choice("model", "Neighbours", found.model or "", _models(found.models)),
        ),
        "figure": _strips(found) if found.rows else None,
        "rows": [(row, reverse("benchmark-of", args=[row.indicator.id])) for row in found.rows],
        "key": _key(row.measure for row in found.rows),
        "notes": list(_notes([row.measure for row in found.rows], last_only=True)),
    }


def one(found: IndicatorBenchmark) -> dict[str, Any]:
    """What the page of one indicator shows."""
    benchmark = found.found
    return {
        "one": found,
        "indicator": benchmark.indicator,
        "indicator_url": addresses.indicator(benchmark.indicator.id),
        "facts": _hidden(found.is_suppressed, found.threshold),
        "filters": (
            Choice("year", "Year", found.year or "", _or_last(found.years)),
            Choice("model", "Neighbours", found.model or "", _models(found.models)),
        ),
        "is_one": len(benchmark.measures) == 1,
        "measures": [_measure(found, each) for each in benchmark.measures],
        "key": _key(benchmark.measures),
        "notes": list(_notes(benchmark.measures, last_only=False)),
    }


def _hidden(is_suppressed: bool, threshold: int) -> list[str]:
    return [f"Our figures under {threshold + 1} are hidden (c)"] if is_suppressed and threshold else []


def _options(choices: Sequence[Chosen]) -> tuple[Option, ...]:
    return tuple(Option(each.value, each.words) for each in choices)


def _or_last(choices: Sequence[Chosen]) -> tuple[Option, ...]:
    return (Option("", "The last one published"), *_options(choices))


def _models(choices: Sequence[Chosen]) -> tuple[Option, ...]:
    """The latest model goes without saying; where there is none, that is said."""
    if not choices:
        return (Option("", "None imported"),)
    first, *others = choices
    return (Option("", first.words), *_options(others))


# ---------------------------------------------------------------- several indicators


def _strips(found: BenchmarkPage) -> Figure:
    rows = found.rows
    measured = [
        Measured(row.title, row.measure.unit, row.span, row.measure.against)
        for row in rows
        if row.measure.against is not None
    ]
    made = figure("strips", draw_strip(measured, WIDE), draw_strip(measured, NARROW), source=_source(rows))
    return Figure(made.id, made.title, made.subtitle, made.wide, made.narrow, _places(found), made.source)


def _source(rows: Sequence[BenchmarkRow]) -> str:
    said = dict.fromkeys(f"{row.measure.release.publication}, {row.measure.release.title}" for row in rows)
    return f"Source: {'; '.join(said)}."


def _places(found: BenchmarkPage) -> Table:
    """The places in their published order under each indicator, which no button can put in another."""
    groups = tuple(
        Group(tuple(_last_of(row.measure)), f"{row.title}, {row.span}")
        for row in found.rows
        if row.measure.places
    )
    columns = (Column("Place"), Column("Value", numeric=True), Column("Closeness"))
    asked = {"theme": found.theme, "year": found.year or "", "model": found.model or ""}
    downloads = _downloads("benchmark-file", (), asked)
    return Table("places", "Neighbours in their published order", columns, groups, downloads)


def _last_of(measure: BenchmarkMeasure) -> Iterator[tuple[Cell, ...]]:
    yield (
        Cell("Our own figure"),
        Cell(_own(measure.ours[-1], measure.unit), numeric=True),
        Cell("not applicable"),
    )
    for place in measure.places:
        text = _published(place.cells[-1], measure)
        yield Cell(_named(place)), Cell(text, numeric=True), Cell(place.closeness or "not applicable")


# ---------------------------------------------------------------- one indicator


def _measure(found: IndicatorBenchmark, measure: BenchmarkMeasure) -> dict[str, Any]:
    funnel = found.funnels.get(measure.measure)
    title = found.found.indicator.title
    is_one = len(found.found.measures) == 1
    name = title if is_one else measure.title
    return {
        "measure": measure,
        "id": measure.measure,
        "title": name,
        "strip": _strip(measure, name),
        "over_years": _over_years(measure, name, found),
        "funnel": _funnel(funnel, name, measure) if funnel else None,
        "funnel_words": funnel.said if funnel else (),
        "source": f"{measure.release.publication}, {measure.release.title}",
    }


def _strip(measure: BenchmarkMeasure, title: str) -> Figure | None:
    if measure.against is None:
        return None
    row = Measured(title, measure.unit, span_of(measure.periods[-1]), measure.against)
    made = figure(f"strip-{measure.measure}", draw_strip([row], WIDE), draw_strip([row], NARROW))
    columns = (Column("Place"), Column("Value", numeric=True), Column("Closeness"))
    rows = Group(tuple(_last_of(measure)))
    caption = f"{title}, {row.span}: neighbours in their published order"
    table = Table(made.table.id, caption, columns, (rows,))
    return Figure(made.id, made.title, made.subtitle, made.wide, made.narrow, table, "")


def _over_years(measure: BenchmarkMeasure, title: str, found: IndicatorBenchmark) -> Table:
    """A row for each place in published order, a column for each of the last years."""
    periods = measure.periods[-YEARS_SHOWN:]
    columns = (Column("Place"), *(Column(span_of(each), numeric=True) for each in periods))
    ours = [_own(each, measure.unit) for each in measure.ours[-YEARS_SHOWN:]]
    rows = [(Cell("Our own figure"), *(Cell(text, numeric=True) for text in ours))]
    rows += [
        (
            Cell(_named(place), note=place.closeness),
            *(Cell(_published(cell, measure), numeric=True) for cell in place.cells[-YEARS_SHOWN:]),
        )
        for place in measure.places
    ]
    asked = {"year": found.year or "", "model": found.model or ""}
    downloads = _downloads("benchmark-of-file", (found.found.indicator.id,), asked)
    caption = f"{title} over the years, {measure.unit}"
    return Table(f"years-{measure.measure}", caption, columns, (Group(tuple(rows)),), downloads)


def _funnel(found: OnFunnel, title: str, measure: BenchmarkMeasure) -> Figure | None:
    if found.funnel is None:
        return None
    plotted = Plotted(title, span_of(measure.periods[-1]), found.size, found.funnel, found.us, "authorities")
    return figure(f"funnel-{measure.measure}", draw_funnel(plotted, WIDE), draw_funnel(plotted, NARROW))


def _downloads(name: str, args: tuple[str, ...], asked: dict[str, str]) -> tuple[Download, ...]:
    said = urlencode({key: value for key, value in asked.items() if value})
    return tuple(
        Download(f"{reverse(name, args=[*args, form.value])}?{said}", words)
        for form, words in ((Form.CSV, "CSV"), (Form.WORKBOOK, "Excel"))
    )


# ---------------------------------------------------------------- cells and what they mean


def _named(place: BenchmarkPlace) -> str:
    if place.role is Role.NEIGHBOUR:
        return f"{place.position}. {place.name}"
    return f"{place.name}, as published" if place.role is Role.AUTHORITY else place.name


def _own(value: Value | None, unit: Unit) -> str:
    if value is None:
        return "no figure"
    if value.value is None:
        return HIDDEN if value.reason is Reason.SUPPRESSED else str(value.reason)
    return _with_unit(f"{value.value:,}", unit)


def _published(cell: BenchmarkCell, measure: BenchmarkMeasure) -> str:
    if cell.value is None:
        return cell.symbol or "not published"
    digits = 0 if measure.unit is Unit.COUNT else 1
    return _with_unit(f"{cell.value:,.{digits}f}", measure.unit)


def _with_unit(text: str, unit: Unit) -> str:
    return f"{text}%" if unit is Unit.PERCENT else text


def _key(measures: Iterable[BenchmarkMeasure]) -> list[tuple[str, str]]:
    """What each symbol means that stands in the tables, ours too."""
    found = [each for each in measures]
    symbols = {cell.symbol for each in found for place in each.places for cell in place.cells if cell.symbol}
    if any(value and value.reason is Reason.SUPPRESSED for each in found for value in each.ours):
        symbols.add(HIDDEN)
    return [(symbol, words) for symbol, words in SYMBOLS.items() if symbol in symbols]


def _notes(measures: Sequence[BenchmarkMeasure], *, last_only: bool) -> Iterator[str]:
    """Where a place has no number, or one together with another: why, each said once."""
    said: dict[str, None] = {}
    for each in measures:
        for place in each.places:
            for cell in place.cells[-1:] if last_only else place.cells[-YEARS_SHOWN:]:
                if cell.note and not cell.symbol:
                    said[f"{place.name}: {cell.note.rstrip('.')}."] = None
    yield from said
