"""Checks of the episode of need: its own dates and reasons, and what it holds together."""

from datetime import date, timedelta
from functools import cache

from stonechat.basics.dates import CalendarEnds, is_working_day
from stonechat.sources.cin_census.rules.assessments import NO_FACTOR, factors
from stonechat.sources.cin_census.rules.rule import (
    CHECK_RECORD,
    Census,
    Found,
    Row,
    is_after,
    is_outside,
    overlap,
    rule,
)

CLOSED_AFTER_ASSESSMENT = ("RC8", "RC9")
LONGEST_PREGNANCY = timedelta(weeks=40)
FIX_FLAG = "Check whether the referral went on; correct the flag or the record of what followed."


def conferences(episode: Found) -> list[Row]:
    """Conferences of an episode, from its enquiries and its own."""
    found = list(episode.rows("initial_cp_conference"))
    for enquiry in episode.below.get("s47_enquiry", ()):
        found += enquiry.rows("initial_cp_conference")
    return found


@rule("8600", "cin_episodes", "CINreferralDate", "The referral is dated after the end of the census.")
def referred_after_the_census(episode: Found, census: Census) -> bool:
    return bool(episode.row.referral_date > census.last)


@rule("8606", "cin_episodes", "CINreferralDate", "The referral is more than 40 weeks before the birth.")
def referred_long_before_birth(episode: Found, _: Census) -> bool:
    child = episode.over
    born = child.dob or child.expected_dob
    return born is not None and bool(episode.row.referral_date < born - LONGEST_PREGNANCY)


@rule("8555Q", "cin_episodes", "CINreferralDate", "The referral is after the child's death.")
def referred_after_death(episode: Found, _: Census) -> bool:
    return is_after(episode.row.referral_date, episode.over.death_date)


@rule("8630", "cin_episodes", "CINclosureDate", "The episode was closed before the referral.")
def closed_before_referral(episode: Found, _: Census) -> bool:
    return is_after(episode.row.referral_date, episode.row.close_date)


@rule("8620", "cin_episodes", "CINclosureDate", "The episode was closed outside the year of the census.")
def closed_outside_the_year(episode: Found, census: Census) -> bool:
    return is_outside(episode.row.close_date, census)


@rule("8805", "cin_episodes", "ReasonForClosure", "The episode is closed without a reason.", CHECK_RECORD)
def closed_without_reason(episode: Found, _: Census) -> bool:
    return episode.row.close_date is not None and episode.row.close_reason is None


@rule(
    "8810",
    "cin_episodes",
    "CINclosureDate",
    "The episode has a reason for closure and no date.",
    CHECK_RECORD,
)
def reason_without_closure(episode: Found, _: Census) -> bool:
    return episode.row.close_date is None and episode.row.close_reason is not None


@rule("8585Q", "cin_episodes", "ReasonForClosure", "Closed because the child died, with no date of death.")
def closed_by_death_without_date(episode: Found, _: Census) -> bool:
    return episode.row.close_reason == "RC2" and episode.over.death_date is None


@rule("8610", "cin_episodes", "PrimaryNeedCode", "A referral that went on has no primary need.", CHECK_RECORD)
def went_on_without_need(episode: Found, _: Census) -> bool:
    return episode.row.referral_nfa is False and episode.row.cin_primary_need_code is None


@rule(
    "8569Q",
    "cin_episodes",
    "ReferralNFA",
    "A referral of before the census year took no further action.",
    FIX_FLAG,
)
def old_referral_not_taken_on(episode: Found, census: Census) -> bool:
    if not episode.row.referral_nfa or episode.row.referral_date >= census.first:
        return False
    return bool(episode.row.referral_date < _working_day_before(census.first))


@cache
def _working_day_before(day: date) -> date:
    """The last working day before this one; a day whose bank holidays are not known counts as worked."""
    before = day - timedelta(days=1)
    try:
        return before if is_working_day(before) else _working_day_before(before)
    except CalendarEnds:
        return before


@rule(
    "8816",
    "cin_episodes",
    "CINclosureDate",
    "An open episode that went on is not the child's latest.",
    CHECK_RECORD,
)
def open_but_not_latest(episode: Found, _: Census) -> bool:
    row = episode.row
    if row.close_date is not None or row.referral_nfa or episode.above is None:
        return False
    return any(other.referral_date > row.referral_date for other in episode.above.rows("cin_episodes"))


@rule("8831", "cin_episodes", "ReferralNFA", "A referral with no further action has work after it.", FIX_FLAG)
def no_action_yet_worked(episode: Found, _: Census) -> bool:
    return bool(episode.row.referral_nfa) and any(
        episode.below.get(table) for table in ("cin_assessments", "s47_enquiry", "initial_cp_conference")
    )


@rule(
    "8832",
    "cin_episodes",
    "ReferralNFA",
    "A referral with no further action has a protection plan.",
    FIX_FLAG,
)
def no_action_yet_protected(episode: Found, _: Census) -> bool:
    return bool(episode.row.referral_nfa) and bool(episode.below.get("cp_plans"))


@rule("4000", "cin_episodes", "ReferralNFA", "A referral with no further action has a need plan.", FIX_FLAG)
def no_action_yet_planned(episode: Found, _: Census) -> bool:
    return bool(episode.row.referral_nfa) and bool(episode.below.get("cin_plans"))


@rule("8825Q", "cin_episodes", "ReasonForClosure", "Closed after assessment, without one.", CHECK_RECORD)
def closed_after_no_assessment(episode: Found, _: Census) -> bool:
    return episode.row.close_reason in CLOSED_AFTER_ASSESSMENT and episode.lacks("cin_assessments")


@rule("2990", "cin_episodes", "ReasonForClosure", "Closed after assessment, yet work followed.", CHECK_RECORD)
def closed_after_assessment_yet_worked(episode: Found, _: Census) -> bool:
    return episode.row.close_reason in CLOSED_AFTER_ASSESSMENT and any(
        episode.below.get(table)
        for table in ("cin_plans", "s47_enquiry", "initial_cp_conference", "cp_plans")
    )


@rule("8867", "cin_episodes", "CINclosureDate", "Closed with an assessment not completed.", CHECK_RECORD)
def closed_with_open_assessment(episode: Found, _: Census) -> bool:
    return episode.row.close_date is not None and any(
        row.assessment_auth_date is None for row in episode.rows("cin_assessments")
    )


@rule("8868", "cin_episodes", "CINclosureDate", "Closed with an enquiry not completed.", CHECK_RECORD)
def closed_with_open_enquiry(episode: Found, _: Census) -> bool:
    return episode.row.close_date is not None and bool(open_enquiries(episode))


@rule("8565", "cin_episodes", "CINclosureDate", "Something is dated after the closure.")
def active_after_closure(episode: Found, _: Census) -> bool:
    closed = episode.row.close_date
    return closed is not None and any(day is not None and day > closed for day in _activity(episode))


def _activity(episode: Found) -> list[date | None]:
    """Every date of the episode's assessments, enquiries, conferences and plans."""
    days: list[date | None] = []
    for row in episode.rows("cin_assessments"):
        days += (row.assessment_start_date, row.assessment_auth_date)
    for row in episode.rows("cin_plans"):
        days += (row.cin_plan_start_date, row.cin_plan_end_date)
    days += (row.s47_start_date for row in episode.rows("s47_enquiry"))
    days += (row.icpc_date for row in conferences(episode))
    days += (row.cp_plan_end_date for row in episode.rows("cp_plans"))
    return days


@rule(
    "8896", "cin_episodes", "AssessmentAuthorisationDate", "Two or more assessments are open.", CHECK_RECORD
)
def several_open_assessments(episode: Found, _: Census) -> bool:
    return sum(1 for row in episode.rows("cin_assessments") if row.assessment_auth_date is None) > 1


@rule("8863Q", "cin_episodes", "AssessmentActualStartDate", "An assessment starts while another goes on.")
def assessments_overlap(episode: Found, _: Census) -> bool:
    rows = episode.rows("cin_assessments")
    return len(rows) > 1 and overlap([(row.assessment_start_date, row.assessment_auth_date) for row in rows])


@rule("8839", "cin_episodes", "DateOfInitialCPC", "Two or more section 47 enquiries are open.", CHECK_RECORD)
def several_open_enquiries(episode: Found, _: Census) -> bool:
    return len(open_enquiries(episode)) > 1


def open_enquiries(episode: Found) -> list[Found]:
    """Enquiries with no conference held and none said not to be required."""
    return [each for each in episode.below.get("s47_enquiry", ()) if is_open_enquiry(each)]


def is_open_enquiry(enquiry: Found) -> bool:
    """Whether no conference was held and none is said not to be required."""
    held = any(row.icpc_date is not None for row in enquiry.rows("initial_cp_conference"))
    return not held and not enquiry.row.icpc_not_required


@rule("8890", "cin_episodes", "S47ActualStartDate", "An enquiry starts while another goes on.")
def enquiries_overlap(episode: Found, _: Census) -> bool:
    enquiries = episode.below.get("s47_enquiry", ())
    if len(enquiries) < 2:
        return False
    return overlap(
        [(e.row.s47_start_date, _enquiry_end(e)) for e in enquiries if not e.row.icpc_not_required]
    )


def _enquiry_end(enquiry: Found) -> date | None:
    held = [row.icpc_date for row in enquiry.rows("initial_cp_conference") if row.icpc_date is not None]
    return min(held, default=None)


@rule(
    "2884",
    "cin_episodes",
    "DateOfInitialCPC",
    "A conference is on the episode and on its enquiry.",
    CHECK_RECORD,
)
def conference_at_both_levels(episode: Found, _: Census) -> bool:
    own = [row for row in episode.rows("initial_cp_conference") if row.icpc_date is not None]
    return bool(own) and len([row for row in conferences(episode) if row.icpc_date is not None]) > len(own)


@rule("2991Q", "cin_episodes", "S47ActualStartDate", "There is an enquiry and no assessment.", CHECK_RECORD)
def enquiry_without_assessment(episode: Found, _: Census) -> bool:
    return not episode.lacks("s47_enquiry") and episode.lacks("cin_assessments")


@rule(
    "8873Q",
    "cin_episodes",
    "ReasonForClosure",
    "The one assessment found no factor; closed otherwise.",
    CHECK_RECORD,
)
def nothing_found_yet_closed_otherwise(episode: Found, _: Census) -> bool:
    assessments = episode.below.get("cin_assessments", ())
    if len(assessments) != 1 or episode.row.close_reason in (None, *CLOSED_AFTER_ASSESSMENT):
        return False
    return assessments[0].row.assessment_auth_date is not None and NO_FACTOR in factors(assessments[0])
