"""Answers about contacts, early help, and what came after: they need whole lives, and the data set's files.

Plain loops, as in `answer_key.py`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from stonechat.basics.dates import add_months
from stonechat.basics.periods import Period
from stonechat.synthetic.counting import (
    Counts,
    Dated,
    Timing,
    and_children,
    as_asked,
    followed,
    looking_back,
    twelve_months,
)
from stonechat.synthetic.lives import Life
from stonechat.synthetic.scale import Scale

_WEEK, _YEAR, _MONTHS = 7, 365, 12


@dataclass(frozen=True, slots=True)
class _Happened:
    """Something that happened to a child, when the same did before, and the child's next referral."""

    person_id: str
    day: date
    before: date | None
    referred: date | None

    @property
    def is_repeated(self) -> bool:
        """Whether there was another in the twelve months before, the anniversary included."""
        return self.before is not None and self.day <= add_months(self.before, _MONTHS)

    def is_followed(self, days: int) -> bool:
        """Whether a referral came within so many days."""
        return self.referred is not None and self.referred - self.day <= timedelta(days=days)


class WholeLives:
    """Contacts, and starts and ends of early help, of all lives."""

    def __init__(self, lives: Iterable[Life]) -> None:
        told = list(lives)
        self.contacts = _dated(told, lambda life: [each.made for each in life.contacts])
        self.helped = _dated(told, lambda life: [each.started for each in life.early_help])
        self.help_ended = _dated(told, lambda life: [each.ended for each in life.early_help])


def _dated(lives: Iterable[Life], days_of: Callable[[Life], list[date]]) -> Dated[_Happened]:
    return Dated((each.day, each) for life in lives for each in _happened(life, days_of(life)))


def _happened(life: Life, days: list[date]) -> list[_Happened]:
    referrals = [episode.referred for episode in life.episodes]
    return [
        _Happened(
            life.child.person_id,
            day,
            max((other for other in days if other < day), default=None),
            min((referred for referred in referrals if referred >= day), default=None),
        )
        for day in days
    ]


def _counted(events: list[_Happened], name: str) -> Counts:
    return and_children(name, [each.person_id for each in events])


def _contacts(lives: WholeLives, span: Period, _: Scale) -> Counts:
    return _counted(lives.contacts.within(span), "contacts")


def _contact_rate(lives: WholeLives, span: Period, scale: Scale) -> Counts:
    return {"value": (len(lives.contacts.within(span)), scale.children)}


def _contacts_followed(lives: WholeLives, span: Period, _: Scale) -> Counts:
    made = lives.contacts.within(span)
    return {"value": (sum(each.is_followed(_WEEK) for each in made), len(made))}


def _contacts_repeated(lives: WholeLives, span: Period, _: Scale) -> Counts:
    made = lives.contacts.within(span)
    return {"value": (sum(each.is_repeated for each in made), len(made))}


def _help_begun(lives: WholeLives, span: Period, _: Scale) -> Counts:
    return _counted(lives.helped.within(span), "episodes")


def _help_rate(lives: WholeLives, span: Period, scale: Scale) -> Counts:
    return {"value": (len(lives.helped.within(span)), scale.children)}


def _referred_after_help(lives: WholeLives, span: Period, _: Scale) -> Counts:
    ended = lives.help_ended.within(span)
    return {"value": (sum(each.is_followed(_YEAR) for each in ended), len(ended))}


FROM_WHOLE_LIVES: dict[str, tuple[Timing, Callable[[WholeLives, Period, Scale], Counts]]] = {
    "FD01": (as_asked, _contacts),
    "FD02": (twelve_months, _contact_rate),
    "FD03": (followed(_WEEK), _contacts_followed),
    "FD06": (looking_back(_MONTHS), _contacts_repeated),
    "FD10": (as_asked, _help_begun),
    "FD11": (twelve_months, _help_rate),
    "FD14": (followed(_YEAR), _referred_after_help),
}
