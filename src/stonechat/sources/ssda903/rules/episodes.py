"""Checks of one episode. Next: `others.py`."""

from datetime import date

from stonechat.sources.ssda903.rules.rule import CHECK_RECORD, Return, Row, rule

_FIRST_DAY = date(1991, 10, 14)


def _days(row: Row) -> int:
    """Nights in the episode; 0 for one that is open."""
    ended = row.cla_episode_ceased_date
    return (ended - row.cla_episode_start_date).days if ended else 0


@rule("148", "episodes", "REC", "An end of the episode has no reason, or a reason has no end.", CHECK_RECORD)
def end_without_reason(row: Row, _: Return) -> bool:
    return (row.cla_episode_ceased_date is None) != (row.cla_episode_ceased_reason is None)


@rule("353", "episodes", "DECOM", "The episode began before 14 October 1991.")
def began_before_the_act(row: Row, _: Return) -> bool:
    return bool(row.cla_episode_start_date < _FIRST_DAY)


@rule("354", "episodes", "DECOM", "The episode began after the end of the year.")
def began_after_the_year(row: Row, ours: Return) -> bool:
    return bool(row.cla_episode_start_date > ours.last)


@rule("385", "episodes", "DEC", "The episode ended after the end of the year.")
def ended_after_the_year(row: Row, ours: Return) -> bool:
    return row.cla_episode_ceased_date is not None and row.cla_episode_ceased_date > ours.last


@rule("355", "episodes", "DEC", "The episode began and ended on one day.")
def lasted_no_night(row: Row, _: Return) -> bool:
    return bool(row.cla_episode_ceased_date == row.cla_episode_start_date)


@rule("356", "episodes", "DEC", "The episode ended before it began.")
def ended_before_it_began(row: Row, _: Return) -> bool:
    return _days(row) < 0


@rule("365", "episodes", "DEC", "A single short break (V3) lasted more than 17 days.")
def long_short_break(row: Row, _: Return) -> bool:
    return bool(row.legal_status == "V3") and _days(row) > 17


@rule("375", "episodes", "DEC", "A stay in hospital counted as temporary (T1) lasted more than six weeks.")
def long_hospital_stay(row: Row, _: Return) -> bool:
    return bool(row.placement_type == "T1") and _days(row) > 42


@rule("379", "episodes", "DEC", "A temporary placement without a reason (T4) lasted more than seven days.")
def long_temporary_placement(row: Row, _: Return) -> bool:
    return bool(row.placement_type == "T4") and _days(row) > 7


@rule(
    "378",
    "episodes",
    "LS",
    "A child placed with parents (P1) is accommodated under section 20 (V2).",
    CHECK_RECORD,
)
def accommodated_with_parents(row: Row, _: Return) -> bool:
    return (row.placement_type, row.legal_status) == ("P1", "V2")


@rule(
    "408",
    "episodes",
    "LS",
    "A placement under a placement order (A5, A6) is without that order (E1).",
    CHECK_RECORD,
)
def placed_without_order(row: Row, _: Return) -> bool:
    return bool(row.placement_type in ("A5", "A6") and row.legal_status not in ("E1", None))


@rule(
    "531",
    "episodes",
    "PLACE_PROVIDER",
    "A voluntary provider (PR5) provides a placement with parents.",
    CHECK_RECORD,
)
def parents_provided_by_voluntary(row: Row, _: Return) -> bool:
    return (row.placement_type, row.placement_provider) == ("P1", "PR5")


@rule(
    "550",
    "episodes",
    "PLACE_PROVIDER",
    "Parents (PR0) provide a placement that is not with parents.",
    CHECK_RECORD,
)
def provided_by_parents(row: Row, _: Return) -> bool:
    return bool(row.placement_provider == "PR0") and row.placement_type not in ("P1", None)


@rule("446", "episodes", "LS", "A placement order (E1) before December 2005, when there were none.")
def order_before_there_were_any(row: Row, _: Return) -> bool:
    return bool(row.legal_status == "E1" and row.cla_episode_start_date < date(2005, 12, 1))


def _too_young(code: str, place: str, years: int, what: str) -> None:
    @rule(code, "episodes", "PLACE", what)
    def is_too_young(row: Row, ours: Return) -> bool:
        return row.placement_type == place and ours.is_younger(row, years, row.cla_episode_start_date)


_too_young("371", "K3", 16, "A child under 16 lives in supported accommodation (K3).")
_too_young("372", "R5", 10, "A child under 10 is in custody (R5).")
_too_young("373", "S1", 4, "A child under 4 lives in a residential school (S1).")
_too_young("374", "P3", 14, "A child under 14 is in residential employment (P3).")


@rule("389", "episodes", "REC", "A child under 16 moved to adult care (E7).")
def adult_care_too_young(row: Row, ours: Return) -> bool:
    return row.cla_episode_ceased_reason == "E7" and ours.is_younger(row, 16, row.cla_episode_ceased_date)


@rule("460", "episodes", "REC", "A child under 18 stayed on with carers as an adult (E17).")
def staying_put_too_young(row: Row, ours: Return) -> bool:
    return row.cla_episode_ceased_reason == "E17" and ours.is_younger(row, 18, row.cla_episode_ceased_date)
