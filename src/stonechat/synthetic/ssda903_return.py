"""What a return on looked-after children (SSDA903) of one year holds of a life, as typed rows.

Episodes open at any time in the year as they stood on 31 March, and what the guide asks of the year:
reviews, times away, health of those in care for the whole year (OC2), adoptions, and care leavers whose
birthday fell in it (OC3). Ids are those that the reader makes.
"""

from datetime import date

from stonechat.synthetic.care import CareEpisode, Period, placement_code
from stonechat.synthetic.in_care import Away, HealthYear
from stonechat.synthetic.leaving_care import LeaverYear
from stonechat.synthetic.lives import Life, Stay
from stonechat.synthetic.window import Rows, Window, put
from stonechat.synthetic.workforce import Involvement

WORKERS_SINCE = 2024
"""First return that asks which social worker a child had."""
_CONVICTION_AGE = 10


def rows_of(life: Life, window: Window, workers: tuple[Involvement, ...]) -> Rows | None:
    """The rows of one child; None for a child who is not in that year's return."""
    year = window.last.year
    stays = [stay for stay in life.stays if window.is_live(stay.period.started, stay.period.ended)]
    leaver = [each for each in life.leaver if each.year == year]
    if not stays and not leaver:
        return None
    rows = Rows(list)
    _put_header(rows, life, window)
    for stay in stays:
        _put_stay(rows, stay, window)
    for each in life.health:
        if each.year == year:
            _put_health(rows, each)
    for each_year in leaver:
        _put_leaver(rows, each_year)
    if year >= WORKERS_SINCE:
        for worker in workers:
            _put_worker(rows, worker, stays, window)
    return rows


def _put_header(rows: Rows, life: Life, window: Window) -> None:
    child = life.child
    own_child = window.known(child.own_child_born)
    put(
        rows,
        "person",
        person_id=child.person_id,
        sex=child.sex,
        dob=child.born,
        ethnicity=child.ethnicity,
        upn=child.pupil_number(window.last),
        upn_unknown=child.no_pupil_number(window.last),
        is_mother=own_child is not None if child.sex == "F" else None,
        own_child_dob=own_child,
    )
    if child.is_unaccompanied and child.grown_up >= window.first:
        put(rows, "uasc", person_id=child.person_id, uasc_ended_date=window.known(child.grown_up))


def _put_stay(rows: Rows, stay: Stay, window: Window) -> None:
    period, person_id = stay.period, stay.period.child.person_id
    for episode in period.episodes:
        if window.is_live(episode.started, episode.ended):
            _put_episode(rows, episode, period, window)
    for review in stay.reviews:
        if window.holds(review.held):
            put(
                rows,
                "cla_reviews",
                cla_review_id=f"{person_id}|R|{review.held}",
                person_id=person_id,
                cla_review_date=review.held,
                cla_review_participation=review.participation,
            )
    for away in stay.away:
        if window.is_live(away.left, away.back):
            _put_away(rows, away, window)
    _put_adoption(rows, period, window)
    if not period.is_short_breaks and window.holds(period.started) and not rows["cla_previous_permanence"]:
        put(
            rows,
            "cla_previous_permanence",
            table_id=f"{person_id}|PP",
            person_id=person_id,
            previous_permanence_option="Z1",
        )


def _put_episode(rows: Rows, episode: CareEpisode, period: Period, window: Window) -> None:
    ended, here, person_id = window.known(episode.ended), episode.placement, period.child.person_id
    put(
        rows,
        "cla_episodes",
        cla_episode_id=f"{person_id}|{episode.started}",
        person_id=person_id,
        cla_episode_start_date=episode.started,
        cla_episode_start_reason=episode.start_reason,
        cla_primary_need_code=period.need,
        cla_episode_ceased_date=ended,
        cla_episode_ceased_reason=episode.ended_reason if ended else None,
        legal_status=episode.status,
        placement_type=placement_code(here.code, window.last),
        placement_provider=here.provider,
        placement_change_reason=episode.change_reason if ended else None,
        home_postcode=period.child.home or None,
        placement_postcode=here.where,
        placement_urn=here.urn,
    )


def _put_away(rows: Rows, away: Away, window: Window) -> None:
    put(
        rows,
        "missing",
        table_id=f"{away.child.person_id}|M|{away.left}",
        person_id=away.child.person_id,
        missing_episode_start_date=away.left,
        missing_episode_type=away.kind,
        missing_episode_end_date=window.known(away.back),
    )


def _put_adoption(rows: Rows, period: Period, window: Window) -> None:
    """The decision while the period lasts; the rest in the return of the year of the order."""
    adoption, person_id = period.adoption, period.child.person_id
    if adoption is None or window.known(adoption.decided) is None:
        return
    given_up = window.known(adoption.reversed)
    put(
        rows,
        "permanence",
        table_id=f"{person_id}|PLACED|{adoption.decided}",
        person_id=person_id,
        adm_decision_date=adoption.decided,
        decision_reversed_date=given_up,
        decision_reversed_reason="RD4" if given_up else None,
    )
    if adoption.adopters is not None and window.holds(adoption.ordered):
        number, sex, status = adoption.adopters
        put(
            rows,
            "permanence",
            table_id=f"{person_id}|AD1",
            person_id=person_id,
            adm_decision_date=adoption.decided,
            matched_date=adoption.matched,
            adopted_by_carer_flag=adoption.carer_adopts,
            number_of_adopters=number,
            adopter_sex=sex,
            adopter_legal_status=status,
        )


def _put_health(rows: Rows, health: HealthYear) -> None:
    asked_of_convictions = health.child.age(date(health.year, 3, 31)) >= _CONVICTION_AGE
    refused = health.misused is not None and not health.helped
    put(
        rows,
        "cla_yearly_outcomes",
        person_id=health.child.person_id,
        year=health.year,
        sdq_score=health.score,
        sdq_reason=health.no_score,
        convicted=health.convicted is not None if asked_of_convictions else None,
        health_check=health.developed is not None if health.is_young else None,
        immunisations=health.immunised,
        teeth_check=health.dentist is not None,
        health_assessment=health.assessed is not None,
        substance_misuse=health.misused is not None,
        intervention_received=health.helped,
        intervention_offered=True if refused else None,
    )


def _put_leaver(rows: Rows, leaver: LeaverYear) -> None:
    put(
        rows,
        "care_leaver_yearly_outcomes",
        person_id=leaver.child.person_id,
        year=leaver.year,
        in_touch=leaver.in_touch,
        activity=leaver.activity,
        accommodation=leaver.accommodation,
    )


def _put_worker(rows: Rows, worker: Involvement, stays: list[Stay], window: Window) -> None:
    """A social worker's spell with a looked-after child, if it touches both the year and a period of care."""
    in_care = any(
        worker.started <= stay.period.ended and worker.ended >= stay.period.started for stay in stays
    )
    if not worker.is_social_work or not in_care or not window.is_live(worker.started, worker.ended):
        return
    put(
        rows,
        "involvements",
        involvements_id=f"{worker.person_id}|W|{worker.worker_id}|{worker.started}",
        professional_id=worker.worker_id,
        involvement_start_date=worker.started,
        involvement_end_date=window.known(worker.ended),
        worker_change_reason=worker.reason,
        person_id=worker.person_id,
    )
