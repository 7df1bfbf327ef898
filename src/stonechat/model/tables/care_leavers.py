"""Young people who have left care."""

from stonechat.model.tables.declare import child, day, identifier, table, table_of_our_own, text, year

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

CARE_LEAVER_YEARLY_OUTCOMES = table_of_our_own(
    "care_leaver_yearly_outcomes",
    "young person who left care and collection year: how they were doing around their birthday",
    child(),
    year("The year that ends on 31 March of this one."),
    text("in_touch", "Whether the authority is in touch, or why not.", codes="in_touch"),
    text("activity", "Main activity: education, training, work, or none.", codes="activity"),
    text("accommodation", "Where the young person lives, and whether it is suitable.", codes="accommodation"),
    key=("person_id", "year"),
)

TABLES = (CARE_LEAVERS, CARE_LEAVER_YEARLY_OUTCOMES)
