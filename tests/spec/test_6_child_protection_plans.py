"""Child protection plans and their reviews: which plan, how long, which review, how long since the last."""

from specification import Derives


def test_the_number_of_a_plan_as_the_return_says_and_as_is_seen(derives: Derives) -> None:
    plans = """
        cp_plan_id | person_id | cp_plan_start_date | cp_plan_end_date | number_of_previous_cp_plans
        A          | P         | 2020-01-01         | 2021-01-01       | 0
        B          | P         | 2021-01-01         | 2022-01-01       | 2
        C          | P         | 2021-01-01         |                  |
        D          | P         | 2023-01-01         |                  | 1
        E          | Q         | 2023-01-01         |                  | 3
        F          |           | 2023-01-01         |                  |
    """
    derived = """
        cp_plan_id | plan_number_returned | plan_number_seen | days_open | months_open
        A          | 1                    | 1                | 366       | 12
        B          | 3                    | 2                | 365       | 12
        C          |                      | 2                |           |
        D          | 2                    | 4                |           |
        E          | 4                    | 1                |           |
        F          |                      |                  |           |
    """
    derives({"cp_plans": plans}, "cp_plans", derived)


def test_reviews_follow_the_start_of_the_plan_and_each_other(derives: Derives) -> None:
    facts = {
        "cp_plans": """
            cp_plan_id | cp_plan_start_date
            P          | 2024-01-10
        """,
        "cp_reviews": """
            cp_review_id | cp_plan_id | cp_review_date
            A            | P          | 2024-01-09
            B            | P          | 2024-01-10
            C            | P          | 2024-04-01
            D            | P          | 2024-04-01
            E            | P          | 2024-09-01
            F            | P          |
        """,
    }
    derived = """
        cp_review_id | review_number | previous_date | days_since_previous
        A            |               |               |
        B            | 1             | 2024-01-10    | 0
        C            | 2             | 2024-01-10    | 82
        D            | 2             | 2024-01-10    | 82
        E            | 3             | 2024-04-01    | 153
        F            |               |               |
    """
    derives(facts, "cp_reviews", derived)


def test_reviews_of_a_plan_that_is_not_held_follow_only_each_other(derives: Derives) -> None:
    reviews = """
        cp_review_id | cp_plan_id | cp_review_date
        A            | P          | 2024-01-09
        B            | P          | 2024-04-01
        C            |            | 2024-04-01
    """
    derived = """
        cp_review_id | review_number | previous_date | days_since_previous
        A            | 1             |               |
        B            | 2             | 2024-01-09    | 83
        C            |               |               |
    """
    derives({"cp_reviews": reviews}, "cp_reviews", derived)


def test_a_conference_or_plan_takes_its_referral_s_details(derives: Derives) -> None:
    facts = {
        "cin_episodes": """
            referral_id | referral_date | cin_primary_need_code | referral_source_code
            R           | 2024-01-01    | N1                    | 6
        """,
        "cp_plans": """
            cp_plan_id | referral_id | cp_plan_start_date
            A          | R           | 2024-01-10
            B          | S           | 2024-01-10
        """,
    }
    derived = """
        cp_plan_id | referral_date | cin_primary_need_code | referral_source_code
        A          | 2024-01-01    | N1                    | 6
        B          |               |                       |
    """
    derives(facts, "cp_plans", derived)
