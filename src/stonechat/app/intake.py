"""Files on their way in, and returns on their way out: check, import, undo, build, roll back, forget.

Each use case does one thing to the folder and says what became of it. Reading is `sources`', keeping
`store`'s, merging and publishing `pipeline`'s. A file is imported whole or not at all; several files are
published together, in one snapshot.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from stonechat.app import uploads
from stonechat.app.council import LONDON, Council, check_code, london_now, today
from stonechat.app.figures import catalogue_of, current_snapshot, other_edition, populations_of, recipe
from stonechat.app.forgetting import forget_marks
from stonechat.app.progress import Progress, Step, no_progress, one_by_one
from stonechat.app.published import has_rows, held_as, is_kept, take_out
from stonechat.app.published import keep as keep_published
from stonechat.app.replacing import Newcomer, became_of, questions
from stonechat.app.reports import FileReport, ImportOutcome, ProblemGroup, Published
from stonechat.basics.problems import Problem, Refused, Severity, Where, refusal
from stonechat.model.table import Value as Cell
from stonechat.model.tables import TABLES
from stonechat.pipeline import build, histories
from stonechat.pipeline.teams import teams_of_children
from stonechat.sources import registry
from stonechat.sources.reading import Group, Overrides, Reading, TypedRow
from stonechat.sources.registry import Recognition
from stonechat.store import files, forgotten, lock, returns, snapshots
from stonechat.store.received import Received
from stonechat.store.receiving import ReturnWriter
from stonechat.store.returns import Return
from stonechat.store.snapshots import Snapshot

ROWS_BETWEEN_WORDS = 2_000


def overrides(authority: str | None, year: int | None, made_at: datetime | None) -> Overrides:
    """What the person said that the file does not say, or says wrongly. A time is London's.

    Refused for an authority that is not three digits.
    """
    if authority is not None:
        check_code(authority)
    if made_at is not None and made_at.tzinfo is None:
        made_at = made_at.replace(tzinfo=LONDON)
    return Overrides(authority, year, made_at)


@dataclass(frozen=True, slots=True)
class _Intake:
    """Where files are imported into, what was said of them, and which returns count so far."""

    council: Council
    said: Overrides
    counting: Sequence[Return]
    may_shrink: bool
    progress: Progress


# ---------------------------------------------------------------- check


def check_files(
    paths: Sequence[Path], said: Overrides, progress: Progress = no_progress
) -> tuple[FileReport, ...]:
    """What is wrong with each return. Changes nothing. One report for each set of files that is a return."""
    sets = registry.grouped(paths)
    return tuple(_check(found, said, telling) for found, telling in one_by_one(sets, progress))


def _check(found: Recognition, said: Overrides, progress: Progress) -> FileReport:
    reading = registry.read(found, said)
    for _ in _told(reading, progress):
        pass
    return _report(found, reading)


@dataclass(frozen=True, slots=True)
class Checked:
    """One set of files as it was checked for a council, and the children in it, who are not to be shown.

    `held_id` is the id that the return would have, or that published figures have already; None for others.
    """

    report: FileReport
    paths: tuple[Path, ...]
    held_id: str | None
    children: frozenset[str]


def check_for(
    council: Council,
    paths: Sequence[Path],
    said: Overrides,
    progress: Progress = no_progress,
    *,
    may_shrink: bool = False,
) -> Iterator[Checked]:
    """As `import_files` would find them, one set after another, without keeping anything.

    So the questions are those of an import into this folder, as if the sets before it were in it.
    """
    before = snapshots.current(council.folder)
    _check_authority(council, before)
    teams = teams_of_children(council.folder, before) if before and not other_edition(before) else {}
    reports: list[FileReport] = []
    for found, telling in one_by_one(registry.grouped(paths), progress):
        ours = _authority(council, before, reports)
        intake = _Intake(
            council,
            replace(said, folder_authority=ours or None),
            _counting(council, before, ()),
            may_shrink,
            telling,
        )
        checked = _check_into(intake, found, teams)
        reports.append(replace(checked.report, return_id=checked.held_id))
        yield checked


def _check_into(intake: _Intake, found: Recognition, teams: Mapping[str, str]) -> Checked:
    reading = registry.read(found, intake.said)
    children = {str(who) for row in _told(reading, intake.progress) if (who := _child_of(row)) is not None}
    return_id = _check_heading(intake, reading, found)
    release_id = held_as(intake.council.folder, reading, found.files.paths[0])
    is_whole = reading.release is None or has_rows(reading)
    report = _report(found, reading)
    report = replace(
        report,
        teams=_teams_of(reading, teams),
        is_accepted=report.is_accepted and is_whole,
        was_held=release_id is not None or return_id in {one.id for one in intake.counting},
    )
    return Checked(report, found.files.paths, return_id or release_id, frozenset(children))


def _check_heading(intake: _Intake, reading: Reading, found: Recognition) -> str | None:
    """The id that the return will have, after asking what an import would ask; None if it is no return."""
    if reading.heading is None:
        return None
    _ask_whose(reading, intake.said.folder_authority)
    return_id = returns.return_id(reading.heading, [files.sha256_of(path) for path in found.files.paths])
    _ask_of_its_year(intake, reading, return_id)
    return return_id


def _child_of(row: TypedRow) -> Cell:
    """Whose row it is; None for a row of no child."""
    place = TABLES[row.table].positions.get("person_id") if row.table in TABLES else None
    return None if place is None else row.values[place]


def _teams_of(reading: Reading, teams: Mapping[str, str]) -> tuple[str | None, ...]:
    return tuple(teams.get(child) if child else None for child in reading.findings.whose)


def _told(reading: Reading, progress: Progress) -> Iterator[TypedRow]:
    """The reading's rows, with a word now and then of how far it has come."""
    for number, row in enumerate(reading.rows):
        if number % ROWS_BETWEEN_WORDS == 0:
            progress(Step(f"Reading {reading.file}", rows=number))
        yield row


def _report(found: Recognition, reading: Reading, return_id: str | None = None) -> FileReport:
    return FileReport(
        file=found.files.name,
        format=found.format.name if found.format else None,
        heading=reading.heading,
        accounts=dict(reading.accounts),
        problems=tuple(reading.findings.kept),
        not_listed=reading.findings.not_kept(),
        is_accepted=reading.is_acceptable,
        return_id=return_id,
        release=reading.release,
        groups=tuple(map(_group, reading.findings.groups.values())),
    )


def _group(found: Group) -> ProblemGroup:
    about = found.about
    return ProblemGroup(
        found.first, about.table, about.column, found.count, len(found.children), found.count_unnamed
    )


# ---------------------------------------------------------------- import


def import_files(
    council: Council,
    paths: Sequence[Path],
    said: Overrides,
    progress: Progress = no_progress,
    *,
    may_shrink: bool = False,
) -> ImportOutcome:
    """Check the files, keep those that can be accepted as returns, and publish one snapshot of all.

    Files of published figures are kept beside the returns, and change no snapshot.

    A file that is refused changes nothing; a file that is held already changes nothing either. A return
    with far fewer rows than the one it would replace is a question, unless `may_shrink`.
    Refused as a whole if another import is running, the disk is full, it is not known what is served, or
    the settings name another authority than the returns: then nothing has changed.
    """
    with lock.writing(council.folder):
        before = snapshots.current(council.folder)
        _check_authority(council, before)
        held = {one.id: one for one in _counting(council, before, ())}
        reports: list[FileReport] = []
        for found, telling in one_by_one(registry.grouped(paths), progress):
            ours = _authority(council, before, reports)
            intake = _Intake(
                council,
                replace(said, folder_authority=ours or None),
                _counting(council, before, reports),
                may_shrink,
                telling,
            )
            reports.append(_import_one(intake, found))
        reports = [_as_held(council, report, held) for report in reports]
        kept = [report.return_id for report in reports if report.return_id]
        is_news = any(report.return_id and not report.was_held for report in reports)
        snapshot = _publish(council, before, kept, progress) if is_news else before
    notices = tuple(_notices(council, before, snapshot, kept)) if snapshot else ()
    return ImportOutcome(tuple(reports), snapshot.id if snapshot else None, notices)


def _check_authority(council: Council, before: Snapshot | None) -> None:
    ours, theirs = council.settings.authority.code, before.authority if before else ""
    if ours and theirs and ours != theirs:
        raise refusal(
            f"stonechat.toml says authority {ours}, and the returns held are authority {theirs}'s.",
            "Correct the code there, or use a folder of its own for each authority (`stonechat init DIR`).",
            "other_authority",
            Where(file="stonechat.toml"),
        )


def _counting(council: Council, before: Snapshot | None, reports: Iterable[FileReport]) -> tuple[Return, ...]:
    """The returns that count, with those accepted so far; without any that is damaged."""
    accepted = [report.return_id for report in reports if report.return_id]
    found = []
    for one in {*(before.returns if before else ()), *accepted}:
        with suppress(Refused):
            found.append(returns.load(council.folder, one))
    return tuple(found)


def _authority(council: Council, before: Snapshot | None, reports: Iterable[FileReport]) -> str:
    """Whose folder this is: as its settings say, as its returns do, or as the first file accepted does."""
    accepted = [report.heading.authority for report in reports if report.return_id and report.heading]
    return council.settings.authority.code or (before.authority if before else "") or "".join(accepted[:1])


def _as_held(council: Council, report: FileReport, held: Mapping[str, Return]) -> FileReport:
    """The report, marked if its return counted already, kept by this version as it is kept now."""
    if report.return_id is None:
        return report
    earlier = held.get(report.return_id)
    return replace(
        report, was_held=earlier is not None and earlier == returns.load(council.folder, earlier.id)
    )


def _publish(council: Council, before: Snapshot | None, kept: Sequence[str], progress: Progress) -> Snapshot:
    progress(Step("Merging the returns and working out the figures"))
    return build.publish_returns(
        council.folder, {*(before.returns if before else ()), *kept}, recipe(council)
    )


def _import_one(intake: _Intake, found: Recognition) -> FileReport:
    folder = intake.council.folder
    reading = registry.read(found, intake.said)
    if reading.release is not None:
        return _import_published(intake, found, reading)
    if reading.heading is None:
        for _ in _told(reading, intake.progress):
            pass
        return _report(found, reading)
    with ReturnWriter(folder, found.files.paths, forgotten.load(folder)) as writer:
        for row in _told(reading, intake.progress):
            writer.add(row)
        heading = reading.heading
        _ask_whose(reading, intake.said.folder_authority)
        _ask_of_its_year(intake, reading, writer.id_of(heading))
        if not reading.is_acceptable:
            return _report(found, reading)
        _note_left_out(reading, writer.left_out)
        kept = writer.finish(heading, reading.accounts, reading.findings.counts, _received(heading.format))
    return _report(found, reading, kept.id)


def _import_published(intake: _Intake, found: Recognition, reading: Reading) -> FileReport:
    kept = keep_published(intake.council, found, reading, intake.progress)
    report = _report(found, reading)
    if kept is None:
        return replace(report, is_accepted=False)
    return replace(report, release_id=kept.id, was_held=kept.was_held)


def _ask_of_its_year(intake: _Intake, reading: Reading, return_id: str) -> None:
    """What must be decided because another return of its year counts already."""
    if reading.heading:
        new = Newcomer(reading.file, return_id, reading.heading, reading.accounts)
        for question in questions(new, intake.counting, london_now(), may_shrink=intake.may_shrink):
            reading.findings.add(question)


def _ask_whose(reading: Reading, ours: str | None) -> None:
    """A return of another authority than the folder's is a question: a wrong folder is easily taken."""
    theirs = reading.heading.authority if reading.heading else ours
    if ours and theirs != ours:
        reading.findings.add(
            Problem(
                f"The file is of authority {theirs}, and this folder is authority {ours}'s.",
                f"Use the folder of authority {theirs}; or, if the file's code is wrong, --authority {ours}.",
                Severity.QUESTION,
                "other_authority",
                Where(file=reading.file),
            )
        )


def _note_left_out(reading: Reading, left_out: Mapping[str, int]) -> None:
    """The books count what the file holds; of forgotten children nothing of it is kept."""
    if left_out:
        rows = ", ".join(f"{table} {n:,}" for table, n in sorted(left_out.items()))
        reading.findings.add(
            Problem(
                f"Rows of children forgotten on request were loaded and left out: {rows}.",
                "Nothing to do.",
                Severity.NOTE,
                "left_out",
                Where(file=reading.file),
            )
        )


def _received(format_name: str) -> Received:
    """What knows the children in files received of that format."""
    return registry.return_format(format_name)


def _notices(
    council: Council, before: Snapshot | None, snapshot: Snapshot, kept: Iterable[str]
) -> Iterable[Problem]:
    """What is unresolved, what the new returns replace, and what they say that others did not."""
    yield from build.notes(snapshot)
    new = set(kept) - set(before.returns if before else ())
    held = [returns.load(council.folder, one) for one in snapshot.returns]
    yield from became_of(new, held)
    yield from histories.notes(council.folder, held, new)


# ---------------------------------------------------------------- the other verbs


def undo_return(council: Council, return_id: str) -> Published:
    """Leave a return out, as if it had never been imported. Refused if it does not count now.

    Published figures are taken out by their id in the same way; no snapshot changes.
    """
    if is_kept(council.folder, return_id):
        return _without_release(council, return_id)
    return _published(council, build.undo(council.folder, return_id, recipe(council)))


def _without_release(council: Council, release_id: str) -> Published:
    release = take_out(council, release_id).release
    note = Problem(
        f"The published figures of {release.publication} ({release.title}, to {release.last}) are taken out.",
        "Import their file again to have them back.",
        Severity.NOTE,
        "release_taken_out",
    )
    snapshot = snapshots.current(council.folder)
    return Published(snapshot.id if snapshot else None, snapshot.returns if snapshot else (), (note,))


def rebuild(council: Council) -> Published:
    """Make the current snapshot and its figures once more.

    What was lost or damaged is repaired from the returns, and told. Refused if nothing has been imported,
    and if the catalogue or the population figures are faulty.
    """
    catalogue_of(council)
    populations_of(council)
    made = build.rebuild(council.folder, recipe(council))
    return _published(council, made.snapshot, made.repairs)


def roll_back(council: Council) -> Published:
    """Serve the snapshot before the current one. Refused if none is kept."""
    return _published(council, build.rollback(council.folder))


def forget_child(council: Council, person_id: str, reason: str, on: date | None = None) -> Published:
    """Remove a child from returns, objects, results and marks. Refused if no return holds the child."""
    forget_marks(council, person_id)
    snapshot = build.forget(
        council.folder,
        person_id,
        on=on or today(),
        reason=reason,
        received=_received,
        recipe=recipe(council),
    )
    uploads.remove_all(council)  # what waits to be imported may hold the child too
    return _published(council, snapshot or current_snapshot(council))


def _published(council: Council, snapshot: Snapshot, repairs: Iterable[Problem] = ()) -> Published:
    return Published(snapshot.id, snapshot.returns, (*repairs, *build.notes(snapshot)))
