"""Everything about one number on one page: is it more than chance, which children, how was it made.

What a viewer may not see exactly is gone before anything here is worked out (`gate.py`). Nothing is ranked:
teams stand by name, groups in their order.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from stonechat.analysis.disclosure import HIDDEN
from stonechat.analysis.disparity import Likelihood
from stonechat.analysis.judged import Step
from stonechat.analysis.last_year import change_in_words
from stonechat.analysis.series import Better, Point, Series
from stonechat.analysis.small_numbers import caution, has_percentage
from stonechat.analysis.words import reason_in_words
from stonechat.analysis.words_of_time import period_in_words
from stonechat.app.benchmark import counterparts_of
from stonechat.app.comparing import comparison, measure_of
from stonechat.app.comparisons import ComparedGroup, Comparison, cells, headings, told
from stonechat.app.council import Council, today
from stonechat.app.figures import TEAM, catalogue_of, of_scope
from stonechat.app.gate import GatedFigures, figures_for
from stonechat.app.indicator_choices import Choices, asked_period, asked_split, choices, period_shown
from stonechat.app.judging import Scope, judgements, scope_of
from stonechat.app.noted import noted_by
from stonechat.app.noting import Notebook, notebook
from stonechat.app.numbers import explained
from stonechat.app.permissions import Permission, Viewer
from stonechat.app.quality_behind import Quality, quality_behind
from stonechat.app.reports import Explained, Judgement, Option
from stonechat.basics.dates import in_words
from stonechat.basics.periods import Period, previous_year
from stonechat.basics.problems import Refused, refusal
from stonechat.charts import bars
from stonechat.charts.control import draw_control
from stonechat.charts.drawing import NARROW, WIDE, Drawing
from stonechat.charts.funnel_plot import Plotted, draw_funnel
from stonechat.indicators.breakdowns import BREAKDOWNS, GROUPED, category_in_words
from stonechat.indicators.definition import Indicator, Measure
from stonechat.indicators.measure import Reason, Unit, Value

MONTHS_IN_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the page is asked for; empty: what it opens with."""

    period: str = ""
    team: str = ""
    measure: str = ""
    split: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One chart in its two layouts."""

    wide: Drawing
    narrow: Drawing


@dataclass(frozen=True, slots=True)
class OverTime:
    """A series with its judgement and its chart. `on_trial` names each step with too few points around it."""

    judgement: Judgement
    drawn: Drawn
    on_trial: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Now:
    """The value of the period, in words, and the same period a year before.

    `before_shown` is what that period is called. `change` is None where one
    of the two years has no value.
    """

    value: Value
    told: str
    caution: str | None
    before_shown: str
    told_before: str
    change: str | None


@dataclass(frozen=True, slots=True)
class SplitRow:
    """One team or group: its words, and its value."""

    category: str | None
    cells: tuple[str, ...]
    value: Value


@dataclass(frozen=True, slots=True)
class Split:
    """The measure by teams or groups; without `bars`, how many of each. Without rows, `empty` says why."""

    by: str
    title: str
    compared: Comparison | None = None
    headings: tuple[str, ...] = ()
    rows: tuple[SplitRow, ...] = ()
    said: tuple[str, ...] = ()
    bars: Drawn | None = None
    funnel: Drawn | None = None
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """Another indicator."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class About:
    """What the catalogue says of the indicator beside its definition."""

    theme: str
    matters: str | None
    questions: tuple[str, ...]
    targets: tuple[str, ...]
    moves: tuple[Named, ...]
    moved_by: tuple[Named, ...]
    has_benchmark: bool


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """The page of one indicator for one viewer.

    `notice` says that small figures are hidden, None where they are exact. `may_list`: whether the
    viewer may open lists of children at all. `own_teams` are those that the viewer reads exactly, where
    figures that are hidden are shown.
    """

    indicator: Indicator
    measure: Measure
    period: Period
    period_shown: str
    scope: Scope
    authority: str
    notice: str | None
    data_to: date | None
    age: str
    choices: Choices
    now: Now
    over_time: tuple[OverTime, ...]
    split: Split | None
    made: Explained
    quality: Quality
    about: About
    notebook: Notebook
    may_note: bool
    may_list: bool
    own_teams: tuple[Option, ...]


def indicator_page(council: Council, viewer: Viewer, indicator_id: str, asked: Asked) -> IndicatorPage:
    """The page. Refused for an indicator, period, team, measure or split that there is not, each in words.

    Refused as well where nothing has been imported, and where targets.csv or events.csv is faulty.
    """
    figures = figures_for(council, viewer)
    indicator = figures.setting.catalogue[indicator_id]
    measure = measure_of(indicator, asked.measure or None)
    scope = scope_of(council, figures, indicator, asked.team or None)
    period = asked_period(figures, indicator, measure, asked.period, scope.team)
    if period is None:
        raise refusal("No return covers a whole month or year yet.", "Import a return first.", "nothing_held")
    split = asked_split(figures, indicator, measure, asked.split)
    series = _over_time(council, figures, indicator, scope, measure)
    now = _now(figures, indicator, measure, scope, period)
    data_to = now.value.data_to
    offered = choices(council, figures, indicator, measure, shown=period, team=scope.team)
    return IndicatorPage(
        indicator=indicator,
        measure=measure,
        period=period,
        period_shown=period_shown(indicator, period),
        scope=scope,
        authority=council.settings.authority.name or f"authority {figures.setting.authority}",
        notice=figures.notice(scope.team),
        data_to=data_to,
        age=_age(data_to, today()),
        choices=offered,
        now=now,
        over_time=series,
        split=_split(figures, indicator, measure, period, split) if split else None,
        made=explained(figures, indicator, period),
        quality=quality_behind(council, figures, indicator, measure, period),
        about=_about(council, indicator, measure),
        notebook=notebook(council, viewer, indicator.id),
        may_note=viewer.may(Permission.NOTE),
        may_list=viewer.may(Permission.LIST_CHILDREN),
        own_teams=_own_teams(figures, offered, scope),
    )


def _own_teams(figures: GatedFigures, offered: Choices, scope: Scope) -> tuple[Option, ...]:
    if figures.exactly(scope.team) is not None:
        return ()
    return tuple(team for team in offered.teams if figures.exactly(team.value) is not None)


def _age(data_to: date | None, on: date) -> str:
    """How old data are: "8 months old"; empty for no data, and under a month."""
    if data_to is None:
        return ""
    months = (on.year - data_to.year) * MONTHS_IN_A_YEAR + on.month - data_to.month
    months -= on.day < data_to.day and months > 0
    return f"{months} month{'' if months == 1 else 's'} old" if months > 0 else ""


# ---------------------------------------------------------------- over time


def _over_time(
    council: Council, figures: GatedFigures, indicator: Indicator, scope: Scope, measure: Measure
) -> tuple[OverTime, ...]:
    """The measure over time; of twelve months also month by month, which comes first: it has a reading."""
    judged = judgements(council, figures, indicator, scope.team, only=measure)
    shown = judged[:1] if _say_the_same(judged) else tuple(reversed(judged))
    return tuple(OverTime(each, _charted(each), _trials(each)) for each in shown)


def _say_the_same(judged: tuple[Judgement, ...]) -> bool:
    """Whether both ways of counting come to the same points: twelve months, where only years are told."""
    return len({each.judged.series.points for each in judged}) == 1


def _charted(judgement: Judgement) -> Drawn:
    return _drawn_twice(lambda width: draw_control(judgement.judged, width))


def _drawn_twice(draw: Callable[[int], Drawing]) -> Drawn:
    return Drawn(draw(WIDE), draw(NARROW))


def _trials(judgement: Judgement) -> tuple[str, ...]:
    return tuple(
        f"The new level from {in_words(one.broken_by.on)} is on trial: fewer than 12 points lie on one side."
        for one in judgement.judged.phases
        if isinstance(one.broken_by, Step) and one.is_trial
    )


# ---------------------------------------------------------------- now and a year before


def _now(figures: GatedFigures, indicator: Indicator, measure: Measure, scope: Scope, period: Period) -> Now:
    before = previous_year(period)
    now = _value(figures, indicator, measure, scope, period)
    try:
        then = _value(figures, indicator, measure, scope, before)
    except Refused:  # the definition begins later
        then = replace(now, numerator=None, denominator=None, value=None, reason=Reason.NOT_HELD)
    points = [_point(period, now), _point(before, then)]
    series = Series(
        indicator.id,
        measure.name,
        measure.title,
        scope.name,
        measure.unit,
        indicator.kind,
        Better(indicator.better),
        tuple(reversed(points)),
    )
    return Now(
        now,
        told(measure.unit, now),
        _caution(measure, now),
        period_shown(indicator, before),
        told(measure.unit, then),
        change_in_words(series, *points),
    )


def _caution(measure: Measure, value: Value) -> str | None:
    """That a percentage is of few; or why there is no value, where one letter stands for that."""
    if value.value is not None:
        return caution(measure.unit, value.denominator)
    return f"{HIDDEN}: {reason_in_words(value.reason)}." if value.reason is Reason.SUPPRESSED else None


def _value(
    figures: GatedFigures, indicator: Indicator, measure: Measure, scope: Scope, period: Period
) -> Value:
    values = figures.values(indicator, period, TEAM if scope.team else None)
    return of_scope(indicator, measure.name, values, scope.team)


def _point(period: Period, value: Value) -> Point:
    return Point(period, value.value, value.numerator, value.denominator, value.reason)


# ---------------------------------------------------------------- split


def _split(figures: GatedFigures, indicator: Indicator, measure: Measure, period: Period, by: str) -> Split:
    title = {**BREAKDOWNS, **GROUPED}[by].words
    try:
        compared = comparison(figures, indicator, period, by, measure)
    except Refused as refused:
        counted = _counts_alone(figures, indicator, measure, period, by)
        return counted or Split(by, title, empty=" ".join(problem.what for problem in refused.problems))
    rows = tuple(SplitRow(one.category, cells(compared, one), one.value) for one in compared.groups)
    return Split(
        by,
        title,
        compared,
        headings(compared),
        rows,
        compared.said,
        _drawn_twice(lambda width: bars.draw_bars(_barred(compared, title), width)),
        _funnel(compared),
    )


def _counts_alone(
    figures: GatedFigures, indicator: Indicator, measure: Measure, period: Period, by: str
) -> Split | None:
    """What was counted, where there is nothing to divide it by: no population of each team is known."""
    valued = figures.valued(indicator, period, by)
    known = [
        value
        for value in valued.values
        if value.measure == measure.name and value.breakdown == by and value.numerator is not None
    ]
    if not known or not measure.per_population:
        return None
    named = [(category_in_words(by, value.category, valued.names), value) for value in known]
    if by == TEAM:
        named.sort(key=lambda one: (one[1].category is None, one[0].casefold()))
    title = {**BREAKDOWNS, **GROUPED}[by].words
    rows = tuple(SplitRow(value.category, (name, "no rate"), value) for name, value in named)
    said = (
        f"No population is held by {title}, so there is no rate, only how many were counted. "
        "They differ in size, so a count does not say who stands out.",
    )
    return Split(by, title, None, (title, "value"), rows, said)


def _barred(compared: Comparison, title: str) -> bars.Comparison:
    unit, total = compared.measure.unit, compared.total
    indicator = compared.valued.indicator
    overall = bars.Overall(float(total.value), told(unit, total)) if total.value is not None else None
    return bars.Comparison(
        title=f"{_title(indicator, compared.measure)}, by {title}",
        message=_message(compared, title),
        subtitle=f"{_title(indicator, compared.measure)}, {period_in_words(compared.valued.period)}",
        groups=tuple(_bar(compared, one) for one in compared.groups),
        overall=overall,
        greatest=100.0 if unit is Unit.PERCENT else None,
    )


def _title(indicator: Indicator, measure: Measure) -> str:
    several = len(indicator.latest.measures) > 1 and measure.title != indicator.title
    return f"{indicator.title}: {measure.title}" if several else indicator.title


def _bar(compared: Comparison, one: ComparedGroup) -> bars.Bar:
    unit, value, words = compared.measure.unit, one.value, cells(compared, one)
    few = unit is Unit.PERCENT and not has_percentage(value.denominator)
    if value.value is None or few:
        return bars.Bar(one.name, None, words[1], told_interval=words[2])
    lower, upper = (one.interval.lower, one.interval.upper) if one.interval else (None, None)
    return bars.Bar(one.name, float(value.value), words[1], lower, upper, words[2])


def _message(compared: Comparison, title: str) -> str:
    """What the split says as a whole, naming nobody as first or last."""
    if compared.breakdown == TEAM:
        has_intervals = any(one.interval for one in compared.groups)
        return f"Each team{' with what chance allows' * has_intervals}, by name"
    ratios = [one.disparity for one in compared.groups if one.disparity and one.disparity.likelihood]
    apart = [one for one in ratios if one.likelihood is not Likelihood.CANNOT_TELL]
    if not ratios:
        return f"By {title}"
    if not apart:
        return f"By {title}: no group differs from all others by more than chance"
    return f"By {title}: {len(apart)} of {len(ratios)} groups differ from all others by more than chance"


def _funnel(compared: Comparison) -> Drawn | None:
    """Where it can judge: who lies beyond the limits for the size of the team."""
    if compared.funnel is None or not compared.funnel_can_judge:
        return None
    plotted = Plotted(
        _title(compared.valued.indicator, compared.measure),
        period_in_words(compared.valued.period),
        "children, brothers and sisters counted together",
        compared.funnel,
        what="teams",
    )
    return _drawn_twice(lambda width: draw_funnel(plotted, width))


# ---------------------------------------------------------------- what the catalogue says


def _about(council: Council, indicator: Indicator, measure: Measure) -> About:
    """From the catalogue as it is now: a question changes no figure, so none is opened anew for it."""
    catalogue = catalogue_of(council)
    indicator = catalogue[indicator.id]
    named = {one.id: Named(one.id, one.title) for one in catalogue}
    targets = [
        f"From {in_words(one.from_day)}: {one.value:f} {measure.unit} ({one.source})"
        for one in sorted(noted_by(council, catalogue).targets, key=lambda one: one.from_day)
        if (one.indicator, one.measure) == (indicator.id, measure.name)
    ]
    return About(
        catalogue.theme_of(indicator).title,
        catalogue.why_it_matters(indicator),
        catalogue.questions_to_ask(indicator),
        tuple(targets),
        tuple(named[one] for one in indicator.moves if one in named),
        tuple(named[one.id] for one in catalogue if indicator.id in one.moves),
        indicator.id in counterparts_of(catalogue),
    )
