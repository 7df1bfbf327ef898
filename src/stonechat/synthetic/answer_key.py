"""The answer key: what the indicators must say of the made-up files, counted from the lives themselves.

Plain loops over events, sharing nothing with the engines or the catalogue, so that a test can hold the
one against the other. Keys are the catalogue's ids and measures and the periods as people write them; a
count of a rolling indicator is of the twelve months to the period's end, a stock's is of its last day.

Beside the counts stand the planted truths, with what came of them.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from stonechat.basics.dates import add_months, working_days
from stonechat.basics.periods import Period, financial_year, twelve_months_to
from stonechat.synthetic.answers_front_door import FROM_WHOLE_LIVES, WholeLives
from stonechat.synthetic.care import FOSTER, WITH_CARER, CareEpisode
from stonechat.synthetic.care import Period as CarePeriod
from stonechat.synthetic.counting import (
    Counts,
    Dated,
    Timing,
    answers,
    as_asked,
    day_looking_back,
    followed,
    followed_working_days,
    looking_back,
    twelve_months,
)
from stonechat.synthetic.front_door import Assessment
from stonechat.synthetic.lives import Episode, Life
from stonechat.synthetic.protection import Conference, Enquiry, ProtectionPlan
from stonechat.synthetic.scale import AUTHORITY, LAST_DAY, NAME, STEP_FALL, STEP_MONTH, Scale
from stonechat.synthetic.teams import ASSESSMENT, CLOSES_EARLY, CROWDED

_WINDOW_MONTHS = 12
_GUARDIANSHIP = ("E45", "E46", "E47", "E48")
_ADOPTED = ("E11", "E12")
_TOOK_PART = ("PN1", "PN2", "PN3", "PN5", "PN6")
_FOLLOWED_REFERRAL, _YEAR = timedelta(days=14), timedelta(days=365)
_LONG = timedelta(days=730)
_FOLLOWED_ENQUIRY = 30
_SOURCES = {
    "police": ("6",),
    "education": ("2A", "2B"),
    "health": ("3A", "3B", "3C", "3D", "3E", "3F"),
    "council": ("5A", "5B", "5C", "5D"),
    "individuals": ("1A", "1B", "1C", "1D"),
    "others": ("4", "7", "8", "9"),
    "not_known": ("10",),
}


@dataclass(frozen=True, slots=True)
class _Referral:
    """A referral with the episode before it, and the day of the next referral."""

    episode: Episode
    before: Episode | None
    after: date | None

    @property
    def is_repeated(self) -> bool:
        """Whether the child was referred in the twelve months before, the anniversary included."""
        return self.before is not None and self.episode.referred <= add_months(
            self.before.referred, _WINDOW_MONTHS
        )


class _Events:
    """The events of all lives as flat lists, without episodes that closed before the first census."""

    def __init__(self, scale: Scale, lives: Iterable[Life]) -> None:
        self._first_day = scale.first_day
        self.referrals: list[_Referral] = []
        self.assessments: list[tuple[Episode, Assessment]] = []
        self.enquiries: list[Enquiry] = []
        self.conferences: list[tuple[Enquiry | None, Conference]] = []
        self.plans: list[tuple[str, ProtectionPlan, int]] = []
        self.cared_for: list[tuple[str, tuple[CarePeriod, ...]]] = []
        self.reviews: list[tuple[date, str]] = []
        for life in lives:
            self._add(life)
        self.periods = [period for _, periods in self.cared_for for period in periods]
        self.referred = Dated((each.episode.referred, each) for each in self.referrals)
        self.closed = Dated((each.episode.closed, each) for each in self.referrals)
        self.authorised = Dated((each[1].authorised, each) for each in self.assessments)

    def _add(self, life: Life) -> None:
        before, plans = None, life.earlier_plans
        afters = [*(episode.referred for episode in life.episodes[1:]), None]
        for episode, after in zip(life.episodes, afters, strict=False):
            if episode.closed >= self._first_day:
                self._add_episode(_Referral(episode, before, after), plans)
            plans += len(episode.plans)
            before = episode
        for stay in life.stays:
            self.reviews += ((review.held, review.participation) for review in stay.reviews)
        periods = tuple(stay.period for stay in life.stays if not stay.period.is_short_breaks)
        self.cared_for.append((life.child.person_id, periods))

    def _add_episode(self, referral: _Referral, earlier_plans: int) -> None:
        episode = referral.episode
        self.referrals.append(referral)
        self.assessments += ((episode, each) for each in episode.assessments)
        self.enquiries += episode.enquiries
        self.conferences += ((each, each.conference) for each in episode.enquiries if each.conference)
        if episode.transfer is not None:
            self.conferences.append((None, episode.transfer))
        for number, plan in enumerate(episode.plans, start=earlier_plans):
            self.plans.append((episode.child.person_id, plan, number))


def write_answer_key(path: Path, scale: Scale, lives: Sequence[Life]) -> None:
    """Write the key as JSON: who it is about, the figures, and the planted truths."""
    key = {
        "synthetic": f"{NAME}: every child and every figure is made up",
        "authority": AUTHORITY,
        "children": scale.children,
        "years": scale.years,
        "seed": scale.seed,
        "first_day": scale.first_day.isoformat(),
        "last_day": LAST_DAY.isoformat(),
        "figures": figures(scale, lives),
        "planted": planted(scale, lives),
    }
    path.write_text(json.dumps(key, indent=1) + "\n", encoding="utf-8", newline="\n")


# ---------------------------------------------------------------- figures


def figures(scale: Scale, lives: Sequence[Life]) -> dict[str, dict[str, Counts]]:
    """Counts by indicator, period and measure, for every year and some months that the files cover."""
    reach_of_data_set = max(scale.first_day, scale.extract_first)
    whole = answers(scale, reach_of_data_set, WholeLives(lives), FROM_WHOLE_LIVES)
    return whole | answers(scale, scale.first_day, _Events(scale, lives), _FIGURES)


def _closed(episode: Episode) -> date | None:
    """The closure as it is known on the last day."""
    return episode.closed if episode.closed <= LAST_DAY else None


def _is_known_not_in_need(episode: Episode) -> bool:
    return _closed(episode) is not None and episode.reason in ("RC8", "RC9")


def _referral_rate(events: _Events, span: Period, scale: Scale) -> Counts:
    return {"value": (len(events.referred.within(span)), scale.children)}


def _referrals_and_children(events: _Events, span: Period, _: Scale) -> Counts:
    referred = events.referred.within(span)
    children = {each.episode.child.person_id for each in referred}
    return {"referrals": (len(referred), None), "children": (len(children), None)}


def _rereferrals(events: _Events, span: Period, _: Scale) -> Counts:
    referred = events.referred.within(span)
    return {"value": (sum(each.is_repeated for each in referred), len(referred))}


def _rereferrals_by_previous(events: _Events, span: Period, _: Scale) -> Counts:
    befores = [each.before for each in events.referred.within(span) if each.is_repeated]
    refused = sum(before is not None and before.is_nfa for before in befores)
    return {"not_taken": (refused, len(befores)), "taken": (len(befores) - refused, len(befores))}


def _not_taken_on(events: _Events, span: Period, _: Scale) -> Counts:
    referred = events.referred.within(span)
    return {"value": (sum(each.episode.is_nfa for each in referred), len(referred))}


def _not_in_need(events: _Events, span: Period, _: Scale) -> Counts:
    referred = events.referred.within(span)
    return {"value": (sum(_is_known_not_in_need(each.episode) for each in referred), len(referred))}


def _assessed_soon(events: _Events, span: Period, _: Scale) -> Counts:
    referred = [each.episode for each in events.referred.within(span)]
    soon = sum(
        any(a.started - episode.referred <= _FOLLOWED_REFERRAL for a in episode.assessments)
        for episode in referred
    )
    return {"value": (soon, len(referred))}


def _referred_after_closure(events: _Events, span: Period, _: Scale) -> Counts:
    """Closed episodes that were taken on, the child's next referral following within a year."""
    closed = [
        each
        for each in events.closed.within(span)
        if not each.episode.is_nfa and each.episode.reason != "RC5"
    ]
    again = sum(each.after is not None and each.after - each.episode.closed <= _YEAR for each in closed)
    return {"value": (again, len(closed))}


def _by_source(events: _Events, span: Period, _: Scale) -> Counts:
    sources = [each.episode.source for each in events.referred.within(span)]
    groups = {name: sum(source in codes for source in sources) for name, codes in _SOURCES.items()}
    return {name: (number, len(sources)) for name, number in groups.items()}


def _in_the_last_week(events: _Events, span: Period, _: Scale) -> Counts:
    done = events.authorised.within(span)
    last = sum(41 <= working_days(episode.referred, each.authorised) <= 45 for episode, each in done)
    return {"value": (last, len(done))}


def _conferences_to_plan(events: _Events, span: Period, _: Scale) -> Counts:
    held = [conference for enquiry, conference in events.conferences if enquiry and conference.held in span]
    return {"value": (sum(conference.leads_to_plan for conference in held), len(held))}


def _long_plans_ended(events: _Events, span: Period, _: Scale) -> Counts:
    ended = [plan for _child, plan, _number in events.plans if plan.ended in span]
    return {"value": (sum(plan.ended - plan.started >= _LONG for plan in ended), len(ended))}


def _long_episodes_closed(events: _Events, span: Period, _: Scale) -> Counts:
    closed = [each.episode for each in events.closed.within(span) if each.episode.is_in_need]
    return {"value": (sum(each.closed - each.referred >= _LONG for each in closed), len(closed))}


def _begun_for_each_ended(events: _Events, span: Period, _: Scale) -> Counts:
    begun = sum(not each.episode.is_nfa for each in events.referred.within(span))
    return {"value": (begun, sum(not each.episode.is_nfa for each in events.closed.within(span)))}


def _assessment_rate(events: _Events, span: Period, scale: Scale) -> Counts:
    return {"value": (len(events.authorised.within(span)), scale.children)}


def _assessed_in_time(events: _Events, span: Period, _: Scale) -> Counts:
    done = events.authorised.within(span)
    in_time = sum(working_days(episode.referred, each.authorised) <= 45 for episode, each in done)
    return {"value": (in_time, len(done))}


def _assessments_to_referrals(events: _Events, span: Period, _: Scale) -> Counts:
    return {"value": (len(events.authorised.within(span)), len(events.referred.within(span)))}


def _enquiry_rate(events: _Events, span: Period, scale: Scale) -> Counts:
    return {"value": (sum(each.started in span for each in events.enquiries), scale.children)}


def _enquiries_to_conference(events: _Events, span: Period, _: Scale) -> Counts:
    begun = [each for each in events.enquiries if each.started in span]
    reached = sum(
        each.conference is not None and working_days(each.started, each.conference.held) <= _FOLLOWED_ENQUIRY
        for each in begun
    )
    return {"value": (reached, len(begun))}


def _conference_rate(events: _Events, span: Period, scale: Scale) -> Counts:
    return {"value": (sum(each.held in span for _, each in events.conferences), scale.children)}


def _conferences_in_time(events: _Events, span: Period, _: Scale) -> Counts:
    waits = [
        working_days(enquiry.started, conference.held)
        for enquiry, conference in events.conferences
        if enquiry is not None and conference.held in span
    ]
    return {"value": (sum(days <= 15 for days in waits), len(waits))}


def _on_a_plan(events: _Events, span: Period, scale: Scale) -> Counts:
    children = {child for child, plan, _ in events.plans if plan.started <= span.last < plan.ended}
    return {"value": (len(children), scale.children)}


def _plans_started(events: _Events, span: Period, scale: Scale) -> Counts:
    return {"value": (sum(plan.started in span for _, plan, _ in events.plans), scale.children)}


def _plans_ended(events: _Events, span: Period, scale: Scale) -> Counts:
    return {"value": (sum(plan.ended in span for _, plan, _ in events.plans), scale.children)}


def _repeat_plans(events: _Events, span: Period, _: Scale) -> Counts:
    earlier = [before for _, plan, before in events.plans if plan.started in span]
    return {"value": (sum(before > 0 for before in earlier), len(earlier))}


def _plans_ended_early(events: _Events, span: Period, _: Scale) -> Counts:
    ended = [plan for _, plan, _ in events.plans if plan.ended in span]
    return {"value": (sum(plan.ended <= add_months(plan.started, 3) for plan in ended), len(ended))}


def _children_in_need(events: _Events, span: Period, scale: Scale) -> Counts:
    number = sum(
        each.episode.referred <= span.last < each.episode.closed
        and not each.episode.is_nfa
        and not _is_known_not_in_need(each.episode)
        for each in events.referrals
    )
    return {"value": (number, scale.children)}


def _closed_early(events: _Events, span: Period, _: Scale) -> Counts:
    closed = [each.episode for each in events.closed.within(span) if each.episode.is_in_need]
    early = sum(episode.closed <= add_months(episode.referred, 3) for episode in closed)
    return {"value": (early, len(closed))}


def _in_care_on(events: _Events, day: date) -> list[tuple[CarePeriod, CareEpisode]]:
    """The period and the episode of each child looked after at the end of the day."""
    return [
        (period, next(each for each in period.episodes if each.started <= day < each.ended))
        for period in events.periods
        if period.started <= day < period.ended
    ]


def _looked_after(events: _Events, span: Period, scale: Scale) -> Counts:
    return {"value": (len(_in_care_on(events, span.last)), scale.children)}


def _came_into_care(events: _Events, span: Period, scale: Scale) -> Counts:
    children = {period.child.person_id for period in events.periods if period.started in span}
    return {"value": (len(children), scale.children)}


def _left_care(events: _Events, span: Period, scale: Scale) -> Counts:
    children = {period.child.person_id for period in events.periods if period.ended in span}
    return {"value": (len(children), scale.children)}


def _took_part(events: _Events, span: Period, _: Scale) -> Counts:
    codes = [code for held, code in events.reviews if held in span and code != "PN0"]
    return {"value": (sum(code in _TOOK_PART for code in codes), len(codes))}


def _three_placements(events: _Events, span: Period, _: Scale) -> Counts:
    """Children in care on the day whose third latest placement ended in the twelve months to it."""
    first = twelve_months_to(span.last).first
    children = moved = 0
    for _person_id, periods in events.cared_for:
        if any(period.started <= span.last < period.ended for period in periods):
            ends = list(_ends_of_placements(periods, span.last))
            children += 1
            moved += len(ends) >= 3 and ends[-3] >= first
    return {"value": (moved, children)}


def _ends_of_placements(periods: Iterable[CarePeriod], day: date) -> Iterator[date]:
    """When each placement begun by the day ended; adoption by the carer is no new one."""
    for period in periods:
        moves = [each.since for each in period.placements if each.code != WITH_CARER]
        for since, until in zip(moves, [*moves[1:], period.ended], strict=True):
            if since <= day:
                yield until


def _placed_as(*codes: str) -> Callable[[_Events, Period, Scale], Counts]:
    def count(events: _Events, span: Period, _: Scale) -> Counts:
        here = [episode.placement.code for _, episode in _in_care_on(events, span.last)]
        return {"value": (sum(code in codes for code in here), len(here))}

    return count


def _left_by(*reasons: str) -> Callable[[_Events, Period, Scale], Counts]:
    def count(events: _Events, span: Period, _: Scale) -> Counts:
        left = [period.ended_reason for period in events.periods if period.ended in span]
        return {"value": (sum(reason in reasons for reason in left), len(left))}

    return count


_FIGURES: dict[str, tuple[Timing, Callable[[_Events, Period, Scale], Counts]]] = {
    "FD15": (twelve_months, _referral_rate),
    "FD16": (as_asked, _referrals_and_children),
    "FD17": (looking_back(_WINDOW_MONTHS), _rereferrals),
    "FD18": (looking_back(_WINDOW_MONTHS), _rereferrals_by_previous),
    "FD20": (twelve_months, _not_taken_on),
    "FD21": (twelve_months, _not_in_need),
    "FD22": (followed(_FOLLOWED_REFERRAL.days), _assessed_soon),
    "FD19": (followed(_YEAR.days), _referred_after_closure),
    "FD23": (twelve_months, _by_source),
    "AS04": (twelve_months, _in_the_last_week),
    "CP09": (as_asked, _conferences_to_plan),
    "CP17": (twelve_months, _long_plans_ended),
    "CN08": (twelve_months, _long_episodes_closed),
    "CN10": (twelve_months, _begun_for_each_ended),
    "AS01": (twelve_months, _assessment_rate),
    "AS02": (as_asked, _assessed_in_time),
    "AS05": (twelve_months, _assessments_to_referrals),
    "CP04": (twelve_months, _enquiry_rate),
    "CP06": (followed_working_days(_FOLLOWED_ENQUIRY), _enquiries_to_conference),
    "CP07": (twelve_months, _conference_rate),
    "CP08": (as_asked, _conferences_in_time),
    "CP11": (as_asked, _on_a_plan),
    "CP12": (twelve_months, _plans_started),
    "CP13": (twelve_months, _plans_ended),
    "CP14": (twelve_months, _repeat_plans),
    "CP20": (twelve_months, _plans_ended_early),
    "CN01": (as_asked, _children_in_need),
    "CN07": (twelve_months, _closed_early),
    "CL01": (as_asked, _looked_after),
    "CL03": (twelve_months, _came_into_care),
    "CL04": (twelve_months, _left_care),
    "CL08": (twelve_months, _took_part),
    "CL09": (day_looking_back, _three_placements),
    "CL11": (as_asked, _placed_as(*sorted(FOSTER))),
    "CL12": (as_asked, _placed_as("K1", "K2")),
    "CL40": (twelve_months, _left_by("E4A")),
    "CL47": (twelve_months, _left_by(*_GUARDIANSHIP)),
    "AD04": (twelve_months, _left_by(*_ADOPTED)),
}


# ---------------------------------------------------------------- planted truths


def planted(scale: Scale, lives: Sequence[Life]) -> dict[str, Any]:
    """The truths that were planted, with what came of each in these lives."""
    events = _Events(scale, lives)
    whole = [each for each in events.referrals if scale.first_day <= each.episode.referred <= LAST_DAY]
    return {
        "closes_early": _closes_early(scale, whole, events),
        "crowded_at_the_limit": _crowded(scale, events),
        "new_front_door_rule": _step(scale, whole),
    }


def _closes_early(scale: Scale, referred: Sequence[_Referral], events: _Events) -> dict[str, Any]:
    """The team whose cases mostly close within three months and come back; shares as [part, whole]."""
    found: dict[str, Any] = {"team": CLOSES_EARLY.team_id, "name": CLOSES_EARLY.name}
    closed = [
        each.episode
        for each in events.referrals
        if each.episode.is_in_need and scale.first_day <= each.episode.closed <= LAST_DAY
    ]
    for whose, is_ours in (("its", True), ("others", False)):
        came = [each for each in referred if (each.episode.team is CLOSES_EARLY) is is_ours]
        ended = [each for each in closed if (each.team is CLOSES_EARLY) is is_ours]
        early = sum(each.closed <= add_months(each.referred, 3) for each in ended)
        found[f"{whose}_closed_within_three_months"] = [early, len(ended)]
        found[f"{whose}_rereferred"] = [sum(each.is_repeated for each in came), len(came)]
    return found


def _crowded(scale: Scale, events: _Events) -> dict[str, Any]:
    """By assessment team: first assessments on working days 41 to 45 from their start, and all of them."""
    found: dict[str, Any] = {"teams": sorted(team.team_id for team in CROWDED)}
    for team in ASSESSMENT:
        days = [
            working_days(each.started, each.authorised)
            for _, each in events.assessments
            if each.team is team and scale.first_day <= each.authorised <= LAST_DAY
        ]
        found[team.team_id] = [sum(41 <= number <= 45 for number in days), len(days)]
    return found


def _step(scale: Scale, referred: Sequence[_Referral]) -> dict[str, Any]:
    """The day of the step, how far demand was made to fall, and the referrals of each month."""
    every = [each for year in scale.collection_years for each in financial_year(year - 1).months()]
    return {
        "what": "A new rule at the front door: fewer contacts become referrals.",
        "month_number": STEP_MONTH,
        "first_day": scale.step_day.isoformat() if scale.step_day <= LAST_DAY else None,
        "falls_to": STEP_FALL,
        "referrals_by_month": {
            each.label: sum(one.episode.referred in each for one in referred) for each in every
        },
    }
