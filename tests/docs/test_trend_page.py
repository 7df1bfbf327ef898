"""The page on how a series is judged: its examples are judged again."""

import re

import pytest
from tests.docs.pages import PROJECT
from tests.unit.analysis.made_series import series

from stonechat.analysis.choosing import FEWEST_FOR_LIMITS, RARE
from stonechat.analysis.judged import Rule, Variation
from stonechat.analysis.phases import FEWEST_FOR_READING
from stonechat.analysis.rules import RUN
from stonechat.analysis.series import Better
from stonechat.analysis.trend import judge

PAGE = (PROJECT / "docs" / "explanation" / "trend.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^\| ([\d ]+) \| (\w+) \| ([a-z ]+?) \|(.*)\|$", PAGE, re.MULTILINE)


@pytest.mark.parametrize(("values", "better", "reading", "rule"), EXAMPLES)
def test_an_example_is_judged_as_the_page_says(values: str, better: str, reading: str, rule: str) -> None:
    judged = judge(series(values.split(), better=Better(better)))
    assert judged.variation == reading
    assert {each.value for each in judged.points[-1].rules} == ({rule.strip()} - {""})


def test_there_is_an_example_of_every_rule_and_the_page_explains_every_reading() -> None:
    assert {rule.strip() for *_, rule in EXAMPLES} >= {rule.value for rule in Rule}
    assert all(reading.value in PAGE for reading in Variation)


def test_the_limits_of_the_worked_case_are_those_on_the_page() -> None:
    point = judge(series(["22", "25", "19", "24", "21", "26", "23", "20", "24", "22", "27", "21"])).points[0]
    assert (point.centre, point.lower, point.upper) == pytest.approx((22.83, 11.95, 33.72), abs=0.005)


def test_the_numbers_of_the_rules_are_those_of_the_code() -> None:
    assert (RUN, FEWEST_FOR_LIMITS, FEWEST_FOR_READING, RARE) == (7, 6, 13, 5)
    assert judge(series(([20, 23, 21, 24] * 6)[:24])).outlook.one_in == pytest.approx(90, abs=9)
