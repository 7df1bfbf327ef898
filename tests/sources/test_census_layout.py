"""The layout of each year against the collection's own schema: no element is dropped, none invented."""

import xml.etree.ElementTree as ET

import pytest

from stonechat.basics.codes import code_list
from stonechat.sources.cin_census.heading import window
from stonechat.sources.cin_census.layout import layout, layout_of_all_years, layout_year

XS = "{http://www.w3.org/2001/XMLSchema}"
SCHEMA_YEARS = (2017, 2021, 2022, 2023, 2024, 2025, 2026)

# in the sector's samples for 2026, and not in the stored schema of that year
BEYOND_THE_SCHEMA = {2026: {"PreProceedingsandFGDM"}}

LIST_OF_TYPE = {
    "unknownupntype": "upn_unknown",
    "gendertype": "gender_current",
    "sextype": "sex",
    "ethnicitytype": "ethnicity",
    "disabilitytype": "disability",
    "referralsourcetype": "referral_source",
    "categoryofabusetype": "category_of_abuse",
    "primaryneedcodetype": "primary_need",
    "reasonforclosuretype": "reason_for_closure",
    "assessmentfactorstype": "assessment_factor",
}


def schema(shared, year):
    return ET.parse(shared / "reference" / "schemas" / f"CIN_schema_{year}.xsd").getroot()  # noqa: S314


def paths_of_schema(root):
    """Every element's path, with whether the schema requires it."""
    types = {each.get("name"): each for each in root.iter(f"{XS}complexType") if each.get("name")}

    def walk(holder, above):
        sequence = holder.find(f"{XS}sequence")
        for element in () if sequence is None else sequence.findall(f"{XS}element"):
            path = f"{above}/{element.get('name')}"
            yield path, element.get("minOccurs") != "0"
            inner = types.get(element.get("type") or "")
            inner = element.find(f"{XS}complexType") if inner is None else inner
            if inner is not None:
                yield from walk(inner, path)

    return dict(walk(types["messagetype"], "Message"))


def paths_of_layout(element, above=""):
    path = f"{above}/{element.name}".removeprefix("/")
    yield path, element
    for inner in element.holds:
        yield from paths_of_layout(inner, path)


@pytest.mark.parametrize("year", SCHEMA_YEARS)
def test_every_element_of_the_schema_has_its_place_in_its_order(shared, year):
    ours = [path for path, _ in paths_of_layout(layout(year)) if path != "Message"]
    known = [path for path in ours if not BEYOND_THE_SCHEMA.get(year, set()) & set(path.split("/"))]
    assert known == list(paths_of_schema(schema(shared, year)))


@pytest.mark.parametrize("year", SCHEMA_YEARS)
def test_every_element_that_holds_text_lands_somewhere_or_says_why_not(year):
    for path, element in paths_of_layout(layout(year)):
        lands = [element.to is not None, element.unused is not None, bool(element.holds)]
        assert sum(lands) == 1, path
        assert element.column is not None or element.to is None or element.to[0] == "heading", path


@pytest.mark.parametrize("year", SCHEMA_YEARS)
def test_what_the_schema_requires_of_a_child_is_required_or_the_key(shared, year):
    required = paths_of_schema(schema(shared, year))
    for path, element in paths_of_layout(layout(year).find("Child"), "Message/Children"):
        if element.to and path in required:
            assert required[path] == (element.required or element.key), path


@pytest.mark.parametrize("year", SCHEMA_YEARS)
def test_codes_of_the_year_are_those_of_its_schema(shared, year):
    for simple in schema(shared, year).iter(f"{XS}simpleType"):
        name = LIST_OF_TYPE.get(simple.get("name") or "")
        if name:
            codes = {value.get("value") for value in simple.iter(f"{XS}enumeration")}
            assert codes == set(code_list(name).codes_on(window(year)[1])), name


def test_where_each_element_lands():
    """The whole map in one place; a change of the layout changes this list on purpose."""
    lands = {
        path.removeprefix("Message/").removeprefix("Children/"): ".".join(element.to)
        if element.to
        else "unused"
        for path, element in paths_of_layout(layout_of_all_years())
        if element.to or element.unused
    }
    assert lands == {
        "Header/CollectionDetails/Collection": "heading.format",
        "Header/CollectionDetails/Year": "heading.year",
        "Header/CollectionDetails/ReferenceDate": "heading.window_last",
        "Header/Source/SourceLevel": "unused",
        "Header/Source/LEA": "heading.authority",
        "Header/Source/SoftwareCode": "unused",
        "Header/Source/Release": "unused",
        "Header/Source/SerialNo": "unused",
        "Header/Source/DateTime": "heading.made_at",
        "Child/ChildIdentifiers/LAchildID": "person.person_id",
        "Child/ChildIdentifiers/UPN": "person.upn",
        "Child/ChildIdentifiers/FormerUPN": "person.former_upn",
        "Child/ChildIdentifiers/UPNunknown": "person.upn_unknown",
        "Child/ChildIdentifiers/PersonBirthDate": "person.dob",
        "Child/ChildIdentifiers/ExpectedPersonBirthDate": "person.expected_dob",
        "Child/ChildIdentifiers/GenderCurrent": "person.gender_current",
        "Child/ChildIdentifiers/Sex": "person.sex",
        "Child/ChildIdentifiers/PersonDeathDate": "person.death_date",
        "Child/ChildCharacteristics/Ethnicity": "person.ethnicity",
        "Child/ChildCharacteristics/Disabilities/Disability": "disability.disability_code",
        "Child/CINdetails/CINreferralDate": "cin_episodes.referral_date",
        "Child/CINdetails/ReferralSource": "cin_episodes.referral_source_code",
        "Child/CINdetails/PrimaryNeedCode": "cin_episodes.cin_primary_need_code",
        "Child/CINdetails/CINclosureDate": "cin_episodes.close_date",
        "Child/CINdetails/ReasonForClosure": "cin_episodes.close_reason",
        "Child/CINdetails/DateOfInitialCPC": "initial_cp_conference.icpc_date",
        "Child/CINdetails/Assessments/AssessmentActualStartDate": "cin_assessments.assessment_start_date",
        "Child/CINdetails/Assessments/AssessmentInternalReviewDate": (
            "cin_assessments.assessment_internal_review_date"
        ),
        "Child/CINdetails/Assessments/AssessmentAuthorisationDate": "cin_assessments.assessment_auth_date",
        "Child/CINdetails/Assessments/FactorsIdentifiedAtAssessment/AssessmentFactors": (
            "assessment_factors.assessment_factor"
        ),
        "Child/CINdetails/CINPlanDates/CINPlanStartDate": "cin_plans.cin_plan_start_date",
        "Child/CINdetails/CINPlanDates/CINPlanEndDate": "cin_plans.cin_plan_end_date",
        "Child/CINdetails/Section47/S47ActualStartDate": "s47_enquiry.s47_start_date",
        "Child/CINdetails/Section47/InitialCPCtarget": "initial_cp_conference.icpc_target_date",
        "Child/CINdetails/Section47/DateOfInitialCPC": "initial_cp_conference.icpc_date",
        "Child/CINdetails/Section47/ICPCnotRequired": "s47_enquiry.icpc_not_required",
        "Child/CINdetails/ReferralNFA": "cin_episodes.referral_nfa",
        "Child/CINdetails/ChildProtectionPlans/CPPstartDate": "cp_plans.cp_plan_start_date",
        "Child/CINdetails/ChildProtectionPlans/CPPendDate": "cp_plans.cp_plan_end_date",
        "Child/CINdetails/ChildProtectionPlans/InitialCategoryOfAbuse": "cp_plans.cp_plan_initial_category",
        "Child/CINdetails/ChildProtectionPlans/LatestCategoryOfAbuse": "cp_plans.cp_plan_latest_category",
        "Child/CINdetails/ChildProtectionPlans/NumberOfPreviousCPP": "cp_plans.number_of_previous_cp_plans",
        "Child/CINdetails/ChildProtectionPlans/Reviews/CPPreviewDate": "cp_reviews.cp_review_date",
        "Child/CINdetails/PreProceedingsandFGDM/PPStartDate": "pre_proceedings.pre_proceedings_start_date",
        "Child/CINdetails/PreProceedingsandFGDM/LBPSentDate": "pre_proceedings.pre_pro_letter_date",
        "Child/CINdetails/PreProceedingsandFGDM/FGDMMeetingOffer": (
            "pre_proceedings.family_group_meeting_offered"
        ),
        "Child/CINdetails/PreProceedingsandFGDM/FGDMMeetingFac": "pre_proceedings.family_group_meeting_held",
        "Child/CINdetails/PreProceedingsandFGDM/InitialPPMeetingDate": (
            "pre_proceedings.initial_pre_pro_meeting_date"
        ),
        "Child/CINdetails/PreProceedingsandFGDM/ReviewMeetingsCount": "pre_proceedings.pre_pro_meetings_num",
        "Child/CINdetails/PreProceedingsandFGDM/StepDecisionDate": (
            "pre_proceedings.agree_stepdown_issue_date"
        ),
        "Child/CINdetails/PreProceedingsandFGDM/PPOutcome": "pre_proceedings.pre_pro_outcome",
        "Child/CINdetails/PreProceedingsandFGDM/CourtAppDate": "pre_proceedings.court_application_date",
        "Child/CINdetails/PreProceedingsandFGDM/LetterInitCPDate": "pre_proceedings.care_pro_letter_date",
    }


@pytest.mark.parametrize(
    ("year", "used"),
    [(2015, 2017), (2017, 2017), (2020, 2017), (2021, 2021), (2024, 2023), (2026, 2026), (2030, 2026)],
)
def test_a_year_that_is_not_written_down_uses_the_one_before(year, used):
    assert layout_year(year) == used
    assert layout(year) == layout(used)
