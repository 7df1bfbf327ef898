"""Visits, reviews and yearly returns: which spell they belong to, what is the latest, what came late."""

from specification import Derives


def test_what_is_said_once_a_year_is_dated_31_march(derives: Derives) -> None:
    people = """
        person_id | dob
        P         | 2006-03-31
        Q         | 2006-04-01
    """
    outcomes = """
        person_id | year
        P         | 1900
        P         | 2025
        Q         | 2025
    """
    derived = """
        person_id | year | year_end   | age
        P         | 1900 |            |
        P         | 2025 | 2025-03-31 | 19
        Q         | 2025 | 2025-03-31 | 18
    """
    derives(
        {"person": people, "care_leaver_yearly_outcomes": outcomes}, "care_leaver_yearly_outcomes", derived
    )


def test_a_visit_belongs_to_the_plan_that_it_names_its_first_and_last_day_included(derives: Derives) -> None:
    plans = """
        cp_plan_id | person_id | cp_plan_start_date | cp_plan_end_date | seen_to
        1          | P         | 2024-01-10         | 2024-02-20       | 2024-03-31
    """
    visits = """
        cp_visit_id | person_id | cp_plan_id | cp_visit_date | cp_visit_seen
        A           | P         | 1          | 2024-01-09    | true
        B           | P         | 1          | 2024-01-10    | true
        C           | P         | 1          | 2024-01-20    | false
        D           | P         | 1          | 2024-02-01    |
        E           | P         | 1          | 2024-02-20    | true
        F           | P         | 1          | 2024-02-21    | true
        G           | P         | 2          | 2024-02-01    | true
    """
    derived = """
        cp_visit_id | spell_started | spell_until | last_visit_until
        A           |               |             |
        B           | 2024-01-10    | 2024-02-20  | 2024-02-01
        C           | 2024-01-10    | 2024-02-20  |
        D           | 2024-01-10    | 2024-02-20  | 2024-02-20
        E           | 2024-01-10    | 2024-02-20  | 2024-02-20
        F           |               |             |
        G           |               |             |
    """
    derives({"cp_plans": plans, "cp_visits": visits}, "cp_visits", derived)


def test_a_visit_to_a_child_in_need_belongs_to_the_plan_that_began_latest(derives: Derives) -> None:
    plans = """
        cin_plan_id | person_id | cin_plan_start_date | cin_plan_end_date | seen_to
        1           | P         | 2024-01-10          | 2024-02-20        | 2024-03-31
        2           | P         | 2024-03-01          |                   | 2024-03-31
    """
    visits = """
        cin_visit_id | person_id | cin_visit_date
        A            | P         | 2024-02-15
        B            | P         | 2024-02-25
        C            | P         | 2024-03-05
        D            | Q         | 2024-03-05
    """
    derived = """
        cin_visit_id | spell_started | spell_until | last_visit_until
        A            | 2024-01-10    | 2024-02-20  | 2024-02-20
        B            |               |             |
        C            | 2024-03-01    | 2024-04-01  | 2024-04-01
        D            |               |             |
    """
    derives({"cin_plans": plans, "cin_visits": visits}, "cin_visits", derived)


def test_a_visit_to_a_child_looked_after_belongs_to_the_period_of_care(derives: Derives) -> None:
    episodes = """
        cla_episode_id | person_id | legal_status | cla_episode_start_date | cla_episode_ceased_date | cla_episode_ceased_reason | seen_to
        1              | P         | C1           | 2024-01-10             | 2024-02-01              | X1                        | 2024-03-31
        2              | P         | C2           | 2024-02-01             |                         |                           | 2024-03-31
        3              | Q         | V4           | 2024-01-10             |                         |                           | 2024-03-31
    """  # noqa: E501
    visits = """
        cla_visit_id | person_id | cla_visit_date
        A            | P         | 2024-01-20
        B            | P         | 2024-02-15
        C            | P         | 2024-02-15
        D            | Q         | 2024-02-15
    """
    derived = """
        cla_visit_id | spell_started | spell_until | last_visit_until
        A            | 2024-01-10    | 2024-04-01  | 2024-02-15
        B            | 2024-01-10    | 2024-04-01  | 2024-04-01
        C            | 2024-01-10    | 2024-04-01  | 2024-04-01
        D            |               |             |
    """
    derives({"cla_episodes": episodes, "cla_visits": visits}, "cla_visits", derived)


def test_a_plan_s_reviews_are_due_after_three_months_and_then_after_six(derives: Derives) -> None:
    plans = """
        cp_plan_id | person_id | cp_plan_start_date | cp_plan_end_date | seen_to
        1          | P         | 2024-01-15         |                  | 2025-12-31
        2          | Q         | 2024-01-15         |                  | 2025-12-31
        3          | R         | 2024-01-15         |                  | 2025-12-31
        4          | S         | 2024-01-15         | 2024-04-15       | 2025-12-31
        5          | T         | 2024-01-15         | 2024-04-16       | 2025-12-31
        6          | U         |                    |                  | 2025-12-31
    """
    reviews = """
        cp_review_id | person_id | cp_plan_id | cp_review_date
        A            | P         | 1          | 2024-04-15
        B            | P         | 1          | 2024-10-15
        C            | Q         | 2          | 2024-04-16
        D            | Q         | 2          | 2024-10-17
        E            | R         | 3          | 2024-01-14
        F            | P         | 1          |
        G            | S         | 4          | 2024-04-20
        H            | Q         | 2          | 2024-10-17
        I            | V         | 7          | 2024-01-15
        J            | V         | 7          | 2024-09-15
    """
    lateness = """
        cp_review_id | late_from  | late_until
        A            |            |
        B            |            |
        C            | 2024-04-16 | 2025-04-16
        D            | 2024-10-17 | 2025-10-17
        E            |            |
        F            |            |
        G            | 2024-04-16 | 2025-04-20
        H            | 2024-10-17 | 2025-10-17
        I            |            |
        J            | 2024-07-16 | 2025-09-15
    """
    derived = """
        cp_plan_id | reviewed_until | counted_until
        1          | 2025-04-16     | 2026-01-01
        2          | 2025-04-18     | 2026-01-01
        3          | 2024-04-16     | 2026-01-01
        4          | 2024-04-15     | 2024-04-15
        5          | 2024-04-16     | 2024-04-16
        6          |                | 2026-01-01
    """
    derives({"cp_plans": plans, "cp_reviews": reviews}, "cp_reviews", lateness)
    derives({"cp_plans": plans, "cp_reviews": reviews}, "cp_plans", derived)


def test_reviews_of_care_are_due_after_20_working_days_three_months_and_six(derives: Derives) -> None:
    episodes = """
        cla_episode_id | person_id | legal_status | cla_episode_start_date | cla_episode_ceased_date | cla_episode_ceased_reason | seen_to
        1              | P         | C1           | 2025-06-02             | 2025-07-01              | X1                        | 2026-12-31
        2              | P         | C2           | 2025-07-01             |                         |                           | 2026-12-31
        3              | Q         | C2           | 2025-06-02             |                         |                           | 2026-12-31
        4              | R         | V4           | 2025-06-02             |                         |                           | 2026-12-31
        5              | S         | C2           | 2025-06-02             |                         |                           | 2026-12-31
    """  # noqa: E501
    reviews = """
        cla_review_id | person_id | cla_review_date | cla_review_cancelled
        A             | P         | 2025-06-30      |
        B             | P         | 2025-09-30      | false
        C             | P         | 2026-03-30      | true
        D             | Q         | 2025-07-01      |
        E             | S         | 2025-06-30      |
        F             | S         | 2025-10-01      |
        G             | S         | 2026-04-01      |
        H             | S         | 2026-10-02      |
        I             | R         | 2026-10-02      |
    """
    lateness = """
        cla_review_id | late_from  | late_until
        A             |            |
        B             |            |
        C             |            |
        D             | 2025-07-01 | 2026-07-01
        E             |            |
        F             | 2025-10-01 | 2026-10-01
        G             |            |
        H             | 2026-10-02 | 2027-10-02
        I             |            |
    """
    derived = """
        cla_episode_id | reviewed_until | counted_until
        1              | 2025-07-01     | 2025-07-01
        2              | 2026-03-31     | 2027-01-01
        3              | 2025-10-02     | 2027-01-01
        4              |                | 2027-01-01
        5              | 2027-01-01     | 2027-01-01
    """
    derives({"cla_episodes": episodes, "cla_reviews": reviews}, "cla_reviews", lateness)
    derives({"cla_episodes": episodes, "cla_reviews": reviews}, "cla_episodes", derived)


def test_a_first_review_held_after_more_than_six_months_of_care_is_taken_for_a_later_one(
    derives: Derives,
) -> None:
    episodes = """
        cla_episode_id | person_id | legal_status | cla_episode_start_date | seen_to
        1              | P         | C2           | 2024-01-31             | 2026-12-31
        2              | Q         | C2           | 2024-01-31             | 2026-12-31
    """
    reviews = """
        cla_review_id | person_id | cla_review_date
        A             | P         | 2024-07-31
        B             | P         | 2024-11-30
        C             | Q         | 2024-08-01
        D             | Q         | 2025-02-01
    """
    lateness = """
        cla_review_id | late_from  | late_until
        A             | 2024-02-29 | 2025-07-31
        B             | 2024-11-01 | 2025-11-30
        C             | 2024-02-29 | 2025-08-01
        D             |            |
    """
    derived = """
        cla_episode_id | reviewed_until
        1              | 2025-05-31
        2              | 2025-08-02
    """
    derives({"cla_episodes": episodes, "cla_reviews": reviews}, "cla_reviews", lateness)
    derives({"cla_episodes": episodes, "cla_reviews": reviews}, "cla_episodes", derived)


def test_reviews_of_one_period_of_care_are_numbered_and_cancelled_ones_are_not(derives: Derives) -> None:
    episodes = """
        cla_episode_id | person_id | legal_status | cla_episode_start_date | cla_episode_ceased_date | cla_episode_ceased_reason | seen_to
        1              | P         | C1           | 2024-01-10             | 2024-06-01              | E4A                       | 2025-03-31
        2              | P         | C2           | 2024-09-01             |                         |                           | 2025-03-31
    """  # noqa: E501
    reviews = """
        cla_review_id | person_id | cla_review_date | cla_review_cancelled
        A             | P         | 2024-02-01      |
        B             | P         | 2024-02-15      | true
        C             | P         | 2024-04-01      | false
        D             | P         | 2024-04-01      |
        E             | P         | 2024-07-01      |
        F             | P         | 2024-09-20      |
    """
    derived = """
        cla_review_id | spell_started | review_number | previous_date | days_since_previous
        A             | 2024-01-10    | 1             | 2024-01-10    | 22
        B             | 2024-01-10    |               |               |
        C             | 2024-01-10    | 2             | 2024-02-01    | 60
        D             | 2024-01-10    | 2             | 2024-02-01    | 60
        E             |               |               |               |
        F             | 2024-09-01    | 1             | 2024-09-01    | 19
    """
    derives({"cla_episodes": episodes, "cla_reviews": reviews}, "cla_reviews", derived)
