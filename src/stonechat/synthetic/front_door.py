"""Contacts, early help, and the assessment that follows a referral. Next: `protection.py`, `lives.py`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from stonechat.synthetic import rates
from stonechat.synthetic.chance import Shares, days_after, happens, later, on_working_day, within
from stonechat.synthetic.families import Child
from stonechat.synthetic.teams import CROWDED, Team

NEW_CODES_FROM = date(2022, 4, 1)
"""From this day a referral may come from early help (5D), and a case close to it (RC9)."""


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact about one child. `outcome`: REFERRAL, EARLY_HELP, ADVICE or NFA."""

    child: Child
    made: date
    source: str
    outcome: str


@dataclass(frozen=True, slots=True)
class EarlyHelp:
    """One spell of early help for one child."""

    child: Child
    started: date
    ended: date
    reason: str
    end_reason: str
    provider: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """One assessment, from its start to a manager's authorisation."""

    started: date
    authorised: date
    factors: tuple[str, ...]
    seen: bool
    team: Team


def _bands(crowded: float) -> Shares[tuple[int, int]]:
    """England's bands with another share in the heap before the limit; those from 21 to 40 days give way."""
    bands = dict(rates.ASSESSMENT_BANDS)
    moved = crowded * 100 - bands[41, 45]
    between = bands[21, 30] + bands[31, 40]
    bands[41, 45] += moved
    for band in ((21, 30), (31, 40)):
        bands[band] -= moved * bands[band] / between
    return Shares(bands)


_CROWDED = _bands(rates.CROWDED)
_UNCROWDED = _bands(3 * rates.ASSESSMENT_BANDS[41, 45] / 100 - 2 * rates.CROWDED)


def assess(chance: Random, asked: date, team: Team) -> Assessment:
    """An assessment asked for on that day, which most often starts on it. The bands count from its start."""
    bands = _CROWDED if team in CROWDED else _UNCROWDED
    started = later(asked, rates.ASSESSMENT_STARTS.draw(chance))
    authorised = later(started, within(chance, bands.draw(chance)))
    count = rates.FACTORS_FOUND.draw(chance)
    found = {rates.FACTORS.draw(chance) for _ in range(count)}
    return Assessment(started, authorised, tuple(sorted(found)), happens(chance, rates.SEEN), team)


def source_of_referral(chance: Random, referred: date) -> str:
    """Who refers a child on that day."""
    source = rates.SOURCES.draw(chance)
    return "5A" if source == "5D" and referred < NEW_CODES_FROM else source


def contacts_of_a_family(
    chance: Random, children: tuple[Child, ...], first: date, outcome: str
) -> Iterator[Contact]:
    """What came in about a family that is not referred on that day."""
    source = source_of_referral(chance, first)
    yield from (Contact(child, first, source, outcome) for child in children)


def early_help(chance: Random, children: tuple[Child, ...], asked: date) -> Iterator[EarlyHelp]:
    """A spell of early help for each of the children, soon after it was asked for."""
    started = days_after(asked, within(chance, (3, 25)))
    ended = days_after(started, within(chance, rates.EARLY_HELP_DAYS.draw(chance)))
    end_reason, provider = rates.EARLY_HELP_ENDS.draw(chance), rates.EARLY_HELP_PROVIDERS.draw(chance)
    for child in children:
        yield EarlyHelp(child, started, ended, "Family support", end_reason, provider)


def stepped_up(
    chance: Random, children: Iterable[Child], referred: date
) -> Iterator[tuple[Contact, EarlyHelp]]:
    """The contact and the spell of early help of each child that led to the referral of that day."""
    asked = on_working_day(referred - timedelta(days=within(chance, rates.STEPPED_UP_DAYS)))
    source, provider = source_of_referral(chance, asked), rates.EARLY_HELP_PROVIDERS.draw(chance)
    started = later(asked, within(chance, (2, 15)))
    for child in children:
        spell = EarlyHelp(child, started, referred, "Family support", "Stepped up to social care", provider)
        yield Contact(child, asked, source, "EARLY_HELP"), spell


def contact_day(chance: Random, referred: date) -> date:
    """The day of the contact that led to a referral: the same day, or the working day before."""
    before = referred - timedelta(days=1)
    return referred if happens(chance, 0.7) or on_working_day(before) != before else before
