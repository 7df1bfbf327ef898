"""What the command line says of an indicator beside published numbers, neighbours in published order."""

from collections.abc import Iterator

from stonechat.app import contract
from stonechat.app.reports import Benchmark, BenchmarkCell, BenchmarkMeasure, BenchmarkPlace, Role
from stonechat.cli.show import show_problems, table, tell, tell_json
from stonechat.cli.show_files import times
from stonechat.cli.show_numbers import number
from stonechat.indicators.measure import Value

YEARS_SHOWN = 5


def show_benchmark(found: Benchmark, as_json: bool) -> None:
    """Our values, the neighbours', the region's and England's by year, and what is said of the last one."""
    if as_json:
        tell_json(contract.benchmark_json(found))
        return
    tell(f"{found.indicator.id} {found.indicator.title}")
    for line in _whose(found):
        tell(line)
    for each in found.measures:
        _show_measure(each, several=len(found.measures) > 1)
    show_problems(found.notices)
    tell(f"Snapshot {found.snapshot or 'none'}, catalogue {found.catalogue}.")


def _whose(found: Benchmark) -> Iterator[str]:
    if found.model_year and found.has_stand_in:
        yield (
            f"The neighbours are those of authority {found.neighbours_of}, which stands in for authority "
            f"{found.authority or 'without a code'} (stonechat.toml, [benchmark])."
        )


def _show_measure(each: BenchmarkMeasure, several: bool) -> None:
    periods = each.periods[-YEARS_SHOWN:]
    tell(f"\n{each.title}, {each.unit}" if several else f"\n{each.unit}")
    rows = [("ours", "", *map(_own, each.ours[-YEARS_SHOWN:]))]
    digits = _decimals(each)
    rows += [
        (_named(place), place.closeness, *(_shown(cell, digits) for cell in place.cells[-YEARS_SHOWN:]))
        for place in each.places
    ]
    tell(table(("", "", *periods), rows, right=tuple(range(2, 2 + len(periods)))))
    for line in (*_notes(each), *each.words):
        tell(line)


def _named(place: BenchmarkPlace) -> str:
    if place.role is Role.NEIGHBOUR:
        return f"{place.position}. {place.name}"
    return f"{place.name}, as published" if place.role is Role.AUTHORITY else place.name


def _own(value: Value | None) -> str:
    if value is None:
        return "–"
    return number(value.value) if value.value is not None else str(value.reason)


def _decimals(each: BenchmarkMeasure) -> int:
    """As many as the published values have, so that 22 beside 22.4 is 22.0."""
    values = (cell.value for place in each.places for cell in place.cells if cell.value is not None)
    return int(any(value != int(value) for value in values))


def _shown(cell: BenchmarkCell, digits: int) -> str:
    if cell.value is not None:
        return f"{cell.value:,.{digits}f}" + ("*" if cell.note else "")
    return cell.symbol or "–"


def _notes(each: BenchmarkMeasure) -> Iterator[str]:
    """What a symbol or a gap among the years shown means, and where the numbers are from."""
    shown = [(place, cell) for place in each.places for cell in place.cells[-YEARS_SHOWN:] if cell.note]
    said = dict.fromkeys(
        f"{cell.symbol}: {cell.note}." if cell.symbol else f"{place.name}: {cell.note.rstrip('.')}."
        for place, cell in shown
        if cell.note
    )
    yield from said
    if each.differs:
        yield f"Caution: {each.differs}"
    how = ", worked out from its counts" if each.is_worked_out else ""
    release = each.release
    yield f"From {release.publication}, {release.title}, {times(release)}{how} ({each.release_id})."
