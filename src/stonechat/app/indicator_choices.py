"""What may be chosen on the page of an indicator: period, team, measure and split; and what it opens with."""

from collections.abc import Iterator
from dataclasses import dataclass

from stonechat.analysis.words_of_time import month_in_words, period_in_words
from stonechat.app.council import Council
from stonechat.app.figures import TEAM, names_of_categories
from stonechat.app.gate import Audience, GatedFigures
from stonechat.app.reports import Option
from stonechat.basics.periods import Period, PeriodKind, parse_period, quarter, twelve_months_to
from stonechat.basics.problems import wrong_use
from stonechat.indicators.breakdowns import BREAKDOWNS, ETHNIC_GROUP, GROUPED, category_in_words
from stonechat.indicators.definition import Indicator, Kind, Measure
from stonechat.indicators.grouping import can_be_grouped
from stonechat.indicators.measure import Reason
from stonechat.indicators.schema import nearest

MONTHS, QUARTERS, YEARS, LOOKED_BACK = 13, 8, 5, 36
MONTHS_IN_A_QUARTER = 3
UNKNOWN = (Reason.NOT_HELD, Reason.MATURING, Reason.NOT_TOLD)
ETHNICITY, WORKER = "ethnicity", "worker"
_ORDER = (TEAM, "age_band", "sex", ETHNIC_GROUP, ETHNICITY)


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen, each in the order in which it is shown. Nothing to choose: empty."""

    periods: tuple[Option, ...]
    teams: tuple[Option, ...]
    measures: tuple[Option, ...]
    splits: tuple[Option, ...]


def choices(
    council: Council,
    figures: GatedFigures,
    indicator: Indicator,
    measure: Measure,
    *,
    shown: Period,
    team: str | None,
) -> Choices:
    """What may be chosen of the indicator by this viewer. `shown` is among the periods in any case."""
    periods = list(_periods(figures, indicator, team))
    if shown not in periods:
        periods.insert(0, shown)
    return Choices(
        tuple(Option(one.label, period_shown(indicator, one)) for one in periods),
        _teams(council, figures, indicator),
        _measures(indicator),
        splits(figures, indicator, measure),
    )


# ---------------------------------------------------------------- periods


def asked_period(
    figures: GatedFigures, indicator: Indicator, measure: Measure, asked: str, team: str | None
) -> Period | None:
    """The period asked for, or the one to open with. Refused as `parse_period` and the plan say."""
    if not asked:
        return opening_period(figures, indicator, measure, team)
    period = parse_period(asked)
    figures.setting.plan(indicator, period, None)
    return period


def opening_period(
    figures: GatedFigures, indicator: Indicator, measure: Measure, team: str | None
) -> Period | None:
    """The latest period of the page's usual kind that is known; None where nothing is held.

    That is twelve months, or the last day of a month; the financial year, of which most is told, where small
    numbers are hidden. A hidden value is known. The latest of all where none is known.
    """
    usual = list(_usual(figures, indicator, team))
    for some in (usual[:1], usual[1:]):
        found = figures.values_of_all(indicator, some)
        for period, values in found.items():
            if any(value.measure == measure.name and value.reason not in UNKNOWN for value in values):
                return period
    return usual[0] if usual else None


def _usual(figures: GatedFigures, indicator: Indicator, team: str | None) -> Iterator[Period]:
    """Newest first."""
    years, months = figures.years(YEARS), figures.months(LOOKED_BACK)
    if not months or (years and figures.audience(team) is Audience.SUPPRESSED):
        yield from reversed(years)
    else:
        for one in reversed(months):
            yield one if indicator.kind is Kind.STOCK else twelve_months_to(one.last)


def _periods(figures: GatedFigures, indicator: Indicator, team: str | None) -> Iterator[Period]:
    """Newest first: twelve months, then months, quarters and years, as far as the indicator has them.

    Years first, and no single months, where small numbers are hidden: most months would be.
    """
    months = list(reversed(figures.months(LOOKED_BACK)))
    if figures.audience(team) is Audience.SUPPRESSED:
        yield from reversed(figures.years(YEARS))
        yield from _quarters(indicator, months)
        return
    if indicator.kind is not Kind.STOCK:
        many = MONTHS if indicator.kind is Kind.ROLLING else 1
        yield from (twelve_months_to(one.last) for one in months[:many])
    if indicator.kind is not Kind.ROLLING:
        yield from months[:MONTHS]
    yield from _quarters(indicator, months)
    yield from reversed(figures.years(YEARS))


def _quarters(indicator: Indicator, months: list[Period]) -> Iterator[Period]:
    """What is open on a day, or counted over twelve months, has months for that."""
    if indicator.kind not in (Kind.STOCK, Kind.ROLLING):
        ends = [one for one in months if one.last.month % MONTHS_IN_A_QUARTER == 0]
        yield from (_quarter_to(one) for one in ends[:QUARTERS])


def _quarter_to(last: Period) -> Period:
    """The financial quarter that ends with this month."""
    year, number = last.last.year, last.last.month // MONTHS_IN_A_QUARTER
    return quarter(year, number - 1) if number > 1 else quarter(year - 1, 4)


def period_shown(indicator: Indicator, period: Period) -> str:
    """The period as the page calls it: "Twelve months to October 2025", "End of October 2025"."""
    if period.kind is PeriodKind.TWELVE_MONTHS:
        return f"Twelve months to {month_in_words(period.last)}"
    if indicator.kind is Kind.STOCK and period.first != period.last:
        return f"End of {month_in_words(period.last)}"
    said = period_in_words(period)
    return f"Financial year {said}" if period.kind is PeriodKind.FINANCIAL_YEAR else said


# ---------------------------------------------------------------- teams, measures, splits


def _teams(council: Council, figures: GatedFigures, indicator: Indicator) -> tuple[Option, ...]:
    """By name; none where the indicator is not counted by team."""
    names = names_of_categories(council.folder, figures.setting.snapshot, TEAM)
    options = [Option(team, category_in_words(TEAM, team, names)) for team in figures.teams(indicator)]
    return tuple(sorted(options, key=lambda option: option.words.casefold()))


def _measures(indicator: Indicator) -> tuple[Option, ...]:
    measures = indicator.latest.measures
    return tuple(Option(one.name, one.title) for one in measures) if len(measures) > 1 else ()


def splits(figures: GatedFigures, indicator: Indicator, measure: Measure) -> tuple[Option, ...]:
    """How the measure may be split: never by worker. Ethnicities one by one only for exact figures."""
    offered = [name for name in figures.breakdowns(indicator) if name != WORKER]
    if ETHNICITY in indicator.breakdowns and can_be_grouped(measure):
        offered.append(ETHNIC_GROUP)
    known = {**BREAKDOWNS, **GROUPED}
    in_order = sorted(offered, key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER))
    return tuple(Option(name, known[name].words) for name in in_order)


def asked_split(figures: GatedFigures, indicator: Indicator, measure: Measure, asked: str) -> str | None:
    """The split asked for, or the first there is; None where there is none. Refused for any other."""
    offered = [option.value for option in splits(figures, indicator, measure)]
    if asked and asked not in offered:
        what = f"{indicator.id} cannot be split by {asked}."
        raise wrong_use(what, nearest(asked, offered), "unknown_breakdown")
    return asked or next(iter(offered), None)
