"""Before and during care proceedings: what was offered to the family, decided and ordered."""

from stonechat.model.tables.declare import child, day, flag, identifier, number, table, text

PRE_PROCEEDINGS = table(
    "pre_proceedings",
    # SSD's key is its row and the family; what returns carry has neither, so we have our own.
    "period of pre-proceedings for one child",
    text("table_id", "The row in the source system."),
    child(),
    text("plo_family_id", "The family in pre-proceedings."),
    day("pre_pro_decision_date", "Day on which panel decided to enter pre-proceedings."),
    day("initial_pre_pro_meeting_date", "Day of the first pre-proceedings meeting with the parents."),
    text("pre_pro_outcome", "How pre-proceedings ended."),
    day("agree_stepdown_issue_date", "Day of the decision to step down or to issue proceedings."),
    number("cp_plans_referral_period", "Child protection plans of the child during this referral."),
    text("legal_gateway_outcome", "What the legal gateway or panel decided."),
    number("prev_pre_proc_child", "Earlier periods of pre-proceedings in the child's life."),
    number("prev_care_proc_child", "Earlier care proceedings in the child's life."),
    day("pre_pro_letter_date", "Day on which the parents were sent the letter before proceedings."),
    day(
        "care_pro_letter_date",
        "Day on which the parents were sent the letter of issue of care proceedings.",
    ),
    number("pre_pro_meetings_num", "Review meetings held with the parents after the first."),
    # Answers such as "unknown" and "not in proceedings" stand beside yes and no; hence text, not flags.
    text("pre_pro_parents_legal_rep", "Whether the parents had a lawyer in pre-proceedings."),
    text("parents_legal_rep_point_of_issue", "Whether the parents had a lawyer when they were issued."),
    text("court_reference", "The court's number of the case."),
    number("care_proc_court_hearings", "Hearings held during care proceedings, first and last included."),
    text("care_proc_short_notice", "Whether proceedings were issued at short notice."),
    text("proc_short_notice_reason", "Main reason for short notice."),
    text("la_initial_plan_approved", "Whether the first hearing approved the authority's plan."),
    text("la_initial_care_plan", "The authority's plan at the first hearing."),
    text("la_final_plan_approved", "Whether the last hearing approved the authority's plan."),
    text("la_final_care_plan", "The authority's plan at the last hearing."),
    key=("pre_proceedings_id",),
    not_in_ssd=(
        identifier("pre_proceedings_id", "The period; where SSD is the source, its row."),
        text("referral_id", "The referral that it belongs to."),
        day("pre_proceedings_start_date", "First day of pre-proceedings."),
        flag("family_group_meeting_offered", "Whether a family group decision meeting was offered."),
        flag("family_group_meeting_held", "Whether a family group decision meeting was held."),
        day("court_application_date", "Day of the application to court."),
    ),
)

TABLES = (PRE_PROCEEDINGS,)
