"""To whom a child is allocated: the team and worker on the day of an event, and on the last day.

Both ends of a spell of work are part of it. An open spell counts up to the last day on which it was seen.
"""

import pytest
from specification import Derives

PLANS = """
    cp_plan_id | person_id | cp_plan_start_date | cp_plan_end_date | seen_to
    P          | A         | 2024-02-01         | 2024-06-30       | 2025-03-31
    Q          | A         | 2024-01-31         |                  | 2025-03-31
    R          | B         | 2024-02-01         |                  | 2025-03-31
"""


def test_the_first_and_last_day_of_a_spell_count(derives: Derives) -> None:
    spells = """
        involvements_id | person_id | professional_team | involvement_start_date | involvement_end_date
        1               | A         | North             | 2024-02-01             | 2024-06-29
        2               | A         | South             | 2024-06-30             | 2025-03-31
    """
    derived = """
        cp_plan_id | allocated_team | latest_team
        P          | North          | South
        Q          |                | South
        R          |                |
    """
    derives({"cp_plans": PLANS, "involvements": spells}, "cp_plans", derived)


def test_an_open_spell_counts_up_to_the_day_on_which_it_was_last_seen(derives: Derives) -> None:
    spells = """
        involvements_id | person_id | professional_id | involvement_start_date | seen_to
        1               | A         | W1              | 2023-01-01             | 2024-06-30
    """
    derived = """
        cp_plan_id | allocated_worker_id | latest_worker_id
        P          | W1                  | W1
        Q          | W1                  |
        R          |                     |
    """
    derives({"cp_plans": PLANS, "involvements": spells}, "cp_plans", derived)


def test_only_the_role_of_a_child_s_own_worker_or_a_blank_one_counts(derives: Derives) -> None:
    spells = """
        involvements_id | person_id | professional_id | professional_role_id | involvement_start_date | seen_to
        1 | A | W1 | Allocated Case Worker | 2023-01-01 | 2025-03-31
        2 | A | W2 | Reviewing officer     | 2023-06-01 | 2025-03-31
        3 | A | W3 | Unallocated           | 2023-07-01 | 2025-03-31
        4 | B | W4 |                       | 2023-06-01 | 2025-03-31
    """  # noqa: E501
    derived = """
        cp_plan_id | allocated_worker_id
        P          | W1
        Q          | W1
        R          | W4
    """
    derives({"cp_plans": PLANS, "involvements": spells}, "cp_plans", derived)


@pytest.mark.parametrize(
    ("role", "counts"),
    [
        ("Allocated Case Worker", True),
        ("CLA allocated worker", True),
        ("Unallocated", False),
        ("SOCIAL WORKER", True),
        ("Senior Social Worker", True),
        ("Supervising Social Worker", False),
        ("Caseworker", True),
        ("Case worker (edge of care)", True),
        ("Key worker", True),
        ("Personal adviser", False),
        ("Independent reviewing officer", False),
    ],
)
def test_roles_that_are_and_are_not_of_a_child_s_own_worker(
    derives: Derives, role: str, counts: bool
) -> None:
    spells = f"""
        involvements_id | person_id | professional_role_id | professional_id | involvement_start_date | seen_to
        1               | A         | {role}               | W1              | 2023-01-01             | 2025-03-31
    """  # noqa: E501
    derived = f"""
        cp_plan_id | allocated_worker_id
        P          | {"W1" if counts else ""}
        Q          | {"W1" if counts else ""}
        R          |
    """
    derives({"cp_plans": PLANS, "involvements": spells}, "cp_plans", derived)


def test_of_several_the_one_that_began_latest_counts(derives: Derives) -> None:
    spells = """
        involvements_id | person_id | professional_id | professional_team | involvement_start_date | seen_to
        1 | A | W1 | North | 2024-01-01 | 2025-03-31
        2 | A | W2 | South | 2024-02-01 | 2025-03-31
        3 | B | W3 | East  | 2024-01-01 | 2025-03-31
        4 | B | W4 | West  | 2024-01-01 | 2025-03-31
    """
    derived = """
        cp_plan_id | allocated_team | allocated_worker_id
        P          | South          | W2
        Q          | North          | W1
        R          | West           | W4
    """
    derives({"cp_plans": PLANS, "involvements": spells}, "cp_plans", derived)


def test_a_visit_has_the_worker_of_its_day(derives: Derives) -> None:
    facts = {
        "cla_visits": """
            cla_visit_id | person_id | cla_visit_date
            1            | A         | 2024-02-01
            2            | A         | 2024-02-02
            3            | A         |
        """,
        "involvements": """
            involvements_id | person_id | professional_id | involvement_start_date | involvement_end_date
            1               | A         | W1              | 2024-01-01             | 2024-02-01
        """,
    }
    derived = """
        cla_visit_id | allocated_worker_id
        1            | W1
        2            |
        3            |
    """
    derives(facts, "cla_visits", derived)
