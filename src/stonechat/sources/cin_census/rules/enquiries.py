"""Checks of section 47 enquiries and initial child protection conferences."""

from stonechat.sources.cin_census.rules.episodes import is_open_enquiry
from stonechat.sources.cin_census.rules.rule import (
    CHECK_RECORD,
    Census,
    Found,
    is_outside,
    more_working_days_than,
    rule,
)

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
    return is_outside(conference.row.icpc_date, census)


@rule("8875", "initial_cp_conference", "DateOfInitialCPC", "The conference is at a weekend.")
def conference_at_weekend(conference: Found, _: Census) -> bool:
    return conference.row.icpc_date is not None and conference.row.icpc_date.weekday() >= SATURDAY


@rule("8870Q", "initial_cp_conference", "InitialCPCtarget", "The target for the conference is a weekend.")
def conference_target_at_weekend(conference: Found, _: Census) -> bool:
    target = conference.row.icpc_target_date
    return target is not None and target.weekday() >= SATURDAY


def _is_of_enquiry(conference: Found) -> bool:
    return conference.above is not None and conference.above.table == "s47_enquiry"
