"""The one gate: figures on their way to pages, packs, files and commands, suppressed for whom they must be.

Everything that is judged, compared, drawn, tabled or downloaded is taken from `GatedFigures`, so what a
person may not see is gone before anything is worked out from it, and nothing after this suppresses. Exact
figures are for those who may read them of all children counted: of the team, or of the whole authority. What
is hidden says `analysis/disclosure.py`; why, docs/explanation/small-numbers.md.
"""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from stonechat.analysis.disclosure import HidingRule, primary
from stonechat.app.council import Council
from stonechat.app.figures import MONTHS, TEAM, Figures, HeldValues
from stonechat.app.permissions import Permission, Viewer, not_allowed
from stonechat.app.reports import Valued
from stonechat.app.served import served_figures
from stonechat.basics.periods import Period
from stonechat.indicators.definition import Indicator
from stonechat.indicators.measure import Unit, Value


class Audience(StrEnum):
    """For whom a figure is made ready."""

    EXACT = "exact"
    SUPPRESSED = "suppressed"


class GatedFigures:
    """One setting's numbers for one viewer. What it gives may be shown to that viewer, and to nobody else.

    Refused for a viewer who may not read figures at all.
    """

    def __init__(self, figures: Figures, viewer: Viewer) -> None:
        if not viewer.may(Permission.READ_FIGURES):
            raise not_allowed(
                "None of your roles may read figures.", "Ask an administrator for a role that may."
            )
        self._figures = figures
        self._viewer = viewer
        self._rule = HidingRule(figures.disclosure.threshold)
        self.setting = figures.setting
        self.engine_name = figures.engine_name

    def audience(self, team: str | None = None) -> Audience:
        """Whether the viewer sees exact figures of the team; None: of the whole authority."""
        return Audience.EXACT if self._viewer.covers(Permission.READ_EXACT, team) else Audience.SUPPRESSED

    def exactly(self, team: str | None = None) -> Figures | None:
        """The figures with the children behind them, where the viewer sees exact ones; else None."""
        return self._figures if self.audience(team) is Audience.EXACT else None

    def values(self, indicator: Indicator, period: Period, breakdown: str | None = None) -> list[Value]:
        """Totals first, then categories. Refused for a period or breakdown that does not fit."""
        return self.values_of_all(indicator, [period], breakdown)[period]

    def values_of_all(
        self, indicator: Indicator, asked: Sequence[Period], breakdown: str | None = None
    ) -> dict[Period, list[Value]]:
        """As `values`, for several periods in one reading, in their order."""
        found = self._figures.values_of_all(indicator, asked, breakdown)
        return {period: self._shown(indicator, values) for period, values in found.items()}

    def valued(self, indicator: Indicator, period: Period, breakdown: str | None) -> Valued:
        """The values with all that they quote."""
        found = self._figures.valued(indicator, period, breakdown)
        return replace(found, values=tuple(self._shown(indicator, found.values)))

    def over_time(
        self, indicator: Indicator, team: str | None = None, most_months: int = MONTHS
    ) -> HeldValues:
        """The last months, or else the years, of all children or of one team's (by its number)."""
        found = self._figures.over_time(indicator, team, most_months)
        return {period: self._shown(indicator, values) for period, values in found.items()}

    def teams(self, indicator: Indicator, most_months: int = MONTHS) -> tuple[str, ...]:
        """The numbers of the teams of which the viewer may see any figure over that time; in no order."""
        counted = self._figures.teams(indicator, most_months)
        return tuple(team for team in counted if self._tells(self.over_time(indicator, team, most_months)))

    def months(self, most: int) -> tuple[Period, ...]:
        """The last months that the returns cover, oldest first."""
        return self._figures.months(most)

    def years(self, most: int) -> tuple[Period, ...]:
        """The last financial years that the returns cover, oldest first."""
        return self._figures.years(most)

    def _shown(self, indicator: Indicator, values: Sequence[Value]) -> list[Value]:
        units = {measure.name: measure.unit for measure in indicator.latest.measures}
        return [self._own(value, units[value.measure]) for value in values]

    def _tells(self, held: HeldValues) -> bool:
        return any(value.value is not None for values in held.values() for value in values)

    def _own(self, value: Value, unit: Unit) -> Value:
        team = value.category if value.breakdown == TEAM else None
        return value if self.audience(team) is Audience.EXACT else primary(value, unit, self._rule)


def figures_for(council: Council, viewer: Viewer) -> GatedFigures:
    """The figures of the snapshot served, for the viewer. Refused if nothing has been imported."""
    return GatedFigures(served_figures(council), viewer)
