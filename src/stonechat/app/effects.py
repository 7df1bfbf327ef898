"""What is wrong with files, in order of what it can change: the quality report of an import.

Problems of one rule about one column stand together, with the indicators that read that column (or, where
rows were lost, that table) and how many children they are about. It is said that an indicator *can* change,
never that it does: a row may lie outside every period shown.

Whether files are safe to use is decided here and nowhere else (`verdict`).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from stonechat.app.reports import FileReport, ProblemGroup
from stonechat.basics.problems import Problem, Severity
from stonechat.indicators.breakdowns import BREAKDOWNS
from stonechat.indicators.catalogue import Catalogue
from stonechat.model.tables import TABLES
from stonechat.pipeline.reads import Reads, reads_of
from stonechat.sources.reading import MOST_CHILDREN

MOST_REJECTED = 0.2
"""Where more than this share of a table's rows was rejected, figures of it would be wrong."""
ROWS_TO_TELL = 10
"""Of fewer rows no share is taken: only that all of them were rejected is told."""


# ---------------------------------------------------------------- safe to use?


class Use(StrEnum):
    """Whether files can be used as they are."""

    SAFE = "safe"
    ANSWER = "answer"  # a person must decide something first
    HELD = "held"  # they count already, so that there is nothing to do
    UNSAFE = "unsafe"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether to use files, in one sentence, and every reason why not."""

    use: Use
    words: str
    reasons: tuple[str, ...] = ()


def verdict(reports: Sequence[FileReport]) -> Verdict:
    """Whether these files can be used together. The first line of every quality report.

    A file that is none of ours stands in nobody's way, as long as another one can be used.
    """
    known = [report for report in reports if report.format is not None]
    reasons = [reason for report in known or reports for reason in _reasons(report)]
    if reasons:
        return Verdict(Use.UNSAFE, f"Do not use: {reasons[0]}", tuple(reasons))
    if not known:
        return Verdict(Use.UNSAFE, "Do not use: there is no file in it.", ("There is no file in it.",))
    asked = sum(len(questions_of(report)) for report in known)
    if asked:
        return Verdict(Use.ANSWER, f"{_number_of(asked, 'question')} to answer before these can be used")
    if all(report.was_held for report in known):
        return Verdict(Use.HELD, "Nothing to import: all of this is held already")
    return Verdict(Use.SAFE, _safe_words(problems_in(reports)))


def _safe_words(problems: int) -> str:
    return (
        f"Safe to use, with {_number_of(problems, 'problem')}"
        if problems
        else "Safe to use, with no problems"
    )


def problems_in(reports: Iterable[FileReport]) -> int:
    """How many problems there are, those beyond the ones listed included; notes are none."""
    return sum(
        group.count
        for report in reports
        for group in report.groups
        if group.first.severity is not Severity.NOTE
    )


def questions_of(report: FileReport) -> list[Problem]:
    """What a person must decide before the file can be imported."""
    return [problem for problem in report.problems if problem.severity is Severity.QUESTION]


def _reasons(report: FileReport) -> Iterator[str]:
    """Why a file cannot be used, whatever is answered."""
    if not report.is_accepted and not questions_of(report):
        worst = next((each for each in report.problems if each.severity is Severity.ERROR), None)
        yield f"{report.file}: {worst.what}" if worst else f"{report.file} cannot be read."
    for table, books in report.accounts.items():
        what = f"of {books.read:,} rows of {table}"
        if books.read and not books.loaded:
            yield f"{report.file}: none {what} could be loaded."
        elif books.read >= ROWS_TO_TELL and books.rejected > MOST_REJECTED * books.read:
            yield f"{report.file}: {books.rejected:,} {what} could not be loaded."


# ---------------------------------------------------------------- what can change


@dataclass(frozen=True, slots=True)
class Effect:
    """All problems of one rule about one column of one file (or about its rows), and what they can change.

    `first` is the first of them. `loses_rows`: the rows were not loaded. `children` counts different
    children, `unnamed` the problems of which it is not known whose row it is. `indicators` are the ids of
    those whose figures can change; `splits` those of whose figures only the split by a breakdown can, by its
    words.
    """

    file: str
    first: Problem
    table: str | None
    count: int
    children: int
    unnamed: int
    loses_rows: bool
    indicators: tuple[str, ...]
    splits: Mapping[str, tuple[str, ...]]

    @property
    def about(self) -> str:
        """Of how many children or rows: `41 children`, or `7 rows` where it is not known whose they are."""
        children = (
            f"{_number_of(self.children, 'child')}{' or more' if self.children >= MOST_CHILDREN else ''}"
        )
        if not self.unnamed:
            return children
        rows = _number_of(self.unnamed, "row")
        return f"{children} and {rows}" if self.children else rows

    @property
    def words(self) -> str:
        """What it can change, of how many children."""
        if self.indicators:
            return f"Can change {_number_of(len(self.indicators), 'indicator')}: {self.about}"
        if self.splits:
            by = " and ".join(sorted(self.splits))
            return f"Changes no total, only splits by {by}: {self.about}"
        return f"Changes no indicator: {self.about}"


def effects(reports: Iterable[FileReport], catalogue: Catalogue) -> tuple[Effect, ...]:
    """Everything wrong, what can change most first: by indicators times children, then by splits.

    Left out are notes, which change nothing, questions, which are asked apart, and files none of ours.
    """
    reads = {indicator.id: reads_of(indicator) for indicator in catalogue}
    found = [
        _effect(report, group, reads)
        for report in reports
        for group in report.groups
        if report.format is not None and group.first.severity in (Severity.ERROR, Severity.WARNING)
    ]
    return tuple(sorted(found, key=_weight))


def _weight(effect: Effect) -> tuple[int, int, int, bool, str]:
    concerned = effect.children + effect.unnamed
    split = sum(map(len, effect.splits.values()))
    return (
        -len(effect.indicators) * concerned,
        -split * concerned,
        -concerned,
        not effect.loses_rows,
        effect.first.rule,
    )


def _effect(report: FileReport, group: ProblemGroup, reads: Mapping[str, Reads]) -> Effect:
    loses_rows = group.first.severity is Severity.ERROR and group.table is not None
    changed = tuple(name for name, each in reads.items() if _touches(group, each, loses_rows=loses_rows))
    return Effect(
        report.file,
        group.first,
        group.table,
        group.count,
        group.children,
        group.unnamed,
        loses_rows,
        changed,
        _splits(group, {name: each for name, each in reads.items() if name not in changed}),
    )


def _touches(group: ProblemGroup, reads: Reads, *, loses_rows: bool) -> bool:
    if group.table is None:
        return False
    if loses_rows or group.column is None:
        return group.table in reads.tables
    return (group.table, group.column) in reads.columns


def _splits(group: ProblemGroup, reads: Mapping[str, Reads]) -> dict[str, tuple[str, ...]]:
    place = (group.table, group.column)
    found: dict[str, list[str]] = {}
    for name, each in reads.items():
        for breakdown, columns in each.splits.items():
            if place in columns:
                found.setdefault(BREAKDOWNS[breakdown].words, []).append(name)
    return {words: tuple(names) for words, names in found.items()}


# ---------------------------------------------------------------- one by one


@dataclass(frozen=True, slots=True)
class Listed:
    """One problem with its place, and the number of the team that the child is with, None if not known."""

    problem: Problem
    team: str | None


def listed(report: FileReport) -> list[Listed]:
    """The problems kept of one file, by sheet and column, then by rule and row."""
    teams = report.teams or (None,) * len(report.problems)
    found = [Listed(problem, team) for problem, team in zip(report.problems, teams, strict=True)]
    return sorted(found, key=lambda each: _place(each.problem))


def _place(problem: Problem) -> tuple[str, str, str, str, int]:
    where = problem.where
    sheet = re.sub(r"\[\d+\]", "", where.sheet or "")  # elements of one kind stand together
    return where.file or "", sheet, where.column or "", problem.rule, where.row or 0


def by_list(report: FileReport) -> dict[str, Counter[str]]:
    """How many problems each list (sheet, table or element) of the file has, by column; listed ones only."""
    found: dict[str, Counter[str]] = {}
    for each in listed(report):
        where = each.problem.where
        sheet = re.sub(r"\[\d+\]", "", where.sheet or "") or where.file or report.file
        found.setdefault(sheet, Counter())[where.column or "whole rows"] += 1
    return found


def table_in_words(table: str) -> str:
    """A table of the model as people read it: the name of its grain."""
    return TABLES[table].one_row_per if table in TABLES else table


def _number_of(count: int, noun: str) -> str:
    plural = {"child": "children"}.get(noun, f"{noun}s")
    return f"{count:,} {noun if count == 1 else plural}"
