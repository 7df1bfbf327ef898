"""Says query nodes in plain words, for the definitions manual and for `explain`.

The words are made from the nodes themselves, so that they cannot differ from what is counted.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

from stonechat.basics.codes import code_list
from stonechat.indicators.definition import Ask, Edition, Indicator, Kind, Measure
from stonechat.indicators.query import (
    AnyOf,
    AtLeast,
    AtMost,
    Beside,
    Cell,
    CountDistinct,
    Filter,
    InPeriod,
    Is,
    IsMissing,
    IsOneOf,
    Length,
    Not,
    Quantile,
    Since,
    Sum,
    When,
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


Demand = Since | Beside
"""What else must be so on the day for a row to count as open."""


def demands_in_words(when: When) -> list[str]:
    """What else must be so, a phrase each."""
    return [demand_in_words(one) for one in _demands(when)]


def demand_in_words(demand: Demand) -> str:
    """How long ago a date is (`cp plan start date at least 3 months ago`), or what is open too."""
    return _since_in_words(demand) if isinstance(demand, Since) else _beside_in_words(demand)


def _demands(when: When) -> tuple[Demand, ...]:
    return () if isinstance(when, InPeriod) else (*when.since, *when.beside)


def _since_in_words(since: Since) -> str:
    limits = (("at least", since.at_least), ("less than", since.less_than))
    told = [f"{word} {_length(length)}" for word, length in limits if length is not None]
    return f"{_name(since.column)} {' and '.join(told)} ago"


def _beside_in_words(beside: Beside) -> str:
    """`there is no row of cp_plans with the same person id that day (since cp plan start date)`."""
    number = "a" if beside.is_there else "no"
    days = f"since {_name(beside.start)}"
    if beside.until != "counted_until":
        days += f" and before {_name(beside.until)}"
    told = "; ".join((days, *(filter_in_words(beside.table, each) for each in beside.where)))
    return f"there is {number} row of {beside.table} with the same {_name(beside.same)} that day ({told})"


def _length(length: Length) -> str:
    parts = [(length.months, "month"), (length.days, "day")]
    told = [f"{number} {unit}{'' if number == 1 else 's'}" for number, unit in parts if number]
    return " and ".join(told) or "0 days"


def definition_in_words(indicator: Indicator) -> tuple[str, ...]:
    """The whole definition, a sentence a line: when rows count, what each measure counts, what it needs."""
    return tuple(f"{name}: {text}" for name, text in definition_by_part(indicator))


def definition_by_part(indicator: Indicator) -> tuple[tuple[str, str], ...]:
    """The same as pairs: what a part is called (`When`, `Counted`, `Divided by`), and what it says."""
    edition = indicator.latest
    several = len(edition.measures) > 1
    parts = [("When", f"{when_in_words(indicator)}.")]
    shared = _demands(_when_of_all(edition))
    for measure in edition.measures:
        above, below = measure_in_words(measure)
        own = [one for one in _demands(_base(measure)) if one not in shared]
        above = "; ".join([above, *map(demand_in_words, own)])
        name = f" ({measure.title})" if several else ""
        parts.append((f"Counted{name}", f"{above}."))
        if below is not None:
            parts.append((f"Divided by{name}", f"{below}."))
    return (*parts, *_needs(edition))


def when_in_words(indicator: Indicator) -> str:
    """Which rows belong to a period, in words."""
    when = _when_of_all(indicator.latest)
    if not isinstance(when, InPeriod):
        end = "has not ended by that day as far as the returns show"
        if when.until != "counted_until":
            end = f"its {_name(when.until)} is later than that day"
        told = [f"{_name(when.start)} is that day or earlier", f"it {end}", *demands_in_words(when)]
        return f"open on the last day of the period: {', and '.join(told)}"
    spans = {
        Kind.ROLLING: "the twelve months to the last day of the period",
        Kind.COHORT: "the period, and each is then followed for the same time",
    }
    return f"{_name(when.column)} is in {spans.get(indicator.kind, 'the period')}"


def _base(measure: Measure) -> When:
    """How the measure chooses rows in time, before its numerator is narrowed."""
    below = measure.denominator
    is_own = below is not None and below.table == measure.numerator.table
    return below.when if below is not None and is_own else measure.numerator.when


def _when_of_all(edition: Edition) -> When:
    """How all measures choose rows in time: what only some of them ask is left out."""
    first, *others = map(_base, edition.measures)
    if isinstance(first, InPeriod):
        return first
    since = tuple(one for one in first.since if all(one in _demands(other) for other in others))
    beside = tuple(one for one in first.beside if all(one in _demands(other) for other in others))
    return replace(first, since=since, beside=beside)


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
    own, other = measure.numerator.when, measure.denominator.when
    if measure.denominator.table != measure.numerator.table:
        return above, "; ".join([below, *_when_of_another_table(other)])
    return "; ".join([above, *_narrower(own, other)]), below


def _when_of_another_table(when: When) -> list[str]:
    if isinstance(when, InPeriod):
        return [f"by {_name(when.column)}"]
    return [f"open on that day since {_name(when.start)}", *demands_in_words(when)]


def _narrower(above: When, below: When) -> list[str]:
    """What the numerator's rows must satisfy in time beyond the denominator's."""
    if isinstance(above, InPeriod) or isinstance(below, InPeriod):
        return []
    until = [] if above.until == below.until else [f"{_name(above.until)} is later than that day"]
    return until + [demand_in_words(one) for one in _demands(above) if one not in _demands(below)]


def _needs(edition: Edition) -> Iterator[tuple[str, str]]:
    """What must be held beside the period itself."""
    if edition.looks_back_months:
        months = f"the {edition.looks_back_months} months before"
        table = edition.measures[0].numerator.table
        told = " and ".join(filter_in_words(table, one) for one in edition.told_by)
        unless = f", unless of every row divided by {told}" if told else ""
        yield "Also needs", f"{months}{unless}. Where the returns do not cover them it is not held."
    if edition.followed_for:
        unit = "working days" if edition.followed_for.working else "days"
        days = f"{edition.followed_for.number} {unit}"
        yield "Followed for", f"{days}. Until they have passed it is maturing."


def _counted_thing(ask: Ask) -> str:
    match ask.aggregate:
        case CountDistinct(column):
            return f"different values of {_name(column)} in {ask.table}"
        case Sum(column):
            return f"sum of {_name(column)} over the rows of {ask.table} that have one"
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
