"""What our tables and columns are called in the Standard Safeguarding Dataset (SSD 1.4.5), and back.

Our names are mechanical: a table drops `ssd_`, a column drops its table's four-letter prefix and
the underscore. So `ssd_cin_episodes.cine_close_date` is `cin_episodes.close_date`. The few that
differ are listed below, each with its reason; nothing is renamed by taste.

This module knows names only: what a column holds is declared in `tables/`.
"""

PREFIXES = {
    "department": "dept",
    "professionals": "prof",
    "person": "pers",
    "family": "fami",
    "address": "addr",
    "disability": "disa",
    "immigration_status": "immi",
    "mother": "moth",
    "legal_status": "lega",
    "linked_identifiers": "link",
    "voice_of_child": "voch",
    "contacts": "cont",
    "early_help_episodes": "earl",
    "cin_episodes": "cine",
    "cin_assessments": "cina",
    "assessment_factors": "cinf",
    "cin_plans": "cinp",
    "cin_visits": "cinv",
    "s47_enquiry": "s47e",
    "initial_cp_conference": "icpc",
    "cp_plans": "cppl",
    "cp_visits": "cppv",
    "cp_reviews": "cppr",
    "pre_proceedings": "prep",
    "cla_episodes": "clae",
    "cla_placement": "clap",
    "cla_reviews": "clar",
    "cla_visits": "clav",
    "cla_care_plan": "lacp",
    "cla_previous_permanence": "lapp",
    "cla_convictions": "clac",
    "cla_health": "clah",
    "cla_immunisations": "clai",
    "cla_substance_misuse": "clas",
    "sdq_scores": "csdq",
    "missing": "miss",
    "permanence": "perm",
    "care_leavers": "clea",
    "send": "send",
    "ehcp_requests": "ehcr",
    "ehcp_assessment": "ehca",
    "ehcp_named_plan": "ehcn",
    "ehcp_active_plans": "ehcp",
    "sen_need": "senn",
    "involvements": "invo",
}
"""Every table that we keep, and the prefix of its columns in SSD."""

LEFT_OUT = {
    "ssd_api_data_staging": "the outbox of a tool that sends SSD onwards; it says nothing of children",
    "ssd_version_log": "the release notes of SSD itself",
    "ssd_s251_finance": "placeholders without a meaning; spending gets its own tables",
}
"""The SSD tables that we do not keep, and why."""

_COLUMN_EXCEPTIONS = {
    # SSD packs all factors of an assessment into one cell; we hold one row for each factor.
    ("assessment_factors", "assessment_factor"): "cinf_assessment_factors_json",
    # SSD misspells "initial" here, and only here.
    ("pre_proceedings", "la_initial_plan_approved"): "prep_la_inital_plan_approved",
}
"""(our table, our column) -> SSD's column, where the mechanical name will not do."""

_OTHER_TABLE_SPELLINGS = {
    # The spec's own foreign keys to this table use the plural.
    "ssd_cla_placements": "ssd_cla_placement",
}
"""SSD's other spelling of a table -> the one its field list uses. Read, never written."""

OTHER_COLUMN_SPELLINGS = {
    # The spec's foreign key from cla_episodes names the placement's id so.
    "clap_placement_id": "clap_cla_placement_id",
    # The spec's foreign key from ehcp_named_plan names the assessment's id so.
    "ehca_ehcp_asmt_id": "ehca_ehcp_assessment_id",
    # The spec's own misspelling, put right.
    "prep_la_initial_plan_approved": "prep_la_inital_plan_approved",
}
"""SSD's other spelling of a column -> the one its field list uses. Read, never written."""

_OUR_COLUMNS = {(table, ssd): ours for (table, ours), ssd in _COLUMN_EXCEPTIONS.items()}


def our_table(ssd: str) -> str:
    """Our name of an SSD table. KeyError for one that SSD lacks or that we leave out (`LEFT_OUT`)."""
    ours = _OTHER_TABLE_SPELLINGS.get(ssd, ssd).removeprefix("ssd_")
    if ours not in PREFIXES or ours == ssd:
        raise KeyError(f"the model keeps no SSD table {ssd}")
    return ours


def our_column(ssd_table_name: str, ssd: str) -> str:
    """Our name of a column of an SSD table. KeyError where its prefix is not that table's.

    Whether the table has such a column is for its declaration to say.
    """
    table = our_table(ssd_table_name)
    ssd = OTHER_COLUMN_SPELLINGS.get(ssd, ssd)
    prefix = f"{PREFIXES[table]}_"
    if not ssd.startswith(prefix):
        raise KeyError(f"columns of {ssd_table_name} start with {prefix}; {ssd} does not")
    return _OUR_COLUMNS.get((table, ssd), ssd.removeprefix(prefix))


def ssd_table(ours: str) -> str:
    """SSD's name of one of our tables. KeyError for a table that is not in SSD."""
    if ours not in PREFIXES:
        raise KeyError(f"{ours} is not in SSD")
    return f"ssd_{ours}"


def ssd_column(our_table_name: str, ours: str) -> str:
    """SSD's name of a column of one of our tables, for columns that are in SSD.

    Which columns are not in SSD is for the table's declaration to say.
    """
    return _COLUMN_EXCEPTIONS.get((our_table_name, ours), f"{PREFIXES[our_table_name]}_{ours}")
