"""Teams, workers, and who works with which child."""

from stonechat.model.tables.declare import amount, day, day_or_not_yet, flag, identifier, number, table, text

DEPARTMENT = table(
    "department",
    "team or department",
    identifier("team_id", "The team, as the case system numbers it."),
    text("team_name", "What the team is called."),
    text("team_parent_id", "The team or department that it belongs to."),
    text("team_parent_name", "What that one is called."),
    key=("team_id",),
    parent=None,
)

PROFESSIONALS = table(
    "professionals",
    "worker known to the case system",
    identifier("professional_id", "The worker, as the case system numbers them."),
    text("staff_id", "The worker's number as an employee; not every professional is one."),
    text("professional_name", "The worker's name."),
    text("social_worker_registration_no", "Registration number with Social Work England."),
    text("professional_job_title", "What the worker is employed as."),
    number("professional_caseload", "Children held on the last 30 September."),
    text("professional_department", "The team or organisation that the worker belongs to."),
    amount("full_time_equivalency", "Share of a full-time post; 1 is full time."),
    flag("agency_worker_flag", "Whether an agency supplies the worker."),
    key=("professional_id",),
    parent=None,
)

INVOLVEMENTS = table(
    "involvements",
    "spell of one worker or team with one child in one role",
    identifier("involvements_id", "The spell."),
    text("professional_id", "The worker."),
    text("professional_role_id", "The worker's role for the child, for example the allocated social worker."),
    text("professional_team", "The team that the worker acts for."),
    day("involvement_start_date", "First day of the spell."),
    day_or_not_yet("involvement_end_date", "Last day of the spell."),
    text("worker_change_reason", "Why the worker changed.", codes="worker_change_reason"),
    # SSD neither requires nor links it, yet a spell with nobody is of no use, and could not be forgotten.
    identifier("person_id", "The child worked with."),
    text("referral_id", "The episode of need that it belongs to."),
    key=("involvements_id",),
)

TABLES = (DEPARTMENT, PROFESSIONALS, INVOLVEMENTS)
