"""How tables and progress are printed: what is in a cell never moves the cells beside it."""

import pytest

from stonechat.app.progress import Step, one_by_one
from stonechat.app.reports import FileReport
from stonechat.basics.problems import Problem, Severity, Where
from stonechat.cli.show import number_of, problem_line, progress_line, table
from stonechat.cli.show_files import file_line


def test_a_cell_with_a_line_break_or_a_tab_stays_on_its_line() -> None:
    said = table(("id", "date"), [("A\n1", "x"), ("B\t2", "y"), ("\x1b[2J", "z"), ("Ö 3", "w")])
    assert said.splitlines() == [
        "id       date",
        "A\\n1     x",
        "B\\t2     y",
        "\\x1b[2J  z",
        "Ö 3      w",
    ]


def test_numbers_and_words_to_the_right_and_to_the_left() -> None:
    assert table(("a", "b"), [("long", "1"), ("x", "22")], right=(1,)) == "a      b\nlong   1\nx     22"


def test_one_is_not_plural() -> None:
    assert [number_of(count, "problem") for count in (0, 1, 2000)] == [
        "0 problems",
        "1 problem",
        "2,000 problems",
    ]


@pytest.mark.parametrize(
    ("step", "line"),
    [
        (Step("Merging"), "Merging"),
        (Step("Reading a.xml", 0, 3), f"[{'.' * 24}] 0 of 3  Reading a.xml"),
        (Step("Reading b.xml", 1, 3, 4000), f"[{'#' * 8}{'.' * 16}] 1 of 3  Reading b.xml, 4,000 rows"),
        (Step("Reading c.xml", 3, 3), f"[{'#' * 24}] 3 of 3  Reading c.xml"),
    ],
)
def test_progress_is_a_bar_where_the_number_of_parts_is_known(step: Step, line: str) -> None:
    assert progress_line(step) == line


def test_each_part_is_told_with_how_many_are_done() -> None:
    told: list[Step] = []
    for part, telling in one_by_one(["a", "b"], told.append):
        telling(Step(part, rows=7))
    assert told == [Step("a", 0, 2, 7), Step("b", 1, 2, 7)]


def test_the_name_of_a_file_does_not_steer_the_terminal() -> None:
    name = "a\x1b[2J\nerror: b\udcff.csv"
    said = problem_line(Problem("What is wrong.", "Mend it.", Severity.NOTE, "a_rule", Where(file=name)))
    assert said == "note: a\\x1b[2J\\nerror: b\\udcff.csv: What is wrong. Mend it. [a_rule]"
    report = FileReport(name, None, None, {}, (), {}, is_accepted=False, return_id=None)
    assert file_line(report) == "a\\x1b[2J\\nerror: b\\udcff.csv: not accepted"
