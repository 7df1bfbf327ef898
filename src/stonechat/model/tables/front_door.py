"""How children come to the service: contacts, early help, referrals and their assessments."""

from stonechat.model.tables.declare import child, day, day_or_not_yet, flag, identifier, table, text

CONTACTS = table(
    "contacts",
    "contact about one child",
    identifier("contact_id", "The contact."),
    child(),
    day("contact_date", "Day on which the authority received it."),
    text("contact_source_code", "Who made it, as the authority's own system codes it."),
    text("contact_source_desc", "Who made it, in words."),
    text("contact_outcome_json", "What was decided, as JSON."),
    key=("contact_id",),
)

EARLY_HELP_EPISODES = table(
    "early_help_episodes",
    "spell of early help for one child",
    identifier("episode_id", "The spell."),
    child(),
    day("episode_start_date", "First day of the spell."),
    day_or_not_yet("episode_end_date", "Last day of the spell."),
    text("episode_reason", "Why early help was given, broadly."),
    text("episode_end_reason", "Why it ended."),
    text("episode_organisation", "Who provides it."),
    text("episode_worker_id", "The worker responsible."),
    key=("episode_id",),
)

CIN_EPISODES = table(
    "cin_episodes",
    "referral of one child, and the episode of need that it began",
    identifier("referral_id", "The referral."),
    child(),
    day("referral_date", "Day of the referral.", required=True),
    text("cin_primary_need_code", "Main reason why the child needs help.", codes="primary_need"),
    text("referral_source_code", "Who referred the child.", codes="referral_source"),
    text("referral_source_desc", "Who referred the child, in words."),
    text("referral_outcome_json", "What was decided on the referral, as JSON."),
    flag("referral_nfa", "Whether it was decided to take no further action on the referral."),
    text("close_reason", "Why the episode of need closed.", codes="reason_for_closure"),
    day_or_not_yet("close_date", "Day on which the episode of need closed."),
    text("referral_team", "The team that dealt with the referral."),
    text("referral_worker_id", "The worker who dealt with it."),
    key=("referral_id",),
)

CIN_ASSESSMENTS = table(
    "cin_assessments",
    "assessment of one child",
    identifier("assessment_id", "The assessment."),
    child(),
    text("referral_id", "The referral that it belongs to."),
    day("assessment_start_date", "Day on which the assessment began.", required=True),
    flag("assessment_child_seen", "Whether the child was seen during it."),
    day_or_not_yet("assessment_auth_date", "Day on which it was complete and a manager authorised it."),
    text("assessment_outcome_json", "What was decided, as JSON."),
    flag("assessment_outcome_nfa", "Whether it ended in no further action."),
    text("assessment_team", "The team that assessed."),
    text("assessment_worker_id", "The worker who assessed."),
    key=("assessment_id",),
    parent="cin_episodes",
    parent_key=("referral_id",),
    not_in_ssd=(day("assessment_internal_review_date", "Day set for an internal review of its progress."),),
)

ASSESSMENT_FACTORS = table(
    "assessment_factors",
    # SSD holds all factors of an assessment in one cell; apart, they can be counted.
    "factor found at one assessment",
    text("table_id", "The row in the source system."),
    identifier("assessment_id", "The assessment."),
    text("assessment_factor", "What bears on the child.", codes="assessment_factor", required=True),
    key=("assessment_id", "assessment_factor"),
    parent="cin_assessments",
    parent_key=("assessment_id",),
    not_in_ssd=(child(),),
)

TABLES = (CONTACTS, EARLY_HELP_EPISODES, CIN_EPISODES, CIN_ASSESSMENTS, ASSESSMENT_FACTORS)
