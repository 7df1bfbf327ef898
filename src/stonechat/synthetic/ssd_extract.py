"""What the standard safeguarding data set (SSD) of the last six years holds of a life, as typed rows.

It holds what was open at any time in its window, as it stood on the last day, under ids of its own: a
number behind the child's id for each referral, and behind that for what belongs to it. Here are the
child, the front door, help and protection, and workers; `ssd_care.py` has the looked-after children.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from stonechat.model.table import Values
from stonechat.synthetic import ssd_care
from stonechat.synthetic.front_door import Assessment, Contact
from stonechat.synthetic.lives import Episode, Life
from stonechat.synthetic.proceedings import TO_COURT
from stonechat.synthetic.protection import Conference, Enquiry, ProtectionPlan
from stonechat.synthetic.scale import LAST_DAY
from stonechat.synthetic.special_needs import AGREED, MADE, REFUSED, CarePlan, is_known
from stonechat.synthetic.teams import ALL, DEPARTMENT, FRONT_DOOR, LEAVING_CARE
from stonechat.synthetic.window import Rows, Window, put
from stonechat.synthetic.workforce import ADVISER, SOCIAL_WORKER, Worker, Workforce

_CENSUS_OF_CASES = date(LAST_DAY.year - 1, 9, 30)
_CONTACT = ("NEW_REFERRAL_FLAG", "EXISTING_REFERRAL_FLAG", "CP_ENQUIRY_FLAG", "NFA_FLAG", "ADVICE_FLAG")
_REFERRAL = ("SINGLE_ASSESSMENT_FLAG", "NFA_FLAG", "STRATEGY_DISCUSSION_FLAG", "CP_TRANSFER_IN_FLAG")
_ASSESSMENT = (
    "NFA_FLAG",
    "STRATEGY_DISCUSSION_FLAG",
    "PROV_OF_SERVICES_FLAG",
    "REFERRAL_TO_OTHER_AGENCY_FLAG",
)
_ENQUIRY = ("NFA_FLAG", "CP_CONFERENCE_FLAG", "NFA_CONTINUE_SINGLE_FLAG")
_CONFERENCE = ("NFA_FLAG", "PROV_OF_SERVICES_FLAG", "CP_FLAG")
_OTHER = "OTHER_OUTCOMES_EXIST_FLAG"
_REFERRED, _EARLY_HELP, _ADVICE, _NOTHING = "REFERRAL", "EARLY_HELP", "ADVICE", "NFA"
_CONTACT_FLAGS = {
    _REFERRED: "NEW_REFERRAL_FLAG",
    _EARLY_HELP: _OTHER,
    _ADVICE: "ADVICE_FLAG",
    _NOTHING: "NFA_FLAG",
}


def rows_of(life: Life, window: Window, workforce: Workforce) -> Rows | None:
    """The rows of one child; None for a child of whom nothing falls in the window."""
    rows, person_id = Rows(list), life.child.person_id
    _put_front_door(rows, life, window)
    for number, episode in enumerate(life.episodes, start=1):
        if window.is_live(episode.referred, episode.closed):
            _EpisodeRows(rows, episode, f"{person_id}-R{number}", window, workforce).put()
    ssd_care.put_care(rows, life, window, workforce)
    if not rows:
        return None
    for number, involved in enumerate(workforce.of(person_id), start=1):
        if window.is_live(involved.started, involved.ended):
            put(
                rows,
                "involvements",
                involvements_id=f"{person_id}-I{number}",
                professional_id=involved.worker_id,
                professional_role_id=SOCIAL_WORKER if involved.is_social_work else ADVISER,
                professional_team=involved.team.team_id,
                involvement_start_date=involved.started,
                involvement_end_date=window.known(involved.ended),
                worker_change_reason=involved.reason,
                person_id=person_id,
                referral_id=ssd_care.referral_id(life, involved.referred),
            )
    _put_child(rows, life, window)
    return rows


def workforce_rows(workforce: Workforce, window: Window) -> Rows:
    """The rows that are about no child: teams and workers."""
    rows = Rows(list)
    put(rows, "department", team_id=DEPARTMENT.team_id, team_name=DEPARTMENT.name)
    for team in ALL:
        put(
            rows,
            "department",
            team_id=team.team_id,
            team_name=team.name,
            team_parent_id=DEPARTMENT.team_id,
            team_parent_name=DEPARTMENT.name,
        )
    cases = _cases(workforce)
    for worker in workforce.workers:
        if window.is_live(worker.joined, worker.left):
            _put_worker(rows, worker, cases[worker.worker_id])
    return rows


def in_order(children: Iterable[Rows]) -> Iterator[tuple[str, Values]]:
    """Table and values of every row, child after child."""
    for rows in children:
        for table, some in rows.items():
            yield from ((table, row) for row in some)


def outcome(flags: tuple[str, ...], *true: str) -> str:
    """The JSON of an outcome: every flag Y or N."""
    return json.dumps({flag: "Y" if flag in true else "N" for flag in (*flags, _OTHER)})


# ---------------------------------------------------------------- the child


def _was_seen_born(life: Life, window: Window) -> bool:
    """Whether the child was born by the end of the year in which the last case was open, and so seen."""
    if not life.episodes:
        return True
    last = max(min(each.closed, window.last) for each in life.episodes)
    return life.child.born <= date(last.year + (last > date(last.year, 3, 31)), 3, 31)


def _put_child(rows: Rows, life: Life, window: Window) -> None:
    child, person_id = life.child, life.child.person_id
    born = window.known(child.born)
    put(
        rows,
        "person",
        person_id=person_id,
        forename="Synthetic",
        surname=f"Child {child.number}",
        sex=child.sex if born and _was_seen_born(life, window) else "U",
        ethnicity=child.ethnicity,
        dob=born,
        upn_unknown=child.no_pupil_number(window.last),
        death_date=window.known(life.died),
        send_flag=is_known(life.care_plan, window.last) if life.episodes else None,
        expected_dob=None if born else child.born,
        is_mother=window.known(child.own_child_born) is not None if child.sex == "F" else None,
    )
    put(rows, "family", table_id=f"{person_id}-F", family_id=child.family_id, person_id=person_id)
    if child.home:
        put(
            rows,
            "address",
            table_id=f"{person_id}-H",
            person_id=person_id,
            address_type="Home",
            address_start_date=born,
            address_postcode=child.home,
        )
    if life.episodes:
        _put_what_is_asked(rows, life, window)


def _put_what_is_asked(rows: Rows, life: Life, window: Window) -> None:
    """What is asked of a child who is referred, and not for a contact alone."""
    child, person_id = life.child, life.child.person_id
    for code in child.disabilities:
        table_id = f"{person_id}-D{code}"
        put(rows, "disability", table_id=table_id, person_id=person_id, disability_code=code)
    number = child.pupil_number(window.last)
    if number is not None:
        put(rows, "send", table_id=f"{person_id}-S", upn=number, person_id=person_id)
        if life.care_plan is not None and window.known(life.care_plan.requested):
            _put_care_plan(rows, life.care_plan, person_id, window)


def _put_care_plan(rows: Rows, plan: CarePlan, person_id: str, window: Window) -> None:
    """The request for an EHC plan, and as much of what came of it as had come by the last day."""
    ids = {"request": f"{person_id}-ER", "assessment": f"{person_id}-EA", "plan": f"{person_id}-EP"}
    decided, assessed, started = (window.known(day) for day in (plan.decided, plan.assessed, plan.started))
    put(
        rows,
        "ehcp_requests",
        ehcp_request_id=ids["request"],
        send_table_id=f"{person_id}-S",
        ehcp_req_date=plan.requested,
        ehcp_req_outcome_date=decided,
        ehcp_req_outcome=(AGREED if plan.assessed else REFUSED) if decided else None,
        person_id=person_id,
    )
    if decided and plan.assessed:
        put(
            rows,
            "ehcp_assessment",
            ehcp_assessment_id=ids["assessment"],
            ehcp_request_id=ids["request"],
            ehcp_assessment_outcome_date=assessed,
            ehcp_assessment_outcome=MADE if assessed else None,
            person_id=person_id,
        )
    if started:
        _put_plan_in_force(rows, plan, ids, person_id, window)


def _put_plan_in_force(
    rows: Rows, plan: CarePlan, ids: dict[str, str], person_id: str, window: Window
) -> None:
    put(
        rows,
        "ehcp_named_plan",
        named_plan_id=ids["plan"],
        ehcp_asmt_id=ids["assessment"],
        named_plan_start_date=plan.started,
        person_id=person_id,
    )
    put(
        rows,
        "ehcp_active_plans",
        active_ehcp_id=ids["plan"],
        ehcp_request_id=ids["request"],
        active_ehcp_last_review_date=plan.reviewed(window.last),
        person_id=person_id,
    )
    for rank, need in enumerate(plan.needs, start=1):
        put(
            rows,
            "sen_need",
            table_id=f"{ids['plan']}-{rank}",
            active_ehcp_id=ids["plan"],
            active_ehcp_need_type=need,
            active_ehcp_need_rank=rank,
            person_id=person_id,
        )


# ---------------------------------------------------------------- front door


def _put_front_door(rows: Rows, life: Life, window: Window) -> None:
    person_id = life.child.person_id
    for number, contact in enumerate(life.contacts, start=1):
        if window.holds(contact.made):
            _put_contact(rows, contact, f"{person_id}-C{number}")
    for number, spell in enumerate(life.early_help, start=1):
        if window.is_live(spell.started, spell.ended):
            ended = window.known(spell.ended)
            put(
                rows,
                "early_help_episodes",
                episode_id=f"{person_id}-EH{number}",
                person_id=person_id,
                episode_start_date=spell.started,
                episode_end_date=ended,
                episode_reason=spell.reason,
                episode_end_reason=spell.end_reason if ended else None,
                episode_organisation=spell.provider,
            )


def _put_contact(rows: Rows, contact: Contact, contact_id: str) -> None:
    put(
        rows,
        "contacts",
        contact_id=contact_id,
        person_id=contact.child.person_id,
        contact_date=contact.made,
        contact_source_code=contact.source,
        contact_outcome_json=outcome(_CONTACT, _CONTACT_FLAGS[contact.outcome]),
    )


# ---------------------------------------------------------------- an episode of need


class _EpisodeRows:
    """Puts the rows of one episode of need."""

    def __init__(
        self, rows: Rows, episode: Episode, referral_id: str, window: Window, workforce: Workforce
    ) -> None:
        self._rows, self._episode, self._window, self._workforce = rows, episode, window, workforce
        self._ids = {"person_id": episode.child.person_id, "referral_id": referral_id}
        self._referral_id = referral_id

    def put(self) -> None:
        """The referral, and what belongs to it."""
        self._put_referral()
        for number, assessment in enumerate(self._episode.assessments, start=1):
            if self._window.is_live(assessment.started, assessment.authorised):
                self._put_assessment(assessment, f"{self._referral_id}-A{number}")
        self._put_need_plans()
        plans = {plan.started: f"{self._referral_id}-CP{n}" for n, plan in enumerate(self._episode.plans, 1)}
        conferences = dict(self._put_conferences(plans))
        self._put_proceedings()
        for plan in self._episode.plans:
            if self._window.is_live(plan.started, plan.ended):
                self._put_plan(plan, plans[plan.started], conferences.get(plan.started))

    def _worker(self, day: date) -> str | None:
        return self._workforce.worker_on(self._ids["person_id"], day)

    def _put_referral(self) -> None:
        episode, window = self._episode, self._window
        closed = window.known(episode.closed)
        went_on = "NFA_FLAG" if episode.is_nfa else "SINGLE_ASSESSMENT_FLAG"
        put(
            self._rows,
            "cin_episodes",
            referral_date=episode.referred,
            cin_primary_need_code=None if episode.is_nfa else episode.need,
            referral_source_code=episode.source,
            referral_outcome_json=outcome(_REFERRAL, went_on),
            referral_nfa=episode.is_nfa,
            close_reason=episode.reason if closed else None,
            close_date=closed,
            referral_team=FRONT_DOOR.team_id,
            referral_worker_id=self._worker(episode.referred),
            **self._ids,
        )

    def _put_assessment(self, assessment: Assessment, assessment_id: str) -> None:
        authorised = self._window.known(assessment.authorised)
        nothing = not self._episode.is_in_need
        found = "NFA_FLAG" if nothing else "PROV_OF_SERVICES_FLAG"
        put(
            self._rows,
            "cin_assessments",
            assessment_id=assessment_id,
            assessment_start_date=assessment.started,
            assessment_child_seen=assessment.seen,
            assessment_auth_date=authorised,
            assessment_outcome_json=outcome(_ASSESSMENT, found) if authorised else None,
            assessment_outcome_nfa=nothing if authorised else None,
            assessment_team=assessment.team.team_id,
            assessment_worker_id=self._worker(assessment.started),
            **self._ids,
        )
        for factor in assessment.factors if authorised else ():
            put(
                self._rows,
                "assessment_factors",
                table_id=f"{assessment_id}-F",
                assessment_id=assessment_id,
                assessment_factor=factor,
                person_id=self._ids["person_id"],
            )

    def _put_need_plans(self) -> None:
        for number, plan in enumerate(self._episode.need_plans, start=1):
            if not self._window.is_live(plan.started, plan.ended):
                continue
            plan_id = f"{self._referral_id}-P{number}"
            put(
                self._rows,
                "cin_plans",
                cin_plan_id=plan_id,
                cin_plan_start_date=plan.started,
                cin_plan_end_date=self._window.known(plan.ended),
                cin_plan_team=self._episode.team.team_id,
                cin_plan_worker_id=self._worker(plan.started),
                **self._ids,
            )
            for place, visit in enumerate(plan.visits, start=1):
                if self._window.holds(visit.on):
                    put(
                        self._rows,
                        "cin_visits",
                        cin_visit_id=f"{plan_id}-V{place}",
                        person_id=self._ids["person_id"],
                        cin_visit_date=visit.on,
                        cin_visit_seen=visit.seen,
                        cin_visit_seen_alone=visit.alone,
                        cin_visit_bedroom=visit.bedroom,
                    )

    def _put_conferences(self, plans: dict[date, str]) -> Iterator[tuple[date, str]]:
        """Enquiries and conferences; gives the id of each conference that is in the files, by its day."""
        for number, enquiry in enumerate(self._episode.enquiries, start=1):
            conference, enquiry_id = enquiry.conference, f"{self._referral_id}-S{number}"
            last = max(enquiry.ended, conference.held) if conference else enquiry.ended
            if not self._window.is_live(enquiry.started, last):
                continue
            self._put_enquiry(enquiry, enquiry_id)
            if conference is not None:
                yield self._put_conference(conference, f"{enquiry_id}-ICPC", enquiry_id, plans)
        transfer = self._episode.transfer
        if transfer is not None and self._window.holds(transfer.held):
            yield self._put_conference(transfer, f"{self._referral_id}-ICPC", None, plans)

    def _put_proceedings(self) -> None:
        episode, known = self._episode, self._window.known
        for number, spell in enumerate(episode.proceedings, start=1):
            if not self._window.is_live(spell.decided, spell.ended):
                continue
            ended, table_id = known(spell.ended), f"{self._referral_id}-PP{number}"
            put(
                self._rows,
                "pre_proceedings",
                pre_proceedings_id=table_id,
                table_id=table_id,
                person_id=self._ids["person_id"],
                plo_family_id=episode.child.family_id,
                pre_pro_decision_date=spell.decided,
                initial_pre_pro_meeting_date=known(spell.met),
                pre_pro_outcome=spell.outcome if ended else None,
                agree_stepdown_issue_date=ended,
                cp_plans_referral_period=sum(plan.started <= spell.decided for plan in episode.plans),
                legal_gateway_outcome="Start pre-proceedings",
                prev_pre_proc_child=number - 1,
                pre_pro_letter_date=known(spell.letter),
                care_pro_letter_date=ended if spell.outcome == TO_COURT else None,
                pre_pro_meetings_num=sum(day <= self._window.last for day in spell.reviews),
            )

    def _put_enquiry(self, enquiry: Enquiry, enquiry_id: str) -> None:
        ended, conference = self._window.known(enquiry.ended), enquiry.conference
        reached = "CP_CONFERENCE_FLAG" if conference else "NFA_CONTINUE_SINGLE_FLAG"
        put(
            self._rows,
            "s47_enquiry",
            s47_enquiry_id=enquiry_id,
            s47_start_date=enquiry.started,
            s47_end_date=ended,
            s47_nfa=conference is None if ended else None,
            s47_outcome_json=outcome(_ENQUIRY, reached) if ended else None,
            s47_completed_by_worker_id=self._worker(enquiry.started),
            s47_completed_by_team=self._episode.team.team_id,
            **self._ids,
        )

    def _put_conference(
        self, conference: Conference, icpc_id: str, enquiry_id: str | None, plans: dict[date, str]
    ) -> tuple[date, str]:
        held, family_id = self._window.known(conference.held), self._episode.child.family_id
        plan_id = plans.get(conference.held)
        result = "CP_FLAG" if plan_id else "PROV_OF_SERVICES_FLAG"
        put(
            self._rows,
            "initial_cp_conference",
            icpc_id=icpc_id,
            icpc_meeting_id=f"{family_id}-{conference.held:%Y%m%d}",
            s47_enquiry_id=enquiry_id,
            cp_plan_id=plan_id if held else None,
            icpc_transfer_in=enquiry_id is None,
            icpc_target_date=conference.target,
            icpc_date=held,
            icpc_outcome_cp_flag=plan_id is not None if held else None,
            icpc_outcome_json=outcome(_CONFERENCE, result) if held else None,
            icpc_team=self._episode.team.team_id,
            icpc_worker_id=self._worker(conference.held) if held else None,
            **self._ids,
        )
        return conference.held, icpc_id

    def _put_plan(self, plan: ProtectionPlan, plan_id: str, icpc_id: str | None) -> None:
        put(
            self._rows,
            "cp_plans",
            cp_plan_id=plan_id,
            icpc_id=icpc_id,
            cp_plan_start_date=plan.started,
            cp_plan_end_date=self._window.known(plan.ended),
            cp_plan_initial_category=plan.category,
            cp_plan_ola=False,
            cp_plan_latest_category=plan.latest_category,
            **self._ids,
        )
        self._put_reviews(plan, plan_id)
        for number, visit in enumerate(plan.visits, start=1):
            if self._window.holds(visit.on):
                put(
                    self._rows,
                    "cp_visits",
                    cp_visit_id=f"{plan_id}-V{number}",
                    person_id=self._ids["person_id"],
                    cp_plan_id=plan_id,
                    cp_visit_date=visit.on,
                    cp_visit_seen=visit.seen,
                    cp_visit_seen_alone=visit.alone,
                    cp_visit_bedroom=visit.bedroom,
                )

    def _put_reviews(self, plan: ProtectionPlan, plan_id: str) -> None:
        for number, review in enumerate(plan.reviews, start=1):
            if self._window.holds(review.held):
                put(
                    self._rows,
                    "cp_reviews",
                    cp_review_id=f"{plan_id}-REV{number}",
                    person_id=self._ids["person_id"],
                    cp_plan_id=plan_id,
                    cp_review_due=review.due,
                    cp_review_date=review.held,
                    cp_review_meeting_id=f"{self._episode.child.family_id}-{review.held:%Y%m%d}",
                    cp_review_outcome_continue_cp=review.held < plan.ended,
                    cp_review_quorate=review.quorate,
                )


# ---------------------------------------------------------------- workers


def _cases(workforce: Workforce) -> Counter[str]:
    """Children of each worker on the last 30 September."""
    return Counter(
        each.worker_id
        for some in workforce.by_child.values()
        for each in some
        if each.started <= _CENSUS_OF_CASES < each.ended
    )


def _put_worker(rows: Rows, worker: Worker, cases: int) -> None:
    adviser = worker.team is LEAVING_CARE
    title = ADVISER if adviser else SOCIAL_WORKER
    put(
        rows,
        "professionals",
        professional_id=worker.worker_id,
        staff_id=None if worker.is_agency else f"S{worker.worker_id[1:]}",
        professional_name=f"Synthetic Worker {worker.worker_id[1:]}",
        social_worker_registration_no=None if adviser else f"SW{worker.worker_id[1:]}",
        professional_job_title=f"Senior {title.lower()}" if worker.is_senior else title,
        professional_caseload=cases if worker.joined <= _CENSUS_OF_CASES < worker.left else None,
        professional_department=worker.team.name,
        full_time_equivalency=Decimal(worker.full_time),
        agency_worker_flag=worker.is_agency,
    )
