"""Whether files are safe to use, what their problems can change, and of how many children."""

from datetime import date

import pytest

from stonechat.app.effects import Use, effects, verdict
from stonechat.app.reports import FileReport, ProblemGroup
from stonechat.basics.problems import Problem, Severity, Where
from stonechat.indicators.catalogue import load_catalogue
from stonechat.sources.reading import KEPT_PER_RULE, About, Account, Findings, Heading

HEADING = Heading("cin_census", "201", 2026, date(2025, 4, 1), date(2026, 3, 31))


def _problem(severity=Severity.WARNING, rule="a_rule", **where):
    return Problem("Something is wrong.", "Mend it.", severity, rule, Where("cin.xml", **where))


def _group(table, column, *, severity=Severity.WARNING, children=1, unnamed=0, rule="a_rule"):
    return ProblemGroup(_problem(severity, rule), table, column, children + unnamed, children, unnamed)


def _report(*groups, problems=(), accounts=None, **others):
    return FileReport(
        **{
            "file": "cin.xml",
            "format": "cin_census",
            "heading": HEADING,
            "accounts": accounts or {"cin_episodes": Account(100, 100, 0)},
            "problems": tuple(problems),
            "not_listed": {},
            "is_accepted": True,
            "groups": groups,
        }
        | others
    )


# ---------------------------------------------------------------- what can change


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


def _effect(catalogue, group):
    (found,) = effects([_report(group)], catalogue)
    return found


def test_a_column_that_a_filter_reads_can_change_that_indicator(catalogue):
    found = _effect(catalogue, _group("cin_episodes", "referral_nfa"))
    assert "FD20" in found.indicators and "CP16" not in found.indicators


def test_a_column_behind_a_derived_one_can_change_what_uses_the_derived_one(catalogue):
    """Referral to authorisation is derived from both dates, and an age from the child's date of birth."""
    assert "AS02" in _effect(catalogue, _group("cin_assessments", "assessment_auth_date")).indicators
    assert "AS02" in _effect(catalogue, _group("cin_episodes", "referral_date")).indicators
    assert "age on the day" in _effect(catalogue, _group("person", "dob")).splits


def test_a_column_that_only_tells_categories_apart_changes_no_total(catalogue):
    found = _effect(catalogue, _group("person", "ethnicity"))
    assert found.indicators == () and set(found.splits) == {"ethnicity"}
    assert found.words == "Changes no total, only splits by ethnicity: 1 child"


def test_a_column_that_nothing_reads_changes_nothing(catalogue):
    found = _effect(catalogue, _group("person", "upn", children=7))
    assert found.words == "Changes no indicator: 7 children"


def test_a_lost_row_can_change_whatever_reads_its_table(catalogue):
    lost = _effect(catalogue, _group("cp_plans", "cp_plan_end_date", severity=Severity.ERROR))
    blank = _effect(catalogue, _group("cp_plans", "cp_plan_end_date"))
    assert lost.loses_rows and set(blank.indicators) < set(lost.indicators)


def test_what_touches_most_figures_comes_first(catalogue):
    few_children = _group("cin_episodes", "referral_date", children=1, rule="one")
    many_children = _group("cin_episodes", "referral_date", children=1_000, rule="many")
    no_figure = _group("person", "upn", children=100_000, rule="none")
    found = effects([_report(few_children, no_figure, many_children)], catalogue)
    assert [one.first.rule for one in found] == ["many", "one", "none"]


def test_notes_and_questions_are_no_effects(catalogue):
    groups = (_group(None, None, severity=each) for each in (Severity.NOTE, Severity.QUESTION))
    assert effects([_report(*groups)], catalogue) == ()


def test_problems_that_name_no_child_are_counted_as_rows(catalogue):
    assert _effect(catalogue, _group("cin_plans", None, children=0, unnamed=3)).about == "3 rows"
    assert (
        _effect(catalogue, _group("cin_plans", None, children=2, unnamed=1)).about == "2 children and 1 row"
    )


# ---------------------------------------------------------------- counting by what is touched


def test_every_problem_is_counted_under_its_column_also_beyond_those_kept():
    findings = Findings()
    for number in range(3 * KEPT_PER_RULE):
        column = "sex" if number % 3 else "ethnicity"
        about = About("person", column, f"child {number % 50}")
        findings.report(Severity.WARNING, "missing_value", _problem, about)
    assert len(findings.kept) == len(findings.whose) == KEPT_PER_RULE
    counts = {key[3]: (group.count, len(group.children)) for key, group in findings.groups.items()}
    assert counts == {"sex": (200, 50), "ethnicity": (100, 50)}


def test_a_problem_beyond_those_kept_of_its_rule_is_the_first_of_its_own_column():
    findings = Findings()
    for _ in range(KEPT_PER_RULE):
        findings.report(Severity.WARNING, "missing_value", _problem, About("person", "sex", "A"))
    late = _problem(row=4_000)
    findings.add(Problem(late.what, late.fix, Severity.WARNING, "missing_value", late.where),
                 About("person", "upn", "B"))  # fmt: skip
    assert findings.groups[Severity.WARNING, "missing_value", "person", "upn"].first.where.row == 4_000


# ---------------------------------------------------------------- safe to use?


def test_files_without_a_problem_are_safe():
    found = verdict([_report()])
    assert (found.use, found.words) == (Use.SAFE, "Safe to use, with no problems")


def test_problems_are_counted_with_those_that_are_not_listed_and_notes_are_none():
    groups = (_group("person", "sex", children=1_000), _group(None, None, severity=Severity.NOTE, children=9))
    assert verdict([_report(*groups)]).words == "Safe to use, with 1,000 problems"
    assert verdict([_report(_group("person", "sex"))]).words == "Safe to use, with 1 problem"


def test_a_table_of_which_no_row_could_be_loaded_is_not_used():
    found = verdict([_report(accounts={"cp_plans": Account(4, 0, 4), "person": Account(9, 9, 0)})])
    assert found.use is Use.UNSAFE
    assert found.words == "Do not use: cin.xml: none of 4 rows of cp_plans could be loaded."


@pytest.mark.parametrize(
    ("read", "rejected", "use"),
    [(100, 20, Use.SAFE), (100, 21, Use.UNSAFE), (9, 5, Use.SAFE), (10, 3, Use.UNSAFE), (10, 2, Use.SAFE)],
)
def test_a_table_of_which_more_than_a_fifth_was_rejected_is_not_used(read, rejected, use):
    assert verdict([_report(accounts={"cp_plans": Account(read, read - rejected, rejected)})]).use is use


def test_a_file_that_cannot_be_read_is_not_used_and_says_why():
    refused = _report(
        problems=[_problem(Severity.ERROR)], accounts={}, heading=None, is_accepted=False, file="b.xml"
    )
    found = verdict([_report(), refused])
    assert (found.use, found.words) == (Use.UNSAFE, "Do not use: b.xml: Something is wrong.")


def test_a_stranger_stands_in_nobodys_way_unless_it_comes_alone():
    stranger = _report(
        problems=[_problem(Severity.ERROR)], accounts={}, format=None, heading=None, is_accepted=False
    )
    assert verdict([_report(), stranger]).use is Use.SAFE
    assert verdict([stranger]).use is Use.UNSAFE
    assert verdict([]).use is Use.UNSAFE


def test_a_question_comes_before_everything_but_what_cannot_be_used_at_all():
    asked = _report(problems=[_problem(Severity.QUESTION)], is_accepted=False)
    found = verdict([_report(), asked])
    assert (found.use, found.words) == (Use.ANSWER, "1 question to answer before these can be used")
    lost = _report(accounts={"cp_plans": Account(4, 0, 4)})
    assert verdict([asked, lost]).use is Use.UNSAFE


def test_what_is_held_already_is_nothing_to_import():
    held = _report(was_held=True)
    assert verdict([held]).use is Use.HELD
    assert verdict([held, _report()]).use is Use.SAFE
