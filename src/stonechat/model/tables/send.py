"""Special educational needs and disabilities: the way to an education, health and care (EHC) plan.

SSD reaches the child from most of these only through a chain of tables. Each row holds the child too, so that
a child can be forgotten whole.
"""

from stonechat.model.tables.declare import child, day, day_or_not_yet, identifier, number, table, text

SEND = table(
    "send",
    "child as the special educational needs service knows them",
    identifier("table_id", "The row in the source system."),
    # SSD requires it, but also has a column for the reason why there is none.
    text("upn", "Unique pupil number."),
    text("uln", "Unique learner number."),
    # Its codes are those of the SEN2 return, which mean other things than those of social care returns.
    text("upn_unknown", "Why there is neither."),
    child(),
    key=("table_id",),
)

EHCP_REQUESTS = table(
    "ehcp_requests",
    "request to assess one child for an EHC plan",
    identifier("ehcp_request_id", "The request."),
    identifier("send_table_id", "The child's row in send."),
    day("ehcp_req_date", "Day on which it was received."),
    day_or_not_yet("ehcp_req_outcome_date", "Day of the decision on it."),
    text("ehcp_req_outcome", "Whether an assessment followed."),
    key=("ehcp_request_id",),
    parent="send",
    parent_key=("send_table_id",),
    not_in_ssd=(child(),),
)

EHCP_ASSESSMENT = table(
    "ehcp_assessment",
    "assessment of one child for an EHC plan",
    identifier("ehcp_assessment_id", "The assessment."),
    identifier("ehcp_request_id", "The request that it came from."),
    day_or_not_yet("ehcp_assessment_outcome_date", "Day of the decision on it."),
    text("ehcp_assessment_outcome", "Whether a plan is to be made."),
    text("ehcp_assessment_exceptions", "Whether an exception to the 20-week limit applies."),
    key=("ehcp_assessment_id",),
    parent="ehcp_requests",
    parent_key=("ehcp_request_id",),
    not_in_ssd=(child(),),
)

EHCP_NAMED_PLAN = table(
    "ehcp_named_plan",
    "EHC plan as first made for one child",
    identifier("named_plan_id", "The plan."),
    # SSD shortens the assessment's id here, and its foreign key seeks that short name at the other end.
    identifier("ehcp_asmt_id", "The assessment that it came from."),
    day("named_plan_start_date", "Day on which the plan was made."),
    day_or_not_yet("named_plan_ceased_date", "Day on which the plan ended."),
    text("named_plan_ceased_reason", "Why it ended."),
    key=("named_plan_id",),
    parent="ehcp_assessment",
    parent_key=("ehcp_asmt_id",),
    not_in_ssd=(child(),),
)

EHCP_ACTIVE_PLANS = table(
    "ehcp_active_plans",
    "EHC plan in force for one child",
    identifier("active_ehcp_id", "The plan."),
    identifier("ehcp_request_id", "The request that it came from."),
    day("active_ehcp_last_review_date", "Last review of the plan."),
    key=("active_ehcp_id",),
    parent="ehcp_requests",
    parent_key=("ehcp_request_id",),
    not_in_ssd=(child(),),
)

SEN_NEED = table(
    "sen_need",
    "need named in one EHC plan",
    identifier("table_id", "The row in the source system."),
    identifier("active_ehcp_id", "The plan."),
    text("active_ehcp_need_type", "Kind of need."),
    # One character in SSD, but it is a rank.
    number("active_ehcp_need_rank", "1 for the main need, 2 for the second."),
    key=("table_id",),
    parent="ehcp_active_plans",
    parent_key=("active_ehcp_id",),
    not_in_ssd=(child(),),
)

TABLES = (SEND, EHCP_REQUESTS, EHCP_ASSESSMENT, EHCP_NAMED_PLAN, EHCP_ACTIVE_PLANS, SEN_NEED)
