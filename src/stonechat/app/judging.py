"""What an indicator's figures say over time: its series, judged against what the authority noted itself.

The series are the months (or years, where no month is held) of the figures that `numbers.py` gives; the
targets, events and steps are those of `parameters/targets.csv` and `parameters/events.csv`. Nothing is
judged here (`analysis/trend.py`) and nothing drawn (`pictures.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile

from stonechat.analysis import words
from stonechat.analysis.judged import Event, EventKind, Judged, Step, Target
from stonechat.analysis.series import Better, Point, Series
from stonechat.analysis.trend import judge
from stonechat.app.council import Council
from stonechat.app.figures import MONTHS, TEAM, HeldValues, names_of_categories
from stonechat.app.gate import GatedFigures
from stonechat.app.noted import NotedByAuthority, noted_by
from stonechat.app.reports import Judgement
from stonechat.basics.periods import Period, PeriodKind
from stonechat.basics.problems import wrong_use
from stonechat.indicators import events
from stonechat.indicators.breakdowns import categories_meant, category_in_words
from stonechat.indicators.definition import Ask, Indicator, Kind, Measure
from stonechat.indicators.events import Noted
from stonechat.indicators.measure import Reason, Unit, Value
from stonechat.indicators.query import InPeriod, columns_in
from stonechat.indicators.schema import nearest
from stonechat.indicators.targets import TargetSet
from stonechat.model.derived import DERIVATIONS
from stonechat.model.tables import TABLES
from stonechat.pipeline.precedence import counting, end_column

ALL_TEAMS = "All teams"
MONTH_BY_MONTH = "month by month"
EVERY_MONTH = 100_000
_STEP_BY_STEP = {
    PeriodKind.QUARTER: "quarter by quarter",
    PeriodKind.FINANCIAL_YEAR: "year by year",
}

_AT_AN_END = (Reason.NOT_HELD, Reason.MATURING, Reason.NOT_TOLD)
"""Why a series begins later, or ends earlier, than what is held: no gap in between, but no data yet."""


def judgements(
    council: Council,
    figures: GatedFigures,
    indicator: Indicator,
    team: str | None = None,
    *,
    only: Measure | None = None,
    to: Period | None = None,
) -> tuple[Judgement, ...]:
    """What each measure of the indicator says, for all teams or for one (by its number or its name).

    `only`: of that measure alone. `to`: as it was said at the end of that period. Refused as wrong use for a
    team that there is not, or for an indicator that is not counted by team; refused if a file of what the
    authority noted is faulty.
    """
    noted = noted_by(council, figures.setting.catalogue)

    def judged_now() -> tuple[Judgement, ...]:
        scope = scope_of(council, figures, indicator, team)
        return tuple(
            replace(
                judgement(
                    series_of(view, measure, scope, held), scope.team, noted_of(view, indicator, noted)
                ),
                why_so_coarse=figures.why_so_coarse(view, measure.name, held, scope.team),
            )
            for view in views(indicator)
            for measure in view.latest.measures
            if only is None or measure == only
            for held in [_held(figures, view, measure, scope, to)]
        )

    return figures.remembered(("judgements", noted, indicator.id, team, only, to), judged_now)


def views(indicator: Indicator) -> tuple[Indicator, ...]:
    """The indicator; and where it counts twelve months, the same month by month.

    Twelve months to the end of one month and of the next share eleven, so they cannot be judged by each
    other: the months can. Their rates are of one month, a twelfth or so of a year's. Not where what is
    counted is only known later (how a case that began in the month ended): the last months would seem low.
    """
    if indicator.kind is not Kind.ROLLING or not all(map(_is_known_at_once, indicator.latest.measures)):
        return (indicator,)
    return indicator, replace(indicator, kind=Kind.FLOW, title=f"{indicator.title}, {MONTH_BY_MONTH}")


def by_months(said: Sequence[Judgement], indicator: Indicator) -> Sequence[Judgement]:
    """Of what `judgements` gave, for each measure that whose points can be judged by each other."""
    return said[-len(indicator.latest.measures) :]


_LOOKING_AHEAD = ("referral_outcome", "s47_to_conference", "next_event", "return_to_care")
"""The derivations that say what came after."""

_KNOWN_LATER = {
    (each.table, column.name)
    for each in DERIVATIONS
    if each.name in _LOOKING_AHEAD
    for column in each.columns
}


def _is_known_at_once(measure: Measure) -> bool:
    asks = [ask for ask in (measure.numerator, measure.denominator) if ask]
    return not any(_waits(ask) for ask in asks)


def _waits(ask: Ask) -> bool:
    """Whether it reads how something ended, of rows dated by another day than that end."""
    table = TABLES[ask.table]
    ends = {*counting(table.name).with_end, end_column(table)}
    read = {column for each in (*ask.where, *ask.aggregate.where) for column in columns_in(each)}
    later = {column for name, column in _KNOWN_LATER if name == table.name}
    is_dated_by_end = isinstance(ask.when, InPeriod) and ask.when.column in ends
    return bool(read & later) or (not is_dated_by_end and bool(read & ends))


def noted_of(view: Indicator, indicator: Indicator, noted: NotedByAuthority) -> NotedByAuthority:
    """What was noted, without the targets that hold for twelve months only: all but those of shares."""
    if view is indicator:
        return noted
    shares = {measure.name for measure in view.latest.measures if measure.unit is Unit.PERCENT}
    return replace(noted, targets=tuple(target for target in noted.targets if target.measure in shares))


def judgement(series: Series, team: str | None, noted: NotedByAuthority) -> Judgement:
    """What the series says, and that in words; see `judged`."""
    found = judged(series, team, noted)
    said = words.facts(found)
    return Judgement(
        series.measure,
        team,
        found,
        words.sentence(said),
        words.description(said),
        words.outlook_in_words(found),
        words.noted_in_words(found),
    )


def judged(series: Series, team: str | None, noted: NotedByAuthority) -> Judged:
    """The series judged with what was noted of its indicator, measure and team (None: all teams).

    A target holds for all teams together: none is set for a single team.
    """
    about = [one for one in noted.events if one.is_about(series.indicator, team)]
    return judge(
        series,
        steps=[_step(one) for one in about if one.kind is events.EventKind.STEP],
        events=[_event(one) for one in about if one.kind is not events.EventKind.STEP],
        targets=[_target(one) for one in noted.targets if team is None and _is_of(one, series)],
    )


def _is_of(target: TargetSet, series: Series) -> bool:
    return (target.indicator, target.measure) == (series.indicator, series.measure)


def _target(one: TargetSet) -> Target:
    return Target(one.from_day, float(one.value), one.source)


def _event(one: Noted) -> Event:
    return Event(one.on, one.text, one.by, one.team or ALL_TEAMS, EventKind(one.kind.value))


def _step(one: Noted) -> Step:
    return Step(one.on, one.text, one.by, one.decided_on or one.on)


# ---------------------------------------------------------------- the scope


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose figures: a team by its number, None for all, and what it is called."""

    team: str | None
    name: str


def scope_of(council: Council, figures: GatedFigures, indicator: Indicator, team: str | None) -> Scope:
    """All teams, or the one meant by a number or a name. Refused as `judgements` says."""
    if team is None:
        return Scope(None, ALL_TEAMS)
    if TEAM not in indicator.breakdowns:
        raise wrong_use(
            f"{indicator.id} is not counted by team.",
            f"It is counted by {', '.join(indicator.breakdowns) or 'nothing'}.",
            "unknown_breakdown",
        )
    names = names_of_categories(council.folder, figures.setting.snapshot, TEAM)
    meant = categories_meant(TEAM, team, names) or _counted_as(figures, indicator, team)
    if len(meant) != 1:
        raise _no_such_team(team, meant, names)
    return Scope(meant[0], category_in_words(TEAM, meant[0], names))


def _counted_as(figures: GatedFigures, indicator: Indicator, team: str) -> tuple[str, ...]:
    """The team, if any figure is counted under this number though no return names it."""
    return (team,) if team in figures.teams(indicator) else ()


def _no_such_team(team: str, meant: Sequence[str], names: Mapping[str, str]) -> Exception:
    if meant:
        what = f"{len(meant)} teams are called {team}."
        return wrong_use(what, f"Name one by its number: {', '.join(meant)}.", "category_of_several")
    known = [*names, *names.values()]
    fix = nearest(team, known) if known else "No return says which teams there are."
    return wrong_use(f"There is no team {team}.", fix, "unknown_category")


# ---------------------------------------------------------------- the series


def _held(
    figures: GatedFigures, view: Indicator, measure: Measure, scope: Scope, to: Period | None
) -> HeldValues:
    """The last periods, or the last ones up to the end of `to`."""
    if to is None:
        return figures.over_time(view, measure.name, scope.team)
    found = figures.over_time(view, measure.name, scope.team, EVERY_MONTH)
    then = [period for period in found if period.last <= to.last][-MONTHS:]
    return {period: found[period] for period in then}


def series_of(indicator: Indicator, measure: Measure, scope: Scope, held: HeldValues) -> Series:
    """The measure's values from the first to the last period that returns reach; `held` is the scope's."""
    points = [_point(period, value) for period, value in held.items()]
    return Series(
        indicator.id,
        measure.name,
        _title(indicator, measure, points),
        scope.name,
        measure.unit,
        indicator.kind,
        Better(indicator.better),
        _without_ends(points),
        max((value.data_to for value in held.values() if value.data_to), default=None),
    )


def _title(indicator: Indicator, measure: Measure, points: Sequence[Point]) -> str:
    """The indicator's title, and with several measures which of them."""
    steps = _STEP_BY_STEP.get(points[0].period.kind, MONTH_BY_MONTH) if points else MONTH_BY_MONTH
    title = indicator.title.replace(MONTH_BY_MONTH, steps)
    if len(indicator.latest.measures) == 1 or measure.title == indicator.title:
        return title
    return f"{title}: {measure.title}"


def _point(period: Period, own: Value) -> Point:
    return Point(period, own.value, own.numerator, own.denominator, own.reason)


def _without_ends(points: Sequence[Point]) -> tuple[Point, ...]:
    """The points from the first to the last that the returns reach; all where they reach none."""

    def is_beyond(point: Point) -> bool:
        return point.value is None and point.reason in _AT_AN_END

    begun = list(dropwhile(is_beyond, points))
    ended = list(dropwhile(is_beyond, reversed(begun)))
    return tuple(reversed(ended)) or tuple(points)
