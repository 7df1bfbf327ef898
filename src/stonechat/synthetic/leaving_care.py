"""Young people who left care at 16 or later: how they were doing around each birthday from 17 to 21."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from stonechat.synthetic import rates
from stonechat.synthetic.care import DIED, Period, by_age
from stonechat.synthetic.chance import days_after, within
from stonechat.synthetic.families import Child
from stonechat.synthetic.scale import LAST_DAY

_ELIGIBLE_DAYS = 91
"""Days in care since the 14th birthday, some of them after the 16th (Children Act 1989, schedule 2, 19B)."""
_BIRTHDAYS = range(17, 22)


@dataclass(frozen=True, slots=True)
class LeaverYear:
    """How one care leaver was doing around the birthday of that collection year."""

    child: Child
    year: int
    birthday: date
    contact: date
    in_touch: str
    activity: str
    accommodation: str


def after_care(chance: Random, periods: Sequence[Period]) -> Iterator[LeaverYear]:
    """One row for each birthday from 17 to 21 of an eligible child who had left care by then."""
    ours = [period for period in periods if not period.is_short_breaks]
    if not ours or ours[-1].ended_reason == DIED or not is_eligible(ours):
        return
    child, left = ours[-1].child, ours[-1].ended
    for age in _BIRTHDAYS:
        birthday = child.birthday(age)
        if left <= birthday <= LAST_DAY:
            yield _leaver_year(chance, child, birthday, age)


def is_eligible(periods: Sequence[Period]) -> bool:
    """Whether the law makes a care leaver of a child with these periods of care, the last one ended."""
    child = periods[-1].child
    from_14, from_16 = child.birthday(14), child.birthday(16)
    days = sum(max(0, (period.ended - max(period.started, from_14)).days) for period in periods)
    return days >= _ELIGIBLE_DAYS and periods[-1].ended > from_16


def _leaver_year(chance: Random, child: Child, birthday: date, age: int) -> LeaverYear:
    in_touch = rates.IN_TOUCH.draw(chance)
    known = in_touch == "YES"
    return LeaverYear(
        child,
        birthday.year + (birthday >= date(birthday.year, 4, 1)),
        birthday,
        min(days_after(birthday, within(chance, (-60, 25))), LAST_DAY),
        in_touch,
        by_age(rates.ACTIVITIES, age).draw(chance) if known else "0",
        by_age(rates.ACCOMMODATIONS, age).draw(chance) if known else "0",
    )
