"""Section 47 enquiries, conferences, protection plans with their reviews, and visits to children at home.

Every date is the true one, be it after the last day of the data: what a file may know of it is the
business of the module that writes that file. Next: `lives.py` strings these together.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from stonechat.basics.dates import add_months
from stonechat.synthetic import rates
from stonechat.synthetic.chance import days_after, happens, later, within
from stonechat.synthetic.scale import LAST_DAY

REVIEW_FIRST = timedelta(days=91)
REVIEW_MONTHS = 6


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit to a child by the social worker."""

    on: date
    seen: bool
    alone: bool
    bedroom: bool


@dataclass(frozen=True, slots=True)
class Conference:
    """An initial child protection conference: held, and by when it should have been."""

    held: date
    target: date | None
    leads_to_plan: bool


@dataclass(frozen=True, slots=True)
class Enquiry:
    """A section 47 enquiry; no conference: it was decided that none was needed."""

    started: date
    ended: date
    conference: Conference | None


@dataclass(frozen=True, slots=True)
class Review:
    """A review conference of a protection plan."""

    due: date
    held: date
    quorate: bool


@dataclass(frozen=True, slots=True)
class ProtectionPlan:
    """One child protection plan."""

    started: date
    ended: date
    category: str
    latest_category: str
    reviews: tuple[Review, ...]
    visits: tuple[Visit, ...]


@dataclass(frozen=True, slots=True)
class NeedPlan:
    """One child in need plan."""

    started: date
    ended: date
    visits: tuple[Visit, ...]


def enquire(chance: Random, started: date, *, had_a_plan: bool) -> Enquiry:
    """An enquiry that starts on that day, with the conference that some lead to."""
    share = rates.CONFERENCE_WITH_EARLIER_PLAN if had_a_plan else rates.CONFERENCE_AFTER_ENQUIRY
    conference = None
    if happens(chance, share):
        held = later(started, within(chance, rates.CONFERENCE_BANDS.draw(chance)))
        conference = Conference(held, later(started, 15), happens(chance, rates.PLAN_AFTER_CONFERENCE))
    ended = later(started, within(chance, (2, 12)))
    return Enquiry(started, min(ended, conference.held) if conference else ended, conference)


def protect(chance: Random, started: date, known_from: date) -> ProtectionPlan:
    """A protection plan that starts on that day. Visits before `known_from` are in no file and not made."""
    ended = days_after(started, within(chance, rates.PLAN_DAYS.draw(chance)))
    category = rates.CATEGORIES.draw(chance)
    latest = rates.CATEGORIES.draw(chance) if happens(chance, 0.06) else category
    reviews = tuple(_reviews(chance, started, ended))
    seen = visits(chance, "protection", started, ended, known_from)
    return ProtectionPlan(started, ended, category, latest, reviews, seen)


def plan_of_need(chance: Random, kind: str, started: date, ended: date, known_from: date) -> NeedPlan:
    """A child in need plan; `kind` of visits: need or disabled."""
    return NeedPlan(started, ended, visits(chance, kind, started, ended, known_from))


def _reviews(chance: Random, started: date, ended: date) -> Iterator[Review]:
    due = started + REVIEW_FIRST
    while True:
        late = not happens(chance, rates.REVIEW_ON_TIME)
        held = days_after(due, within(chance, (2, 30)) if late else -within(chance, (4, 20)))
        if held > ended:
            return
        yield Review(due, held, happens(chance, rates.QUORATE))
        due = add_months(held, REVIEW_MONTHS)


def cut_short(plan: ProtectionPlan, ended: date) -> ProtectionPlan:
    """The plan as it is if it ends on that day, where that is sooner."""
    if ended >= plan.ended:
        return plan
    return replace(
        plan,
        ended=ended,
        reviews=tuple(each for each in plan.reviews if each.held <= ended),
        visits=tuple(each for each in plan.visits if each.on <= ended),
    )


def visits(chance: Random, kind: str, first: date, last: date, known_from: date) -> tuple[Visit, ...]:
    """Visits from one day to another, both included, from `known_from` to the last day of the data."""
    found: list[Visit] = []
    last = min(last, LAST_DAY)
    gap = rates.VISIT_GAPS[kind]
    day = days_after(max(first, known_from), within(chance, gap) // 2)
    while day <= last:
        seen = happens(chance, rates.SEEN)
        found.append(
            Visit(
                day,
                seen,
                seen and happens(chance, rates.SEEN_ALONE),
                seen and happens(chance, rates.BEDROOM),
            )
        )
        late = gap[1] if happens(chance, rates.VISIT_LATE) else 0
        day = days_after(day, within(chance, gap) + late)
    return tuple(found)
