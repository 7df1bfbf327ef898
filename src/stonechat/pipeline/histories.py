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
class Sides:
    """One table as both returns of a pair hold it: where to read each, and the columns that both have."""

    table: Table
    pair: Pair
    earlier: str
    later: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """One thing that may be found. `in_earlier`: its lines are those of the earlier return's file.

    `query` gives the lines, as the column `row`; None where the table cannot have such rows.
    """

    rule: str
    what: str
    fix: str
    in_earlier: bool
    query: Callable[[Sides], str | None]


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
        compared = [_sides(opened, folder, pairs, table) for table in tables.values()]
        found = (_note(opened, sides, kind) for sides in compared for kind in KINDS)
        return [note for note in found if note]


def _pairs(chosen: Sequence[Return]) -> Iterator[Pair]:
    by_source: dict[tuple[str, str], list[Return]] = {}
    for one in chosen:
        by_source.setdefault((one.format, one.authority), []).append(one)
    for own in by_source.values():
        for earlier, later in pairwise(own):
            if later.window_first == earlier.window_last + timedelta(days=1):
                yield Pair(earlier, later)


def _sides(
    opened: duckdb.DuckDBPyConnection, folder: Folder, pairs: Iterable[Pair], table: Table
) -> list[Sides]:
    """The table in each pair of which both returns hold it and speak of it."""
    return [
        _side_by_side(opened, folder, pair, table)
        for pair in pairs
        if all(speaks_of(one, table.name) and table.name in one.tables for one in (pair.earlier, pair.later))
    ]


def _side_by_side(opened: duckdb.DuckDBPyConnection, folder: Folder, pair: Pair, table: Table) -> Sides:
    paths = [returns.table_path(folder, one, table.name) for one in (pair.earlier, pair.later)]
    in_both = set.intersection(*(set(parquet.columns_of(opened, path)) for path in paths))
    earlier, later = map(parquet.scan, paths)
    return Sides(table, pair, earlier, later, tuple(name for name in table.names if name in in_both))


def _note(opened: duckdb.DuckDBPyConnection, compared: Sequence[Sides], kind: Kind) -> Problem | None:
    """The note on one kind of difference of one table; None if there is nothing to say."""
    total, places = 0, []
    for sides in compared:
        number, lines = _found(opened, sides, kind)
        total += number
        if number:
            told = sides.pair.earlier if kind.in_earlier else sides.pair.later
            places.append(f"{told.year}: {number:,} ({_place(number, lines)})")
    if not total:
        return None
    what = f"{total:,} {kind.what} By return: {'; '.join(places)}."
    return Problem(what, kind.fix, Severity.NOTE, kind.rule, Where(sheet=compared[0].table.name))


def _place(number: int, lines: Sequence[int]) -> str:
    shown = ", ".join(map(str, lines))
    return f"line{'s' if number > 1 else ''} {shown}{' and more' if number > LINES_SHOWN else ''}"


def _found(opened: duckdb.DuckDBPyConnection, sides: Sides, kind: Kind) -> tuple[int, list[int]]:
    """How many rows of the pair, and the lines of the first of them."""
    query = kind.query(sides)
    if query is None:
        return 0, []
    counted = f"SELECT count(*), list(row ORDER BY row)[1:{LINES_SHOWN}] FROM ({query})"  # noqa: S608
    number, lines = opened.execute(counted).fetchall()[0]
    return int(number), list(lines or ())


# ---------------------------------------------------------------- in SQL


def _amended(sides: Sides) -> str | None:
    """Rows of which a value that was there is another, or gone."""
    of_their_time = (*sides.table.key, *OF_THEIR_TIME.get(sides.table.name, ()))
    differ = [
        f"(a.{parquet.name(column)} IS NOT NULL AND a.{parquet.name(column)} IS DISTINCT FROM "
        f"b.{parquet.name(column)})"
        for column in sides.columns
        if column not in of_their_time
    ]
    if not differ:
        return None
    return f"""
        SELECT b.row AS row
        FROM {sides.earlier} AS a JOIN {sides.later} AS b USING ({listed(sides.table.key)})
        WHERE {" OR ".join(differ)}
    """  # noqa: S608


def _withdrawn(sides: Sides) -> str | None:
    """Rows that were open at the end of the earlier return, and so should be in the later."""
    if end_column(sides.table) is None:
        return None
    return f"""
        SELECT a.row AS row
        FROM {sides.earlier} AS a ANTI JOIN {sides.later} AS b USING ({listed(sides.table.key)})
        WHERE {is_open(sides.table, "a")}
    """  # noqa: S608


def _late(sides: Sides) -> str | None:
    """Rows that had begun when the earlier return ended, and so should have been in it."""
    if end_column(sides.table) is None:
        return None
    began = parquet.name(start_column(sides.table))
    return f"""
        SELECT b.row AS row
        FROM {sides.later} AS b ANTI JOIN {sides.earlier} AS a USING ({listed(sides.table.key)})
        WHERE b.{began} <= DATE '{sides.pair.earlier.window_last}'
    """  # noqa: S608


def _overlapping(sides: Sides) -> str | None:
    """Episodes of care of the later return alone that began while one of the earlier alone ran.

    Episodes of one return are checked against each other by its reader.
    """
    if sides.table.name != "cla_episodes":
        return None
    return f"""
        SELECT b.row AS row
        FROM {sides.later} AS b ANTI JOIN {sides.earlier} AS mine USING ({listed(sides.table.key)})
        WHERE EXISTS (
            SELECT 1
            FROM {sides.earlier} AS a ANTI JOIN {sides.later} AS other USING ({listed(sides.table.key)})
            WHERE a.authority = b.authority AND a.person_id = b.person_id
            AND a.cla_episode_start_date <= b.cla_episode_start_date
            AND b.cla_episode_start_date < coalesce(a.cla_episode_ceased_date, DATE '9999-12-31')
        )
    """  # noqa: S608


def _after_a_gap(sides: Sides) -> str | None:
    """A child's first episodes of the later year that go on from care, where no episode ran till then."""
    if sides.table.name != "cla_episodes":
        return None
    return f"""
        WITH firsts AS (
            SELECT *
            FROM {sides.later}
            QUALIFY row_number() OVER (
                PARTITION BY authority, person_id ORDER BY cla_episode_start_date, row
            ) = 1
        )
        SELECT b.row AS row
        FROM firsts AS b
        WHERE b.cla_episode_start_date > DATE '{sides.pair.earlier.window_last}'
        AND b.cla_episode_start_reason <> 'S'
        AND NOT EXISTS (
            SELECT 1
            FROM {sides.earlier} AS a
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
