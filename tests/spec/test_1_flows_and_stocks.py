"""What falls in a period, and what is open at its end.

A flow counts rows by one date; both ends of the period are in it. A stock counts what is open at the
end of the period's last day: begun on or before it, and not ended on or before it.
"""

from decimal import Decimal
from fractions import Fraction

from specification import Answers

from stonechat.indicators.query import (
    Count,
    CountDistinct,
    InPeriod,
    Length,
    OpenOn,
    Quantile,
    Ranks,
    Since,
    Sum,
)

REFERRED = InPeriod("referral_date")
ON_PLAN = OpenOn("cp_plan_start_date", "counted_until")


def test_both_ends_of_a_period_are_in_it(answers: Answers) -> None:
    rows = """
        referral_id | referral_date
        A           | 2023-12-31
        B           | 2024-01-01
        C           | 2024-03-31
        D           | 2024-04-01
    """
    answers("cin_episodes", rows, Count(), 2, when=REFERRED)


def test_a_row_without_its_date_is_in_no_period(answers: Answers) -> None:
    rows = """
        icpc_id | icpc_date
        A       |
        B       | 2024-02-01
    """
    answers("initial_cp_conference", rows, Count(), 1, when=InPeriod("icpc_date"))


def test_a_period_need_not_be_whole_months(answers: Answers) -> None:
    rows = """
        referral_id | referral_date
        A           | 2024-02-28
        B           | 2024-02-29
        C           | 2024-03-01
    """
    answers("cin_episodes", rows, Count(), 1, when=REFERRED, first="2024-02-29", last="2024-02-29")


def test_a_period_in_which_nothing_falls_gives_zero(answers: Answers) -> None:
    rows = """
        referral_id | referral_date
        A           | 2022-02-28
    """
    answers("cin_episodes", rows, Count(), 0, when=REFERRED)


def test_closed_on_the_last_day_is_not_open(answers: Answers) -> None:
    rows = """
        cp_plan_id | cp_plan_start_date | counted_until
        A          | 2023-05-01         | 2024-03-30
        B          | 2023-05-01         | 2024-03-31
        C          | 2023-05-01         | 2024-04-01
    """
    answers("cp_plans", rows, Count(), 1, when=ON_PLAN)


def test_begun_on_the_last_day_is_open(answers: Answers) -> None:
    rows = """
        cp_plan_id | cp_plan_start_date | counted_until
        A          | 2024-03-31         | 2024-06-01
        B          | 2024-04-01         | 2024-06-01
    """
    answers("cp_plans", rows, Count(), 1, when=ON_PLAN)


def test_begun_and_ended_on_one_day_is_never_open(answers: Answers) -> None:
    rows = """
        cp_plan_id | cp_plan_start_date | counted_until
        A          | 2024-03-31         | 2024-03-31
    """
    answers("cp_plans", rows, Count(), 0, when=ON_PLAN)


def test_a_plan_that_ends_and_another_that_begins_on_the_last_day_are_one_open_plan(answers: Answers) -> None:
    rows = """
        cp_plan_id | person_id | cp_plan_start_date | counted_until
        A          | P         | 2023-05-01         | 2024-03-31
        B          | P         | 2024-03-31         | 2024-09-01
    """
    answers("cp_plans", rows, Count(), 1, when=ON_PLAN)


def test_a_stock_does_not_ask_how_the_period_began(answers: Answers) -> None:
    rows = """
        cp_plan_id | cp_plan_start_date | counted_until
        A          | 2023-05-01         | 2024-02-01
        B          | 2020-05-01         | 2025-02-01
    """
    answers("cp_plans", rows, Count(), 1, when=ON_PLAN, first="2024-03-31")


def test_without_both_dates_nothing_is_open(answers: Answers) -> None:
    rows = """
        cp_plan_id | cp_plan_start_date | counted_until
        A          |                    | 2025-01-01
        B          | 2023-05-01         |
    """
    answers("cp_plans", rows, Count(), 0, when=ON_PLAN)


def test_children_are_counted_once_however_many_rows_they_have(answers: Answers) -> None:
    rows = """
        referral_id | person_id | referral_date
        A           | P         | 2024-01-01
        B           | P         | 2024-01-01
        C           | Q         | 2024-03-01
        D           |           | 2024-03-01
    """
    answers("cin_episodes", rows, CountDistinct("person_id"), 2, when=REFERRED)


def test_a_sum_leaves_blanks_out(answers: Answers) -> None:
    rows = """
        referral_id | referral_date | days_open
        A           | 2024-01-01    | 10
        B           | 2024-02-01    |
        C           | 2024-03-01    | 5
    """
    answers("cin_episodes", rows, Sum("days_open"), 15, when=REFERRED)


def test_a_sum_of_decimals_is_exact(answers: Answers) -> None:
    rows = """
        cla_placement_id | cla_placement_start_date | cla_placement_distance
        A                | 2024-01-01               | 0.1
        B                | 2024-02-01               | 0.2
        C                | 2024-03-01               | 12.25
        D                | 2024-03-02               |
    """
    answers(
        "cla_placement",
        rows,
        Sum("cla_placement_distance"),
        Decimal("12.55"),
        when=InPeriod("cla_placement_start_date"),
    )


def test_a_sum_of_what_is_open_falls_when_a_row_ends(answers: Answers) -> None:
    rows = """
        cla_placement_id | cla_placement_start_date | counted_until | cla_placement_distance
        A                | 2023-01-01               | 2024-03-31    | 0.1
        B                | 2024-03-31               | 2024-04-01    | 0.2
        C                | 2023-06-01               | 2024-04-01    | 0.1
        D                | 2024-04-01               | 2024-05-01    | 7
    """
    answers(
        "cla_placement",
        rows,
        Sum("cla_placement_distance"),
        Decimal("0.3"),
        when=OpenOn("cla_placement_start_date", "counted_until"),
    )


def test_the_median_of_four_lies_between_the_second_and_the_third(answers: Answers) -> None:
    rows = """
        referral_id | referral_date | days_open
        A           | 2024-01-01    | 10
        B           | 2024-02-01    | 31
        C           | 2024-03-01    | 20
        D           | 2024-03-01    |
        E           | 2024-03-01    | 40
    """
    answers("cin_episodes", rows, Quantile("days_open", Fraction(1, 2)), Ranks(4, 20, 31), when=REFERRED)


def test_a_quarter_of_two_lies_between_them(answers: Answers) -> None:
    rows = """
        referral_id | referral_date | days_open
        A           | 2024-01-01    | 10
        B           | 2024-02-01    | 30
    """
    answers("cin_episodes", rows, Quantile("days_open", Fraction(1, 4)), Ranks(2, 10, 30), when=REFERRED)


def test_the_median_of_nothing_has_no_values(answers: Answers) -> None:
    rows = """
        referral_id | referral_date | days_open
        A           | 2024-01-01    |
    """
    answers("cin_episodes", rows, Quantile("days_open", Fraction(1, 2)), Ranks(0, None, None), when=REFERRED)


def test_so_long_ago_is_reached_on_the_day_to_which_the_months_lead(answers: Answers) -> None:
    rows = """
        cp_plan_id | cp_plan_start_date | counted_until
        A          | 2023-12-30         | 2024-06-01
        B          | 2023-12-31         | 2024-06-01
        C          | 2024-01-01         | 2024-06-01
        D          | 2023-12-31         | 2024-03-31
    """
    three_months = OpenOn(
        "cp_plan_start_date", "counted_until", (Since("cp_plan_start_date", at_least=Length(months=3)),)
    )
    answers("cp_plans", rows, Count(), 2, when=three_months)


def test_less_than_so_long_ago_ends_on_that_day_and_months_end_with_the_month(answers: Answers) -> None:
    rows = """
        cp_plan_id | cp_plan_start_date | counted_until
        A          | 2023-11-29         | 2024-06-01
        B          | 2023-11-30         | 2024-06-01
        C          | 2023-12-01         | 2024-06-01
        D          |                    | 2024-06-01
    """
    under_three_months = OpenOn(
        "cp_plan_start_date", "counted_until", (Since("cp_plan_start_date", less_than=Length(months=3)),)
    )
    answers("cp_plans", rows, Count(), 1, when=under_three_months, last="2024-02-29")


def test_of_several_dates_each_must_be_so_long_ago(answers: Answers) -> None:
    rows = """
        cla_episode_id | person_id | cla_episode_start_date | counted_until | care_started | born
        A              | P         | 2024-03-01             | 2024-06-01    | 2022-03-31   | 2008-04-01
        B              | Q         | 2024-03-01             | 2024-06-01    | 2022-04-01   | 2008-04-01
        C              | R         | 2024-03-01             | 2024-06-01    | 2022-03-31   | 2008-03-31
        D              | P         | 2024-03-02             | 2024-06-01    | 2022-03-31   | 2008-04-01
        E              | S         | 2024-03-01             | 2024-06-01    |              | 2008-04-01
    """
    two_years_and_under_16 = OpenOn(
        "cla_episode_start_date",
        "counted_until",
        (Since("care_started", at_least=Length(months=24)), Since("born", less_than=Length(months=192))),
    )
    answers("cla_episodes", rows, Count(), 2, when=two_years_and_under_16)
    answers("cla_episodes", rows, CountDistinct("person_id"), 1, when=two_years_and_under_16)


def test_a_window_of_days_holds_the_day_itself_and_the_last_of_them(answers: Answers) -> None:
    rows = """
        cp_plan_id | cp_plan_start_date | counted_until
        A          | 2024-03-17         | 2024-06-01
        B          | 2024-03-18         | 2024-06-01
        C          | 2024-03-31         | 2024-06-01
        D          | 2024-04-01         | 2024-06-01
    """
    within_13_days = OpenOn(
        "cp_plan_start_date", "counted_until", (Since("cp_plan_start_date", less_than=Length(days=14)),)
    )
    answers("cp_plans", rows, Count(), 2, when=within_13_days)


def test_a_date_still_to_come_is_not_ago(answers: Answers) -> None:
    rows = """
        cp_plan_id | cp_plan_start_date | counted_until
        A          | 2024-03-01         | 2024-04-01
        B          | 2024-03-01         | 2024-06-01
    """
    under_a_month_ago = OpenOn(
        "cp_plan_start_date", "counted_until", (Since("counted_until", less_than=Length(months=1)),)
    )
    answers("cp_plans", rows, Count(), 0, when=under_a_month_ago)
