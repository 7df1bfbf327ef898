"""Checks of child in need plans and child protection plans, and of the reviews of these.

The guide asks much the same of both.
"""

from stonechat.sources.cin_census.rules.episodes import conferences
from stonechat.sources.cin_census.rules.rule import (
    CHECK_DATES,
    Census,
    Found,
    is_after,
    is_outside,
    overlap,
    rule,
)

# child in need plans


@rule("4010", "cin_plans", "CINPlanStartDate", "The plan starts after the end of the census.")
def need_plan_starts_after_the_census(plan: Found, census: Census) -> bool:
    return bool(plan.row.cin_plan_start_date > census.last)


@rule("4011", "cin_plans", "CINPlanEndDate", "The plan ends before it starts.")
def need_plan_ends_before_start(plan: Found, _: Census) -> bool:
    return is_after(plan.row.cin_plan_start_date, plan.row.cin_plan_end_date)


@rule("4012Q", "cin_plans", "CINPlanEndDate", "The plan starts and ends on one day.", CHECK_DATES)
def need_plan_of_one_day(plan: Found, _: Census) -> bool:
    return bool(plan.row.cin_plan_end_date == plan.row.cin_plan_start_date)


@rule("4013", "cin_plans", "CINPlanEndDate", "The plan ends outside the year of the census.")
def need_plan_ends_outside_the_year(plan: Found, census: Census) -> bool:
    return is_outside(plan.row.cin_plan_end_date, census)


@rule("4015", "cin_plans", "CINPlanStartDate", "The plan starts before the referral.")
def need_plan_before_referral(plan: Found, _: Census) -> bool:
    return bool(plan.row.cin_plan_start_date < plan.over.referral_date)


@rule("4008", "cin_plans", "CINPlanStartDate", "The plan starts after the child's death.")
def need_plan_after_death(plan: Found, _: Census) -> bool:
    return is_after(plan.row.cin_plan_start_date, plan.child.death_date)


@rule("4009Q", "cin_plans", "CINPlanEndDate", "The plan ends after the child's death.")
def need_plan_ends_after_death(plan: Found, _: Census) -> bool:
    return is_after(plan.row.cin_plan_end_date, plan.child.death_date)


@rule("4001", "cin_plans", "CINPlanStartDate", "The plan runs beside a child protection plan of the episode.")
def need_plan_beside_protection_plan(plan: Found, _: Census) -> bool:
    if plan.above is None or not plan.above.below.get("cp_plans"):
        return False
    mine = (plan.row.cin_plan_start_date, plan.row.cin_plan_end_date)
    return any(
        overlap([mine, (row.cp_plan_start_date, row.cp_plan_end_date)]) for row in plan.above.rows("cp_plans")
    )


# child protection plans


@rule("8720", "cp_plans", "CPPstartDate", "The plan starts after the end of the census.")
def plan_starts_after_the_census(plan: Found, census: Census) -> bool:
    return bool(plan.row.cp_plan_start_date > census.last)


@rule("8925", "cp_plans", "CPPendDate", "The plan ends before it starts.")
def plan_ends_before_start(plan: Found, _: Census) -> bool:
    return is_after(plan.row.cp_plan_start_date, plan.row.cp_plan_end_date)


@rule("8840", "cp_plans", "CPPendDate", "The plan starts and ends on one day.")
def plan_of_one_day(plan: Found, _: Census) -> bool:
    return bool(plan.row.cp_plan_end_date == plan.row.cp_plan_start_date)


@rule("8930", "cp_plans", "CPPendDate", "The plan ends outside the year of the census.")
def plan_ends_outside_the_year(plan: Found, census: Census) -> bool:
    return is_outside(plan.row.cp_plan_end_date, census)


@rule("1105", "cp_plans", "CPPstartDate", "The plan starts before the referral.")
def plan_before_referral(plan: Found, _: Census) -> bool:
    return bool(plan.row.cp_plan_start_date < plan.over.referral_date)


@rule("8915", "cp_plans", "CPPstartDate", "The plan starts after the child's death.")
def plan_after_death(plan: Found, _: Census) -> bool:
    return is_after(plan.row.cp_plan_start_date, plan.child.death_date)


@rule("8920", "cp_plans", "CPPendDate", "The plan ends after the child's death.")
def plan_ends_after_death(plan: Found, _: Census) -> bool:
    return is_after(plan.row.cp_plan_end_date, plan.child.death_date)


@rule(
    "2885", "cp_plans", "CPPstartDate", "The plan starts on another day than any conference of the episode."
)
def plan_starts_without_conference(plan: Found, census: Census) -> bool:
    if plan.above is None or not census.covers(plan.row.cp_plan_start_date):
        return False
    held = [row.icpc_date for row in conferences(plan.above) if row.icpc_date is not None]
    return bool(held) and plan.row.cp_plan_start_date not in held


@rule(
    "8841", "cp_reviews", "CPPreviewDate", "The review is on the day on which the plan starts, or before it."
)
def review_not_after_start(review: Found, _: Census) -> bool:
    return bool(review.row.cp_review_date <= review.over.cp_plan_start_date)


@rule(
    "4003", "cp_reviews", "CPPreviewDate", "The review falls while a child in need plan of the episode runs."
)
def review_during_need_plan(review: Found, _: Census) -> bool:
    episode = review.above.above if review.above else None
    day = review.row.cp_review_date
    return episode is not None and any(
        row.cin_plan_start_date < day and (row.cin_plan_end_date is None or day < row.cin_plan_end_date)
        for row in episode.rows("cin_plans")
    )
