"""What the command line says of the folder: who looked at children, what is held, whether it is sound."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from stonechat.app import contract
from stonechat.app.reports import Exported, Health, HeldRelease, Reconciliation, Verdict
from stonechat.basics.periods import parse_period
from stonechat.cli.show import say, show_problems, table, tell, tell_json
from stonechat.cli.show_files import times


def show_reads(entries: Sequence[dict[str, Any]], as_json: bool) -> None:
    """Who looked at children."""
    if as_json:
        tell_json({"contract": contract.CONTRACT, "reads": list(entries)})
        return
    rows = [(e["at"], e["who"], _what(e), e["period"], f"{e['count']:,}", e["reason"]) for e in entries]
    tell(table(("when (UTC)", "who", "what", "period", "children", "why"), rows, right=(4,)))


def _what(entry: dict[str, Any]) -> str:
    """What was looked at: `FD17 value, denominator, sex F`, or `export ssd`; whether refused."""
    if not entry["indicator"]:
        return str(entry["what"])
    names = (f"{entry['indicator']} {entry['measure']}".strip(), entry.get("part"), _category(entry))
    team = f"team {entry['team']}" if entry.get("team") else ""
    refused = "refused" if entry.get("outcome") == "refused" else ""
    return ", ".join(name for name in (*names, team, refused) if name)


def _category(entry: dict[str, Any]) -> str:
    return " ".join(filter(None, (entry["breakdown"], entry["category"])))


def show_verdict(verdict: Verdict, as_json: bool) -> None:
    """Whether the read log is whole."""
    if as_json:
        tell_json(contract.verdict_json(verdict))
        return
    for fault in verdict.faults:
        tell(f"error: {fault}")
    if not verdict.faults:
        tell(f"The read log is whole: {verdict.head.number:,} entries.")
    tell(f"Head: {verdict.head}")
    tell("Note the head outside this folder: only with --anchor HEAD is a log that was cut short noticed.")


def show_health(health: Health, as_json: bool) -> None:
    """What the folder holds."""
    if as_json:
        tell_json(contract.health_json(health))
        return
    authority, snapshot = health.authority or "not known yet", health.snapshot or "none yet"
    tell(f"Authority {authority}; snapshot {snapshot}; catalogue {health.catalogue}")
    _show_held(health)
    _show_releases(health.published)
    tell(_population_line(health))
    for notice in health.notices:
        tell(f"note: {notice}")
    for fault in health.faults:
        tell(f"error: {fault}")
    if not health.faults:
        tell("Sound: every object is what its snapshot says it is.")


def _population_line(health: Health) -> str:
    if not health.population_years:
        return "No population figures: rates have no denominator. Put them into parameters/population.csv."
    return f"Population figures for {', '.join(f'mid-{year}' for year in health.population_years)}."


def _show_held(health: Health) -> None:
    rows = [
        (r.id, r.format, str(r.year), f"{r.first} to {r.last}", "stands" if r.stands else "superseded")
        for r in health.returns
    ]
    if rows:
        tell(table(("return", "format", "year", "window", ""), rows))
    for source, intervals in health.windows.items():
        tell(
            f"{source} covers "
            + "; ".join(f"{first:%d %B %Y} to {last:%d %B %Y}" for first, last in intervals)
        )
    if health.months:
        tell(f"Whole years: {', '.join(health.years) or 'none'}. Months: {_runs(health.months)}.")
    if health.rows:
        tell(
            table(("table", "rows"), [(name, f"{rows:,}") for name, rows in health.rows.items()], right=(1,))
        )


def _show_releases(held: Sequence[HeldRelease]) -> None:
    rows = [
        (one.id, one.publication, one.title, times(one), f"{one.rows:,}", "" if one.is_latest else "earlier")
        for one in held
    ]
    if rows:
        tell(table(("published", "by", "what", "from and to", "rows", ""), rows, right=(4,)))


def _runs(months: Sequence[str]) -> str:
    """Months in order, each unbroken run as its first and last: `2024-04 to 2025-03; 2026-04 to 2026-06`."""
    runs: list[list[str]] = []
    for label in months:
        if runs and parse_period(label).first == parse_period(runs[-1][-1]).last + timedelta(days=1):
            runs[-1].append(label)
        else:
            runs.append([label])
    return "; ".join(run[0] if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)


def show_reconciliation(found: Reconciliation, as_json: bool) -> None:
    """What the sources hold of each table and year."""
    if as_json:
        tell_json(contract.reconciliation_json(found))
        return
    if not found.compared:
        tell("Nothing to compare: no table is held by more than one source.")
        return
    heads = ("table", "year", "count", "in several", "source", "holds", "alone", "not counted", "moves")
    tell(table(heads, _sources_of(found), right=(2, 3, 5, 6, 7, 8)))
    differing = _differences_of(found)
    if differing:
        tell("Rows that sources tell differently:")
        tell(table(("table", "year", "column", "rows"), differing, right=(3,)))
    show_problems(found.questions)


def _sources_of(found: Reconciliation) -> list[tuple[str, ...]]:
    return [
        (
            one.table,
            one.year or "no day",
            f"{one.facts:,}",
            f"{one.shared:,}",
            source,
            f"{rows:,}",
            f"{one.only.get(source, 0):,}",
            f"{one.not_counted.get(source, 0):,}",
            f"{one.moves[source]:+,}",
        )
        for one in found.compared
        for source, rows in one.held.items()
    ]


def _differences_of(found: Reconciliation) -> list[tuple[str, ...]]:
    return [
        (one.table, one.year or "no day", column, f"{rows:,}")
        for one in found.compared
        for column, rows in one.differing.items()
    ]


def show_exported(exported: Exported, as_json: bool) -> None:
    """What standard data was written, and what of the facts has no place in it."""
    if as_json:
        tell_json(contract.exported_json(exported))
        return
    filled = [(name, f"{rows:,}") for name, rows in exported.tables.items() if rows]
    tell(table(("table", "rows"), filled, right=(1,)))
    for name, rows in exported.left_out.items():
        say(f"{rows:,} rows of {name} were left out: the dataset has no table for them.")
    for name, values in exported.cells_left_out.items():
        say(f"{values:,} values of {name} were left out: the dataset has no place for them.")
    say(f"Written to {exported.folder}. It holds every child, so keep it safe. This look is recorded.")
