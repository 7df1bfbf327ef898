"""Checks of one row of any table but the episodes. Next: `__init__.py` lists what the reader checks."""

from datetime import timedelta

from stonechat.basics.dates import completed_years
from stonechat.sources.ssda903.rules.rule import CHECK_RECORD, Return, Row, rule

_ONE_DAY, _GROWN_UP = timedelta(days=1), 18
_COUPLES = ("MM", "FF", "MF")
_SAME_SEX = ("MM", "FF")


@rule("611", "header", "MC_DOB", "A mother's child has no date of birth.", CHECK_RECORD)
def mother_without_birth(row: Row, _: Return) -> bool:
    return row.is_mother is True and row.own_child_dob is None


@rule(
    "612",
    "header",
    "MOTHER",
    "A child is not marked as a mother, but her child's birth is given.",
    CHECK_RECORD,
)
def birth_without_mother(row: Row, _: Return) -> bool:
    return row.own_child_dob is not None and row.is_mother is not True and row.sex != "M"


@rule("174", "header", "MC_DOB", "A boy has the date of birth of a mother's child.", CHECK_RECORD)
def boy_as_mother(row: Row, _: Return) -> bool:
    return row.sex == "M" and row.own_child_dob is not None


@rule("567", "missing", "MIS_END", "The time away ended before it began.")
def back_before_gone(row: Row, _: Return) -> bool:
    end = row.missing_episode_end_date
    return end is not None and end < row.missing_episode_start_date


@rule("571", "missing", "MIS_END", "The time away ended outside the year.")
def back_outside_the_year(row: Row, ours: Return) -> bool:
    end = row.missing_episode_end_date
    return end is not None and not ours.first <= end <= ours.last


@rule("333", "ad1", "DATE_INT", "A child was matched with adopters before the decision for adoption.")
def matched_before_decision(row: Row, _: Return) -> bool:
    decided, matched = row.adm_decision_date, row.matched_date
    return decided is not None and matched is not None and decided > matched


@rule("517", "ad1", "SEX_ADOPTR", "Married adopters (L3) are not a man and a woman.", CHECK_RECORD)
def married_not_man_and_woman(row: Row, _: Return) -> bool:
    return row.adopter_legal_status == "L3" and row.adopter_sex not in ("MF", None)


@rule("518", "ad1", "SEX_ADOPTR", "Adopters of legal status L4 are not of one sex.", CHECK_RECORD)
def l4_not_of_one_sex(row: Row, _: Return) -> bool:
    return row.adopter_legal_status == "L4" and row.adopter_sex not in (*_SAME_SEX, None)


@rule("519", "ad1", "SEX_ADOPTR", "Civil partners (L2) who adopt are not two.", CHECK_RECORD)
def partners_not_two(row: Row, _: Return) -> bool:
    return row.adopter_legal_status == "L2" and row.adopter_sex not in (*_COUPLES, None)


@rule(
    "520", "ad1", "SEX_ADOPTR", "Adopters married as man and woman (L11) are not of two sexes.", CHECK_RECORD
)
def l11_of_one_sex(row: Row, _: Return) -> bool:
    return row.adopter_legal_status == "L11" and row.adopter_sex not in ("MF", None)


@rule("524", "ad1", "SEX_ADOPTR", "Adopters of legal status L12 are not of one sex.", CHECK_RECORD)
def l12_not_of_one_sex(row: Row, _: Return) -> bool:
    return row.adopter_legal_status == "L12" and row.adopter_sex not in (*_SAME_SEX, None)


@rule(
    "522",
    "placed_for_adoption",
    "DATE_PLACED_CEASED",
    "The decision for adoption was reversed before it was made.",
)
def reversed_before_made(row: Row, _: Return) -> bool:
    made, reversed_on = row.adm_decision_date, row.decision_reversed_date
    return made is not None and reversed_on is not None and reversed_on < made


@rule(
    "119",
    "placed_for_adoption",
    "DATE_PLACED_CEASED",
    "A reversal has a reason and no date, or a date and no reason.",
    CHECK_RECORD,
)
def reversal_in_part(row: Row, _: Return) -> bool:
    return (row.decision_reversed_date is None) != (row.decision_reversed_reason is None)


@rule(
    "184",
    "placed_for_adoption",
    "DATE_PLACED",
    "The decision for adoption was made before the child's birth.",
)
def decided_before_birth(row: Row, ours: Return) -> bool:
    born, decided = ours.births.get(row.person_id), row.adm_decision_date
    return born is not None and decided is not None and decided < born


@rule("197a", "oc2", "SDQ_REASON", "There is a score, and a reason why there is none.", CHECK_RECORD)
def score_and_reason(row: Row, _: Return) -> bool:
    return row.sdq_score is not None and row.sdq_reason is not None


@rule(
    "192",
    "oc2",
    "INTERVENTION_RECEIVED",
    "A child misuses a substance, and whether help was given is not said.",
    CHECK_RECORD,
)
def help_not_said(row: Row, _: Return) -> bool:
    return row.substance_misuse is True and row.intervention_received is None


@rule(
    "158",
    "oc2",
    "INTERVENTION_OFFERED",
    "A child had help for misusing a substance, and it is said whether help was refused.",
    CHECK_RECORD,
)
def refused_and_received(row: Row, _: Return) -> bool:
    return row.intervention_received is True and row.intervention_offered is not None


@rule("542", "oc2", "CONVICTED", "It is said whether a child under 10 was convicted.", CHECK_RECORD)
def convicted_too_young(row: Row, ours: Return) -> bool:
    return row.convicted is not None and ours.is_younger(row, 10, ours.last)


@rule("304", "uasc", "DUC", "A child ceased to be unaccompanied only after the eighteenth birthday.")
def unaccompanied_adult(row: Row, ours: Return) -> bool:
    born, ended = ours.births.get(row.person_id), row.uasc_ended_date
    return born is not None and ended is not None and completed_years(born, ended - _ONE_DAY) >= _GROWN_UP


@rule("702", "dolo", "DOLO_END", "The order that deprives of liberty ended before it began.")
def order_ended_before(row: Row, _: Return) -> bool:
    return row.dol_end_date is not None and row.dol_end_date < row.dol_start_date


@rule("SW18STG2", "sw_episodes", "SW_DEC", "A social worker's spell ended before it began.")
def worker_left_before(row: Row, _: Return) -> bool:
    end, start = row.involvement_end_date, row.involvement_start_date
    return end is not None and start is not None and end < start
