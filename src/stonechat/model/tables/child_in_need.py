"""Help under a child in need plan: the plans and the visits."""

from stonechat.model.tables.declare import child, day, day_or_not_yet, flag, identifier, table, text

CIN_PLANS = table(
    "cin_plans",
    "child in need plan of one child",
    identifier("cin_plan_id", "The plan."),
    text("referral_id", "The referral that it belongs to."),
    child(),
    day("cin_plan_start_date", "First day of the plan.", required=True),
    day_or_not_yet("cin_plan_end_date", "Day on which the plan ended."),
    text("cin_plan_team", "The team responsible."),
    text("cin_plan_worker_id", "The worker responsible."),
    key=("cin_plan_id",),
    parent="cin_episodes",
    parent_key=("referral_id",),
)

CIN_VISITS = table(
    "cin_visits",
    # SSD links it to an episode by the child alone, which is no key of an episode; so it hangs on the child.
    "visit to one child in need",
    identifier("cin_visit_id", "The visit."),
    child(),
    day("cin_visit_date", "Day of the visit."),
    flag("cin_visit_seen", "Whether the child was seen."),
    flag("cin_visit_seen_alone", "Whether the child was seen alone."),
    flag("cin_visit_bedroom", "Whether the child's bedroom was seen."),
    key=("cin_visit_id",),
)

TABLES = (CIN_PLANS, CIN_VISITS)
