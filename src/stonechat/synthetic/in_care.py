"""What happens while a child is looked after: reviews, visits, health, questionnaires, time away.

Health is drawn for each collection year that a child spent in care from its first day to its last, and
given a day: the return (SSDA903, OC2) then says yes or no for the year, the standard data set the day.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from stonechat.basics.dates import add_months
from stonechat.synthetic import rates
from stonechat.synthetic.care import Period
from stonechat.synthetic.chance import days_after, happens, later, within
from stonechat.synthetic.families import Child
from stonechat.synthetic.scale import LAST_DAY

_SDQ_AGES, _CONVICTION_AGE, _SUBSTANCE_AGE, _AWAY_AGE, _DEVELOPMENT_UNDER = range(4, 17), 10, 11, 11, 5


@dataclass(frozen=True, slots=True)
class CareReview:
    """One review held, by when it was due, and how the child took part."""

    due: date
    held: date
    participation: str


@dataclass(frozen=True, slots=True)
class HealthYear:
    """One child's health over one collection year; None where it was not done or does not apply.

    `questionnaire` is the day of the strengths and difficulties questionnaire, with its score.
    """

    child: Child
    year: int
    assessed: date | None
    dentist: date | None
    developed: date | None
    is_young: bool
    immunised: bool
    convicted: date | None
    misused: date | None
    helped: bool | None
    questionnaire: date | None
    score: int | None
    no_score: str | None


@dataclass(frozen=True, slots=True)
class Away:
    """A time for which a child was missing (M) or away without leave (A)."""

    child: Child
    left: date
    back: date
    kind: str
    offered: str
    accepted: str


def reviews(chance: Random, period: Period, known_from: date) -> tuple[CareReview, ...]:
    """The reviews of a period held from `known_from` to the last day of the data.

    Due after 20 working days, then 3 months, then every 6 (Care Planning Regulations 2010, regulation 33).
    """
    found: list[CareReview] = []
    if period.is_short_breaks:
        return ()
    due, number = later(period.started, 20), 0
    while True:
        late = happens(chance, rates.CARE_REVIEW_LATE)
        held = days_after(due, within(chance, (2, 25)) if late else -within(chance, (2, 12)))
        if held > min(period.ended, LAST_DAY):
            return tuple(found)
        if held >= known_from:
            found.append(CareReview(due, held, _participation(chance, period.child, held)))
        number += 1
        due = add_months(held, 3 if number == 1 else 6)


def _participation(chance: Random, child: Child, held: date) -> str:
    return "PN0" if child.age(held) < 4 else rates.PARTICIPATION.draw(chance)


def health(chance: Random, periods: Sequence[Period], known_from: date) -> Iterator[HealthYear]:
    """The years to 31 March that the child spent wholly in one period of care."""
    for period in periods:
        if period.is_short_breaks:
            continue
        first = max(period.started, known_from)
        for year in range(first.year + 1, LAST_DAY.year + 1):
            if period.started <= date(year - 1, 4, 1) >= known_from and period.ended > date(year, 3, 31):
                yield _health_year(chance, period.child, year)


def _health_year(chance: Random, child: Child, year: int) -> HealthYear:
    age = child.age(date(year, 3, 31))
    young = age < _DEVELOPMENT_UNDER
    questionnaire, score, no_score = _questionnaire(chance, age, year)
    misused = _some_day(chance, year, rates.MISUSES_SUBSTANCE) if age >= _SUBSTANCE_AGE else None
    return HealthYear(
        child,
        year,
        _some_day(chance, year, rates.HEALTH_ASSESSED),
        _some_day(chance, year, rates.DENTIST),
        _some_day(chance, year, rates.DEVELOPED) if young else None,
        young,
        happens(chance, rates.IMMUNISED),
        _some_day(chance, year, rates.CONVICTED) if age > _CONVICTION_AGE else None,
        misused,
        happens(chance, rates.HELP_RECEIVED) if misused else None,
        questionnaire,
        score,
        no_score,
    )


def _questionnaire(chance: Random, age: int, year: int) -> tuple[date | None, int | None, str | None]:
    if age not in _SDQ_AGES:
        return None, None, None
    day = _some_day(chance, year, rates.SDQ_DONE)
    if day is None:
        return None, None, rates.SDQ_REASONS.draw(chance)
    return day, within(chance, rates.SDQ_SCORES.draw(chance)), None


def _some_day(chance: Random, year: int, share: float) -> date | None:
    if not happens(chance, share):
        return None
    return date(year - 1, 4, 1) + timedelta(days=within(chance, (0, 360)))


def times_away(chance: Random, period: Period, known_from: date) -> Iterator[Away]:
    """Times away in each year of the period, for those old enough, none overlapping another.

    They are spread over each whole year alike, and those outside the period fall away: so no month has more
    of them than another, the last ones before the data end included.
    """
    if period.is_short_breaks:
        return
    free = first = max(period.started, known_from)
    last = min(period.ended, LAST_DAY)
    for year in range(first.year, last.year + 1):
        for left in _days_of(chance, year, rates.GOES_MISSING.draw(chance)):
            back = left + timedelta(days=within(chance, rates.DAYS_AWAY.draw(chance)))
            if free < left and back < last and period.child.age(left) >= _AWAY_AGE:
                yield _away(chance, period.child, left, back)
                free = back


def _days_of(chance: Random, year: int, number: int) -> list[date]:
    """So many days of the year, each as likely as any other, in order."""
    return sorted(date(year, 1, 1) + timedelta(days=within(chance, (0, 364))) for _ in range(number))


def _away(chance: Random, child: Child, left: date, back: date) -> Away:
    offered = happens(chance, rates.INTERVIEW_OFFERED)
    accepted = offered and happens(chance, rates.INTERVIEW_ACCEPTED)
    kind = "A" if happens(chance, rates.AWAY_WITHOUT_LEAVE) else "M"
    return Away(child, left, back, kind, "Y" if offered else "N", _yes_no(offered, accepted))


def _yes_no(asked: bool, answer: bool) -> str:
    if not asked:
        return "NA"
    return "Y" if answer else "N"
