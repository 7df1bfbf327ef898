"""The column names of the sector's extracts: the only words of a strange table that may be shown.

A table that no format knows may begin with a child's details instead of column names. So a first line is
shown only if each of its cells, whole, is on this closed list. Nothing here reads a file.

Next: `registry.py` says with it what a strange file looks like.
"""

import re
import unicodedata
from functools import cache

from stonechat.model.names import PREFIXES, ssd_column
from stonechat.model.tables import TABLES

_SSDA903 = """
CHILD SEX DOB ETHNIC UPN MOTHER MC_DOB DECOM RNE LS CIN PLACE PLACE_PROVIDER DEC REC REASON_PLACE_CHANGE
HOME_POST PL_POST URN REVIEW REVIEW_CODE DUC SDQ_SCORE SDQ_REASON CONVICTED HEALTH_CHECK IMMUNISATIONS
TEETH_CHECK HEALTH_ASSESSMENT SUBSTANCE_MISUSE INTERVENTION_RECEIVED INTERVENTION_OFFERED IN_TOUCH ACTIV
ACCOM DATE_INT DATE_MATCH FOSTER_CARE NB_ADOPTR SEX_ADOPTR LS_ADOPTR DATE_PLACED DATE_PLACED_CEASED
REASON_PLACED_CEASED PREV_PERM LA_PERM DATE_PERM MISSING MIS_START MIS_END SW_ID SW_DECOM SW_DEC SW_REASON
DOLO_START DOLO_END
""".replace("\n", " ").split(" ")
"""Columns of the collection of children looked after."""

_ANNEX_A = """
Child Unique ID|Gender|Ethnicity|Date of Birth|Age of Child (Years)|Age|Date of Contact|Contact Source
Assessment start date|Assessment completion date|Organisation completing assessment
Date of referral|Referral Source|Referral NFA?|Number of Referrals in Last 12 Months
Allocated Team|Allocated Worker|Does the Child have a Disability|Continuous Assessment Start Date
Child Seen During Continuous Assessment|Continuous Assessment Date of Authorisation
Was the child assessed as requiring LA children's social care support?
Strategy discussion initiating Section 47 Enquiry Start Date
Was an Initial Child Protection Conference deemed unnecessary?
Date of Initial Child Protection Conference
Did the Initial Child Protection Conference Result in a Child Protection Plan
Number of Section 47 Enquiries in the last 12 months|Number of ICPCs in the last 12 months
CIN Start Date|Primary Need Code|Date Child Was Last Seen|CIN Closure Date|Reason for Closure|Case Status
Child Protection Plan Start Date|Initial Category of Abuse|Latest Category of Abuse
Date of the Last Statutory Visit|Was the Child Seen Alone?|Date of latest review conference
Child Protection Plan End Date|Number of Previous Child Protection Plans
Subject to Emergency Protection Order or Protected Under Police Powers in Last Six Months (Y/N)
Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)
Date Started to be Looked After|Child's Category of Need
Is this a second or subsequent period of being a Looked After Child within the last 12 months (Y/N)
Start date of current legal status|Child's Legal Status|Date of Latest Statutory Review
Date of Last Social Work Visit|What is the permanence plan for this child?
Date of Last IRO Visit / Contact to the Child|Date of Last Health Assessment|Date of Last Dental Check
Number of Placements in the Last 12 months|Date Ceased to be Looked After|Reason Ceased to be Looked After
Start Date of Most Recent Placement|Placement Type|Placement Provider|Placement postcode
URN of Placement|Placement Location|LA of Placement
Number of Episodes the Child has been 'Missing' from their Placement in the last 12 months
Number of Episodes the Child has been 'Absent' from their Placement in the last 12 months
Was the child offered a Return Interview after their last missing episode (Y/N)?
Did the child accept a Return Interview after their last missing episode (Y/N)?
Unaccompanied Asylum Seeking Child (UASC), or formerly UASC if 18 or over (Y/N)
Allocated Personal Advisor|Eligibility Category|Latest Pathway Plan Review Date|LA in Touch
Latest Date of Contact|Type of Accommodation|Suitability of Accommodation|Activity Status
Family identifier|Date the Child Entered Care|Date of Decision that Child Should be Placed for Adoption
Date of Placement Order|Date of Matching Child and Prospective Adopters|Date Placed for Adoption
Date of Adoption Order|Date of Decision that Child Should No Longer be Placed for Adoption
Reason Why Child No Longer Placed for Adoption
Date the child was placed for fostering in FFA or concurrent planning placement
Individual adopter identifier|Disability|Is the (prospective) adopter fostering for adoption?
Date enquiry received|Date Stage 1 started|Date Stage 1 ended|Date Stage 2 started|Date Stage 2 ended
Date application submitted|Date application approved|Date adopter matched with child(ren)
Date child/children placed with adopter(s)|No. of children placed|Date of leaving adoption process
Reason for leaving adoption process
""".replace("\n", "|").split("|")
"""Headings of the lists of Annex A, as the inspectorate spells them."""

_COMMON = """
Child ID|Person ID|LA Child ID|Unique ID|ID|Case ID|Date of birth|Birth date|First name|Forename|Last name
Surname|Name|Full name|Sex|Ethnic group|Team|Worker|Social worker|Start date|End date|Status|Postcode
Referral date|Closure date|Legal status|Category of abuse|NHS number|School|Year group
""".replace("\n", "|").split("|")
"""What systems and spreadsheets call the same things."""

_MARKS = re.compile(r"[?():.]")


def as_listed(heading: str) -> str | None:
    """The heading as this list spells it; None for any other text, even one with a heading in it.

    Case, spaces round it and marks such as `?` make no difference, nor do curly quotes.
    """
    return _listed().get(_plain(heading))


@cache
def _listed() -> dict[str, str]:
    """By plain spelling, every heading that is known."""
    known = [*_COMMON, *_of_the_model(), *_ANNEX_A, *_SSDA903]
    return {_plain(heading): heading for heading in known if heading}


def _of_the_model() -> list[str]:
    """Our columns and those of the Standard Safeguarding Dataset."""
    columns = [(table, column.name) for table, each in TABLES.items() for column in each.columns]
    of_ssd = [ssd_column(table, name) for table, name in columns if table in PREFIXES]
    return [name for _, name in columns] + of_ssd


def _plain(heading: str) -> str:
    text = unicodedata.normalize("NFKC", heading).replace("\u2018", "'").replace("\u2019", "'")
    return " ".join(_MARKS.sub("", text).split()).casefold()
