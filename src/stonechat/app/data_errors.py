"""Rows that somebody who reads a list says are recorded wrongly, and the list of them for analysts.

A mark changes no figure: the source is mended, and the next import shows it. The list is one of children, so
it is recorded before it is shown, and a mark goes when its child is forgotten (`forgetting.py`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from stonechat.app.children import Asked, Look, Row, look_at, row_key
from stonechat.app.council import LONDON, Council, london_now
from stonechat.app.figures import names_of_categories
from stonechat.app.list_columns import columns_of, team_of
from stonechat.app.permissions import Permission, Viewer, not_allowed, not_there
from stonechat.app.readlog import Read
from stonechat.app.served import served_figures
from stonechat.app.tables import (
    About,
    ColumnKind,
    Download,
    Form,
    Heading,
    Marking,
    TableToDownload,
    download,
)
from stonechat.basics.problems import wrong_use
from stonechat.indicators.breakdowns import NOT_RECORDED
from stonechat.records.models import DataError

WHOLE_ROW = ""
"""What is wrong is the row itself: it should not be there, or is of another child."""

FEWEST_LETTERS = 5


@dataclass(frozen=True, slots=True)
class Marked:
    """One row said to be wrong: where it was found, what is wrong, who said so and when (London).

    `asked` is the list that it was found in. `resolved_by` is empty while it is open.
    """

    id: str
    person_id: str
    indicator: str
    asked: Mapping[str, str | None]
    column: str
    team: str
    what: str
    marked_by: str
    marked_at: datetime
    resolved_by: str
    resolved_at: datetime | None


def mark_row(council: Council, viewer: Viewer, asked: Asked, *, key: str, column: str, what: str) -> None:
    """Say that a row of a list is wrong. `column` is one of the list's columns, or `WHOLE_ROW`.

    The same column of the same row is marked once, until it is resolved. Refused as `list_children`, for a
    row that is not in the viewer's list (whether there is such a row or not), for a column that the list
    has not, and without a few words of what is wrong.
    """
    look = look_at(council, viewer, asked)
    row = next((row for row in look.rows() if row_key(look, row) == key), None)
    if row is None:
        raise not_there("There is no such row in your list.", "Open the list again from its number.")
    if len(what.strip()) < FEWEST_LETTERS:
        raise wrong_use("Nothing says what is wrong.", "Say it in a few words.", "what_is_wrong")
    DataError.objects.get_or_create(
        row=key,
        table=look.tally.table,
        column=_title(council, look, column),
        resolved_at=None,
        defaults={
            "person_id": str(row["person_id"]),
            "indicator": asked.indicator,
            "asked": _list_of(asked),
            "team": _team(council, look, row),
            "what": what.strip(),
            "marked_by": viewer.username,
            "marked_at": datetime.now(UTC),
        },
    )


def marks_on(look: Look, rows: Iterable[Row]) -> dict[str, tuple[str, ...]]:
    """By key of row, the headings of what is said to be wrong in it now; rows without a mark are left out."""
    keys = [row_key(look, row) for row in rows]
    found: dict[str, tuple[str, ...]] = {}
    for mark in DataError.objects.filter(table=look.tally.table, row__in=keys, resolved_at=None):
        found[mark.row] = (*found.get(mark.row, ()), mark.column or "the whole row")
    return found


def data_errors(council: Council, viewer: Viewer, *, resolved: bool = False) -> tuple[Marked, ...]:
    """The rows marked and not resolved, or those resolved, the last marked first. The look is recorded.

    Refused for whoever may not import, and see all children.
    """
    _check(viewer)
    found = tuple(map(_marked, DataError.objects.filter(resolved_at__isnull=not resolved)))
    _record(council, viewer, found, "data errors", "seeing to data errors")
    return found


def resolve(viewer: Viewer, mark_id: str) -> None:
    """Note that the source is mended, or that nothing was wrong. Refused if there is no such open mark."""
    _check(viewer)
    changed = DataError.objects.filter(pk=mark_id, resolved_at=None).update(
        resolved_by=viewer.username, resolved_at=datetime.now(UTC)
    )
    if not changed:
        raise not_there("There is no such open data error.", "Open the list of them again.")


def download_errors(council: Council, viewer: Viewer, team: str | None, form: Form) -> Download:
    """The open marks of one team, to send to it, or of all (None); recorded. Refused as the list."""
    _check(viewer)
    if not viewer.covers(Permission.DOWNLOAD_CHILDREN):
        raise not_allowed(
            "You cannot download lists of children.", "Ask an administrator for a role that may."
        )
    found = tuple(map(_marked, DataError.objects.filter(resolved_at=None)))
    wanted = tuple(mark for mark in found if team is None or mark.team == team)
    _record(council, viewer, wanted, "download", "sending data errors to be mended")
    return download(_as_table(council, viewer, wanted, team), form)


def _check(viewer: Viewer) -> None:
    if not (viewer.may(Permission.IMPORT) and viewer.covers(Permission.LIST_CHILDREN)):
        raise not_allowed("Data errors are for those who import and see all children.", "Ask your analyst.")


def _title(council: Council, look: Look, column: str) -> str:
    if column == WHOLE_ROW:
        return ""
    titles = {each.name: each.title for each in columns_of(council, look).shown}
    if column not in titles:
        raise wrong_use("The list has no such column.", "Choose one of its columns.", "unknown_column")
    return titles[column]


def _team(council: Council, look: Look, row: Row) -> str:
    column = team_of(look.tally)
    team = row.get(column) if column else None
    if team is None:
        return ""
    return names_of_categories(council.folder, look.setting.snapshot, "team").get(str(team), str(team))


def _list_of(asked: Asked) -> dict[str, str | None]:
    return {name: value for name, value in asdict(asked).items() if name not in ("indicator", "reason")}


def _marked(mark: DataError) -> Marked:
    return Marked(
        id=mark.pk,
        person_id=mark.person_id,
        indicator=mark.indicator,
        asked=mark.asked,
        column=mark.column or "The whole row",
        team=mark.team or f"Team {NOT_RECORDED}",
        what=mark.what,
        marked_by=mark.marked_by,
        marked_at=mark.marked_at.astimezone(LONDON),
        resolved_by=mark.resolved_by,
        resolved_at=mark.resolved_at.astimezone(LONDON) if mark.resolved_at else None,
    )


def _record(council: Council, viewer: Viewer, marks: Iterable[Marked], what: str, reason: str) -> None:
    read = Read(
        who=viewer.username,
        what=what,
        reason=reason,
        role=", ".join(one.role for one in viewer.granted),
        scope="all children",
    )
    council.readlog.record(read, (mark.person_id for mark in marks), datetime.now(UTC))


def _as_table(
    council: Council, viewer: Viewer, marks: tuple[Marked, ...], team: str | None
) -> TableToDownload:
    setting = served_figures(council).setting
    titles = ("Team", "Child ID", "Indicator", "Period", "Column", "What is wrong", "Marked by")
    return TableToDownload(
        f"Rows said to be recorded wrongly: {team or 'all teams'}",
        ("data-errors", team or "all-teams"),
        (*map(Heading, titles), Heading("Marked on", ColumnKind.DATE)),
        tuple(
            (
                mark.team,
                mark.person_id,
                mark.indicator,
                mark.asked.get("period") or "",
                mark.column,
                mark.what,
                mark.marked_by,
                mark.marked_at.date(),
            )
            for mark in marks
        ),
        About(
            authority=council.settings.authority.name or setting.authority,
            snapshot=setting.snapshot.id,
            catalogue=setting.catalogue.version,
            data_to=setting.windows.last,
            made_by=f"{viewer.name} ({viewer.username})",
            made_at=london_now(),
            marking=Marking.SENSITIVE,
            others=(("Reason", "sending data errors to be mended"),),
        ),
    )
