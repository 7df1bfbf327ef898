"""Rows of several sources about one event get one id, in SQL, and with it whatever refers to them.

Each source has ids of its own. Of one child and day the n-th row of a source and the n-th of another are
one event, in an order by content: what has ended first, by its end. They take the id that the source first
in precedence gives. An id that two sources use for different events gets the source's name added in the
lower one. Where only one source holds a table, nothing is renamed.

`name_events` makes `named_<table>` of every `held_<table>`, with the same columns.
"""

from stonechat.model.table import Table
from stonechat.pipeline.held import Merge, listed, named
from stonechat.pipeline.precedence import counting, end_column, own_id, references
from stonechat.store import parquet


def name_events(merge: Merge) -> None:
    """Make every `named_<table>`."""
    for table in merge.tables.values():
        if is_renamed(merge, table):
            merge.opened.execute(f"CREATE TABLE {named('names', table)} AS {_names(table)}")
    for table in merge.tables.values():
        merge.opened.execute(f"CREATE TABLE {named('named', table)} AS {_renamed(merge, table)}")


def is_renamed(merge: Merge, table: Table) -> bool:
    """Whether rows of several sources are to be matched."""
    return counting(table.name).has_events and len(merge.sources[table.name]) > 1


def _names(table: Table) -> str:
    """The names that a source gives to events (`old`), and the one that the facts give to them (`new`)."""
    own = parquet.name(own_id(table))
    event = listed(("authority", "person_id", "day", *counting(table.name).told_apart_by, "alone"))
    return f"""
        WITH known AS (SELECT *, {_alone(table)} AS alone FROM {named("held", table)}),
        numbered AS (
            SELECT *,
                row_number() OVER (PARTITION BY taken_from, {event} ORDER BY {_by_content(table)}) AS n
            FROM known
        ),
        led AS (
            SELECT authority, taken_from, {own} AS old,
                first_value({own}) OVER event AS leader,
                first_value(taken_from) OVER event AS led_by,
                first_value(place) OVER event AS leading_place
            FROM numbered
            WINDOW event AS (PARTITION BY {event}, n ORDER BY place)
        )
        SELECT authority, taken_from, old,
            CASE
                WHEN min(leading_place) OVER (PARTITION BY authority, leader) < leading_place
                THEN leader || '@' || led_by
                ELSE leader
            END AS new
        FROM led
    """  # noqa: S608


def _alone(table: Table) -> str:
    """What keeps a row apart from all others where neither a day nor anything else says what it is."""
    told = ", ".join(f"{parquet.name(column)}::VARCHAR" for column in counting(table.name).told_apart_by)
    known = f"day::VARCHAR{', ' if told else ''}{told}"
    own = parquet.name(own_id(table))
    return f"CASE WHEN COALESCE({known}, NULL) IS NULL THEN taken_from || ' ' || {own} END"


def _by_content(table: Table) -> str:
    """An order of one child's rows of one day that does not depend on ids, which sources do not share."""
    end = end_column(table)
    ids = {own_id(table), "table_id", "authority", "person_id"}
    rest = (name for name in table.names if name not in ids and name != end and not name.endswith("_id"))
    columns = [*([end] if end else []), *rest]
    return ", ".join(f"{parquet.name(column)} NULLS LAST" for column in (*columns, own_id(table)))


def _renamed(merge: Merge, table: Table) -> str:
    """The rows with every id as the facts give it, their own and those that they refer to."""
    renamed = {
        column: merge.tables[other]
        for column, other in references(table, merge.tables).items()
        if is_renamed(merge, merge.tables[other])
    }
    if is_renamed(merge, table):
        renamed[own_id(table)] = table
    if not renamed:
        return f"SELECT * FROM {named('held', table)}"  # noqa: S608
    new = ", ".join(_new_name(column) for column in renamed)
    joins = " ".join(_join_names(column, other) for column, other in renamed.items())
    return f"SELECT held.* REPLACE ({new}) FROM {named('held', table)} AS held {joins}"  # noqa: S608


def _new_name(column: str) -> str:
    """The fact's id; for one that its own source does not know, an id that no fact has."""
    old, names, taken = (parquet.name(part) for part in (column, f"names of {column}", f"taken {column}"))
    return f"""
        CASE
            WHEN {names}.new IS NOT NULL THEN {names}.new
            WHEN {taken}.new IS NOT NULL THEN held.{old} || '@' || held.taken_from
            ELSE held.{old}
        END AS {old}
    """


def _join_names(column: str, other: Table) -> str:
    old, names, taken = (parquet.name(part) for part in (column, f"names of {column}", f"taken {column}"))
    return f"""
        LEFT JOIN {named("names", other)} AS {names}
        ON {names}.authority = held.authority
            AND {names}.taken_from = held.taken_from
            AND {names}.old = held.{old}
        LEFT JOIN (SELECT DISTINCT authority, new FROM {named("names", other)}) AS {taken}
        ON {taken}.authority = held.authority AND {taken}.new = held.{old}
    """  # noqa: S608
