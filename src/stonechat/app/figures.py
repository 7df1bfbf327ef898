"""A council's figures, exact, and what they depend on: catalogue, population figures, the snapshot served.

Figures worked out ahead are used where they stand; any other period is asked of the engine, which gives
the same. Whoever shows a figure takes it through `gate.py`, which knows who may see exact ones.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from stonechat.app.council import Council
from stonechat.app.once import Once
from stonechat.app.reports import Count, Valued
from stonechat.basics.periods import Period, PeriodKind, Windows
from stonechat.basics.problems import Problem, Refused, Severity, refusal
from stonechat.engines.engine import Every
from stonechat.engines.kept import KeptAnswers
from stonechat.indicators.breakdowns import GROUPED
from stonechat.indicators.catalogue import Catalogue, load_catalogue
from stonechat.indicators.definition import Indicator, Kind
from stonechat.indicators.grouping import can_be_grouped, in_groups
from stonechat.indicators.measure import Reason, Unit, Value
from stonechat.indicators.plan import Place, Planned
from stonechat.indicators.plan import values as plans_to_values
from stonechat.indicators.population import Populations, read_populations
from stonechat.indicators.query import Answer, Tally
from stonechat.model.edition import edition
from stonechat.model.table import Value as Cell
from stonechat.pipeline.build import Recipe
from stonechat.pipeline.families import families_of_children
from stonechat.pipeline.results import Setting, engine, periods, publish_results, results_file
from stonechat.pipeline.teams import team_names
from stonechat.store import snapshots
from stonechat.store.folder import Folder
from stonechat.store.snapshots import Snapshot


def catalogue_of(council: Council | None) -> Catalogue:
    """The shipped catalogue with the council's own files laid over it. Refused, with every fault, if any."""
    return load_catalogue(council.folder.root if council else None)


def populations_of(council: Council) -> Populations:
    """The council's population figures; none if the file is not there. Refused if it is faulty."""
    if not council.population_file.exists():
        return Populations()
    return read_populations(council.population_file, "parameters/population.csv")


def setting_of(council: Council, snapshot: Snapshot) -> Setting:
    """Everything that the figures of this snapshot depend on now."""
    return Setting(snapshot, catalogue_of(council), populations_of(council))


def current_setting(council: Council) -> Setting:
    """The same for the snapshot served. Refused as `readable_snapshot` says."""
    return setting_of(council, readable_snapshot(council))


def current_snapshot(council: Council) -> Snapshot:
    """The snapshot served. Refused if nothing has been imported."""
    snapshot = snapshots.current(council.folder)
    if snapshot is None:
        raise nothing_imported()
    return snapshot


def nothing_imported() -> Refused:
    """There is no snapshot."""
    return refusal(
        "Nothing has been imported into this folder yet, so there are no numbers.",
        "Import a return first: stonechat import FILE…",
        "nothing_imported",
    )


def readable_snapshot(council: Council) -> Snapshot:
    """The snapshot served, whose tables are those of this version.

    Refused if nothing has been imported, and if a version with other tables or columns made it.
    """
    return of_this_edition(current_snapshot(council))


def of_this_edition(snapshot: Snapshot) -> Snapshot:
    """The snapshot itself. Refused if a version with other tables or columns made it."""
    if fault := other_edition(snapshot):
        raise Refused(fault)
    return snapshot


def other_edition(snapshot: Snapshot) -> Problem | None:
    """What to do about a snapshot that a version with other tables or columns made; None if none did."""
    if snapshot.versions.get("model") == edition():
        return None
    return Problem(
        f"Snapshot {snapshot.id} was made by a version of Stonechat that has other tables or columns.",
        "Run `stonechat build`, which makes it again from the returns.",
        Severity.ERROR,
        "other_edition",
    )


def names_of_categories(folder: Folder, snapshot: Snapshot, breakdown: str | None) -> Mapping[str, str]:
    """What the returns call the categories of the breakdown; none but teams have names of their own.

    A worker has no name here: workers are not compared.
    """
    if breakdown != "team":
        return {}
    return _TEAM_NAMES.of((folder, snapshot.id), lambda: team_names(folder, snapshot))


_TEAM_NAMES: Once[tuple[Folder, str], Mapping[str, str]] = Once(4)


def recipe(council: Council) -> Recipe:
    """How this council's snapshots are made, its figures included.

    A fault in the catalogue or the population figures does not stop an import: the snapshot is served
    without figures worked out ahead, and the fault is told whenever a number is asked for.
    """

    def work_out(folder: Folder, snapshot: Snapshot) -> None:
        with suppress(Refused):
            publish_results(folder, setting_of(council, snapshot))

    return Recipe(results=work_out, keep=council.settings.store.keep_snapshots)


# ---------------------------------------------------------------- the numbers

TEAM = "team"
MONTHS, YEARS = 36, 15
"""How many periods a series shows at most."""

REMEMBERED = 1_500
"""How many things that were worked out of one setting's numbers are kept: some 50 MB of judged series."""

HeldValues = Mapping[Period, Value]
"""A measure's values by period, in order of time, of all children or of one team's."""

Read = Mapping[Period, Sequence[Value]]
"""What was read of one indicator: as `Figures.values`, by period."""


class Figures:
    """One setting's numbers (by default today's), from those worked out ahead or else from the engine."""

    def __init__(self, council: Council, setting: Setting | None = None) -> None:
        self._folder = council.folder
        self.setting: Setting = setting or current_setting(council)
        self._kept = KeptAnswers(results_file(council.folder, self.setting))
        self._engine = engine(council.folder, self.setting.snapshot)
        self.engine_name = self._engine.name
        self.disclosure = council.settings.disclosure
        self.remembered: Once[Hashable, Any] = Once(REMEMBERED)
        self._held: dict[str, Windows] = {}
        self._last_read: tuple[object, Read] | None = None
        self._totals: dict[tuple[str, Kind], dict[Period, list[Value]]] = {}
        self.hiding: dict[object, Any] = {}
        """What `hiding.py` has found of these figures, which holds for everybody."""

    def values(self, indicator: Indicator, period: Period, breakdown: str | None = None) -> list[Value]:
        """Totals first, then categories. Refused for a period or breakdown that does not fit."""
        return self.values_of_all(indicator, [period], breakdown)[period]

    def values_of_all(
        self, indicator: Indicator, asked: Sequence[Period], breakdown: str | None = None
    ) -> dict[Period, list[Value]]:
        """As `values`, for several periods in one reading, in their order."""
        if breakdown in GROUPED:
            found = self.values_of_all(indicator, asked, GROUPED[breakdown].codes)
            return {period: _in_groups(indicator, breakdown, values) for period, values in found.items()}
        known = self._totals_of(indicator) if breakdown is None else {}
        missing = [period for period in asked if period not in known]
        if missing:
            known.update(self._answered(self._plan_all(indicator, missing, breakdown)))
        return {period: list(known[period]) for period in asked}

    def read_ahead(self, asked: Iterable[tuple[Indicator, Sequence[Period]]]) -> None:
        """Read the totals of many indicators in few passes of the engine, to be there when asked for.

        A period that an indicator would refuse is left out.
        """
        plans = [one for each in asked for one in self._unread(*each)]
        unkept = [one for one in plans if not self._kept.holds(one.tallies)]
        for planned, values in zip(unkept, plans_to_values(unkept, self._engine.answer), strict=True):
            self._totals_of(planned.indicator)[planned.period] = values

    def _unread(self, indicator: Indicator, asked: Sequence[Period]) -> Iterator[Planned]:
        """Plans of the periods not read so far: months, quarters and years apart, as they are kept."""
        known = self._totals_of(indicator)
        by_kind: dict[PeriodKind, list[Period]] = {}
        for period in asked:
            if period not in known:
                by_kind.setdefault(period.kind, []).append(period)
        for periods_asked in by_kind.values():
            yield from self._plan_those_told(indicator, periods_asked)

    def _plan_those_told(self, indicator: Indicator, asked: Sequence[Period]) -> list[Planned]:
        """Plans of the periods that are not refused."""
        try:
            return self._plan_all(indicator, asked, None)
        except Refused:
            halves = (asked[: len(asked) // 2], asked[len(asked) // 2 :]) if len(asked) > 1 else ()
            return [one for half in halves for one in self._plan_those_told(indicator, half)]

    def _totals_of(self, indicator: Indicator) -> dict[Period, list[Value]]:
        """The totals read so far: few, and asked for again and again."""
        return self._totals.setdefault((indicator.id, indicator.kind), {})

    def _answered(self, plans: Sequence[Planned]) -> Iterator[tuple[Period, list[Value]]]:
        periods_asked = (planned.period for planned in plans)
        return zip(periods_asked, plans_to_values(plans, self._told), strict=True)

    def _told(self, tallies: Sequence[Tally]) -> Sequence[Answer]:
        """What was kept, or else what the engine says."""
        kept = self._kept.answer(tallies)
        return self._engine.answer(tallies) if kept is None else kept

    def plan(self, indicator: Indicator, period: Period, breakdown: str | None) -> Planned:
        """What is asked for one figure. Refused as for `values`."""
        return self._plan_all(indicator, [period], breakdown)[0]

    def _plan_all(
        self, indicator: Indicator, asked: Sequence[Period], breakdown: str | None
    ) -> list[Planned]:
        if indicator.id not in self._held:
            self._held[indicator.id] = self.setting.windows_of(indicator)
        return self.setting.plan_all(indicator, asked, breakdown, self._held[indicator.id])

    def count(self, planned: Planned, measure: str, part: str, place: Place) -> Count:
        """How one count was made."""
        tally = planned.tallies[place.tally]
        only = replace(tally, aggregates=(tally.aggregates[place.aggregate],))
        explained = self._engine.explain(only)
        return Count(measure, part, explained.steps, explained.sql)

    def answer(self, tally: Tally) -> Answer:
        """The engine's answer to a question that no figure asks: how many of its rows have a blank cell."""
        return self._engine.answer([tally])[0]

    def children_behind(self, planned: Planned, place: Place) -> list[str]:
        """The child of each row counted, in no order: to see how they hang together, never to be shown."""
        return [str(row["person_id"]) for row in self.rows_behind(planned, place)]

    def rows_behind(self, planned: Planned, place: Place) -> list[dict[str, Cell]]:
        """Each row counted, in order of its table's key. `children.py` lists them, and records who looked."""
        return self._engine.rows(planned.tallies[place.tally], place.aggregate)

    def rows(self, tally: Tally, aggregate: int, category: str | Every | None) -> list[dict[str, Cell]]:
        """The rows behind one aggregate of a tally, as `Engine.rows`; for `children.py` alone."""
        return self._engine.rows(tally, aggregate, category)

    def answers(self, tallies: Sequence[Tally]) -> list[Answer]:
        """One answer for each tally, as `Engine.answer`; for `children.py` and `waiting.py`."""
        return self._engine.answer(tallies)

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

    def over_time(
        self, indicator: Indicator, measure: str, team: str | None = None, most_months: int = MONTHS
    ) -> HeldValues:
        """The measure in the last months, or else years: some indicators are held for whole years only.

        Of all children, or of one team's (by its number).
        """
        found = self._longest(indicator, TEAM if team is not None else None, most_months)
        return {each: of_scope(indicator, measure, values, team) for each, values in found.items()}

    def teams(self, indicator: Indicator, most_months: int = MONTHS) -> tuple[str, ...]:
        """The numbers of the teams that have figures over that time, in no order that means anything.

        None where the indicator is not counted by team.
        """
        if TEAM not in indicator.breakdowns:
            return ()
        found = self._longest(indicator, TEAM, most_months)
        counted = {value.category for values in found.values() for value in values}
        return tuple(sorted(team for team in counted if team is not None))

    def _longest(self, indicator: Indicator, breakdown: str | None, most_months: int) -> Read:
        """The last months, or the last years where no month has a value. The last reading is remembered."""
        key = (indicator.id, indicator.kind, breakdown, most_months)
        last = self._last_read  # once: another thread may put its own there at any moment
        if last is None or last[0] != key:
            self._last_read = last = key, self._read_longest(indicator, breakdown, most_months)
        return last[1]

    def _read_longest(self, indicator: Indicator, breakdown: str | None, most_months: int) -> Read:
        found: Read = {}
        for asked in (self.months(most_months), self.years(YEARS)):
            found = self.values_of_all(indicator, asked, breakdown)
            if any(value.value is not None for values in found.values() for value in values):
                return found
        return found

    def _names(self, breakdown: str | None) -> Mapping[str, str]:
        return names_of_categories(self._folder, self.setting.snapshot, breakdown)


def _in_groups(indicator: Indicator, breakdown: str, values: Sequence[Value]) -> list[Value]:
    """Each measure's total, and its groups where its values can be added up."""
    return [
        value
        for measure in indicator.latest.measures
        for own in [[value for value in values if value.measure == measure.name]]
        for value in (in_groups(breakdown, measure, own) if can_be_grouped(measure) else own[:1])
    ]


def of_scope(indicator: Indicator, measure: str, values: Sequence[Value], team: str | None) -> Value:
    """Of one period's values the measure's for the scope.

    A team that is not among the period's counts had none to count: 0 of a count, no denominator of a share.
    """
    mine = [value for value in values if value.measure == measure]
    total = next(value for value in mine if value.breakdown is None)
    if team is None:
        return total
    parts = [value for value in mine if value.breakdown == TEAM]
    own = (value for value in parts if value.category == team or value.reason is Reason.NOT_TOLD)
    units = {each.name: each.unit for each in indicator.latest.measures}
    return next(own, None) or _of_nobody(units[measure], replace(total, breakdown=TEAM, category=team))


def _of_nobody(unit: Unit, total: Value) -> Value:
    if total.value is None:
        return replace(total, numerator=None, denominator=None)
    if unit is Unit.COUNT:
        return replace(total, numerator=0, value=total.value * 0)
    return replace(total, numerator=None, denominator=None, value=None, reason=Reason.NO_DENOMINATOR)
