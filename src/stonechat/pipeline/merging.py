"""One fact from what several sources hold, in SQL: which row counts, and what the others add.

Of a key that several sources may hold, the first in precedence that speaks of the table on that day decides:
where it holds the row, it leads; where it does not, the row is no fact and only reconciles. On a day of
which none speaks, the first that holds the row leads. Blanks of the leading row are filled from the others,
but no end on or before the last day on which the leading source's return still had it open.

Where several sources speak of a table, `lead_<table>` has a row for each key: `places` of those that hold
it, and `lead`, the place of the leading one, blank where the row does not count. A set (`SET_VALUED`) is
led as a whole.
"""

from stonechat.basics.periods import Windows
from stonechat.model.table import Table
from stonechat.pipeline.held import Merge, listed, named, parents_as_here, place_of
from stonechat.pipeline.precedence import NOT_OPEN, SET_VALUED, counting, end_column, sources_of
from stonechat.pipeline.standing import windows_of_table
from stonechat.store import parquet


def decide(merge: Merge) -> None:
    """Make `lead_<table>` for every table of which several sources speak."""
    for table in merge.tables.values():
        if is_shared(merge, table):
            merge.opened.execute(f"CREATE TABLE {named('lead', table)} AS {_lead(merge, table)}")


def is_shared(merge: Merge, table: Table) -> bool:
    """Whether several sources speak of the table, so that one of them may say that a row is none."""
    return len(_speaking(merge, table)) > 1


def _speaking(merge: Merge, table: Table) -> set[str]:
    return {source for source, _ in windows_of_table(merge.chosen, table.name)}


def group_key(table: Table) -> tuple[str, ...]:
    """What is led as a whole: a row, or of a set-valued table the rows of one parent."""
    return table.parent_key if table.name in SET_VALUED else table.key


def _lead(merge: Merge, table: Table) -> str:
    key = listed(group_key(table))
    return f"""
        WITH spoken AS ({_spoken(merge, table)}),
        held AS (
            SELECT {key}, list_sort(list(DISTINCT place)) AS places, arg_min(day, place) AS day
            FROM spoken
            GROUP BY {key}
        ),
        decided AS (SELECT *, {_decider(merge, table)} AS decider FROM held)
        SELECT {key}, day, places,
            CASE
                WHEN decider IS NULL THEN places[1]
                WHEN list_contains(places, decider) THEN decider
            END AS lead
        FROM decided
    """  # noqa: S608


def _spoken(merge: Merge, table: Table) -> str:
    """Which source speaks of what: it holds the row; or of a set, it holds the parent or a member."""
    rows = f"SELECT {listed(group_key(table))}, place, day FROM {named('named', table)}"  # noqa: S608
    if table.name not in SET_VALUED or table.parent is None:
        return rows
    sources = ", ".join(parquet.quoted(source) for source in sorted(_speaking(merge, table)))
    return f"""
        {rows}
        UNION ALL
        SELECT {parents_as_here(merge, table)}, {place_of(table.name)} AS place, day
        FROM {named("named", merge.tables[table.parent])}
        WHERE taken_from IN ({sources or "NULL"})
    """  # noqa: S608


def _decider(merge: Merge, table: Table) -> str:
    """The place of the first source that speaks of the table on the day; blank if none does."""
    windows = windows_of_table(merge.chosen, table.name)
    cases = [
        f"WHEN authority = {parquet.quoted(authority)} AND {_within(windows[source, authority])} THEN {place}"
        for place, source in enumerate(sources_of(table.name))
        for authority in sorted({authority for speaking, authority in windows if speaking == source})
    ]
    return f"CASE {' '.join(cases)} END" if cases else "NULL::INTEGER"


def _within(windows: Windows) -> str:
    spans = (f"day BETWEEN DATE '{first}' AND DATE '{last}'" for first, last in windows.intervals)
    return f"({' OR '.join(spans)})"


# ---------------------------------------------------------------- the facts


def merged(merge: Merge, table: Table) -> str:
    """The query for the facts of one table, with source, return_id and seen_to, in order of key."""
    if not is_shared(merge, table):
        rows = _as_held(table)
    elif table.name in SET_VALUED:
        rows = _of_leading_set(table)
    else:
        rows = _filled(table)
    order = ", ".join(f"{parquet.name(column)} NULLS FIRST" for column in table.key)
    return f"SELECT * FROM ({rows}) ORDER BY {order}"  # noqa: S608


def _as_held(table: Table, only: str = "") -> str:
    columns = listed(table.names, "held")
    return f"""
        SELECT {columns}, taken_from AS source, return_id, seen_to
        FROM {named("named", table)} AS held JOIN standing USING (rank)
        {only}
    """  # noqa: S608


def _of_leading_set(table: Table) -> str:
    key = listed(table.parent_key)
    return _as_held(table, f"JOIN {named('lead', table)} AS led USING ({key}) WHERE place = lead")


def _filled(table: Table) -> str:
    key = listed(table.key)
    columns = ", ".join(_filled_column(table, column) for column in table.names if column not in table.key)
    ordered = ", ".join(f"filled.{parquet.name(column)}" for column in table.names)
    return f"""
        WITH counted AS ({_counted(table)}),
        filled AS (
            SELECT {key}, {columns},
                arg_min(taken_from, turn) AS source,
                arg_min(return_id, turn) AS return_id,
                {_seen_to(table)} AS seen_to
            FROM counted
            GROUP BY {key}
        )
        SELECT {ordered}, source, return_id, seen_to FROM filled
    """  # noqa: S608


def _counted(table: Table) -> str:
    """The rows of every source that a fact is made of. `turn` is -1 for the leading one."""
    key, end = listed(table.key), end_column(table)
    leading = (
        f"""
        first_value({parquet.name(end)}) OVER by_turn AS leading_end,
        first_value(seen_to) OVER by_turn AS leading_seen_to,
    """
        if end
        else ""
    )
    return f"""
        WITH turns AS (
            SELECT held.*, return_id, seen_to, CASE WHEN place = lead THEN -1 ELSE place END AS turn
            FROM {named("named", table)} AS held
            JOIN standing USING (rank)
            JOIN {named("lead", table)} AS led USING ({key})
            WHERE lead IS NOT NULL
        )
        SELECT {leading} * FROM turns WINDOW by_turn AS (PARTITION BY {key} ORDER BY turn)
    """  # noqa: S608


def _filled_column(table: Table, column: str) -> str:
    """The first value that is not blank, of the leading source and then of the others in their order."""
    end, name = end_column(table), parquet.name(column)
    if end is None or column not in (end, *counting(table.name).with_end):
        return f"arg_min({name}, turn) AS {name}"
    return f"""
        arg_min({name}, turn) FILTER (
            turn = -1 OR leading_end IS NOT NULL OR {parquet.name(end)} > leading_seen_to
        ) AS {name}
    """


def _seen_to(table: Table) -> str:
    """The latest day to which a source saw the row: open, if it is open."""
    end = end_column(table)
    if end is None:
        return "max(seen_to)"
    still_open = f"{parquet.name(end)} IS NULL"
    filled = _filled_column(table, end).rpartition(" AS ")[0]
    return f"CASE WHEN {filled} IS NULL THEN max(seen_to) FILTER ({still_open}) ELSE max(seen_to) END"


# ---------------------------------------------------------------- what is open


def is_open(table: Table, of: str) -> str:
    """Whether a row of `of` counts as open as it stands; never for a table of which nothing is a stock."""
    end = end_column(table)
    if end is None:
        return "false"
    ended = f"{of}.{parquet.name(end)} IS NULL"
    if table.name not in NOT_OPEN:
        return ended
    return f"{ended} AND {of}.{parquet.name(NOT_OPEN[table.name])} IS NOT TRUE"


def spoken_to(merge: Merge, table: Table) -> str:
    """The last day on which the source of a row held speaks of the table, in SQL."""
    cases = " ".join(
        f"WHEN held.taken_from = {parquet.quoted(source)} AND authority = {parquet.quoted(authority)} "
        f"THEN DATE '{windows.last}'"
        for (source, authority), windows in windows_of_table(merge.chosen, table.name).items()
    )
    return f"CASE {cases} END" if cases else "NULL::DATE"
