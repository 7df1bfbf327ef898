"""A scorecard as people read it: what needs a decision, then each indicator with its reading.

Which indicators stand on a scorecard is the catalogue's; what each says is judged in `judging.py`, what is
raised in `raising.py`, what needs a decision in `deciding.py`. Every figure has passed the gate.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from stonechat.analysis import words
from stonechat.analysis.judged import Assurance, Variation
from stonechat.analysis.series import Point
from stonechat.analysis.words_of_time import every, month_in_words, when
from stonechat.app.council import Council, london_now
from stonechat.app.deciding import why_decide
from stonechat.app.figures import MONTHS, TEAM, names_of_categories
from stonechat.app.gate import GatedFigures, figures_for
from stonechat.app.judging import ALL_TEAMS, MONTH_BY_MONTH, by_months, judgements
from stonechat.app.noted import noted_by
from stonechat.app.permissions import Viewer
from stonechat.app.raising import signals
from stonechat.app.reports import Judgement, Option, Signals
from stonechat.app.tables import About, Cell, ColumnKind, Heading, Marking, TableToDownload
from stonechat.basics.dates import in_words
from stonechat.basics.periods import Period, parse_period
from stonechat.basics.problems import wrong_use
from stonechat.indicators.breakdowns import category_in_words
from stonechat.indicators.catalogue import Scorecard, Section
from stonechat.indicators.definition import Indicator
from stonechat.indicators.measure import Reason
from stonechat.indicators.query import tables_in
from stonechat.pipeline.precedence import whole_sources_of
from stonechat.sources.registry import formats

DEFAULT = "default"
BY_AREA, BY_QUADRANT = "area", "quadrant"
GROUPINGS = {BY_AREA: "Area", BY_QUADRANT: "How much, how well, who is better off"}

QUADRANTS = {
    "effort-quantity": "How much did we do?",
    "effort-quality": "How well did we do it?",
    "effect-quantity": "Is anyone better off: how many?",
    "effect-quality": "Is anyone better off: what share?",
}
"""The four quarters of results-based accountability (Friedman 2005), least of all to be steered by first."""

ASSURANCES = {
    Assurance.WILL_MEET: "Will usually meet",
    Assurance.WILL_MISS: "Will usually miss",
    Assurance.MAY_OR_MAY_NOT: "May or may not meet by chance",
}

_NOT_AVAILABLE = {
    Reason.MATURING: "Not available yet: what became of the children is only known later",
    Reason.NO_DENOMINATOR: "Not available: there is nothing to divide by",
    Reason.NOT_TOLD: "Not available: no return says which team, as a Standard Safeguarding Dataset would",
    Reason.UNRESOLVED: "Not available: the returns contradict each other",
    Reason.SUPPRESSED: words.HIDDEN,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody chose: a scorecard by name, an area, a team by number, a month; empty for the usual.

    `deciding`: only what needs a decision. `by`: how rows are grouped, one of `GROUPINGS`.
    """

    card: str = ""
    area: str = ""
    team: str = ""
    period: str = ""
    deciding: bool = False
    by: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen: areas in the scorecard's order, teams by name, months newest first."""

    cards: tuple[Option, ...]
    areas: tuple[Option, ...]
    teams: tuple[Option, ...]
    periods: tuple[Option, ...]
    groupings: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class ScorecardRow:
    """One indicator by its first measure. `latest` and `when` are None where there is no value: then
    `missing` says why. `reading` is None where nothing can be judged; `note` says what to know of the row.
    """

    indicator: Indicator
    title: str
    point: Point | None
    latest: str | None
    when: str | None
    missing: str | None
    note: str | None
    target: str | None
    reading: Judgement | None
    variation: str
    assurance: str
    moves: tuple[Indicator, ...]
    decision: str | None


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Rows under their heading."""

    title: str
    rows: tuple[ScorecardRow, ...]


@dataclass(frozen=True, slots=True)
class ScorecardPage:
    """A scorecard for one viewer. `deciding` are all its rows that need a decision, shown or not.

    `to` is the month up to which it was judged; `notice` says that small figures are hidden, if they are.
    """

    title: str
    asked: Asked
    choices: Choices
    scope: str
    to: str
    data_to: date | None
    notice: str | None
    groups: tuple[RowGroup, ...]
    deciding: tuple[ScorecardRow, ...]
    snapshot: str
    catalogue: str

    @property
    def shown(self) -> int:
        """How many indicators are shown."""
        return sum(len(group.rows) for group in self.groups)


def scorecard_page(council: Council, viewer: Viewer, asked: Asked) -> ScorecardPage:
    """The scorecard as it was asked for.

    Refused as wrong use for a scorecard, area, team or period that there is not; refused where nothing has
    been imported, and for whoever may not read figures.
    """
    figures = figures_for(council, viewer)
    catalogue = figures.setting.catalogue
    card = catalogue.scorecard(asked.card or DEFAULT)
    to = _month_asked(asked.period)
    rows = _Rows(council, figures, signals(council, viewer, team=asked.team or None, to=to), asked.team, to)
    filled = [(section, tuple(map(rows.of, _indicators(figures, section)))) for section in card.sections]
    shown = _of_area(filled, asked.area)
    last = to.last if to else figures.last_day()
    return ScorecardPage(
        card.title,
        asked,
        _choices(council, figures, card),
        rows.scope,
        month_in_words(last) if last else "",
        figures.setting.windows.last,
        figures.notice(asked.team or None),
        _grouped(shown, asked),
        tuple({row.indicator.id: row for _, some in filled for row in some if row.decision}.values()),
        figures.setting.snapshot.id,
        catalogue.version,
    )


def scorecard_table(council: Council, viewer: Viewer, asked: Asked) -> TableToDownload:
    """What the page shows, one row for each indicator shown. Refused as `scorecard_page`."""
    page = scorecard_page(council, viewer, asked)
    about = About(
        council.settings.authority.name or f"authority {council.settings.authority.code}",
        page.snapshot,
        page.catalogue,
        page.data_to,
        viewer.name,
        london_now(),
        Marking.OFFICIAL if page.notice else Marking.SENSITIVE,
        tuple((name, words) for name, words in (("Of", page.scope), ("Note", page.notice or "")) if words),
    )
    rows = tuple(_cells(group.title, row) for group in page.groups for row in group.rows)
    subject = ("scorecard", asked.card or DEFAULT, page.scope, page.to)
    return TableToDownload(f"{page.title}, to {page.to}", subject, _HEADINGS, rows, about)


_HEADINGS = (
    *map(Heading, ("Part", "Id", "Indicator", "Lead or lag", "Period")),
    Heading("Value", ColumnKind.NUMBER),
    Heading("Unit"),
    Heading("Numerator", ColumnKind.NUMBER),
    Heading("Denominator", ColumnKind.NUMBER),
    *map(Heading, ("Target", "Variation", "Assurance", "Needs a decision", "Note")),
)


def _cells(part: str, row: ScorecardRow) -> tuple[Cell, ...]:
    indicator, point = row.indicator, row.point
    known = (point.value, point.numerator, point.denominator) if point else (row.missing, None, None)
    unit = str(indicator.latest.measures[0].unit)
    return (
        *(part, indicator.id, row.title, indicator.role, row.when),
        *(known[0], unit, *known[1:]),
        *(row.target, row.variation, row.assurance, row.decision, row.note),
    )


_Filled = Sequence[tuple[Section, tuple[ScorecardRow, ...]]]


def _indicators(figures: GatedFigures, section: Section) -> list[Indicator]:
    return [figures.setting.catalogue[one] for one in section.indicators]


def _month_asked(period: str) -> Period | None:
    return parse_period(period) if period else None


def _of_area(filled: _Filled, area: str) -> _Filled:
    """The sections of the area; all without one. Refused as wrong use for an area that there is not."""
    kept = [(section, rows) for section, rows in filled if area in ("", slug(section.title))]
    if not kept:
        known = ", ".join(slug(section.title) for section, _ in filled)
        raise wrong_use(f"The scorecard has no area {area}.", f"Its areas are {known}.", "unknown_area")
    return kept


def _grouped(filled: _Filled, asked: Asked) -> tuple[RowGroup, ...]:
    if (asked.by or BY_AREA) not in GROUPINGS:
        what = f"Rows cannot be grouped by {asked.by}."
        raise wrong_use(what, f"Group them by {' or '.join(GROUPINGS)}.", "unknown_grouping")
    rows = [row for _, some in filled for row in some]
    if asked.by == BY_QUADRANT:
        groups = [
            RowGroup(title, tuple(row for row in rows if row.indicator.quadrant == name))
            for name, title in QUADRANTS.items()
        ]
    else:
        groups = [RowGroup(section.title, some) for section, some in filled]
    kept = (_deciding(group) if asked.deciding else group for group in groups)
    return tuple(group for group in kept if group.rows)


def _deciding(group: RowGroup) -> RowGroup:
    return RowGroup(group.title, tuple(row for row in group.rows if row.decision))


def slug(title: str) -> str:
    """A heading as addresses carry it: letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")


# ---------------------------------------------------------------- choices


def _choices(council: Council, figures: GatedFigures, card: Scorecard) -> Choices:
    cards = figures.setting.catalogue.scorecards
    return Choices(
        tuple(Option(name, cards[name].title) for name in sorted(cards, key=lambda name: name != DEFAULT)),
        tuple(Option(slug(section.title), section.title) for section in card.sections),
        _teams(council, figures),
        tuple(Option(one.label, month_in_words(one.last)) for one in reversed(figures.months(MONTHS))),
        tuple(Option(name, title) for name, title in GROUPINGS.items()),
    )


def _teams(council: Council, figures: GatedFigures) -> tuple[Option, ...]:
    """By name."""
    names = names_of_categories(council.folder, figures.setting.snapshot, TEAM)
    options = (Option(team, category_in_words(TEAM, team, names)) for team in names)
    return tuple(sorted(options, key=lambda option: (option.words.casefold(), option.value)))


# ---------------------------------------------------------------- rows


class _Rows:
    """Makes the rows of one page."""

    def __init__(
        self, council: Council, figures: GatedFigures, found: Signals, team: str, to: Period | None
    ) -> None:
        self._council, self._figures, self._team, self._to = council, figures, team or None, to
        self._noted = noted_by(council, figures.setting.catalogue)
        self._raised = {id(each.judgement) for each in found.raised}
        names = names_of_categories(council.folder, figures.setting.snapshot, TEAM)
        self.scope = category_in_words(TEAM, team, names) if team else ALL_TEAMS

    def of(self, indicator: Indicator) -> ScorecardRow:
        """The row of an indicator, worked out once for everybody who sees the same."""
        key = ("scorecard row", self._noted, indicator.id, self._team, self._to)
        return self._figures.remembered(key, lambda: self._made(indicator))

    def _made(self, indicator: Indicator) -> ScorecardRow:
        if self._team and TEAM not in indicator.breakdowns:
            return self._without(indicator, "Not counted by team")
        said = judgements(self._council, self._figures, indicator, self._team, to=self._to)
        headline, readings = said[0], by_months(said, indicator)
        reasons = (why_decide(each, is_raised=id(each) in self._raised) for each in readings)
        return self._filled(indicator, headline, readings[0], "; ".join(filter(None, reasons)) or None)

    def _without(self, indicator: Indicator, missing: str) -> ScorecardRow:
        moves = self._moves(indicator)
        return ScorecardRow(
            indicator, indicator.title, None, None, None, missing, None, None, None, "", "", moves, None
        )

    def _filled(
        self, indicator: Indicator, headline: Judgement, reading: Judgement, decision: str | None
    ) -> ScorecardRow:
        last = headline.judged.last
        if last is None:
            return self._without(indicator, self._missing(indicator, headline))
        series, said = headline.judged.series, words.facts(headline.judged)
        return ScorecardRow(
            indicator,
            series.title,
            last.point,
            said.latest,
            when(series, last.point.period),
            None,
            self._note(headline, reading),
            said.target,
            reading,
            variation_in_words(reading),
            _assurance(headline, reading),
            self._moves(indicator),
            decision,
        )

    def _moves(self, indicator: Indicator) -> tuple[Indicator, ...]:
        """The indicators that this one should move, of those that there are."""
        known = self._figures.setting.catalogue.indicators
        return tuple(known[one] for one in indicator.moves if one in known)

    def _note(self, headline: Judgement, reading: Judgement) -> str | None:
        """Data that end before those of the page, and what is judged where it is not the value itself."""
        known, newest = headline.judged.series.data_to, self._figures.setting.windows.last
        old = f"data to {in_words(known)}" if known and newest and known < newest else ""
        judged = f"judged {MONTH_BY_MONTH}" if reading is not headline and not reading.why_so_coarse else ""
        return "; ".join(filter(None, (old, judged, reading.why_so_coarse))) or None

    def _missing(self, indicator: Indicator, headline: Judgement) -> str:
        reasons = [point.reason for point in headline.judged.series.points if point.reason]
        if reasons and reasons[-1] in _NOT_AVAILABLE:
            return _NOT_AVAILABLE[reasons[-1]]
        needed = self._sources_missing(indicator)
        return (
            f"Not available: no {needed} has been imported"
            if needed
            else "Not available: the returns do not cover the time that it needs"
        )

    def _sources_missing(self, indicator: Indicator) -> str:
        """The formats of which one has to be imported for some table of the indicator; empty if none has."""
        asks = [ask for one in indicator.latest.measures for ask in (one.numerator, one.denominator) if ask]
        tables = dict.fromkeys(name for ask in asks for name in tables_in(ask.table, ask.when))
        held = self._figures.setting.snapshot.windows
        lacking = [sources for name in tables if not held.keys() & set(sources := whole_sources_of(name))]
        titles = formats()
        return " or ".join(titles[source].title for source in lacking[0]) if lacking else ""


def variation_in_words(said: Judgement) -> str:
    """What the last point says, as it stands beside its icon: "Concern: 8 months in a row below the mean"."""
    judged, facts = said.judged, words.facts(said.judged)
    match judged.variation:
        case Variation.TOO_FEW:
            return f"Too few {every(judged.series)}s for a reading ({facts.points} of {words.READABLE})"
        case Variation.NO_READING:
            return "No reading"
        case reading:
            return f"{str(reading).capitalize()}{f': {facts.signal}' if facts.signal else ''}"


def _assurance(headline: Judgement, reading: Judgement) -> str:
    if reading.judged.assurance:
        return ASSURANCES[reading.judged.assurance]
    return "No reading" if headline.judged.target or reading.judged.target else "No target"
