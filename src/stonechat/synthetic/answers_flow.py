"""Answers about how far referrals went: FD26 to FD29. Plain loops, as `answer_key.py` says."""

from collections import Counter as Tally
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from stonechat.basics.periods import Period
from stonechat.synthetic.counting import Counter, Counts, Timing, followed, quantile
from stonechat.synthetic.events import Events
from stonechat.synthetic.lives import Episode
from stonechat.synthetic.protection import Conference
from stonechat.synthetic.scale import Scale

_NINE_MONTHS = timedelta(days=274)
_STEPS = ("referrals", "assessed", "enquiries", "conferences", "plans")
_PLACES = (
    "no_further_action",
    "closed_not_assessed",
    "open_not_assessed",
    "not_in_need",
    "early_help",
    "closed_assessed",
    "open_assessed",
    "closed_enquiry",
    "open_enquiry",
    "closed_conference",
    "open_conference",
)
_QUARTERS = {"lower": 1, "median": 2, "upper": 3}


@dataclass(frozen=True, slots=True)
class _Journey:
    """A referral with the first day of each step of its first nine months, None where it had none in them."""

    episode: Episode
    assessed: date | None
    authorised: date | None
    enquired: date | None
    conferred: date | None
    planned: date | None

    @property
    def furthest(self) -> int:
        """The place in `_STEPS` of the furthest that it went, whatever was left unrecorded before."""
        steps = (self.assessed, self.enquired, self.conferred, self.planned)
        return max((number for number, day in enumerate(steps, start=1) if day is not None), default=0)

    @property
    def is_closed(self) -> bool:
        """Whether it was closed in the nine months."""
        return self.episode.closed - self.episode.referred <= _NINE_MONTHS

    @property
    def place(self) -> str | None:
        """Where it stopped and how it stood then, one of `_PLACES`; None for one that led to a plan."""
        how = "closed" if self.is_closed else "open"
        match _STEPS[self.furthest]:
            case "referrals":
                return "no_further_action" if self.episode.is_nfa else f"{how}_not_assessed"
            case "assessed" if self.is_closed:
                found = {"RC8": "not_in_need", "RC9": "early_help"}
                return found.get(self.episode.reason, "closed_assessed")
            case "assessed":
                return "open_assessed"
            case "enquiries":
                return f"{how}_enquiry"
            case "conferences":
                return f"{how}_conference"
        return None


def _journeys(events: Events, span: Period) -> list[_Journey]:
    return [_journey(each.episode) for each in events.referred.within(span)]


def _journey(episode: Episode) -> _Journey:
    end = episode.referred + _NINE_MONTHS

    def first(days: Iterable[date]) -> date | None:
        return min((day for day in days if day <= end), default=None)

    return _Journey(
        episode,
        assessed=first(each.started for each in episode.assessments),
        authorised=first(each.authorised for each in episode.assessments),
        enquired=first(each.started for each in episode.enquiries),
        conferred=first(each.held for each in _conferences(episode)),
        planned=first(each.started for each in episode.plans),
    )


def _conferences(episode: Episode) -> Iterator[Conference]:
    yield from (each.conference for each in episode.enquiries if each.conference is not None)
    if episode.transfer is not None:
        yield episode.transfer


def _how_far(events: Events, span: Period, _: Scale) -> Counts:
    furthest = [journey.furthest for journey in _journeys(events, span)]
    return {name: (sum(each >= step for each in furthest), None) for step, name in enumerate(_STEPS)}


def _where_stopped(events: Events, span: Period, _: Scale) -> Counts:
    places = Tally(journey.place for journey in _journeys(events, span))
    return {name: (places[name], None) for name in _PLACES}


def _days_between(events: Events, span: Period, _: Scale) -> Counts:
    told = _journeys(events, span)
    waits = {
        "assessment": _days((each.episode.referred, each.assessed) for each in told),
        "completed": _days((each.assessed, each.authorised) for each in told),
        "enquiry": _days((each.episode.referred, each.enquired) for each in told),
        "conference": _days((each.enquired, each.conferred) for each in told),
        "plan": _days((each.conferred, each.planned) for each in told),
    }
    return {
        f"{step}_{name}": quantile(days, Fraction(number, 4))
        for step, days in waits.items()
        for name, number in _QUARTERS.items()
    }


def _days(steps: Iterable[tuple[date | None, date | None]]) -> list[int]:
    """Of those that came to both steps: the days from the one to the other, if it was not the other way."""
    both = ((one, other) for one, other in steps if one is not None and other is not None)
    return [(other - one).days for one, other in both if one <= other]


def _not_recorded(events: Events, span: Period, _: Scale) -> Counts:
    told = _journeys(events, span)
    further = {
        "no_assessment": [each.assessed for each in told if each.furthest > _STEPS.index("assessed")],
        "no_enquiry": [each.enquired for each in told if each.furthest > _STEPS.index("enquiries")],
        "no_conference": [each.conferred for each in told if each.furthest > _STEPS.index("conferences")],
    }
    return {name: (days.count(None), None) for name, days in further.items()}


FROM_FLOW: dict[str, tuple[Timing, Counter[Events]]] = {
    "FD26": (followed(_NINE_MONTHS.days), _how_far),
    "FD27": (followed(_NINE_MONTHS.days), _where_stopped),
    "FD28": (followed(_NINE_MONTHS.days), _days_between),
    "FD29": (followed(_NINE_MONTHS.days), _not_recorded),
}
