"""What the command line says of files: checked, imported, and what was published."""

import textwrap
from collections import Counter
from collections.abc import Sequence

from stonechat.app import contract
from stonechat.app.reports import FileReport, ImportOutcome, Published
from stonechat.basics.problems import Problem, Severity
from stonechat.cli.show import WIDTH, number_of, problem_line, say, show_problems, table, tell, tell_json


def show_reports(reports: Sequence[FileReport], as_json: bool) -> None:
    """What `check` found."""
    if as_json:
        tell_json(contract.check_json(reports))
        return
    for report in reports:
        show_file(report)


def show_file(report: FileReport) -> None:
    tell(file_line(report))
    if report.accounts:
        rows = [
            (name, f"{b.read:,}", f"{b.loaded:,}", f"{b.rejected:,}")
            for name, b in report.accounts.items()
            if b.read
        ]
        tell(
            table(
                ("  table", "read", "loaded", "rejected"),
                [(f"  {r[0]}", *r[1:]) for r in rows],
                right=(1, 2, 3),
            )
        )
    for severity in Severity:
        show_problems([problem for problem in report.problems if problem.severity is severity])
    for rule, number in report.not_listed.items():
        tell(f"  … and {number:,} more of [{rule}]")
    tell()


def file_line(report: FileReport) -> str:
    heading = report.heading
    if heading is None:
        return f"{report.file}: {'not accepted' if not report.is_accepted else report.format}"
    window = f"{heading.window_first:%d %B %Y} to {heading.window_last:%d %B %Y}"
    verdict = "can be imported" if report.is_accepted else "cannot be imported as it is"
    if report.return_id:
        verdict = f"return {report.return_id}" + (" (held already)" if report.was_held else "")
    return f"{report.file}: {report.format} of authority {heading.authority}, {window}: {verdict}"


def show_import(outcome: ImportOutcome, as_json: bool) -> None:
    """What `import` did: one line for each return, then what is wrong in each, worst first."""
    if as_json:
        tell_json(contract.import_json(outcome))
        return
    show_import_report(outcome)
    if outcome.snapshot:
        say(f"Current snapshot: {outcome.snapshot}. Next: stonechat indicators scorecard")


def show_import_report(outcome: ImportOutcome) -> None:
    """One line for each return kept; then what is wrong, return by return; last what was not imported."""
    kept = sorted((report for report in outcome.files if report.is_accepted), key=_return_cells)
    refused = [report for report in outcome.files if not report.is_accepted]
    if kept:
        tell(table(RETURN_HEADS, map(_return_cells, kept), right=(2, 3, 4)))
    for report in kept:
        if report.has_problems:
            tell(f"\n{_name(report)} ({report.file})")
            _show_by_rule(report)
    if refused:
        tell(f"\nNot imported: {len(refused)} of {number_of(len(outcome.files), 'return or stray file')}")
    for report in refused:
        _show_by_rule(report)
    if outcome.notices:
        tell("\nOf all returns together")
    for notice in outcome.notices:
        tell(_indented(problem_line(notice)))
    if any(report.has_problems for report in outcome.files):
        tell("\nEvery problem with its place: stonechat check FILE")
    tell()


RETURN_HEADS = ("return", "file", "read", "loaded", "rejected", "problems", "kept as")


def _name(report: FileReport) -> str:
    return f"{report.format} {report.heading.year}" if report.heading else str(report.format)


def _return_cells(report: FileReport) -> tuple[str, ...]:
    books = report.accounts.values()
    sums = (sum(b.read for b in books), sum(b.loaded for b in books), sum(b.rejected for b in books))
    held = " (held already)" if report.was_held else ""
    return (
        _name(report),
        report.file,
        *(f"{rows:,}" for rows in sums),
        _problems_in_words(report),
        f"{report.return_id}{held}",
    )


def _problems_in_words(report: FileReport) -> str:
    """How many problems of each severity, worst first: `1 error, 12 warnings`."""
    counts: Counter[Severity] = Counter()
    for problems, count in _by_rule(report):
        counts[problems[0].severity] += count
    return ", ".join(number_of(counts[each], each) for each in Severity if counts[each]) or "none"


def _by_rule(report: FileReport) -> list[tuple[Sequence[Problem], int]]:
    """The problems listed of each severity and rule, worst first, and how many there are in all."""
    found: dict[tuple[Severity, str], list[Problem]] = {}
    for problem in report.problems:
        found.setdefault((problem.severity, problem.rule), []).append(problem)
    beyond = dict(report.not_listed)  # by rule alone: what is not listed is the worst severity's
    worst_first = sorted(found, key=lambda key: list(Severity).index(key[0]))
    return [(found[key], len(found[key]) + beyond.pop(key[1], 0)) for key in worst_first]


def _show_by_rule(report: FileReport) -> None:
    for problems, count in _by_rule(report):
        line = problem_line(problems[0])
        often = f" ({count:,} times; this is the first)" if count > 1 else ""
        tell(_indented(f"{line}{often}"))


def _indented(text: str) -> str:
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent="  ",
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def show_published(published: Published, done: str, as_json: bool) -> None:
    """What `undo`, `build`, `rollback` and `forget` did."""
    if as_json:
        tell_json(contract.published_json(published))
        return
    show_problems(published.notices)
    tell(f"{done}. Current snapshot: {published.snapshot}, made from {len(published.returns)} returns.")
