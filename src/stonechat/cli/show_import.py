"""The report at the end of an import: one line for each return kept, then what a person should look at.

A return of a whole year can break one rule a thousand times. Here each rule has one entry, with its first
place; `check` and `--json` list them one by one.
"""

import textwrap
from collections import Counter
from collections.abc import Sequence

from stonechat.app import contract
from stonechat.app.reports import FileReport, ImportOutcome
from stonechat.basics.problems import Problem, Severity
from stonechat.cli.show import WIDTH, number_of, problem_line, say, table, tell, tell_json

RETURN_HEADS = ("return", "file", "read", "loaded", "rejected", "problems", "kept as")
PUBLISHED_HEADS = ("published figures", *RETURN_HEADS[1:])
STOPPING = (Severity.ERROR, Severity.QUESTION)
WARNINGS_SHOWN = 3
"""Of each return, the most frequent ones."""

LONGEST_FILE = 24


def show_import(outcome: ImportOutcome, as_json: bool) -> None:
    """What `import` did."""
    if as_json:
        tell_json(contract.import_json(outcome))
        return
    show_import_report(outcome)
    if outcome.snapshot:
        say(f"Current snapshot: {outcome.snapshot}. Next: stonechat indicators scorecard")


def show_import_report(outcome: ImportOutcome) -> None:
    """The returns kept, what is wrong in each, what was not imported and why, what the merge found."""
    accepted = [report for report in outcome.files if report.is_accepted]
    kept = sorted((report for report in accepted if report.release is None), key=_name)
    published = sorted((report for report in accepted if report.release), key=_name)
    if kept:
        tell(table(RETURN_HEADS, map(_return_cells, kept), right=(2, 3, 4)))
    if published:
        tell(table(PUBLISHED_HEADS, map(_return_cells, published), right=(2, 3, 4)))
    kept += published
    for report in kept:
        if report.has_problems:
            tell(f"\n{_name(report)} ({report.file})")
            _show_worst(report)
    _show_refused([report for report in outcome.files if not report.is_accepted], len(outcome.files))
    if outcome.notices:
        tell("\nOf all returns together")
    for notice in outcome.notices:
        tell(_indented(problem_line(notice)))
    if any(report.has_problems for report in outcome.files):
        tell("\nEvery problem with its place: stonechat check FILE")
    tell()


def _show_refused(refused: Sequence[FileReport], of: int) -> None:
    """What stands in the way of each return; the strangers in one list, with what was expected once."""
    if not refused:
        return
    tell(f"\nNot imported: {len(refused):,} of {of:,} returns and other files")
    strangers = [report.problems[0] for report in refused if report.format is None and report.problems]
    for report in refused:
        if report.format is not None:
            for entry in _entries(report, STOPPING):
                tell(_indented(entry))
    for problem in strangers:
        tell(_indented(f"{problem.where}: {problem.what}"))
    if strangers:
        tell(_indented(strangers[0].fix))


def _name(report: FileReport) -> str:
    if report.release:
        return f"{report.release.title}, to {report.release.last}".removesuffix(", to ")
    return f"{report.format} {report.heading.year}" if report.heading else str(report.format)


def _return_cells(report: FileReport) -> tuple[str, ...]:
    books = report.accounts.values()
    sums = (sum(b.read for b in books), sum(b.loaded for b in books), sum(b.rejected for b in books))
    file = report.file
    return (
        _name(report),
        file if len(file) <= LONGEST_FILE else f"{file[: LONGEST_FILE - 8]}…{file[-7:]}",
        *(f"{rows:,}" for rows in sums),
        _problems_in_words(report),
        f"{report.return_id or report.release_id}{' (held already)' if report.was_held else ''}",
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


def _show_worst(report: FileReport) -> None:
    """Every kind of error and question, and the most frequent kinds of warning."""
    warnings = _entries(report, (Severity.WARNING,))
    for entry in [*_entries(report, STOPPING), *warnings[:WARNINGS_SHOWN]]:
        tell(_indented(entry))
    if len(warnings) > WARNINGS_SHOWN:
        tell(f"  … and {number_of(len(warnings) - WARNINGS_SHOWN, 'more kind')} of warning")


def _entries(report: FileReport, severities: Sequence[Severity]) -> list[str]:
    """One text for each rule broken, the worst and then the most frequent first."""
    found = [(problems[0], count) for problems, count in _by_rule(report)]
    wanted = [(problem, count) for problem, count in found if problem.severity in severities]
    wanted.sort(key=lambda each: (severities.index(each[0].severity), -each[1]))
    return [
        problem_line(problem) + (f" ({count:,} times; this is the first)" if count > 1 else "")
        for problem, count in wanted
    ]


def _indented(text: str) -> str:
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent="  ",
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
