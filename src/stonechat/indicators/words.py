"""Says query nodes in plain words, for the definitions manual and for `explain`.

The words are made from the nodes themselves, so that they cannot differ from what is counted.
"""

from datetime import date
from fractions import Fraction

from stonechat.basics.codes import code_list
from stonechat.indicators.definition import Ask, Edition, Indicator, Kind, Measure
from stonechat.indicators.query import (
    AnyOf,
    AtLeast,
    AtMost,
    Cell,
    CountDistinct,
    Filter,
    InPeriod,
    Is,
    IsMissing,
    IsOneOf,
    Not,
    OpenOn,
    Quantile,
)
from stonechat.model.derived import wide_columns
from stonechat.model.table import Column
from stonechat.model.tables import TABLES

_QUANTILES = {Fraction(1, 2): "median", Fraction(1, 4): "lower quartile", Fraction(3, 4): "upper quartile"}


def filter_in_words(table: str, node: Filter) -> str:  # noqa: PLR0911  one sentence for each node
    """One filter: `close reason is RC8 (Case closed after assessment, no further action)`."""
    match node:
        case Not(IsMissing(column)):
            return f"{_name(column)} is recorded"
        case Not(AnyOf(filters)):
            return "none of these: " + "; ".join(filter_in_words(table, each) for each in filters)
        case Not(inner):
            return f"not ({filter_in_words(table, inner)})"
        case AnyOf(filters):
            return "any of these: " + "; ".join(filter_in_words(table, each) for each in filters)
        case IsMissing(column):
            return f"{_name(column)} is blank"
        case IsOneOf(column, values):
            said = " or ".join(_value(table, column, value) for value in values)
            return f"{_name(column)} is {said}"
        case Is(column, value):
            return f"{_name(column)} is {_value(table, column, value)}"
        case AtMost(column, limit):
            return f"{_name(column)} is {_value(table, column, limit)} or {_less(limit)}"
        case AtLeast(column, limit):
            return f"{_name(column)} is {_value(table, column, limit)} or {_more(limit)}"


def definition_in_words(indicator: Indicator) -> tuple[str, ...]:
    """The whole definition, a sentence a line: when rows count, what each measure counts, what it needs."""
    edition = indicator.latest
    several = len(edition.measures) > 1
    lines = [f"When: {when_in_words(indicator)}."]
    for measure in edition.measures:
        above, below = measure_in_words(measure)
        name = f" ({measure.title})" if several else ""
        lines.append(f"Counted{name}: {above}.")
        if below is not None:
            lines.append(f"Divided by{name}: {below}.")
    return (*lines, *needs_in_words(edition))


def when_in_words(indicator: Indicator) -> str:
    """Which rows belong to a period, in words."""
    measure = indicator.latest.measures[0]
    when = measure.numerator.when
    if isinstance(when, OpenOn) and measure.denominator is not None:
        when = measure.denominator.when
    if not isinstance(when, InPeriod):
        end = "has not ended by that day as far as the returns show"
        if when.until != "counted_until":
            end = f"its {_name(when.until)} is later than that day"
        return f"open on the last day of the period: {_name(when.start)} is that day or earlier, and it {end}"
    spans = {
        Kind.ROLLING: "the twelve months to the last day of the period",
        Kind.COHORT: "the period, and each is then followed for the same time",
    }
    return f"{_name(when.column)} is in {spans.get(indicator.kind, 'the period')}"


def ask_in_words(ask: Ask) -> str:
    """What is counted: the rows, and every filter that they must satisfy."""
    conditions = [filter_in_words(ask.table, each) for each in (*ask.where, *ask.aggregate.where)]
    return "; ".join([_counted_thing(ask), *conditions])


def measure_in_words(measure: Measure) -> tuple[str, str | None]:
    """The numerator and the denominator of a measure in words; no denominator: None."""
    above = ask_in_words(measure.numerator)
    if measure.per_population:
        return above, "children aged 0 to 17 in the area at mid-year, in ten thousands"
    if measure.denominator is None:
        return above, None
    below = ask_in_words(measure.denominator)
    if isinstance(measure.numerator.when, OpenOn) and measure.denominator.when != measure.numerator.when:
        above += f"; {_name(measure.numerator.when.until)} is later than that day"
    if isinstance(measure.denominator.when, InPeriod) and measure.denominator.when != measure.numerator.when:
        below += f"; by {_name(measure.denominator.when.column)}"
    return above, below


def needs_in_words(edition: Edition) -> tuple[str, ...]:
    """What must be held beside the period itself, a sentence each."""
    said = []
    if edition.looks_back_months:
        months = f"the {edition.looks_back_months} months before"
        said.append(f"Also needs: {months}. Where the returns do not cover them it is not held.")
    if edition.followed_for:
        unit = "working days" if edition.followed_for.working else "days"
        said.append(
            f"Followed for: {edition.followed_for.number} {unit}. Until they have passed it is maturing."
        )
    return tuple(said)


def _counted_thing(ask: Ask) -> str:
    match ask.aggregate:
        case CountDistinct(column):
            return f"different values of {_name(column)} in {ask.table}"
        case Quantile(column, share):
            return f"{_QUANTILES.get(share, f'quantile {share}')} of {_name(column)} in {ask.table}"
        case _:
            return f"rows of {ask.table} ({TABLES[ask.table].one_row_per})"


def _name(column: str) -> str:
    return column.replace("_", " ")


def _value(table: str, column: str, value: Cell) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    codes = _column(table, column).codes
    return f"{value} ({code_list(codes).label(str(value)).rstrip('.')})" if codes else str(value)


def _column(table: str, name: str) -> Column:
    return next(column for column in wide_columns(table) if column.name == name)


def _less(limit: object) -> str:
    return "earlier" if isinstance(limit, date) else "less"


def _more(limit: object) -> str:
    return "later" if isinstance(limit, date) else "more"
