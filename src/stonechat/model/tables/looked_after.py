"""Children looked after: episodes, placements, reviews, visits, health, missing, and leaving for good.

SSD links most of these to an episode by the child alone. A child has many episodes, so that is no
key of one; here such rows hang on the child.
"""

from stonechat.model.tables.declare import (
    amount,
    child,
    day,
    day_or_not_yet,
    flag,
    identifier,
    number,
    table,
    table_of_our_own,
    text,
    year,
)

PERIOD_OF_CARE = text("cla_id", "The period of care, which runs over all its episodes.")

CLA_EPISODES = table(
    "cla_episodes",
    "episode of care of one child: a spell in one placement under one legal status",
    identifier("cla_episode_id", "The episode."),
    child(),
    day("cla_episode_start_date", "First day of the episode.", required=True),
    text("cla_episode_start_reason", "What changed when the episode began.", codes="episode_start_reason"),
    text("cla_primary_need_code", "Main reason why the child needs help.", codes="primary_need"),
    day_or_not_yet("cla_episode_ceased_date", "Day on which the episode ended."),
    text("cla_episode_ceased_reason", "Why the episode ended.", codes="episode_ceased_reason"),
    PERIOD_OF_CARE,
    text("referral_id", "The referral that it belongs to."),
    text("cla_placement_id", "The placement."),
    day("entered_care_date", "First day of the period of care."),
    day("cla_last_iro_contact_date", "Last visit or contact by the independent reviewing officer."),
    key=("cla_episode_id",),
    # SSD keeps these in tables of their own; the SSDA903 return states them of each episode.
    not_in_ssd=(
        text(
            "legal_status", "The status in law under which the child is looked after.", codes="legal_status"
        ),
        text("placement_type", "Kind of placement.", codes="placement_type"),
        text("placement_provider", "Who provides the placement.", codes="placement_provider"),
        text(
            "placement_change_reason",
            "Why the child moved on, on the episode that ends.",
            codes="placement_change_reason",
        ),
        text("home_postcode", "Postcode of the home that the child came from."),
        text("placement_postcode", "Postcode of the placement."),
        text("placement_urn", "Ofsted's number of the provider."),
        amount("placement_distance", "Miles from the child's home; 999.9 where it cannot be known."),
    ),
)

CLA_PLACEMENT = table(
    "cla_placement",
    "stay of one child in one placement",
    identifier("cla_placement_id", "The placement."),
    day("cla_placement_start_date", "First day of the placement.", required=True),
    text("cla_placement_type", "Kind of placement.", codes="placement_type"),
    text("cla_placement_urn", "Ofsted's number of the provider."),
    amount("cla_placement_distance", "Miles from the child's home; 999.9 where it cannot be known."),
    PERIOD_OF_CARE,
    text(
        "cla_placement_provider",
        "Who provides it: the authority itself, another, private, voluntary.",
        codes="placement_provider",
    ),
    text("cla_placement_postcode", "Postcode of the placement."),
    day_or_not_yet("cla_placement_end_date", "Day on which the placement ended."),
    text("cla_placement_change_reason", "Why the child moved on.", codes="placement_change_reason"),
    child(),
    key=("cla_placement_id",),
)

CLA_REVIEWS = table(
    "cla_reviews",
    "review of one looked-after child, due or held",
    identifier("cla_review_id", "The review."),
    PERIOD_OF_CARE,
    day("cla_review_due_date", "Day by which it should be held."),
    day_or_not_yet("cla_review_date", "Day on which it was held."),
    flag("cla_review_cancelled", "Whether it was cancelled."),
    text("cla_review_participation", "How the child took part.", codes="review_participation"),
    key=("cla_review_id",),
    # SSD reaches the child only through the period of care, which has no table of its own.
    not_in_ssd=(child(),),
)

CLA_VISITS = table(
    "cla_visits",
    "visit to one looked-after child",
    identifier("cla_visit_id", "The visit."),
    PERIOD_OF_CARE,
    child(),
    day("cla_visit_date", "Day of the visit."),
    flag("cla_visit_seen", "Whether the child was seen."),
    flag("cla_visit_seen_alone", "Whether the child was seen alone."),
    key=("cla_visit_id",),
)

CLA_CARE_PLAN = table(
    "cla_care_plan",
    "care plan of one child",
    identifier("table_id", "The plan."),
    child(),
    day("cla_care_plan_start_date", "First day on which the plan held."),
    day_or_not_yet("cla_care_plan_end_date", "Last day on which the plan held."),
    text("cla_care_plan_json", "What is planned for the child's permanence, as JSON."),
    key=("table_id",),
)

CLA_PREVIOUS_PERMANENCE = table(
    "cla_previous_permanence",
    "permanence order of one child before coming into care again",
    identifier("table_id", "The row in the source system."),
    child(),
    # Where only month or year is known it comes as zz/05/2020 or zz/zz/2020: text, for no day is invented.
    text("previous_permanence_order_date", "Date of the order, with zz for what is not known."),
    text("previous_permanence_option", "Kind of order.", codes="previous_permanence"),
    text("previous_permanence_la", "The authority that arranged it."),
    key=("table_id",),
)

CLA_CONVICTIONS = table(
    "cla_convictions",
    "offence of one looked-after child",
    identifier("cla_conviction_id", "The conviction."),
    child(),
    day("cla_conviction_date", "Day of the offence."),
    text("cla_conviction_offence", "What the offence was."),
    key=("cla_conviction_id",),
)

CLA_HEALTH = table(
    "cla_health",
    "health or dental check of one looked-after child",
    identifier("health_check_id", "The check."),
    child(),
    text("health_check_type", "What was checked."),
    day("health_check_date", "Day of the check."),
    text("health_check_status", "Whether it is planned, done, refused or cancelled."),
    key=("health_check_id",),
)

CLA_IMMUNISATIONS = table(
    "cla_immunisations",
    "looked-after child",
    child(),
    flag("immunisations_status", "Whether immunisations are up to date."),
    day("immunisations_status_date", "Day on which that was last recorded."),
    key=("person_id",),
)

CLA_SUBSTANCE_MISUSE = table(
    "cla_substance_misuse",
    "record of one looked-after child's misuse of a substance",
    identifier("substance_misuse_id", "The record."),
    child(),
    day("substance_misuse_date", "Day of the misuse."),
    text("substance_misused", "The substance."),
    flag("intervention_received", "Whether the child had help for it."),
    key=("substance_misuse_id",),
)

SDQ_SCORES = table(
    "sdq_scores",
    "strengths and difficulties questionnaire about one looked-after child",
    identifier("table_id", "The questionnaire."),
    child(),
    day("sdq_completed_date", "Day on which it was completed."),
    text("sdq_reason", "Why there is no score.", codes="sdq_reason"),
    # SSD lets a reason stand in the score's cell. A reason belongs in sdq_reason; a score is a number.
    number("sdq_score", "Score, 0 to 40; higher is more difficulty."),
    key=("table_id",),
)

MISSING = table(
    "missing",
    "time for which one child was missing, or away without leave",
    identifier("table_id", "The time away."),
    child(),
    day("missing_episode_start_date", "First day away.", required=True),
    text(
        "missing_episode_type",
        "Whether missing, or away from placement without authorisation.",
        codes="missing_type",
    ),
    day_or_not_yet("missing_episode_end_date", "Day on which the child was back."),
    # Yes, no, or not applicable: hence text, not flags.
    text("missing_rhi_offered", "Whether a return home interview was offered."),
    text("missing_rhi_accepted", "Whether the child accepted it."),
    key=("table_id",),
)

PERMANENCE = table(
    "permanence",
    # SSD links its person_id to the id of an episode, which cannot be meant.
    "path of one child to adoption or another permanent home",
    identifier("table_id", "The row in the source system."),
    child(),
    PERIOD_OF_CARE,
    day("adm_decision_date", "Day of the decision that the child should be placed for adoption."),
    day("ffa_cp_decision_date", "Day of the decision to foster for adoption or to plan concurrently."),
    day("placement_order_date", "Day of the placement order."),
    day("placed_for_adoption_date", "Day on which the child was placed for adoption."),
    day("matched_date", "Day on which the child was matched with adopters."),
    flag("adopted_by_carer_flag", "Whether former foster carers adopted the child."),
    day("placed_ffa_cp_date", "Day of placement in fostering for adoption or concurrent planning."),
    day("decision_reversed_date", "Day of the decision that the child should not be adopted after all."),
    day("placed_foster_carer_date", "Day of first placement with the carers who then adopted."),
    flag("part_of_sibling_group", "Whether the child has siblings with the same plan."),
    number("siblings_placed_together", "Children placed, or to be placed, together with their siblings."),
    number("siblings_placed_apart", "Siblings placed, or to be placed, apart from the child."),
    text("placement_provider_urn", "Ofsted's number of the agency that provides the placement."),
    text(
        "decision_reversed_reason",
        "Why the child should not be adopted after all.",
        codes="placed_ceased_reason",
    ),
    day("permanence_order_date", "Day of the order that made the home permanent."),
    text("permanence_order_type", "Kind of that order: adoption, special guardianship, arrangements."),
    text("adoption_worker_id", "The adoption social worker."),
    text("adopter_sex", "Sex of the adopter or adopters.", codes="adopter_sex"),
    text(
        "adopter_legal_status",
        "Whether the adopters are single, married, partners.",
        codes="adopter_legal_status",
    ),
    # Text in SSD, but it is a count.
    number("number_of_adopters", "How many adopters."),
    key=("table_id",),
)

UASC = table_of_our_own(
    "uasc",
    "looked-after child who is, or was, an unaccompanied asylum-seeking child",
    child(),
    day_or_not_yet("uasc_ended_date", "Day on which the child ceased to be one: claim settled, or 18."),
    key=("person_id",),
)

CLA_YEARLY_OUTCOMES = table_of_our_own(
    "cla_yearly_outcomes",
    "looked-after child and collection year: health and offending over the year",
    child(),
    year("The year that ends on 31 March of this one."),
    number("sdq_score", "Score of the latest strengths and difficulties questionnaire, 0 to 40."),
    text("sdq_reason", "Why there is no score.", codes="sdq_reason"),
    flag("convicted", "Whether convicted, or subject to a final warning, in the year."),
    flag("health_check", "Whether development checks are up to date, for a child under five."),
    flag("immunisations", "Whether immunisations are up to date."),
    flag("teeth_check", "Whether a dentist checked the teeth in the year."),
    flag("health_assessment", "Whether the health assessment was done in the year."),
    flag("substance_misuse", "Whether found to misuse a substance in the year."),
    flag("intervention_received", "Whether the child had help for it."),
    flag("intervention_offered", "Whether help was offered and refused."),
    key=("person_id", "year"),
)

DEPRIVATION_OF_LIBERTY = table_of_our_own(
    "deprivation_of_liberty",
    "order that deprives one looked-after child of liberty",
    identifier("dol_id", "The order."),
    child(),
    day("dol_start_date", "First day of the order.", required=True),
    day_or_not_yet("dol_end_date", "Day on which the order ended."),
    key=("dol_id",),
)

TABLES = (
    CLA_EPISODES,
    CLA_PLACEMENT,
    CLA_REVIEWS,
    CLA_VISITS,
    CLA_CARE_PLAN,
    CLA_PREVIOUS_PERMANENCE,
    CLA_CONVICTIONS,
    CLA_HEALTH,
    CLA_IMMUNISATIONS,
    CLA_SUBSTANCE_MISUSE,
    SDQ_SCORES,
    MISSING,
    PERMANENCE,
    UASC,
    CLA_YEARLY_OUTCOMES,
    DEPRIVATION_OF_LIBERTY,
)
