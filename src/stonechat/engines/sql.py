"""Passes as SQL, in a subset that many engines read alike.

The rules of the subset: explicit GROUP BY; `SUM(CASE WHEN p THEN 1 ELSE 0 END)` and no FILTER; EXTRACT;
explicit ROWS frames over a total order; spans, bands and the calendar are tables of data; no QUALIFY,
ASOF, range() or lateral alias; every column has an alias; no date minus a date; whole numbers and exact
decimals come out, and nothing is divided. What engines write differently is asked of the `Dialect`.

Every condition is true or false, never unknown: a comparison says that its column is not blank, so that
NOT around it means what `indicators/query.py` says.

Next: `passes.py` decides what to ask; `dialect.py` writes values and dates; `duckdb.py` runs the text. Stocks
are in `sql_stocks.py`; what all queries are put together from in `sql_days.py` (when a row counts),
`sql_beside.py` (what is open beside it), `sql_conditions.py`, `sql_categories.py` and `sql_numbers.py`;
`sql_rows.py` lists rows and explains counts.
"""

from stonechat.engines.dialect import Dialect
from stonechat.engines.engine import counted_filters
from stonechat.engines.passes import Pass, Shape, month_index
from stonechat.engines.sql_beside import rows_from
from stonechat.engines.sql_categories import categories_sql
from stonechat.engines.sql_conditions import condition
from stonechat.engines.sql_days import age_day, falls_in_sql, own_day, reach, span_table
from stonechat.engines.sql_numbers import grouped_sql, numbered, numbers_sql, totals_sql
from stonechat.engines.sql_stocks import changes_sql, merged_changes_sql, running_sql
from stonechat.indicators.query import Quantile


def pass_sql(made: Pass, dialect: Dialect) -> str:
    """One query that gives, for each interval and category with rows: their place, and the numbers."""
    match made.shape:
        case Shape.MONTHS:
            return _months_sql(made, dialect)
        case Shape.RUNNING:
            return running_sql(made, changes_sql(made, dialect), dialect)
        case Shape.MERGED:
            return running_sql(made, merged_changes_sql(made, dialect), dialect)
        case Shape.SPANS:
            return _spans_sql(made, dialect)
        case Shape.RANKS:
            return _ranks_sql(made, dialect)


def _months_sql(made: Pass, dialect: Dialect) -> str:
    """Flows of whole months: the numbers of each month once, then months added up for each span."""
    day = own_day(made.source, dialect)
    first, last = (dialect.value(day) for day in reach(made.intervals))
    months = [(place, month_index(a), month_index(b)) for place, (a, b) in enumerate(made.intervals)]
    totals = numbered("number", [f"SUM(m.number_{place})" for place in range(len(made.aggregates))])
    return (
        f"WITH {dialect.inline_table('spans', ('span', 'first_month', 'last_month'), months)},\n"
        "counted AS (\n"
        f"  SELECT {dialect.month_index(day)} AS month_index,\n"
        f"    {categories_sql(made, day, dialect)},\n"
        f"    {numbers_sql(made.aggregates, dialect)}\n"
        f"  FROM {dialect.name(made.source.table)} AS r\n"
        f"  WHERE {day} >= {first} AND {day} <= {last}\n"
        "),\n"
        "months AS (\n"
        f"{grouped_sql(made, ['month_index'], totals_sql(made.aggregates), 'counted', dialect)}\n"
        ")\n"
        f"SELECT s.span AS span, m.part AS part, m.category AS category,\n    {totals}\n"
        "FROM spans AS s\n"
        "JOIN months AS m ON m.month_index >= s.first_month AND m.month_index <= s.last_month\n"
        "GROUP BY s.span, m.part, m.category"
    )


def _spans_sql(made: Pass, dialect: Dialect) -> str:
    """Rows joined with the spans that they fall in: for what does not add up, and for odd spans."""
    return (
        f"WITH {span_table(made.intervals, dialect)},\n"
        "counted AS (\n"
        f"  SELECT s.span AS span,\n"
        f"    {categories_sql(made, age_day(made.source, dialect), dialect)},\n"
        f"    {numbers_sql(made.aggregates, dialect)}\n"
        f"  FROM {rows_from(made.source.table, made.source.when, dialect)}\n"
        f"  JOIN spans AS s ON {falls_in_sql(made.source, dialect)}\n"
        ")\n"
        f"{grouped_sql(made, ['span'], totals_sql(made.aggregates), 'counted', dialect)}"
    )


def _ranks_sql(made: Pass, dialect: Dialect) -> str:
    """Different values in order with how many there are up to each; a value stands at a place if the
    places up to it reach that far. Multiplied out, so that nothing is divided."""
    (asked, *_) = made.aggregates
    assert isinstance(asked, Quantile)  # passes.py puts nothing else into RANKS
    categories = categories_sql(made, age_day(made.source, dialect), dialect)
    ends = [end for one in made.aggregates if isinstance(one, Quantile) for end in _rank_ends(one)]
    window = "PARTITION BY span, part, category ORDER BY worth ROWS BETWEEN UNBOUNDED PRECEDING AND"
    return (
        f"WITH {span_table(made.intervals, dialect)},\n"
        "counted AS (\n"
        f"  SELECT s.span AS span,\n"
        f"    {categories},\n"
        f"    r.{dialect.name(asked.column)} AS worth\n"
        f"  FROM {rows_from(made.source.table, made.source.when, dialect)}\n"
        f"  JOIN spans AS s ON {falls_in_sql(made.source, dialect)}\n"
        f"  WHERE {condition(counted_filters(asked), dialect)}\n"
        "),\n"
        "worths AS (\n"
        f"{grouped_sql(made, ['span', 'worth'], 'COUNT(*) AS places', 'counted', dialect)}\n"
        "),\n"
        "ranked AS (\n"
        "  SELECT span AS span, part AS part, category AS category, worth AS worth,\n"
        f"    SUM(places) OVER ({window} CURRENT ROW) AS up_to,\n"
        f"    SUM(places) OVER ({window} UNBOUNDED FOLLOWING) AS n\n"
        "  FROM worths\n"
        ")\n"
        f"SELECT span AS span, part AS part, category AS category, n AS n,\n    {numbered('end', ends)}\n"
        "FROM ranked\n"
        "GROUP BY span, part, category, n"
    )


def _rank_ends(asked: Quantile) -> tuple[str, str]:
    """The values at places (n - 1) x share rounded down and up, as `Ranks` says."""
    place = f"(n - 1) * {asked.share.numerator}"
    lower = f"MIN(CASE WHEN up_to * {asked.share.denominator} > {place} THEN worth END)"
    upper = f"MIN(CASE WHEN (up_to - 1) * {asked.share.denominator} >= {place} THEN worth END)"
    return lower, upper
