"""Sums: written in a definition, added up exactly on every engine, kept exactly in every file."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from stonechat.basics.problems import Problem, Refused
from stonechat.indicators.catalogue import load_catalogue
from stonechat.indicators.definition import Indicator
from stonechat.indicators.examples import facts, planned
from stonechat.indicators.measure import Unit, Value, exact
from stonechat.indicators.plan import assemble
from stonechat.indicators.query import AtMost, Sum
from stonechat.indicators.words import measure_in_words
from stonechat.pipeline.examples import ENGINES, run_example

MILES = """\
id: LX01
title: Miles from home for each placement begun
question: How far from home do children go to live?
theme: looked_after
owner: Fostering
purpose: To plan where homes are needed.
review_by: 2027-04-01
kind: flow
role: lead
quadrant: effort-quality
perspective: internal process
better: contextual
unit: for each
source: {status: local}
of: cla_placement
dated: cla_placement_start_date
where: [{column: cla_placement_distance, at_most: 999}]
sum: cla_placement_distance
denominator:
  of: cla_placement
  dated: cla_placement_start_date
  where: [{column: cla_placement_distance, at_most: 999}]
breakdowns: [sex]
examples:
  - name: miles are added up to the last decimal, and a blank and the unknown add nothing
    period: FY2025-26
    rows:
      person: |
        person_id | sex
        A         | F
        B         | M
      cla_placement: |
        person_id | cla_placement_id | cla_placement_start_date | cla_placement_distance
        A         | 1                | 2025-04-01               | 0.1
        A         | 2                | 2026-03-31               | 0.2
        B         | 3                | 2025-05-01               | 12.25
        B         | 4                | 2025-06-01               |
        B         | 5                | 2025-06-02               | 999.9
        B         | 6                | 2026-04-01               | 40
    answer: {numerator: 12.55, denominator: 3, value: 4.2}
    by:
      sex:
        F: {numerator: 0.3, denominator: 2, value: 0.2}
        M: {numerator: 12.25, denominator: 1, value: 12.3}
  - name: halves that make a whole are a whole number
    period: FY2025-26
    rows:
      cla_placement: |
        person_id | cla_placement_id | cla_placement_start_date | cla_placement_distance
        A         | 1                | 2025-04-01               | 1.5
        B         | 2                | 2025-05-01               | 2.50
    answer: {numerator: 4, denominator: 2, value: 2.0}
  - name: where nothing is added up there is nothing to divide by
    period: FY2025-26
    rows:
      cla_placement: |
        person_id | cla_placement_id | cla_placement_start_date | cla_placement_distance
        B         | 1                | 2025-05-01               |
    answer: {numerator: 0, denominator: 0, value: null, reason: no denominator}
"""


def written(folder: Path, text: str) -> Indicator:
    (folder / "indicators").mkdir(exist_ok=True)
    (folder / "indicators" / "LX01_miles.yaml").write_text(text, encoding="utf-8")
    return load_catalogue(folder)["LX01"]


def problems_of(folder: Path, text: str) -> tuple[Problem, ...]:
    with pytest.raises(Refused) as refused:
        written(folder, text)
    return refused.value.problems


def values_of(miles: Indicator, engine: str, example: int = 0) -> list[Value]:
    worked = miles.examples[example]
    plan = planned(miles, worked)[None]
    return assemble(plan, ENGINES[engine](facts(worked)).answer(plan.tallies))


@pytest.mark.parametrize("engine", ENGINES)
def test_a_sum_of_decimals_gives_the_answers_worked_out_by_hand(tmp_path: Path, engine: str) -> None:
    miles = written(tmp_path, MILES)

    assert [problem for example in miles.examples for problem in run_example(miles, example, engine)] == []


@pytest.mark.parametrize("engine", ENGINES)
def test_a_wrong_answer_of_a_tenth_is_found(tmp_path: Path, engine: str) -> None:
    miles = written(tmp_path, MILES.replace("numerator: 12.55", "numerator: 12.56"))

    assert [problem.rule for problem in run_example(miles, miles.examples[0], engine)] == ["example_answer"]


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_gives_a_sum_in_the_same_form(tmp_path: Path, engine: str) -> None:
    miles = written(tmp_path, MILES)
    (odd,), (whole,) = values_of(miles, engine), values_of(miles, engine, example=1)

    assert repr(odd.numerator) == "Decimal('12.55')"
    assert repr(whole.numerator) == "4"


def test_json_gives_a_sum_with_all_its_decimals_as_text(tmp_path: Path) -> None:
    (value,) = values_of(written(tmp_path, MILES), "duckdb")
    told = json.loads(json.dumps(value.to_json()))

    assert (told["numerator"], told["denominator"], told["value"]) == ("12.55", 3, 4.2)


@pytest.mark.parametrize(
    ("number", "form"),
    [
        (3, "3"),
        (Decimal("3.000000"), "3"),
        (Decimal("100"), "100"),
        (Decimal("0.000000"), "0"),
        (Decimal("-2.500000"), "Decimal('-2.5')"),
        (Decimal("123456789012.000001"), "Decimal('123456789012.000001')"),
    ],
)
def test_a_number_has_one_exact_form(number: int | Decimal, form: str) -> None:
    assert repr(exact(number)) == form


def test_the_key_becomes_a_node_with_its_filters(tmp_path: Path) -> None:
    share = MILES.replace("unit: for each", "unit: percent").replace(
        MILES[MILES.index("denominator:") : MILES.index("breakdowns:")],
        "numerator: [{column: cla_placement_distance, at_most: 20}]\ndenominator: []\n",
    )
    (measure,) = written(
        tmp_path, share[: share.index("    by:")] + share[share.index("  - name: halves") :]
    ).latest.measures

    assert measure.denominator is not None
    assert measure.numerator.aggregate == Sum(
        "cla_placement_distance", (AtMost("cla_placement_distance", 20),)
    )
    assert measure.denominator.aggregate == Sum("cla_placement_distance")
    assert measure.unit is Unit.PERCENT


def test_another_table_can_be_added_up_below_the_line(tmp_path: Path) -> None:
    below = MILES.replace("sum: cla_placement_distance\n", "").replace(
        "  of: cla_placement\n", "  of: cla_placement\n  sum: cla_placement_distance\n"
    )
    (measure,) = written(tmp_path, below).latest.measures

    assert measure.denominator is not None
    assert measure.denominator.aggregate == Sum("cla_placement_distance")


def test_a_sum_is_said_in_words(tmp_path: Path) -> None:
    above, _ = measure_in_words(written(tmp_path, MILES).latest.measures[0])

    assert above.startswith("sum of cla placement distance over the rows of cla_placement that have one")


@pytest.mark.parametrize(
    ("rule", "old", "new", "said"),
    [
        ("columns_exist", "sum: cla_placement_distance", "sum: distance", "has no column distance"),
        ("sums_are_of_numbers", "sum: cla_placement_distance", "sum: cla_placement_type", "holds text"),
        ("definition_shape", "sum: cla", "distinct: person_id\nsum: cla", "Say only one of distinct, sum"),
        (
            "definition_shape",
            "  of: cla_p",
            "  sum: age\n  distinct: age\n  of: cla_p",
            "Say either",
        ),
        ("definition_shape", "numerator: 12.55", "numerator: '12.55'", "Write a number, without quotes"),
        ("definition_shape", "numerator: 12.55", "numerator: true", "Write a number, without quotes"),
    ],
)
def test_a_sum_of_anything_but_numbers_is_refused(
    tmp_path: Path, rule: str, old: str, new: str, said: str
) -> None:
    assert old in MILES
    found = problems_of(tmp_path, MILES.replace(old, new, 1))

    assert any(problem.rule == rule and said in problem.what for problem in found), found


def test_decimals_that_are_not_divided_are_no_count(tmp_path: Path) -> None:
    undivided = MILES.replace("unit: for each", "unit: count").replace(
        MILES[MILES.index("denominator:") : MILES.index("breakdowns:")], ""
    )

    assert "counts_are_whole" in {problem.rule for problem in problems_of(tmp_path, undivided)}
