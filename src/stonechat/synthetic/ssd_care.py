"""What the standard safeguarding data set holds of a child's periods of care, and of care leavers."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from stonechat.synthetic.care import Adoption, Period, Placement, placement_code
from stonechat.synthetic.in_care import Away, HealthYear
from stonechat.synthetic.leaving_care import LeaverYear
from stonechat.synthetic.lives import Life, Stay
from stonechat.synthetic.scale import LAST_DAY
from stonechat.synthetic.teams import LEAVING_CARE
from stonechat.synthetic.window import Rows, Window, put
from stonechat.synthetic.workforce import Workforce

_PLAN_AGREED = timedelta(days=28)
_PLANS = {
    "adopted": "ADOPTION",
    "guardian": "LTRELFR",
    "arrangements": "LTRELFR",
    "home": "RETURN6M",
    "stays": "LTFOST18",
    "other": "OTHERPLN",
}
_CARE_PLANS = ("REMAINSUP", "RETURN1M", "RETURN6M", "RETURNEV", "LTRELFR", "LTFOST18", "RESPLMT", "SUPPLIV")
_OTHER_CARE_PLANS = ("ADOPTION", "OTHERPLN")
_ORDERS = {"guardian": "Special Guardianship", "arrangements": "Child Arrangements Order/ Residence Order"}
_REVERSED = "RD4"


def put_care(rows: Rows, life: Life, window: Window, workforce: Workforce) -> None:
    """Add the rows of the child's periods of care that touch the window, and of the time after."""
    stays = [
        (f"{life.child.person_id}-CLA{number}", stay)
        for number, stay in enumerate(life.stays, start=1)
        if window.is_live(stay.period.started, stay.period.ended)
    ]
    for cla_id, stay in stays:
        _put_stay(rows, life, stay, cla_id, window)
    _put_health(rows, [each for each in life.health if window.holds(date(each.year, 3, 31))], window)
    leaver = [each for each in life.leaver if window.holds(each.birthday)]
    if leaver:
        _put_leaver(rows, leaver[-1], workforce)
    if life.child.is_unaccompanied and stays:
        _put_immigration_status(rows, stays[0][1].period, window)


def referral_id(life: Life, referred: date | None) -> str | None:
    """The id of the child's referral of that day, as `ssd_extract.py` numbers them; None for no day."""
    days = [episode.referred for episode in life.episodes]
    return f"{life.child.person_id}-R{days.index(referred) + 1}" if referred in days else None


def _put_stay(rows: Rows, life: Life, stay: Stay, cla_id: str, window: Window) -> None:
    period, person_id = stay.period, life.child.person_id
    _put_episodes(rows, life, stay, cla_id, window)
    _put_statuses(rows, period, cla_id, window)
    _put_placements(rows, period, cla_id, window)
    for number, review in enumerate(stay.reviews, start=1):
        if window.holds(review.held):
            put(
                rows,
                "cla_reviews",
                cla_review_id=f"{cla_id}-REV{number}",
                cla_id=cla_id,
                cla_review_due_date=review.due,
                cla_review_date=review.held,
                cla_review_cancelled=False,
                cla_review_participation=review.participation,
                person_id=person_id,
            )
    for number, visit in enumerate(stay.visits, start=1):
        if window.holds(visit.on):
            put(
                rows,
                "cla_visits",
                cla_visit_id=f"{cla_id}-V{number}",
                cla_id=cla_id,
                person_id=person_id,
                cla_visit_date=visit.on,
                cla_visit_seen=visit.seen,
                cla_visit_seen_alone=visit.alone,
            )
    for number, away in enumerate(stay.away, start=1):
        if window.is_live(away.left, away.back):
            _put_away(rows, away, f"{cla_id}-M{number}", window)
    if not period.is_short_breaks:
        _put_plan_and_permanence(rows, period, cla_id, window)


def _put_episodes(rows: Rows, life: Life, stay: Stay, cla_id: str, window: Window) -> None:
    period, child = stay.period, life.child
    seen = [review.held for review in stay.reviews if window.holds(review.held)]
    for number, episode in enumerate(period.episodes, start=1):
        if not window.is_live(episode.started, episode.ended):
            continue
        ended, here = window.known(episode.ended), episode.placement
        put(
            rows,
            "cla_episodes",
            cla_episode_id=f"{cla_id}-E{number}",
            person_id=child.person_id,
            cla_episode_start_date=episode.started,
            cla_episode_start_reason=episode.start_reason,
            cla_primary_need_code=period.need,
            cla_episode_ceased_date=ended,
            cla_episode_ceased_reason=episode.ended_reason if ended else None,
            cla_id=cla_id,
            referral_id=referral_id(life, stay.referred),
            cla_placement_id=_placement_id(cla_id, period, here),
            entered_care_date=period.started,
            cla_last_iro_contact_date=max(seen, default=None),
            legal_status=episode.status,
            placement_type=placement_code(here.code, ended or window.last),
            placement_provider=here.provider,
            placement_change_reason=_moved_because(period, here, window),
            placement_postcode=here.where,
            placement_urn=here.urn,
            placement_distance=Decimal(here.miles),
        )


def _placement_id(cla_id: str, period: Period, placement: Placement) -> str:
    return f"{cla_id}-PL{period.placements.index(placement) + 1}"


def _put_statuses(rows: Rows, period: Period, cla_id: str, window: Window) -> None:
    ends = [*(status.since for status in period.statuses[1:]), period.ended]
    for number, (status, until) in enumerate(zip(period.statuses, ends, strict=True), start=1):
        if window.is_live(status.since, until):
            put(
                rows,
                "legal_status",
                legal_status_id=f"{cla_id}-L{number}",
                person_id=period.child.person_id,
                legal_status=status.code,
                legal_status_start_date=status.since,
                legal_status_end_date=window.known(until),
            )


def _put_placements(rows: Rows, period: Period, cla_id: str, window: Window) -> None:
    ends = [*(placement.since for placement in period.placements[1:]), period.ended]
    for here, until in zip(period.placements, ends, strict=True):
        if window.is_live(here.since, until):
            put(
                rows,
                "cla_placement",
                cla_placement_id=_placement_id(cla_id, period, here),
                cla_placement_start_date=here.since,
                cla_placement_type=placement_code(here.code, window.known(until) or window.last),
                cla_placement_urn=here.urn,
                cla_placement_distance=Decimal(here.miles),
                cla_id=cla_id,
                cla_placement_provider=here.provider,
                cla_placement_postcode=here.where,
                cla_placement_end_date=window.known(until),
                cla_placement_change_reason=_moved_because(period, here, window),
                person_id=period.child.person_id,
            )


def _moved_because(period: Period, here: Placement, window: Window) -> str | None:
    """Why the child moved on from that placement, if the move is known."""
    after = next((each for each in period.placements if each.since > here.since), None)
    return after.reason if after and window.known(after.since) else None


def _put_away(rows: Rows, away: Away, table_id: str, window: Window) -> None:
    back = window.known(away.back)
    put(
        rows,
        "missing",
        table_id=table_id,
        person_id=away.child.person_id,
        missing_episode_start_date=away.left,
        missing_episode_type=away.kind,
        missing_episode_end_date=back,
        missing_rhi_offered=away.offered if back else None,
        missing_rhi_accepted=away.accepted if back else None,
    )


def _put_plan_and_permanence(rows: Rows, period: Period, cla_id: str, window: Window) -> None:
    person_id = period.child.person_id
    agreed = period.started + _PLAN_AGREED
    if agreed < period.ended and window.known(agreed):
        plans = (*_CARE_PLANS, *_OTHER_CARE_PLANS)
        chosen = {plan: "Y" if plan == _PLANS[period.way_out] else "N" for plan in plans}
        put(
            rows,
            "cla_care_plan",
            table_id=f"{cla_id}-CPL",
            person_id=person_id,
            cla_care_plan_start_date=agreed,
            cla_care_plan_end_date=window.known(period.ended),
            cla_care_plan_json=json.dumps(chosen),
        )
    if window.holds(period.started) and not rows["cla_previous_permanence"]:
        put(
            rows,
            "cla_previous_permanence",
            table_id=f"{person_id}-PP",
            person_id=person_id,
            previous_permanence_option="Z1",
        )
    ended = window.known(period.ended)
    if period.adoption is not None and window.known(period.adoption.decided):
        _put_adoption(rows, period, period.adoption, cla_id, window)
    elif period.way_out in _ORDERS and ended:
        put(
            rows,
            "permanence",
            table_id=f"{cla_id}-PERM",
            person_id=person_id,
            cla_id=cla_id,
            permanence_order_date=ended,
            permanence_order_type=_ORDERS[period.way_out],
        )


def _put_adoption(rows: Rows, period: Period, adoption: Adoption, cla_id: str, window: Window) -> None:
    ordered, given_up = window.known(adoption.ordered), window.known(adoption.reversed)
    matched = window.known(adoption.matched)
    number, sex, status = adoption.adopters if adoption.adopters and matched else (None, None, None)
    court = next((each.since for each in period.statuses if each.code == "E1"), None)
    put(
        rows,
        "permanence",
        table_id=f"{cla_id}-PERM",
        person_id=period.child.person_id,
        cla_id=cla_id,
        adm_decision_date=adoption.decided,
        placement_order_date=window.known(court),
        placed_for_adoption_date=window.known(adoption.placed),
        matched_date=matched,
        adopted_by_carer_flag=adoption.carer_adopts if matched else None,
        decision_reversed_date=given_up,
        decision_reversed_reason=_REVERSED if given_up else None,
        permanence_order_date=ordered,
        permanence_order_type="Adoption" if ordered else None,
        adopter_sex=sex,
        adopter_legal_status=status,
        number_of_adopters=number,
    )


def _put_immigration_status(rows: Rows, period: Period, window: Window) -> None:
    put(
        rows,
        "immigration_status",
        person_id=period.child.person_id,
        immigration_status_id=f"{period.child.person_id}-IMM",
        immigration_status="Unaccompanied Asylum Seeking Child",
        immigration_status_start_date=period.started,
        immigration_status_end_date=window.known(period.child.grown_up),
    )


def _put_health(rows: Rows, years: Sequence[HealthYear], window: Window) -> None:
    for health in years:
        person_id, year = health.child.person_id, health.year
        checks = {
            "Health Assessment": health.assessed,
            "Dental Check": health.dentist,
            "Development Check": health.developed,
        }
        for number, (kind, day) in enumerate(checks.items(), start=1):
            if day is not None:
                put(
                    rows,
                    "cla_health",
                    health_check_id=f"{person_id}-HC{year}-{number}",
                    person_id=person_id,
                    health_check_type=kind,
                    health_check_date=day,
                )
        _put_questionnaire(rows, health)
        _put_misuse_and_conviction(rows, health)
    if years:
        last = years[-1]
        put(
            rows,
            "cla_immunisations",
            person_id=last.child.person_id,
            immunisations_status=last.immunised,
            immunisations_status_date=min(date(last.year, 3, 31), window.last),
        )


def _put_questionnaire(rows: Rows, health: HealthYear) -> None:
    if health.questionnaire is not None or health.no_score is not None:
        put(
            rows,
            "sdq_scores",
            table_id=f"{health.child.person_id}-SDQ{health.year}",
            person_id=health.child.person_id,
            sdq_completed_date=health.questionnaire,
            sdq_reason=health.no_score,
            sdq_score=health.score,
        )


def _put_misuse_and_conviction(rows: Rows, health: HealthYear) -> None:
    person_id, year = health.child.person_id, health.year
    if health.misused is not None:
        put(
            rows,
            "cla_substance_misuse",
            substance_misuse_id=f"{person_id}-SM{year}",
            person_id=person_id,
            substance_misuse_date=health.misused,
            substance_misused="Cannabis",
            intervention_received=health.helped,
        )
    if health.convicted is not None:
        put(
            rows,
            "cla_convictions",
            cla_conviction_id=f"{person_id}-CV{year}",
            person_id=person_id,
            cla_conviction_date=health.convicted,
            cla_conviction_offence="Theft",
        )


def _put_leaver(rows: Rows, leaver: LeaverYear, workforce: Workforce) -> None:
    child, home = leaver.child, leaver.accommodation
    adviser = workforce.worker_on(child.person_id, leaver.contact)
    put(
        rows,
        "care_leavers",
        table_id=f"{child.person_id}-CL",
        person_id=child.person_id,
        care_leaver_eligibility="Relevant" if child.grown_up > LAST_DAY else "Former Relevant",
        care_leaver_in_touch=leaver.in_touch,
        care_leaver_latest_contact=leaver.contact if leaver.in_touch == "YES" else None,
        care_leaver_accommodation=home[0],
        care_leaver_accom_suitable=home[1:] or None,
        care_leaver_activity=leaver.activity,
        pathway_plan_review_date=leaver.contact if leaver.in_touch == "YES" else None,
        care_leaver_personal_advisor=adviser,
        care_leaver_allocated_team=LEAVING_CARE.team_id,
        care_leaver_worker_id=adviser,
    )
