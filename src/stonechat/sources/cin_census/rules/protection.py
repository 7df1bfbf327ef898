"""Checks of section 47 enquiries, conferences, child protection plans and their reviews."""

from stonechat.sources.cin_census.rules.need import conferences, is_open_enquiry
from stonechat.sources.cin_census.rules.rule import CHECK_RECORD, Census, Found, more_working_days_than, rule

SATURDAY = 5

# section 47 enquiries


@rule("2889", "s47_enquiry", "S47ActualStartDate", "The enquiry starts before the referral.")
def enquiry_before_referral(enquiry: Found, _: Census) -> bool:
    return bool(enquiry.row.s47_start_date < enquiry.over.referral_date)


@rule("8740", "s47_enquiry", "S47ActualStartDate", "An open enquiry starts outside the year of the census.")
def open_enquiry_starts_outside_the_year(enquiry: Found, census: Census) -> bool:
    return is_open_enquiry(enquiry) and not census.covers(enquiry.row.s47_start_date)


@rule("8675Q", "s47_enquiry", "DateOfInitialCPC", "Open for more than 15 working days.", CHECK_RECORD)
def enquiry_long_open(enquiry: Found, census: Census) -> bool:
    return is_open_enquiry(enquiry) and more_working_days_than(15, enquiry.row.s47_start_date, census.last)


# initial child protection conferences, of an enquiry or of the episode itself


@rule("8615", "initial_cp_conference", "S47ActualStartDate", "The conference is before its enquiry starts.")
def conference_before_enquiry(conference: Found, _: Census) -> bool:
    held = conference.row.icpc_date
    return _is_of_enquiry(conference) and held is not None and bool(held < conference.over.s47_start_date)


@rule("1104", "initial_cp_conference", "DateOfInitialCPC", "The conference is before the referral.")
def conference_before_referral(conference: Found, _: Census) -> bool:
    above = conference.above
    held, episode = (
        conference.row.icpc_date,
        above.over if above and _is_of_enquiry(conference) else conference.over,
    )
    return held is not None and bool(held < episode.referral_date)


@rule(
    "8715", "initial_cp_conference", "DateOfInitialCPC", "The conference is outside the year of the census."
)
def conference_outside_the_year(conference: Found, census: Census) -> bool:
    return conference.row.icpc_date is not None and not census.covers(conference.row.icpc_date)


@rule("8875", "initial_cp_conference", "DateOfInitialCPC", "The conference is at a weekend.")
def conference_at_weekend(conference: Found, _: Census) -> bool:
    return conference.row.icpc_date is not None and conference.row.icpc_date.weekday() >= SATURDAY


@rule("8870Q", "initial_cp_conference", "InitialCPCtarget", "The target for the conference is a weekend.")
def conference_target_at_weekend(conference: Found, _: Census) -> bool:
    target = conference.row.icpc_target_date
    return target is not None and target.weekday() >= SATURDAY


def _is_of_enquiry(conference: Found) -> bool:
    return conference.above is not None and conference.above.table == "s47_enquiry"


# child protection plans


@rule("8720", "cp_plans", "CPPstartDate", "The plan starts after the end of the census.")
def plan_starts_after_the_census(plan: Found, census: Census) -> bool:
    return bool(plan.row.cp_plan_start_date > census.last)


@rule("8925", "cp_plans", "CPPendDate", "The plan ends before it starts.")
def plan_ends_before_start(plan: Found, _: Census) -> bool:
    row = plan.row
    return row.cp_plan_end_date is not None and bool(row.cp_plan_end_date < row.cp_plan_start_date)


@rule("8840", "cp_plans", "CPPendDate", "The plan starts and ends on one day.")
def plan_of_one_day(plan: Found, _: Census) -> bool:
    return bool(plan.row.cp_plan_end_date == plan.row.cp_plan_start_date)


@rule("8930", "cp_plans", "CPPendDate", "The plan ends outside the year of the census.")
def plan_ends_outside_the_year(plan: Found, census: Census) -> bool:
    return plan.row.cp_plan_end_date is not None and not census.covers(plan.row.cp_plan_end_date)


@rule("1105", "cp_plans", "CPPstartDate", "The plan starts before the referral.")
def plan_before_referral(plan: Found, _: Census) -> bool:
    return bool(plan.row.cp_plan_start_date < plan.over.referral_date)


@rule("8915", "cp_plans", "CPPstartDate", "The plan starts after the child's death.")
def plan_after_death(plan: Found, _: Census) -> bool:
    died = plan.child.death_date
    return died is not None and bool(plan.row.cp_plan_start_date > died)


@rule("8920", "cp_plans", "CPPendDate", "The plan ends after the child's death.")
def plan_ends_after_death(plan: Found, _: Census) -> bool:
    died, ended = plan.child.death_date, plan.row.cp_plan_end_date
    return died is not None and ended is not None and bool(ended > died)


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
