"""The report of an import: a line for each return, an entry for each rule, strangers in one list."""

from collections.abc import Sequence
from datetime import date

import pytest

from stonechat.app.reports import FileReport, ImportOutcome
from stonechat.basics.problems import Problem, Severity, Where
from stonechat.cli.show_import import show_import
from stonechat.sources.reading import Account, Heading


def found(severity: Severity, rule: str, line: int = 1, what: str = "Something is wrong.") -> Problem:
    return Problem(what, "Mend it.", severity, rule, Where("a.xml", row=line))


def report(
    year: int,
    problems: Sequence[Problem] = (),
    *,
    accepted: bool = True,
    not_listed: dict[str, int] | None = None,
) -> FileReport:
    heading = Heading("cin_census", "998", year, date(year - 1, 4, 1), date(year, 3, 31), None)
    books = {"person": Account(3, 2, 1), "cin_plans": Account(4000, 4000, 0)}
    name = f"a_very_long_file_name_of_the_census_of_{year}.xml"
    kept = f"return{year}" if accepted else None
    return FileReport(name, "cin_census", heading, books, tuple(problems), not_listed or {}, accepted, kept)


def stranger(name: str, what: str) -> FileReport:
    problem = Problem(what, "Expected: a census.", Severity.ERROR, "not_recognised", Where(name))
    return FileReport(name, None, None, {}, (problem,), {}, is_accepted=False)


def shown(capsys: pytest.CaptureFixture[str], *files: FileReport) -> str:
    show_import(ImportOutcome(files, None), as_json=False)
    return capsys.readouterr().out


def test_a_return_is_one_line_by_year_with_its_books_and_problems(capsys: pytest.CaptureFixture[str]) -> None:
    rules = [found(Severity.WARNING, "w", line) for line in range(1, 101)]
    said = shown(
        capsys, report(2026, [*rules, found(Severity.ERROR, "e")], not_listed={"w": 900}), report(2025)
    )
    heads, first, second, *_ = said.splitlines()
    assert heads.split() == ["return", "file", "read", "loaded", "rejected", "problems", "kept", "as"]
    assert first.split()[1:2] + first.split()[3:] == ["2025", "4,003", "4,002", "1", "none", "return2025"]
    assert "1 error, 1,000 warnings" in second
    assert all(len(line) <= 110 for line in said.splitlines())
    assert "error: a.xml, line 1: Something is wrong. Mend it. [e]\n" in said
    assert "[w] (1,000 times; this is the first)" in " ".join(said.split())


def test_the_most_frequent_kinds_of_warning_are_shown_and_the_others_counted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    often = {"a": 1, "b": 4, "c": 2, "d": 3, "e": 1}
    rules = [found(Severity.WARNING, rule) for rule, times in often.items() for _ in range(times)]
    said = shown(capsys, report(2026, [*rules, found(Severity.NOTE, "n")]))
    assert [line.split("[")[1][0] for line in said.splitlines() if "[" in line] == ["b", "d", "c"]
    assert "… and 2 more kinds of warning" in said


def test_what_was_not_imported_says_what_stands_in_the_way_and_strangers_are_listed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    stopped = report(2024, [found(Severity.WARNING, "w"), found(Severity.QUESTION, "q")], accepted=False)
    said = shown(capsys, stopped, stranger("b.pdf", "It is a PDF."), stranger("c.csv", "It is empty."))
    assert "Not imported: 3 of 3 returns and other files" in said
    assert "[q]" in said
    assert "[w]" not in said
    assert "  b.pdf: It is a PDF.\n  c.csv: It is empty.\n  Expected: a census.\n" in said
    assert "kept as" not in said
