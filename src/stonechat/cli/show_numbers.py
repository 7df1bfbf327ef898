"""What the command line says of indicators: definitions, values, children, explanations, the scorecard."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from stonechat.app import contract
from stonechat.app.reports import (
    CatalogueCheck,
    Children,
    Explained,
    History,
    Judgement,
    Picture,
    Valued,
)
from stonechat.cli.show import number_of, problem_line, say, table, tell, tell_json
from stonechat.indicators.breakdowns import category_in_words
from stonechat.indicators.catalogue import Catalogue
from stonechat.indicators.definition import Indicator, Kind
from stonechat.indicators.measure import Unit, Value

SUFFIXES = {
    Unit.PERCENT: "%",
    Unit.PER_10K: " per 10,000",
    Unit.DAYS: " days",
    Unit.WORKING_DAYS: " working days",
}


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
    return f"{number(value.value)}{SUFFIXES.get(unit, '')}"


def number(number: int | Decimal | None) -> str:
    return "" if number is None else f"{number:,}"


def _category(value: Value, names: Mapping[str, str]) -> str:
    if value.breakdown is None:
        return "all"
    return category_in_words(value.breakdown, value.category, names)


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
            _category(v, valued.names),
            number(v.numerator),
            number(v.denominator),
            amount(v, measures[v.measure].unit),
        )
        for v in valued.values
    ]
    tell(table(("", "", "numerator", "denominator", "value"), rows, right=(2, 3, 4)))
    tell(footer(valued.snapshot, valued.catalogue, valued.values[0].data_to if valued.values else None))
    for caution in valued.indicator.cautions:
        tell(f"Caution: {caution}")


def footer(snapshot: str | None, catalogue: str, data_to: Any) -> str:
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
    _show_judgements(history)
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


def _show_judgements(history: History) -> None:
    """What each measure says over time: its sentence, then what the reader should know beside it."""
    titles = {measure.name: measure.title for measure in history.indicator.latest.measures}
    for judgement in history.judgements:
        of_team = "" if judgement.team is None else f"Team {judgement.judged.series.scope}: "
        of_measure = f"{titles[judgement.measure]}: " if len(titles) > 1 else ""
        tell()
        tell(f"{of_team}{of_measure}{_of_which_months(history, judgement)}{judgement.sentence}")
        if judgement.outlook:
            tell(judgement.outlook)
        for warning in judgement.judged.warnings:
            tell(f"Note: {warning}")
        for noted in judgement.noted:
            tell(f"Noted: {noted}")


def _of_which_months(history: History, judgement: Judgement) -> str:
    """Of what is counted over twelve months, whether these are judged or the months one by one."""
    if history.indicator.kind is not Kind.ROLLING:
        return ""
    is_of_months = judgement.judged.series.kind is Kind.FLOW
    return "Month by month: " if is_of_months else "Twelve months: "


def show_picture(picture: Picture) -> None:
    """Which file a chart was written to, and whether another was there before."""
    over = ", over the one that was there" if picture.was_there else ""
    say(f"Wrote {picture.file}{over}: {picture.title}.")


def _show_history(history: History) -> None:
    units = {measure.name: measure.unit for measure in history.indicator.latest.measures}
    rows = [
        (period.label, v.measure, number(v.numerator), number(v.denominator), amount(v, units[v.measure]))
        for period, values in history.values
        for v in values
    ]
    if rows:
        tell()
        tell(table(("period", "measure", "numerator", "denominator", "value"), rows, right=(2, 3, 4)))
        known = [value.data_to for _, values in history.values for value in values if value.data_to]
        tell(footer(history.snapshot, history.catalogue, max(known, default=None)))


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
