"""Answers about children in need and their plans: CN. Plain loops, as `answer_key.py` says."""

from datetime import timedelta

from stonechat.basics.dates import add_months
from stonechat.basics.periods import Period
from stonechat.synthetic.counting import (
    Counter,
    Counts,
    Timing,
    age_bands,
    as_asked,
    followed,
    share,
    twelve_months,
)
from stonechat.synthetic.events import Events, Needed
from stonechat.synthetic.lives import Episode
from stonechat.synthetic.scale import Scale

_LONG, _YEAR = timedelta(days=730), timedelta(days=365)
_LONG_PLAN_MONTHS = 9
_NEEDS = {
    "abuse_or_neglect": ("N1",),
    "disability": ("N2",),
    "parents_disability": ("N3",),
    "acute_stress": ("N4",),
    "dysfunction": ("N5",),
    "others": ("N6", "N7", "N8", "N9"),
    "not_stated": ("N0",),
}


def _children_in_need(events: Events, span: Period, scale: Scale) -> Counts:
    return {"value": (len(events.in_need_on(span.last)), scale.children)}


def _without_protection_or_care(events: Events, span: Period, _: Scale) -> Counts:
    in_need = {episode.child.person_id for episode in events.in_need_on(span.last)}
    protected = {each.child.person_id for each in events.on_a_plan_on(span.last)}
    in_care = {period.child.person_id for period, _ in events.in_care_on(span.last)}
    with_a_plan = {each.child.person_id for each in _plans_open(events, span)}
    others = in_need - protected - in_care
    return {"children": (len(others), None), "with_a_plan": (len(others & with_a_plan), len(others))}


def _plans_open(events: Events, span: Period) -> list[Needed]:
    return [each for each in events.need_plans if each.plan.started <= span.last < each.plan.ended]


def _children_with_a_plan(events: Events, span: Period, _: Scale) -> Counts:
    children = {each.child.person_id for each in _plans_open(events, span)}
    in_need = {episode.child.person_id for episode in events.in_need_on(span.last)}
    return {"children": (len(children), None), "share": (len(children), len(in_need))}


def _closed(events: Events, span: Period) -> list[Episode]:
    """Episodes closed of children who were found in need."""
    return [each.episode for each in events.closed.within(span) if each.episode.is_in_need]


def _closed_early(events: Events, span: Period, _: Scale) -> Counts:
    return share(_closed(events, span), lambda each: each.closed <= add_months(each.referred, 3))


def _long_episodes_closed(events: Events, span: Period, _: Scale) -> Counts:
    return share(_closed(events, span), lambda each: each.closed - each.referred >= _LONG)


def _lengths_of_open(events: Events, span: Period, _: Scale) -> Counts:
    day = span.last
    return age_bands(
        events.in_need_on(day),
        lambda each: each.referred,
        from_2_years=lambda referred: add_months(referred, 24) <= day,
        from_12_months=lambda referred: add_months(referred, 12) <= day,
        from_6_months=lambda referred: add_months(referred, 6) <= day,
        from_3_months=lambda referred: add_months(referred, 3) <= day,
        under_3_months=lambda _: True,
    )


def _begun_for_each_ended(events: Events, span: Period, _: Scale) -> Counts:
    begun = sum(not each.episode.is_nfa for each in events.referred.within(span))
    return {"value": (begun, sum(not each.episode.is_nfa for each in events.closed.within(span)))}


def _protected_within_a_year(events: Events, span: Period, _: Scale) -> Counts:
    begun = [each for each in events.need_plans if each.plan.started in span]
    return share(
        begun, lambda each: each.protected is not None and each.protected - each.plan.started <= _YEAR
    )


def _primary_needs(events: Events, span: Period, _: Scale) -> Counts:
    needs = [each.need for each in events.in_need_on(span.last)]
    return {name: (sum(need in codes for need in needs), len(needs)) for name, codes in _NEEDS.items()}


def _long_plans(events: Events, span: Period, _: Scale) -> Counts:
    return share(
        _plans_open(events, span),
        lambda each: add_months(each.plan.started, _LONG_PLAN_MONTHS) <= span.last,
    )


FROM_NEED: dict[str, tuple[Timing, Counter[Events]]] = {
    "CN01": (as_asked, _children_in_need),
    "CN03": (as_asked, _without_protection_or_care),
    "CN04": (as_asked, _children_with_a_plan),
    "CN07": (twelve_months, _closed_early),
    "CN08": (twelve_months, _long_episodes_closed),
    "CN09": (as_asked, _lengths_of_open),
    "CN10": (twelve_months, _begun_for_each_ended),
    "CN12": (followed(_YEAR.days), _protected_within_a_year),
    "CN13": (as_asked, _primary_needs),
    "CN15": (as_asked, _long_plans),
}
