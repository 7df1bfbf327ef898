"""Which rows count: every filter is true or false, never unknown.

A blank satisfies no comparison; so it does satisfy `not` of any comparison.
"""

from datetime import date

import pytest
from specification import Answers

from stonechat.indicators.query import (
    AnyOf,
    AtLeast,
    AtMost,
    Count,
    Filter,
    InPeriod,
    Is,
    IsMissing,
    IsOneOf,
    Not,
)

ROWS = """
    assessment_id | assessment_auth_date | working_days_from_referral | sex | assessment_child_seen
    A             | 2024-01-01           | 44                         | F   | true
    B             | 2024-01-31           | 45                         | M   | false
    C             | 2024-02-01           | 46                         | U   | true
    D             | 2024-02-29           |                            |     |
"""

FILTERS: tuple[tuple[Filter, int], ...] = (
    (Is("sex", "F"), 1),
    (Is("sex", "f"), 0),
    (Is("assessment_child_seen", False), 1),
    (IsOneOf("sex", ("F", "M")), 2),
    (IsOneOf("sex", ()), 0),
    (AtMost("working_days_from_referral", 45), 2),
    (AtLeast("working_days_from_referral", 45), 2),
    (AtMost("assessment_auth_date", date(2024, 1, 31)), 2),
    (AtLeast("assessment_auth_date", date(2024, 2, 1)), 2),
    (IsMissing("working_days_from_referral"), 1),
    (Not(IsMissing("working_days_from_referral")), 3),
    (Not(Is("sex", "F")), 3),
    (Not(AtMost("working_days_from_referral", 45)), 2),
    (Not(IsOneOf("sex", ("F", "M"))), 2),
    (AnyOf((Is("sex", "F"), AtLeast("working_days_from_referral", 46))), 2),
    (AnyOf((Is("sex", "F"), IsMissing("sex"))), 2),
    (AnyOf(()), 0),
    (Not(AnyOf(())), 4),
)


@pytest.mark.parametrize(("one", "count"), FILTERS, ids=[str(number) for number in range(len(FILTERS))])
def test_a_blank_satisfies_only_is_missing_and_not(answers: Answers, one: Filter, count: int) -> None:
    answers("cin_assessments", ROWS, Count((one,)), count, when=InPeriod("assessment_auth_date"))


def test_several_filters_must_all_hold(answers: Answers) -> None:
    both = (AtMost("working_days_from_referral", 45), Is("assessment_child_seen", True))
    answers("cin_assessments", ROWS, Count(both), 1, when=InPeriod("assessment_auth_date"))


def test_filters_of_the_question_narrow_before_those_of_the_count(answers: Answers) -> None:
    answers(
        "cin_assessments",
        ROWS,
        Count((Is("assessment_child_seen", True),)),
        1,
        when=InPeriod("assessment_auth_date"),
        where=[Not(Is("sex", "F"))],
    )
