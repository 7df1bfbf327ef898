"""What the command line says of files: checked, imported, and what was published."""

from collections.abc import Sequence

from stonechat.app import contract
from stonechat.app.reports import FileReport, Published
from stonechat.basics.problems import Severity
from stonechat.cli.show import show_problems, table, tell, tell_json


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


def show_published(published: Published, done: str, as_json: bool) -> None:
    """What `undo`, `build`, `rollback` and `forget` did."""
    if as_json:
        tell_json(contract.published_json(published))
        return
    show_problems(published.notices)
    tell(f"{done}. Current snapshot: {published.snapshot}, made from {len(published.returns)} returns.")
