"""Child protection: enquiries under section 47, conferences, plans, and the visits and reviews of a plan."""

from stonechat.model.tables.declare import child, day, day_or_not_yet, flag, identifier, number, table, text

S47_ENQUIRY = table(
    "s47_enquiry",
    "section 47 enquiry about one child",
    identifier("s47_enquiry_id", "The enquiry."),
    text("referral_id", "The referral that it belongs to."),
    child(),
    day("s47_start_date", "Day of the strategy discussion that began it.", required=True),
    day_or_not_yet("s47_end_date", "Day on which it was complete and authorised."),
    flag("s47_nfa", "Whether it ended in no further action."),
    text("s47_outcome_json", "What was decided, as JSON."),
    text("s47_completed_by_worker_id", "The worker who made it."),
    text("s47_completed_by_team", "The team that made it."),
    key=("s47_enquiry_id",),
    parent="cin_episodes",
    parent_key=("referral_id",),
    not_in_ssd=(flag("icpc_not_required", "Whether it was decided that no conference was needed."),),
)

INITIAL_CP_CONFERENCE = table(
    "initial_cp_conference",
    "initial child protection conference about one child, planned or held",
    identifier("icpc_id", "The conference."),
    text("icpc_meeting_id", "The meeting, which may be about several children."),
    text("s47_enquiry_id", "The enquiry that it came from; blank for one recorded without an enquiry."),
    child(),
    # SSD requires it, though a conference need not end in a plan.
    text("cp_plan_id", "The child protection plan that it led to."),
    text("referral_id", "The referral that it belongs to."),
    flag("icpc_transfer_in", "Whether it was held because the child moved in from another authority."),
    day("icpc_target_date", "Day by which it should be held."),
    day_or_not_yet("icpc_date", "Day on which it was held."),
    flag("icpc_outcome_cp_flag", "Whether it led to a child protection plan."),
    text("icpc_outcome_json", "What was decided, as JSON."),
    text("icpc_team", "The team that arranged it."),
    text("icpc_worker_id", "The worker who arranged it."),
    key=("icpc_id",),
    parent="cin_episodes",
    parent_key=("referral_id",),
)

CP_PLANS = table(
    "cp_plans",
    "child protection plan of one child",
    identifier("cp_plan_id", "The plan."),
    text("referral_id", "The referral that it belongs to."),
    text("icpc_id", "The conference that made it."),
    child(),
    day("cp_plan_start_date", "First day of the plan.", required=True),
    day_or_not_yet("cp_plan_end_date", "Day on which the plan ended."),
    text("cp_plan_initial_category", "Category of abuse when the plan began.", codes="category_of_abuse"),
    flag("cp_plan_ola", "Whether another authority is responsible for the plan."),
    text("cp_plan_latest_category", "Category of abuse most recently recorded.", codes="category_of_abuse"),
    key=("cp_plan_id",),
    parent="cin_episodes",
    parent_key=("referral_id",),
    not_in_ssd=(
        number(
            "number_of_previous_cp_plans",
            "Earlier child protection plans, as the return states.",
        ),
    ),
)

CP_VISITS = table(
    "cp_visits",
    "visit to one child on a child protection plan",
    identifier("cp_visit_id", "The visit."),
    child(),
    identifier("cp_plan_id", "The plan."),
    day("cp_visit_date", "Day of the visit."),
    flag("cp_visit_seen", "Whether the child was seen."),
    flag("cp_visit_seen_alone", "Whether the child was seen alone."),
    flag("cp_visit_bedroom", "Whether the child's bedroom was seen."),
    key=("cp_visit_id",),
    parent="cp_plans",
    parent_key=("cp_plan_id",),
)

CP_REVIEWS = table(
    "cp_reviews",
    "review conference of one child protection plan, due or held",
    identifier("cp_review_id", "The review."),
    child(),
    text("cp_plan_id", "The plan."),
    day("cp_review_due", "Day by which it should be held."),
    day_or_not_yet("cp_review_date", "Day on which it was held."),
    text("cp_review_meeting_id", "The meeting, which may be about several children."),
    flag("cp_review_outcome_continue_cp", "Whether it decided that the plan goes on."),
    flag("cp_review_quorate", "Whether enough agencies took part for it to decide."),
    text("cp_review_participation", "How the child took part."),
    key=("cp_review_id",),
    parent="cp_plans",
    parent_key=("cp_plan_id",),
)

TABLES = (S47_ENQUIRY, INITIAL_CP_CONFERENCE, CP_PLANS, CP_VISITS, CP_REVIEWS)
