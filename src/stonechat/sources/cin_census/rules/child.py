"""Checks of the child: ids and pupil numbers, dates of birth and death, sex, disability, whole history."""

import re
from datetime import date
from operator import mul

from stonechat.basics.dates import completed_years
from stonechat.sources.cin_census.rules.rule import CHECK_RECORD, Census, Found, is_outside, overlap, rule

CHECK_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
"""Letters that a unique pupil number may use; I, O and S look too much like figures."""
_WORTH = {str(figure): figure for figure in range(10)} | {
    letter: place for place, letter in enumerate(CHECK_LETTERS)
}
"""What each sign of a pupil number counts in the sum that gives its first letter."""
_WHOLE_NUMBER = re.compile(f"[A-Z][0-9]{{11}}[0-9{CHECK_LETTERS}]")
_NUMBER_ASKED_FROM, _NUMBER_ASKED_TO = 5, 15
"""School age, in completed years on the last day of the census."""

FIX_ID = "Give the child an id of at most 20 letters and figures in your system."
FIX_UPN = "Ask the school for the number, and correct it in your system."


@rule("1570", "person", "LAchildID", "The child's id is longer than 20 characters.", FIX_ID)
def id_too_long(child: Found, _: Census) -> bool:
    return len(child.row.person_id) > 20


@rule("1580", "person", "LAchildID", "The child's id has characters other than letters and figures.", FIX_ID)
def id_not_alphanumeric(child: Found, _: Census) -> bool:
    return not (child.row.person_id.isascii() and child.row.person_id.isalnum())


@rule("1510", "person", "UPN", "The pupil number's first letter does not fit its figures.", FIX_UPN)
def pupil_number_letter_wrong(child: Found, _: Census) -> bool:
    upn = (child.row.upn or "").upper()
    if not _WHOLE_NUMBER.fullmatch(upn):
        return False
    total = sum(map(mul, range(2, 14), map(_WORTH.__getitem__, upn[1:])))
    return upn[0] != CHECK_LETTERS[total % 23]


@rule("1530", "person", "UPN", "Characters 2 to 4 of the pupil number are no authority's code.", FIX_UPN)
def pupil_number_authority_wrong(child: Found, _: Census) -> bool:
    return bool(child.row.upn) and not re.fullmatch(r"[0-9]{3}", child.row.upn[1:4])


@rule("1540", "person", "UPN", "Characters 5 to 12 of the pupil number are not all figures.", FIX_UPN)
def pupil_number_figures_wrong(child: Found, _: Census) -> bool:
    return bool(child.row.upn) and not re.fullmatch(r"[0-9]{8}", child.row.upn[4:12])


@rule(
    "1550", "person", "UPN", "The last of the pupil number's 13 characters is none that it may be.", FIX_UPN
)
def pupil_number_end_wrong(child: Found, _: Census) -> bool:
    upn = child.row.upn
    return bool(upn) and (len(upn) != 13 or upn[12].upper() not in _WORTH)


@rule("1560Q", "person", "FormerUPN", "The former pupil number does not have the form of one.", FIX_UPN)
def former_pupil_number_wrong(child: Found, _: Census) -> bool:
    former = child.row.former_upn
    return bool(former) and not re.fullmatch(r"[A-Za-z][0-9]{11}[0-9A-Za-z]", former)


@rule(
    "8770Q", "person", "UPNunknown", "A child of school age has no pupil number and no good reason.", FIX_UPN
)
def pupil_number_missing(child: Found, census: Census) -> bool:
    row = child.row
    if row.upn or row.dob is None or row.upn_unknown not in (None, "UN1"):
        return False
    return _NUMBER_ASKED_FROM <= completed_years(row.dob, census.last) <= _NUMBER_ASKED_TO


@rule(
    "8772",
    "person",
    "UPNunknown",
    "No pupil number because not taken on, but an episode went on.",
    CHECK_RECORD,
)
def not_taken_on_yet_went_on(child: Found, _: Census) -> bool:
    return child.row.upn_unknown == "UN7" and any(
        episode.referral_nfa is False for episode in child.rows("cin_episodes")
    )


@rule("8520", "person", "PersonBirthDate", "The date of birth is after the end of the census.")
def born_after_the_census(child: Found, census: Census) -> bool:
    return child.row.dob is not None and child.row.dob > census.last


@rule("8525Q", "person", "PersonBirthDate", "There must be a date of birth or an expected one, and not both.")
def birth_dates_not_one(child: Found, _: Census) -> bool:
    return (child.row.dob is None) == (child.row.expected_dob is None)


@rule(
    "8530Q",
    "person",
    "ExpectedPersonBirthDate",
    "The expected birth is not from March to December of the year.",
)
def expected_birth_out_of_range(child: Found, census: Census) -> bool:
    expected = child.row.expected_dob
    return expected is not None and not date(census.year, 3, 1) <= expected <= date(census.year, 12, 31)


@rule("8535Q", "person", "PersonDeathDate", "The date of death is before the date of birth.")
def died_before_birth(child: Found, _: Census) -> bool:
    row = child.row
    return row.death_date is not None and row.dob is not None and bool(row.death_date < row.dob)


@rule("8545Q", "person", "PersonDeathDate", "The date of death is not in the year of the census.")
def died_outside_the_year(child: Found, census: Census) -> bool:
    return is_outside(child.row.death_date, census)


@rule("8750", "person", "Sex", "An unborn child has a sex other than not known.", CHECK_RECORD)
def unborn_with_sex(child: Found, _: Census) -> bool:
    row = child.row
    return row.expected_dob is not None and row.dob is None and row.sex not in (None, "U")


@rule("8590", "person", "LAchildID", "The child has no episode of need.", CHECK_RECORD)
def without_episode(child: Found, _: Census) -> bool:
    return child.lacks("cin_episodes")


@rule("8775Q", "person", "PersonBirthDate", "The child is over 25, at closure or at the end of the census.")
def older_than_25(child: Found, census: Census) -> bool:
    born = child.row.dob
    if born is None:
        return False
    ends = [episode.close_date or census.last for episode in child.rows("cin_episodes")]
    last = max(ends, default=born)
    return last.year - born.year > 25 and completed_years(born, last) > 25


@rule("8790", "person", "Disability", "Disability says both none and something.", CHECK_RECORD)
def disability_none_and_some(child: Found, _: Census) -> bool:
    codes = {row.disability_code for row in child.rows("disability")}
    return "NONE" in codes and len(codes) > 1


# the child's episodes and plans together


@rule("8815", "person", "CINclosureDate", "More than one episode that went on is open.", CHECK_RECORD)
def several_open_episodes(child: Found, _: Census) -> bool:
    went_on = [row for row in child.rows("cin_episodes") if not row.referral_nfa]
    return sum(1 for row in went_on if row.close_date is None) > 1


@rule("8820", "person", "CINclosureDate", "Dates of the child's episodes of need overlap.")
def episodes_overlap(child: Found, _: Census) -> bool:
    closed = [row for row in child.rows("cin_episodes") if row.close_date is not None]
    return len(closed) > 1 and overlap([(row.referral_date, row.close_date) for row in closed])


@rule("4004", "person", "CINPlanEndDate", "More than one child in need plan is open.", CHECK_RECORD)
def several_open_need_plans(child: Found, _: Census) -> bool:
    return sum(1 for row in child.rows_of_episodes("cin_plans") if row.cin_plan_end_date is None) > 1


@rule("4014", "person", "CINPlanStartDate", "Dates of the child's child in need plans overlap.")
def need_plans_overlap(child: Found, _: Census) -> bool:
    plans = child.rows_of_episodes("cin_plans")
    return len(plans) > 1 and overlap([(row.cin_plan_start_date, row.cin_plan_end_date) for row in plans])


@rule("8935", "person", "CPPendDate", "More than one child protection plan is open.", CHECK_RECORD)
def several_open_protection_plans(child: Found, _: Census) -> bool:
    return sum(1 for row in child.rows_of_episodes("cp_plans") if row.cp_plan_end_date is None) > 1


@rule("8940", "person", "CPPstartDate", "Dates of the child's child protection plans overlap.")
def protection_plans_overlap(child: Found, _: Census) -> bool:
    plans = child.rows_of_episodes("cp_plans")
    return len(plans) > 1 and overlap([(row.cp_plan_start_date, row.cp_plan_end_date) for row in plans])


@rule(
    "2883", "person", "CPPstartDate", "More protection plans started in the year than conferences were held."
)
def more_plans_than_conferences(child: Found, census: Census) -> bool:
    plans = child.rows_of_episodes("cp_plans")
    started = sum(1 for row in plans if census.covers(row.cp_plan_start_date))
    return started > 0 and started > len(child.rows_of_episodes("initial_cp_conference")) + len(
        _conferences_of_enquiries(child)
    )


def _conferences_of_enquiries(child: Found) -> list[Found]:
    return [
        conference
        for episode in child.below.get("cin_episodes", ())
        for enquiry in episode.below.get("s47_enquiry", ())
        for conference in enquiry.below.get("initial_cp_conference", ())
    ]
