"""Answers about looked-after children and adoption: CL and AD. Plain loops, as `answer_key.py` says."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from stonechat.basics.dates import add_months
from stonechat.basics.periods import Period, twelve_months_to
from stonechat.synthetic.care import FOSTER, WITH_CARER, CareEpisode
from stonechat.synthetic.care import Period as CarePeriod
from stonechat.synthetic.chance import later
from stonechat.synthetic.counting import (
    Counter,
    Counts,
    Timing,
    age_bands,
    and_children,
    as_asked,
    asked_looking_back,
    day_looking_back,
    followed,
    quantile,
    share,
    twelve_months,
)
from stonechat.synthetic.events import WINDOW_MONTHS, Events
from stonechat.synthetic.lives import Stay
from stonechat.synthetic.scale import Scale

_GUARDIANSHIP = ("E45", "E46", "E47", "E48")
_ADOPTED = ("E11", "E12")
_TOOK_PART = ("PN1", "PN2", "PN3", "PN5", "PN6")
_HOME_OR_OUT = ("E4A", "E4B", "E13")
_UNPLANNED = ("ALLEG", "STAND", "APPRR", "CREQB", "CREQO", "CHILD")
_YEAR = timedelta(days=365)
_SETTLED_MONTHS, _LONG_MONTHS, _SIXTEEN = 24, 30, 16
_FAR, _MISSING = 20, "M"
_SIXTEEN_WEEKS = timedelta(weeks=16)
_REVIEWS_MONTHS, _FOUR_WEEKS = 24, timedelta(weeks=4)
_TO_ADOPTION_MONTHS = 33
"""Nobody waits longer from entering care to a placement for adoption."""
_FOURTEEN_MONTHS = 426


def _looked_after(events: Events, span: Period, scale: Scale) -> Counts:
    return {"value": (len(events.in_care_on(span.last)), scale.children)}


def _came_into_care(events: Events, span: Period, scale: Scale) -> Counts:
    children = {period.child.person_id for period in events.periods if period.started in span}
    return {"value": (len(children), scale.children)}


def _left_care(events: Events, span: Period, scale: Scale) -> Counts:
    children = {period.child.person_id for period in events.periods if period.ended in span}
    return {"value": (len(children), scale.children)}


def _took_part(events: Events, span: Period, _: Scale) -> Counts:
    codes = [each.participation for each in events.reviews if each.held in span]
    return share([code for code in codes if code != "PN0"], lambda code: code in _TOOK_PART)


def _three_placements(events: Events, span: Period, _: Scale) -> Counts:
    """Children in care on the day whose third latest placement ended in the twelve months to it."""
    first = twelve_months_to(span.last).first
    children = moved = 0
    for periods in events.cared_for:
        if any(period.started <= span.last < period.ended for period in periods):
            ends = list(_ends_of_placements(periods, span.last))
            children += 1
            moved += len(ends) >= 3 and ends[-3] >= first
    return {"value": (moved, children)}


def _ends_of_placements(periods: Iterable[CarePeriod], day: date) -> Iterator[date]:
    """When each placement begun by the day ended; adoption by the carer is no new one."""
    for period in periods:
        moves = [each.since for each in period.placements if each.code != WITH_CARER]
        for since, until in zip(moves, [*moves[1:], period.ended], strict=True):
            if since <= day:
                yield until


def _settled(events: Events, span: Period, _: Scale) -> Counts:
    """Children under 16 in care for two and a half years: two years or more with the same carer."""
    day = span.last
    long = [
        period
        for period, _ in events.in_care_on(day)
        if add_months(period.started, _LONG_MONTHS) <= day < add_months(period.child.born, _SIXTEEN * 12)
    ]
    return share(long, lambda period: add_months(_with_carer_since(period, day), _SETTLED_MONTHS) <= day)


def _with_carer_since(period: CarePeriod, day: date) -> date:
    return max(each.since for each in period.placements if each.since <= day and not each.same_carer)


def _foster_care(events: Events, span: Period, _: Scale) -> Counts:
    return share(_episodes_on(events, span), lambda each: each.placement.code in FOSTER)


def _homes(events: Events, span: Period, _: Scale) -> Counts:
    return share(_episodes_on(events, span), lambda each: each.placement.code in ("K1", "K2"))


def _far_from_home(events: Events, span: Period, _: Scale) -> Counts:
    return share(_episodes_on(events, span), lambda each: each.placement.miles >= _FAR)


def _episodes_on(events: Events, span: Period) -> list[CareEpisode]:
    return [episode for _, episode in events.in_care_on(span.last)]


def _times_missing(events: Events, span: Period, _: Scale) -> Counts:
    left = [each.child.person_id for each in events.away if each.kind == _MISSING and each.left in span]
    return and_children("episodes", left)


def _return_interviews(events: Events, span: Period, _: Scale) -> Counts:
    back = [each for each in events.away if each.kind == _MISSING and each.back in span]
    offered = [each for each in back if each.offered == "Y"]
    return {
        "offered": (len(offered), len(back)),
        "accepted": (sum(each.accepted == "Y" for each in offered), len(offered)),
    }


def _unplanned_endings(events: Events, span: Period, _: Scale) -> Counts:
    """Placements that ended in the twelve months for a reason, but for those that became lasting."""
    reasons = [
        episode.change_reason
        for period in events.periods
        for episode in period.episodes
        if episode.ended in span and episode.change_reason not in (None, "PLACE")
    ]
    return share(reasons, lambda reason: reason in _UNPLANNED)


def _back_in_care(events: Events, span: Period, _: Scale) -> Counts:
    """Periods ended with going home or out: followed by another within a year."""
    left = returned = 0
    for periods in events.cared_for:
        for period, after in pairwise((*periods, None)):
            if period is not None and period.ended in span and period.ended_reason in _HOME_OR_OUT:
                left += 1
                returned += after is not None and after.started - period.ended <= _YEAR
    return {"value": (returned, left)}


def _left_by(events: Events, span: Period, *reasons: str) -> Counts:
    left = [period.ended_reason for period in events.periods if period.ended in span]
    return share(left, lambda reason: reason in reasons)


def _returned_home(events: Events, span: Period, _: Scale) -> Counts:
    return _left_by(events, span, "E4A")


def _to_guardians(events: Events, span: Period, _: Scale) -> Counts:
    return _left_by(events, span, *_GUARDIANSHIP)


def _adopted(events: Events, span: Period, _: Scale) -> Counts:
    return _left_by(events, span, *_ADOPTED)


def _times_in_care(events: Events, span: Period, _: Scale) -> Counts:
    day = span.last
    return age_bands(
        events.in_care_on(day),
        lambda each: each[0].started,
        from_5_years=lambda started: add_months(started, 60) <= day,
        from_2_years=lambda started: add_months(started, 24) <= day,
        from_6_months=lambda started: add_months(started, 6) <= day,
        under_6_months=lambda _: True,
    )


def _reviewed_in_time(events: Events, span: Period, _: Scale) -> Counts:
    """Children in care for four weeks or more, of whom no review was late in the twelve months to the day."""
    day = span.last
    of = [
        (stays, stay)
        for stays in events.stays
        for stay in stays
        if stay.period.started + _FOUR_WEEKS <= day and stay.period.started <= day < stay.period.ended
    ]
    return share(
        of, lambda both: not any(_came_late(each, day) for each in both[0]) and not _waits(both[1], day)
    )


def _came_late(stay: Stay, day: date) -> bool:
    """Whether a review held late, before the day or after, was overdue or held in the twelve months to it."""
    return any(each.due < each.held and each.due < day < add_months(each.held, 12) for each in stay.reviews)


def _waits(stay: Stay, day: date) -> bool:
    """Whether the review after the last one of the stay is overdue."""
    first_due = later(stay.period.started, 20)
    if not stay.reviews:
        return first_due < day
    last = stay.reviews[-1]
    return add_months(last.held, 3 if last.due == first_due else 6) < day


def _long_before_court(events: Events, span: Period, _: Scale) -> Counts:
    """Pre-proceedings open on the day: for sixteen weeks or more since the decision to begin."""
    day = span.last
    held = [each for each in events.proceedings if each.decided <= day < each.ended]
    return share(held, lambda each: day - each.decided >= _SIXTEEN_WEEKS)


# ---------------------------------------------------------------- adoption


def _days_to_placement(events: Events, span: Period) -> list[int]:
    """Days from entering care, of each child placed for adoption in the span."""
    return [
        (period.adoption.placed - period.started).days
        for period in events.periods
        if period.adoption is not None and period.adoption.placed is not None
        if period.adoption.placed in span
    ]


def _entry_to_placement(events: Events, span: Period, _: Scale) -> Counts:
    return {"value": quantile(_days_to_placement(events, span), Fraction(1, 2))}


def _order_to_match(events: Events, span: Period, _: Scale) -> Counts:
    days = [
        max(0, (period.adoption.matched - status.since).days)
        for period in events.periods
        if period.adoption is not None and period.adoption.matched is not None
        if period.adoption.matched in span
        for status in period.statuses
        if status.code == "E1"
    ]
    return {"value": quantile(days, Fraction(1, 2))}


def _soon_placed(events: Events, span: Period, _: Scale) -> Counts:
    return share(_days_to_placement(events, span), lambda days: days <= _FOURTEEN_MONTHS)


FROM_CARE: dict[str, tuple[Timing, Counter[Events]]] = {
    "CL01": (as_asked, _looked_after),
    "CL03": (twelve_months, _came_into_care),
    "CL04": (twelve_months, _left_care),
    "CL08": (twelve_months, _took_part),
    "CL07": (day_looking_back(_REVIEWS_MONTHS), _reviewed_in_time),
    "CL09": (day_looking_back(WINDOW_MONTHS), _three_placements),
    "CL11": (as_asked, _foster_care),
    "CL12": (as_asked, _homes),
    "CL16": (twelve_months, _times_missing),
    "CL38": (twelve_months, _unplanned_endings),
    "CL39": (followed(_YEAR.days), _back_in_care),
    "CL40": (twelve_months, _returned_home),
    "CL47": (twelve_months, _to_guardians),
    "AD04": (twelve_months, _adopted),
}
CARED_FOR_IN_DATA_SET: dict[str, tuple[Timing, Counter[Events]]] = {
    "CL10": (day_looking_back(_LONG_MONTHS), _settled),
    "CL14": (as_asked, _far_from_home),
    "CL17": (as_asked, _return_interviews),
    "CL45": (as_asked, _long_before_court),
    "CL42": (as_asked, _times_in_care),
    "AD01": (as_asked, _entry_to_placement),
    "AD02": (asked_looking_back(_TO_ADOPTION_MONTHS), _order_to_match),
    "AD03": (twelve_months, _soon_placed),
}
