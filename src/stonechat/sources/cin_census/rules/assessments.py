"""Checks of assessments and their factors."""

from stonechat.sources.cin_census.rules.rule import (
    CHECK_RECORD,
    Census,
    Found,
    is_after,
    is_outside,
    more_working_days_than,
    rule,
)

NO_FACTOR = "21"


def factors(assessment: Found) -> list[str]:
    """The codes of the factors found."""
    return [row.assessment_factor for row in assessment.rows("assessment_factors")]


@rule("1103", "cin_assessments", "AssessmentActualStartDate", "The assessment starts before the referral.")
def assessed_before_referral(assessment: Found, _: Census) -> bool:
    return bool(assessment.row.assessment_start_date < assessment.over.referral_date)


@rule("8608", "cin_assessments", "AssessmentAuthorisationDate", "The assessment ends before it starts.")
def assessment_ends_before_start(assessment: Found, _: Census) -> bool:
    return is_after(assessment.row.assessment_start_date, assessment.row.assessment_auth_date)


@rule("8696", "cin_assessments", "AssessmentAuthorisationDate", "The assessment ends outside the year.")
def assessment_ends_outside_the_year(assessment: Found, census: Census) -> bool:
    return is_outside(assessment.row.assessment_auth_date, census)


@rule("8736", "cin_assessments", "AssessmentActualStartDate", "An open assessment starts outside the year.")
def open_assessment_starts_outside_the_year(assessment: Found, census: Census) -> bool:
    row = assessment.row
    return row.assessment_auth_date is None and not census.covers(row.assessment_start_date)


@rule(
    "8670Q",
    "cin_assessments",
    "AssessmentAuthorisationDate",
    "Open for more than 45 working days.",
    CHECK_RECORD,
)
def assessment_long_open(assessment: Found, census: Census) -> bool:
    row = assessment.row
    return row.assessment_auth_date is None and more_working_days_than(
        45, row.assessment_start_date, census.last
    )


@rule("8614", "cin_assessments", "AssessmentFactors", "An open assessment has factors.", CHECK_RECORD)
def open_assessment_withfactors(assessment: Found, _: Census) -> bool:
    return assessment.row.assessment_auth_date is None and bool(assessment.below)


@rule("8897Q", "cin_assessments", "AssessmentFactors", "A completed assessment has no factors.", CHECK_RECORD)
def completed_withoutfactors(assessment: Found, _: Census) -> bool:
    return assessment.row.assessment_auth_date is not None and assessment.lacks("assessment_factors")


@rule("8869", "cin_assessments", "AssessmentFactors", "Factor 21 (none) stands beside others.", CHECK_RECORD)
def no_factor_and_some(assessment: Found, _: Census) -> bool:
    codes = factors(assessment)
    return len(codes) > 1 and NO_FACTOR in codes


@rule(
    "8945Q", "cin_assessments", "AssessmentFactors", "Factor 18A: say 18B or 18C.", CHECK_RECORD, since=2022
)
def physical_abuse_by_whom(assessment: Found, _: Census) -> bool:
    return "18A" in factors(assessment)


@rule(
    "8950Q", "cin_assessments", "AssessmentFactors", "Factor 19A: say 19B or 19C.", CHECK_RECORD, since=2022
)
def sexual_abuse_by_whom(assessment: Found, _: Census) -> bool:
    return "19A" in factors(assessment)
