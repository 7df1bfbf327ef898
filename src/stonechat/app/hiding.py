"""Which figures of all children are hidden from a viewer, and in how fine steps of time the others are told.

The part of the gate that looks at numbers before they are shown: `gate.py` alone asks it. What it finds holds
for everybody who sees the figures of the same teams, and is kept with the figures: names of measures, no
numbers.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date

from stonechat.analysis.disclosure import HidingRule, hidden_measures, less
from stonechat.analysis.grains import Grain, is_told, steps_of, year_of
from stonechat.app.figures import TEAM, Figures, Read
from stonechat.basics.periods import Period, financial_year, twelve_months_to
from stonechat.basics.problems import Refused
from stonechat.indicators.definition import Indicator, Kind
from stonechat.indicators.measure import Value
from stonechat.indicators.query import OpenOn

ALL_MONTHS = 100_000

Grains = Mapping[str, Mapping[int, Grain]]
"""In how fine steps each measure, by its name, is told in each financial year, by when that begins."""

Stakes = Mapping[Period, Sequence[Sequence[Value]]]
"""By period what nobody may see that is small: one value for each measure, each time."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What was found of one indicator: how finely it is told, and the measures hidden, by period so far."""

    grains: Grains
    hidden: dict[Period, frozenset[str]] = field(default_factory=dict)


class Hiding:
    """What is hidden from whoever sees the exact figures of their `own` teams.

    They know the rest of each total too, so that must not be small either.
    """

    def __init__(self, figures: Figures, rule: HidingRule, own: frozenset[str]) -> None:
        self._figures = figures
        self._rule = rule
        self._own = own

    def hidden(self, indicator: Indicator, read: Read) -> dict[Period, frozenset[str]]:
        """The names of the measures whose total is hidden, by period; `read` are the figures of these."""
        known = self._known(indicator)
        missing = {period: values for period, values in read.items() if period not in known.hidden}
        if missing:
            known.hidden.update(self._hidden_of(indicator, self._stakes_of(indicator, missing), known.grains))
        return {period: known.hidden[period] for period in read}

    def _hidden_of(
        self, indicator: Indicator, stakes: Stakes, grains: Grains
    ) -> Iterator[tuple[Period, frozenset[str]]]:
        measures = indicator.latest.measures
        for period, values in stakes.items():
            untold = [name for name in grains if not _tells(grains[name], indicator, period)]
            yield period, hidden_measures(measures, values, self._rule, untold)

    def _stakes_of(self, indicator: Indicator, read: Read) -> Stakes:
        if self._is_of_own(indicator):
            return self._at_stake(indicator, list(read))
        return {period: [totals_of(values)] for period, values in read.items()}

    def _known(self, indicator: Indicator) -> _Known:
        """What was found before for anybody who sees as much; of twelve months, how finely the months are."""
        kept = self._figures.hiding
        key = (indicator.id, indicator.kind, self._rule, self._own)
        if key not in kept:
            by_month = month_by_month(indicator)
            is_by_month = by_month is indicator
            kept[key] = self._worked_out(indicator) if is_by_month else _Known(self._known(by_month).grains)
        known: _Known = kept[key]
        return known

    def _worked_out(self, indicator: Indicator) -> _Known:
        """What is hidden in coarser steps is hidden in finer ones too, so that these cannot be added up."""
        months = self._figures.months(ALL_MONTHS)
        years = dict.fromkeys(year_of(month.first) for month in months)
        none: frozenset[str] = frozenset()
        stakes = {Grain.MONTH: self._at_stake(indicator, months)}
        fail = [year for year in years if self._hidden_in(indicator, year, stakes[Grain.MONTH], none)]
        for grain in (Grain.QUARTER, Grain.YEAR):
            stakes[grain] = self._at_stake(indicator, whole_steps(fail, grain, months))
        found = {one.name: dict.fromkeys(years, Grain.MONTH) for one in indicator.latest.measures}
        for year in fail:
            for name, grain in self._grains_in(indicator, year, stakes).items():
                found[name][year] = grain
        every = {period: values for each in stakes.values() for period, values in each.items()}
        return _Known(found, dict(self._hidden_of(indicator, every, found)))

    def _grains_in(self, indicator: Indicator, year: int, stakes: Mapping[Grain, Stakes]) -> dict[str, Grain]:
        """The finest steps of the year in which each measure is told, by its name."""
        names = [one.name for one in indicator.latest.measures]
        hidden: frozenset[str] = frozenset()
        found = dict.fromkeys(names, Grain.NOTHING)
        for grain in (Grain.YEAR, Grain.QUARTER, Grain.MONTH):
            hidden = self._hidden_in(indicator, year, stakes[grain], hidden)
            found.update((name, grain) for name in names if name not in hidden)
        return found

    def _hidden_in(
        self, indicator: Indicator, year: int, stakes: Stakes, hidden: frozenset[str]
    ) -> frozenset[str]:
        values = [each for step, ways in stakes.items() if year_of(step.first) == year for each in ways]
        return hidden_measures(indicator.latest.measures, values, self._rule, hidden)

    def _is_of_own(self, indicator: Indicator) -> bool:
        return bool(self._own) and TEAM in indicator.breakdowns

    def _at_stake(self, indicator: Indicator, steps: Sequence[Period]) -> Stakes:
        """The totals, and what whoever knows the own teams' figures knows of the rest."""
        if not self._is_of_own(indicator):
            return {step: [values] for step, values in self._read(indicator, steps, None).items()}
        found = self._read(indicator, steps, TEAM)
        return {step: [totals_of(values), self._rest(values)] for step, values in found.items()}

    def _read(self, indicator: Indicator, steps: Sequence[Period], breakdown: str | None) -> Read:
        """The values of the steps for which there can be any: none before the definition begins."""
        try:
            return self._figures.values_of_all(indicator, steps, breakdown)
        except Refused:
            return dict(self._one_by_one(indicator, steps, breakdown))

    def _one_by_one(
        self, indicator: Indicator, steps: Sequence[Period], breakdown: str | None
    ) -> Iterator[tuple[Period, Sequence[Value]]]:
        for step in steps:
            with suppress(Refused):
                yield step, self._figures.values(indicator, step, breakdown)

    def _rest(self, values: Sequence[Value]) -> list[Value]:
        own = [value for value in values if value.breakdown == TEAM and value.category in self._own]
        return [less(total, own) for total in totals_of(values)]


def _tells(grain_of: Mapping[int, Grain], indicator: Indicator, period: Period) -> bool:
    """Whether the period is made of whole steps; years of which nothing is held are told by month."""
    return is_told(*days_counted(indicator, period), lambda year: grain_of.get(year, Grain.MONTH))


def days_counted(indicator: Indicator, period: Period) -> tuple[date, date]:
    """The days whose events a figure counts; of what is open on a day, the financial year up to that day."""
    if isinstance(indicator.latest.measures[0].numerator.when, OpenOn):
        return financial_year(year_of(period.last)).first, period.last
    counted = twelve_months_to(period.last) if indicator.kind is Kind.ROLLING else period
    return counted.first, counted.last


def totals_of(values: Sequence[Value]) -> list[Value]:
    """One value for each measure."""
    return [value for value in values if value.breakdown is None]


def whole_steps(years: Iterable[int], grain: Grain, months: Sequence[Period]) -> tuple[Period, ...]:
    """The steps of these financial years all of whose months are among `months`, in order."""
    held = set(months)
    steps = (step for year in years for step in steps_of(financial_year(year), grain))
    return tuple(step for step in steps if held.issuperset(step.months()))


def month_by_month(indicator: Indicator) -> Indicator:
    """What twelve months are made of: their differences tell single months."""
    return replace(indicator, kind=Kind.FLOW) if indicator.kind is Kind.ROLLING else indicator
