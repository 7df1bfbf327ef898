"""Referrals: who, how old, the one before, what came of it, how long.

Look-backs are by day: referrals of the same day are not each other's previous.
"""

from specification import Derives


def test_birth_is_the_date_of_birth_else_the_expected_date(derives: Derives) -> None:
    people = """
        person_id | dob        | expected_dob | sex | ethnicity
        P         | 2012-02-29 | 2012-03-05   | F   | WBRI
        Q         |            | 2024-08-01   | U   |
    """
    referrals = """
        referral_id | person_id | referral_date
        A           | P         | 2024-01-01
        B           | Q         | 2024-01-01
        C           | R         | 2024-01-01
    """
    derived = """
        referral_id | born       | sex | ethnicity | age
        A           | 2012-02-29 | F   | WBRI      | 11
        B           | 2024-08-01 | U   |           | -1
        C           |            |     |           |
    """
    derives({"person": people, "cin_episodes": referrals}, "cin_episodes", derived)


def test_age_changes_on_the_birthday_and_a_leap_day_birthday_on_1_march(derives: Derives) -> None:
    people = """
        person_id | dob
        P         | 2012-02-29
        Q         | 2018-07-10
    """
    referrals = """
        referral_id | person_id | referral_date
        A           | P         | 2023-02-28
        B           | P         | 2023-03-01
        C           | P         | 2024-02-28
        D           | P         | 2024-02-29
        E           | Q         | 2024-07-09
        F           | Q         | 2024-07-10
        G           | Q         | 2018-07-09
        H           | Q         | 2016-01-01
    """
    derived = """
        referral_id | age
        A           | 10
        B           | 11
        C           | 11
        D           | 12
        E           | 5
        F           | 6
        G           | -1
        H           | -1
    """
    derives({"person": people, "cin_episodes": referrals}, "cin_episodes", derived)


def test_the_anniversary_is_within_12_months_and_the_day_after_is_not(derives: Derives) -> None:
    referrals = """
        referral_id | person_id | referral_date
        A           | P         | 2023-02-28
        B           | P         | 2024-02-28
        C           | Q         | 2023-02-28
        D           | Q         | 2024-02-29
        E           | R         | 2024-01-31
        F           | R         | 2024-02-29
    """
    derived = """
        referral_id | previous_referral_date | days_since_previous_referral | months_since_previous_referral
        A           |                        |                              |
        B           | 2023-02-28             | 365                          | 12
        C           |                        |                              |
        D           | 2023-02-28             | 366                          | 13
        E           |                        |                              |
        F           | 2024-01-31             | 29                           | 1
    """
    derives({"cin_episodes": referrals}, "cin_episodes", derived)


def test_two_referrals_on_one_day_share_their_previous_one(derives: Derives) -> None:
    referrals = """
        referral_id | person_id | referral_date | referral_nfa
        A           | P         | 2023-05-01    | true
        B           | P         | 2023-05-01    | false
        C           | P         | 2023-09-01    |
        D           | P         | 2023-10-01    | true
        E           | P         | 2023-11-01    | true
        F           |           | 2023-12-01    | true
    """
    derived = """
        referral_id | previous_referral_date | previous_referral_taken
        A           |                        |
        B           |                        |
        C           | 2023-05-01             | true
        D           | 2023-09-01             |
        E           | 2023-10-01             | false
        F           |                        |
    """
    derives({"cin_episodes": referrals}, "cin_episodes", derived)


def test_a_child_of_the_same_number_in_another_authority_is_another_child(derives: Derives) -> None:
    referrals = """
        authority | referral_id | person_id | referral_date
        X         | A           | P         | 2023-05-01
        Y         | A           | P         | 2023-09-01
    """
    derived = """
        authority | referral_id | previous_referral_date
        X         | A           |
        Y         | A           |
    """
    derives({"cin_episodes": referrals}, "cin_episodes", derived)


def test_a_referral_led_to_the_furthest_that_it_reached(derives: Derives) -> None:
    facts = {
        "cin_episodes": """
            referral_id | referral_date | referral_nfa
            A           | 2024-01-01    | false
            B           | 2024-01-01    | true
            C           | 2024-01-01    | false
            D           | 2024-01-01    | false
            E           | 2024-01-01    | false
            F           | 2024-01-01    | true
        """,
        "cin_assessments": """
            assessment_id | referral_id | assessment_start_date
            1             | C           | 2024-01-12
            2             | C           | 2024-01-05
            3             | D           | 2024-01-02
            4             | F           | 2024-01-03
        """,
        "s47_enquiry": """
            s47_enquiry_id | referral_id | s47_start_date
            1              | D           | 2024-01-08
        """,
        "initial_cp_conference": """
            icpc_id | referral_id | icpc_date
            1       | D           |
            2       | E           | 2024-01-20
        """,
        "cp_plans": """
            cp_plan_id | referral_id | cp_plan_start_date
            1          | E           | 2024-01-20
        """,
    }
    derived = """
        referral_id | led_to      | led_to_date | days_to_assessment
        A           | NOTHING_YET |             |
        B           | NFA         | 2024-01-01  |
        C           | ASSESSMENT  | 2024-01-05  | 4
        D           | SECTION_47  | 2024-01-08  | 1
        E           | PLAN        | 2024-01-20  |
        F           | ASSESSMENT  | 2024-01-03  | 2
    """
    derives(facts, "cin_episodes", derived)


def test_the_first_of_each_kind_is_dated_whether_or_not_it_was_the_furthest(derives: Derives) -> None:
    facts = {
        "cin_episodes": """
            referral_id | referral_date
            A           | 2024-01-10
            B           | 2024-01-10
        """,
        "cin_assessments": """
            assessment_id | referral_id | assessment_start_date
            1             | A           | 2024-01-09
            2             | A           | 2024-01-11
        """,
        "s47_enquiry": """
            s47_enquiry_id | referral_id | s47_start_date
            1              | A           | 2024-01-13
            2              | A           | 2024-01-12
        """,
        "initial_cp_conference": """
            icpc_id | referral_id | icpc_date
            1       | A           | 2024-01-25
        """,
        "cp_plans": """
            cp_plan_id | referral_id | cp_plan_start_date
            1          | A           | 2024-01-25
            2          | A           |
        """,
    }
    derived = """
        referral_id | first_assessment_date | first_s47_date | first_conference_date | first_cp_plan_date
        A           | 2024-01-09            | 2024-01-12     | 2024-01-25            | 2024-01-25
        B           |                       |                |                       |
    """
    derives(facts, "cin_episodes", derived)
    days = """
        referral_id | days_to_assessment | led_to
        A           | -1                 | PLAN
        B           |                    | NOTHING_YET
    """
    derives(facts, "cin_episodes", days)


def test_how_far_a_referral_went_is_told_in_days_whether_or_not_a_step_was_recorded(derives: Derives) -> None:
    facts = {
        "cin_episodes": """
            referral_id | referral_date
            A           | 2024-01-10
            B           | 2024-01-10
            C           | 2024-01-10
            D           | 2024-01-10
        """,
        "cin_assessments": """
            assessment_id | referral_id | assessment_start_date | assessment_auth_date
            1             | A           | 2024-01-11            | 2024-02-20
            2             | A           | 2024-01-15            | 2024-02-10
            3             | C           | 2024-01-12            |
        """,
        "s47_enquiry": """
            s47_enquiry_id | referral_id | s47_start_date
            1              | A           | 2024-01-12
            2              | B           | 2024-01-09
            3              | C           | 2024-01-20
        """,
        "initial_cp_conference": """
            icpc_id | referral_id | icpc_date
            1       | A           | 2024-01-26
            2       | C           | 2024-01-19
        """,
        "cp_plans": """
            cp_plan_id | referral_id | cp_plan_start_date
            1          | A           | 2024-01-26
            2          | B           | 2024-02-09
        """,
    }
    or_further = """
        referral_id | days_to_assessment_or_further | days_to_s47_or_further | days_to_conference_or_further
        A           | 1                             | 2                      | 16
        B           | -1                            | -1                     | 30
        C           | 2                             | 9                      | 9
        D           |                               |                        |
    """
    derives(facts, "cin_episodes", or_further)
    between = """
        referral_id | days_to_s47 | days_to_complete_assessment | days_from_s47_to_conference | days_from_conference_to_plan | days_to_cp_plan
        A           | 2           | 30                          | 14                          | 0                            | 16
        B           | -1          |                             |                             |                              | 30
        C           | 10          |                             |                             |                              |
        D           |             |                             |                             |                              |
    """  # noqa: E501
    derives(facts, "cin_episodes", between)
    waited = """
        referral_id | days_waited_for_assessment | days_waited_for_s47
        A           | 1                          | 2
        B           |                            |
        C           | 2                          | 10
        D           |                            |
    """
    derives(facts, "cin_episodes", waited)
    authorised = """
        referral_id | first_assessment_auth_date | days_to_authorised_assessment | days_to_conference
        A           | 2024-02-10                 | 31                            | 16
        B           |                            |                               |
        C           |                            |                               | 9
        D           |                            |                               |
    """
    derives(facts, "cin_episodes", authorised)


def test_the_agency_is_the_group_of_the_source_and_what_hangs_on_a_referral_has_its_agency(
    derives: Derives,
) -> None:
    facts = {
        "cin_episodes": """
            referral_id | referral_source_code
            A           | 6
            B           | 2B
            C           | 3A
            D           | 5D
            E           | 1D
            F           | 9
            G           | 10
            H           |
        """,
        "s47_enquiry": """
            s47_enquiry_id | referral_id
            1              | A
            2              |
        """,
        "contacts": """
            contact_id | contact_source_code
            1          | 6
            2          | POL
        """,
    }
    referrals = """
        referral_id | agency
        A           | Police
        B           | Schools and education
        C           | Health services
        D           | Councils
        E           | Family and individuals
        F           | Housing, courts and others
        G           |
        H           |
    """
    derives(facts, "cin_episodes", referrals)
    enquiries = """
        s47_enquiry_id | agency
        1              | Police
        2              |
    """
    derives(facts, "s47_enquiry", enquiries)
    contacts = """
        contact_id | agency
        1          | Police
        2          |
    """
    derives(facts, "contacts", contacts)


def test_an_episode_is_open_from_referral_to_closure(derives: Derives) -> None:
    referrals = """
        referral_id | referral_date | close_date
        A           | 2024-01-31    | 2024-01-31
        B           | 2024-01-31    | 2024-02-29
        C           | 2024-01-31    | 2024-03-01
        D           | 2024-01-31    | 2024-01-30
        E           | 2024-01-31    |
    """
    derived = """
        referral_id | days_open | months_open
        A           | 0         | 0
        B           | 29        | 1
        C           | 30        | 2
        D           |           |
        E           |           |
    """
    derives({"cin_episodes": referrals}, "cin_episodes", derived)


def test_what_has_no_end_counts_to_the_last_day_that_a_return_shows_it(derives: Derives) -> None:
    referrals = """
        referral_id | referral_date | close_date | seen_to
        A           | 2023-05-01    | 2023-12-01 | 2024-03-31
        B           | 2023-05-01    |            | 2024-03-31
        C           | 2023-05-01    |            | 2024-02-28
        D           | 2023-05-01    |            |
    """
    derived = """
        referral_id | counted_until
        A           | 2023-12-01
        B           | 2024-04-01
        C           | 2024-02-29
        D           |
    """
    derives({"cin_episodes": referrals}, "cin_episodes", derived)
