"""Numbers for people to question: the catalogue, values, scorecard, and how each was made.

Figures worked out ahead are used where they stand; any other period is asked of the engine, which gives
the same. Nothing here shows a child: that is `children.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from stonechat.app.council import Council, today
from stonechat.app.figures import catalogue_of, current_setting, names_of_categories
from stonechat.app.noted import noted_problems
from stonechat.app.reports import (
    CatalogueCheck,
    Count,
    Explained,
    Row,
    Scorecard,
    Section,
    Valued,
)
from stonechat.basics.periods import (
    Period,
    PeriodKind,
    Windows,
    month,
    parse_period,
    previous_year,
    twelve_months_to,
)
from stonechat.basics.problems import Refused, refusal
from stonechat.engines.kept import KeptAnswers
from stonechat.indicators.catalogue import due_for_review
from stonechat.indicators.definition import Indicator
from stonechat.indicators.measure import Value
from stonechat.indicators.plan import Place, Planned, assemble
from stonechat.indicators.words import definition_in_words
from stonechat.model.table import Value as Cell
from stonechat.pipeline.examples import check_examples
from stonechat.pipeline.families import families_of_children
from stonechat.pipeline.results import Setting, engine, periods, results_file


def check_catalogue(council: Council | None) -> CatalogueCheck:
    """Whether every definition is sound and every worked example gives its answer on every engine.

    What is wrong in the authority's targets and events is told too, and a definition whose day of review
    has passed is a warning. Of a catalogue that cannot be read, only the
    problems come back.
    """
    try:
        catalogue = catalogue_of(council)
    except Refused as refused:
        return CatalogueCheck(0, 0, (), refused.problems)
    checked = check_examples(catalogue)
    noted = noted_problems(council, catalogue) if council else ()
    problems = (*checked.problems, *catalogue.warnings, *noted, *due_for_review(catalogue, today()))
    return CatalogueCheck(len(catalogue), checked.examples, checked.engines, problems)


# ---------------------------------------------------------------- values


class Figures:
    """One setting's numbers, from the figures worked out ahead or else from the engine."""

    def __init__(self, council: Council) -> None:
        self._folder = council.folder
        self.setting: Setting = current_setting(council)
        self._kept = KeptAnswers(results_file(council.folder, self.setting))
        self._engine = engine(council.folder, self.setting.snapshot)
        self.engine_name = self._engine.name
        self._held: dict[str, Windows] = {}

    def values(self, indicator: Indicator, period: Period, breakdown: str | None = None) -> list[Value]:
        """Totals first, then categories. Refused for a period or breakdown that does not fit."""
        return self.values_of_all(indicator, [period], breakdown)[period]

    def values_of_all(
        self, indicator: Indicator, asked: Sequence[Period], breakdown: str | None = None
    ) -> dict[Period, list[Value]]:
        """As `values`, for several periods in one reading, in their order."""
        plans = [self.plan(indicator, period, breakdown) for period in asked]
        tallies = [tally for planned in plans for tally in planned.tallies]
        kept = self._kept.answer(tallies)
        answers = iter(self._engine.answer(tallies) if kept is None else kept)
        return {each.period: assemble(each, [next(answers) for _ in each.tallies]) for each in plans}

    def plan(self, indicator: Indicator, period: Period, breakdown: str | None) -> Planned:
        """What is asked for one figure. Refused as for `values`."""
        if indicator.id not in self._held:
            self._held[indicator.id] = self.setting.windows_of(indicator)
        return self.setting.plan(indicator, period, breakdown, self._held[indicator.id])

    def count(self, planned: Planned, measure: str, part: str, place: Place) -> Count:
        """How one count was made."""
        tally = planned.tallies[place.tally]
        only = replace(tally, aggregates=(tally.aggregates[place.aggregate],))
        explained = self._engine.explain(only)
        return Count(measure, part, explained.steps, explained.sql)

    def children_behind(self, planned: Planned, place: Place) -> list[str]:
        """The child of each row counted, in no order: to see how they hang together, never to be shown."""
        return [str(row["person_id"]) for row in self.rows_behind(planned, place)]

    def rows_behind(self, planned: Planned, place: Place) -> list[dict[str, Cell]]:
        """Each row counted, in order of its table's key. `children.py` lists them, and records who looked."""
        return self._engine.rows(planned.tallies[place.tally], place.aggregate)

    def families(self) -> Mapping[str, str]:
        """The family of each child, as `families_of_children` says."""
        return families_of_children(self._folder, self.setting.snapshot)

    def valued(self, indicator: Indicator, period: Period, breakdown: str | None) -> Valued:
        """The values with all that they quote."""
        values = tuple(self.values(indicator, period, breakdown))
        setting = self.setting
        return Valued(
            indicator,
            period,
            setting.snapshot.id,
            setting.catalogue.version,
            self.engine_name,
            values,
            self._names(breakdown),
        )

    def months(self, most: int) -> tuple[Period, ...]:
        """The last months that the returns cover, oldest first."""
        held = periods(self.setting.windows)
        return tuple(period for period in held if period.kind is PeriodKind.MONTH)[-most:]

    def years(self, most: int) -> tuple[Period, ...]:
        """The last financial years that the returns cover, oldest first."""
        held = periods(self.setting.windows)
        return tuple(period for period in held if period.kind is PeriodKind.FINANCIAL_YEAR)[-most:]

    def _names(self, breakdown: str | None) -> Mapping[str, str]:
        return names_of_categories(self._folder, self.setting.snapshot, breakdown)


def value_of(council: Council, indicator_id: str, period: str, breakdown: str | None) -> Valued:
    """The values of an indicator in a period, split by a breakdown if one is named.

    Refused for an indicator, period or breakdown that there is not, each in words.
    """
    figures = Figures(council)
    return figures.valued(figures.setting.catalogue[indicator_id], parse_period(period), breakdown)


def explain(council: Council, indicator_id: str, period: str, breakdown: str | None) -> Explained:
    """How a value was made: its definition, parameters, and each count with filter steps and SQL."""
    figures = Figures(council)
    indicator = figures.setting.catalogue[indicator_id]
    asked = parse_period(period)
    planned = figures.plan(indicator, asked, breakdown)
    counts = [
        figures.count(planned, part.measure.name, words, place)
        for part in planned.parts
        if part.breakdown is None
        for words, place in (("numerator", part.numerator), ("denominator", part.denominator))
        if place is not None
    ]
    return Explained(
        figures.valued(indicator, asked, breakdown),
        definition_in_words(indicator),
        planned.edition.parameters,
        _population_words(planned),
        tuple(counts),
    )


def _population_words(planned: Planned) -> str | None:
    if not any(measure.per_population for measure in planned.edition.measures):
        return None
    if planned.population is None:
        return "Divided by: no population figure is held for this period (parameters/population.csv)."
    mid_year, number = planned.population
    return f"Divided by {number:,} children aged 0 to 17 (mid-{mid_year})."


# ---------------------------------------------------------------- scorecard


def scorecard(council: Council, period: str | None = None) -> Scorecard:
    """The default scorecard for the twelve months to the end of the period, beside the twelve before.

    The default period is the last month that the returns cover.
    """
    figures = Figures(council)
    card = figures.setting.catalogue.scorecard()
    shown = [(section.title, section.indicators) for section in card.sections]
    return _filled(council, figures, card.title, shown, period)


def overview(council: Council) -> Scorecard:
    """As `scorecard` by default, but with every indicator of the catalogue, by theme."""
    figures = Figures(council)
    catalogue = figures.setting.catalogue
    themes = {theme.name: theme.title for theme in catalogue.themes}
    by_theme = groupby(catalogue, key=lambda indicator: indicator.theme)  # the catalogue is in their order
    shown = [(themes[theme], [indicator.id for indicator in group]) for theme, group in by_theme]
    return _filled(council, figures, "Every indicator", shown, None)


def _filled(
    council: Council,
    figures: Figures,
    title: str,
    shown: Sequence[tuple[str, Sequence[str]]],
    period: str | None,
) -> Scorecard:
    setting, catalogue = figures.setting, figures.setting.catalogue
    now = _twelve_months(setting, period)
    sections = [
        Section(heading, tuple(row for each in ids for row in _rows(figures, catalogue[each], now)))
        for heading, ids in shown
    ]
    return Scorecard(
        title,
        council.settings.authority.name or f"authority {setting.authority}",
        now,
        previous_year(now),
        setting.snapshot.id,
        catalogue.version,
        tuple(sections),
    )


def _twelve_months(setting: Setting, period: str | None) -> Period:
    """The twelve months to the end of the period, or else to the last day that is covered."""
    last = parse_period(period).last if period else setting.windows.last
    if last is None:
        raise refusal("No return is held, so no period is covered.", "Import a return first.", "nothing_held")
    return twelve_months_to(last)


def _rows(figures: Figures, indicator: Indicator, now: Period) -> list[Row]:
    """One row for each measure."""
    current = figures.values(indicator, now)
    before = {value.measure: value for value in figures.values(indicator, previous_year(now))}
    months = [figures.values(indicator, month(one.first.year, one.first.month)) for one in now.months()]
    by_month: dict[str, list[Value]] = {value.measure: [] for value in current}
    for values in months:
        for value in values:
            by_month[value.measure].append(value)
    titles = {measure.name: measure.title for measure in indicator.latest.measures}
    return [
        Row(
            indicator,
            value.measure,
            titles[value.measure],
            value,
            before[value.measure],
            tuple(by_month[value.measure]),
        )
        for value in current
    ]
