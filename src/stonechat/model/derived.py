"""The derived columns: what looks back or chains, declared here, worked out in `engines/derivations`.

A derivation adds columns to one table, one value for each of its rows. The catalogue may use them like
any other column. Here stands what they mean; each has one SQL statement, a naive Python twin and a
truth table elsewhere, under the same name.

"Months begun" from a to b is the smallest n for which b is on or before a plus n calendar months
(month ends clamp: 31 January plus one month is 28 or 29 February). So "within 12 months" is at most
12, the anniversary itself included.
"""

from dataclasses import dataclass

from stonechat.model.table import Column, ColumnType
from stonechat.model.tables import TABLES

DATE, INTEGER, BOOLEAN, TEXT = (
    ColumnType.DATE,
    ColumnType.INTEGER,
    ColumnType.BOOLEAN,
    ColumnType.TEXT,
)


@dataclass(frozen=True, slots=True)
class Derivation:
    """Columns added to every row of `table`. `rule` says how, with the source of the rule."""

    name: str
    table: str
    columns: tuple[Column, ...]
    rule: str


FACT_COLUMNS = (
    Column("source", TEXT, "The format that the row came from, for example cin_census.", required=True),
    Column("return_id", TEXT, "The return that the row was taken from.", required=True),
    Column(
        "seen_to",
        DATE,
        "Last day of the window of the latest return that held the row: until then, blank means not yet.",
        required=True,
    ),
)
"""Added to every fact by the merge of returns (`pipeline/facts.py`)."""


def _counted_until(table: str, end: str) -> Derivation:
    return Derivation(
        "counted_until",
        table,
        (Column("counted_until", DATE, f"First day on which it no longer counts as open ({end})."),),
        f"{end} if there is one, else the day after seen_to: open in one return and absent from the next "
        "counts up to the first return's end and in no later stock.",
    )


def _person(table: str) -> Derivation:
    return Derivation(
        "person",
        table,
        (
            Column("born", DATE, "Date of birth, else expected date of birth."),
            Column("sex", TEXT, "Sex: M, F or U.", codes="sex"),
            Column("ethnicity", TEXT, "Ethnicity code.", codes="ethnicity"),
        ),
        "From the child's row in person; blank where there is none.",
    )


def _episode(table: str) -> Derivation:
    return Derivation(
        "episode",
        table,
        (
            Column("referral_date", DATE, "Date of the referral that it hangs on."),
            Column("cin_primary_need_code", TEXT, "Primary need at that referral.", codes="primary_need"),
            Column("referral_source_code", TEXT, "Source of that referral.", codes="referral_source"),
        ),
        "From the episode of need with the same referral_id; blank where there is none.",
    )


def _allocated(table: str, on: str, end: str | None = None) -> Derivation:
    latest = (
        Column("latest_team", TEXT, f"Team to which the child was allocated on {end}, or last seen open."),
        Column("latest_worker_id", TEXT, "The worker on that day."),
    )
    return Derivation(
        "allocated",
        table,
        (
            Column("allocated_team", TEXT, f"Team to which the child was allocated on {on}."),
            Column("allocated_worker_id", TEXT, "The worker on that day."),
            *(latest if end else ()),
        ),
        "Of the spells of involvement that hold the day, both ends included, and whose role is that of the "
        "child's own worker (allocated, social worker, case worker, key worker; no supervising one) or is "
        "blank, the one that began latest. Blank where there is none.",
    )


def _previous_event(table: str, earlier: str, rule: str) -> Derivation:
    return Derivation(
        "previous_event",
        table,
        (
            Column("previous_event_date", DATE, f"Date of the child's latest earlier {earlier}."),
            Column(
                "months_since_previous_event", INTEGER, f"Months begun from the latest earlier {earlier}."
            ),
        ),
        rule,
    )


def _next_event(table: str, noun: str, words: str, rule: str) -> Derivation:
    return Derivation(
        "next_event",
        table,
        (
            Column(f"next_{noun}_date", DATE, f"Date of the child's next {words}."),
            Column(f"days_to_next_{noun}", INTEGER, f"Days until the child's next {words}."),
        ),
        rule,
    )


def _year_end(table: str) -> Derivation:
    return Derivation(
        "year_end",
        table,
        (Column("year_end", DATE, "31 March of the collection year."),),
        "What a return says once a year is dated by the year's last day.",
    )


def _spell(table: str, what: str, dated: str) -> Derivation:
    return Derivation(
        "spell",
        table,
        (
            Column("spell_started", DATE, f"First day of the {what} in which it happened."),
            Column("spell_until", DATE, f"First day on which that {what} no longer counts as open."),
        ),
        f"The {what} that had begun by {dated} and had not ended before it; blank where there is none.",
    )


def _last_visit(table: str, seen: str) -> Derivation:
    return Derivation(
        "last_visit",
        table,
        (Column("last_visit_until", DATE, "First day on which it is no longer the latest visit."),),
        f"The day of the next visit in the spell, else the spell's end. Where {seen} is false: no visit.",
    )


PLAN_REVIEWS = (
    "The first review is due three months after the plan began, each later one six months after the one "
    "before (Working Together to Safeguard Children 2023). The due day is on time."
)
CARE_REVIEWS = (
    "Of the period of care: the first review is due 20 working days after it began, the second three "
    "months after the first, each later one six months after the one before (Care Planning, Placement "
    "and Case Review Regulations 2010, regulation 33). The due day is on time. The first review held is "
    "taken for the first if it was within six months of care. Blank for short breaks."
)


def _late_reviews(table: str, rule: str) -> Derivation:
    return Derivation(
        "reviews_on_time",
        table,
        (
            Column("late_from", DATE, "The day after it was due; blank if it was held in time."),
            Column("late_until", DATE, "Twelve months after it was held late."),
        ),
        rule,
    )


def _reviewed_until(table: str, rule: str) -> Derivation:
    return Derivation(
        "reviews_on_time",
        table,
        (
            Column(
                "reviewed_until",
                DATE,
                "First day on which the review after the last one held is overdue; at most counted_until.",
            ),
        ),
        rule,
    )


def _age(table: str, at: str) -> Derivation:
    return Derivation(
        "age",
        table,
        (Column("age", INTEGER, f"Completed years on {at}; -1 before birth; blank if not known."),),
        f"Completed years from born to {at}; someone born on 29 February has a birthday on 1 March in other "
        "years.",
    )


_TO_THE_FIRST = "Days from the referral to its first"
_OR_BEYOND = ("enquiry, conference or plan.", "conference or plan.")


def _agency(table: str, whose: str) -> Derivation:
    return Derivation(
        "agency",
        table,
        (Column("agency", TEXT, f"The agency that made {whose}, in words."),),
        "The groups of the census's sources of referral (`basics/agencies.py`); blank where the source is "
        "blank, not known, or a code that is not the census's.",
    )


DERIVATIONS: tuple[Derivation, ...] = (
    *(
        _person(table)
        for table in (
            "cin_episodes",
            "cin_assessments",
            "cin_plans",
            "s47_enquiry",
            "initial_cp_conference",
            "cp_plans",
            "cp_reviews",
            "pre_proceedings",
            "cla_episodes",
            "cla_reviews",
            "missing",
            "contacts",
            "early_help_episodes",
            "cin_visits",
            "cp_visits",
            "cla_visits",
            "cla_health",
            "cla_placement",
            "permanence",
            "cla_yearly_outcomes",
            "care_leaver_yearly_outcomes",
            "care_leavers",
            "involvements",
        )
    ),
    _year_end("cla_yearly_outcomes"),
    _year_end("care_leaver_yearly_outcomes"),
    *(
        _episode(table)
        for table in (
            "cin_assessments",
            "cin_plans",
            "s47_enquiry",
            "initial_cp_conference",
            "cp_plans",
            "pre_proceedings",
        )
    ),
    _agency("contacts", "the contact"),
    *(
        _agency(table, "the referral")
        for table in ("cin_episodes", "cin_assessments", "s47_enquiry", "initial_cp_conference", "cp_plans")
    ),
    _age("cin_episodes", "referral_date"),
    _age("cin_assessments", "assessment_start_date"),
    _age("cin_plans", "cin_plan_start_date"),
    _age("s47_enquiry", "s47_start_date"),
    _age("initial_cp_conference", "icpc_date"),
    _age("cp_plans", "cp_plan_start_date"),
    _age("cp_reviews", "cp_review_date"),
    _age("cla_episodes", "cla_episode_start_date"),
    _age("cla_reviews", "cla_review_date"),
    _age("missing", "missing_episode_start_date"),
    _age("cla_yearly_outcomes", "year_end"),
    _age("care_leaver_yearly_outcomes", "year_end"),
    _counted_until("early_help_episodes", "episode_end_date"),
    _counted_until("cla_placement", "cla_placement_end_date"),
    _counted_until("pre_proceedings", "agree_stepdown_issue_date"),
    _counted_until("missing", "missing_episode_end_date"),
    _counted_until("involvements", "involvement_end_date"),
    _counted_until("cin_episodes", "close_date"),
    _counted_until("cin_assessments", "assessment_auth_date"),
    _counted_until("cin_plans", "cin_plan_end_date"),
    _counted_until("cp_plans", "cp_plan_end_date"),
    _counted_until("cla_episodes", "cla_episode_ceased_date"),
    Derivation(
        "counted_until",
        "care_leavers",
        (Column("counted_until", DATE, "The day after seen_to."),),
        "A row says how things stand on the last day of the latest return that held it, and on no other.",
    ),
    _allocated("cin_episodes", "referral_date", "close_date"),
    _allocated("cp_plans", "cp_plan_start_date", "cp_plan_end_date"),
    _allocated("cla_episodes", "cla_episode_start_date", "cla_episode_ceased_date"),
    _allocated("cin_visits", "cin_visit_date"),
    _allocated("cp_visits", "cp_visit_date"),
    _allocated("cla_visits", "cla_visit_date"),
    _allocated("cp_reviews", "cp_review_date"),
    _allocated("cla_reviews", "cla_review_date"),
    _allocated("missing", "missing_episode_start_date"),
    Derivation(
        "previous_referral",
        "cin_episodes",
        (
            Column("previous_referral_date", DATE, "Date of the child's latest earlier referral."),
            Column(
                "days_since_previous_referral",
                INTEGER,
                "Days from the child's previous referral to this one.",
            ),
            Column(
                "months_since_previous_referral",
                INTEGER,
                "Months begun from the child's previous referral to this one.",
            ),
            Column(
                "previous_referral_taken", BOOLEAN, "Whether the previous referral went on (was not NFA)."
            ),
        ),
        "The latest referral of the same child on an earlier day, whether or not it went on; referrals of "
        "the same day are not each other's previous. Of several on that day: taken if any was. Children in "
        "need statistics, table C1: a referral within 12 months of a previous referral.",
    ),
    Derivation(
        "referral_outcome",
        "cin_episodes",
        (
            Column("first_assessment_date", DATE, "Start of its first assessment."),
            Column("first_assessment_auth_date", DATE, "First day on which an assessment was authorised."),
            Column("first_s47_date", DATE, "Start of its first section 47 enquiry."),
            Column("first_conference_date", DATE, "Its first initial child protection conference."),
            Column("first_cp_plan_date", DATE, "Start of its first child protection plan."),
            Column("days_to_assessment", INTEGER, "Days from the referral to its first assessment."),
            Column(
                "days_to_authorised_assessment", INTEGER, "Days from the referral to the first authorised."
            ),
            Column("days_to_s47", INTEGER, "Days from the referral to its first section 47 enquiry."),
            Column("days_to_conference", INTEGER, "Days from the referral to its first conference."),
            Column("days_to_cp_plan", INTEGER, "Days from the referral to its first plan."),
            Column("days_to_assessment_or_further", INTEGER, f"{_TO_THE_FIRST} assessment, {_OR_BEYOND[0]}"),
            Column("days_to_s47_or_further", INTEGER, f"{_TO_THE_FIRST} section 47 enquiry, {_OR_BEYOND[1]}"),
            Column("days_to_conference_or_further", INTEGER, f"{_TO_THE_FIRST} conference or plan."),
            Column("days_waited_for_assessment", INTEGER, "As days_to_assessment, and never before."),
            Column("days_waited_for_s47", INTEGER, "As days_to_s47, and never before."),
            Column(
                "days_to_complete_assessment", INTEGER, "Days from the first start to the first authorised."
            ),
            Column(
                "days_from_s47_to_conference", INTEGER, "Days from the first enquiry to the first conference."
            ),
            Column(
                "days_from_conference_to_plan", INTEGER, "Days from the first conference to the first plan."
            ),
            Column("led_to", TEXT, "The furthest it has gone.", codes="referral_outcome"),
            Column("led_to_date", DATE, "When it first got there."),
        ),
        "The furthest of: child protection plan, conference, section 47 enquiry, assessment, no further "
        "action (the return's own flag; dated by the referral), nothing yet (undated). Days between two of "
        "them are blank where the later is dated before the earlier.",
    ),
    _previous_event(
        "contacts", "contact", "Contacts of one day are not each other's previous; whatever became of them."
    ),
    _previous_event(
        "s47_enquiry", "section 47 enquiry", "Enquiries that start on one day are not each other's previous."
    ),
    _previous_event(
        "cin_assessments",
        "assessment, by its authorisation",
        "The assessment of the child that was authorised latest, on the day on which this one started or "
        "before.",
    ),
    _previous_event(
        "cp_plans",
        "child protection plan, by its end",
        "The plan of the child that ended latest, on the day on which this one started or before: one that "
        "ends and starts again on one day counts.",
    ),
    _next_event("contacts", "referral", "referral", "The first on the day of the contact or later."),
    _next_event(
        "early_help_episodes",
        "referral",
        "referral",
        "The first on the day on which early help ended or later.",
    ),
    _next_event(
        "cin_episodes", "referral", "referral after the closure", "The first other one on that day or later."
    ),
    _next_event(
        "cin_plans",
        "cp_plan",
        "child protection plan",
        "The first that started on the day on which this plan started or later.",
    ),
    _next_event(
        "cp_plans",
        "cp_plan",
        "child protection plan after the end",
        "The first other one that started on the day on which this one ended or later.",
    ),
    Derivation(
        "days_open",
        "cin_episodes",
        (
            Column("days_open", INTEGER, "Days from referral to closure; blank while open."),
            Column("months_open", INTEGER, "Months begun from referral to closure; blank while open."),
        ),
        "Blank while open, and where the closure is before the referral.",
    ),
    Derivation(
        "days_open",
        "cp_plans",
        (
            Column("days_open", INTEGER, "Days from start to end of the plan; blank while open."),
            Column("months_open", INTEGER, "Months begun from start to end of the plan; blank while open."),
        ),
        "Blank while open, and where the end is before the start.",
    ),
    Derivation(
        "assessment_working_days",
        "cin_assessments",
        (
            Column("working_days_from_referral", INTEGER, "Working days from referral to authorisation."),
            Column("working_days_from_start", INTEGER, "Working days from start to authorisation."),
        ),
        "The start day is day 0; England's bank holidays do not count. Blank while not authorised, where "
        "that is before the referral or the start, and outside the years whose bank holidays are known.",
    ),
    Derivation(
        "s47_to_conference",
        "s47_enquiry",
        (
            Column("conference_date", DATE, "The first conference held from this enquiry."),
            Column("days_to_conference", INTEGER, "Days from the enquiry's start to that conference."),
            Column(
                "working_days_to_conference",
                INTEGER,
                "Working days from the enquiry's start to the conference.",
            ),
        ),
        "The earliest held conference that names this enquiry. Blank where none, or where it is before the "
        "enquiry.",
    ),
    Derivation(
        "conference_working_days",
        "initial_cp_conference",
        (
            Column("s47_start_date", DATE, "Start of the enquiry that it came from; blank if from none."),
            Column(
                "working_days_from_s47",
                INTEGER,
                "Working days from the start of the enquiry to the conference.",
            ),
        ),
        "Blank for a conference recorded without an enquiry (a transfer in, for example), for one not held, "
        "and where it is before the enquiry.",
    ),
    Derivation(
        "plan_number",
        "cp_plans",
        (
            Column("plan_number_returned", INTEGER, "1 + the previous plans that the return states."),
            Column("plan_number_seen", INTEGER, "1 + the child's plans held that started earlier."),
        ),
        "What the return says reaches back before the data held; what is seen checks it. Children in need "
        "statistics, table D3, uses what the return says.",
    ),
    Derivation(
        "review_gap",
        "cp_reviews",
        (
            Column("review_number", INTEGER, "1 for the plan's first review held, and so on by date."),
            Column("previous_date", DATE, "The plan's review before this one, else the plan's start."),
            Column("days_since_previous", INTEGER, "Days from previous_date to this review."),
        ),
        "Reviews of one plan in order of date; two on one day count as one step, with the same number. Blank "
        "where the review is before the plan's start.",
    ),
    Derivation(
        "period_of_care",
        "cla_episodes",
        (
            Column("is_short_break", BOOLEAN, "Whether the legal status is V3 or V4: a short break."),
            Column("care_started", DATE, "First day of the period of care, as far as it is held or told."),
            Column(
                "care_start_is_told",
                BOOLEAN,
                "Whether a source says so: that the child entered care then, or started with this episode.",
            ),
            Column("care_ended", DATE, "Day on which the period of care ended; blank while open."),
            Column("care_period_number", INTEGER, "1 for the child's first period held, and so on."),
            Column("is_first_of_period", BOOLEAN, "Whether the period began on the day of this episode."),
            Column("is_last_of_period", BOOLEAN, "Whether no later episode of the period is held."),
        ),
        "An episode that ended because a new one begins (X1) leads to what the child begins on the day of "
        "its end; any other episode begins a new period. Short breaks never link with other care. The rules "
        "of the return on children looked after (SSDA903). A period began on entered_care_date where a "
        "source gives one that is not later and not before the end of the child's period before.",
    ),
    Derivation(
        "placement",
        "cla_episodes",
        (
            Column("placement_started", DATE, "First day of the placement within the period of care."),
            Column("is_start_of_placement", BOOLEAN, "Whether a placement begins that counts as a move."),
            Column("same_carer_since", DATE, "First day with the same carer within the period of care."),
        ),
        "A placement begins with the period and where the start reason is S, P, T, B or U; the carer changes "
        "where it is S, P or B. No move: temporary stays (T0 to T4), adoption by the current carer (A3, A5), "
        "and the return from a temporary stay to the same kind of placement at the same postcode.",
    ),
    Derivation(
        "placements_in_year",
        "cla_episodes",
        (
            Column("third_placement_ended", DATE, "Day on which the third latest placement ended."),
            Column(
                "three_placements_until",
                DATE,
                "First day on which these three are no longer three in twelve months.",
            ),
        ),
        "Of the placements that count as moves and began by this episode, in whatever period of care, the "
        "third latest; it lasts until the next begins or its period ends. A child has three or more in the "
        "twelve months to a day if it ended in them, so the placement held at their start is one of three "
        "(National Indicator 62). Blank with fewer than three.",
    ),
    Derivation(
        "return_to_care",
        "cla_episodes",
        (
            Column("returned_to_care", DATE, "First day of the child's next period of care."),
            Column("days_to_return", INTEGER, "Days from the end of this period of care to it."),
        ),
        "Of a period that has ended; the next begins on the day of its end or later. No short breaks.",
    ),
    _spell("cin_visits", "plan for a child in need", "cin_visit_date"),
    _spell("cp_visits", "child protection plan", "cp_visit_date"),
    _spell("cla_visits", "period of care", "cla_visit_date"),
    _spell("cla_reviews", "period of care", "cla_review_date"),
    Derivation(
        "review_gap",
        "cla_reviews",
        (
            Column("review_number", INTEGER, "1 for the first review held of the period of care, and so on."),
            Column("previous_date", DATE, "The period's review before this one, else its first day."),
            Column("days_since_previous", INTEGER, "Days from previous_date to this review."),
        ),
        "Reviews of one period of care in order of date; two on one day count as one step. Blank where the "
        "review is in no period of care, and where it was cancelled.",
    ),
    _spell("cla_health", "period of care", "health_check_date"),
    _spell("missing", "period of care", "missing_episode_start_date"),
    _spell("permanence", "period of care", "placed_for_adoption_date"),
    _last_visit("cin_visits", "cin_visit_seen"),
    _last_visit("cp_visits", "cp_visit_seen"),
    _last_visit("cla_visits", "cla_visit_seen"),
    _late_reviews("cp_reviews", PLAN_REVIEWS),
    _late_reviews("cla_reviews", CARE_REVIEWS),
    _reviewed_until("cp_plans", PLAN_REVIEWS),
    _reviewed_until("cla_episodes", CARE_REVIEWS),
    Derivation(
        "adoption_times",
        "permanence",
        (
            Column(
                "days_from_entry_to_placement", INTEGER, "Days from entering care to placement for adoption."
            ),
            Column("days_from_order_to_match", INTEGER, "Days from the placement order to the match."),
            Column(
                "months_from_decision_to_placement",
                INTEGER,
                "Months begun from the decision for adoption to the placement.",
            ),
        ),
        "0 days where the match came before the order. Blank where a date is, where the placement is before "
        "the decision, and days from entering care where no source tells when that was.",
    ),
    Derivation(
        "workers_in_year",
        "involvements",
        (
            Column(
                "three_workers_until",
                DATE,
                "First day on which these three are no longer three in twelve months.",
            ),
        ),
        "Of the different workers whose spells began by this one's start, each by the end of the latest "
        "spell, the third latest: while that end is in the twelve months to a day, the child has three or "
        "more. Blank with fewer.",
    ),
)
"""Every derivation, in an order in which each uses only base columns and those above it."""


def derived_columns(table: str) -> tuple[Column, ...]:
    """The columns that derivations add to this table, in the declared order."""
    return tuple(column for made in DERIVATIONS if made.table == table for column in made.columns)


def wide_columns(table: str) -> tuple[Column, ...]:
    """All columns an indicator may use: the table's own, those of the merge, and the derived ones.

    KeyError if the model has no such table.
    """
    return (*TABLES[table].columns, *FACT_COLUMNS, *derived_columns(table))
