"""One indicator beside itself: its teams by name, or its groups of children, each with what chance allows.

Shares of teams are set on a funnel and read together with each other; shares and rates of groups of
children (age, sex, ethnicity, need) get the ratio to all other children. Nothing is put in the order of its
value, and workers are never compared. The judging is in `analysis`; what a page of many indicators raises,
in `raising.py`.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from stonechat.analysis import words, words_of_places
from stonechat.analysis.clusters import Clustered
from stonechat.analysis.disparity import Disparity, Group, all_others, disparity
from stonechat.analysis.funnel import Funnel, funnel
from stonechat.analysis.intervals import interval_of
from stonechat.analysis.places import Place
from stonechat.analysis.shrinkage import prior_of, shrink
from stonechat.app.clustering import clustered_of
from stonechat.app.comparisons import ComparedGroup, Comparison
from stonechat.app.council import Council
from stonechat.app.figures import TEAM
from stonechat.app.gate import GatedFigures, figures_for
from stonechat.app.permissions import Viewer
from stonechat.app.reports import Valued
from stonechat.basics.periods import Period, parse_period
from stonechat.basics.problems import refusal, wrong_use
from stonechat.indicators.breakdowns import category_in_words
from stonechat.indicators.definition import Indicator, Measure
from stonechat.indicators.measure import Unit, Value
from stonechat.indicators.schema import nearest

WORKER = "worker"
UNLIKE = "Teams that do different work are not alike: read those that do the same beside each other."


def compare(
    council: Council,
    viewer: Viewer,
    indicator_id: str,
    period: str,
    *,
    breakdown: str = TEAM,
    measure: str | None = None,
) -> Comparison:
    """The categories of a breakdown of one measure (default: the first), each with its 95% interval.

    Intervals, funnel and ratios are widened for brothers and sisters and for children counted more than once.
    One row for each category, teams by name. What was not recorded has a row but is judged with nobody.
    Refused as `value_of` says; as wrong use for workers and for a measure that there is not; refused where
    the period has no value.
    """
    figures = figures_for(council, viewer)
    indicator = figures.setting.catalogue[indicator_id]
    return comparison(figures, indicator, parse_period(period), breakdown, measure_of(indicator, measure))


def comparison(
    figures: GatedFigures, indicator: Indicator, period: Period, breakdown: str, chosen: Measure
) -> Comparison:
    """As `compare`, of figures that are open already."""
    if breakdown == WORKER:
        raise wrong_use("Workers are never compared.", "Compare teams: --by team.", "workers_compared")
    valued = figures.valued(indicator, period, breakdown)
    total, *parts = (value for value in valued.values if value.measure == chosen.name)
    _check_held(indicator, valued.period, total, parts)
    effect = _families(figures, indicator, valued.period, chosen)
    groups = tuple(_group(value, valued, chosen, breakdown, effect) for value in parts)
    compared = Comparison(valued, chosen, breakdown, total, groups, effect, ())
    judged = _teams(compared) if breakdown == TEAM else _children(compared)
    return replace(judged, said=(*judged.said, words_of_places.of_siblings(effect))) if effect else judged


def _families(
    figures: GatedFigures, indicator: Indicator, period: Period, measure: Measure
) -> Clustered | None:
    """How the children hang together; told only to whoever may see the exact figure that they make."""
    exact = figures.exactly()
    return clustered_of(exact, indicator, period, measure) if exact else None


def measure_of(indicator: Indicator, name: str | None) -> Measure:
    """The measure of that name, or the first. Refused as wrong use for one that there is not."""
    measures = {measure.name: measure for measure in indicator.latest.measures}
    if name is not None and name not in measures:
        what = f"{indicator.id} has no measure {name}."
        raise wrong_use(what, nearest(name, list(measures)), "unknown_measure")
    return measures[name] if name else indicator.latest.measures[0]


def _check_held(indicator: Indicator, period: Period, total: Value, parts: Sequence[Value]) -> None:
    reason = total.reason or next((value.reason for value in parts if value.reason), None)
    if total.value is None or all(value.value is None for value in parts):
        why = words.reason_in_words(reason) if reason else "none was counted"
        raise refusal(
            f"There is nothing to compare for {indicator.id} in {period.label}: {why}.",
            "Ask for another period or breakdown; `stonechat doctor` names the periods that are held.",
            "nothing_to_compare",
        )


def _group(
    value: Value, valued: Valued, measure: Measure, breakdown: str, effect: Clustered | None
) -> ComparedGroup:
    name = category_in_words(breakdown, value.category, valued.names)
    interval = interval_of(measure.unit, value.numerator, value.denominator, design_effect=_times(effect))
    return ComparedGroup(value.category, name, value, interval)


def _times(effect: Clustered | None) -> float:
    return effect.design_effect if effect else 1.0


def _effective(number: int | Decimal | None, times: float) -> Decimal | None:
    return None if number is None else Decimal(number) / Decimal(times)


# ---------------------------------------------------------------- teams


def _teams(compared: Comparison) -> Comparison:
    """By name. Shares are set on a funnel and read together; counts and lengths of time are only shown."""
    teams = sorted(compared.groups, key=lambda group: (group.category is None, group.name.casefold()))
    if compared.measure.unit is not Unit.PERCENT:
        said = "Teams differ in size and work, so these figures do not say which of them stands out."
        return replace(compared, groups=tuple(teams), said=(said,))
    times = _times(compared.clustered)
    return _judged(compared, teams, [_place(team, times) for team in teams if team.category is not None])


def _judged(compared: Comparison, teams: Sequence[ComparedGroup], places: Sequence[Place]) -> Comparison:
    unit = compared.measure.unit
    drawn, prior = funnel(places, unit), prior_of(places, unit)
    read = shrink(places, prior) if prior else None
    on_funnel = {each.place.code: each for each in (drawn.places if isinstance(drawn, Funnel) else ())}
    with_others = {each.place.code: each for each in (read.places if read else ())}
    groups = tuple(
        replace(team, on_funnel=on_funnel.get(team.category), shrunk=with_others.get(team.category))
        if team.category is not None
        else team
        for team in teams
    )
    said: tuple[str, ...] = (*words_of_places.of_funnel(drawn, "teams"), UNLIKE)
    if read:
        said = (*said, words_of_places.of_shrunk_places(read))
    shown = drawn if isinstance(drawn, Funnel) else None
    can_judge = shown is not None and not shown.chance_does_not_explain
    return replace(compared, groups=groups, said=said, funnel=shown, funnel_can_judge=can_judge)


def _place(group: ComparedGroup, times: float) -> Place:
    """The team with as many children on their own as its children say as much as."""
    value = group.value
    count, of = _effective(value.numerator, times), _effective(value.denominator, times)
    return Place(group.category or "", group.name, count, of, value.value, is_team=True)


# ---------------------------------------------------------------- groups of children


def _children(compared: Comparison) -> Comparison:
    """Each group with its ratio to all other children, where the measure is a share or a rate of them."""
    everyone = _counted(compared.total, "all children")
    times = _times(compared.clustered)
    groups = tuple(replace(group, disparity=_ratio(group, everyone, times)) for group in compared.groups)
    ratios = [group.disparity for group in groups if group.disparity is not None]
    return replace(compared, groups=groups, said=tuple(_of_ratios(ratios)))


def _ratio(group: ComparedGroup, everyone: Group | None, times: float) -> Disparity | None:
    own = _counted(group.value, group.name)
    if group.category is None or everyone is None or own is None or own.of >= everyone.of:
        return None
    # So many for each can leave more counted than there are: assessments for each referral of the others.
    if not 0 <= everyone.count - own.count <= everyone.of - own.of:
        return None
    return disparity(own, all_others(own, everyone), times)


def _counted(value: Value, name: str) -> Group | None:
    count, of = value.numerator, value.denominator
    if not isinstance(count, int) or not isinstance(of, int) or not 0 <= count <= of or not of:
        return None
    return Group(name, count, of)


def _of_ratios(ratios: Sequence[Disparity]) -> list[str]:
    given = [ratio for ratio in ratios if ratio.ratio is not None]
    if not given:
        return ["No ratio between groups is given: too few children, or no share or rate of them."]
    return [
        f"Of {len(given)} ratios one in twenty lies wholly above or below 1 by chance alone.",
        "A ratio says that groups differ, not why: look at what lies before it, such as who was referred.",
    ]
