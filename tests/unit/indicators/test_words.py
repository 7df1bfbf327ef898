"""Definitions in words: made from the nodes, so every node has its sentence."""

from datetime import date

import pytest

from stonechat.indicators.catalogue import load_catalogue
from stonechat.indicators.query import (
    AnyOf,
    AtLeast,
    AtMost,
    Filter,
    Is,
    IsMissing,
    IsOneOf,
    Not,
)
from stonechat.indicators.words import definition_in_words, filter_in_words

CATALOGUE = load_catalogue()


@pytest.mark.parametrize(
    ("node", "words"),
    [
        (Is("referral_nfa", True), "referral nfa is true"),
        (Is("sex", "F"), "sex is F (Female)"),
        (IsOneOf("referral_team", ("North", "South")), "referral team is North or South"),
        (AtMost("months_open", 3), "months open is 3 or less"),
        (AtLeast("months_open", 3), "months open is 3 or more"),
        (AtMost("referral_date", date(2025, 3, 31)), "referral date is 2025-03-31 or earlier"),
        (AtLeast("referral_date", date(2025, 3, 31)), "referral date is 2025-03-31 or later"),
        (IsMissing("close_date"), "close date is blank"),
        (Not(IsMissing("close_date")), "close date is recorded"),
        (Not(Is("referral_nfa", True)), "not (referral nfa is true)"),
        (
            AnyOf((IsMissing("close_date"), AtMost("days_open", 5))),
            "any of these: close date is blank; days open is 5 or less",
        ),
        (Not(AnyOf((IsMissing("close_date"),))), "none of these: close date is blank"),
    ],
)
def test_a_filter_reads_as_a_sentence(node: Filter, words: str) -> None:
    assert filter_in_words("cin_episodes", node) == words


@pytest.mark.parametrize(
    ("id", "line"),
    [
        ("FD17", "When: referral date is in the twelve months to the last day of the period."),
        ("FD16", "When: referral date is in the period."),
        ("FD17", "Also needs: the 12 months before. Where the returns do not cover them it is not held."),
        ("CP06", "Followed for: 30 working days. Until they have passed it is maturing."),
        ("FD15", "Divided by: children aged 0 to 17 in the area at mid-year, in ten thousands."),
        ("FD16", "Counted (Children referred): different values of person id in cin_episodes."),
        (
            "CP11",
            "When: open on the last day of the period: cp plan start date is that day or earlier, and it "
            "has not ended by that day as far as the returns show.",
        ),
        ("AS03", "Counted (Median): median of working days from start in cin_assessments."),
    ],
)
def test_a_definition_says_when_what_and_what_it_needs(id: str, line: str) -> None:
    assert line in definition_in_words(CATALOGUE[id])


def test_a_denominator_of_another_table_says_its_date() -> None:
    divided = definition_in_words(CATALOGUE["AS05"])[2]

    assert divided.startswith("Divided by: rows of cin_episodes")
    assert divided.endswith("; by referral date.")
