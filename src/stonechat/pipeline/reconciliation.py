"""Where sources agree and where they do not: counts by table and year, never a child.

Every row that any source holds is in it once, under the fact that it is or would be. Made anew from the
returns each time it is asked for, by the same steps as the facts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from stonechat.basics.periods import financial_year
from stonechat.model.table import Table
from stonechat.model.tables import TABLES
from stonechat.pipeline.facts import bring_together
from stonechat.pipeline.held import Merge, listed, named
from stonechat.pipeline.merging import group_key, is_open, is_shared, spoken_to
from stonechat.pipeline.precedence import SET_VALUED, end_column, sources_of
from stonechat.pipeline.standing import standing
from stonechat.store import parquet
from stonechat.store.folder import Folder
from stonechat.store.forgotten import Forgotten
from stonechat.store.returns import Return


@dataclass(frozen=True, slots=True)
class Compared:
    """The rows of one table dated in one financial year, by source; `year` is blank for rows without a day.

    `held`: rows of each source; `only`: those that no other source holds; `not_counted`: those of them that
    are no fact; `open_now`: rows open on the last day of which the source speaks; `open_not_counted`: those
    of them that are no fact. `facts`: rows that count, in all. `shared`: rows that several sources hold.
    `differing`: of these, how many differ, by column; a blank beside a value is no difference.
    """

    table: str
    year: str | None
    facts: int
    shared: int
    held: Mapping[str, int]
    only: Mapping[str, int]
    not_counted: Mapping[str, int]
    open_now: Mapping[str, int]
    open_not_counted: Mapping[str, int]
    differing: Mapping[str, int]

    @property
    def moves(self) -> dict[str, int]:
        """By how many rows the count would change if each source were the only one."""
        return {source: rows - self.facts for source, rows in self.held.items()}

    @property
    def agrees(self) -> bool:
        """Whether every source holds every row, and none differs."""
        return not (self.only or self.differing)


def compare(
    folder: Folder,
    kept: Iterable[Return],
    forgotten: Forgotten,
    spill: Path,
    *,
    tables: Mapping[str, Table] = TABLES,
) -> list[Compared]:
    """What the sources hold of every table of which several speak, in the model's order and by year.

    Years of which no source has a row are left out. Refused as `standing` says.
    """
    with parquet.connection(spill) as opened:
        merge = Merge(opened, folder, standing(kept), tables)
        bring_together(merge, forgotten)
        shared = [table for table in tables.values() if is_shared(merge, table)]
        return [one for table in shared for one in _compared(merge, table)]


def _compared(merge: Merge, table: Table) -> list[Compared]:
    merge.opened.execute(f"CREATE TABLE {named('placed', table)} AS {_placed(merge, table)}")
    by_source = merge.opened.execute(_by_source(table)).fetchall()
    overall = merge.opened.execute(_overall(table)).fetchall()
    differing = _differing(merge, table)
    return [
        _of_year(
            table, year, counts, [row[1:] for row in by_source if row[0] == year], differing.get(year, {})
        )
        for year, *counts in overall
    ]


def _of_year(
    table: Table,
    year: int | None,
    counts: list[int],
    by_source: list[tuple[int, ...]],
    differing: dict[str, int],
) -> Compared:
    sources, (facts, shared) = sources_of(table.name), counts
    held, only, not_counted, open_now, open_not_counted = (
        {sources[place]: numbers[n] for place, *numbers in by_source if numbers[n]} for n in range(5)
    )
    label = None if year is None else financial_year(year).label
    return Compared(
        table.name,
        label,
        facts,
        shared,
        held,
        only,
        not_counted,
        open_now,
        open_not_counted,
        differing,
    )


# ---------------------------------------------------------------- in SQL


def _placed(merge: Merge, table: Table) -> str:
    """Every row held, with the year in which its fact is dated, how many hold its key, and if it counts."""
    key, group = listed(table.key), listed(group_key(table))
    return f"""
        SELECT held.* EXCLUDE (day), seen_to,
            year(led.day - INTERVAL 3 MONTH) AS starts,
            place IS NOT DISTINCT FROM lead AS leads,
            bool_or(place IS NOT DISTINCT FROM lead) OVER (PARTITION BY {key}) AS is_fact,
            count(*) OVER (PARTITION BY {key}) AS holders,
            row_number() OVER (PARTITION BY {key} ORDER BY place) = 1 AS is_first,
            {is_open(table, "held")} AND seen_to >= {spoken_to(merge, table)} AS is_open
        FROM {named("named", table)} AS held
        JOIN standing USING (rank)
        JOIN {named("lead", table)} AS led USING ({group})
    """  # noqa: S608


def _by_source(table: Table) -> str:
    return f"""
        SELECT starts, place,
            count(*),
            count(*) FILTER (holders = 1),
            count(*) FILTER (NOT is_fact),
            count(*) FILTER (is_open),
            count(*) FILTER (is_open AND NOT is_fact)
        FROM {named("placed", table)}
        GROUP BY starts, place
        ORDER BY place
    """  # noqa: S608


def _overall(table: Table) -> str:
    return f"""
        SELECT starts, count(*) FILTER (leads), count(*) FILTER (is_first AND holders > 1)
        FROM {named("placed", table)}
        GROUP BY starts
        ORDER BY starts NULLS LAST
    """  # noqa: S608


def _differing(merge: Merge, table: Table) -> dict[int | None, dict[str, int]]:
    """By year, how many of the rows that several sources hold differ in each column that any differs in."""
    columns = [name for name in table.names if name not in (*table.key, "table_id")]
    if table.name in SET_VALUED:
        return {}
    key = listed(table.key)
    differ = ", ".join(f"{_differs(table, column)} AS {parquet.name(column)}" for column in columns)
    counts = ", ".join(f"count(*) FILTER ({parquet.name(column)})" for column in columns)
    query = f"""
        WITH compared AS (
            SELECT any_value(starts) AS starts, {differ}
            FROM {named("placed", table)}
            WHERE holders > 1
            GROUP BY {key}
        )
        SELECT starts, {counts} FROM compared GROUP BY starts
    """  # noqa: S608
    found = merge.opened.execute(query).fetchall()
    return {
        year: {name: n for name, n in zip(columns, numbers, strict=True) if n} for year, *numbers in found
    }


def _differs(table: Table, column: str) -> str:
    """Whether two values differ; of an end also, whether one source saw it open on or after that day."""
    name = parquet.name(column)
    differs = f"count(DISTINCT {name}) > 1"
    if column != end_column(table):
        return differs
    return f"({differs} OR coalesce(min({name}) <= max(seen_to) FILTER ({name} IS NULL), false))"
