"""How a problem reads, and how a refusal carries its problems."""

import pytest

from stonechat.basics.problems import Problem, Refused, Severity, Where, refusal


@pytest.mark.parametrize(
    ("where", "words"),
    [
        (Where(), ""),
        (Where(file="cin.xml"), "cin.xml"),
        (Where(file="cin.xml", row=40), "cin.xml, line 40"),
        (Where("cin.xml", "Child[3]", 40, "CINclosureDate"), "cin.xml, Child[3], line 40, CINclosureDate"),
        (Where(column="Sex"), "Sex"),
    ],
)
def test_a_place_names_only_what_is_known(where: Where, words: str) -> None:
    assert str(where) == words


def test_a_problem_says_where_what_and_how_to_fix_it() -> None:
    problem = Problem("No such code.", "Use M, F or U.", Severity.ERROR, "code", Where("cin.xml", row=7))
    assert str(problem) == "cin.xml, line 7: No such code. Use M, F or U."


def test_a_problem_without_a_place_or_a_fix_still_reads() -> None:
    assert str(Problem("The file is empty.", "", Severity.ERROR, "empty")) == "The file is empty."


def test_severities_are_declared_worst_first() -> None:
    assert list(Severity) == ["error", "question", "warning", "note"]


def test_a_refusal_holds_one_error_and_reads_as_it() -> None:
    refused = refusal("Two imports at once.", "Wait for the other.", "busy", Where("council"))
    (problem,) = refused.problems
    assert problem.severity is Severity.ERROR
    assert problem.rule == "busy"
    assert str(refused) == "council: Two imports at once. Wait for the other."


def test_a_refusal_of_several_problems_reads_as_all_of_them() -> None:
    problems = [Problem(what, "Mend it.", Severity.ERROR, "rule") for what in ("One.", "Two.")]
    assert str(Refused(*problems)) == "One. Mend it. Two. Mend it."
    assert Refused(*problems).problems == tuple(problems)


def test_a_problem_cannot_be_changed_once_made() -> None:
    problem = Problem("One.", "Mend it.", Severity.NOTE, "rule")
    with pytest.raises(AttributeError):
        problem.what = "Two."  # type: ignore[misc]
