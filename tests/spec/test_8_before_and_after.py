"""What came before and what came next: contacts, early help, enquiries, plans, returns to care, workers.

The same day counts as next. As previous it counts only where something ended on the day.
"""

from specification import Derives


def test_contacts_of_one_day_are_not_each_other_s_previous(derives: Derives) -> None:
    contacts = """
        contact_id | person_id | contact_date
        A          | P         | 2024-02-29
        B          | P         | 2024-02-29
        C          | P         | 2025-02-28
        D          | P         | 2025-03-01
        E          | Q         | 2025-03-01
        F          | P         |
    """
    derived = """
        contact_id | previous_event_date | months_since_previous_event
        A          |                     |
        B          |                     |
        C          | 2024-02-29          | 12
        D          | 2025-02-28          | 1
        E          |                     |
        F          |                     |
    """
    derives({"contacts": contacts}, "contacts", derived)


def test_the_referral_after_a_contact_may_be_of_the_same_day(derives: Derives) -> None:
    contacts = """
        contact_id | person_id | contact_date
        A          | P         | 2024-02-01
        B          | P         | 2024-02-02
        C          | P         | 2024-03-02
        D          | Q         | 2024-02-01
    """
    referrals = """
        referral_id | person_id | referral_date
        1           | P         | 2024-01-31
        2           | P         | 2024-02-01
        3           | P         | 2024-03-01
    """
    derived = """
        contact_id | next_referral_date | days_to_next_referral
        A          | 2024-02-01         | 0
        B          | 2024-03-01         | 28
        C          |                    |
        D          |                    |
    """
    derives({"contacts": contacts, "cin_episodes": referrals}, "contacts", derived)


def test_early_help_is_followed_from_its_end(derives: Derives) -> None:
    episodes = """
        episode_id | person_id | episode_start_date | episode_end_date | seen_to
        A          | P         | 2024-01-01         | 2024-02-01       | 2024-03-31
        B          | P         | 2024-01-01         |                  | 2024-03-31
    """
    referrals = """
        referral_id | person_id | referral_date
        1           | P         | 2024-01-15
        2           | P         | 2024-03-01
    """
    derived = """
        episode_id | next_referral_date | days_to_next_referral | counted_until
        A          | 2024-03-01         | 29                    | 2024-02-01
        B          |                    |                       | 2024-04-01
    """
    derives({"early_help_episodes": episodes, "cin_episodes": referrals}, "early_help_episodes", derived)


def test_the_referral_after_a_closure_is_another_one(derives: Derives) -> None:
    referrals = """
        referral_id | person_id | referral_date | close_date
        1           | P         | 2024-01-15    | 2024-01-15
        2           | P         | 2024-01-20    | 2024-03-01
        3           | P         | 2024-03-01    |
    """
    derived = """
        referral_id | next_referral_date | days_to_next_referral
        1           | 2024-01-20         | 5
        2           | 2024-03-01         | 0
        3           |                    |
    """
    derives({"cin_episodes": referrals}, "cin_episodes", derived)


def test_an_assessment_looks_back_to_the_latest_that_was_authorised(derives: Derives) -> None:
    assessments = """
        assessment_id | person_id | assessment_start_date | assessment_auth_date
        A             | P         | 2024-01-01            | 2024-02-01
        B             | P         | 2024-01-10            |
        C             | P         | 2024-02-01            | 2024-03-01
        D             | P         | 2024-02-20            | 2024-03-20
    """
    derived = """
        assessment_id | previous_event_date | months_since_previous_event
        A             |                     |
        B             |                     |
        C             | 2024-02-01          | 0
        D             | 2024-02-01          | 1
    """
    derives({"cin_assessments": assessments}, "cin_assessments", derived)


def test_a_plan_that_starts_again_on_the_day_of_its_end_is_a_second_plan(derives: Derives) -> None:
    plans = """
        cp_plan_id | person_id | cp_plan_start_date | cp_plan_end_date
        A          | P         | 2022-01-10         | 2023-02-01
        B          | P         | 2023-02-01         | 2023-06-01
        C          | P         | 2025-06-02         |
        D          | Q         | 2025-06-02         | 2025-06-02
    """
    derived = """
        cp_plan_id | previous_event_date | months_since_previous_event | next_cp_plan_date | days_to_next_cp_plan
        A          |                     |                             | 2023-02-01        | 0
        B          | 2023-02-01          | 0                           | 2025-06-02        | 732
        C          | 2023-06-01          | 25                          |                   |
        D          |                     |                             |                   |
    """  # noqa: E501
    derives({"cp_plans": plans}, "cp_plans", derived)


def test_a_plan_for_a_child_in_need_is_followed_from_its_start(derives: Derives) -> None:
    plans = """
        cin_plan_id | person_id | cin_plan_start_date
        A           | P         | 2024-01-10
        B           | P         | 2024-05-01
    """
    protection = """
        cp_plan_id | person_id | cp_plan_start_date
        1          | P         | 2024-01-09
        2          | P         | 2024-01-10
        3          | P         | 2024-04-30
    """
    derived = """
        cin_plan_id | next_cp_plan_date | days_to_next_cp_plan
        A           | 2024-01-10        | 0
        B           |                   |
    """
    derives({"cin_plans": plans, "cp_plans": protection}, "cin_plans", derived)


def test_a_child_returns_to_care_with_the_next_period_and_never_with_a_short_break(derives: Derives) -> None:
    episodes = """
        cla_episode_id | person_id | legal_status | cla_episode_start_date | cla_episode_ceased_date | cla_episode_ceased_reason
        A              | P         | C2           | 2024-01-01             | 2024-02-01              | X1
        B              | P         | C2           | 2024-02-01             | 2024-03-01              | E4A
        C              | P         | V4           | 2024-03-10             | 2024-03-12              | E4A
        D              | P         | V2           | 2024-06-01             |                         |
        E              | Q         | V2           | 2024-06-01             | 2024-07-01              | E4A
    """  # noqa: E501
    derived = """
        cla_episode_id | returned_to_care | days_to_return
        A              | 2024-06-01       | 92
        B              | 2024-06-01       | 92
        C              |                  |
        D              |                  |
        E              |                  |
    """
    derives({"cla_episodes": episodes}, "cla_episodes", derived)


def test_three_workers_in_a_year_and_one_who_comes_back_is_no_new_worker(derives: Derives) -> None:
    spells = """
        involvements_id | person_id | professional_id | involvement_start_date | involvement_end_date | seen_to
        A               | P         | W1              | 2023-01-01             | 2024-04-01           | 2025-12-31
        B               | P         | W2              | 2024-04-01             | 2024-06-01           | 2025-12-31
        C               | P         | W1              | 2024-06-01             | 2024-07-01           | 2025-12-31
        D               | P         | W3              | 2024-07-01             |                      | 2025-12-31
        E               | Q         | W1              | 2024-07-01             |                      | 2025-12-31
        F               | P         |                 | 2024-07-01             |                      | 2025-12-31
    """  # noqa: E501
    derived = """
        involvements_id | three_workers_until | counted_until
        A               |                     | 2024-04-01
        B               |                     | 2024-06-01
        C               |                     | 2024-07-01
        D               | 2025-06-01          | 2026-01-01
        E               |                     | 2026-01-01
        F               |                     | 2026-01-01
    """
    derives({"involvements": spells}, "involvements", derived)


def test_the_steps_to_adoption_are_counted_from_date_to_date(derives: Derives) -> None:
    permanence = """
        table_id | person_id | adm_decision_date | placement_order_date | matched_date | placed_for_adoption_date
        A        | P         | 2024-03-01        | 2024-05-01           | 2024-06-01   | 2025-03-01
        B        | P         | 2025-03-02        | 2024-06-02           | 2024-06-01   | 2025-03-01
        C        | Q         | 2024-03-01        |                      | 2024-06-01   | 2025-03-02
        D        | R         |                   |                      |              | 2025-03-01
    """  # noqa: E501
    episodes = """
        cla_episode_id | person_id | cla_episode_start_date | cla_episode_start_reason | cla_episode_ceased_date | cla_episode_ceased_reason | seen_to
        1              | P         | 2022-01-01             | S                        | 2022-03-01              | E4A                       | 2025-03-31
        2              | P         | 2024-03-01             | S                        |                         |                           | 2025-03-31
        3              | R         | 2024-03-01             | P                        |                         |                           | 2025-03-31
    """  # noqa: E501
    derived = """
        table_id | spell_started | days_from_entry_to_placement | days_from_order_to_match | months_from_decision_to_placement
        A        | 2024-03-01    | 365                          | 31                       | 12
        B        | 2024-03-01    | 365                          | 0                        |
        C        |               |                              |                          | 13
        D        | 2024-03-01    |                              |                          |
    """  # noqa: E501
    derives({"permanence": permanence, "cla_episodes": episodes}, "permanence", derived)
