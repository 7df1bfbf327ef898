"""The events of all lives as flat lists, as the counters of the answer key go through them.

Next: `answers_referrals.py` and its like count; `counting.py` says when.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise

from stonechat.basics.dates import add_months
from stonechat.synthetic.care import CareEpisode
from stonechat.synthetic.care import Period as CarePeriod
from stonechat.synthetic.counting import Dated
from stonechat.synthetic.families import Child
from stonechat.synthetic.front_door import Assessment
from stonechat.synthetic.in_care import Away, CareReview
from stonechat.synthetic.lives import Episode, Life, Stay
from stonechat.synthetic.proceedings import PreProceedings
from stonechat.synthetic.protection import Conference, Enquiry, NeedPlan, ProtectionPlan
from stonechat.synthetic.scale import LAST_DAY, Scale

WINDOW_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Referral:
    """A referral with the episode before it, and the day of the next referral."""

    episode: Episode
    before: Episode | None
    after: date | None

    @property
    def is_repeated(self) -> bool:
        """Whether the child was referred in the twelve months before, the anniversary included."""
        return self.before is not None and self.episode.referred <= add_months(
            self.before.referred, WINDOW_MONTHS
        )

    @property
    def is_known_not_in_need(self) -> bool:
        """Whether the last day knows that the assessment found no need."""
        return self.episode.closed <= LAST_DAY and self.episode.reason in ("RC8", "RC9")


@dataclass(frozen=True, slots=True)
class Assessed:
    """An assessment, and when the child's assessment before it was authorised."""

    episode: Episode
    assessment: Assessment
    before: date | None


@dataclass(frozen=True, slots=True)
class Enquired:
    """An enquiry, and when the child's enquiry before it began."""

    child: Child
    enquiry: Enquiry
    before: date | None


@dataclass(frozen=True, slots=True)
class Conferred:
    """A conference and the enquiry that led to it, None for a child who moved here with a plan."""

    child: Child
    enquiry: Enquiry | None
    conference: Conference


@dataclass(frozen=True, slots=True)
class Planned:
    """A protection plan: how many the child had before, when the last of them ended, when the next began."""

    child: Child
    plan: ProtectionPlan
    earlier: int
    before: date | None
    after: date | None


@dataclass(frozen=True, slots=True)
class Needed:
    """A child in need plan, and when the child's next protection plan began."""

    child: Child
    plan: NeedPlan
    protected: date | None


class Events:
    """The events of all lives, without episodes that closed before the first census."""

    def __init__(self, scale: Scale, lives: Iterable[Life]) -> None:
        self._first_day = scale.first_day
        self.referrals: list[Referral] = []
        self.assessments: list[Assessed] = []
        self.enquiries: list[Enquired] = []
        self.conferences: list[Conferred] = []
        self.plans: list[Planned] = []
        self.need_plans: list[Needed] = []
        self.cared_for: list[tuple[CarePeriod, ...]] = []
        self.stays: list[tuple[Stay, ...]] = []
        self.reviews: list[CareReview] = []
        self.away: list[Away] = []
        self.proceedings: list[PreProceedings] = []
        for life in lives:
            self._add(life)
        self.periods = [period for periods in self.cared_for for period in periods]
        self.referred = Dated((each.episode.referred, each) for each in self.referrals)
        self.closed = Dated((each.episode.closed, each) for each in self.referrals)
        self.authorised = Dated((each.assessment.authorised, each) for each in self.assessments)
        self.in_need_on = cache(self._in_need_on)
        self.on_a_plan_on = cache(self._on_a_plan_on)
        self.in_care_on = cache(self._in_care_on)

    def _add(self, life: Life) -> None:
        before = None
        afters = [*(episode.referred for episode in life.episodes[1:]), None]
        for episode, after in zip(life.episodes, afters, strict=False):
            if episode.closed >= self._first_day:
                self.referrals.append(Referral(episode, before, after))
            before = episode
        held = [episode for episode in life.episodes if episode.closed >= self._first_day]
        for episode in held:
            self._add_conferences(episode)
            self.proceedings += episode.proceedings
        if held:
            self.assessments += _assessed(life)
            self.enquiries += _enquired(life)
            self._add_plans(life, held)
        for stay in life.stays:
            self.reviews += stay.reviews
            self.away += stay.away
        if stays := tuple(stay for stay in life.stays if not stay.period.is_short_breaks):
            self.stays.append(stays)
            self.cared_for.append(tuple(stay.period for stay in stays))

    def _add_conferences(self, episode: Episode) -> None:
        child = episode.child
        self.conferences += (
            Conferred(child, each, each.conference) for each in episode.enquiries if each.conference
        )
        if episode.transfer is not None:
            self.conferences.append(Conferred(child, None, episode.transfer))

    def _add_plans(self, life: Life, held: list[Episode]) -> None:
        plans = [plan for episode in life.episodes for plan in episode.plans]
        ends, starts = [None, *(plan.ended for plan in plans)], [*(plan.started for plan in plans[1:]), None]
        for number, (plan, before, after) in enumerate(zip(plans, ends, starts, strict=False)):
            self.plans.append(Planned(life.child, plan, life.earlier_plans + number, before, after))
        for each in (plan for episode in held for plan in episode.need_plans):
            protected = min((plan.started for plan in plans if plan.started >= each.started), default=None)
            self.need_plans.append(Needed(life.child, each, protected))

    def _in_need_on(self, day: date) -> list[Episode]:
        """The episodes open at the end of the day that the census counts: one of a child."""
        return [
            each.episode
            for each in self.referrals
            if each.episode.referred <= day < each.episode.closed
            and not each.episode.is_nfa
            and not each.is_known_not_in_need
        ]

    def _on_a_plan_on(self, day: date) -> list[Planned]:
        """The protection plans open at the end of the day."""
        return [each for each in self.plans if each.plan.started <= day < each.plan.ended]

    def _in_care_on(self, day: date) -> list[tuple[CarePeriod, CareEpisode]]:
        """The period and the episode of each child looked after at the end of the day."""
        return [
            (period, next(each for each in period.episodes if each.started <= day < each.ended))
            for period in self.periods
            if period.started <= day < period.ended
        ]


def _assessed(life: Life) -> Iterator[Assessed]:
    before = None
    for episode in life.episodes:
        for each in episode.assessments:
            yield Assessed(episode, each, before)
            before = each.authorised


def _enquired(life: Life) -> Iterator[Enquired]:
    enquiries = [each for episode in life.episodes for each in episode.enquiries]
    yield from (Enquired(life.child, each, None) for each in enquiries[:1])
    yield from (Enquired(life.child, each, before.started) for before, each in pairwise(enquiries))
