"""Working days: of assessments, and from a section 47 enquiry to its conference.

The day it starts is day 0, whatever day that is; weekends and England's bank holidays do not count.
Where the calendar of bank holidays ends, there is no number.
"""

from specification import Derives


def test_9_june_2025_is_working_day_45_from_1_april_and_10_june_is_46(derives: Derives) -> None:
    facts = {
        "cin_episodes": """
            referral_id | referral_date
            R           | 2025-04-01
        """,
        "cin_assessments": """
            assessment_id | referral_id | assessment_start_date | assessment_auth_date
            A             | R           | 2025-04-02            | 2025-06-09
            B             | R           | 2025-04-02            | 2025-06-10
            C             | R           | 2025-04-02            | 2025-04-02
            D             | R           | 2025-04-02            |
            E             | R           | 2025-04-02            | 2025-04-01
            F             | R           | 2025-03-28            | 2025-03-31
            G             | S           | 2025-04-05            | 2025-04-06
        """,
    }
    derived = """
        assessment_id | referral_date | working_days_from_referral | working_days_from_start
        A             | 2025-04-01    | 45                         | 44
        B             | 2025-04-01    | 46                         | 45
        C             | 2025-04-01    | 1                          | 0
        D             | 2025-04-01    |                            |
        E             | 2025-04-01    |                            |
        F             | 2025-04-01    |                            | 1
        G             |               |                            | 0
    """
    derives(facts, "cin_assessments", derived)


def test_off_the_calendar_there_is_no_number(derives: Derives) -> None:
    assessments = """
        assessment_id | assessment_start_date | assessment_auth_date
        A             | 2028-12-28            | 2028-12-29
        B             | 2028-12-28            | 2029-01-01
        C             | 2011-12-30            | 2012-01-04
        D             | 2012-01-01            | 2012-01-04
    """
    derived = """
        assessment_id | working_days_from_start
        A             | 1
        B             |
        C             |
        D             | 2
    """
    derives({"cin_assessments": assessments}, "cin_assessments", derived)


def test_an_enquiry_goes_to_its_first_held_conference(derives: Derives) -> None:
    facts = {
        "s47_enquiry": """
            s47_enquiry_id | s47_start_date
            A              | 2024-03-27
            B              | 2024-03-27
            C              | 2024-03-27
            D              | 2024-03-27
            E              | 2028-12-29
        """,
        "initial_cp_conference": """
            icpc_id | s47_enquiry_id | icpc_date
            1       | A              | 2024-04-19
            2       | A              | 2024-04-18
            3       | B              |
            4       | C              | 2024-03-26
            5       |                | 2024-04-01
            6       | E              | 2029-01-02
        """,
    }
    derived = """
        s47_enquiry_id | conference_date | days_to_conference | working_days_to_conference
        A              | 2024-04-18      | 22                 | 14
        B              |                 |                    |
        C              |                 |                    |
        D              |                 |                    |
        E              | 2029-01-02      | 4                  |
    """
    derives(facts, "s47_enquiry", derived)


def test_a_conference_recorded_without_an_enquiry_has_no_working_days(derives: Derives) -> None:
    facts = {
        "s47_enquiry": """
            s47_enquiry_id | s47_start_date
            A              | 2024-03-27
        """,
        "initial_cp_conference": """
            icpc_id | s47_enquiry_id | icpc_date
            1       | A              | 2024-04-19
            2       | A              | 2024-03-27
            3       | A              | 2024-03-26
            4       | A              |
            5       |                | 2024-04-19
            6       | Z              | 2024-04-19
        """,
    }
    derived = """
        icpc_id | s47_start_date | working_days_from_s47
        1       | 2024-03-27     | 15
        2       | 2024-03-27     | 0
        3       | 2024-03-27     |
        4       | 2024-03-27     |
        5       |                |
        6       |                |
    """
    derives(facts, "initial_cp_conference", derived)
