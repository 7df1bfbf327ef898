"""Facts from returns: a pure function of the set of returns and of the children to forget.

The order of imports plays no part, so importing twice changes nothing and undoing an import is leaving
it out. The rules (`design.md` decision 3):

- Of the returns of one format, authority and year, the one made last stands; the others are superseded.
- Rows of standing returns are one row if their keys are equal: of the sources that feed the table the one
  named first counts (`COUNTING`), and of its returns the one whose window ends last. Dated events (reviews,
  conferences, plans) are thereby united over the years.
- What a return gives as a whole set (the disabilities of a person, the factors of an assessment) is
  replaced as a set by the latest return that holds the parent.
- `seen_to` is the last day of the window of the latest return that held the row. What is open there and
  absent from a later standing return is unresolved after that day, and is counted.

Columns that look back are added afterwards, by `engines/derivations`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import duckdb

from stonechat.basics.periods import Windows
from stonechat.basics.problems import Refused, refusal
from stonechat.model.derived import DERIVATIONS, FACT_COLUMNS
from stonechat.model.table import Blank, ColumnType, Table
from stonechat.model.tables import TABLES
from stonechat.store import parquet, returns
from stonechat.store.folder import Folder
from stonechat.store.forgotten import Forgotten
from stonechat.store.returns import Return

SET_VALUED = frozenset({"disability", "assessment_factors"})
"""Tables whose rows a return gives as the whole set of their parent."""

COUNTING: dict[str, tuple[str, ...]] = {
    "person": ("cin_census", "ssda903"),
    "cla_episodes": ("ssda903",),
    "cla_reviews": ("ssda903",),
    "cla_previous_permanence": ("ssda903",),
    "missing": ("ssda903",),
    "permanence": ("ssda903",),
    "uasc": ("ssda903",),
    "cla_yearly_outcomes": ("ssda903",),
    "deprivation_of_liberty": ("ssda903",),
    "care_leaver_yearly_outcomes": ("ssda903",),
    "involvements": ("ssda903",),
}
"""Which sources feed a table, at all times. Where two hold the same row the one named first counts.

A figure is held for the days that its table's sources cover (`results.py`): see `sources_of`.
"""

USUAL_SOURCES = ("cin_census",)
"""What feeds a table that `COUNTING` does not name."""

STOCKS = frozenset(each.table for each in DERIVATIONS if each.name == "counted_until")
"""Tables whose rows count as open for a time, and so can vanish while they are open."""

NOT_OPEN = {"cin_episodes": "referral_nfa"}
"""A true flag that says that there is nothing to end, whatever the blank end date says."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts tables written, and what the merge has to say about them.

    `unresolved` counts, by table, what was open in one return and is absent from a later one.
    """

    paths: dict[str, Path]
    windows: dict[str, Windows]
    unresolved: dict[str, int]


def sources_of(table: str) -> tuple[str, ...]:
    """The sources that feed a table, the one that counts first."""
    return COUNTING.get(table, USUAL_SOURCES)


def standing(kept: Iterable[Return]) -> list[Return]:
    """The returns that count: of each format, authority and year the one made last. Latest window last.

    Refused if two different ones of a year were made at the same time, because none of them is later.
    """
    ordered = sorted(kept, key=lambda one: (_year_of(one), returns.made_order(one.made_at)))
    chosen = []
    for _, group in groupby(ordered, key=_year_of):
        *earlier, last = group
        if earlier and returns.made_order(earlier[-1].made_at) == returns.made_order(last.made_at):
            raise _undecided(earlier[-1], last)
        chosen.append(last)
    return sorted(chosen, key=_recency)


def _year_of(kept: Return) -> tuple[str, str, int]:
    return kept.format, kept.authority, kept.year


def _recency(kept: Return) -> tuple[object, ...]:
    return kept.window_last, returns.made_order(kept.made_at), kept.id


def _undecided(one: Return, other: Return) -> Refused:
    first, second = sorted((one.id, other.id))
    return refusal(
        f"Two different returns ({first} and {second}) of {one.format} {one.year} for authority "
        f"{one.authority} were made at the same time, so neither replaces the other.",
        "Undo one of them (stonechat undo RETURN), or import the later one again with --made and its time.",
        "two_returns_of_one_year",
    )


def make_facts(
    folder: Folder,
    kept: Iterable[Return],
    forgotten: Forgotten,
    out: Path,
    *,
    tables: Mapping[str, Table] = TABLES,
) -> Facts:
    """Merge the returns and write one Parquet file for each table into `out`, rows in order of key.

    Every table is written, an empty one too. Refused as `standing` says.
    """
    chosen = standing(kept)
    with parquet.connection(out / "spill") as opened:
        _name_returns(opened, chosen)
        for table in tables.values():
            _name_rows(opened, table, folder, chosen)
        _name_forgotten(opened, tables.values(), forgotten)
        paths = {}
        for table in tables.values():
            paths[table.name] = out / f"{table.name}.parquet"
            parquet.save(opened, _merged(table, tables), paths[table.name])
        unresolved = {table.name: _unresolved(opened, table, paths[table.name]) for table in tables.values()}
    return Facts(paths, _windows(chosen), {name: n for name, n in unresolved.items() if n})


def _windows(chosen: Sequence[Return]) -> dict[str, Windows]:
    sources = sorted({one.format for one in chosen})
    return {
        source: Windows.of((one.window_first, one.window_last) for one in chosen if one.format == source)
        for source in sources
    }


# ---------------------------------------------------------------- in SQL


def _name_returns(opened: duckdb.DuckDBPyConnection, chosen: Sequence[Return]) -> None:
    """The table `standing`: one row for each standing return, `rank` rising with recency."""
    opened.execute(
        "CREATE TABLE standing "
        "(rank BIGINT, source VARCHAR, return_id VARCHAR, seen_to DATE, for_authority VARCHAR)"
    )
    for rank, one in enumerate(chosen):
        opened.execute(
            "INSERT INTO standing VALUES (?, ?, ?, ?, ?)",
            [rank, one.format, one.id, one.window_last, one.authority],
        )


def _name_rows(
    opened: duckdb.DuckDBPyConnection, table: Table, folder: Folder, chosen: Sequence[Return]
) -> None:
    """The view `rows_<table>`: the rows of all returns that count for the table, with rank and source.

    A column that the model gained after a return was kept is blank in its rows, and one that the model
    has lost is left out.
    """
    parts = [
        f"SELECT *, {rank} AS rank, '{chosen[rank].format}' AS taken_from FROM {parquet.scan(path)}"  # noqa: S608
        for rank, path in _stored(table, folder, chosen)
    ]
    rows = " UNION ALL BY NAME ".join((_no_rows(table), *parts))
    view, columns = parquet.name(f"rows_{table.name}"), parquet.names(table.columns)
    opened.execute(f"CREATE VIEW {view} AS SELECT {columns}, row, rank, taken_from FROM ({rows})")  # noqa: S608


def _stored(table: Table, folder: Folder, chosen: Sequence[Return]) -> Iterator[tuple[int, Path]]:
    """Rank and file of each standing return that has rows of the table and counts for it."""
    for rank, one in enumerate(chosen):
        if table.name in one.tables and _counts(table.name, one.format):
            yield rank, returns.table_path(folder, one, table.name)


def _no_rows(table: Table) -> str:
    typed = ", ".join(
        f"NULL::{parquet.SQL_TYPES[column.type]} AS {parquet.name(column.name)}" for column in table.columns
    )
    return (
        f"SELECT {typed}, NULL::BIGINT AS row, NULL::BIGINT AS rank, NULL::VARCHAR AS taken_from WHERE false"
    )


def _counts(table: str, source: str) -> bool:
    return source in sources_of(table)


def _precedence(table: str) -> str:
    """The place of a row's source among those of the table, in SQL."""
    places = " ".join(f"WHEN '{source}' THEN {place}" for place, source in enumerate(sources_of(table)))
    return f"CASE taken_from {places} END"


def _name_forgotten(opened: duckdb.DuckDBPyConnection, tables: Iterable[Table], forgotten: Forgotten) -> None:
    """The table `forgotten`: person_id of the children to leave out, of those that the returns hold.

    Hashed here and not in SQL, and only the different identifiers: a return has thousands, its tables
    hundreds of thousands of rows.
    """
    opened.execute("CREATE TABLE forgotten (person_id VARCHAR)")
    people = [(table.name, column) for table in tables for column in returns.person_columns(table.names)]
    if not forgotten.children or not people:
        return
    query = " UNION ".join(
        f"SELECT {parquet.name(column)} FROM {parquet.name(f'rows_{table}')}"  # noqa: S608
        for table, column in people
    )
    for (person_id,) in opened.execute(query).fetchall():
        if person_id is not None and forgotten.is_forgotten(person_id):
            opened.execute("INSERT INTO forgotten VALUES (?)", [person_id])


def _merged(table: Table, tables: Mapping[str, Table]) -> str:
    """One row for each key: of the source that counts first and holds the row, the latest return's."""
    key = ", ".join(parquet.name(column) for column in table.key)
    best = f"{_precedence(table.name)}, rank DESC, row"
    not_forgotten = " AND ".join(
        f"NOT EXISTS (SELECT 1 FROM forgotten WHERE forgotten.person_id = held.{parquet.name(column)})"  # noqa: S608
        for column in returns.person_columns(table.names)
    )
    extra = parquet.names(FACT_COLUMNS)
    return f"""
        WITH held AS ({_held(table, tables)}),
        latest AS (
            SELECT *
            FROM held
            WHERE {not_forgotten or "true"}
            QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY {best}) = 1
        )
        SELECT {", ".join(f"latest.{parquet.name(column.name)}" for column in table.columns)}, {extra}
        FROM latest JOIN standing USING (rank)
        ORDER BY {", ".join(f"latest.{parquet.name(column)} NULLS FIRST" for column in table.key)}
    """  # noqa: S608


def _held(table: Table, tables: Mapping[str, Table]) -> str:
    """The rows that may count: all of them, or of a set-valued table those of the latest set."""
    rows = f"SELECT * FROM {parquet.name(f'rows_{table.name}')}"  # noqa: S608
    if table.name not in SET_VALUED or table.parent is None:
        return rows
    own = ", ".join(parquet.name(column) for column in table.parent_key)
    parents = ", ".join(
        f"{parquet.name(theirs)} AS {parquet.name(ours)}"
        for theirs, ours in zip(tables[table.parent].key, table.parent_key, strict=True)
    )
    # Another source that names the parent says nothing of the set.
    own_sources = ", ".join(f"'{source}'" for source in sources_of(table.name))
    # A set without its parent in the return still says what the set is, so both are asked.
    return f"""
        WITH mention AS (
            SELECT {parents}, rank FROM {parquet.name(f"rows_{table.parent}")}
            WHERE taken_from IN ({own_sources})
            UNION ALL
            SELECT {own}, rank FROM {parquet.name(f"rows_{table.name}")}
        ),
        last_mention AS (SELECT {own}, max(rank) AS rank FROM mention GROUP BY {own})
        {rows} SEMI JOIN last_mention USING ({own}, rank)
    """  # noqa: S608


def _unresolved(opened: duckdb.DuckDBPyConnection, table: Table, path: Path) -> int:
    """How many rows are open and absent from a later standing return of the same source and authority."""
    end = _end_column(table)
    if end is None:
        return 0
    is_open = f"facts.{parquet.name(end)} IS NULL"
    if table.name in NOT_OPEN:
        is_open += f" AND facts.{parquet.name(NOT_OPEN[table.name])} IS NOT TRUE"
    query = f"""
        SELECT count(*)
        FROM {parquet.scan(path)} AS facts
        WHERE {is_open}
        AND EXISTS (
            SELECT 1
            FROM standing
            WHERE standing.source = facts.source
            AND standing.for_authority = facts.authority
            AND standing.seen_to > facts.seen_to
        )
    """  # noqa: S608
    return int(opened.execute(query).fetchall()[0][0])


def _end_column(table: Table) -> str | None:
    """The date whose blank means that it is still open; None if nothing of the table is ever a stock.

    An enquiry is no stock: the census gives no end of one, so all would seem to have vanished.
    """
    if table.name not in STOCKS:
        return None
    dates = (column for column in table if column.type is ColumnType.DATE and column.blank is Blank.NOT_YET)
    return next((column.name for column in dates), None)
