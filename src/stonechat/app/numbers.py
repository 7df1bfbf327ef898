"""Numbers for people to question: the catalogue, values, scorecard, and how each was made.

Every value comes through `gate.py` for the viewer. Nothing here shows a child: that is `children.py`.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from stonechat.app.council import Council, today
from stonechat.app.figures import Figures, catalogue_of
from stonechat.app.gate import GatedFigures, figures_for
from stonechat.app.noted import noted_problems
from stonechat.app.once import Once
from stonechat.app.permissions import Viewer
from stonechat.app.reports import CatalogueCheck, Count, Explained, Row, Scorecard, Section, Valued
from stonechat.basics.periods import Period, month, parse_period, previous_year, twelve_months_to
from stonechat.basics.problems import Refused, refusal
from stonechat.indicators.catalogue import due_for_review
from stonechat.indicators.definition import Indicator
from stonechat.indicators.measure import Value
from stonechat.indicators.plan import Planned
from stonechat.indicators.words import definition_in_words
from stonechat.pipeline.examples import check_examples


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


def value_of(
    council: Council, viewer: Viewer, indicator_id: str, period: str, breakdown: str | None
) -> Valued:
    """The values of an indicator in a period, split by a breakdown if one is named.

    Refused for an indicator, period or breakdown that there is not, each in words.
    """
    figures = figures_for(council, viewer)
    return figures.valued(figures.setting.catalogue[indicator_id], parse_period(period), breakdown)


def explain(
    council: Council, viewer: Viewer, indicator_id: str, period: str, breakdown: str | None
) -> Explained:
    """How a value was made: its definition, parameters, and each count with filter steps and SQL.

    Whoever may not read exact figures of the whole authority gets no counts: their steps tell small numbers.
    """
    figures = figures_for(council, viewer)
    return explained(figures, figures.setting.catalogue[indicator_id], parse_period(period), breakdown)


def explained(
    figures: GatedFigures, indicator: Indicator, period: Period, breakdown: str | None = None
) -> Explained:
    """As `explain`, of figures that are open already."""
    planned = figures.setting.plan(indicator, period, breakdown)
    exact = figures.exactly()
    return Explained(
        figures.valued(indicator, period, breakdown),
        definition_in_words(indicator),
        planned.edition.parameters,
        _population_words(planned),
        _counted(exact, planned) if exact else (),
    )


_COUNTED: Once[tuple[Any, ...], tuple[Count, ...]] = Once(2_000)


def _counted(figures: Figures, planned: Planned) -> tuple[Count, ...]:
    """The counts, worked out once for all who ask how this figure of this setting was made."""
    setting = figures.setting
    asked = (setting.snapshot.id, setting.catalogue.version, planned.indicator.id, planned.period)
    return _COUNTED.of(asked, lambda: tuple(_counts(figures, planned)))


def _counts(figures: Figures, planned: Planned) -> Iterator[Count]:
    for part in planned.parts:
        if part.breakdown is None:
            yield figures.count(planned, part.measure.name, "numerator", part.numerator)
            if part.denominator is not None:
                yield figures.count(planned, part.measure.name, "denominator", part.denominator)


def _population_words(planned: Planned) -> str | None:
    if not any(measure.per_population for measure in planned.edition.measures):
        return None
    if planned.population is None:
        return "Divided by: no population figure is held for this period (parameters/population.csv)."
    mid_year, number = planned.population
    return f"Divided by {number:,} children aged 0 to 17 (mid-{mid_year})."


# ---------------------------------------------------------------- scorecard


def scorecard(council: Council, viewer: Viewer, period: str | None = None) -> Scorecard:
    """The default scorecard for the twelve months to the end of the period, beside the twelve before.

    The default period is the last month that the returns cover.
    """
    figures = figures_for(council, viewer)
    card = figures.setting.catalogue.scorecard()
    shown = [(section.title, section.indicators) for section in card.sections]
    return _filled(council, figures, card.title, shown, period)


def overview(council: Council, viewer: Viewer) -> Scorecard:
    """As `scorecard` by default, but with every indicator of the catalogue, by theme."""
    figures = figures_for(council, viewer)
    catalogue = figures.setting.catalogue
    themes = {theme.name: theme.title for theme in catalogue.themes}
    by_theme = groupby(catalogue, key=lambda indicator: indicator.theme)  # the catalogue is in their order
    shown = [(themes[theme], [indicator.id for indicator in group]) for theme, group in by_theme]
    return _filled(council, figures, "Every indicator", shown, None)


def _filled(
    council: Council,
    figures: GatedFigures,
    title: str,
    shown: Sequence[tuple[str, Sequence[str]]],
    period: str | None,
) -> Scorecard:
    setting, catalogue = figures.setting, figures.setting.catalogue
    now = _twelve_months(figures, period)
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


def _twelve_months(figures: GatedFigures, period: str | None) -> Period:
    """The twelve months to the end of the period, or else to the last day of which figures are told."""
    last = parse_period(period).last if period else figures.last_day()
    if last is None:
        raise refusal("No return is held, so no period is covered.", "Import a return first.", "nothing_held")
    return twelve_months_to(last)


def _rows(figures: GatedFigures, indicator: Indicator, now: Period) -> list[Row]:
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
