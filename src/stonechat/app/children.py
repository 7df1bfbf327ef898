"""The children behind a number: exactly the rows counted, with a reason, and never unrecorded.

The rows are recorded in the read log before they are handed over; if they cannot be recorded, they are
not shown. A list that somebody may not open is recorded too, as refused. Next: `reach.py` says whose rows;
`child_list.py` makes of them what a page shows.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from stonechat.app.council import Council
from stonechat.app.figures import Figures, names_of_categories
from stonechat.app.permissions import Permission, Viewer
from stonechat.app.reach import NotToldBy, NotYours, Within, narrowed, scope_in_words, tells_whose, within
from stonechat.app.readlog import Read
from stonechat.app.reports import Children
from stonechat.app.served import served_figures
from stonechat.basics.periods import parse_period
from stonechat.basics.problems import Problem, Severity, refusal, wrong_use
from stonechat.engines.engine import EVERY, Every
from stonechat.indicators.breakdowns import BREAKDOWNS, NOT_RECORDED, categories, categories_meant
from stonechat.indicators.definition import Indicator
from stonechat.indicators.measure import Reason, Unit
from stonechat.indicators.plan import Part, Place, Planned, reason_in
from stonechat.indicators.query import Aggregate, Count, CountDistinct, Ranks, Tally, dates_in
from stonechat.indicators.schema import nearest
from stonechat.model.table import Value
from stonechat.model.tables import TABLES
from stonechat.pipeline.results import Setting

NUMERATOR, DENOMINATOR, REST = PARTS = ("numerator", "denominator", "rest")
"""What may be listed: the rows above the line, those below it, and those below that are not above."""

Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see, and why. `measure` None: the first; `category` None: every one.

    `category` may also be `NOT_RECORDED`: the rows in which the breakdown's column is blank. `team` is a
    team's number: of all that, its rows only.
    """

    indicator: str
    period: str
    reason: str = ""
    measure: str | None = None
    part: str = NUMERATOR
    breakdown: str | None = None
    category: str | None = None
    team: str | None = None


@dataclass(frozen=True)
class Look:
    """One list that somebody may open: which rows, and how far their reach goes. Nothing is read yet."""

    asked: Asked
    viewer: Viewer
    setting: Setting
    planned: Planned
    part: Part
    category: str | Every | None
    within: Within
    figures: Figures = field(repr=False)

    @property
    def indicator(self) -> Indicator:
        """The indicator whose number it is."""
        return self.planned.indicator

    @property
    def tally(self) -> Tally:
        """The question whose rows they are."""
        return self.planned.tallies[self._place.tally]

    @property
    def aggregate(self) -> Aggregate:
        """How the rows are counted."""
        return self.tally.aggregates[self._place.aggregate]

    @property
    def columns(self) -> tuple[str, ...]:
        """The drill list; of rows of another table, as some have below the line: child, row and its day."""
        table, when = self.tally.table, self.tally.when
        if table == self.planned.edition.measures[0].numerator.table:
            return self.indicator.drill
        own = (name for name in TABLES[table].key if name != "authority")
        return tuple(dict.fromkeys(("person_id", *own, dates_in(when)[0])))

    def rows(self) -> list[dict[str, Value]]:
        """The rows within reach, in order of the table's key."""
        rows = self._rows_of(self._place)
        if self.asked.part != REST:
            return rows
        above, by = self._different(self._rows_of(self.part.numerator)), self._counted_by
        return [row for row in rows if tuple(row[name] for name in by) not in above]

    def number(self, rows: Iterable[Row]) -> int:
        """What rows count as: themselves, or the different children in them where children are counted."""
        return len(self._different(rows))

    def number_of_all(self) -> int:
        """The number that everybody's rows make, or the team's that was asked for."""
        everyone = replace(self, within=replace(self.within, everyone=True))
        below = everyone._count(everyone._place)
        return below - everyone._count(self.part.numerator) if self.asked.part == REST else below

    def number_told(self) -> int:
        """How many of everybody's rows tell a team or a worker, so that somebody could be shown theirs."""
        everyone = replace(self, within=replace(self.within, everyone=True))
        told = tells_whose(everyone._within(everyone._place), self.within, self.indicator)
        (answer,) = self.figures.answers([replace(told, aggregates=(Count(),), by=None)])
        return sum(int(found[0]) for found in answer.values() if not isinstance(found[0], Ranks))

    def number_below(self) -> int | None:
        """Of how many within reach the number is a share; None where it is not some of them."""
        if self.asked.part == DENOMINATOR or not self.has_rest():
            return None
        assert self.part.denominator is not None  # noqa: S101  what has a rest has a denominator
        return self._count(self.part.denominator)

    def has_rest(self) -> bool:
        """Whether the rows above the line are some of those below it, so that there are others."""
        above, below = self.part.measure.numerator, self.part.measure.denominator
        if below is None or above.table != below.table or self.part.measure.unit is not Unit.PERCENT:
            return False
        return type(above.aggregate) is type(below.aggregate)

    @property
    def _place(self) -> Place:
        place = self.part.numerator if self.asked.part == NUMERATOR else self.part.denominator
        assert place is not None  # noqa: S101  `_check_part` has asked
        return place

    def _rows_of(self, place: Place) -> list[dict[str, Value]]:
        return self.figures.rows(self._within(place), place.aggregate, self.category)

    def _count(self, place: Place) -> int:
        (answer,) = self.figures.answers([self._within(place)])
        category = None if isinstance(self.category, Every) else self.category
        found = answer.get((self.planned.span.label, category))
        number = found[place.aggregate] if found else 0
        return number.n if isinstance(number, Ranks) else int(number)

    def _within(self, place: Place) -> Tally:
        return narrowed(self.planned.tallies[place.tally], self.within, self.indicator)

    def _different(self, rows: Iterable[Row]) -> set[tuple[Value, ...]]:
        by = self._counted_by
        return {tuple(row[name] for name in by) for row in rows}

    @property
    def _counted_by(self) -> tuple[str, ...]:
        """The columns by which one thing counted is told from another."""
        if isinstance(self.aggregate, CountDistinct):
            return (self.aggregate.column,)
        return TABLES[self.tally.table].key


def list_children(council: Council, viewer: Viewer, asked: Asked) -> Children:
    """The rows counted that are within the viewer's reach, in order of the table's key.

    Refused without a reason, for a measure, breakdown or category that there is not, for a part that a
    measure does not have, for a viewer who may see none of it, and if the read log cannot be written.
    """
    look = look_at(council, viewer, asked)
    rows = look.rows()
    record(council, look, "children", rows)
    columns = look.columns
    return Children(
        asked.indicator,
        asked.period,
        look.part.measure.name,
        asked.part,
        asked.breakdown,
        asked.category,
        look.setting.snapshot.id,
        columns,
        tuple({name: row[name] for name in columns} for row in rows),
    )


def look_at(
    council: Council, viewer: Viewer, asked: Asked, permission: Permission = Permission.LIST_CHILDREN
) -> Look:
    """The list asked for, once it is sure that the viewer may open it. Refused as `list_children`.

    A viewer who may not is recorded. Whoever is told so learns nothing of whether there are children.
    """
    figures = served_figures(council)
    setting = figures.setting
    indicator = setting.catalogue[asked.indicator]
    with _refusals_recorded(council, viewer, asked, setting):
        reach = within(viewer, permission, asked.team)
        if reach is None:
            raise not_yours(indicator, viewer, permission)
        look = _look(council, viewer, asked, figures, reach)
        narrowed(look.tally, reach, indicator)
    return look


def _look(council: Council, viewer: Viewer, asked: Asked, figures: Figures, reach: Within) -> Look:
    setting = figures.setting
    planned = figures.plan(setting.catalogue[asked.indicator], parse_period(asked.period), asked.breakdown)
    part = _part(planned, asked, _reason(figures, planned))
    category = _category(asked, names_of_categories(council.folder, setting.snapshot, asked.breakdown))
    look = Look(asked, viewer, setting, planned, part, category, reach, figures)
    _check_part(look)
    return look


def row_key(look: Look, row: Row) -> str:
    """What tells the row from every other of its table, in one text."""
    return " ".join(_key_part(row[name]) for name in TABLES[look.tally.table].key)


def _key_part(value: Value) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def not_yours(indicator: Indicator, viewer: Viewer, permission: Permission) -> NotYours:
    """What somebody is told who may not, whatever there is to list."""
    what = "You can see the number but not the list."
    if not viewer.may(Permission.READ_FIGURES):
        what = "You cannot see this list."
    elif permission is Permission.DOWNLOAD_CHILDREN and viewer.may(Permission.LIST_CHILDREN):
        what = "You cannot download this list."
    return NotYours(Problem(what, f"Ask {indicator.owner}.", Severity.ERROR, "list_not_yours"))


@contextmanager
def _refusals_recorded(council: Council, viewer: Viewer, asked: Asked, setting: Setting) -> Iterator[None]:
    """What is refused because of who asks stands in the read log, as what is shown does."""
    try:
        yield
    except (NotYours, NotToldBy):
        roles = ", ".join(one.role for one in viewer.granted)
        read = replace(
            _read(viewer, asked, setting, "children"),
            reason="",
            role=roles,
            scope=scope_in_words(viewer.granted),
        )
        council.readlog.record_refused(read, datetime.now(UTC))
        raise


def record(
    council: Council,
    look: Look,
    what: str,
    rows: Iterable[Row],
    *,
    reason: str | None = None,
    sought: str = "",
) -> None:
    """Write into the read log that these rows are about to be shown. Refused as `ReadLog.record`.

    `reason`: what to write instead of the reason asked with. `sought`: the child searched for, of whom the
    log keeps a mark.
    """
    read = replace(
        _read(look.viewer, look.asked, look.setting, what),
        reason=look.asked.reason if reason is None else reason,
        measure=look.part.measure.name,
        role=look.within.role,
        scope=look.within.scope,
        sought=council.readlog.mark(sought) if sought else None,
    )
    council.readlog.record(read, (str(row["person_id"]) for row in rows), datetime.now(UTC))


def _read(viewer: Viewer, asked: Asked, setting: Setting, what: str) -> Read:
    return Read(
        who=viewer.username,
        what=what,
        reason=asked.reason,
        indicator=asked.indicator,
        period=asked.period,
        measure=asked.measure or "",
        part=asked.part,
        breakdown=asked.breakdown,
        category=asked.category,
        snapshot=setting.snapshot.id,
        team=asked.team,
    )


def _reason(figures: Figures, planned: Planned) -> Reason | None:
    """Why there is no value. Only where the months before are not held does that depend on the counts."""
    return reason_in(planned, figures.answers(planned.tallies)) if planned.untold else planned.reason


def _part(planned: Planned, asked: Asked, reason: Reason | None) -> Part:
    """The measure asked for, whole or broken down."""
    measures = [measure.name for measure in planned.edition.measures]
    name = asked.measure or measures[0]
    if name not in measures:
        raise wrong_use(
            f"{asked.indicator} has no measure {name}.", nearest(name, measures), "unknown_measure"
        )
    if asked.category is not None and asked.breakdown is None:
        raise wrong_use(
            "A category needs its breakdown.", "Add --by, for example --by sex.", "category_alone"
        )
    if reason is not None:
        raise refusal(
            f"{asked.indicator} for {asked.period} is {reason}, so no children stand behind it.",
            "Ask for a period that the returns cover; `stonechat doctor` lists them.",
            "nothing_counted",
        )
    wanted = asked.breakdown if asked.category is not None else None
    return next(part for part in planned.parts if (part.measure.name, part.breakdown) == (name, wanted))


def _check_part(look: Look) -> None:
    """Refused for a part that there is not."""
    part, indicator = look.asked.part, look.indicator.id
    if part not in PARTS:
        raise wrong_use(f"{indicator} has no part {part}.", nearest(part, list(PARTS)), "unknown_part")
    if part != NUMERATOR and look.part.denominator is None:
        raise wrong_use(
            f"{indicator} has no rows below the line: it is not divided by rows.",
            "Ask for its numerator.",
            "no_rows_in_part",
        )
    if part == REST and not look.has_rest():
        raise wrong_use(
            f"{indicator} has no rest: what stands above the line is not some of what stands below it.",
            "Ask for its numerator or its denominator.",
            "no_rows_in_part",
        )


def _category(asked: Asked, names: Mapping[str, str]) -> str | Every | None:
    """The category as the engine knows it, from its code, its name or both. Refused for any other."""
    if asked.category is None or asked.breakdown is None:
        return EVERY
    if asked.category.casefold() == NOT_RECORDED:
        return None
    meant = categories_meant(asked.breakdown, asked.category, names)
    if len(meant) > 1:
        what = f"{len(meant)} categories of {asked.breakdown} are called {asked.category}."
        raise wrong_use(what, f"Name one by its code: {', '.join(meant)}.", "category_of_several")
    if meant or BREAKDOWNS[asked.breakdown].is_named_by_returns:
        return meant[0] if meant else asked.category
    fix = nearest(asked.category, [*categories(asked.breakdown), NOT_RECORDED])
    raise wrong_use(f"{asked.breakdown} has no category {asked.category}.", fix, "unknown_category")
