"""The one gate: figures on their way to pages, packs, files and commands, suppressed for whom they must be.

Everything that is judged, compared, drawn, tabled or downloaded is taken from `GatedFigures`, so what a
person may not see is gone before anything is worked out from it, and nothing after this suppresses. Exact
figures are for those who may read them of all children counted: of the team, or of the whole authority. What
is hidden says `analysis/disclosure.py`, in how fine steps of time `analysis/grains.py`; why,
docs/explanation/small-numbers.md.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import TypeVar

from stonechat.analysis.disclosure import HidingRule, in_parts, in_steps, masked, shown_parts
from stonechat.analysis.grains import Grain, is_told, year_of
from stonechat.app.council import Council
from stonechat.app.figures import MONTHS, TEAM, YEARS, Figures, HeldValues, Read, of_scope
from stonechat.app.hiding import ALL_MONTHS, Hiding, days_counted, month_by_month, totals_of, whole_steps
from stonechat.app.permissions import Permission, Viewer, not_allowed
from stonechat.app.reports import Valued
from stonechat.app.served import served_figures
from stonechat.basics.periods import Period, PeriodKind
from stonechat.indicators.breakdowns import GROUPED
from stonechat.indicators.definition import Indicator, Kind
from stonechat.indicators.measure import Reason, Value

MONTHS_OF_QUARTERS = 60
"""A series by quarters is longer, so that it has points enough for a reading."""

PARTS_OF_GROUPS = frozenset(rule.codes for rule in GROUPED.values())
"""Breakdowns whose categories are told in broad groups too, so that one would tell of the other."""

Thing = TypeVar("Thing")


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
        self._hiding = Hiding(figures, self._rule, viewer.teams(Permission.READ_EXACT))
        self._last_read: tuple[object, Read] | None = None
        self.setting = figures.setting
        self.engine_name = figures.engine_name

    def audience(self, team: str | None = None) -> Audience:
        """Whether the viewer sees exact figures of the team; None: of the whole authority."""
        return Audience.EXACT if self._viewer.covers(Permission.READ_EXACT, team) else Audience.SUPPRESSED

    def exactly(self, team: str | None = None) -> Figures | None:
        """The figures with the children behind them, where the viewer sees exact ones; else None."""
        return self._figures if self.audience(team) is Audience.EXACT else None

    def remembered(self, key: Hashable, work_out: Callable[[], Thing]) -> Thing:
        """What was worked out of these figures before, for anybody who sees the same; or else works it out.

        `key` says all that it depends on beyond the figures. Never of rows of children.
        """
        viewer, exact = self._viewer, Permission.READ_EXACT
        sees = viewer.covers(exact), viewer.teams(exact)
        thing: Thing = self._figures.remembered.of((sees, key), work_out)
        return thing

    # ------------------------------------------------------------ values

    def values(self, indicator: Indicator, period: Period, breakdown: str | None = None) -> list[Value]:
        """Totals first, then categories. Refused for a period or breakdown that does not fit."""
        return self.values_of_all(indicator, [period], breakdown)[period]

    def values_of_all(
        self, indicator: Indicator, asked: Sequence[Period], breakdown: str | None = None
    ) -> dict[Period, list[Value]]:
        """As `values`, for several periods in one reading, in their order."""
        found = self._figures.values_of_all(indicator, asked, breakdown)
        return found if self.audience() is Audience.EXACT else self._all_shown(indicator, found)

    def valued(self, indicator: Indicator, period: Period, breakdown: str | None) -> Valued:
        """The values with all that they quote."""
        found = self._figures.valued(indicator, period, breakdown)
        return replace(found, values=tuple(self.values(indicator, period, breakdown)))

    def _all_shown(self, indicator: Indicator, found: Read) -> dict[Period, list[Value]]:
        hidden = self._hiding.hidden(indicator, found)
        return {
            period: self._shown(indicator, period, values, hidden[period]) for period, values in found.items()
        }

    def _shown(
        self, indicator: Indicator, period: Period, values: Sequence[Value], hidden: frozenset[str]
    ) -> list[Value]:
        totals = totals_of(values)
        parts = [value for value in values if value.breakdown is not None]
        shown = self._parts(indicator, period, parts, hidden) if parts else []
        if shown is None:
            hidden = frozenset(measure.name for measure in indicator.latest.measures)
            shown = [value if self._is_own(value) else masked(value) for value in parts]
        return [masked(value) if value.measure in hidden else value for value in totals] + shown

    def _parts(
        self, indicator: Indicator, period: Period, parts: Sequence[Value], hidden: frozenset[str]
    ) -> list[Value] | None:
        """The categories beside their total; all but the own teams of whole financial years only."""
        is_fine = any(value.breakdown in PARTS_OF_GROUPS for value in parts)
        if is_fine or not is_told(*days_counted(indicator, period), lambda _: Grain.YEAR):
            return [value if self._is_own(value) else masked(value) for value in parts]
        exact = {value.category for value in parts if self._is_own(value)}
        return shown_parts(indicator.latest.measures, parts, self._rule, hidden=hidden, exact=exact)

    def _is_own(self, value: Value) -> bool:
        return value.breakdown == TEAM and self.audience(value.category) is Audience.EXACT

    # ------------------------------------------------------------ over time

    def over_time(
        self, indicator: Indicator, measure: str, team: str | None = None, most_months: int = MONTHS
    ) -> HeldValues:
        """The measure in the last months, or else in years, of all children or of one team's (by its number).

        Where a month would be hidden it is in quarters, where a quarter would be, in financial years; where
        even a year would be, every year is suppressed, so that nothing says which. What is of another's team
        is in years.
        """
        if self.audience(team) is Audience.EXACT:
            return self._figures.over_time(indicator, measure, team, most_months)
        found: HeldValues = {}
        for asked in self._ever_coarser(most_months)[0 if team is None else -1 :]:
            found = self._of_one(indicator, measure, team, asked)
            if not _any_hidden(found) and any(value.value is not None for value in found.values()):
                return found
        return {each: masked(value) for each, value in found.items()} if _any_hidden(found) else found

    def _ever_coarser(self, most_months: int) -> list[tuple[Period, ...]]:
        """The months, the whole quarters within them, and the years."""
        months = self.months(max(most_months, MONTHS_OF_QUARTERS))
        years = dict.fromkeys(year_of(one.first) for one in months)
        return [months[-most_months:], whole_steps(years, Grain.QUARTER, months), self.years(YEARS)]

    def _of_one(
        self, indicator: Indicator, measure: str, team: str | None, asked: tuple[Period, ...]
    ) -> HeldValues:
        """The measure's values for the scope. The last reading is kept for the next measure or team."""
        key = (indicator.id, indicator.kind, team is None, asked)
        if self._last_read is None or self._last_read[0] != key:
            by = None if team is None else TEAM
            self._last_read = key, self.values_of_all(indicator, asked, by)
        return {
            each: of_scope(indicator, measure, values, team) for each, values in self._last_read[1].items()
        }

    def read_ahead(self, indicators: Iterable[Indicator]) -> None:
        """Read all that series of these indicators will need, of all children, in few passes."""
        months = self.months(ALL_MONTHS)
        if self.audience() is Audience.EXACT:
            self._figures.read_ahead((one, months[-MONTHS:]) for one in indicators)
            return
        years = dict.fromkeys(year_of(one.first) for one in months)
        steps = (*months, *whole_steps(years, Grain.QUARTER, months))
        asked = list(indicators)
        every = [*asked, *(month_by_month(one) for one in asked if one.kind is Kind.ROLLING)]
        self._figures.read_ahead((one, steps) for one in every)

    def teams(self, indicator: Indicator, most_months: int = MONTHS) -> tuple[str, ...]:
        """The numbers of the teams of which the viewer may see any figure over that time; in no order."""
        counted = self._figures.teams(indicator, most_months)
        return tuple(team for team in counted if self._tells_of(indicator, team, most_months))

    def _tells_of(self, indicator: Indicator, team: str, most_months: int) -> bool:
        series = (
            self.over_time(indicator, measure.name, team, most_months)
            for measure in indicator.latest.measures
        )
        return any(value.value is not None for held in series for value in held.values())

    def breakdowns(self, indicator: Indicator) -> tuple[str, ...]:
        """The breakdowns of the indicator of which the viewer may be shown categories."""
        if self.audience() is Audience.EXACT:
            return indicator.breakdowns
        return tuple(one for one in indicator.breakdowns if one not in PARTS_OF_GROUPS)

    def last_day(self) -> date | None:
        """The last day that the returns cover: without a right to exact figures, that of a whole quarter."""
        if self.audience() is Audience.EXACT:
            return self.setting.windows.last
        months = self.months(MONTHS)
        quarters = whole_steps(dict.fromkeys(year_of(one.first) for one in months), Grain.QUARTER, months)
        return quarters[-1].last if quarters else self.setting.windows.last

    def notice(self, team: str | None = None) -> str | None:
        """What stands above figures that are suppressed; None above exact ones."""
        if self.audience(team) is Audience.EXACT or not self._rule.threshold:
            return None
        return f"Figures under {self._rule.threshold + 1} are hidden."

    def why_so_coarse(
        self, indicator: Indicator, measure: str, held: HeldValues, team: str | None = None
    ) -> str | None:
        """Why what `over_time` gave is not by month, where that is because months are hidden."""
        if self.audience(team) is Audience.EXACT or not held:
            return None
        if _any_hidden(held):
            return "Some of these numbers are small, so none is shown: a gap would tell which."
        if team is not None:
            return "Of a single team only whole financial years are shown."
        was = next(iter(self._figures.over_time(indicator, measure))).kind
        kind = next(iter(held)).kind
        return None if kind is was else f"Some {_FINER[kind]} is small, so each point is a {kind}."

    @property
    def threshold(self) -> int:
        """The largest count that is hidden from whoever may not see exact ones."""
        return self._rule.threshold

    def in_steps(self, values: Sequence[Value], team: str | None = None) -> list[Value]:
        """Counts of which each is a part of the one before, so that no difference tells of a few."""
        return list(values) if self.exactly(team) else in_steps(values, self._rule)

    def in_parts(self, values: Sequence[Value], team: str | None = None) -> list[Value]:
        """Counts whose sum is shown too, so that none that is hidden can be worked out from the others."""
        return list(values) if self.exactly(team) else in_parts(values)

    def months(self, most: int) -> tuple[Period, ...]:
        """The last months that the returns cover, oldest first."""
        return self._figures.months(most)

    def years(self, most: int) -> tuple[Period, ...]:
        """The last financial years that the returns cover, oldest first."""
        return self._figures.years(most)


def figures_for(council: Council, viewer: Viewer) -> GatedFigures:
    """The figures of the snapshot served, for the viewer. Refused if nothing has been imported."""
    return GatedFigures(served_figures(council), viewer)


_FINER = {PeriodKind.QUARTER: "month", PeriodKind.FINANCIAL_YEAR: "month or quarter"}


def _any_hidden(held: HeldValues) -> bool:
    return any(value.reason is Reason.SUPPRESSED for value in held.values())
