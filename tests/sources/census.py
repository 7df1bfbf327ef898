"""Small census files for tests: one full child, pieces of it, and independent counts of raw text."""

import re
from pathlib import Path

from stonechat.sources import registry
from stonechat.sources.reading import Overrides, Reading, TypedRow

HEADER = """<Header><CollectionDetails><Collection>CIN</Collection><Year>{year}</Year>
<ReferenceDate>{year}-03-31</ReferenceDate></CollectionDetails>
<Source><SourceLevel>L</SourceLevel><LEA>201</LEA><SoftwareCode>x</SoftwareCode><Release>1</Release>
<SerialNo>001</SerialNo><DateTime>2024-05-23T11:14:05</DateTime></Source></Header>"""

IDENTIFIERS = """<ChildIdentifiers><LAchildID>{id}</LAchildID><UPN>A850728973744</UPN>
<PersonBirthDate>2012-12-06</PersonBirthDate><GenderCurrent>1</GenderCurrent></ChildIdentifiers>
<ChildCharacteristics><Ethnicity>WIRT</Ethnicity>
<Disabilities><Disability>HAND</Disability><Disability>LD</Disability></Disabilities></ChildCharacteristics>"""

FULL_EPISODE = """<CINdetails>
<CINreferralDate>2023-05-02</CINreferralDate>
<ReferralSource>1A</ReferralSource>
<PrimaryNeedCode>N1</PrimaryNeedCode>
<CINclosureDate>2024-02-01</CINclosureDate>
<ReasonForClosure>RC7</ReasonForClosure>
<DateOfInitialCPC>2023-05-30</DateOfInitialCPC>
<Assessments>
<AssessmentActualStartDate>2023-05-03</AssessmentActualStartDate>
<AssessmentInternalReviewDate>2023-05-20</AssessmentInternalReviewDate>
<AssessmentAuthorisationDate>2023-06-12</AssessmentAuthorisationDate>
<FactorsIdentifiedAtAssessment>
<AssessmentFactors>3A</AssessmentFactors>
<AssessmentFactors>4B</AssessmentFactors>
</FactorsIdentifiedAtAssessment>
</Assessments>
<Assessments>
<AssessmentActualStartDate>2023-07-03</AssessmentActualStartDate>
<FactorsIdentifiedAtAssessment/>
</Assessments>
<CINPlanDates>
<CINPlanStartDate>2023-06-13</CINPlanStartDate>
<CINPlanEndDate>2023-09-01</CINPlanEndDate>
</CINPlanDates>
<Section47>
<S47ActualStartDate>2023-05-04</S47ActualStartDate>
<InitialCPCtarget>2023-05-25</InitialCPCtarget>
<DateOfInitialCPC>2023-05-22</DateOfInitialCPC>
<ICPCnotRequired>false</ICPCnotRequired>
</Section47>
<ReferralNFA>0</ReferralNFA>
<ChildProtectionPlans>
<CPPstartDate>2023-05-22</CPPstartDate>
<CPPendDate>2024-01-14</CPPendDate>
<InitialCategoryOfAbuse>PHY</InitialCategoryOfAbuse>
<LatestCategoryOfAbuse>EMO</LatestCategoryOfAbuse>
<NumberOfPreviousCPP>1</NumberOfPreviousCPP>
<Reviews>
<CPPreviewDate>2023-08-15</CPPreviewDate>
<CPPreviewDate>2023-12-15</CPPreviewDate>
</Reviews>
</ChildProtectionPlans>
</CINdetails>"""

SMALL_EPISODE = """<CINdetails>
<CINreferralDate>2023-11-02</CINreferralDate>
<ReferralSource>6</ReferralSource>
<ReferralNFA>true</ReferralNFA>
</CINdetails>"""


def child(name: str = "CHILD0001", *episodes: str) -> str:
    """One `Child` with that id and these episodes; without any, a full one and a small one."""
    inside = "\n".join(episodes or (FULL_EPISODE, SMALL_EPISODE))
    return f"<Child>\n{IDENTIFIERS.format(id=name)}\n{inside}\n</Child>"


def census(*children: str, year: int = 2024) -> str:
    """A whole census of these children."""
    inside = "\n".join(children)
    return f"<Message>\n{HEADER.format(year=year)}\n<Children>\n{inside}\n</Children>\n</Message>\n"


def read_text(folder: Path, text: str | bytes, **overrides: object) -> tuple[Reading, list[TypedRow]]:
    """The reading of such a file, iterated to the end, and its rows."""
    path = folder / "census.xml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return read_path(path, **overrides)


def read_path(path: Path, **overrides: object) -> tuple[Reading, list[TypedRow]]:
    """The reading of a file, iterated to the end, and its rows. Its books must balance."""
    reading = registry.read_file(path, Overrides(**overrides))  # type: ignore[arg-type]
    rows = list(reading.rows)
    unbalanced = {name: account for name, account in reading.accounts.items() if not account.balances}
    assert not unbalanced, unbalanced
    assert len(rows) == sum(account.loaded for account in reading.accounts.values())
    return reading, rows


def rules(reading: Reading, *severities: str) -> set[str]:
    """The rules of the problems found, of these severities or of any."""
    return {rule for severity, rule in reading.findings.counts if not severities or severity in severities}


ROW_ELEMENTS = {
    "person": "Child",
    "disability": "Disability",
    "cin_episodes": "CINdetails",
    "cin_assessments": "Assessments",
    "assessment_factors": "AssessmentFactors",
    "cin_plans": "CINPlanDates",
    "s47_enquiry": "Section47",
    "cp_plans": "ChildProtectionPlans",
    "cp_reviews": "CPPreviewDate",
    "pre_proceedings": "PreProceedingsandFGDM",
}


def counted(text: str) -> dict[str, int]:
    """How many rows of each table stand in the raw text: an independent count, by regular expression."""
    counts = {table: len(re.findall(rf"<{name}[\s>/]", text)) for table, name in ROW_ELEMENTS.items()}
    enquiries = re.findall(r"<Section47>.*?</Section47>", text, re.DOTALL)
    outside = re.sub(r"<Section47>.*?</Section47>", "", text, flags=re.DOTALL)
    conference = r"<(?:InitialCPCtarget|DateOfInitialCPC)>\s*[^\s<]"
    counts["initial_cp_conference"] = len(re.findall(conference, outside)) + sum(
        1 for enquiry in enquiries if re.search(conference, enquiry)
    )
    return {table: count for table, count in counts.items() if count}


def read_counts(reading: Reading) -> dict[str, int]:
    """What the reading says it read, table by table, without the tables of which there was nothing."""
    return {name: account.read for name, account in reading.accounts.items() if account.read}
