"""Answers about enquiries, conferences and protection plans: CP. Plain loops, as `answer_key.py` says."""

from datetime import date, timedelta

from stonechat.basics.dates import add_months, working_days
from stonechat.basics.periods import Period
from stonechat.synthetic.counting import (
    Counter,
    Counts,
    Timing,
    age_bands,
    and_children,
    as_asked,
    day_looking_back,
    followed,
    followed_working_days,
    looking_back,
    share,
    twelve_months,
)
from stonechat.synthetic.events import WINDOW_MONTHS, Conferred, Events, Planned
from stonechat.synthetic.protection import ProtectionPlan
from stonechat.synthetic.scale import Scale

_LONG, _YEAR = timedelta(days=730), timedelta(days=365)
_FOLLOWED_ENQUIRY, _REPEATED_MONTHS = 30, 24
_REVIEWS_MONTHS = 18
"""What was due in a year follows on a review of the half-year before."""
_CATEGORIES = {"neglect": "NEG", "emotional": "EMO", "physical": "PHY", "sexual": "SAB", "multiple": "MUL"}


def _enquiry_rate(events: Events, span: Period, scale: Scale) -> Counts:
    return {"value": (sum(each.enquiry.started in span for each in events.enquiries), scale.children)}


def _enquiries_begun(events: Events, span: Period, _: Scale) -> Counts:
    begun = [each for each in events.enquiries if each.enquiry.started in span]
    return and_children("enquiries", [each.child.person_id for each in begun])


def _enquiries_to_conference(events: Events, span: Period, _: Scale) -> Counts:
    begun = [each.enquiry for each in events.enquiries if each.enquiry.started in span]
    return share(
        begun,
        lambda each: (
            each.conference is not None
            and working_days(each.started, each.conference.held) <= _FOLLOWED_ENQUIRY
        ),
    )


def _enquired_again(events: Events, span: Period, _: Scale) -> Counts:
    begun = [each for each in events.enquiries if each.enquiry.started in span]
    return share(
        begun,
        lambda each: (
            each.before is not None and each.enquiry.started <= add_months(each.before, WINDOW_MONTHS)
        ),
    )


def _held(events: Events, span: Period) -> list[Conferred]:
    return [each for each in events.conferences if each.conference.held in span]


def _conference_rate(events: Events, span: Period, scale: Scale) -> Counts:
    return {"value": (len(_held(events, span)), scale.children)}


def _conferences_held(events: Events, span: Period, _: Scale) -> Counts:
    held = _held(events, span)
    counted = and_children("conferences", [each.child.person_id for each in held])
    return counted | {"no_enquiry": (sum(each.enquiry is None for each in held), None)}


def _conferences_in_time(events: Events, span: Period, _: Scale) -> Counts:
    waits = [
        working_days(each.enquiry.started, each.conference.held)
        for each in _held(events, span)
        if each.enquiry is not None
    ]
    return share(waits, lambda days: days <= 15)


def _conferences_to_plan(events: Events, span: Period, _: Scale) -> Counts:
    held = [each.conference for each in _held(events, span) if each.enquiry is not None]
    return share(held, lambda conference: conference.leads_to_plan)


def _on_a_plan(events: Events, span: Period, scale: Scale) -> Counts:
    return {"value": (len({each.child.person_id for each in events.on_a_plan_on(span.last)}), scale.children)}


def _begun(events: Events, span: Period) -> list[Planned]:
    return [each for each in events.plans if each.plan.started in span]


def _ended(events: Events, span: Period) -> list[Planned]:
    return [each for each in events.plans if each.plan.ended in span]


def _plans_started(events: Events, span: Period, scale: Scale) -> Counts:
    return {"value": (len(_begun(events, span)), scale.children)}


def _plans_begun(events: Events, span: Period, _: Scale) -> Counts:
    return and_children("plans", [each.child.person_id for each in _begun(events, span)])


def _plans_ended(events: Events, span: Period, scale: Scale) -> Counts:
    return {"value": (len(_ended(events, span)), scale.children)}


def _repeat_plans(events: Events, span: Period, _: Scale) -> Counts:
    return share(_begun(events, span), lambda each: each.earlier > 0)


def _repeated_within_two_years(events: Events, span: Period, _: Scale) -> Counts:
    return share(
        _begun(events, span),
        lambda each: (
            each.before is not None and each.plan.started <= add_months(each.before, _REPEATED_MONTHS)
        ),
    )


def _long_plans_open(events: Events, span: Period, _: Scale) -> Counts:
    return share(events.on_a_plan_on(span.last), lambda each: span.last - each.plan.started >= _LONG)


def _long_plans_ended(events: Events, span: Period, _: Scale) -> Counts:
    return share(_ended(events, span), lambda each: each.plan.ended - each.plan.started >= _LONG)


def _lengths_at_end(events: Events, span: Period, _: Scale) -> Counts:
    """Bands that begin after the day of the third, sixth and twelfth month, and at two years."""
    bands = [_band_at_end(each.plan) for each in _ended(events, span)]
    names = ("to_3_months", "to_6_months", "to_12_months", "to_2_years", "over_2_years")
    return {name: (bands.count(name), len(bands)) for name in names}


def _band_at_end(plan: ProtectionPlan) -> str:
    for months in (3, 6, 12):
        if plan.ended <= add_months(plan.started, months):
            return f"to_{months}_months"
    return "over_2_years" if plan.ended - plan.started >= _LONG else "to_2_years"


def _lengths_of_open(events: Events, span: Period, _: Scale) -> Counts:
    day = span.last
    return age_bands(
        events.on_a_plan_on(day),
        lambda each: each.plan.started,
        from_2_years=lambda started: day - started >= _LONG,
        from_12_months=lambda started: add_months(started, 12) <= day,
        from_6_months=lambda started: add_months(started, 6) <= day,
        from_3_months=lambda started: add_months(started, 3) <= day,
        under_3_months=lambda _: True,
    )


def _ended_early(events: Events, span: Period, _: Scale) -> Counts:
    return share(_ended(events, span), lambda each: each.plan.ended <= add_months(each.plan.started, 3))


def _reviewed_in_time(events: Events, span: Period, _: Scale) -> Counts:
    """Plans open for three months or more: every review of the year within three months, then six."""
    day = span.last
    due = [each.plan for each in events.on_a_plan_on(day) if add_months(each.plan.started, 3) <= day]
    return share(due, lambda plan: _is_reviewed_in_time(plan, day))


def _is_reviewed_in_time(plan: ProtectionPlan, day: date) -> bool:
    held = [review.held for review in plan.reviews if review.held <= day]
    limits = [add_months(plan.started, 3), *(add_months(each, 6) for each in held)]
    return all(
        each <= limit or add_months(each, WINDOW_MONTHS) <= day
        for each, limit in zip([*held, day], limits, strict=True)
    )


def _categories(events: Events, span: Period, _: Scale) -> Counts:
    held = [each.plan.latest_category for each in events.on_a_plan_on(span.last)]
    found: Counts = {name: (held.count(code), len(held)) for name, code in _CATEGORIES.items()}
    return found | {"not_recorded": (0, len(held))}


def _quorate(events: Events, span: Period, _: Scale) -> Counts:
    held = [review for each in events.plans for review in each.plan.reviews if review.held in span]
    return share(held, lambda review: review.quorate)


def _no_new_plan(events: Events, span: Period, _: Scale) -> Counts:
    return share(
        _ended(events, span),
        lambda each: each.after is None or each.after - each.plan.ended > _YEAR,
    )


FROM_PROTECTION: dict[str, tuple[Timing, Counter[Events]]] = {
    "CP04": (twelve_months, _enquiry_rate),
    "CP06": (followed_working_days(_FOLLOWED_ENQUIRY), _enquiries_to_conference),
    "CP07": (twelve_months, _conference_rate),
    "CP08": (as_asked, _conferences_in_time),
    "CP09": (as_asked, _conferences_to_plan),
    "CP10": (looking_back(WINDOW_MONTHS), _enquired_again),
    "CP11": (as_asked, _on_a_plan),
    "CP12": (twelve_months, _plans_started),
    "CP13": (twelve_months, _plans_ended),
    "CP14": (twelve_months, _repeat_plans),
    "CP15": (looking_back(_REPEATED_MONTHS), _repeated_within_two_years),
    "CP16": (as_asked, _long_plans_open),
    "CP17": (twelve_months, _long_plans_ended),
    "CP18": (twelve_months, _lengths_at_end),
    "CP19": (as_asked, _lengths_of_open),
    "CP20": (twelve_months, _ended_early),
    "CP24": (as_asked, _categories),
    "CP28": (followed(_YEAR.days), _no_new_plan),
    "CP32": (as_asked, _enquiries_begun),
    "CP33": (as_asked, _conferences_held),
    "CP34": (as_asked, _plans_begun),
}
PROTECTED_IN_DATA_SET: dict[str, tuple[Timing, Counter[Events]]] = {
    "CP21": (day_looking_back(_REVIEWS_MONTHS), _reviewed_in_time),
    "CP26": (as_asked, _quorate),
}
