"""What the command line says of files: checked, imported, and what was published."""

from collections.abc import Sequence

from stonechat.app import contract
from stonechat.app.reports import FileReport, HeldRelease, Published, Release
from stonechat.basics.problems import Severity
from stonechat.cli.show import one_line, show_problems, table, tell, tell_json


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
    """What became of one file, on one line."""
    return one_line(_file_line(report))


def _file_line(report: FileReport) -> str:
    heading = report.heading
    if report.release is not None:
        return _release_line(report, report.release)
    if heading is None:
        return f"{report.file}: {'not accepted' if not report.is_accepted else report.format}"
    window = f"{heading.window_first:%d %B %Y} to {heading.window_last:%d %B %Y}"
    verdict = "can be imported" if report.is_accepted else "cannot be imported as it is"
    if report.return_id:
        verdict = f"return {report.return_id}" + (" (held already)" if report.was_held else "")
    return f"{report.file}: {report.format} of authority {heading.authority}, {window}: {verdict}"


def _release_line(report: FileReport, release: Release) -> str:
    verdict = "can be imported" if report.is_accepted else "cannot be imported as it is"
    return f"{report.file}: {release.publication}, {release.title}, {times(release)}: {verdict}"


def times(release: Release | HeldRelease) -> str:
    """The first and the last time in published figures: `FY2012-13 to FY2023-24`."""
    if release.first == release.last:
        return release.last or "year not known"
    return f"{release.first} to {release.last}"


def show_published(published: Published, done: str, as_json: bool) -> None:
    """What `undo`, `build`, `rollback` and `forget` did."""
    if as_json:
        tell_json(contract.published_json(published))
        return
    show_problems(published.notices)
    if published.snapshot is None:
        tell(f"{done}. Nothing is served yet.")
        return
    tell(f"{done}. Current snapshot: {published.snapshot}, made from {len(published.returns)} returns.")
