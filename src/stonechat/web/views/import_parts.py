"""The parts of the pages of an import: tables and lists, made of what `app` found."""

from typing import Any

from django.urls import reverse

from stonechat.analysis.words_of_time import period_in_words
from stonechat.app.effects import Effect
from stonechat.app.holding import what_it_is
from stonechat.app.last_import import Beside, Change
from stonechat.app.problem_list import ListedProblem
from stonechat.app.quality import FileQuality
from stonechat.app.reports import FileReport
from stonechat.app.tables import Form
from stonechat.basics.dates import in_words
from stonechat.basics.periods import parse_period
from stonechat.web.parts import Cell, Column, Download, Entry, Group, Table, plain_table

PROBLEMS_SHOWN = 200


def without_options(text: str) -> str:
    """A sentence for a page: what names an option of the command line is left out."""
    return " ".join(part for part in text.split(". ") if "--" not in part)


def file_part(one: FileQuality, *, is_alone: bool) -> dict[str, Any]:
    report = one.report
    tables = sum(1 for books in report.accounts.values() if books.read)
    entries = [
        Entry(table, (_rows(books.read, books.rejected),))
        for table, books in report.accounts.items()
        if books.read
    ]
    return {
        "name": report.file,
        "what": ""
        if report.format is None
        else what_it_is(report.format, report.heading, report.release, tables),
        "held_since": one.held_since,
        "is_left_out": report.format is None and not is_alone,
        "problems": [each for each in report.problems if report.format is None],
        "tables": entries,
    }


def _rows(read: int, rejected: int) -> str:
    return f"{read:,} rows" + (f", {rejected:,} of them not loaded" if rejected else "")


def effects_table(found: tuple[Effect, ...]) -> Table:
    columns = (
        Column("What it can change"),
        Column("What is wrong"),
        Column("First place"),
        Column("How to mend it"),
    )
    rows = tuple(
        (
            Cell(one.words, note=", ".join(one.indicators)),
            Cell(_count(one), note=f"Rule {one.first.rule}"),
            Cell(_place(one), note=_in_steps(one.first.where.sheet or "")),
            Cell(without_options(one.first.fix)),
        )
        for one in found
    )
    return Table("effects", "What can change, most first", columns, (Group(rows),))


def _count(one: Effect) -> str:
    return one.first.what if one.count == 1 else f"{one.first.what} {one.count:,} times."


def _place(one: Effect) -> str:
    where = one.first.where
    row = f"row {where.row:,}" if where.row else ""
    return ", ".join(part for part in (where.file or one.file, row, where.column) if part)


def _in_steps(path: str) -> str:
    """The way to an element, so that it may be broken over lines."""
    return path.replace("/", " / ")


def problems_table(problems: list[ListedProblem], run_id: str) -> Table:
    headings = ("What is wrong", "How to mend it", "Team")
    columns = (Column("Place"), Column("Row", True), *map(Column, headings))
    groups: dict[tuple[str, str], list[tuple[Cell, ...]]] = {}
    for one in sorted(problems, key=lambda one: (one.file, one.column, one.row or 0))[:PROBLEMS_SHOWN]:
        cells = (
            Cell(_in_steps(one.sheet) or one.file),
            Cell(f"{one.row:,}" if one.row else "all", numeric=True),
            Cell(one.what, note=f"{one.kind.capitalize()}, rule {one.rule}"),
            Cell(without_options(one.fix)),
            Cell(one.team),
        )
        groups.setdefault((one.file, one.column), []).append(cells)
    named = tuple(
        Group(tuple(rows), f"{file}, {column}" if column else file)
        for (file, column), rows in sorted(groups.items())
    )
    of = f"{min(len(problems), PROBLEMS_SHOWN):,} of {len(problems):,} listed"
    links = tuple(
        Download(reverse("import-problems", kwargs={"run_id": run_id, "form": form.value}), words)
        for form, words in ((Form.CSV, "CSV"), (Form.WORKBOOK, "Excel"))
    )
    return Table("problems", f"Every problem by file and column ({of})", columns, named, links)


def beside_part(one: Beside) -> dict[str, Any]:
    moved = [(each.table, f"{each.before:,}", f"{each.now:,}") for each in one.moved]
    return {
        "one": one,
        "imported_on": in_words(one.imported_on.date()),
        "moved": plain_table(
            f"moved-{one.return_id}",
            "Tables whose number of rows moved by more than a fifth",
            ("Table", "Before", "Now"),
            moved,
        )
        if moved
        else None,
    }


def imported_as(report: FileReport) -> str:
    tables = sum(1 for books in report.accounts.values() if books.read)
    words = what_it_is(report.format, report.heading, report.release, tables)
    said = words.removeprefix("This looks like ")
    return said[:1].upper() + said[1:]


def changes_table(found: tuple[Change, ...], *, sees_exact: bool) -> Table:
    """By indicator, with values only for whoever may read exact figures."""
    periods = dict.fromkeys(sorted(one.period_now for one in found))
    columns = (Column("Indicator"), Column("Before", True), Column("Now", True))
    shown = 3 if sees_exact else 1
    return Table(
        "changes",
        f"Latest values that changed ({', '.join(map(_in_words, periods))})",
        columns[:shown],
        (Group(tuple(_change(one)[:shown] for one in found)),),
    )


def _change(one: Change) -> tuple[Cell, ...]:
    """Each row says its indicator, and the measure where it has several."""
    which = one.title if one.measure in (None, "", one.title) else f"{one.title}: {one.measure}"
    return (
        Cell(f"{one.indicator} {which}"),
        Cell(_before(one), numeric=True),
        Cell(one.now, numeric=True),
    )


def _in_words(period: str) -> str:
    return period_in_words(parse_period(period))


def _before(one: Change) -> str:
    if not one.before:
        return "no value"
    return (
        one.before
        if one.period_before == one.period_now
        else f"{one.before} ({_in_words(one.period_before)})"
    )
