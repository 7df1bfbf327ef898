"""Pre-proceedings: the last attempt before an authority asks the court for an order (Public Law Outline).

The family is drawn once, and its children share the dates. The census asks for these from 2026 on; the
standard data set holds them too.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from stonechat.synthetic import rates
from stonechat.synthetic.chance import days_after, happens, within
from stonechat.synthetic.protection import ProtectionPlan

ASKED_SINCE = 2026
"""First census that asks for pre-proceedings."""
TO_COURT, STEPPED_DOWN = "Decision to Issue Care Proceedings", "Decision to step down"
_AFTER_REFERRAL = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class PreProceedings:
    """One spell, from the decision to begin to the decision to step down or to go to court."""

    decided: date
    letter: date
    met: date
    reviews: tuple[date, ...]
    ended: date
    outcome: str
    meeting_offered: bool
    meeting_held: bool


def before_care(chance: Random, referred: date, care_from: date) -> Iterator[PreProceedings]:
    """For some of those who come into care later on: a spell that ends in court shortly before."""
    decided = days_after(care_from, -within(chance, rates.PRE_PROCEEDINGS_BEFORE_CARE))
    if decided > referred + _AFTER_REFERRAL and happens(chance, rates.PRE_PROCEEDINGS_TO_CARE):
        ended = days_after(care_from, -within(chance, (4, 12)))
        if ended > decided:
            yield _spell(chance, decided, ended, TO_COURT)


def beside_a_plan(chance: Random, plans: Sequence[ProtectionPlan]) -> Iterator[PreProceedings]:
    """For a few of those on a protection plan: a spell that most often ends with stepping down."""
    if plans and happens(chance, rates.PRE_PROCEEDINGS_BESIDE_A_PLAN):
        decided = days_after(plans[-1].started, within(chance, (60, 150)))
        if decided < plans[-1].ended:
            ended = days_after(decided, within(chance, rates.PRE_PROCEEDINGS_DAYS.draw(chance)))
            outcome = TO_COURT if happens(chance, 0.15) else STEPPED_DOWN
            yield _spell(chance, decided, ended, outcome)


def _spell(chance: Random, decided: date, ended: date, outcome: str) -> PreProceedings:
    letter = min(days_after(decided, within(chance, (2, 10))), ended)
    met = min(days_after(letter, within(chance, (7, 18))), ended)
    offered = happens(chance, rates.FAMILY_MEETING_OFFERED)
    held = offered and happens(chance, rates.FAMILY_MEETING_HELD)
    return PreProceedings(decided, letter, met, tuple(_reviews(met, ended)), ended, outcome, offered, held)


def _reviews(met: date, ended: date) -> Iterator[date]:
    day = days_after(met, 42)
    while day < ended:
        yield day
        day = days_after(day, 42)


def begun_by(spells: Iterable[PreProceedings], last: date) -> Iterator[PreProceedings]:
    """The spells that began before that day; what lasts longer ends on it."""
    for each in spells:
        if each.decided < last:
            yield each if each.ended <= last else _cut(each, last)


def _cut(spell: PreProceedings, last: date) -> PreProceedings:
    return replace(
        spell,
        letter=min(spell.letter, last),
        met=min(spell.met, last),
        reviews=tuple(day for day in spell.reviews if day <= last),
        ended=last,
    )
