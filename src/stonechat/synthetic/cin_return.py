"""What a CIN census of one year holds of a life, as typed rows.

It holds every episode open at any time in its year, as it stood on 31 March, with what happened in that
year or was still open (CIN census guide, scope of the collection). Ids are those that the reader makes.
"""

from stonechat.synthetic.lives import Episode, Life
from stonechat.synthetic.proceedings import ASKED_SINCE, TO_COURT
from stonechat.synthetic.protection import Conference, Enquiry, ProtectionPlan
from stonechat.synthetic.window import Rows, Window, put


def rows_of(life: Life, window: Window) -> Rows | None:
    """The rows of one child; None for a child with no episode in the census."""
    episodes = [episode for episode in life.episodes if _is_in(window, episode)]
    if not episodes:
        return None
    rows = Rows(list)
    _put_child(rows, life, window)
    previous = life.earlier_plans + sum(
        len(e.plans) for e in life.episodes if e.referred < episodes[0].referred
    )
    for episode in episodes:
        _put_episode(rows, episode, window, previous)
        previous += len(episode.plans)
    return rows


def _is_in(window: Window, episode: Episode) -> bool:
    if episode.is_nfa:
        return window.holds(episode.referred)
    return window.is_live(episode.referred, episode.closed)


def _put_child(rows: Rows, life: Life, window: Window) -> None:
    child = life.child
    born = window.known(child.born)
    put(
        rows,
        "person",
        person_id=child.person_id,
        sex=child.sex if born else "U",
        ethnicity=child.ethnicity,
        dob=born,
        death_date=window.known(life.died),
        expected_dob=None if born else child.born,
        upn=child.pupil_number(window.last),
        upn_unknown=child.no_pupil_number(window.last),
    )
    for code in child.disabilities:
        table_id = f"{child.person_id}|D|{code}"
        put(rows, "disability", table_id=table_id, person_id=child.person_id, disability_code=code)


def _put_episode(rows: Rows, episode: Episode, window: Window, previous: int) -> None:
    person_id = episode.child.person_id
    ids = {"person_id": person_id, "referral_id": f"{person_id}|{episode.referred}"}
    put(
        rows,
        "cin_episodes",
        referral_date=episode.referred,
        cin_primary_need_code=None if episode.is_nfa else episode.need,
        referral_source_code=episode.source,
        referral_nfa=episode.is_nfa,
        close_date=window.known(episode.closed),
        close_reason=episode.reason if window.known(episode.closed) else None,
        **ids,
    )
    _put_assessments(rows, episode, window, ids)
    _put_need_plans(rows, episode, window, ids)
    if episode.transfer is not None and window.holds(episode.transfer.held):
        _put_conference(rows, episode.transfer, ids, None)
    for enquiry in episode.enquiries:
        _put_enquiry(rows, enquiry, window, ids)
    if window.last.year >= ASKED_SINCE:
        _put_proceedings(rows, episode, window, ids)
    for number, plan in enumerate(episode.plans, start=previous):
        if window.is_live(plan.started, plan.ended):
            _put_plan(rows, plan, window, ids, number)


def _put_assessments(rows: Rows, episode: Episode, window: Window, ids: dict[str, str]) -> None:
    for assessment in episode.assessments:
        if not window.is_live(assessment.started, assessment.authorised):
            continue
        assessment_id = f"{ids['referral_id']}|A|{assessment.started}"
        authorised = window.known(assessment.authorised)
        put(
            rows,
            "cin_assessments",
            assessment_id=assessment_id,
            assessment_start_date=assessment.started,
            assessment_auth_date=authorised,
            **ids,
        )
        for factor in assessment.factors if authorised else ():
            put(
                rows,
                "assessment_factors",
                table_id=f"{assessment_id}|F|{factor}",
                assessment_id=assessment_id,
                assessment_factor=factor,
                person_id=ids["person_id"],
            )


def _put_need_plans(rows: Rows, episode: Episode, window: Window, ids: dict[str, str]) -> None:
    for plan in episode.need_plans:
        if window.is_live(plan.started, plan.ended):
            put(
                rows,
                "cin_plans",
                cin_plan_id=f"{ids['referral_id']}|P|{plan.started}",
                cin_plan_start_date=plan.started,
                cin_plan_end_date=window.known(plan.ended),
                **ids,
            )


def _put_proceedings(rows: Rows, episode: Episode, window: Window, ids: dict[str, str]) -> None:
    for spell in episode.proceedings:
        if not window.is_live(spell.decided, spell.ended):
            continue
        ended = window.known(spell.ended)
        put(
            rows,
            "pre_proceedings",
            pre_proceedings_id=f"{ids['referral_id']}|L|{spell.decided}",
            pre_proceedings_start_date=spell.decided,
            pre_pro_letter_date=window.known(spell.letter),
            family_group_meeting_offered=spell.meeting_offered,
            family_group_meeting_held=spell.meeting_held,
            initial_pre_pro_meeting_date=window.known(spell.met),
            pre_pro_meetings_num=sum(day <= window.last for day in spell.reviews),
            agree_stepdown_issue_date=ended,
            pre_pro_outcome=spell.outcome if ended else None,
            court_application_date=ended if spell.outcome == TO_COURT else None,
            care_pro_letter_date=ended if spell.outcome == TO_COURT else None,
            **ids,
        )


def _put_enquiry(rows: Rows, enquiry: Enquiry, window: Window, ids: dict[str, str]) -> None:
    """An enquiry is in the census of the year in which it starts, and in that of its conference."""
    conference = enquiry.conference
    held = window.known(conference.held) if conference else None
    if not (window.holds(enquiry.started) or window.holds(held)):
        return
    enquiry_id = f"{ids['referral_id']}|S|{enquiry.started}"
    put(
        rows,
        "s47_enquiry",
        s47_enquiry_id=enquiry_id,
        s47_start_date=enquiry.started,
        icpc_not_required=conference is None and window.known(enquiry.ended) is not None,
        **ids,
    )
    if conference is not None:
        _put_conference(rows, conference, ids, enquiry_id, is_held=held is not None)


def _put_conference(
    rows: Rows, conference: Conference, ids: dict[str, str], enquiry_id: str | None, *, is_held: bool = True
) -> None:
    put(
        rows,
        "initial_cp_conference",
        icpc_id=f"{enquiry_id or ids['referral_id']}|ICPC",
        s47_enquiry_id=enquiry_id,
        icpc_target_date=conference.target,
        icpc_date=conference.held if is_held else None,
        **ids,
    )


def _put_plan(rows: Rows, plan: ProtectionPlan, window: Window, ids: dict[str, str], previous: int) -> None:
    plan_id = f"{ids['referral_id']}|C|{plan.started}"
    put(
        rows,
        "cp_plans",
        cp_plan_id=plan_id,
        cp_plan_start_date=plan.started,
        cp_plan_end_date=window.known(plan.ended),
        cp_plan_initial_category=plan.category,
        cp_plan_latest_category=plan.latest_category,
        number_of_previous_cp_plans=previous,
        **ids,
    )
    for review in plan.reviews:
        if window.holds(review.held):
            put(
                rows,
                "cp_reviews",
                cp_review_id=f"{plan_id}|R|{review.held}",
                person_id=ids["person_id"],
                cp_plan_id=plan_id,
                cp_review_date=review.held,
            )
