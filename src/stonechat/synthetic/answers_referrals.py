"""Answers about referrals and assessments: FD15 to FD23, and AS. Plain loops, as `answer_key.py` says."""

from datetime import timedelta
from fractions import Fraction

from stonechat.basics.dates import CALENDAR_FIRST, add_months, working_days
from stonechat.basics.periods import Period
from stonechat.synthetic.counting import (
    Counter,
    Counts,
    Timing,
    and_children,
    as_asked,
    followed,
    looking_back,
    quantile,
    share,
    twelve_months,
)
from stonechat.synthetic.events import WINDOW_MONTHS, Events
from stonechat.synthetic.scale import Scale

_FOLLOWED, _YEAR = timedelta(days=14), timedelta(days=365)
_MOVED_AWAY = ("RC2", "RC5")
_SOURCES = {
    "police": ("6",),
    "education": ("2A", "2B"),
    "health": ("3A", "3B", "3C", "3D", "3E", "3F"),
    "council": ("5A", "5B", "5C", "5D"),
    "individuals": ("1A", "1B", "1C", "1D"),
    "others": ("4", "7", "8", "9"),
    "not_known": ("10", None),
}


def _referral_rate(events: Events, span: Period, scale: Scale) -> Counts:
    return {"value": (len(events.referred.within(span)), scale.children)}


def _referrals_and_children(events: Events, span: Period, _: Scale) -> Counts:
    referred = events.referred.within(span)
    return and_children("referrals", [each.episode.child.person_id for each in referred])


def _rereferrals(events: Events, span: Period, _: Scale) -> Counts:
    return share(events.referred.within(span), lambda each: each.is_repeated)


def _rereferrals_by_previous(events: Events, span: Period, _: Scale) -> Counts:
    befores = [each.before for each in events.referred.within(span) if each.is_repeated]
    refused = sum(before is not None and before.is_nfa for before in befores)
    return {"not_taken": (refused, len(befores)), "taken": (len(befores) - refused, len(befores))}


def _referred_after_closure(events: Events, span: Period, _: Scale) -> Counts:
    """Closed episodes that were taken on, the child's next referral following within a year."""
    closed = [
        each
        for each in events.closed.within(span)
        if not each.episode.is_nfa and each.episode.reason not in _MOVED_AWAY
    ]
    return share(closed, lambda each: each.after is not None and each.after - each.episode.closed <= _YEAR)


def _not_taken_on(events: Events, span: Period, _: Scale) -> Counts:
    return share(events.referred.within(span), lambda each: each.episode.is_nfa)


def _not_in_need(events: Events, span: Period, _: Scale) -> Counts:
    return share(events.referred.within(span), lambda each: each.is_known_not_in_need)


def _assessed_soon(events: Events, span: Period, _: Scale) -> Counts:
    referred = [each.episode for each in events.referred.within(span)]
    return share(
        referred,
        lambda episode: any(a.started - episode.referred <= _FOLLOWED for a in episode.assessments),
    )


def _by_source(events: Events, span: Period, _: Scale) -> Counts:
    sources = [each.episode.source for each in events.referred.within(span)]
    groups = {name: sum(source in codes for source in sources) for name, codes in _SOURCES.items()}
    return {name: (number, len(sources)) for name, number in groups.items()}


def _assessment_rate(events: Events, span: Period, scale: Scale) -> Counts:
    return {"value": (len(events.authorised.within(span)), scale.children)}


def _days_from_referral(events: Events, span: Period) -> list[int]:
    return [
        working_days(max(each.episode.referred, CALENDAR_FIRST), each.assessment.authorised)
        for each in events.authorised.within(span)
    ]


def _assessments_started(events: Events, span: Period, _: Scale) -> Counts:
    begun = [each for each in events.assessments if each.assessment.started in span]
    return and_children("assessments", [each.episode.child.person_id for each in begun])


def _assessments_completed(events: Events, span: Period, _: Scale) -> Counts:
    done = events.authorised.within(span)
    return and_children("assessments", [each.episode.child.person_id for each in done])


def _assessed_in_time(events: Events, span: Period, _: Scale) -> Counts:
    return share(_days_from_referral(events, span), lambda days: days <= 45)


def _in_the_last_week(events: Events, span: Period, _: Scale) -> Counts:
    return share(_days_from_referral(events, span), lambda days: 41 <= days <= 45)


def _days_to_assess(events: Events, span: Period, _: Scale) -> Counts:
    done = [each.assessment for each in events.authorised.within(span)]
    days = [working_days(each.started, each.authorised) for each in done]
    quarters = {"median": 2, "lower_quartile": 1, "upper_quartile": 3}
    return {name: quantile(days, Fraction(number, 4)) for name, number in quarters.items()}


def _assessments_to_referrals(events: Events, span: Period, _: Scale) -> Counts:
    return {"value": (len(events.authorised.within(span)), len(events.referred.within(span)))}


def _assessed_again(events: Events, span: Period, _: Scale) -> Counts:
    begun = [each for each in events.assessments if each.assessment.started in span]
    return share(
        begun,
        lambda each: (
            each.before is not None and each.assessment.started <= add_months(each.before, WINDOW_MONTHS)
        ),
    )


def _child_seen(events: Events, span: Period, _: Scale) -> Counts:
    """Assessments of children who were born when it began."""
    done = [each for each in events.authorised.within(span)]
    born = [each.assessment for each in done if each.episode.child.born <= each.assessment.started]
    return share(born, lambda each: each.seen)


FROM_REFERRALS: dict[str, tuple[Timing, Counter[Events]]] = {
    "FD15": (twelve_months, _referral_rate),
    "FD16": (as_asked, _referrals_and_children),
    "FD17": (looking_back(WINDOW_MONTHS), _rereferrals),
    "FD18": (looking_back(WINDOW_MONTHS), _rereferrals_by_previous),
    "FD19": (followed(_YEAR.days), _referred_after_closure),
    "FD20": (twelve_months, _not_taken_on),
    "FD21": (twelve_months, _not_in_need),
    "FD22": (followed(_FOLLOWED.days), _assessed_soon),
    "FD23": (twelve_months, _by_source),
    "AS01": (twelve_months, _assessment_rate),
    "AS02": (as_asked, _assessed_in_time),
    "AS03": (as_asked, _days_to_assess),
    "AS04": (twelve_months, _in_the_last_week),
    "AS05": (twelve_months, _assessments_to_referrals),
    "AS09": (looking_back(WINDOW_MONTHS), _assessed_again),
    "AS15": (as_asked, _assessments_started),
    "AS16": (as_asked, _assessments_completed),
}
SEEN_IN_DATA_SET: dict[str, tuple[Timing, Counter[Events]]] = {"AS07": (as_asked, _child_seen)}
