"""How the command line says things: tables on stdout, messages on stderr, JSON where asked.

Nothing is computed here but widths. Colour is used only on a terminal, and never with NO_COLOR; no
meaning hangs on it.
"""

import json
import os
import sys
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from stonechat.app import contract
from stonechat.app.reports import (
    CatalogueCheck,
    Children,
    Demo,
    Explained,
    FileReport,
    Health,
    History,
    ImportOutcome,
    Published,
    Row,
    Scorecard,
    Valued,
    Verdict,
)
from stonechat.basics.problems import Problem, Refused, Severity
from stonechat.indicators.catalogue import Catalogue
from stonechat.indicators.measure import Unit, Value

SHOWN_PER_SEVERITY = 20
COLOURS = {Severity.ERROR: "red", Severity.QUESTION: "magenta", Severity.WARNING: "yellow", Severity.NOTE: "blue"}
SUFFIXES = {Unit.PERCENT: "%", Unit.PER_10K: " per 10,000", Unit.DAYS: " days", Unit.WORKING_DAYS: " working days"}
SPARKS = "▁▂▃▄▅▆▇█"


def _colour(stream: Any) -> bool:
    return stream.isatty() and "NO_COLOR" not in os.environ


def say(text: str = "") -> None:
    """A message, on stderr."""
    click.echo(text, err=True)


def tell(text: str = "") -> None:
    """A result, on stdout."""
    click.echo(text)


def tell_json(value: Any) -> None:
    """A result for programs, on stdout."""
    tell(json.dumps(value, indent=2, ensure_ascii=False))


def progress(step: str) -> None:
    """A step of long work, on stderr: one line that is written over on a terminal, nothing elsewhere."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{step}", err=True, nl=not step)


def show_refusal(refused: Refused) -> None:
    """Why something cannot be done, and what to do about it."""
    for problem in refused.problems:
        say(_problem_line(problem))


def _problem_line(problem: Problem) -> str:
    name = f"{problem.severity}"
    mark = click.style(name, fg=COLOURS[problem.severity], bold=True) if _colour(sys.stderr) else name
    return f"{mark}: {problem} [{problem.rule}]"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = ()) -> str:
    """A plain table: columns as wide as their widest cell, those in `right` aligned to the right."""
    lines = [list(heads), *(list(row) for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(heads))]
    align = {place: str.rjust for place in right}
    return "\n".join(
        "  ".join(align.get(place, str.ljust)(cell, widths[place]) for place, cell in enumerate(line)).rstrip()
        for line in lines
    )


# --- files


def show_reports(reports: Sequence[FileReport], as_json: bool) -> None:
    """What `check` found."""
    if as_json:
        tell_json(contract.check_json(reports))
        return
    for report in reports:
        _show_file(report)


def _show_file(report: FileReport) -> None:
    tell(_file_line(report))
    if report.accounts:
        rows = [(name, f"{b.read:,}", f"{b.loaded:,}", f"{b.rejected:,}") for name, b in report.accounts.items() if b.read]
        tell(table(("  table", "read", "loaded", "rejected"), [(f"  {r[0]}", *r[1:]) for r in rows], right=(1, 2, 3)))
    for severity in Severity:
        _show_problems([problem for problem in report.problems if problem.severity is severity])
    for rule, number in report.not_listed.items():
        tell(f"  … and {number:,} more of [{rule}]")
    tell()


def _show_problems(problems: Sequence[Problem]) -> None:
    for problem in problems[:SHOWN_PER_SEVERITY]:
        tell(f"  {_problem_line(problem)}")
    if len(problems) > SHOWN_PER_SEVERITY:
        left = len(problems) - SHOWN_PER_SEVERITY
        tell(f"  … and {left:,} more {problems[0].severity}s (all of them: --json)")


def _file_line(report: FileReport) -> str:
    heading = report.heading
    if heading is None:
        return f"{report.file}: {'not accepted' if not report.is_accepted else report.format}"
    window = f"{heading.window_first:%d %B %Y} to {heading.window_last:%d %B %Y}"
    verdict = "can be imported" if report.is_accepted else "cannot be imported as it is"
    if report.return_id:
        verdict = f"return {report.return_id}" + (" (held already)" if report.was_held else "")
    return f"{report.file}: {report.format} of authority {heading.authority}, {window}: {verdict}"


def show_import(outcome: ImportOutcome, as_json: bool) -> None:
    """What `import` did."""
    if as_json:
        tell_json(contract.import_json(outcome))
        return
    for report in outcome.files:
        _show_file(report)
    _show_problems(outcome.notices)
    refused = sum(not report.is_accepted for report in outcome.files)
    if refused:
        say(f"{refused} of {len(outcome.files)} files refused: nothing of them was imported.")
    if outcome.snapshot:
        say(f"Current snapshot: {outcome.snapshot}. Next: stonechat indicators scorecard")


def show_published(published: Published, done: str, as_json: bool) -> None:
    """What `undo`, `build`, `rollback` and `forget` did."""
    if as_json:
        tell_json(contract.published_json(published))
        return
    _show_problems(published.notices)
    tell(f"{done}. Current snapshot: {published.snapshot}, made from {len(published.returns)} returns.")


# --- indicators


def show_catalogue(catalogue: Catalogue, as_json: bool) -> None:
    """Every indicator, one line each."""
    if as_json:
        tell_json(contract.catalogue_json(catalogue))
        return
    rows = [(i.id, i.title, str(i.kind), i.role, str(i.unit), str(i.source.status)) for i in catalogue]
    tell(table(("id", "title", "kind", "role", "unit", "definition"), rows))


def show_catalogue_check(checked: CatalogueCheck, as_json: bool) -> None:
    """Whether the catalogue is sound."""
    if as_json:
        problems = [contract.problem_json(problem) for problem in checked.problems]
        tell_json({"contract": contract.CONTRACT, "indicators": checked.indicators, "examples": checked.examples,
                   "engines": list(checked.engines), "problems": problems})  # fmt: skip
        return
    for problem in checked.problems:
        tell(_problem_line(problem))
    engines = " and ".join(checked.engines)
    tell(f"{checked.indicators} indicators; {checked.examples} worked examples run on {engines}; {len(checked.problems)} problems.")


def amount(value: Value, unit: Unit) -> str:
    """A value in words: the number with its unit, or the reason why there is none."""
    if value.value is None:
        return str(value.reason)
    return f"{_number(value.value)}{SUFFIXES.get(unit, '')}"


def _number(number: int | Decimal | None) -> str:
    return "" if number is None else f"{number:,}"


def _unit_of(valued: Valued, measure: str) -> Unit:
    return next(m.unit for m in valued.indicator.latest.measures if m.name == measure)


def _category(value: Value) -> str:
    if value.breakdown is None:
        return "all"
    return "not recorded" if value.category is None else value.category


def show_values(valued: Valued, as_json: bool) -> None:
    """The values of an indicator in a period."""
    if as_json:
        tell_json(contract.values_json(valued))
        return
    tell(f"{valued.indicator.id} {valued.indicator.title}, {valued.period}")
    rows = [
        (v.measure, _category(v), _number(v.numerator), _number(v.denominator), amount(v, _unit_of(valued, v.measure)))
        for v in valued.values
    ]
    tell(table(("measure", "of", "numerator", "denominator", "value"), rows, right=(2, 3, 4)))
    tell(_footer(valued.snapshot, valued.catalogue, valued.values[0].data_to if valued.values else None))
    for caution in valued.indicator.cautions:
        tell(f"Caution: {caution}")


def _footer(snapshot: str | None, catalogue: str, data_to: Any) -> str:
    held = f"Data to {data_to:%d %B %Y}. " if data_to else ""
    return f"{held}Snapshot {snapshot or 'none'}, catalogue {catalogue}."


def show_indicator(history: History, as_json: bool) -> None:
    """A definition and its recent values."""
    indicator = history.indicator
    if as_json:
        values = [{"period": period.label, "values": [v.to_json() for v in values]} for period, values in history.values]
        tell_json({"contract": contract.CONTRACT, "id": indicator.id, "title": indicator.title,
                   "definition": list(history.definition), "snapshot": history.snapshot,
                   "catalogue": history.catalogue, "periods": values})  # fmt: skip
        return
    tell(f"{indicator.id} {indicator.title}\n{indicator.question}\n")
    for line in (*history.definition, *(f"Caution: {caution}" for caution in indicator.cautions)):
        tell(line)
    _show_history(history)


def _show_history(history: History) -> None:
    units = {measure.name: measure.unit for measure in history.indicator.latest.measures}
    rows = [
        (period.label, v.measure, _number(v.numerator), _number(v.denominator), amount(v, units[v.measure]))
        for period, values in history.values
        for v in values
    ]
    if rows:
        tell()
        tell(table(("period", "measure", "numerator", "denominator", "value"), rows, right=(2, 3, 4)))
        tell(_footer(history.snapshot, history.catalogue, history.values[-1][1][0].data_to))


def show_children(children: Children, as_json: bool) -> None:
    """The rows behind a number."""
    if as_json:
        tell_json(contract.children_json(children))
        return
    rows = [["" if row[name] is None else str(row[name]) for name in children.columns] for row in children.rows]
    tell(table(children.columns, rows))
    say(f"{len(children.rows):,} rows behind {children.indicator} {children.measure}, {children.period}. This look is recorded.")


def show_explanation(explained: Explained, as_json: bool) -> None:
    """How a number was made."""
    if as_json:
        tell_json(contract.explained_json(explained))
        return
    show_values(explained.valued, as_json=False)
    tell("\nDefinition")
    for line in explained.definition:
        tell(f"  {line}")
    for parameter in explained.parameters:
        tell(f"  {parameter.title}: {parameter.value} {parameter.unit} ({parameter.source})")
    if explained.population:
        tell(f"  {explained.population}")
    for count in explained.counts:
        tell(f"\n{count.measure}, {count.part}")
        tell(table(("  rows", "step"), [(f"  {rows:,}", words) for words, rows in count.steps], right=(0,)))
        tell("\n  SQL\n" + "\n".join(f"    {line}" for line in count.sql.splitlines()))


# --- scorecard


def sparkline(values: Sequence[Value]) -> str:
    """A line of blocks from the lowest to the highest value; a gap where there is none."""
    numbers = [value.value for value in values]
    known = [number for number in numbers if number is not None]
    if not known:
        return ""
    low, spread = min(known), max(known) - min(known)
    return "".join(" " if n is None else SPARKS[int((n - low) * 7 / spread) if spread else 3] for n in numbers)


def show_scorecard(card: Scorecard, as_json: bool) -> None:
    """The scorecard, a section after another."""
    if as_json:
        tell_json(_scorecard_json(card))
        return
    tell(f"{card.title}: {card.authority}, {card.period} beside {card.before}\n")
    heads = ("", "", "now", "made of", "before", "month by month", "data to")
    for section in card.sections:
        tell(section.title)
        tell(table(heads, [_scorecard_row(row) for row in section.rows], right=(2, 3, 4)))
        tell()
    tell(_footer(card.snapshot, card.catalogue, None) + " How a number was made: stonechat indicators explain ID --period P")


def _scorecard_row(row: Row) -> tuple[str, ...]:
    unit = next(m.unit for m in row.indicator.latest.measures if m.name == row.measure)
    made_of = f"{_number(row.now.numerator)} of {_number(row.now.denominator)}"
    if row.now.numerator is None or row.now.denominator is None:
        made_of = ""
    data_to = f"{row.now.data_to:%d %b %Y}" if row.now.data_to else ""
    return (row.indicator.id, row.title, amount(row.now, unit), made_of, amount(row.before, unit),
            sparkline(row.history), data_to)  # fmt: skip


def _scorecard_json(card: Scorecard) -> dict[str, Any]:
    sections = [
        {
            "title": section.title,
            "rows": [
                {"indicator": row.indicator.id, "title": row.title, "now": row.now.to_json(),
                 "before": row.before.to_json(), "history": [value.to_json() for value in row.history]}
                for row in section.rows
            ],
        }
        for section in card.sections
    ]  # fmt: skip
    return {"contract": contract.CONTRACT, "title": card.title, "period": card.period.label,
            "before": card.before.label, "snapshot": card.snapshot, "catalogue": card.catalogue,
            "sections": sections}  # fmt: skip


def show_demo(demo: Demo, directory: Path) -> None:
    """What the demo did, and what to try next."""
    progress("")
    for report in demo.imported.files:
        say(_file_line(report))
    say()
    show_scorecard(demo.scorecard, as_json=False)
    period = demo.scorecard.period.label
    say(f"\nEverything is in {directory}. All children are made up. Try:")
    for line in (
        f"indicators explain AS02 --period {period} --folder {directory}",
        f"indicators value FD17 --period {period} --by age_band --folder {directory}",
        f'indicators children CP08 --period {period} --reason "trying the demo" --folder {directory}',
        f"doctor --folder {directory}",
    ):
        say(f"  stonechat {line}")


# --- folder


def show_reads(entries: Sequence[dict[str, Any]], as_json: bool) -> None:
    """Who looked at children."""
    if as_json:
        tell_json({"contract": contract.CONTRACT, "reads": list(entries)})
        return
    rows = [(e["at"], e["who"], f"{e['indicator']} {e['measure']}", e["period"], f"{e['count']:,}", e["reason"]) for e in entries]
    tell(table(("when (UTC)", "who", "what", "period", "children", "why"), rows, right=(4,)))


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
    tell("Note the head outside this folder; only then can a shortened log be told from a whole one (--anchor HEAD).")


def show_health(health: Health, as_json: bool) -> None:
    """What the folder holds."""
    if as_json:
        tell_json(contract.health_json(health))
        return
    tell(f"Authority {health.authority or 'not known yet'}; snapshot {health.snapshot or 'none yet'}; catalogue {health.catalogue}")
    rows = [(r.id, r.format, str(r.year), f"{r.first} to {r.last}", "stands" if r.stands else "superseded") for r in health.returns]
    if rows:
        tell(table(("return", "format", "year", "window", ""), rows))
    for source, intervals in health.windows.items():
        tell(f"{source} covers " + "; ".join(f"{first:%d %B %Y} to {last:%d %B %Y}" for first, last in intervals))
    if health.years:
        tell(f"Whole years: {', '.join(health.years)}. Months: {health.months[0]} to {health.months[-1]}.")
    if health.rows:
        tell(table(("table", "rows"), [(name, f"{rows:,}") for name, rows in health.rows.items()], right=(1,)))
    tell(f"Population figures for mid-{', mid-'.join(map(str, health.population_years))}." if health.population_years
         else "No population figures: rates have no denominator. Put them into parameters/population.csv.")  # fmt: skip
    for notice in health.notices:
        tell(f"note: {notice}")
    for fault in health.faults:
        tell(f"error: {fault}")
    if not health.faults:
        tell("Sound: every object is what its snapshot says it is.")
