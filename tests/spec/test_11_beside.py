"""What must, or must not, be open on the same day beside a row.

Another row of the same authority with the same child, or the same plan. It is open on its own days: begun on
or before the day, and not ended on or before it. A row may count, stop counting, and count again.
"""

from datetime import date
from fractions import Fraction

import pytest
from specification import Answers

from stonechat.indicators.query import Beside, Count, CountDistinct, Is, OpenOn, Quantile, Ranks, Sum

ON_A_PLAN = ("cp_plans", "person_id", "cp_plan_start_date", "counted_until")
NO_PLAN = OpenOn("referral_date", "counted_until", beside=(Beside(*ON_A_PLAN, is_there=False),))
WITH_PLAN = OpenOn("referral_date", "counted_until", beside=(Beside(*ON_A_PLAN, is_there=True),))


def test_a_row_counts_unless_another_is_open_whose_first_day_is_in_and_last_day_out(answers: Answers) -> None:
    episodes = """
        referral_id | person_id | referral_date | counted_until
        A           | P         | 2024-01-01    | 2024-06-01
        B           | Q         | 2024-01-01    | 2024-06-01
        C           | R         | 2024-01-01    | 2024-06-01
        D           | S         | 2024-01-01    | 2024-06-01
        E           | T         | 2024-01-01    | 2024-06-01
        F           |           | 2024-01-01    | 2024-06-01
    """
    plans = """
        cp_plan_id | person_id | cp_plan_start_date | counted_until
        1          | P         | 2024-03-31         | 2024-06-01
        2          | Q         | 2024-04-01         | 2024-06-01
        3          | R         | 2024-02-01         | 2024-04-01
        4          | S         | 2024-02-01         | 2024-03-31
        5          |           | 2024-02-01         | 2024-06-01
    """
    answers("cin_episodes", episodes, Count(), 4, when=NO_PLAN, beside={"cp_plans": plans})
    answers("cin_episodes", episodes, Count(), 2, when=WITH_PLAN, beside={"cp_plans": plans})


@pytest.mark.parametrize(
    ("last", "without"),
    [
        ("2023-12-31", 0),
        ("2024-01-01", 1),
        ("2024-01-09", 1),
        ("2024-01-10", 0),
        ("2024-02-04", 0),
        ("2024-02-05", 1),
        ("2024-02-06", 0),
        ("2024-02-29", 1),
        ("2024-06-01", 0),
    ],
)
def test_stretches_that_overlap_or_touch_are_one_and_a_gap_of_a_day_is_one(
    answers: Answers, last: str, without: int
) -> None:
    episodes = """
        referral_id | person_id | referral_date | counted_until
        A           | P         | 2024-01-01    | 2024-06-01
    """
    plans = """
        cp_plan_id | person_id | cp_plan_start_date | counted_until
        1          | P         | 2024-01-10         | 2024-02-01
        2          | P         | 2024-01-12         | 2024-01-20
        3          | P         | 2024-02-01         | 2024-02-05
        4          | P         | 2024-02-06         | 2024-02-29
    """
    days = {"first": last, "last": last, "beside": {"cp_plans": plans}}
    is_open = date(2024, 1, 1) <= date.fromisoformat(last) < date(2024, 6, 1)
    answers("cin_episodes", episodes, Count(), without, when=NO_PLAN, **days)
    answers("cin_episodes", episodes, CountDistinct("person_id"), without, when=NO_PLAN, **days)
    answers("cin_episodes", episodes, Count(), int(is_open) - without, when=WITH_PLAN, **days)


def test_the_other_row_must_satisfy_its_filters_and_be_of_the_same_authority(answers: Answers) -> None:
    episodes = """
        authority | referral_id | person_id | referral_date | counted_until | days_open
        X         | A           | P         | 2024-01-01    | 2024-06-01    | 1
        X         | B           | Q         | 2024-01-01    | 2024-06-01    | 2
        Y         | C           | P         | 2024-01-01    | 2024-06-01    | 4
    """
    plans = """
        authority | cp_plan_id | person_id | cp_plan_start_date | counted_until | cp_plan_ola
        X         | 1          | P         | 2024-02-01         | 2024-06-01    | true
        X         | 2          | Q         | 2024-02-01         | 2024-06-01    |
        X         | 3          | Q         | 2024-03-01         | 2024-06-01    |
    """
    theirs = Beside(*ON_A_PLAN, is_there=True, where=(Is("cp_plan_ola", True),))
    when = OpenOn("referral_date", "counted_until", beside=(theirs,))
    answers("cin_episodes", episodes, Sum("days_open"), 1, when=when, beside={"cp_plans": plans})
    answers("cin_episodes", episodes, Sum("days_open"), 4, when=NO_PLAN, beside={"cp_plans": plans})
    lowest = Quantile("days_open", Fraction(0))
    answers("cin_episodes", episodes, lowest, Ranks(2, 1, 1), when=WITH_PLAN, beside={"cp_plans": plans})


def test_a_table_may_look_into_itself_and_several_things_may_be_asked(answers: Answers) -> None:
    plans = """
        cp_plan_id | person_id | cp_plan_start_date | counted_until | cp_plan_ola
        1          | P         | 2024-01-01         | 2024-06-01    |
        2          | P         | 2024-02-01         | 2024-06-01    | true
        3          | Q         | 2024-01-01         | 2024-06-01    |
        4          | Q         | 2024-02-01         | 2024-03-01    | true
    """
    episodes = """
        referral_id | person_id | referral_date | counted_until
        A           | P         | 2024-01-01    | 2024-06-01
    """
    theirs = Beside(*ON_A_PLAN, is_there=True, where=(Is("cp_plan_ola", True),))
    need = Beside("cin_episodes", "person_id", "referral_date", "counted_until", is_there=False)
    open_plan = ("cp_plan_start_date", "counted_until")
    beside = {"cin_episodes": episodes}
    answers("cp_plans", plans, Count(), 2, when=OpenOn(*open_plan, beside=(theirs,)), beside=beside)
    answers("cp_plans", plans, Count(), 0, when=OpenOn(*open_plan, beside=(theirs, need)), beside=beside)
