"""What the command line says of indicators: definitions, values, children, explanations, the scorecard."""

import textwrap
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

from stonechat.app import contract
from stonechat.app.reports import (
    CatalogueCheck,
    Children,
    Demo,
    Explained,
    History,
    Row,
    Scorecard,
    Section,
    Valued,
)
from stonechat.basics.periods import Period
from stonechat.cli.show import number_of, problem_line, say, table, tell, tell_json
from stonechat.indicators.breakdowns import category_in_words
from stonechat.indicators.catalogue import Catalogue
from stonechat.indicators.definition import Indicator
from stonechat.indicators.measure import Unit, Value

SUFFIXES = {
    Unit.PERCENT: "%",
    Unit.PER_10K: " per 10,000",
    Unit.DAYS: " days",
    Unit.WORKING_DAYS: " working days",
}
TITLE_WIDTH = 52
SPARKS = "▁▂▃▄▅▆▇█"


def show_catalogue(catalogue: Catalogue, as_json: bool) -> None:
    """Every indicator, one line each."""
    if as_json:
        tell_json(contract.catalogue_json(catalogue))
        return
    rows = [(i.id, i.title, str(i.kind), i.role, str(i.unit), str(i.source.status)) for i in catalogue]
    tell(table(("id", "title", "kind", "role", "unit", "definition"), rows))


def show_catalogue_check(checked: CatalogueCheck, as_json: bool) -> None:
    """Whether the catalogue is sound."""
    if as_json:
        tell_json(contract.catalogue_check_json(checked))
        return
    for problem in checked.problems:
        tell(problem_line(problem))
    said = number_of(len(checked.problems), "problem")
    if not checked.indicators:
        tell(f"The catalogue cannot be used: {said}. No worked example was run.")
        return
    engines = " and ".join(checked.engines)
    ran = f"{number_of(checked.examples, 'worked example')} run on {engines}"
    tell(f"{number_of(checked.indicators, 'indicator')}; {ran}; {said}.")


def amount(value: Value, unit: Unit) -> str:
    """A value in words: the number with its unit, or the reason why there is none."""
    if value.value is None:
        return str(value.reason)
    return f"{_number(value.value)}{SUFFIXES.get(unit, '')}"


def _number(number: int | Decimal | None) -> str:
    return "" if number is None else f"{number:,}"


def _category(value: Value) -> str:
    return "all" if value.breakdown is None else category_in_words(value.breakdown, value.category)


def show_values(valued: Valued, as_json: bool) -> None:
    """The values of an indicator in a period."""
    if as_json:
        tell_json(contract.values_json(valued))
        return
    tell(f"{valued.indicator.id} {valued.indicator.title}, {valued.period}")
    measures = {measure.name: measure for measure in valued.indicator.latest.measures}
    rows = [
        (
            "" if len(measures) == 1 else measures[v.measure].title,
            _category(v),
            _number(v.numerator),
            _number(v.denominator),
            amount(v, measures[v.measure].unit),
        )
        for v in valued.values
    ]
    tell(table(("", "", "numerator", "denominator", "value"), rows, right=(2, 3, 4)))
    tell(_footer(valued.snapshot, valued.catalogue, valued.values[0].data_to if valued.values else None))
    for caution in valued.indicator.cautions:
        tell(f"Caution: {caution}")


def _footer(snapshot: str | None, catalogue: str, data_to: Any) -> str:
    held = f"Data to {data_to:%d %B %Y}. " if data_to else ""
    return f"{held}Snapshot {snapshot or 'none'}, catalogue {catalogue}."


def show_indicator(history: History, as_json: bool) -> None:
    """A definition and its recent values."""
    indicator = history.indicator
    if as_json:
        tell_json(contract.history_json(history))
        return
    tell(f"{indicator.id} {indicator.title}\n{indicator.question}\n")
    for line in (*history.definition, *(f"Caution: {caution}" for caution in indicator.cautions)):
        tell(line)
    tell(_whose(indicator))
    _show_history(history)


def _whose(indicator: Indicator) -> str:
    """Whose definition it is, and when it is to be looked at again."""
    said = [f"Owner: {indicator.owner}."]
    if indicator.is_local:
        said.append(f"Local definition ({indicator.file}).")
    if indicator.purpose:
        said.append(f"Purpose: {indicator.purpose}")
    if indicator.review_by:
        said.append(f"To be reviewed by {indicator.review_by:%d %B %Y}.")
    return " ".join(said)


def _show_history(history: History) -> None:
    units = {measure.name: measure.unit for measure in history.indicator.latest.measures}
    rows = [
        (period.label, v.measure, _number(v.numerator), _number(v.denominator), amount(v, units[v.measure]))
        for period, values in history.values
        for v in values
    ]
    if rows:
        tell()
        tell(table(("period", "measure", "numerator", "denominator", "value"), rows, right=(2, 3, 4)))
        tell(_footer(history.snapshot, history.catalogue, history.values[-1][1][0].data_to))


def show_children(children: Children, as_json: bool) -> None:
    """The rows behind a number."""
    if as_json:
        tell_json(contract.children_json(children))
        return
    rows = [
        ["" if row[name] is None else str(row[name]) for name in children.columns] for row in children.rows
    ]
    tell(table(children.columns, rows))
    behind = f"{children.indicator} {children.measure}, {children.period}"
    say(f"{len(children.rows):,} rows behind {behind}. This look is recorded.")


def show_explanation(explained: Explained, as_json: bool) -> None:
    """How a number was made."""
    if as_json:
        tell_json(contract.explained_json(explained))
        return
    show_values(explained.valued, as_json=False)
    tell("\nDefinition")
    for line in explained.definition:
        tell(f"  {line}")
    for parameter in explained.parameters:
        tell(f"  {parameter.title}: {parameter.value} {parameter.unit} ({parameter.source})")
    if explained.population:
        tell(f"  {explained.population}")
    for count in explained.counts:
        tell(f"\n{count.measure}, {count.part}")
        tell(table(("  rows", "step"), [(f"  {rows:,}", words) for words, rows in count.steps], right=(0,)))
        tell("\n  SQL\n" + "\n".join(f"    {line}" for line in count.sql.splitlines()))


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
    """The scorecard: one table, a heading over the rows of each section."""
    if as_json:
        tell_json(contract.scorecard_json(card))
        return
    tell(f"{card.title}: {card.authority}")
    tell(f"The {_in_words(card.period)}, beside the {_in_words(card.before)}\n")
    heads = ("", "", "now", "made of", "before", "month by month")
    lines = [(section.title, _section_lines(section)) for section in card.sections]
    head, *body = table(
        heads, [line for _, section in lines for line in section], right=(2, 3, 4)
    ).splitlines()
    tell(head)
    for title, section in lines:
        tell(f"\n{title}")
        for _ in section:
            tell(body.pop(0))
    known = {row.now.data_to for section in card.sections for row in section.rows if row.now.data_to}
    tell(f"\n{_footer(card.snapshot, card.catalogue, max(known, default=None))}")
    tell("How a number was made: stonechat indicators explain ID --period P")


def _in_words(period: Period) -> str:
    return f"twelve months to {period.last:%B %Y}"


def _section_lines(section: Section) -> list[tuple[str, ...]]:
    """The lines of a section: an indicator with several measures has its title over them."""
    lines: list[tuple[str, ...]] = []
    for indicator, group in groupby(section.rows, key=lambda row: row.indicator):
        rows = list(group)
        title = textwrap.wrap(indicator.title, TITLE_WIDTH)
        if len(rows) == 1:
            lines.append((indicator.id, title[0], *_cells(rows[0])))
            lines += [("", f"  {more}", "", "", "", "") for more in title[1:]]
        else:
            lines.append((indicator.id, title[0], "", "", "", ""))
            lines += [("", f"  {row.title}", *_cells(row)) for row in rows]
    return lines


def _cells(row: Row) -> tuple[str, str, str, str]:
    unit = next(m.unit for m in row.indicator.latest.measures if m.name == row.measure)
    if unit is Unit.PER_10K and "per 10,000" in row.indicator.title:
        unit = Unit.COUNT  # the title says it already
    made_of = f"{_number(row.now.numerator)} of {_number(row.now.denominator)}"
    if row.now.numerator is None or row.now.denominator is None:
        made_of = ""
    return amount(row.now, unit), made_of, amount(row.before, unit), sparkline(row.history)


def show_demo(demo: Demo, directory: Path) -> None:
    """What the demo did, and what to try next."""
    for report in demo.imported.files:
        say(f"{Path(report.file).name}: return {report.return_id}")
    say()
    show_scorecard(demo.scorecard, as_json=False)
    period = demo.scorecard.period.label
    say(f"\nEverything is in {directory}. All children are made up. Try:")
    for line in (
        f"indicators explain AS02 --period {period} --folder {directory}",
        f"indicators value FD17 --period {period} --by age_band --folder {directory}",
        f'indicators children CP08 --period {period} --reason "trying the demo" --folder {directory}',
        f"doctor --folder {directory}",
    ):
        say(f"  stonechat {line}")
