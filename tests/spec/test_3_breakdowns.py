"""One number for each category; blank is a category of its own, and a category without rows is absent.

Ages are completed years: on the row's own date for a flow, on the period's last day for a stock. Born
on 29 February: a birthday on 1 March in other years. Not yet born: -1.
"""

from specification import Answers

from stonechat.indicators.query import AgeBand, ByAgeBand, ByColumn, Count, InPeriod, OpenOn, Sum

REFERRED = InPeriod("referral_date")
IN_NEED = OpenOn("referral_date", "counted_until")
BANDS = ByAgeBand("born", (AgeBand("unborn", None, -1), AgeBand("0 to 4", 0, 4), AgeBand("5+", 5, None)))


def test_every_value_is_a_category_and_so_is_blank(answers: Answers) -> None:
    rows = """
        referral_id | referral_date | sex
        A           | 2024-01-01    | F
        B           | 2024-02-01    | F
        C           | 2024-02-01    |
        D           | 2024-04-01    | M
    """
    answers("cin_episodes", rows, Count(), {"F": 2, None: 1}, when=REFERRED, by=ByColumn("sex"))


def test_true_and_false_are_written_in_small_letters(answers: Answers) -> None:
    rows = """
        referral_id | referral_date | referral_nfa
        A           | 2024-01-01    | true
        B           | 2024-02-01    | false
    """
    by = ByColumn("referral_nfa")
    answers("cin_episodes", rows, Count(), {"true": 1, "false": 1}, when=REFERRED, by=by)


def test_a_category_stays_when_none_of_its_rows_counts(answers: Answers) -> None:
    rows = """
        referral_id | referral_date | sex | days_open
        A           | 2024-01-01    | F   |
    """
    answers("cin_episodes", rows, Sum("days_open"), {"F": 0}, when=REFERRED, by=ByColumn("sex"))


def test_in_a_flow_the_age_is_that_of_the_event(answers: Answers) -> None:
    rows = """
        referral_id | referral_date | born
        A           | 2024-02-14    | 2019-02-15
        B           | 2024-02-15    | 2019-02-15
        C           | 2024-02-14    | 2024-02-15
        D           | 2024-02-15    | 2024-02-15
        E           | 2024-02-15    |
    """
    answer = {"0 to 4": 2, "5+": 1, "unborn": 1, None: 1}
    answers("cin_episodes", rows, Count(), answer, when=REFERRED, by=BANDS)


def test_in_a_stock_the_age_is_that_on_the_last_day(answers: Answers) -> None:
    rows = """
        referral_id | referral_date | counted_until | born
        A           | 2023-06-01    | 2024-12-31    | 2019-03-31
        B           | 2023-06-01    | 2024-12-31    | 2019-04-01
        C           | 2023-06-01    | 2024-12-31    | 2024-04-01
        D           | 2023-06-01    | 2024-12-31    |
    """
    answer = {"5+": 1, "0 to 4": 1, "unborn": 1, None: 1}
    answers("cin_episodes", rows, Count(), answer, when=IN_NEED, by=BANDS)


def test_a_leap_day_child_is_five_on_1_march_of_a_common_year(answers: Answers) -> None:
    rows = """
        referral_id | referral_date | counted_until | born
        A           | 2024-06-01    | 2026-12-31    | 2020-02-29
    """
    for last, answer in (("2025-02-28", {"0 to 4": 1}), ("2025-03-01", {"5+": 1})):
        answers("cin_episodes", rows, Count(), answer, when=IN_NEED, by=BANDS, first=last, last=last)


def test_a_leap_day_child_is_four_on_29_february_of_a_leap_year(answers: Answers) -> None:
    rows = """
        referral_id | referral_date | born
        A           | 2024-02-28    | 2019-02-28
        B           | 2024-02-28    | 2020-02-29
        C           | 2024-02-29    | 2020-02-29
    """
    by = ByAgeBand("born", (AgeBand("0 to 3", None, 3), AgeBand("4+", 4, None)))
    answers("cin_episodes", rows, Count(), {"0 to 3": 1, "4+": 2}, when=REFERRED, by=by)
