"""A small made-up authority: children whose journeys through social care look like England's.

Everything is drawn from one seeded generator, so the same seed gives the same children for ever. The
shares and durations are England's published ones for the year ending 31 March 2025 (children in need
statistics, tables B4, C1, C2, C4, D2, D3), rounded. No real child is in it, and nothing is learnt from
one. It makes events; `census.py` says which of them a census return of a given year holds.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from stonechat.basics.dates import add_months, add_working_days

Drawn = TypeVar("Drawn")

FIRST_DAY = date(2021, 4, 1)
LAST_DAY = date(2026, 3, 31)

SOURCES = {
    "6": 28,
    "2A": 20,
    "3A": 5,
    "3B": 5,
    "3E": 5,
    "5A": 6,
    "5D": 8,
    "1A": 8,
    "4": 5,
    "8": 6,
    "9": 2,
    "10": 2,
}
NEEDS = {"N1": 55, "N2": 9, "N3": 5, "N4": 9, "N5": 15, "N6": 4, "N8": 3}
ETHNICITIES = {
    "WBRI": 66,
    "WOTH": 6,
    "MWBC": 5,
    "MOTH": 4,
    "APKN": 5,
    "AOTH": 3,
    "BAFR": 6,
    "OOTH": 2,
    "NOBT": 3,
}
CATEGORIES = {"NEG": 50, "EMO": 37, "PHY": 7, "SAB": 3, "MUL": 3}
FACTORS = {
    "4B": 33,
    "3B": 32,
    "17A": 19,
    "16A": 18,
    "4A": 18,
    "1B": 14,
    "2B": 14,
    "5A": 12,
    "18C": 12,
    "3A": 11,
}
CLOSURES = {"RC7": 80, "RC3": 5, "RC4": 6, "RC5": 5, "RC6": 4}
ASSESSMENT_BANDS = {
    (0, 0): 2,
    (1, 10): 12,
    (11, 20): 17,
    (21, 30): 16,
    (31, 40): 20,
    (41, 45): 19,
    (46, 50): 6,
    (51, 70): 8,
}
CONFERENCE_BANDS = {(2, 10): 9, (11, 15): 73, (16, 20): 9, (21, 30): 9}
MONTHS_TO_CLOSE = {(1, 3): 47, (3, 6): 15, (6, 12): 16, (12, 24): 12, (24, 48): 10}
FAMILY_SIZES = {1: 55, 2: 28, 3: 12, 4: 5}


@dataclass(frozen=True, slots=True)
class Child:
    """One made-up child. `born` may be after the referral: a return made before it has an expected date."""

    person_id: str
    sex: str
    born: date
    ethnicity: str
    disabilities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """One child protection plan; `ended` None while it is open."""

    started: date
    ended: date | None
    category: str
    previous_plans: int
    reviews: tuple[date, ...]


@dataclass(slots=True)
class Episode:
    """One episode of need, from referral to closure, and what happened in it."""

    child: Child
    referred: date
    source: str
    need: str
    is_nfa: bool = False
    closed: date | None = None
    reason: str | None = None
    assessed: tuple[date, date] | None = None
    factors: tuple[str, ...] = ()
    enquiry: date | None = None
    conference: date | None = None
    transfer_conference: date | None = None
    need_plan: tuple[date, date | None] | None = None
    plans: list[Plan] = field(default_factory=list)


def episodes(seed: int, referrals: int) -> list[Episode]:
    """About `referrals` episodes over five years, in the order in which they were referred."""
    chance = Random(seed)  # noqa: S311 - made-up children, not secrets
    made: list[Episode] = []
    while len(made) < referrals:
        made += _family(chance, len(made))
    return sorted(made, key=lambda episode: (episode.referred, episode.child.person_id))


def _family(chance: Random, serial: int) -> list[Episode]:
    """Brothers and sisters referred on one day, and again for some of them."""
    referred = _working_day(chance, FIRST_DAY, LAST_DAY)
    source = _draw(chance, SOURCES)
    made: list[Episode] = []
    for number in range(_draw(chance, FAMILY_SIZES)):
        child = _child(chance, f"SYN{100000 + serial + number}", referred)
        made += _journey(chance, child, referred, source)
    return made


def _journey(chance: Random, child: Child, referred: date, source: str) -> Iterator[Episode]:
    """A child's episodes: after a closure, nearly half are referred again within thirteen months."""
    while referred <= LAST_DAY:
        episode = _episode(chance, child, referred, source)
        yield episode
        if episode.closed is None or chance.random() > 0.45:
            return
        referred = _working_day(chance, episode.closed, episode.closed + timedelta(days=400))
        source = _draw(chance, SOURCES)


def _episode(chance: Random, child: Child, referred: date, source: str) -> Episode:
    episode = Episode(child, referred, source, _draw(chance, NEEDS))
    if child.born < referred and chance.random() < 0.065:
        episode.is_nfa = True
        _close(episode, add_working_days(referred, 1), "RC7")
        return episode
    assessed = _assess(chance, episode)
    if chance.random() < 0.33:
        _close(episode, assessed, "RC9" if chance.random() < 0.3 else "RC8")
    else:
        _help(chance, episode, assessed)
    return episode


def _assess(chance: Random, episode: Episode) -> date:
    """Gives the episode its assessment; returns the working day after it."""
    low, high = _draw(chance, ASSESSMENT_BANDS)
    start = add_working_days(episode.referred, chance.choice((0, 0, 1)) if high else 0)
    end = max(start, add_working_days(episode.referred, chance.randint(low, high)))
    episode.assessed = (start, end)
    count = chance.choice((1, 1, 2, 3))
    episode.factors = tuple(sorted({_draw(chance, FACTORS) for _ in range(count)}))
    return add_working_days(end, 1)


def _help(chance: Random, episode: Episode, assessed: date) -> None:
    """What follows an assessment that found need: an enquiry, a conference and a plan for some."""
    low, high = _draw(chance, MONTHS_TO_CLOSE)
    days = chance.randint(low * 30 - 20, high * 30)
    closed = max(add_working_days(assessed, 5), episode.referred + timedelta(days=days))
    if chance.random() < 0.5:
        closed = max(closed, _protect(chance, episode, assessed))
    elif chance.random() < 0.6:
        episode.need_plan = (assessed, closed if closed <= LAST_DAY else None)
    _close(episode, closed, _draw(chance, CLOSURES))


def _protect(chance: Random, episode: Episode, assessed: date) -> date:
    """An enquiry; for a third a conference; for most of those a plan. The first day it may close."""
    episode.enquiry = add_working_days(episode.referred, chance.randint(0, 8))
    if episode.enquiry > LAST_DAY:
        episode.enquiry = None
        return episode.referred
    if chance.random() > 0.33:
        return assessed
    conference = add_working_days(episode.enquiry, chance.randint(*_draw(chance, CONFERENCE_BANDS)))
    if conference > LAST_DAY:
        return conference
    if chance.random() < 0.05:
        episode.transfer_conference = conference
    else:
        episode.conference = conference
    if chance.random() > 0.86:
        return conference
    plan = _plan(chance, conference)
    episode.plans.append(plan)
    return (plan.ended or LAST_DAY) + timedelta(days=chance.randint(10, 90))


def _plan(chance: Random, started: date) -> Plan:
    months = chance.choices((2, 5, 9, 15, 26), (20, 15, 42, 18, 5))[0]
    ended = add_working_days(add_months(started, months), chance.randint(0, 10))
    last = min(ended, LAST_DAY)
    reviews, due = [], add_working_days(started, chance.randint(50, 64))
    while due < last:
        reviews.append(due)
        due = add_working_days(add_months(due, 5), chance.randint(0, 22))
    previous = chance.choices((0, 1, 2), (76, 19, 5))[0]
    return Plan(
        started, ended if ended <= LAST_DAY else None, _draw(chance, CATEGORIES), previous, tuple(reviews)
    )


def _close(episode: Episode, on: date, reason: str) -> None:
    if on <= LAST_DAY:
        episode.closed, episode.reason = on, reason


def _child(chance: Random, person_id: str, referred: date) -> Child:
    sex = chance.choice("MF")
    ethnicity = _draw(chance, ETHNICITIES)
    if chance.random() < 0.02:
        return Child(person_id, sex, referred + timedelta(days=chance.randint(20, 150)), ethnicity, ())
    born = referred - timedelta(days=chance.randint(1, 17 * 365))
    disabilities = chance.choices(((), ("NONE",), ("LD",), ("AUT", "BEH"), ("MOB",)), (20, 65, 5, 7, 3))[0]
    return Child(person_id, sex, born, ethnicity, disabilities)


def _draw(chance: Random, weights: Mapping[Drawn, int]) -> Drawn:
    return chance.choices(list(weights), list(weights.values()))[0]


def _working_day(chance: Random, first: date, last: date) -> date:
    """A day from first to last, moved on to a working day."""
    day = first + timedelta(days=chance.randint(0, max(0, (last - first).days)))
    return add_working_days(day - timedelta(days=1), 1)
