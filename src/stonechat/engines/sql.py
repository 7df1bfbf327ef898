"""Passes as SQL, in a subset that many engines read alike.

The rules of the subset: explicit GROUP BY; `SUM(CASE WHEN p THEN 1 ELSE 0 END)` and no FILTER; EXTRACT;
explicit ROWS frames over a total order; spans, bands and the calendar are tables of data; no QUALIFY,
ASOF, range() or lateral alias; every column has an alias; no date minus a date; whole numbers and exact
decimals come out, and nothing is divided. What engines write differently is asked of the `Dialect`.

Every condition is true or false, never unknown: a comparison says that its column is not blank, so that
NOT around it means what `indicators/query.py` says.

Next: `passes.py` decides what to ask; `dialect.py` writes values and dates; `duckdb.py` runs the text.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import reduce

from stonechat.engines.dialect import Dialect
from stonechat.engines.engine import Every, counted_filters
from stonechat.engines.fit import column_types
from stonechat.engines.passes import Interval, Pass, Shape, Source, month_index
from stonechat.engines.words import steps
from stonechat.indicators.query import (
    Aggregate,
    AnyOf,
    AtLeast,
    AtMost,
    Breakdown,
    ByAgeBand,
    ByColumn,
    Cell,
    Count,
    CountDistinct,
    Filter,
    InPeriod,
    Is,
    IsMissing,
    IsOneOf,
    Length,
    Not,
    OpenOn,
    Quantile,
    Sum,
    Tally,
)
from stonechat.model.derived import wide_columns
from stonechat.model.table import ColumnType
from stonechat.model.tables import TABLES

RUNNING_WINDOW = (
    "PARTITION BY part, category ORDER BY day, span ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"
)
"""Up to each day of a category; what changes on a day (span -1) comes before what is counted on it."""

BEFORE_ALL, AFTER_ALL = -1000, 1000
"""Years from birth that stand for no limit of an age band."""


def pass_sql(made: Pass, dialect: Dialect) -> str:
    """One query that gives, for each interval and category with rows: their place, and the numbers."""
    match made.shape:
        case Shape.MONTHS:
            return _months_sql(made, dialect)
        case Shape.RUNNING:
            return _running_sql(made, _changes_sql(made, dialect), dialect)
        case Shape.MERGED:
            return _running_sql(made, _merged_changes_sql(made, dialect), dialect)
        case Shape.SPANS:
            return _spans_sql(made, dialect)
        case Shape.RANKS:
            return _ranks_sql(made, dialect)


def rows_sql(tally: Tally, aggregate: int, category: str | Every | None, dialect: Dialect) -> str:
    """One query that lists the rows behind an aggregate of a tally with one span."""
    columns = [dialect.name(column.name) for column in wide_columns(tally.table)]
    conditions = [
        _in_span_of(tally, dialect),
        condition((*tally.where, *counted_filters(tally.aggregates[aggregate])), dialect),
        *([] if isinstance(category, Every) else [_category_condition(tally, category, dialect)]),
    ]
    return (
        f"SELECT {', '.join(f'r.{column} AS {column}' for column in columns)}\n"
        f"FROM {dialect.name(tally.table)} AS r\n"
        f"WHERE {' AND '.join(conditions)}\n"
        f"ORDER BY {', '.join(f'r.{dialect.name(key)}' for key in TABLES[tally.table].key)}"
    )


def steps_sql(tally: Tally, dialect: Dialect) -> str:
    """One query of one row: how many rows of the table satisfy each step of the explanation."""
    dated = _in_span_of(tally, dialect)
    counts = [
        f"SUM(CASE WHEN {f'{dated} AND {condition(step.filters, dialect)}' if step.dated else 'TRUE'} "
        "THEN 1 ELSE 0 END)"
        for step in steps(tally)
    ]
    return f"SELECT\n  {_columns('step', counts)}\nFROM {dialect.name(tally.table)} AS r"


def condition(filters: Iterable[Filter], dialect: Dialect) -> str:
    """The filters as one condition on the row `r`, true or false."""
    return " AND ".join(_filter_sql(one, dialect) for one in filters) or "TRUE"


def _filter_sql(one: Filter, dialect: Dialect) -> str:
    match one:
        case Is(column, value):
            return _comparison(column, "=", dialect.value(value), dialect)
        case IsOneOf(column, values):
            return _one_of(column, values, dialect)
        case AtMost(column, limit):
            return _comparison(column, "<=", dialect.value(limit), dialect)
        case AtLeast(column, limit):
            return _comparison(column, ">=", dialect.value(limit), dialect)
        case IsMissing(column):
            return f"(r.{dialect.name(column)} IS NULL)"
        case Not(inner):
            return f"(NOT {_filter_sql(inner, dialect)})"
        case AnyOf(filters):
            return f"({' OR '.join(_filter_sql(inner, dialect) for inner in filters) or 'FALSE'})"


def _one_of(column: str, values: Sequence[Cell], dialect: Dialect) -> str:
    if not values:
        return "(FALSE)"
    return _comparison(column, "IN", f"({', '.join(map(dialect.value, values))})", dialect)


def _comparison(column: str, sign: str, value: str, dialect: Dialect) -> str:
    cell = f"r.{dialect.name(column)}"
    return f"({cell} IS NOT NULL AND {cell} {sign} {value})"


def _months_sql(made: Pass, dialect: Dialect) -> str:
    """Flows of whole months: the numbers of each month once, then months added up for each span."""
    day = _own_day(made.source, dialect)
    first, last = (dialect.value(day) for day in _reach(made.intervals))
    months = [(place, month_index(a), month_index(b)) for place, (a, b) in enumerate(made.intervals)]
    totals = _columns("number", [f"SUM(m.number_{place})" for place in range(len(made.aggregates))])
    return (
        f"WITH {dialect.inline_table('spans', ('span', 'first_month', 'last_month'), months)},\n"
        "counted AS (\n"
        f"  SELECT {dialect.month_index(day)} AS month_index,\n"
        f"    {_categories_sql(made, day, dialect)},\n"
        f"    {_numbers_sql(made.aggregates, dialect)}\n"
        f"  FROM {dialect.name(made.source.table)} AS r\n"
        f"  WHERE {day} >= {first} AND {day} <= {last}\n"
        "),\n"
        "months AS (\n"
        f"{_grouped_sql(made, ['month_index'], _totals_sql(made.aggregates), 'counted', dialect)}\n"
        ")\n"
        f"SELECT s.span AS span, m.part AS part, m.category AS category,\n    {totals}\n"
        "FROM spans AS s\n"
        "JOIN months AS m ON m.month_index >= s.first_month AND m.month_index <= s.last_month\n"
        "GROUP BY s.span, m.part, m.category"
    )


def _spans_sql(made: Pass, dialect: Dialect) -> str:
    """Rows joined with the spans that they fall in: for what does not add up, and for odd spans."""
    return (
        f"WITH {_span_table(made.intervals, dialect)},\n"
        "counted AS (\n"
        f"  SELECT s.span AS span,\n"
        f"    {_categories_sql(made, _age_day(made.source, dialect), dialect)},\n"
        f"    {_numbers_sql(made.aggregates, dialect)}\n"
        f"  FROM {dialect.name(made.source.table)} AS r\n"
        f"  JOIN spans AS s ON {_falls_in_sql(made.source, dialect)}\n"
        ")\n"
        f"{_grouped_sql(made, ['span'], _totals_sql(made.aggregates), 'counted', dialect)}"
    )


def _ranks_sql(made: Pass, dialect: Dialect) -> str:
    """Different values in order with how many there are up to each; a value stands at a place if the
    places up to it reach that far. Multiplied out, so that nothing is divided."""
    (asked, *_) = made.aggregates
    assert isinstance(asked, Quantile)  # passes.py puts nothing else into RANKS
    categories = _categories_sql(made, _age_day(made.source, dialect), dialect)
    ends = [end for one in made.aggregates if isinstance(one, Quantile) for end in _rank_ends(one)]
    window = "PARTITION BY span, part, category ORDER BY worth ROWS BETWEEN UNBOUNDED PRECEDING AND"
    return (
        f"WITH {_span_table(made.intervals, dialect)},\n"
        "counted AS (\n"
        f"  SELECT s.span AS span,\n"
        f"    {categories},\n"
        f"    r.{dialect.name(asked.column)} AS worth\n"
        f"  FROM {dialect.name(made.source.table)} AS r\n"
        f"  JOIN spans AS s ON {_falls_in_sql(made.source, dialect)}\n"
        f"  WHERE {condition(counted_filters(asked), dialect)}\n"
        "),\n"
        "worths AS (\n"
        f"{_grouped_sql(made, ['span', 'worth'], 'COUNT(*) AS places', 'counted', dialect)}\n"
        "),\n"
        "ranked AS (\n"
        "  SELECT span AS span, part AS part, category AS category, worth AS worth,\n"
        f"    SUM(places) OVER ({window} CURRENT ROW) AS up_to,\n"
        f"    SUM(places) OVER ({window} UNBOUNDED FOLLOWING) AS n\n"
        "  FROM worths\n"
        ")\n"
        f"SELECT span AS span, part AS part, category AS category, n AS n,\n    {_columns('end', ends)}\n"
        "FROM ranked\n"
        "GROUP BY span, part, category, n"
    )


def _rank_ends(asked: Quantile) -> tuple[str, str]:
    """The values at places (n - 1) x share rounded down and up, as `Ranks` says."""
    place = f"(n - 1) * {asked.share.numerator}"
    lower = f"MIN(CASE WHEN up_to * {asked.share.denominator} > {place} THEN worth END)"
    upper = f"MIN(CASE WHEN (up_to - 1) * {asked.share.denominator} >= {place} THEN worth END)"
    return lower, upper


def _running_sql(made: Pass, changes: str, dialect: Dialect) -> str:
    """Stocks: openings add, closings take away, and a running sum up to each day is what was open.

    On one day the changes come before the count: opened on the day is in, closed on it is out.
    """
    numbers = _kept("number_{0} AS number_{0}", made)
    sums = [f"SUM(number_{place}) OVER ({RUNNING_WINDOW})" for place in range(len(made.aggregates))]
    days = [(place, _day_number(last)) for place, (_, last) in enumerate(made.intervals)]
    return (
        f"WITH {dialect.inline_table('days', ('span', 'day'), days)},\n"
        f"{_spells_sql(made, dialect)},\n"
        f"{changes},\n"
        "categories AS (\n  SELECT DISTINCT part AS part, category AS category\n  FROM changes\n),\n"
        "running AS (\n"
        f"  SELECT span AS span, part AS part, category AS category,\n    {_columns('number', sums)}\n"
        "  FROM (\n"
        f"    SELECT day AS day, -1 AS span, part AS part, category AS category, {numbers}\n"
        "    FROM changes\n"
        "    UNION ALL\n"
        "    SELECT d.day AS day, d.span AS span, c.part AS part, c.category AS category,\n"
        f"      {_kept('0 AS number_{0}', made)}\n"
        "    FROM days AS d\n"
        "    CROSS JOIN categories AS c\n"
        "  ) AS steps\n"
        ")\n"
        f"SELECT span AS span, part AS part, category AS category, {numbers}\n"
        "FROM running\n"
        "WHERE span >= 0"
    )


def _changes_sql(made: Pass, dialect: Dialect) -> str:
    """By how much each number changes on each day: what opened less what closed."""
    opened, closed = _kept("number_{0} AS number_{0}", made), _kept("0 - number_{0} AS number_{0}", made)
    return (
        f"{_each_end_sql(made, opened, closed)},\n"
        "changes AS (\n"
        f"{_grouped_sql(made, ['day'], _totals_sql(made.aggregates), 'each_end', dialect)}\n"
        ")"
    )


def _each_end_sql(made: Pass, opened: str, closed: str) -> str:
    """Two rows for each spell: what it brings on the day it opens, and on the day it closes."""
    categories = _category_names(made)
    return (
        "each_end AS (\n"
        f"  SELECT opened AS day, {categories}, {opened}\n"
        "  FROM spells\n"
        "  UNION ALL\n"
        f"  SELECT closed AS day, {categories}, {closed}\n"
        "  FROM spells\n"
        ")"
    )


def _merged_changes_sql(made: Pass, dialect: Dialect) -> str:
    """The changes of a number of different values: a value counts from the day on which the first of its
    rows opens to the day on which none is left. Half the time of a join with 156 month ends."""
    worth = "number_0 AS worth"
    return (
        f"{_each_end_sql(made, f'{worth}, 1 AS step', f'{worth}, -1 AS step')},\n"
        "ends AS (\n"
        f"{_grouped_sql(made, ['day', 'worth'], 'SUM(step) AS step', 'each_end', dialect)}\n"
        "),\n"
        "depths AS (\n"
        "  SELECT day AS day, part AS part, category AS category, step AS step,\n"
        "    SUM(step) OVER (\n"
        "      PARTITION BY part, category, worth\n"
        "      ORDER BY day\n"
        "      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW\n"
        "    ) AS depth\n"
        "  FROM ends\n"
        "  WHERE worth IS NOT NULL\n"
        "),\n"
        "changes AS (\n"
        "  SELECT day AS day, part AS part, category AS category,\n"
        "    SUM(CASE\n"
        "      WHEN depth > 0 AND depth - step = 0 THEN 1\n"
        "      WHEN depth = 0 AND depth - step > 0 THEN -1\n"
        "      ELSE 0\n"
        "    END) AS number_0\n"
        "  FROM depths\n"
        "  GROUP BY day, part, category\n"
        ")"
    )


def _kept(pattern: str, made: Pass) -> str:
    """The pattern once for each number of the pass."""
    return ", ".join(pattern.format(place) for place in range(len(made.aggregates)))


def _spells_sql(made: Pass, dialect: Dialect) -> str:
    """One row for each stretch that a row was open in one category, as day keys; closed is exclusive."""
    when = made.source.when
    assert isinstance(when, OpenOn)  # passes.py gives flows another shape
    start, until = _last_of(_opening_days(when, dialect)), _first_of(_closing_days(when, dialect))
    first, last = (dialect.value(day) for day in _reach(made.intervals))
    (by, *_) = made.breakdowns
    if isinstance(by, ByAgeBand):
        name, given = "lives", f"{dialect.day_key(_born(by, dialect))} AS born"
    else:
        name, given = "spells", _categories_sql(made, last, dialect)
    spells = (
        f"{name} AS (\n"
        f"  SELECT {dialect.day_key(start)} AS opened, {dialect.day_key(until)} AS closed,\n"
        f"    {given},\n"
        f"    {_numbers_sql(made.aggregates, dialect)}\n"
        f"  FROM {dialect.name(made.source.table)} AS r\n"
        f"  WHERE {start} < {until} AND {start} <= {last} AND {until} > {first}\n"
        ")"
    )
    return f"{spells},\n{_split_by_age(made, by, dialect)}" if isinstance(by, ByAgeBand) else spells


def _split_by_age(made: Pass, by: ByAgeBand, dialect: Dialect) -> str:
    """Spells split at the birthdays on which a child enters another band; unsplit where birth is blank."""
    bands = [
        (place, _years_to_enter(band.first), _years_to_leave(band.last))
        for place, band in enumerate(by.bands)
    ]
    enters, leaves = "(l.born + b.enters * 10000)", "(l.born + b.leaves * 10000)"
    numbers = _kept("l.number_{0} AS number_{0}", made)
    return (
        f"{dialect.inline_table('bands', ('band', 'enters', 'leaves'), bands)},\n"
        "spells AS (\n"
        f"  SELECT CASE WHEN {enters} > l.opened THEN {enters} ELSE l.opened END AS opened,\n"
        f"    CASE WHEN {leaves} < l.closed THEN {leaves} ELSE l.closed END AS closed,\n"
        f"    {dialect.as_text('b.band')} AS category_0, {numbers}\n"
        "  FROM lives AS l\n"
        f"  LEFT JOIN bands AS b ON {enters} < l.closed AND {leaves} > l.opened\n"
        ")"
    )


def _years_to_enter(age: int | None) -> int:
    """Years from birth to the first day of that age; everyone is of age -1 from before all."""
    return BEFORE_ALL if age is None or age < 0 else age


def _years_to_leave(age: int | None) -> int:
    """Years from birth to the first day after that age."""
    return AFTER_ALL if age is None else _years_to_enter(age + 1)


def _numbers_sql(aggregates: Sequence[Aggregate], dialect: Dialect) -> str:
    """What one row gives to each aggregate, as columns."""
    return _columns("number", [_one_row_sql(aggregate, dialect) for aggregate in aggregates])


def _one_row_sql(aggregate: Aggregate, dialect: Dialect) -> str:
    """1 or 0, the number to add or 0, or the value that may be new."""
    counts = condition(counted_filters(aggregate), dialect)
    if isinstance(aggregate, Count):
        return f"CASE WHEN {counts} THEN 1 ELSE 0 END"
    otherwise = " ELSE 0" if isinstance(aggregate, Sum) else ""
    return f"CASE WHEN {counts} THEN r.{dialect.name(aggregate.column)}{otherwise} END"


def _totals_sql(aggregates: Sequence[Aggregate]) -> str:
    """The columns of `_numbers_sql` put together over rows."""
    return _columns("number", [_total(one, f"number_{place}") for place, one in enumerate(aggregates)])


def _total(aggregate: Aggregate, column: str) -> str:
    return f"COUNT(DISTINCT {column})" if isinstance(aggregate, CountDistinct) else f"SUM({column})"


def _columns(name: str, expressions: Iterable[str]) -> str:
    return ",\n    ".join(f"{one} AS {name}_{place}" for place, one in enumerate(expressions))


def _span_table(intervals: Sequence[Interval], dialect: Dialect) -> str:
    rows = [(place, first, last) for place, (first, last) in enumerate(intervals)]
    return dialect.inline_table("spans", ("span", "first_day", "last_day"), rows)


def _falls_in_sql(source: Source, dialect: Dialect) -> str:
    return _between(source.when, "s.first_day", "s.last_day", dialect)


def _in_span_of(tally: Tally, dialect: Dialect) -> str:
    (span,) = tally.spans
    return f"({_between(tally.when, dialect.value(span.first), dialect.value(span.last), dialect)})"


def _between(when: InPeriod | OpenOn, first: str, last: str, dialect: Dialect) -> str:
    """Both ends of a period are in it. Closed on the last day is not open at its end."""
    if isinstance(when, InPeriod):
        day = f"r.{dialect.name(when.column)}"
        return f"{day} >= {first} AND {day} <= {last}"
    conditions = [
        *(f"{day} <= {last}" for day in _opening_days(when, dialect)),
        *(f"{day} > {last}" for day in _closing_days(when, dialect)),
    ]
    return " AND ".join(conditions)


def _opening_days(when: OpenOn, dialect: Dialect) -> list[str]:
    """The days that must have come for the row to count; blank where it never does."""
    reached = [_later_sql(one.column, one.at_least or Length(), dialect) for one in when.since]
    return [f"r.{dialect.name(when.start)}", *reached]


def _closing_days(when: OpenOn, dialect: Dialect) -> list[str]:
    """The days of which the first ends the counting."""
    passed = [
        _later_sql(one.column, one.less_than, dialect) for one in when.since if one.less_than is not None
    ]
    return [f"r.{dialect.name(when.until)}", *passed]


def _later_sql(column: str, length: Length, dialect: Dialect) -> str:
    day = f"r.{dialect.name(column)}"
    in_months = dialect.months_after(day, length.months) if length.months else day
    return dialect.days_after(in_months, length.days) if length.days else in_months


def _last_of(days: Sequence[str]) -> str:
    """The last of the days; blank if one of them is."""
    return reduce(lambda a, b: f"CASE WHEN {a} >= {b} THEN {a} WHEN {b} > {a} THEN {b} END", days)


def _first_of(days: Sequence[str]) -> str:
    """The first of the days; blank if one of them is."""
    return reduce(lambda a, b: f"CASE WHEN {a} <= {b} THEN {a} WHEN {b} < {a} THEN {b} END", days)


def _own_day(source: Source, dialect: Dialect) -> str:
    assert isinstance(source.when, InPeriod)  # asked only for flows
    return f"r.{dialect.name(source.when.column)}"


def _age_day(source: Source, dialect: Dialect) -> str:
    """The day on which an age is taken, where rows are joined with spans."""
    return _own_day(source, dialect) if isinstance(source.when, InPeriod) else "s.last_day"


def _categories_sql(made: Pass, age_day: str, dialect: Dialect) -> str:
    """What each part makes of a row, as columns of text."""
    return _columns("category", [_category_sql(made.source, by, age_day, dialect) for by in made.breakdowns])


def _category_names(made: Pass) -> str:
    return ", ".join(f"category_{place} AS category_{place}" for place, _ in enumerate(made.parts))


def _grouped_sql(made: Pass, keys: Sequence[str], numbers: str, rows: str, dialect: Dialect) -> str:
    """The rows by the keys and, for each part of the pass, by its category: told in one reading."""
    categories = [f"category_{place}" for place, _ in enumerate(made.parts)]
    part, grouping = dialect.grouped(keys, categories)
    return (
        f"  SELECT {', '.join(f'{key} AS {key}' for key in keys)},\n"
        f"    {part} AS part, {dialect.first_given(categories)} AS category,\n"
        f"    {numbers}\n"
        f"  FROM {rows}\n"
        f"  GROUP BY {grouping}"
    )


def _category_sql(source: Source, by: Breakdown | None, age_day: str, dialect: Dialect) -> str:
    """The column, the place of the age band, or 0 where there is no breakdown; as text."""
    if isinstance(by, ByAgeBand):
        return dialect.as_text(_band_sql(by, age_day, dialect))
    if by is None:
        return "'0'"
    column = f"r.{dialect.name(by.column)}"
    return column if column_types(source.table)[by.column] is ColumnType.TEXT else dialect.as_text(column)


def _band_sql(by: ByAgeBand, age_day: str, dialect: Dialect) -> str:
    """Bands go up and touch, so the first whose upper limit holds is the one. Blank birth: no band."""
    born = _born(by, dialect)
    age = dialect.completed_years(born, age_day)
    limits = [
        (f"({age}) <= {band.last}" if band.last is not None else f"{born} IS NOT NULL") for band in by.bands
    ]
    choices = "\n      ".join(f"WHEN {limit} THEN {place}" for place, limit in enumerate(limits))
    return f"CASE {choices} END"


def _born(by: ByAgeBand, dialect: Dialect) -> str:
    return f"r.{dialect.name(by.born)}"


def _category_condition(tally: Tally, category: str | None, dialect: Dialect) -> str:
    """That the row is in that category of the tally's breakdown."""
    (span,) = tally.spans
    if isinstance(tally.by, ByColumn):
        return condition([_is_category(tally.table, tally.by.column, category)], dialect)
    if tally.by is None:
        return "TRUE" if category is None else "FALSE"
    source = Source(tally.table, tally.when)
    on_day = dialect.value(span.last) if isinstance(tally.when, OpenOn) else _age_day(source, dialect)
    place, labels = _band_sql(tally.by, on_day, dialect), [band.label for band in tally.by.bands]
    if category is None:
        return f"({place}) IS NULL"
    return f"({place}) = {labels.index(category)}" if category in labels else "FALSE"


def _is_category(table: str, column: str, category: str | None) -> Filter:
    if category is None:
        return IsMissing(column)
    return Is(column, _cell(category, column_types(table)[column]))


def _cell(category: str, kind: ColumnType) -> Cell:
    """A category's name as the value of its column; the reverse of `engine.category_text`."""
    match kind:
        case ColumnType.BOOLEAN:
            return category == "true"
        case ColumnType.DATE:
            return date.fromisoformat(category)
        case ColumnType.INTEGER:
            return int(category)
        case _:
            return category


def _reach(intervals: Sequence[Interval]) -> Interval:
    """The first and the last day of all."""
    return min(first for first, _ in intervals), max(last for _, last in intervals)


def _day_number(day: date) -> int:
    """The day as `Dialect.day_key` counts it."""
    return day.year * 10000 + day.month * 100 + day.day
