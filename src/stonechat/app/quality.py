"""The quality report of an import by browser, and what the import did: made by the worker, kept as JSON.

Files are called here what the person called them; how they are called on the disk stays with `uploads.py`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from stonechat.app.council import Council
from stonechat.app.effects import Effect, Verdict, effects, verdict
from stonechat.app.intake import Checked
from stonechat.app.last_import import Beside, Change, beside_last, kept_on
from stonechat.app.reports import FileReport
from stonechat.basics.problems import Problem
from stonechat.indicators.catalogue import Catalogue

FILES_NAMED = 3


@dataclass(frozen=True, slots=True)
class FileQuality:
    """One set of files that is a return, as it was checked. `paths` are under the folder of the run.

    `held_since` is when the same return was imported already; None if it was not.
    """

    report: FileReport
    paths: tuple[str, ...]
    held_since: datetime | None
    beside: Beside | None


@dataclass(frozen=True, slots=True)
class Quality:
    """What was found in all files of a run."""

    verdict: Verdict
    files: tuple[FileQuality, ...]
    effects: tuple[Effect, ...]

    def known(self) -> "Quality":
        """The same without the files that are none of ours."""
        return replace(self, files=tuple(one for one in self.files if one.report.format is not None))


@dataclass(frozen=True, slots=True)
class Done:
    """What an import did: each set of files, what the merge found, and which latest values are others.

    `changes` is None where that could not be worked out.
    """

    files: tuple[FileReport, ...]
    snapshot: str | None
    notices: tuple[Problem, ...]
    changes: tuple[Change, ...] | None


def file_quality(council: Council, checked: Checked, called: Mapping[Path, str], root: Path) -> FileQuality:
    """One set of files with what it was called, beside the last of its kind."""
    report = called_as(checked.report, checked.paths, called)
    is_kept = report.was_held and checked.held_id is not None and report.heading is not None
    held_since = kept_on(council.folder, str(checked.held_id)) if is_kept else None
    beside = beside_last(council, checked)
    return FileQuality(
        report,
        tuple(path.relative_to(root).as_posix() for path in checked.paths),
        held_since,
        replace(beside, file=report.file) if beside else None,
    )


def quality_of(files: Sequence[FileQuality], catalogue: Catalogue) -> Quality:
    """The report of all files together."""
    reports = [one.report for one in files]
    return Quality(verdict(reports), tuple(files), effects(reports, catalogue))


def called_as(report: FileReport, paths: Sequence[Path], called: Mapping[Path, str]) -> FileReport:
    """The report with the files called what the person called them."""
    names = {path.name: called[path] for path in paths}
    return replace(
        report,
        file=_set_name([called[path] for path in paths]),
        problems=tuple(_renamed(problem, names) for problem in report.problems),
        groups=tuple(replace(group, first=_renamed(group.first, names)) for group in report.groups),
    )


def _set_name(names: Sequence[str]) -> str:
    more = len(names) - FILES_NAMED
    return ", ".join(names[:FILES_NAMED]) + (f" and {more} more" if more > 0 else "")


def _renamed(problem: Problem, names: Mapping[str, str]) -> Problem:
    file = problem.where.file
    return replace(problem, where=replace(problem.where, file=names.get(file or "", file)))


def problems_of(quality: Quality) -> Iterable[tuple[FileReport, Problem, str | None]]:
    """Every problem listed, with its file's report and the team that the child is with."""
    for one in quality.files:
        teams = one.report.teams or (None,) * len(one.report.problems)
        yield from ((one.report, *each) for each in zip(one.report.problems, teams, strict=True))


# ---------------------------------------------------------------- as JSON


def to_json(value: Quality | Done) -> Any:
    """As plain JSON values, from which `quality_from` and `done_from` make the same again."""
    if isinstance(value, Quality):
        return _qualities().dump_python(value, mode="json")
    return _dones().dump_python(value, mode="json")


def quality_from(stored: Any) -> Quality | None:
    """What a check found; None if nothing is kept of it."""
    return _qualities().validate_python(stored) if stored else None


def done_from(stored: Any) -> Done | None:
    """What an import did; None if nothing is kept of it."""
    return _dones().validate_python(stored) if stored else None


@cache
def _qualities() -> TypeAdapter[Quality]:
    return TypeAdapter(Quality)


@cache
def _dones() -> TypeAdapter[Done]:
    return TypeAdapter(Done)
