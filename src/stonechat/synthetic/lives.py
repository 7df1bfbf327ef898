"""One coherent life for each made-up child: the same events go into every file.

A family is referred, and comes back or not; each referral is a course that brothers and sisters share,
until one of them comes into care or grows up. Courses are drawn family by family from streams of their
own. Long before the data begins only those families are drawn whose child may still be here.

Next: `cin_return.py`, `ssda903_return.py` and `ssd_extract.py` say what of it each file holds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from stonechat.synthetic import front_door, rates
from stonechat.synthetic.care import (
    DIED,
    DISABILITY_NEED,
    UNACCOMPANIED_NEED,
    Period,
    agree_short_breaks,
    come_into_care,
)
from stonechat.synthetic.chance import (
    ONE_DAY,
    Band,
    days_after,
    happens,
    later,
    on_working_day,
    waiting_days,
    within,
)
from stonechat.synthetic.families import Child, Family, family, unaccompanied_child
from stonechat.synthetic.front_door import NEW_CODES_FROM, Assessment, Contact, EarlyHelp, assess
from stonechat.synthetic.in_care import Away, CareReview, HealthYear, health, reviews, times_away
from stonechat.synthetic.leaving_care import LeaverYear, after_care
from stonechat.synthetic.proceedings import PreProceedings, before_care, begun_by, beside_a_plan
from stonechat.synthetic.protection import (
    Conference,
    Enquiry,
    NeedPlan,
    ProtectionPlan,
    Visit,
    cut_short,
    enquire,
    plan_of_need,
    protect,
    visits,
)
from stonechat.synthetic.scale import LAST_DAY, Scale
from stonechat.synthetic.special_needs import CarePlan, care_plan
from stonechat.synthetic.teams import CLOSES_EARLY, DISABLED, Team, assessment_team, care_team, help_team

_OLDEST_AT_REFERRAL = timedelta(days=int(17.4 * 365.25))
_OLDEST_INTO_CARE = timedelta(days=int(17.7 * 365.25))
_BY_DEATH = "RC2"
_REASONS = {"adopted": "RC1", "guardian": "RC4", "arrangements": "RC3"}
_REASONS_BY_END = {"E3": "RC5", DIED: _BY_DEATH}


@dataclass(frozen=True, slots=True)
class Episode:
    """One episode of need of one child, from referral to its true closure."""

    child: Child
    referred: date
    source: str | None
    need: str
    is_nfa: bool
    closed: date
    reason: str
    assessments: tuple[Assessment, ...]
    enquiries: tuple[Enquiry, ...]
    transfer: Conference | None
    need_plans: tuple[NeedPlan, ...]
    plans: tuple[ProtectionPlan, ...]
    team: Team
    proceedings: tuple[PreProceedings, ...]

    @property
    def is_in_need(self) -> bool:
        """Whether it was taken on, and not found out of need by the assessment."""
        return not self.is_nfa and self.reason not in ("RC8", "RC9")


@dataclass(frozen=True, slots=True)
class Stay:
    """A period of care with what happened in it, and the episode of need that it belongs to."""

    period: Period
    referred: date
    team: Team
    reviews: tuple[CareReview, ...]
    visits: tuple[Visit, ...]
    away: tuple[Away, ...]


@dataclass(frozen=True, slots=True)
class Life:
    """Everything that is known of one child, each kind in order of date. `died`: for the few who did."""

    child: Child
    earlier_plans: int
    contacts: tuple[Contact, ...]
    early_help: tuple[EarlyHelp, ...]
    episodes: tuple[Episode, ...]
    stays: tuple[Stay, ...]
    health: tuple[HealthYear, ...]
    leaver: tuple[LeaverYear, ...]
    died: date | None = None
    care_plan: CarePlan | None = None


@dataclass(slots=True)
class _Telling:
    """A life while it is being made."""

    child: Child
    earlier_plans: int
    contacts: list[Contact] = field(default_factory=list)
    early_help: list[EarlyHelp] = field(default_factory=list)
    episodes: list[Episode] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    died: date | None = None

    def is_free(self, day: date) -> bool:
        """Whether the child can be referred on that day: alive, no open episode, and not nearly grown up."""
        if self.died is not None or (self.episodes and self.episodes[-1].closed >= day):
            return False
        return day - self.child.born < _OLDEST_AT_REFERRAL

    @property
    def has_anything(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.episodes or self.contacts or self.early_help)

    def had_a_plan(self) -> bool:
        """Whether the child has been on a protection plan before."""
        return self.earlier_plans > 0 or any(episode.plans for episode in self.episodes)

    def told(self, chance: Random, known_from: date) -> Life:
        """The life, with what follows from its periods of care."""
        periods = [stay.period for stay in self.stays]
        return Life(
            self.child,
            self.earlier_plans,
            tuple(self.contacts),
            tuple(self.early_help),
            tuple(self.episodes),
            tuple(self.stays),
            tuple(health(chance, periods, known_from)),
            tuple(after_care(chance, periods)),
            self.died,
            care_plan(chance, self.child) if self.episodes else None,
        )


@dataclass(frozen=True, slots=True)
class _Course:
    """What a family goes through after a referral. `care_from`: some of its children come into care.

    `source` says who referred, be it recorded with the referral or not.
    """

    referred: date
    source: str
    need: str
    closed: date
    reason: str
    team: Team
    is_nfa: bool = False
    assessments: tuple[Assessment, ...] = ()
    enquiries: tuple[Enquiry, ...] = ()
    transfer: Conference | None = None
    plans: tuple[ProtectionPlan, ...] = ()
    proceedings: tuple[PreProceedings, ...] = ()
    care_from: date | None = None
    is_planned: bool = False
    breaks: bool = False
    has_source: bool = True


class Journeys:
    """Draws the lives of families of one authority."""

    def __init__(self, scale: Scale) -> None:
        self.scale = scale
        self.known_from = min(scale.first_day, scale.extract_first)

    def of_family(self, chance: Random, number: int, first: date) -> Iterator[Life]:
        """The lives of a family that is first referred on that day."""
        disabled = happens(chance, rates.DISABLED)
        ours = family(chance, number, first, disabled=disabled)
        earlier = rates.EARLIER_PLANS.draw(chance)
        tellings = [_Telling(child, earlier if child.born < first else 0) for child in ours.children]
        if happens(chance, rates.STEPPED_UP):
            self._step_up(chance, tellings, first)
        referred: date | None = first
        while referred is not None and referred <= LAST_DAY:
            present = [each for each in tellings if each.is_free(referred)]
            if not present:
                break
            referred = self._refer(chance, ours, present, referred, disabled=disabled)
        yield from (each.told(chance, self.known_from) for each in tellings if each.has_anything)

    def _step_up(self, chance: Random, tellings: Sequence[_Telling], first: date) -> None:
        """Early help up to the first referral, for the children who were born by then."""
        helped = {
            each.child.person_id: each for each in tellings if each.child.born < first - timedelta(days=400)
        }
        children = [each.child for each in helped.values()]
        for contact, spell in front_door.stepped_up(chance, children, first):
            helped[spell.child.person_id].contacts.append(contact)
            helped[spell.child.person_id].early_help.append(spell)

    def of_unaccompanied(self, chance: Random, number: int, arrived: date) -> Life:
        """The life of a child who came alone and is looked after from that day."""
        child = unaccompanied_child(chance, number, arrived)
        team = help_team(number % 12)
        assessment = replace(assess(chance, arrived, assessment_team(number % 12)), factors=("9A",))
        course = _Course(
            arrived,
            "6" if happens(chance, 0.6) else "5C",
            UNACCOMPANIED_NEED,
            LAST_DAY,
            "RC7",
            team,
            assessments=(assessment,),
            care_from=arrived,
        )
        telling = _Telling(child, 0)
        telling.contacts.append(Contact(child, arrived, course.source, "REFERRAL"))
        self._into_care(chance, telling, course, arrived, number % 12)
        return telling.told(chance, self.known_from)

    # ------------------------------------------------------------ one referral of a family

    def _refer(
        self, chance: Random, ours: Family, present: Sequence[_Telling], referred: date, *, disabled: bool
    ) -> date | None:
        """Add what follows the referral to the lives; the day of the next one, None if there is none."""
        had_a_plan = any(each.had_a_plan() for each in present)
        course = self._course(chance, ours, referred, had_a_plan=had_a_plan, disabled=disabled)
        if course is None:
            return None
        contacted = front_door.contact_day(chance, referred)
        for number, telling in enumerate(present):
            telling.contacts.append(Contact(telling.child, contacted, course.source, "REFERRAL"))
            self._live_through(chance, telling, course, ours.area, is_first=number == 0)
        if course.reason == "RC9":
            for spell in front_door.early_help(chance, tuple(each.child for each in present), course.closed):
                next(each for each in present if each.child is spell.child).early_help.append(spell)
        return self._comes_back(chance, course)

    def _comes_back(self, chance: Random, course: _Course) -> date | None:
        again = on_working_day(course.closed + timedelta(days=waiting_days(chance, rates.DAYS_TO_COME_BACK)))
        closes_early = course.team is CLOSES_EARLY and course.is_planned
        share = rates.COMES_BACK_TO_EARLY_CLOSERS if closes_early else rates.COMES_BACK
        return again if happens(chance, share * self.scale.demand(again)) else None

    def _course(
        self, chance: Random, ours: Family, referred: date, *, had_a_plan: bool, disabled: bool
    ) -> _Course | None:
        """The course; None long ago for one that cannot last until the data begins."""
        long_ago = referred < self.scale.full_from
        if disabled:
            return self._disabled(chance, ours, referred)
        path = rates.PATHS.draw(chance)
        into_care = path == "in need" and happens(chance, _share_into_care(ours, referred))
        if path == "no further action":
            return None if long_ago else self._not_taken_on(chance, ours, referred)
        if path == "not in need":
            return None if long_ago else self._not_in_need(chance, ours, referred)
        days = self._days_of_help(chance, ours, long_ago=long_ago and not into_care)
        if days is None:
            return None
        return self._in_need(chance, ours, referred, days, had_a_plan=had_a_plan, into_care=into_care)

    def _days_of_help(self, chance: Random, ours: Family, *, long_ago: bool) -> Band | None:
        """For how long the family is helped; None for a course of long ago that is over by now."""
        closes_early = help_team(ours.area) is CLOSES_EARLY
        if long_ago:
            return rates.LONG_HELP_DAYS if not closes_early and happens(chance, rates.LONG_HELP) else None
        return (rates.HELP_DAYS_OF_EARLY_CLOSERS if closes_early else rates.HELP_DAYS).draw(chance)

    def _begin(self, chance: Random, ours: Family, referred: date) -> _Course:
        source = front_door.source_of_referral(chance, referred)
        need = rates.NEEDS.draw(chance)
        recorded = not happens(chance, rates.SOURCE_NOT_RECORDED)
        return _Course(referred, source, need, referred, "RC7", help_team(ours.area), has_source=recorded)

    def _not_taken_on(self, chance: Random, ours: Family, referred: date) -> _Course:
        return replace(self._begin(chance, ours, referred), is_nfa=True, closed=later(referred, 1))

    def _not_in_need(self, chance: Random, ours: Family, referred: date) -> _Course:
        assessment = assess(chance, referred, assessment_team(ours.area))
        closed = assessment.authorised
        helped = closed >= NEW_CODES_FROM and happens(chance, rates.TO_EARLY_HELP)
        reason = "RC9" if helped else "RC8"
        begun = self._begin(chance, ours, referred)
        return replace(begun, assessments=(assessment,), closed=closed, reason=reason)

    def _disabled(self, chance: Random, ours: Family, referred: date) -> _Course:
        assessment = assess(chance, referred, assessment_team(ours.area))
        days = within(chance, (300, 6_000))
        closed = days_after(assessment.authorised, days)
        return replace(
            self._begin(chance, ours, referred),
            need=DISABILITY_NEED,
            assessments=(assessment,),
            closed=closed,
            team=DISABLED,
            is_planned=True,
            breaks=happens(chance, rates.SHORT_BREAKS),
        )

    def _in_need(
        self, chance: Random, ours: Family, referred: date, days: Band, *, had_a_plan: bool, into_care: bool
    ) -> _Course:
        begun = self._begin(chance, ours, referred)
        helping = _Helping(chance, begun, self.known_from, had_a_plan)
        helping.assess(referred, assessment_team(ours.area))
        helping.begin()
        helping.stay_open_until(days_after(referred, within(chance, days)))
        care_from = helping.care_from(ours.children[0].born) if into_care else None
        helping.go_on()
        return helping.course(care_from)

    # ------------------------------------------------------------ one child of the family

    def _live_through(
        self, chance: Random, telling: _Telling, course: _Course, area: int, *, is_first: bool
    ) -> None:
        child = telling.child
        if course.care_from is not None and (is_first or happens(chance, rates.SIBLING_TOO)):
            age = course.care_from - child.born
            if timedelta(0) < age < _OLDEST_INTO_CARE:
                self._into_care(chance, telling, course, course.care_from, area)
                return
        closed, reason = _ending(chance, course, child)
        if reason == _BY_DEATH:
            telling.died = closed
        plans = _plans_until(course.plans, closed)
        needed = self._need_plans(chance, course, plans, closed)
        telling.episodes.append(
            _episode(child, course, closed, reason, plans=plans, needed=needed, until=closed)
        )
        if course.breaks and course.assessments:
            self._short_breaks(chance, telling, course, min(closed, child.grown_up))

    def _short_breaks(self, chance: Random, telling: _Telling, course: _Course, closed: date) -> None:
        started = course.assessments[0].authorised + timedelta(days=within(chance, (30, 200)))
        if started < closed - ONE_DAY:
            period = agree_short_breaks(chance, telling.child, started, closed)
            telling.stays.append(Stay(period, course.referred, DISABLED, (), (), ()))

    def _into_care(
        self, chance: Random, telling: _Telling, course: _Course, started: date, area: int
    ) -> None:
        """The child's own course from care on: one period, for some home and back, and the closure."""
        child = telling.child
        stays = [self._stay(chance, child, course, started, area)]
        home = stays[0].period
        if home.way_out == "home" and happens(chance, rates.BACK_INTO_CARE):
            again = days_after(home.ended, within(chance, (20, 200)))
            if again - child.born < _OLDEST_INTO_CARE:
                stays.append(self._stay(chance, child, course, again, area))
        telling.stays += stays
        last = stays[-1].period
        if last.ended_reason == DIED:
            telling.died = last.ended
        to_end = min(started + timedelta(days=within(chance, (7, 40))), home.ended)
        plans = _plans_until(course.plans, to_end, started)
        closed = _closed_after(chance, last, course, plans)
        needed = self._need_plans(chance, course, plans, started)
        if last.way_out == "home" and closed > last.ended + ONE_DAY:
            needed += (self._plan_of_need(chance, course, last.ended + ONE_DAY, closed),)
        telling.episodes.append(
            _episode(
                child,
                course,
                closed,
                _reason_after(last),
                plans=plans,
                needed=needed,
                until=min(started, closed),
            )
        )

    def _stay(self, chance: Random, child: Child, course: _Course, started: date, area: int) -> Stay:
        period = come_into_care(chance, child, started, course.need, area)
        return Stay(
            period,
            course.referred,
            care_team(area),
            reviews(chance, period, self.known_from),
            visits(chance, "care", started, period.ended, self.known_from),
            tuple(times_away(chance, period, self.known_from)),
        )

    def _need_plans(
        self, chance: Random, course: _Course, plans: Sequence[ProtectionPlan], until: date
    ) -> tuple[NeedPlan, ...]:
        """Plans of need in the time around the protection plans, for families helped long enough."""
        if not course.is_planned:
            return ()
        found, day = [], course.assessments[0].authorised + ONE_DAY
        for plan in plans:
            if plan.started - day > timedelta(days=10):
                found.append(self._plan_of_need(chance, course, day, plan.started - ONE_DAY))
            day = plan.ended + ONE_DAY
        if until - day > timedelta(days=10):
            found.append(self._plan_of_need(chance, course, day, until))
        return tuple(found)

    def _plan_of_need(self, chance: Random, course: _Course, started: date, ended: date) -> NeedPlan:
        kind = "disabled" if course.team is DISABLED else "need"
        return plan_of_need(chance, kind, started, ended, self.known_from)


class _Helping:
    """A course of help and protection while it is being made."""

    def __init__(self, chance: Random, begun: _Course, known_from: date, had_a_plan: bool) -> None:
        self._chance, self._begun, self._known_from = chance, begun, known_from
        self._had_a_plan = had_a_plan
        self._assessments: list[Assessment] = []
        self._enquiries: list[Enquiry] = []
        self._plans: list[ProtectionPlan] = []
        self._transfer: Conference | None = None
        self._closed = begun.referred
        self._care_from: date | None = None

    def assess(self, started: date, team: Team) -> None:
        """An assessment that starts on that day; the case stays open until it is authorised."""
        assessment = assess(self._chance, started, team)
        self._assessments.append(assessment)
        self.stay_open_until(later(assessment.authorised, 3))

    def stay_open_until(self, day: date) -> None:
        """The case does not close before that day."""
        self._closed = max(self._closed, day)

    def begin(self) -> None:
        """An enquiry soon after the referral for some; for a few a conference moved here from elsewhere."""
        referred = self._begun.referred
        if happens(self._chance, rates.ENQUIRY_EARLY):
            self._enquire(later(referred, within(self._chance, (0, 8))))
        elif happens(self._chance, rates.TRANSFERRED_IN):
            self._transfer = Conference(later(referred, within(self._chance, (5, 14))), None, True)
            self._protect(self._transfer.held)

    def care_from(self, eldest_born: date) -> date:
        """The day on which some of the children come into care: at once, or some months on.

        Babies come sooner, and those expected soon after their birth.
        """
        chance, referred = self._chance, self._begun.referred
        if eldest_born > referred:
            self._care_from = eldest_born + timedelta(days=within(chance, (1, 12)))
        else:
            is_baby = referred - eldest_born < timedelta(days=300)
            soon = happens(chance, rates.BABY_SOON if is_baby else rates.SOON)
            days = within(chance, rates.DAYS_INTO_CARE[soon])
            self._care_from = referred + timedelta(days=days)
        self.stay_open_until(self._care_from + timedelta(days=within(chance, (20, 90))))
        return self._care_from

    def go_on(self) -> None:
        """Later enquiries, each with a new assessment unless there was one in its collection year."""
        mean = 365 / rates.LATER_ENQUIRIES_A_YEAR
        day = self._begun.referred + timedelta(days=60 + waiting_days(self._chance, mean))
        while day < self._closed - timedelta(days=30) and day <= LAST_DAY:
            day = on_working_day(day)
            if not any(plan.started <= day <= plan.ended for plan in self._plans) and self._is_assessed(day):
                self._enquire(day)
            day += timedelta(days=60 + waiting_days(self._chance, mean))

    def _is_assessed(self, day: date) -> bool:
        """Whether an assessment of that collection year is done; starts one if not. False during one."""
        last = self._assessments[-1]
        if last.authorised >= day:
            return False
        if _collection_year(last.authorised) != _collection_year(day) or happens(self._chance, 0.15):
            self.assess(day, self._begun.team)
        return True

    def _enquire(self, started: date) -> None:
        enquiry = enquire(self._chance, started, had_a_plan=self._had_a_plan)
        self._enquiries.append(enquiry)
        self.stay_open_until(enquiry.ended)
        if enquiry.conference is not None:
            self.stay_open_until(later(enquiry.conference.held, 3))
            if enquiry.conference.leads_to_plan:
                self._protect(enquiry.conference.held)

    def _protect(self, started: date) -> None:
        plan = protect(self._chance, started, self._known_from)
        self._plans.append(plan)
        self._had_a_plan = True
        self.stay_open_until(days_after(plan.ended, within(self._chance, rates.STEP_DOWN_DAYS)))

    def course(self, care_from: date | None) -> _Course:
        """The course as it has come out."""
        long = self._closed - self._begun.referred > timedelta(days=42)
        return replace(
            self._begun,
            closed=self._closed,
            reason=rates.CLOSURES.draw(self._chance),
            assessments=tuple(self._assessments),
            enquiries=tuple(self._enquiries),
            transfer=self._transfer,
            plans=tuple(self._plans),
            proceedings=tuple(self._proceedings(care_from)),
            care_from=care_from,
            is_planned=bool(self._plans) or (long and happens(self._chance, rates.NEED_PLAN)),
        )

    def _proceedings(self, care_from: date | None) -> Iterator[PreProceedings]:
        if care_from is None:
            return beside_a_plan(self._chance, self._plans)
        return before_care(self._chance, self._begun.referred, care_from)


def _episode(
    child: Child,
    course: _Course,
    closed: date,
    reason: str,
    *,
    plans: tuple[ProtectionPlan, ...],
    needed: tuple[NeedPlan, ...],
    until: date,
) -> Episode:
    """The child's episode; what the family did after `until` is not the child's."""
    return Episode(
        child,
        course.referred,
        course.source if course.has_source else None,
        course.need,
        course.is_nfa,
        closed,
        reason,
        tuple(_assessments_until(course.assessments, closed)),
        tuple(_enquiries_until(course.enquiries, until)),
        course.transfer if course.transfer and course.transfer.held <= until else None,
        needed,
        plans,
        course.team,
        tuple(begun_by(course.proceedings, until)),
    )


def _assessments_until(assessments: Sequence[Assessment], closed: date) -> Iterator[Assessment]:
    for each in assessments:
        if each.started <= closed:
            yield each if each.authorised <= closed else replace(each, authorised=closed)


def _enquiries_until(enquiries: Sequence[Enquiry], until: date) -> Iterator[Enquiry]:
    for each in enquiries:
        if each.started < until:
            held = each.conference is None or each.conference.held < until
            conference = each.conference if held else None
            yield replace(each, conference=conference, ended=min(each.ended, until))


def _plans_until(
    plans: Sequence[ProtectionPlan], ended: date, started_before: date | None = None
) -> tuple[ProtectionPlan, ...]:
    before = started_before or ended
    return tuple(cut_short(plan, ended) for plan in plans if plan.started < before)


def _closed_after(chance: Random, last: Period, course: _Course, plans: Sequence[ProtectionPlan]) -> date:
    """The closure after the last period of care, with help for a while for those who went home."""
    closed = last.ended
    if last.ended_reason == DIED:
        return closed
    if last.way_out == "home":
        closed = days_after(closed, within(chance, (40, 200)))
    latest = [assessment.authorised for assessment in course.assessments[:1]] + [plan.ended for plan in plans]
    return max(last.ended, min(max([closed, *latest]), last.child.grown_up))


def _reason_after(last: Period) -> str:
    return _REASONS_BY_END.get(last.ended_reason) or _REASONS.get(last.way_out, "RC7")


def _ending(chance: Random, course: _Course, child: Child) -> tuple[date, str]:
    """When and why the child's case is closed: with the family's, on growing up, or for a few by death."""
    closed = min(course.closed, child.grown_up)
    open_for = (closed - max(course.referred, child.born)).days
    is_helped = not course.is_nfa and course.reason not in ("RC8", "RC9")
    if is_helped and open_for > 1 and happens(chance, rates.DIES):
        return closed - timedelta(days=within(chance, (1, open_for - 1))), _BY_DEATH
    if closed == course.closed:
        return closed, course.reason
    if happens(chance, rates.OPEN_AFTER_18):
        closed = min(course.closed, days_after(closed, within(chance, (30, 250))))
    return closed, _grown_up(course)


def _grown_up(course: _Course) -> str:
    return "RC6" if course.team is DISABLED else "RC7"


def _share_into_care(ours: Family, referred: date) -> float:
    age = ours.children[0].age(referred)
    return rates.INTO_CARE[max(first for first in rates.INTO_CARE if first <= age)]


def _collection_year(day: date) -> int:
    return day.year + (day >= date(day.year, 4, 1))
