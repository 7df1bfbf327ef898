"""What the command line says of many indicators at once: the scorecard, and the demo's overview."""

import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from stonechat.app import contract
from stonechat.app.reports import Demo, Row, Scorecard, Section
from stonechat.basics.dates import in_words
from stonechat.basics.periods import Period
from stonechat.cli.show import WIDTH, say, table, tell, tell_json
from stonechat.cli.show_import import show_import_report
from stonechat.cli.show_numbers import amount, footer, number
from stonechat.indicators.measure import Unit, Value

NARROWEST_TITLE = 24
SPARKS = "▁▂▃▄▅▆▇█"
HEADS = ("", "", "now", "made of", "before", "by month")
UNITS_IN_TITLES = {
    Unit.PER_10K: "per 10,000",
    Unit.DAYS: "days",
    Unit.WORKING_DAYS: "working days",
}


def sparkline(values: Sequence[Value]) -> str:
    """A line of blocks from the lowest to the highest value; a gap where there is none."""
    numbers = [value.value for value in values]
    known = [number for number in numbers if number is not None]
    if not known:
        return ""
    low, spread = min(known), max(known) - min(known)
    return "".join(
        " " if n is None else SPARKS[int((n - low) * 7 / spread) if spread else 3] for n in numbers
    )


def show_scorecard(card: Scorecard, as_json: bool) -> None:
    """The scorecard: one table, a heading over the rows of each section, at most `WIDTH` wide."""
    if as_json:
        tell_json(contract.scorecard_json(card))
        return
    tell(f"{card.title}: {card.authority}")
    tell(f"The {_in_words(card.period)}, beside the {_in_words(card.before)}\n")
    lines = [(section.title, list(_section_lines(section, _title_width(card)))) for section in card.sections]
    every = [line for _, section in lines for line in section]
    head, *body = table(HEADS, every, right=(2, 3, 4)).splitlines()
    tell(head)
    for title, section in lines:
        tell(f"\n{title}")
        for _ in section:
            tell(body.pop(0))
    tell(f"\n{_data_to(card)}")
    tell("How a number was made: stonechat indicators explain ID --period P")


def _in_words(period: Period) -> str:
    return f"twelve months to {period.last:%B %Y}"


def _data_to(card: Scorecard) -> str:
    """Until when the data reach; the indicators whose data end earlier are named with their day."""
    rows = [row for section in card.sections for row in section.rows if row.now.data_to]
    last = max((row.now.data_to for row in rows if row.now.data_to), default=None)
    earlier: dict[str, dict[str, None]] = {}
    for row in rows:
        if row.now.data_to and row.now.data_to != last:
            earlier.setdefault(in_words(row.now.data_to), {})[row.indicator.id] = None
    said = [textwrap.fill(f"{', '.join(ids)}: data to {day}.", WIDTH) for day, ids in earlier.items()]
    return "\n".join([footer(card.snapshot, card.catalogue, last), *said])


def _title_width(card: Scorecard) -> int:
    """What the other columns leave for titles."""
    rows = [(row.indicator.id, *_cells(row)) for section in card.sections for row in section.rows]
    heads = (HEADS[0], *HEADS[2:])
    others = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    return max(NARROWEST_TITLE, WIDTH - sum(others) - 2 * len(others))


def _section_lines(section: Section, width: int) -> Iterator[tuple[str, ...]]:
    """The lines of a section: an indicator with several measures has its title over them."""
    for indicator, group in groupby(section.rows, key=lambda row: row.indicator):
        rows = list(group)
        if len(rows) == 1:
            yield from _wrapped(indicator.id, f"{indicator.title}{_unit(rows[0])}", _cells(rows[0]), width)
            continue
        yield from _wrapped(indicator.id, indicator.title, ("", "", "", ""), width)
        for row in rows:
            yield from _wrapped("", f"  {row.title}{_unit(row)}", _cells(row), width)


def _wrapped(id: str, title: str, cells: tuple[str, ...], width: int) -> Iterator[tuple[str, ...]]:
    """One row, the title on as many lines as it needs; the numbers beside its first."""
    indent = " " * (len(title) - len(title.lstrip()) + 2)
    first, *more = textwrap.wrap(title, width, subsequent_indent=indent)
    yield id, first, *cells
    for line in more:
        yield "", line, *([""] * len(cells))


def _unit(row: Row) -> str:
    """The unit, for titles that do not say it. A percentage has its sign in the number."""
    words = UNITS_IN_TITLES.get(_unit_of(row), "")
    return f", {words}" if words and words not in f"{row.indicator.title} {row.title}" else ""


def _unit_of(row: Row) -> Unit:
    return next(m.unit for m in row.indicator.latest.measures if m.name == row.measure)


def _cells(row: Row) -> tuple[str, str, str, str]:
    unit = _unit_of(row)
    shown = Unit.COUNT if unit in UNITS_IN_TITLES else unit  # the title says it
    made_of = f"{number(row.now.numerator)} of {number(row.now.denominator)}"
    if row.now.numerator is None or row.now.denominator is None:
        made_of = ""
    return amount(row.now, shown), made_of, amount(row.before, shown), sparkline(row.history)


def show_demo(demo: Demo, directory: Path, as_json: bool) -> None:
    """What the demo did, and what to try next."""
    if as_json:
        tell_json(contract.demo_json(demo))
        return
    if demo.imported.files:
        show_import_report(demo.imported)
    else:
        say(f"{directory} holds this demo already: nothing was imported again.")
    show_scorecard(demo.scorecard, as_json=False)
    period = demo.scorecard.period.label
    say(f"\nAll children are made up. Their files are in {directory}/extracts; they were imported into")
    say(f"{directory}, which is a folder like yours. Try:")
    for line in (
        f"indicators explain AS02 --period {period} --folder {directory}",
        f"indicators benchmark FD17 --folder {directory}",
        f"indicators value FD17 --period {period} --by age_band --folder {directory}",
        f'indicators children CP08 --period {period} --reason "trying the demo" --folder {directory}',
        f"doctor --folder {directory}",
    ):
        say(f"  stonechat {line}")
