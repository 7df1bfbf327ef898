"""The problems of an import as a table to download, grouped by team, so that each team gets its own."""

from dataclasses import dataclass
from datetime import datetime

from stonechat.app.council import Council
from stonechat.app.figures import catalogue_of
from stonechat.app.imports import own_run
from stonechat.app.permissions import Viewer, not_there
from stonechat.app.quality import Quality, problems_of, quality_from
from stonechat.app.tables import About, ColumnKind, Heading, Marking, TableToDownload
from stonechat.app.teams import teams_held

NO_TEAM = "no team known"
HEADINGS = (
    Heading("Team"),
    Heading("File"),
    Heading("Sheet, table or place"),
    Heading("Row", ColumnKind.NUMBER),
    Heading("Column"),
    Heading("Kind"),
    Heading("What is wrong"),
    Heading("How to mend it"),
    Heading("Rule"),
)


@dataclass(frozen=True, slots=True)
class ListedProblem:
    """One problem with its place, as text. `team` is the team's name and number, or `NO_TEAM`."""

    team: str
    file: str
    sheet: str
    row: int | None
    column: str
    kind: str
    what: str
    fix: str
    rule: str


def problems_by_team(council: Council, quality: Quality) -> list[ListedProblem]:
    """Every problem listed: by team, those of no team last; then by file, place and column."""
    teams = dict(teams_held(council))
    found = [
        ListedProblem(
            teams.get(team, team) if team else NO_TEAM,
            problem.where.file or report.file,
            problem.where.sheet or "",
            problem.where.row,
            problem.where.column or "",
            problem.severity.value,
            problem.what,
            problem.fix,
            problem.rule,
        )
        for report, problem, team in problems_of(quality)
    ]
    return sorted(found, key=_order)


def _order(one: ListedProblem) -> tuple[bool, str, str, str, int]:
    return one.team == NO_TEAM, one.team, one.file, one.column, one.row or 0


def problems_to_send(council: Council, viewer: Viewer, run_id: str, now: datetime) -> TableToDownload:
    """The problems of a run as a table. Refused as not there unless it is the viewer's and was checked."""
    run = own_run(viewer, run_id)
    quality = quality_from(run.quality)
    if quality is None:
        raise not_there("These files were not checked yet.", "Wait until the check is done.")
    rows = tuple(
        (one.team, one.file, one.sheet, one.row, one.column, one.kind, one.what, one.fix, one.rule)
        for one in problems_by_team(council, quality)
    )
    authority = council.settings.authority
    about = About(
        authority.name or f"authority {authority.code}",
        run.snapshot or None,
        catalogue_of(council).version,
        None,
        viewer.name,
        now,
        Marking.SENSITIVE,
        _beyond(quality),
    )
    return TableToDownload("Problems in files to import", ("problems",), HEADINGS, rows, about)


def _beyond(quality: Quality) -> tuple[tuple[str, str], ...]:
    """How many more problems there are than rows, since of each rule in a file a hundred are listed."""
    more = sum(sum(one.report.not_listed.values()) for one in quality.files)
    return (("Not listed", f"{more:,} more of the same rules; mend these and check again"),) if more else ()
