"""What an indicator asks, as frozen nodes: no SQL, no engine, no file.

A catalogue entry becomes `Tally`s. A tally says which rows of one table, when, and what to count.
Engines answer tallies with whole numbers and exact ranks; dividing and rounding happen once, in
`measure.py`. A node that two engines could read differently does not belong here: what looks back
or chains is a column made by a named derivation (`model/derived.py`).

Every filter is true or false, never unknown: a blank cell satisfies only `IsMissing` (and `Not`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

Cell = str | int | bool | date | Decimal
"""A value to compare a column with. Never blank: use `IsMissing`."""


@dataclass(frozen=True, slots=True)
class Is:
    """The column holds exactly this value."""

    column: str
    value: Cell


@dataclass(frozen=True, slots=True)
class IsOneOf:
    """The column holds one of these values."""

    column: str
    values: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class AtMost:
    """The column holds this number or less; a date: that day or earlier."""

    column: str
    limit: int | Decimal | date


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The column holds this number or more; a date: that day or later."""

    column: str
    limit: int | Decimal | date


@dataclass(frozen=True, slots=True)
class IsMissing:
    """The cell is blank."""

    column: str


@dataclass(frozen=True, slots=True)
class Not:
    """The filter inside is false; so a blank cell satisfies `Not(Is(...))`."""

    filter: "Filter"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of the filters is true. Empty: never true."""

    filters: tuple["Filter", ...]


Filter = Is | IsOneOf | AtMost | AtLeast | IsMissing | Not | AnyOf


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows satisfy every filter."""

    where: tuple[Filter, ...] = ()


@dataclass(frozen=True, slots=True)
class CountDistinct:
    """How many different values `column` has in the rows that satisfy every filter; blanks do not count."""

    column: str
    where: tuple[Filter, ...] = ()


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of an integer or decimal column over the rows that satisfy every filter; blanks add nothing."""

    column: str
    where: tuple[Filter, ...] = ()


@dataclass(frozen=True, slots=True)
class Quantile:
    """A quantile of a whole-number column over the rows that satisfy every filter; blanks are left out.

    `share` is between 0 and 1: Fraction(1, 2) is the median. The answer is `Ranks`, not a number.
    """

    column: str
    share: Fraction
    where: tuple[Filter, ...] = ()


Aggregate = Count | CountDistinct | Sum | Quantile


@dataclass(frozen=True, slots=True)
class Ranks:
    """The two values that a quantile lies between, and how many values there were.

    With n values in order, numbered from 0, the quantile stands at place (n - 1) x share; `lower` is
    the value at that place rounded down and `upper` at that place rounded up. None when n is 0.
    """

    n: int
    lower: int | None
    upper: int | None


@dataclass(frozen=True, slots=True)
class InPeriod:
    """Rows whose date in `column` falls in the span, both ends included."""

    column: str


@dataclass(frozen=True, slots=True)
class Length:
    """Calendar months, and then days: from 31 January, a month and a day lead to 1 March."""

    months: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class Since:
    """How long ago the date in `column` is on a day d: `at_least` so long, and less than `less_than`.

    The first is reached on the day to which the length leads, and on that day the second no longer
    holds. None: no limit on that side. A blank date satisfies nothing, nor does one after d.
    """

    column: str
    at_least: Length | None = None
    less_than: Length | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """A row of `table` that is open on a day d too: `start` by then, `until` after d, every filter true.

    It is of the same authority and has the same in `same`; a blank is the same as nothing. `is_there`: there
    must be at least one such row; else there must be none.
    """

    table: str
    same: str
    start: str
    until: str
    is_there: bool
    where: tuple[Filter, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenOn:
    """Rows open at the end of the span's last day d: `start` on or before d, `until` after d.

    `until` is the first day on which the row no longer counts (the derivation `counted_until`): the
    end date, or the day after the last day on which the returns show it open. Blank: never counted.
    With `since`, on d each of these dates must also be so long ago; with `beside`, each of these must be so.
    """

    start: str
    until: str
    since: tuple[Since, ...] = ()
    beside: tuple[Beside, ...] = ()


When = InPeriod | OpenOn


@dataclass(frozen=True, slots=True)
class ByColumn:
    """One category for each value of the column, and None for blank."""

    column: str


@dataclass(frozen=True, slots=True)
class AgeBand:
    """Completed years from `first` to `last`, both included; None: no limit on that side."""

    label: str
    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class ByAgeBand:
    """One category for each band of completed years since `born`, and None where `born` is blank.

    The age is taken on the row's own date for `InPeriod`, and on the span's last day for `OpenOn`.
    Bands do not overlap and leave no gap. Someone not yet born has age -1.
    """

    born: str
    bands: tuple[AgeBand, ...]


Breakdown = ByColumn | ByAgeBand


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both included; spans may overlap. `label` tells them apart."""

    label: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Tally:
    """One question to an engine: these aggregates, of these rows, for each span and each category.

    `where` narrows the rows for all aggregates. With `by` None there is one answer for each span.
    """

    table: str
    when: When
    spans: tuple[Span, ...]
    aggregates: tuple[Aggregate, ...]
    where: tuple[Filter, ...] = ()
    by: Breakdown | None = None


Number = int | Decimal | Ranks

Answer = Mapping[tuple[str, str | None], tuple[Number, ...]]
"""(span label, category) -> one number for each aggregate of the tally, in its order.

Without a breakdown the category is None and every span has an entry, with zeros where no row
counted. With one, a category appears under a span only if at least one row (after `where`) fell in
it; blank is the category None; others are the column's value as text (true and false as "true"
and "false"; dates as YYYY-MM-DD) or the band's label.
"""


def dates_in(when: When) -> tuple[str, ...]:
    """The columns of dates that choose rows in time."""
    if isinstance(when, InPeriod):
        return (when.column,)
    return (when.start, when.until, *(one.column for one in when.since))


def tables_in(table: str, when: When) -> tuple[str, ...]:
    """The tables that a question reads: its own, and those that it looks into beside it."""
    beside = when.beside if isinstance(when, OpenOn) else ()
    return tuple(dict.fromkeys((table, *(one.table for one in beside))))


def columns_in(node: Filter) -> tuple[str, ...]:
    """The columns that a filter reads."""
    match node:
        case Not(inner):
            return columns_in(inner)
        case AnyOf(filters):
            return tuple(column for each in filters for column in columns_in(each))
        case _:
            return (node.column,)
