"""The child, and what is true of a child whatever service they have: identity, family, address, health."""

from stonechat.model.tables.declare import child, day, day_or_not_yet, flag, identifier, table, text

PERSON = table(
    "person",
    "child or young person",
    identifier("person_id", "The child, as the authority's case system numbers them, in every year."),
    text("forename", "First name."),
    text("surname", "Family name."),
    text("sex", "Sex: M, F or U (not known).", codes="sex"),
    text("gender", "Gender as the child describes it."),
    text("ethnicity", "Ethnic group, as the child or family states it.", codes="ethnicity"),
    day("dob", "Date of birth; blank for a child not yet born."),
    text("common_child_id", "NHS number, the identifier that agencies share."),
    text("legacy_id", "Number in an earlier case system."),
    text("upn_unknown", "Why there is no unique pupil number.", codes="upn_unknown"),
    flag("send_flag", "Whether an education, health and care plan is recorded."),
    day("expected_dob", "Expected date of birth, for a child not yet born."),
    # Blank is "not known to have died". It stays UNKNOWN: nothing is counted as open because of it,
    # and an unreadable date must not cost a child's row and all that hangs on it.
    day("death_date", "Date of death."),
    flag("is_mother", "Whether the young person is a mother."),
    text("nationality", "Country of origin, asked of unaccompanied asylum-seeking children."),
    key=("person_id",),
    parent=None,
    not_in_ssd=(
        text("upn", "Unique pupil number."),
        text("former_upn", "An earlier unique pupil number."),
        text(
            "gender_current",
            "Gender as collections up to 2024 coded it; sex is set from it.",
            codes="gender_current",
        ),
        day("own_child_dob", "Date of birth of the young person's own child."),
    ),
)

FAMILY = table(
    "family",
    # SSD's key is the family alone, but a family has several members.
    "member of a family",
    text("table_id", "The row in the source system."),
    identifier("family_id", "The family."),
    child(),
    key=("family_id", "person_id"),
)

ADDRESS = table(
    "address",
    "stay of one child at one address",
    identifier("table_id", "The stay."),
    text("address_json", "The address in parts, as JSON."),
    child(),
    text("address_type", "What the address is to the child: home, placement, main."),
    day("address_start_date", "First day at the address."),
    day_or_not_yet("address_end_date", "Last day at the address."),
    text("address_postcode", "Postcode."),
    key=("table_id",),
)

DISABILITY = table(
    "disability",
    "disability of one child",
    child(),
    text("table_id", "The row in the source system."),
    text(
        "disability_code",
        "Kind of disability; NONE says that there is none.",
        codes="disability",
        required=True,
    ),
    key=("person_id", "disability_code"),
)

IMMIGRATION_STATUS = table(
    "immigration_status",
    "spell of one child in one immigration status",
    child(),
    identifier("immigration_status_id", "The spell."),
    text("immigration_status", "The status, for example unaccompanied asylum-seeking child."),
    day("immigration_status_start_date", "First day of the status."),
    day_or_not_yet("immigration_status_end_date", "Last day of the status."),
    key=("immigration_status_id",),
)

MOTHER = table(
    "mother",
    "child of a young mother who is herself known to the service",
    text("table_id", "The row in the source system."),
    identifier("person_id", "The mother."),
    identifier("childs_person_id", "Her child."),
    day("childs_dob", "Her child's date of birth."),
    key=("person_id", "childs_person_id"),
)

LEGAL_STATUS = table(
    "legal_status",
    "spell of one child in one legal status",
    identifier("legal_status_id", "The spell."),
    child(),
    text("legal_status", "The status in law under which the child is looked after.", codes="legal_status"),
    day("legal_status_start_date", "First day of the status."),
    day_or_not_yet("legal_status_end_date", "Last day of the status."),
    key=("legal_status_id",),
)

LINKED_IDENTIFIERS = table(
    "linked_identifiers",
    "number that another system or agency gave one child",
    identifier("table_id", "The row in the source system."),
    child(),
    text("identifier_type", "Whose number it is, for example the court's or the Home Office's."),
    text("identifier_value", "The number."),
    day("valid_from_date", "First day on which it is known to hold."),
    day_or_not_yet("valid_to_date", "Last day on which it held."),
    key=("table_id",),
)

VOICE_OF_CHILD = table(
    "voice_of_child",
    "questionnaire that one child answered",
    identifier("table_id", "The questionnaire."),
    child(),
    text("explained_worries", "Whether someone explained why people worry, as the child sees it."),
    text("story_help_understand", "Whether their story in words and pictures helps them understand."),
    text("agree_worker", "Whether they agree with what the worker says must happen."),
    text("plan_safe", "Whether they think that the plan makes clear how to keep them safe."),
    text("tablet_help_explain", "Whether writing or drawing on a tablet helped them explain."),
    key=("table_id",),
)

TABLES = (
    PERSON,
    FAMILY,
    ADDRESS,
    DISABILITY,
    IMMIGRATION_STATUS,
    MOTHER,
    LEGAL_STATUS,
    LINKED_IDENTIFIERS,
    VOICE_OF_CHILD,
)
