"""Young people who have left care."""

from stonechat.model.tables.declare import child, day, identifier, table, text

CARE_LEAVERS = table(
    "care_leavers",
    "care leaver, as last recorded",
    identifier("table_id", "The row in the source system."),
    child(),
    text("care_leaver_eligibility", "What support the law entitles the young person to."),
    text("care_leaver_in_touch", "Whether the authority is in touch, or why not."),
    day("care_leaver_latest_contact", "Last contact by the personal adviser."),
    text("care_leaver_accommodation", "Where the young person lives."),
    text("care_leaver_accom_suitable", "Whether that is suitable."),
    text("care_leaver_activity", "Main activity: education, training, work, or none."),
    day("pathway_plan_review_date", "Last review of the pathway plan, or its start."),
    text("care_leaver_personal_advisor", "The personal adviser."),
    text("care_leaver_allocated_team", "The team responsible."),
    text("care_leaver_worker_id", "The worker responsible."),
    key=("table_id",),
)

TABLES = (CARE_LEAVERS,)
