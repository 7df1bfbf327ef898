"""Children looked after: periods of care, placements, carers, and three placements in a year."""

from specification import Derives


def test_an_episode_that_ends_because_a_new_one_begins_leads_to_it_and_any_other_does_not(
    derives: Derives,
) -> None:
    episodes = """
        cla_episode_id | person_id | legal_status | cla_episode_start_date | cla_episode_ceased_date | cla_episode_ceased_reason
        A              | P         | C1           | 2024-01-10             | 2024-02-01              | X1
        B              | P         | C2           | 2024-02-01             | 2024-03-01              | X1
        C              | P         | C2           | 2024-03-02             | 2024-04-01              | E4A
        D              | P         | C2           | 2024-04-01             |                         |
        E              | Q         | C2           | 2024-02-01             | 2024-05-01              | X1
        F              |           | C2           | 2024-02-01             |                         |
    """  # noqa: E501
    derived = """
        cla_episode_id | care_started | care_ended | care_period_number | is_first_of_period | is_last_of_period
        A              | 2024-01-10   | 2024-03-01 | 1                  | true               | false
        B              | 2024-01-10   | 2024-03-01 | 1                  | false              | true
        C              | 2024-03-02   | 2024-04-01 | 2                  | true               | true
        D              | 2024-04-01   |            | 3                  | true               | true
        E              | 2024-02-01   | 2024-05-01 | 1                  | true               | true
        F              |              |            |                    |                    |
    """  # noqa: E501
    derives({"cla_episodes": episodes}, "cla_episodes", derived)


def test_a_period_began_when_a_source_says_that_the_child_entered_care(derives: Derives) -> None:
    episodes = """
        cla_episode_id | person_id | cla_episode_start_date | cla_episode_start_reason | cla_episode_ceased_date | cla_episode_ceased_reason | entered_care_date
        A              | P         | 2024-01-10             | P                        | 2024-02-01              | X1                        |
        B              | P         | 2024-02-01             | P                        | 2024-03-01              | E4A                       | 2020-05-01
        C              | P         | 2024-03-05             | P                        | 2024-03-06              | E4A                       | 2024-03-01
        D              | P         | 2024-03-10             | P                        |                         |                           | 2020-05-01
        E              | Q         | 2024-01-10             | S                        |                         |                           |
        F              | R         | 2024-01-10             | L                        |                         |                           |
        G              | S         | 2024-01-10             | P                        |                         |                           | 2024-01-11
        H              | T         | 2024-01-10             | P                        |                         |                           | 2024-01-10
    """  # noqa: E501
    derived = """
        cla_episode_id | care_started | care_start_is_told | is_first_of_period | care_period_number
        A              | 2020-05-01   | true               | false              | 1
        B              | 2020-05-01   | true               | false              | 1
        C              | 2024-03-01   | true               | false              | 2
        D              | 2024-03-10   | false              | true               | 3
        E              | 2024-01-10   | true               | true               | 1
        F              | 2024-01-10   | false              | true               | 1
        G              | 2024-01-10   | false              | true               | 1
        H              | 2024-01-10   | true               | true               | 1
    """
    derives({"cla_episodes": episodes}, "cla_episodes", derived)


def test_short_breaks_never_link_with_other_care(derives: Derives) -> None:
    episodes = """
        cla_episode_id | person_id | legal_status | cla_episode_start_date | cla_episode_ceased_date | cla_episode_ceased_reason
        A              | P         | V4           | 2024-01-10             | 2024-02-01              | X1
        B              | P         | C2           | 2024-02-01             | 2024-03-01              | X1
        C              | P         | V3           | 2024-03-01             |                         |
        D              | P         |              | 2024-03-01             |                         |
    """  # noqa: E501
    derived = """
        cla_episode_id | is_short_break | care_started | care_ended | care_period_number
        A              | true           | 2024-01-10   | 2024-02-01 | 1
        B              | false          | 2024-02-01   |            | 1
        C              | true           | 2024-03-01   |            | 2
        D              |                | 2024-02-01   |            | 1
    """
    derives({"cla_episodes": episodes}, "cla_episodes", derived)


def test_an_episode_of_no_length_is_part_of_the_period_of_its_day(derives: Derives) -> None:
    episodes = """
        cla_episode_id | person_id | cla_episode_start_date | cla_episode_ceased_date | cla_episode_ceased_reason
        A              | P         | 2024-01-10             | 2024-02-01              | X1
        B              | P         | 2024-02-01             | 2024-02-01              | X1
        C              | P         | 2024-02-01             | 2024-03-01              | E4B
    """  # noqa: E501
    derived = """
        cla_episode_id | care_started | care_ended | is_first_of_period | is_last_of_period
        A              | 2024-01-10   | 2024-03-01 | true               | false
        B              | 2024-01-10   | 2024-03-01 | false              | true
        C              | 2024-01-10   | 2024-03-01 | false              | true
    """
    derives({"cla_episodes": episodes}, "cla_episodes", derived)


def test_a_placement_begins_where_the_reason_says_so_and_the_carer_changes_with_p_or_b(
    derives: Derives,
) -> None:
    episodes = """
        cla_episode_id | person_id | cla_episode_start_date | cla_episode_start_reason | cla_episode_ceased_date | cla_episode_ceased_reason
        A              | P         | 2024-01-01             | S                        | 2024-02-01              | X1
        B              | P         | 2024-02-01             | L                        | 2024-03-01              | X1
        C              | P         | 2024-03-01             | P                        | 2024-04-01              | X1
        D              | P         | 2024-04-01             | T                        | 2024-05-01              | X1
        E              | P         | 2024-05-01             | U                        | 2024-06-01              | X1
        F              | P         | 2024-06-01             | B                        | 2024-07-01              | E4A
        G              | P         | 2024-08-01             | L                        |                         |
    """  # noqa: E501
    derived = """
        cla_episode_id | placement_started | is_start_of_placement | same_carer_since
        A              | 2024-01-01        | true                  | 2024-01-01
        B              | 2024-01-01        | false                 | 2024-01-01
        C              | 2024-03-01        | true                  | 2024-03-01
        D              | 2024-04-01        | true                  | 2024-03-01
        E              | 2024-05-01        | true                  | 2024-03-01
        F              | 2024-06-01        | true                  | 2024-06-01
        G              | 2024-08-01        | true                  | 2024-08-01
    """
    derives({"cla_episodes": episodes}, "cla_episodes", derived)


def test_a_temporary_stay_the_return_from_it_and_adoption_by_the_carer_are_no_moves(
    derives: Derives,
) -> None:
    episodes = """
        cla_episode_id | person_id | cla_episode_start_date | cla_episode_start_reason | cla_episode_ceased_date | cla_episode_ceased_reason | placement_type | placement_postcode
        A              | P         | 2024-01-01             | S                        | 2024-02-01              | X1                        | U4             | X1 1AA
        B              | P         | 2024-02-01             | P                        | 2024-02-05              | X1                        | T1             | X2 2BB
        C              | P         | 2024-02-05             | P                        | 2024-03-01              | X1                        | U4             | X1 1AA
        D              | P         | 2024-03-01             | P                        | 2024-03-05              | X1                        | T4             | X2 2BB
        E              | P         | 2024-03-05             | P                        | 2024-04-01              | X1                        | U5             | X3 3CC
        F              | P         | 2024-04-01             | U                        |                         |                           | A5             | X3 3CC
    """  # noqa: E501
    derived = """
        cla_episode_id | is_start_of_placement
        A              | true
        B              | false
        C              | false
        D              | false
        E              | true
        F              | false
    """
    derives({"cla_episodes": episodes}, "cla_episodes", derived)


def test_three_placements_in_a_year_count_the_one_held_when_the_year_begins(derives: Derives) -> None:
    episodes = """
        cla_episode_id | person_id | seen_to    | cla_episode_start_date | cla_episode_start_reason | cla_episode_ceased_date | cla_episode_ceased_reason
        A              | P         | 2025-03-31 | 2020-01-01             | S                        | 2024-04-01              | X1
        B              | P         | 2025-03-31 | 2024-04-01             | P                        | 2024-09-01              | X1
        C              | P         | 2026-03-31 | 2024-09-01             | P                        |                         |
        D              | Q         | 2024-03-31 | 2020-01-01             | S                        | 2024-02-29              | E4A
        E              | Q         | 2025-03-31 | 2024-06-01             | S                        | 2024-09-01              | X1
        F              | Q         | 2025-03-31 | 2024-09-01             | P                        | 2024-12-01              | X1
        G              | Q         | 2024-12-31 | 2024-12-01             | L                        |                         |
    """  # noqa: E501
    derived = """
        cla_episode_id | third_placement_ended | three_placements_until | counted_until
        A              |                       |                        | 2024-04-01
        B              |                       |                        | 2024-09-01
        C              | 2024-04-01            | 2025-04-01             | 2026-04-01
        D              |                       |                        | 2024-02-29
        E              |                       |                        | 2024-09-01
        F              | 2024-02-29            | 2025-02-28             | 2024-12-01
        G              | 2024-02-29            | 2025-02-28             | 2025-01-01
    """
    derives({"cla_episodes": episodes}, "cla_episodes", derived)


def test_three_placements_from_29_february_count_to_28_february(derives: Derives) -> None:
    episodes = """
        cla_episode_id | person_id | seen_to    | cla_episode_start_date | cla_episode_start_reason | cla_episode_ceased_date | cla_episode_ceased_reason
        A              | P         | 2025-03-31 | 2020-01-01             | S                        | 2024-02-29              | X1
        B              | P         | 2025-03-31 | 2024-02-29             | P                        | 2024-09-01              | X1
        C              | P         | 2025-03-31 | 2024-09-01             | P                        |                         |
    """  # noqa: E501
    derived = """
        cla_episode_id | three_placements_until
        A              |
        B              |
        C              | 2025-02-28
    """
    derives({"cla_episodes": episodes}, "cla_episodes", derived)


def test_who_the_child_is_and_how_old(derives: Derives) -> None:
    facts = {
        "person": """
            person_id | dob        | sex | ethnicity
            P         | 2012-02-29 | F   | WBRI
        """,
        "cla_reviews": """
            cla_review_id | person_id | cla_review_date
            A             | P         | 2023-02-28
            B             | P         | 2023-03-01
            C             | Q         | 2023-03-01
        """,
    }
    derived = """
        cla_review_id | born       | sex | ethnicity | age
        A             | 2012-02-29 | F   | WBRI      | 10
        B             | 2012-02-29 | F   | WBRI      | 11
        C             |            |     |           |
    """
    derives(facts, "cla_reviews", derived)
