"""Whether a tally fits the model: refuses, in words, what two engines could read differently.

The catalogue's loader tells an author about the same mistakes with file and line, long before an engine
runs. What arrives here is a mistake in our own code, so it raises at once.

Next: `sql.py` and `reference.py` may rely on everything checked here.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

from stonechat.indicators.query import (
    Aggregate,
    AnyOf,
    AtLeast,
    AtMost,
    Beside,
    ByAgeBand,
    ByColumn,
    Cell,
    Count,
    CountDistinct,
    Filter,
    Is,
    IsMissing,
    IsOneOf,
    Not,
    OpenOn,
    Quantile,
    Sum,
    Tally,
    dates_in,
)
from stonechat.model.derived import wide_columns
from stonechat.model.table import ColumnType

NUMBERS = (ColumnType.INTEGER, ColumnType.DECIMAL)

Types = dict[str, ColumnType]


def check_fits(tally: Tally) -> None:
    """Raises ValueError, or KeyError for an unknown table, if the tally makes no sense of this model."""
    types = column_types(tally.table)
    for complaint in _complaints(tally, types):
        raise ValueError(f"this tally of {tally.table} cannot be answered: {complaint}")


def check_one_span(tally: Tally) -> None:
    """As `check_fits`; and raises ValueError unless the tally has exactly one span."""
    check_fits(tally)
    if len(tally.spans) != 1:
        raise ValueError("rows and explanations are of one span; ask for each span by itself")


def column_types(table: str) -> Types:
    """The type of every column that an indicator may use of that table."""
    return {column.name: column.type for column in wide_columns(table)}


def _complaints(tally: Tally, types: Types) -> Iterator[str]:
    yield from _about_spans(tally)
    for column in dates_in(tally.when):
        yield from _about_type(column, types, (ColumnType.DATE,))
    if isinstance(tally.when, OpenOn):
        yield from _about_lengths(tally.when)
        for beside in tally.when.beside:
            yield from _about_beside(beside, types)
    yield from _about_filters(tally.where, types)
    for aggregate in tally.aggregates:
        yield from _about_aggregate(aggregate, types)
    if isinstance(tally.by, ByColumn):
        yield from _about_type(tally.by.column, types, tuple(set(ColumnType) - {ColumnType.DECIMAL}))
    if isinstance(tally.by, ByAgeBand):
        yield from _about_type(tally.by.born, types, (ColumnType.DATE,))
        yield from _about_bands(tally.by)


def _about_spans(tally: Tally) -> Iterator[str]:
    labels = [span.label for span in tally.spans]
    if len(set(labels)) < len(labels):
        yield "two spans have the same label"
    if any(span.last < span.first for span in tally.spans):
        yield "a span ends before it begins"


def _about_lengths(when: OpenOn) -> Iterator[str]:
    for one in when.since:
        lengths = [length for length in (one.at_least, one.less_than) if length is not None]
        if not lengths:
            yield f"it does not say how long ago {one.column} is"
        if any(length.months < 0 or length.days < 0 for length in lengths):
            yield "a length of time is not negative"


def _about_beside(beside: Beside, types: Types) -> Iterator[str]:
    theirs = column_types(beside.table)
    for column in (beside.start, beside.until):
        yield from _about_type(column, theirs, (ColumnType.DATE,))
    yield from _about_type(beside.same, theirs, (ColumnType.TEXT,))
    yield from _about_type(beside.same, types, (ColumnType.TEXT,))
    yield from _about_filters(beside.where, theirs)


def _about_bands(by: ByAgeBand) -> Iterator[str]:
    """The bands go up, touch, and take in everyone from the unborn (-1) on."""
    bands = by.bands
    if not bands or (bands[0].first is not None and bands[0].first > -1) or bands[-1].last is not None:
        yield "the first age band starts at -1 or has no lower limit, the last has no upper limit"
    for below, above in pairwise(bands):
        if below.last is None or above.first != below.last + 1:
            yield f"age band {above.label} does not begin where {below.label} ends"
    if len({band.label for band in bands}) < len(bands):
        yield "two age bands have the same label"


def _about_aggregate(aggregate: Aggregate, types: Types) -> Iterator[str]:
    yield from _about_filters(aggregate.where, types)
    match aggregate:
        case Count():
            pass
        case CountDistinct(column):
            yield from _about_type(column, types, tuple(ColumnType))
        case Sum(column):
            yield from _about_type(column, types, NUMBERS)
        case Quantile(column, share):
            yield from _about_type(column, types, (ColumnType.INTEGER,))
            if not 0 <= share <= 1:
                yield "the share of a quantile is between 0 and 1"


def _about_filters(filters: Iterable[Filter], types: Types) -> Iterator[str]:
    for one in filters:
        match one:
            case Is(column, value):
                yield from _about_value(column, value, types)
            case IsOneOf(column, values):
                yield from _about_type(column, types, tuple(ColumnType))
                for value in values:
                    yield from _about_value(column, value, types)
            case AtMost(column, limit) | AtLeast(column, limit):
                yield from _about_type(column, types, (*NUMBERS, ColumnType.DATE))
                yield from _about_value(column, limit, types)
            case IsMissing(column):
                yield from _about_type(column, types, tuple(ColumnType))
            case Not(inner):
                yield from _about_filters((inner,), types)
            case AnyOf(inners):
                yield from _about_filters(inners, types)


def _about_type(column: str, types: Types, wanted: tuple[ColumnType, ...]) -> Iterator[str]:
    if column not in types:
        yield f"there is no column {column}"
    elif types[column] not in wanted:
        yield f"{column} holds {types[column]}"


def _about_value(column: str, value: Cell, types: Types) -> Iterator[str]:
    """Python takes True for 1, and DuckDB '5' for 5; so a value must have its column's own type."""
    if column not in types:
        yield f"there is no column {column}"
    elif not _holds(types[column], value):
        yield f"{column} holds {types[column]} and is compared with {type(value).__name__}"


def _holds(kind: ColumnType, value: Cell) -> bool:
    match kind:
        case ColumnType.TEXT:
            return isinstance(value, str)
        case ColumnType.DATE:
            return isinstance(value, date) and not isinstance(value, datetime)
        case ColumnType.BOOLEAN:
            return isinstance(value, bool)
        case ColumnType.INTEGER | ColumnType.DECIMAL:
            finite = value.is_finite() if isinstance(value, Decimal) else True
            return isinstance(value, int | Decimal) and not isinstance(value, bool) and finite
