"""The whole catalogue by month and year, against a bare scan of the same Parquet.

The bare scan sums the hash of every column that the indicators use, so it reads and unpacks what they
must read. Sizes are one large authority, and the same 10 and 100 times over: its derived tables
repeated under other identifiers, straight to Parquet. The reference engine, slow and obvious, answers
the same questions about a sample of the one authority.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path

import duckdb

import authority
from measure import (
    STONECHAT,
    Cost,
    Results,
    in_process,
    of_child,
    of_this_process,
    report,
    reported,
    times,
    workplace,
)
from stonechat.basics.periods import Windows
from stonechat.engines.duckdb import DuckDBEngine
from stonechat.engines.reference import ReferenceEngine
from stonechat.indicators.catalogue import load_catalogue
from stonechat.indicators.plan import every_tally
from stonechat.indicators.query import Count, Tally
from stonechat.model.derived import wide_columns
from stonechat.pipeline.results import periods
from stonechat.store.folder import open_folder
from stonechat.store.snapshots import current, derived_paths

COPIES = (1, 10, 100)
SAMPLE = 2_000
"""Children in the reference engine's sample."""

WINDOWS = Windows.of([(authority.FIRST_DAY, authority.LAST_DAY)])
NAMES_A_COLUMN = {"column", "start", "until", "born"}


def run() -> Results:
    """Both engines on a sample; then the fast one at each size, each piece of work in its own process."""
    results = Results(f"{len(load_catalogue())} indicators, {len(periods(WINDOWS))} months and years")
    with workplace() as folder:
        derived = _authority_of(folder)
        _sample_line(results, derived)
        for copies in COPIES:
            _size_lines(results, folder, derived, copies)
    return results


def questions(*, broken_down: bool) -> list[Tally]:
    """Every indicator of the catalogue for every month and year, and by each of its breakdowns if asked."""
    asked = [
        tally
        for indicator in load_catalogue()
        for tally in every_tally(indicator, periods(WINDOWS), windows=WINDOWS)
    ]
    return [tally for tally in asked if broken_down or tally.by is None]


WORK = {
    "counts": ("every total that is a filtered count", "4 times at scale"),
    "counts_by": ("the same by every breakdown", "25 times at scale"),
    "all": ("every total, with different children and medians", ""),
    "all_by": ("the same by every breakdown", ""),
}
"""What is measured, in words, and its budget."""


def _size_lines(results: Results, folder: Path, derived: dict[str, Path], copies: int) -> None:
    large = folder / f"times_{copies}"
    large.mkdir()
    rows = sum(_repeat(path, large / f"{table}.parquet", table, copies) for table, path in derived.items())
    turns = 1 if copies == max(COPIES) else 3
    scan = reported(__file__, "scan", large, times=turns)
    for work, (what, budget) in WORK.items():
        cost = reported(__file__, work, large, times=turns)
        size = f"{copies}x, {rows / 1e6:.1f} million rows"
        results.add(f"{what} ({size})", "bare scan", _said(cost, scan), budget)
    for path in large.iterdir():
        path.unlink()


def _said(cost: Cost, scan: Cost) -> str:
    return (
        f"{times(cost.over(scan))}; {cost.cpu:.2f} s against {scan.cpu:.2f} s of CPU; "
        f"{cost.megabytes} against {scan.megabytes}"
    )


def _authority_of(folder: Path) -> dict[str, Path]:
    """The derived tables of five imported years, those that the catalogue uses."""
    council, made = folder / "council", authority.write_extracts(folder / "extracts")
    of_child(STONECHAT, "init", council, "--authority", authority.AUTHORITY)
    of_child(STONECHAT, "import", *made.censuses, *made.looked_after, "--folder", council)
    opened = open_folder(council)
    snapshot = current(opened)
    assert snapshot is not None
    used = used_columns(questions(broken_down=True))
    return {table: path for table, path in derived_paths(opened, snapshot).items() if table in used}


def _repeat(small: Path, large: Path, table: str, copies: int) -> int:
    """Write the table so many times over, each time with other identifiers; the number of rows."""
    changed = ", ".join(
        f"{column.name} || '~' || copy AS {column.name}"
        for column in wide_columns(table)
        if column.name.endswith("_id")
    )
    with duckdb.connect(config={"memory_limit": "4GB", "temp_directory": str(large.parent)}) as connection:
        (rows,) = connection.execute(
            f"COPY (SELECT * EXCLUDE (copy) REPLACE ({changed}) "  # noqa: S608
            f"FROM read_parquet('{small}'), range({copies}) AS turns(copy)) "
            f"TO '{large}' (FORMAT parquet, COMPRESSION zstd)"
        ).fetchall()[0]
    return int(rows)


def used_columns(tallies: Sequence[Tally]) -> dict[str, set[str]]:
    """The columns that the tallies look at, by table."""
    used: dict[str, set[str]] = {}
    for tally in set(tallies):
        used.setdefault(tally.table, set()).update(_columns_in(tally))
    return used


def _columns_in(node: object) -> Iterator[str]:
    if isinstance(node, tuple):
        for part in node:
            yield from _columns_in(part)
    elif is_dataclass(node):
        for one in fields(node):
            inside = getattr(node, one.name)
            if one.name in NAMES_A_COLUMN:
                yield inside
            else:
                yield from _columns_in(inside)


def _sample_line(results: Results, derived: dict[str, Path]) -> None:
    """Both engines over the same rows in memory, the same questions."""
    rows = {table: _sample(path) for table, path in derived.items()}
    asked = questions(broken_down=False)
    obvious, fast = ReferenceEngine(rows), DuckDBEngine.over_rows(rows)
    assert obvious.answer(asked) == fast.answer(asked)
    reference = in_process(lambda: obvious.answer(asked), times=1)
    quick = in_process(lambda: fast.answer(asked), times=3)
    said = f"{times(reference.over(quick))} less; {quick.cpu:.2f} s against {reference.cpu:.2f} s of CPU"
    results.add(f"every total of {SAMPLE:,} children, duckdb", "the reference engine", said)


def _sample(path: Path) -> list[dict[str, object]]:
    with duckdb.connect() as connection:
        asked = connection.execute(
            f"SELECT * FROM read_parquet('{path}') WHERE person_id IN "  # noqa: S608
            f"(SELECT DISTINCT person_id FROM read_parquet('{path}') ORDER BY hash(person_id) LIMIT {SAMPLE})"
        )
        names = [column[0] for column in asked.description]
        return [dict(zip(names, row, strict=True)) for row in asked.fetchall()]


def main(what: str, folder: Path) -> None:
    """One piece of work in a process of its own; planning and opening are not part of it."""
    paths = {path.stem: path for path in folder.glob("*.parquet")}
    asked = questions(broken_down=what.endswith("_by"))
    if what == "scan":
        report(of_this_process(lambda: _scan(paths, used_columns(asked))))
        return
    if what.startswith("counts"):
        asked = [tally for tally in asked if _only_counts(tally)]
    engine = DuckDBEngine.over_parquet(paths, memory_limit="4GiB")
    report(of_this_process(lambda: engine.answer(asked)))


def _only_counts(tally: Tally) -> bool:
    return all(isinstance(aggregate, Count) for aggregate in tally.aggregates)


def _scan(paths: dict[str, Path], used: dict[str, set[str]]) -> None:
    with duckdb.connect(config={"threads": 2}) as connection:
        for table, columns in used.items():
            sums = ", ".join(f"sum(hash({column}))" for column in sorted(columns))
            connection.execute(f"SELECT {sums} FROM read_parquet('{paths[table]}')").fetchall()  # noqa: S608


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
