"""The small tables of worked examples: typed by the model, and faults told with their line."""

from datetime import date
from decimal import Decimal

from stonechat.basics.problems import Problem, Where
from stonechat.indicators.definition import Example, Expected
from stonechat.indicators.examples import facts, mismatches, parse_table
from stonechat.indicators.measure import Reason, Value


def test_cells_take_the_types_of_their_columns_and_blanks_are_blank() -> None:
    problems: list[Problem] = []

    rows = parse_table(
        "cp_plans",
        "person_id | cp_plan_start_date | cp_plan_ola | number_of_previous_cp_plans\n"
        "A | 2025-04-01 | true | 2\n"
        "\n"
        "B |            |      |\n",
        "x.yaml",
        10,
        problems,
    )

    assert problems == []
    assert rows[0] == {
        "person_id": "A",
        "cp_plan_start_date": date(2025, 4, 1),
        "cp_plan_ola": True,
        "number_of_previous_cp_plans": 2,
    }
    assert set(rows[1].values()) == {"B", None}


def test_a_fault_has_the_line_of_its_row() -> None:
    problems: list[Problem] = []

    parse_table("cp_plans", "person_id | cp_plan_ola\nA | true\nB | yes\nC\n", "x.yaml", 10, problems)

    assert [(problem.where.row, problem.where.column) for problem in problems] == [
        (13, "cp_plan_ola"),
        (14, None),
    ]


def test_an_unknown_column_and_an_empty_table_are_refused() -> None:
    problems: list[Problem] = []

    parse_table("cp_plans", "person | cp_plan_ola\nA | true\n", "x.yaml", 1, problems)
    parse_table("cp_plans", "\n", "x.yaml", 5, problems)

    assert "Did you mean person_id?" in problems[0].fix
    assert "The table is empty" in problems[1].what


def example(answers: dict[str, Expected]) -> Example:
    table = (
        "person_id | referral_id | referral_date | seen_to\n"
        "A | R1 | 2025-06-01 |\n"
        "B | R2 | 2025-06-01 | 2025-06-15\n"
    )
    return Example("one", "2025-06", {"cin_episodes": table}, answers, {}, Where("x.yaml", row=3))


def test_rows_become_facts_seen_to_the_end_of_the_period_unless_they_say_otherwise() -> None:
    rows = facts(example({}))["cin_episodes"]

    assert [row["seen_to"] for row in rows] == [date(2025, 6, 30), date(2025, 6, 15)]
    assert {(row["authority"], row["source"], row["return_id"]) for row in rows} == {("example",) * 3}


def test_a_wrong_answer_is_told_with_what_was_expected_and_what_came() -> None:
    expected = Expected({"numerator": 1, "value": Decimal("50.0")}, Where("x.yaml", row=9))
    got = Value("value", None, None, 2, 2, Decimal("100.0"), None, None)

    found = mismatches(example({"value": expected}), {None: [got]})

    assert [problem.where.row for problem in found] == [9, 9]
    assert "expects value to have numerator 1, and it has 2" in found[0].what


def test_only_what_the_answer_names_is_compared() -> None:
    expected = Expected({"reason": Reason.NOT_HELD}, Where())
    got = Value("value", None, None, None, None, None, Reason.NOT_HELD, None)

    assert mismatches(example({"value": expected}), {None: [got]}) == []
