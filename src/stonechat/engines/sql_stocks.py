"""What is open on each day, in SQL: openings add, closings take away, a running sum says what is left."""

from datetime import date

from stonechat.engines.dialect import Dialect
from stonechat.engines.passes import Pass
from stonechat.engines.sql_beside import rows_from
from stonechat.engines.sql_categories import born_sql, categories_sql
from stonechat.engines.sql_days import closing_days, first_of, last_of, opening_days, reach
from stonechat.engines.sql_numbers import grouped_sql, numbered, numbers_sql, totals_sql
from stonechat.indicators.query import ByAgeBand, OpenOn

RUNNING_WINDOW = (
    "PARTITION BY part, category ORDER BY day, span ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"
)
"""Up to each day of a category; what changes on a day (span -1) comes before what is counted on it."""


BEFORE_ALL, AFTER_ALL = -1000, 1000
"""Years from birth that stand for no limit of an age band."""


def running_sql(made: Pass, changes: str, dialect: Dialect) -> str:
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
        f"  SELECT span AS span, part AS part, category AS category,\n    {numbered('number', sums)}\n"
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


def changes_sql(made: Pass, dialect: Dialect) -> str:
    """By how much each number changes on each day: what opened less what closed."""
    opened, closed = _kept("number_{0} AS number_{0}", made), _kept("0 - number_{0} AS number_{0}", made)
    return (
        f"{_each_end_sql(made, 'spells', opened, closed)},\n"
        "changes AS (\n"
        f"{grouped_sql(made, ['day'], totals_sql(made.aggregates), 'each_end', dialect)}\n"
        ")"
    )


def merged_changes_sql(made: Pass, dialect: Dialect) -> str:
    """The changes of a number of different values: a value counts from the day on which the first of its
    rows opens to the day on which none is left.

    Few values have rows that overlap. Only these are merged, for each part by its own categories; the
    others are counted as rows are: less than half the time of merging all, by each breakdown anew.
    """
    chosen = " ".join(f"WHEN {place} THEN s.category_{place}" for place, _ in enumerate(made.parts))
    parts = [(place,) for place, _ in enumerate(made.parts)]
    return (
        "marked AS (\n"
        f"  SELECT number_0 AS worth, opened AS opened,\n    {_open_before('number_0')} AS open_till\n"
        "  FROM spells\n"
        "  WHERE number_0 IS NOT NULL\n"
        "),\n"
        "overlapping AS (\n  SELECT DISTINCT worth AS worth\n  FROM marked\n  WHERE open_till > opened\n),\n"
        "alone AS (\n"
        f"  SELECT s.opened AS opened, s.closed AS closed, {_category_names(made, 's.')}, 1 AS number_0\n"
        "  FROM spells AS s\n"
        "  LEFT JOIN overlapping AS o ON o.worth = s.number_0\n"
        "  WHERE s.number_0 IS NOT NULL AND o.worth IS NULL\n"
        "),\n"
        f"{dialect.inline_table('parts', ('part',), parts)},\n"
        "together AS (\n"
        f"  SELECT p.part AS part, CASE p.part {chosen} END AS category, s.number_0 AS worth,\n"
        "    s.opened AS opened, s.closed AS closed\n"
        "  FROM spells AS s\n"
        "  JOIN overlapping AS o ON o.worth = s.number_0\n"
        "  CROSS JOIN parts AS p\n"
        "),\n"
        "followed AS (\n"
        "  SELECT part AS part, category AS category, opened AS opened, closed AS closed,\n"
        f"    {_open_before('part, category, worth')} AS open_till\n"
        "  FROM together\n"
        "),\n"
        "merged AS (\n"
        "  SELECT part AS part, category AS category, closed AS closed,\n"
        "    CASE WHEN open_till > opened THEN open_till ELSE opened END AS opened\n"
        "  FROM followed\n"
        "  WHERE open_till IS NULL OR open_till < closed\n"
        "),\n"
        f"{_each_end_sql(made, 'alone', '1 AS number_0', '-1 AS number_0')},\n"
        "changes AS (\n"
        f"{grouped_sql(made, ['day'], 'SUM(number_0) AS number_0', 'each_end', dialect)}\n"
        "  UNION ALL\n"
        "  SELECT opened AS day, part AS part, category AS category, 1 AS number_0\n"
        "  FROM merged\n"
        "  UNION ALL\n"
        "  SELECT closed AS day, part AS part, category AS category, -1 AS number_0\n"
        "  FROM merged\n"
        ")"
    )


def _open_before(keys: str) -> str:
    """The day on which the last of the rows before this one, with the same keys, closes."""
    return (
        f"MAX(closed) OVER (PARTITION BY {keys} ORDER BY opened, closed "
        "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
    )


def _each_end_sql(made: Pass, rows: str, opened: str, closed: str) -> str:
    """Two rows for each spell: what it brings on the day it opens, and on the day it closes."""
    categories = _category_names(made)
    return (
        "each_end AS (\n"
        f"  SELECT opened AS day, {categories}, {opened}\n"
        f"  FROM {rows}\n"
        "  UNION ALL\n"
        f"  SELECT closed AS day, {categories}, {closed}\n"
        f"  FROM {rows}\n"
        ")"
    )


def _kept(pattern: str, made: Pass) -> str:
    """The pattern once for each number of the pass."""
    return ", ".join(pattern.format(place) for place in range(len(made.aggregates)))


def _category_names(made: Pass, of: str = "") -> str:
    return ", ".join(f"{of}category_{place} AS category_{place}" for place, _ in enumerate(made.parts))


def _spells_sql(made: Pass, dialect: Dialect) -> str:
    """One row for each stretch that a row was open in one category, as day keys; closed is exclusive."""
    when = made.source.when
    assert isinstance(when, OpenOn)  # passes.py gives flows another shape
    start, until = last_of(opening_days(when, dialect)), first_of(closing_days(when, dialect))
    first, last = (dialect.value(day) for day in reach(made.intervals))
    (by, *_) = made.breakdowns
    if isinstance(by, ByAgeBand):
        name, given = "lives", f"{dialect.day_key(born_sql(by, dialect))} AS born"
    else:
        name, given = "spells", categories_sql(made, last, dialect)
    spells = (
        f"{name} AS (\n"
        f"  SELECT {dialect.day_key(start)} AS opened, {dialect.day_key(until)} AS closed,\n"
        f"    {given},\n"
        f"    {numbers_sql(made.aggregates, dialect)}\n"
        f"  FROM {rows_from(made.source.table, when, dialect)}\n"
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


def _day_number(day: date) -> int:
    """The day as `Dialect.day_key` counts it."""
    return day.year * 10000 + day.month * 100 + day.day
