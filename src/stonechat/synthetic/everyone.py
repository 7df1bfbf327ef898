"""The lives of everyone in the made-up authority, in order of their ids: a function of its scale alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from stonechat.synthetic import front_door, rates
from stonechat.synthetic.chance import ONE_DAY, how_many, is_worked, stream, waiting_days
from stonechat.synthetic.families import family
from stonechat.synthetic.front_door import Contact, EarlyHelp
from stonechat.synthetic.lives import Journeys, Life
from stonechat.synthetic.scale import LAST_DAY, LONG_AGO, Scale

_WEEKEND = 0.15
"""Referrals on a Saturday, Sunday or bank holiday against a working day: police and emergency duty only."""
_DAYS_A_YEAR = 253 + 112 * _WEEKEND
_CONTACTS_A_FAMILY = 2.0
_CHILDREN_A_FAMILY = 1.67


@dataclass(frozen=True, slots=True)
class _Arrival:
    day: date
    kind: str


def lives(scale: Scale) -> Iterator[Life]:
    """Every life that any file may tell of."""
    journeys = Journeys(scale)
    for number, arrival in enumerate(_arrivals(scale), start=1):
        chance = stream(scale.seed, "family", number)
        if arrival.kind == "referred":
            yield from journeys.of_family(chance, number, arrival.day)
        elif arrival.kind == "alone":
            yield journeys.of_unaccompanied(chance, number, arrival.day)
        else:
            yield from _passing_by(chance, number, arrival.day)


def _arrivals(scale: Scale) -> Iterator[_Arrival]:
    """When families are first met, in order of day. Those who only pass by fall in the last six years."""
    chance = stream(scale.seed, "arrivals")
    day = LONG_AGO
    while day <= LAST_DAY:
        share = scale.size * _weight(day) / _DAYS_A_YEAR
        referred = rates.FAMILIES_A_YEAR * share * scale.demand(day)
        for _ in range(how_many(chance, referred)):
            yield _Arrival(day, "referred")
        for _ in range(how_many(chance, rates.UNACCOMPANIED_A_YEAR * share)):
            yield _Arrival(day, "alone")
        if day >= scale.extract_first:
            contacts = rates.CONTACTS_WITHOUT_REFERRAL_A_YEAR * share
            for _ in range(how_many(chance, contacts / _CONTACTS_A_FAMILY / _CHILDREN_A_FAMILY)):
                yield _Arrival(day, "passing by")
        day += ONE_DAY


def _weight(day: date) -> float:
    weekday = rates.WEEKDAYS[day.weekday()] if is_worked(day) else _WEEKEND
    return weekday * rates.MONTHS[day.month]


def _passing_by(chance: Random, number: int, first: date) -> Iterator[Life]:
    """A family about whom there are contacts, for some early help, and no referral."""
    children = family(chance, number, first).children
    contacts: list[Contact] = []
    helped: list[EarlyHelp] = []
    day = first
    while day <= LAST_DAY:
        outcome = rates.CONTACT_OUTCOMES.draw(chance)
        contacts += front_door.contacts_of_a_family(chance, children, day, outcome)
        if outcome == "EARLY_HELP" and not helped:
            helped += front_door.early_help(chance, children, day)
        if chance.random() > 1 - 1 / _CONTACTS_A_FAMILY:
            break
        day += ONE_DAY * waiting_days(chance, 150)
    for child in children:
        yield Life(
            child,
            0,
            tuple(each for each in contacts if each.child is child),
            tuple(each for each in helped if each.child is child),
            (),
            (),
            (),
            (),
        )
