"""What the yearly returns of one source say of each other: amended, withdrawn, late, overlapping.

Only returns of one format and authority whose years follow each other directly are compared, since the
later must hold what was open when it began. Everything is counted and pointed at by lines of the files
received; no child is named. What is found changes no figure: the merge (`facts.py`) goes by its own rules.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

import duckdb

from stonechat.basics.problems import Problem, Severity, Where
from stonechat.model.table import Table
from stonechat.model.tables import TABLES
from stonechat.pipeline.held import listed
from stonechat.pipeline.merging import is_open
from stonechat.pipeline.precedence import end_column, start_column
from stonechat.pipeline.standing import speaks_of, standing
from stonechat.store import parquet, returns
from stonechat.store.folder import Folder
from stonechat.store.returns import Return

LINES_SHOWN = 5
"""How many lines of each return a note points at."""

OF_THEIR_TIME = {"cp_plans": ("cp_plan_latest_category", "number_of_previous_cp_plans")}
"""Columns that say how things stand at the end of a year, so that another year may say otherwise."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two returns of one source, the second of the year after the first's."""

    earlier: Return
    later: Return


@dataclass(frozen=True, slots=True)
class Kind:
    """One thing that may be found. `in_earlier`: its lines are those of the earlier return's file."""

    rule: str
    what: str
    fix: str
    in_earlier: bool
    query: Callable[[Table, Pair, str, str, Sequence[str]], str | None]


def notes(
    folder: Folder,
    kept: Iterable[Return],
    new: Collection[str],
    *,
    tables: Mapping[str, Table] = TABLES,
) -> list[Problem]:
    """One note for each table and kind of difference between the new returns and those beside them.

    `new` are ids of returns; pairs of which neither is new are passed over, because they were told of before.
    """
    pairs = [pair for pair in _pairs(standing(kept)) if {pair.earlier.id, pair.later.id} & set(new)]
    if not pairs:
        return []
    with parquet.connection(folder.objects / "histories.spill.part") as opened:
        found = ((table, kind) for table in tables.values() for kind in KINDS)
        return [note for table, kind in found if (note := _note(opened, folder, pairs, table, kind))]


def _pairs(chosen: Sequence[Return]) -> Iterator[Pair]:
    by_source: dict[tuple[str, str], list[Return]] = {}
    for one in chosen:
        by_source.setdefault((one.format, one.authority), []).append(one)
    for own in by_source.values():
        for earlier, later in pairwise(own):
            if later.window_first == earlier.window_last + timedelta(days=1):
                yield Pair(earlier, later)


def _note(
    opened: duckdb.DuckDBPyConnection, folder: Folder, pairs: Sequence[Pair], table: Table, kind: Kind
) -> Problem | None:
    """The note on one kind of difference of one table; None if there is nothing to say."""
    total, places = 0, []
    for pair in pairs:
        number, lines = _found(opened, folder, pair, table, kind)
        total += number
        if number:
            told = pair.earlier if kind.in_earlier else pair.later
            places.append(f"{told.year}: {number:,} ({_place(number, lines)})")
    if not total:
        return None
    what = f"{total:,} {kind.what} By return: {'; '.join(places)}."
    return Problem(what, kind.fix, Severity.NOTE, kind.rule, Where(sheet=table.name))


def _place(number: int, lines: Sequence[int]) -> str:
    shown = ", ".join(map(str, lines))
    return f"line{'s' if number > 1 else ''} {shown}{' and more' if number > LINES_SHOWN else ''}"


def _found(
    opened: duckdb.DuckDBPyConnection, folder: Folder, pair: Pair, table: Table, kind: Kind
) -> tuple[int, list[int]]:
    """How many rows of the pair, and the lines of the first of them."""
    both = (pair.earlier, pair.later)
    if not all(speaks_of(one, table.name) and table.name in one.tables for one in both):
        return 0, []
    earlier, later = (returns.table_path(folder, one, table.name) for one in both)
    in_both = set(parquet.column_names(earlier)) & set(parquet.column_names(later))
    columns = [column for column in table.names if column in in_both]
    query = kind.query(table, pair, parquet.scan(earlier), parquet.scan(later), columns)
    if query is None:
        return 0, []
    counted = f"SELECT count(*), list(row ORDER BY row)[1:{LINES_SHOWN}] FROM ({query})"  # noqa: S608
    number, lines = opened.execute(counted).fetchall()[0]
    return int(number), list(lines or ())


# ---------------------------------------------------------------- in SQL


def _amended(table: Table, _: Pair, earlier: str, later: str, columns: Sequence[str]) -> str | None:
    """Rows of which a value that was there is another, or gone."""
    of_their_time = (*table.key, *OF_THEIR_TIME.get(table.name, ()))
    differ = [
        f"(a.{parquet.name(column)} IS NOT NULL AND a.{parquet.name(column)} IS DISTINCT FROM "
        f"b.{parquet.name(column)})"
        for column in columns
        if column not in of_their_time
    ]
    if not differ:
        return None
    return f"""
        SELECT b.row AS row
        FROM {earlier} AS a JOIN {later} AS b USING ({listed(table.key)})
        WHERE {" OR ".join(differ)}
    """  # noqa: S608


def _withdrawn(table: Table, _: Pair, earlier: str, later: str, __: Sequence[str]) -> str | None:
    """Rows that were open at the end of the earlier return, and so should be in the later."""
    if end_column(table) is None:
        return None
    return f"""
        SELECT a.row AS row
        FROM {earlier} AS a ANTI JOIN {later} AS b USING ({listed(table.key)})
        WHERE {is_open(table, "a")}
    """  # noqa: S608


def _late(table: Table, pair: Pair, earlier: str, later: str, __: Sequence[str]) -> str | None:
    """Rows that had begun when the earlier return ended, and so should have been in it."""
    if end_column(table) is None:
        return None
    began = parquet.name(start_column(table))
    return f"""
        SELECT b.row AS row
        FROM {later} AS b ANTI JOIN {earlier} AS a USING ({listed(table.key)})
        WHERE b.{began} <= DATE '{pair.earlier.window_last}'
    """  # noqa: S608


def _overlapping(table: Table, _: Pair, earlier: str, later: str, __: Sequence[str]) -> str | None:
    """Episodes of care of the later return alone that began while one of the earlier alone ran.

    Episodes of one return are checked against each other by its reader.
    """
    if table.name != "cla_episodes":
        return None
    return f"""
        SELECT b.row AS row
        FROM {later} AS b ANTI JOIN {earlier} AS mine USING ({listed(table.key)})
        WHERE EXISTS (
            SELECT 1
            FROM {earlier} AS a ANTI JOIN {later} AS other USING ({listed(table.key)})
            WHERE a.authority = b.authority AND a.person_id = b.person_id
            AND a.cla_episode_start_date <= b.cla_episode_start_date
            AND b.cla_episode_start_date < coalesce(a.cla_episode_ceased_date, DATE '9999-12-31')
        )
    """  # noqa: S608


def _after_a_gap(table: Table, pair: Pair, earlier: str, later: str, __: Sequence[str]) -> str | None:
    """A child's first episodes of the later year that go on from care, where no episode ran till then."""
    if table.name != "cla_episodes":
        return None
    return f"""
        WITH firsts AS (
            SELECT *
            FROM {later}
            QUALIFY row_number() OVER (
                PARTITION BY authority, person_id ORDER BY cla_episode_start_date, row
            ) = 1
        )
        SELECT b.row AS row
        FROM firsts AS b
        WHERE b.cla_episode_start_date > DATE '{pair.earlier.window_last}'
        AND b.cla_episode_start_reason <> 'S'
        AND NOT EXISTS (
            SELECT 1
            FROM {earlier} AS a
            WHERE a.authority = b.authority AND a.person_id = b.person_id
            AND a.cla_episode_start_date < b.cla_episode_start_date
            AND coalesce(a.cla_episode_ceased_date, DATE '9999-12-31') >= b.cla_episode_start_date
        )
    """  # noqa: S608


KINDS = (
    Kind(
        "amended",
        "rows say something else than in the return of the year before; the later counts.",
        "Check that the changes were meant: figures of the year before change with them.",
        False,
        _amended,
    ),
    Kind(
        "withdrawn",
        "that were open at the end of a return are absent from the next.",
        "Look for them in your system: each should be in the next return, open or with its end.",
        True,
        _withdrawn,
    ),
    Kind(
        "late",
        "that began before the year of a return are in it for the first time.",
        "Check their dates; if these are right, figures of the year before change with them.",
        False,
        _late,
    ),
    Kind(
        "overlap_of_returns",
        "episodes began while one ran that only the return of the year before has.",
        "Check the dates of the child's episodes on both sides of 31 March.",
        False,
        _overlapping,
    ),
    Kind(
        "gap_of_returns",
        "episodes go on from care, though no episode of the year before ran until then.",
        "Check the dates of the child's episodes on both sides of 31 March.",
        False,
        _after_a_gap,
    ),
)
