"""Which of the made-up events a CIN census return of one year holds, as typed rows.

A return holds every episode open at any time in its year, as it stood on 31 March, with what happened
in that year or was still open (CIN census guide, scope of the collection). Writing is the format's own
business (`sources/cin_census/write.py`), so the demo goes through the real reader.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from stonechat.model.table import Values
from stonechat.model.tables import TABLES
from stonechat.synthetic.journeys import Child, Episode, Plan

TypedRows = Iterator[tuple[str, Values]]
"""(table, row), a child's rows together: the child first, then each episode with what hangs on it."""


@dataclass(frozen=True, slots=True)
class Census:
    """One return: the authority and the year that ends on 31 March of `year`."""

    authority: str
    year: int

    @property
    def first(self) -> date:
        """First day of the window."""
        return date(self.year - 1, 4, 1)

    @property
    def last(self) -> date:
        """Last day of the window, included."""
        return date(self.year, 3, 31)

    def known(self, day: date | None) -> date | None:
        """The day, if it had come by 31 March; else blank, as it was then."""
        return day if day is not None and day <= self.last else None

    def is_live(self, start: date, end: date | None) -> bool:
        """Whether something from start to end was open at any time in the year."""
        return start <= self.last and (end is None or end >= self.first)

    def holds(self, day: date | None) -> bool:
        """Whether the day falls in the year."""
        return day is not None and self.first <= day <= self.last


def rows(census: Census, episodes: Iterable[Episode]) -> TypedRows:
    """The rows of one return, children in order of their identifier."""
    by_child: dict[str, list[Episode]] = {}
    for episode in episodes:
        if _is_in(census, episode):
            by_child.setdefault(episode.child.person_id, []).append(episode)
    for person_id in sorted(by_child):
        yield from _child_rows(census, by_child[person_id][0].child)
        for episode in by_child[person_id]:
            yield from _episode_rows(census, episode)


def _is_in(census: Census, episode: Episode) -> bool:
    if episode.is_nfa:
        return census.holds(episode.referred)
    return census.is_live(episode.referred, episode.closed)


def _row(census: Census, table: str, **values: str | int | bool | date | None) -> tuple[str, Values]:
    return table, TABLES[table].row(authority=census.authority, **values)


def _child_rows(census: Census, child: Child) -> TypedRows:
    born = census.known(child.born)
    sex = child.sex if born else "U"
    yield _row(
        census,
        "person",
        person_id=child.person_id,
        sex=sex,
        ethnicity=child.ethnicity,
        dob=born,
        expected_dob=None if born else child.born,
        upn_unknown="UN3" if born else "UN1",
    )
    for code in child.disabilities:
        yield _row(
            census,
            "disability",
            table_id=f"{child.person_id}|D|{code}",
            person_id=child.person_id,
            disability_code=code,
        )


def _episode_rows(census: Census, episode: Episode) -> TypedRows:
    person_id = episode.child.person_id
    referral_id = f"{person_id}|{episode.referred}"
    yield _row(
        census,
        "cin_episodes",
        referral_id=referral_id,
        person_id=person_id,
        referral_date=episode.referred,
        cin_primary_need_code=None if episode.is_nfa else episode.need,
        referral_source_code=episode.source,
        referral_nfa=episode.is_nfa,
        close_date=census.known(episode.closed),
        close_reason=episode.reason if census.known(episode.closed) else None,
    )
    yield from _assessment_rows(census, episode, person_id, referral_id)
    yield from _plan_of_need_rows(census, episode, person_id, referral_id)
    yield from _enquiry_rows(census, episode, person_id, referral_id)
    for plan in episode.plans:
        if census.is_live(plan.started, plan.ended):
            yield from _protection_rows(census, plan, person_id, referral_id)


def _assessment_rows(census: Census, episode: Episode, person_id: str, referral_id: str) -> TypedRows:
    if episode.assessed is None or not census.is_live(*episode.assessed):
        return
    start, end = episode.assessed
    assessment_id = f"{referral_id}|A|{start}"
    yield _row(
        census,
        "cin_assessments",
        assessment_id=assessment_id,
        person_id=person_id,
        referral_id=referral_id,
        assessment_start_date=start,
        assessment_auth_date=census.known(end),
    )
    for factor in episode.factors if census.known(end) else ():
        yield _row(
            census,
            "assessment_factors",
            table_id=f"{assessment_id}|F|{factor}",
            assessment_id=assessment_id,
            assessment_factor=factor,
            person_id=person_id,
        )


def _plan_of_need_rows(census: Census, episode: Episode, person_id: str, referral_id: str) -> TypedRows:
    if episode.need_plan is None or not census.is_live(*episode.need_plan):
        return
    start, end = episode.need_plan
    yield _row(
        census,
        "cin_plans",
        cin_plan_id=f"{referral_id}|P|{start}",
        person_id=person_id,
        referral_id=referral_id,
        cin_plan_start_date=start,
        cin_plan_end_date=census.known(end),
    )


def _enquiry_rows(census: Census, episode: Episode, person_id: str, referral_id: str) -> TypedRows:
    shared = {"person_id": person_id, "referral_id": referral_id}
    if census.holds(episode.transfer_conference):
        yield _row(
            census,
            "initial_cp_conference",
            icpc_id=f"{referral_id}|ICPC",
            icpc_date=episode.transfer_conference,
            **shared,
        )
    held = census.known(episode.conference)
    if episode.enquiry is None or not (census.holds(episode.enquiry) or census.holds(held)):
        return
    enquiry_id = f"{referral_id}|S|{episode.enquiry}"
    yield _row(
        census,
        "s47_enquiry",
        s47_enquiry_id=enquiry_id,
        s47_start_date=episode.enquiry,
        icpc_not_required=episode.conference is None,
        **shared,
    )
    if held is not None:
        yield _row(
            census,
            "initial_cp_conference",
            icpc_id=f"{enquiry_id}|ICPC",
            s47_enquiry_id=enquiry_id,
            icpc_date=held,
            **shared,
        )


def _protection_rows(census: Census, plan: Plan, person_id: str, referral_id: str) -> TypedRows:
    plan_id = f"{referral_id}|C|{plan.started}"
    yield _row(
        census,
        "cp_plans",
        cp_plan_id=plan_id,
        person_id=person_id,
        referral_id=referral_id,
        cp_plan_start_date=plan.started,
        cp_plan_end_date=census.known(plan.ended),
        cp_plan_initial_category=plan.category,
        cp_plan_latest_category=plan.category,
        number_of_previous_cp_plans=plan.previous_plans,
    )
    for review in plan.reviews:
        if census.holds(review):
            yield _row(
                census,
                "cp_reviews",
                cp_review_id=f"{plan_id}|R|{review}",
                person_id=person_id,
                cp_plan_id=plan_id,
                cp_review_date=review,
            )
