"""The census guide's checks: each fires on a row that breaks it, and none on a clean child."""

import csv
import re
from datetime import date
from pathlib import Path

import pytest
from tests.sources.census import FULL_EPISODE, census, child, read_text, rules

from stonechat.sources.cin_census import checks_page
from stonechat.sources.cin_census.rules import NOT_DONE, RULES
from stonechat.sources.cin_census.rules.rule import overlap

PAGE = Path(__file__).parents[2] / "docs/reference/cin-census-checks.md"

ONLY_ASSESSMENT = "<Assessments>.*?</Assessments>\n<Assessments>.*?</Assessments>"
CLEAN_ASSESSMENT = """<Assessments><AssessmentActualStartDate>2023-05-03</AssessmentActualStartDate>
<AssessmentAuthorisationDate>2023-06-12</AssessmentAuthorisationDate>
<FactorsIdentifiedAtAssessment><AssessmentFactors>3A</AssessmentFactors></FactorsIdentifiedAtAssessment>
</Assessments>"""


def clean() -> str:
    """A child of whom nothing looks wrong: one episode, one assessment, an enquiry, two plans in turn."""
    episode = re.sub(ONLY_ASSESSMENT, CLEAN_ASSESSMENT, FULL_EPISODE, flags=re.DOTALL)
    episode = episode.replace("<DateOfInitialCPC>2023-05-30</DateOfInitialCPC>\n", "")
    episode = episode.replace("2023-06-13", "2024-01-14").replace("2023-09-01", "2024-01-31")
    return child("CHILD0001", episode).replace("A850728973744", "T850728973744")


NEED_PLAN = "<CINPlanDates><CINPlanStartDate>{}</CINPlanStartDate>{}</CINPlanDates>"
PLAN = """<ChildProtectionPlans><CPPstartDate>{}</CPPstartDate>{}
<InitialCategoryOfAbuse>NEG</InitialCategoryOfAbuse>
<LatestCategoryOfAbuse>NEG</LatestCategoryOfAbuse><NumberOfPreviousCPP>0</NumberOfPreviousCPP>
</ChildProtectionPlans>"""
EPISODE = """<CINdetails><CINreferralDate>{}</CINreferralDate><ReferralSource>6</ReferralSource>
<PrimaryNeedCode>N1</PrimaryNeedCode>{}<ReferralNFA>0</ReferralNFA></CINdetails>"""
ENQUIRY = (
    "<Section47><S47ActualStartDate>{}</S47ActualStartDate><ICPCnotRequired>0</ICPCnotRequired></Section47>"
)
CLOSED = "<CINclosureDate>2024-02-01</CINclosureDate>\n"
DIED = "<PersonDeathDate>{}</PersonDeathDate></ChildIdentifiers>"
FACTOR = "<AssessmentFactors>3A</AssessmentFactors>"
END = "</CINdetails>"

# code, what is replaced in the clean child, by what
BREAKS = [
    ("1510", "T850728973744", "A850728973744"),
    ("1530", "T850728973744", "T8X0728973744"),
    ("1540", "T850728973744", "T850728X73744"),
    ("1550", "T850728973744", "T85072897374I"),
    ("1560Q", "<UPN>", "<FormerUPN>123</FormerUPN><UPN>"),
    ("1570", "CHILD0001", "C" * 21),
    ("1580", "CHILD0001", "CHILD-0001"),
    ("8520", "2012-12-06", "2024-04-01"),
    ("8525Q", "<PersonBirthDate>2012-12-06</PersonBirthDate>", ""),
    ("8530Q", "PersonBirthDate>", "ExpectedPersonBirthDate>"),
    ("8535Q", "</ChildIdentifiers>", DIED.format("2012-12-05")),
    ("8545Q", "</ChildIdentifiers>", DIED.format("2024-04-01")),
    ("8555Q", "</ChildIdentifiers>", DIED.format("2023-05-01")),
    ("8750", "PersonBirthDate>", "ExpectedPersonBirthDate>"),
    ("8770Q", "<UPN>T850728973744</UPN>", ""),
    ("8772", "<UPN>T850728973744</UPN>", "<UPNunknown>UN7</UPNunknown>"),
    ("8775Q", "2012-12-06", "1998-02-01"),
    ("8790", ">HAND<", ">NONE<"),
    ("8590", re.search("<CINdetails>.*</CINdetails>", clean(), re.DOTALL)[0], ""),  # type: ignore[index]
    ("8815", CLOSED, ""),
    ("8816", CLOSED, ""),
    ("8820", END, END + EPISODE.format("2023-06-01", CLOSED + "<ReasonForClosure>RC7</ReasonForClosure>")),
    ("4004", "<CINPlanEndDate>2024-01-31</CINPlanEndDate>", ""),
    ("4014", "<Section47>", NEED_PLAN.format("2024-01-30", "") + "<Section47>"),
    ("8935", END, PLAN.format("2024-01-15", "") + PLAN.format("2024-01-16", "") + END),
    ("8940", END, PLAN.format("2024-01-13", "") + END),
    ("2883", END, PLAN.format("2024-01-15", "<CPPendDate>2024-01-16</CPPendDate>") + END),
    ("8600", "2023-05-02", "2024-04-01"),
    ("8606", "2012-12-06", "2024-02-07"),
    ("8630", "2024-02-01", "2023-05-01"),
    ("8620", "2024-02-01", "2024-04-01"),
    ("8805", "<ReasonForClosure>RC7</ReasonForClosure>", ""),
    ("8810", CLOSED, ""),
    ("8585Q", ">RC7<", ">RC2<"),
    ("8610", "<PrimaryNeedCode>N1</PrimaryNeedCode>", ""),
    ("8831", "<ReferralNFA>0<", "<ReferralNFA>1<"),
    ("8832", "<ReferralNFA>0<", "<ReferralNFA>1<"),
    ("4000", "<ReferralNFA>0<", "<ReferralNFA>1<"),
    ("8825Q", CLEAN_ASSESSMENT, ""),
    ("2990", ">RC7<", ">RC8<"),
    ("8867", "<AssessmentAuthorisationDate>2023-06-12</AssessmentAuthorisationDate>", ""),
    ("8868", "<DateOfInitialCPC>2023-05-22</DateOfInitialCPC>", ""),
    ("8565", "2024-02-01", "2024-01-30"),
    (
        "8896",
        CLEAN_ASSESSMENT,
        "<Assessments><AssessmentActualStartDate>{}</AssessmentActualStartDate></Assessments>",
    ),
    ("8863Q", CLEAN_ASSESSMENT, CLEAN_ASSESSMENT + CLEAN_ASSESSMENT.replace("2023-05-03", "2023-06-11")),
    ("8839", "<Section47>", ENQUIRY.format("2023-06-01") + ENQUIRY.format("2023-07-01") + "<Section47>"),
    ("8890", "<Section47>", ENQUIRY.format("2023-05-21") + "<Section47>"),
    ("2884", "<ReferralNFA>", "<DateOfInitialCPC>2023-05-30</DateOfInitialCPC><ReferralNFA>"),
    ("2991Q", CLEAN_ASSESSMENT, ""),
    ("8873Q", ">3A<", ">21<"),
    ("1103", "2023-05-03", "2023-05-01"),
    ("8608", "2023-06-12", "2023-05-02"),
    ("8696", "2023-06-12", "2024-04-01"),
    (
        "8736",
        CLEAN_ASSESSMENT,
        CLEAN_ASSESSMENT.replace("2023-05-03", "2023-03-31").replace("2023-06-12", ""),
    ),
    ("8670Q", "<AssessmentAuthorisationDate>2023-06-12</AssessmentAuthorisationDate>", ""),
    ("8614", "<AssessmentAuthorisationDate>2023-06-12</AssessmentAuthorisationDate>", ""),
    ("8897Q", FACTOR, ""),
    ("8869", FACTOR, FACTOR + "<AssessmentFactors>21</AssessmentFactors>"),
    ("8945Q", ">3A<", ">18A<"),
    ("8950Q", ">3A<", ">19A<"),
    ("4010", "2024-01-14</CINPlanStart", "2024-04-01</CINPlanStart"),
    ("4011", "<CINPlanEndDate>2024-01-31", "<CINPlanEndDate>2024-01-13"),
    ("4012Q", "<CINPlanEndDate>2024-01-31", "<CINPlanEndDate>2024-01-14"),
    ("4013", "<CINPlanEndDate>2024-01-31", "<CINPlanEndDate>2024-04-01"),
    ("4015", "<CINPlanStartDate>2024-01-14", "<CINPlanStartDate>2023-05-01"),
    ("4008", "</ChildIdentifiers>", DIED.format("2024-01-13")),
    ("4009Q", "</ChildIdentifiers>", DIED.format("2024-01-30")),
    ("4001", "<CINPlanStartDate>2024-01-14", "<CINPlanStartDate>2024-01-13"),
    ("2889", "2023-05-04", "2023-05-01"),
    ("8740", "<Section47>", ENQUIRY.format("2023-03-31") + "<Section47>"),
    ("8675Q", "<Section47>", ENQUIRY.format("2024-03-06") + "<Section47>"),
    ("8615", "2023-05-04", "2023-05-23"),
    ("1104", "2023-05-02", "2023-05-23"),
    ("8715", "<DateOfInitialCPC>2023-05-22", "<DateOfInitialCPC>2024-04-02"),
    ("8875", "<DateOfInitialCPC>2023-05-22", "<DateOfInitialCPC>2023-05-27"),
    ("8870Q", "<InitialCPCtarget>2023-05-25", "<InitialCPCtarget>2023-05-27"),
    ("8720", "<CPPstartDate>2023-05-22", "<CPPstartDate>2024-04-01"),
    ("8925", "<CPPendDate>2024-01-14", "<CPPendDate>2023-05-21"),
    ("8840", "<CPPendDate>2024-01-14", "<CPPendDate>2023-05-22"),
    ("8930", "<CPPendDate>2024-01-14", "<CPPendDate>2024-04-01"),
    ("1105", "<CPPstartDate>2023-05-22", "<CPPstartDate>2023-05-01"),
    ("8915", "</ChildIdentifiers>", DIED.format("2023-05-21")),
    ("8920", "</ChildIdentifiers>", DIED.format("2024-01-13")),
    ("2885", "<CPPstartDate>2023-05-22", "<CPPstartDate>2023-05-23"),
    ("8841", "<CPPreviewDate>2023-08-15", "<CPPreviewDate>2023-05-22"),
    ("4003", "<CINPlanStartDate>2024-01-14", "<CINPlanStartDate>2023-12-01"),
]

# what else must change so that the check can speak
ALSO = {
    "8815": (END, END + EPISODE.format("2024-03-01", "")),
    "8816": (END, END + EPISODE.format("2024-03-01", "")),
    "8530Q": ("2012-12-06", "2025-01-01"),
    "4004": ("<Section47>", NEED_PLAN.format("2024-01-20", "") + "<Section47>"),
    "8825Q": (">RC7<", ">RC8<"),
    "8569Q": ("<ReferralNFA>0<", "<ReferralNFA>1<"),
}


def test_nothing_looks_wrong_with_a_clean_child(tmp_path):
    reading, _ = read_text(tmp_path, census(clean()))
    assert rules(reading) == set()


@pytest.mark.parametrize(("code", "old", "new"), BREAKS, ids=[row[0] for row in BREAKS])
def test_a_check_speaks_when_it_is_broken(tmp_path, code, old, new):
    if code == "8896":
        new = new.format("2023-05-03") + new.format("2023-05-04")
    text = clean()
    assert old in text
    text = text.replace(old, new)
    text = text.replace(*ALSO[code], 1) if code in ALSO else text
    reading, _ = read_text(tmp_path, census(text))
    assert code in rules(reading, "warning")


def test_an_old_referral_without_action_is_doubted_from_two_working_days_before_the_year(tmp_path):
    # 1 April 2023 was a Saturday: the working day before it is Friday, 31 March
    for day, doubted in (("2023-03-30", True), ("2023-03-31", False), ("2023-04-01", False)):
        episode = EPISODE.format(day, "").replace("<ReferralNFA>0<", "<ReferralNFA>1<")
        reading, _ = read_text(tmp_path, census(child("A1", episode)))
        assert ("8569Q" in rules(reading)) is doubted


DAMAGED = [
    ("8590", "<CINreferralDate>2023-05-02<", "<CINreferralDate>x<"),
    ("2991Q", "<AssessmentActualStartDate>2023-05-03<", "<AssessmentActualStartDate>x<"),
    ("8825Q", "<AssessmentActualStartDate>2023-05-03<", "<AssessmentActualStartDate>x<"),
    ("8897Q", "<AssessmentFactors>3A<", "<AssessmentFactors>x<"),
]


@pytest.mark.parametrize(("code", "old", "new"), DAMAGED)
def test_a_check_does_not_call_absent_what_was_rejected(tmp_path, code, old, new):
    text = clean()
    assert text.count(old) == 1
    text = text.replace(old, new).replace(*ALSO[code], 1) if code == "8825Q" else text.replace(old, new)
    reading, _ = read_text(tmp_path, census(text))
    assert code not in rules(reading)
    assert rules(reading, "error")


@pytest.mark.parametrize(("day", "speaks"), [("2026-01-09", True), ("2026-01-10", False), ("", False)])
def test_what_no_check_of_the_guide_covers_is_held_to_the_model(tmp_path, day, speaks):
    steps = f"<PPStartDate>2026-01-10</PPStartDate><StepDecisionDate>{day}</StepDecisionDate>"
    inside = f"<PreProceedingsandFGDM>{steps}</PreProceedingsandFGDM>"
    episode = EPISODE.format("2025-05-02", inside)
    reading, rows = read_text(tmp_path, census(child("A1", episode), year=2026))
    assert "pre_proceedings" in {row.table for row in rows}
    found = [each for each in reading.findings.kept if each.rule == "dates_out_of_order"]
    assert [each.what for each in found] == (
        ["StepDecisionDate is before PPStartDate; the row was loaded."] if speaks else []
    )
    assert all(each.where.column == "StepDecisionDate" for each in found)


def test_every_check_is_shown_to_speak():
    assert {rule.code for rule in RULES} == {row[0] for row in BREAKS} | {"8569Q"}


def test_every_check_of_the_guide_is_made_or_listed_as_not_made(shared):
    with (shared / "reference/validation_rules/cin_rules_2025_26.csv").open(encoding="utf-8") as lines:
        guide = {row["code"] for row in csv.DictReader(lines)}
    assert checks_page.codes_done() | set(NOT_DONE) >= guide
    assert checks_page.codes_done() & set(NOT_DONE) == set()
    assert checks_page.codes_done() | set(NOT_DONE) == guide


def test_the_page_of_checks_is_up_to_date():
    assert PAGE.read_text("utf-8") == checks_page.page()


@pytest.mark.parametrize(
    ("spans", "do"),
    [
        ([(1, 5), (5, 9)], False),
        ([(1, 6), (5, 9)], True),
        ([(5, 9), (1, None)], True),
        ([(1, 5), (5, 5)], False),
        ([(1, 9), (5, 5)], True),
        ([(1, 9), (5, 2)], False),
        ([(5, 2), (3, 9)], False),
        ([(1, 9), (5, 2), (8, 12)], True),
        ([(5, 2)], False),
    ],
)
def test_spans_overlap_beyond_a_shared_day_and_those_that_end_before_they_begin_with_none(spans, do):
    dated = [(date(2024, 1, first), date(2024, 1, last) if last else None) for first, last in spans]
    assert overlap(dated) is do
    assert overlap(dated[::-1]) is do
