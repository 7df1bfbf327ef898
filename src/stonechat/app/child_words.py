"""What a list of children is called, and what it says of rows that are not in it. No child is named here.

The number of everybody's rows is told only as the gate shows it to the viewer: whoever may not read exact
figures of the whole authority must not learn small ones from a list of their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from stonechat.analysis.words_of_time import period_in_words
from stonechat.app.children import DENOMINATOR, REST, Look, Row
from stonechat.app.council import Council
from stonechat.app.figures import names_of_categories
from stonechat.app.gate import GatedFigures
from stonechat.basics.dates import in_words
from stonechat.basics.periods import PeriodKind, twelve_months_to
from stonechat.engines.engine import Every
from stonechat.indicators.breakdowns import BREAKDOWNS, category_in_words
from stonechat.indicators.definition import Kind
from stonechat.indicators.measure import Value
from stonechat.indicators.query import CountDistinct, InPeriod

ROWS_ARE = {
    "contacts": ("contact", "contacts"),
    "early_help_episodes": ("spell of early help", "spells of early help"),
    "cin_episodes": ("episode of need", "episodes of need"),
    "cin_assessments": ("assessment", "assessments"),
    "cin_plans": ("plan", "plans"),
    "cin_visits": ("visit", "visits"),
    "s47_enquiry": ("section 47 enquiry", "section 47 enquiries"),
    "initial_cp_conference": ("conference", "conferences"),
    "cp_plans": ("plan", "plans"),
    "cp_visits": ("visit", "visits"),
    "cp_reviews": ("review", "reviews"),
    "cla_episodes": ("episode of care", "episodes of care"),
    "cla_visits": ("visit", "visits"),
    "cla_reviews": ("review", "reviews"),
    "missing": ("time missing", "times missing"),
    "pre_proceedings": ("period of pre-proceedings", "periods of pre-proceedings"),
    "permanence": ("child placed for adoption", "children placed for adoption"),
    "involvements": ("spell with a worker", "spells with a worker"),
    "care_leavers": ("care leaver", "care leavers"),
    "care_leaver_yearly_outcomes": ("care leaver", "care leavers"),
    "cla_yearly_outcomes": ("child", "children"),
}
"""What the rows of a table are called; a test holds that every table of an indicator is here."""

CHILDREN, WORKERS = ("child", "children"), ("worker", "workers")
REFERRALS = ("referral", "referrals")


@dataclass(frozen=True, slots=True)
class Words:
    """The heading, what is under it, and, where there is something to say, whose rows are not in the list.

    `of_children` is empty where each row is another child. `empty` says why there is no row.
    """

    heading: str
    title: str
    period: str
    scope: str
    data_to: str
    of_children: str
    beyond: str
    empty: str


def words_of(council: Council, look: Look, rows: Sequence[Row]) -> Words:
    """The words of a list with these rows."""
    number = look.number(rows)
    data_to = look.planned.data_to
    beyond = _Beyond(council, look, number)
    return Words(
        heading=heading(council, look, number),
        title=look.indicator.title,
        period=_when(look),
        scope=_scope(council, look),
        data_to=f"Data to {in_words(data_to)}" if data_to else "",
        of_children=_of_children(rows),
        beyond=beyond.words() if rows else "",
        empty="" if rows else beyond.words_where_none(),
    )


def heading(council: Council, look: Look, number: int) -> str:
    """`237 of 270 assessments. Assessments completed within 45 working days, January 2026`."""
    below = look.number_below()
    counted = f"{number:,}" if below is None else f"{number:,} of {below:,}"
    noun = _noun(look)[0 if (number if below is None else below) == 1 else 1]
    return f"{counted} {noun}. {named(council, look)}"


def named(council: Council, look: Look) -> str:
    """Which list it is, without a number: `Assessments completed within 45 working days, January 2026`."""
    return ", ".join(filter(None, (_of_what(look), _category(council, look), _when(look))))


def _when(look: Look) -> str:
    period, when = look.planned.period, look.tally.when
    if not isinstance(when, InPeriod):
        return in_words(look.planned.span.last)
    if look.indicator.kind is Kind.ROLLING and period.kind is PeriodKind.MONTH:
        return period_in_words(twelve_months_to(period.last))
    return period_in_words(period)


def _noun(look: Look) -> tuple[str, str]:
    if isinstance(look.aggregate, CountDistinct):
        return CHILDREN if look.aggregate.column == "person_id" else WORKERS
    when = look.tally.when
    if look.tally.table == "cin_episodes" and isinstance(when, InPeriod) and when.column == "referral_date":
        return REFERRALS
    return ROWS_ARE.get(look.tally.table, ("row", "rows"))


def _of_what(look: Look) -> str:
    measures = look.planned.edition.measures
    title = look.indicator.title
    if len(measures) > 1:
        title = f"{title}: {look.part.measure.title}"
    return {DENOMINATOR: f"All counted for “{title}”", REST: f"Not counted in “{title}”"}.get(
        look.asked.part, title
    )


def _category(council: Council, look: Look) -> str:
    asked = look.asked
    if asked.breakdown is None or isinstance(look.category, Every):
        return ""
    names = names_of_categories(council.folder, look.setting.snapshot, asked.breakdown)
    said = category_in_words(asked.breakdown, look.category, names)
    return f"{BREAKDOWNS[asked.breakdown].words} {said}"


def _scope(council: Council, look: Look) -> str:
    names = names_of_categories(council.folder, look.setting.snapshot, "team")
    if look.within.workers and not look.within.teams:
        return "Your own children"
    teams = [look.asked.team] if look.asked.team is not None else sorted(look.within.teams)
    if not teams:
        return "All teams"
    return ", ".join(category_in_words("team", team, names) for team in teams)


def _of_children(rows: Sequence[Row]) -> str:
    children = len({row["person_id"] for row in rows})
    if children == len(rows):
        return ""
    return f"{len(rows):,} rows about {children:,} {CHILDREN[children != 1]}."


# ---------------------------------------------------------------- whose rows are not here


class _Beyond:
    """What can be said of the rows that are out of the viewer's reach."""

    def __init__(self, council: Council, look: Look, number: int) -> None:
        self._council, self._look, self._number = council, look, number

    def words(self) -> str:
        """That there are others, where there are; how many, where that may be told."""
        if self._look.within.everyone:
            return ""
        total = self._total()
        if total is None:
            return "The number that you chose may count other children too. Only yours are listed."
        if total == self._number:
            return ""
        return f"{total:,} in the total, {self._number:,} of them yours."

    def words_where_none(self) -> str:
        """Why the list is empty."""
        if self._look.within.everyone:
            return "No children. The number is 0."
        if not self._is_told():
            whose = "worker" if self._look.within.workers else "team"
            return f"No return says which {whose} these children are with, so none can be shown as yours."
        total = self._total()
        if total is None:
            return "No children. None of yours are in this number."
        if total == 0:
            return "No children. The number is 0."
        belong = "belongs to a team" if total == 1 else "belong to teams"
        if self._look.within.workers:
            return f"No children. The {total:,} in the total {'is' if total == 1 else 'are'} not yours."
        return f"No children. The {total:,} in the total {belong} you cannot see."

    def _total(self) -> int | None:
        """The number for everybody, as the gate shows it to this viewer; None where it does not."""
        look = self._look
        if look.asked.team is not None and look.asked.breakdown is not None:
            return None  # no figure is broken down by team and by something else
        breakdown = "team" if look.asked.team is not None else look.asked.breakdown
        category = look.asked.team if look.asked.team is not None else look.category
        figures = GatedFigures(look.figures, look.viewer)
        whole = None if isinstance(category, Every) else breakdown
        wanted = (look.part.measure.name, whole, None if isinstance(category, Every) else category)
        for value in figures.values(look.indicator, look.planned.period, breakdown):
            if (value.measure, value.breakdown, value.category) == wanted:
                return _counted(value, look.asked.part)
        return None

    def _is_told(self) -> bool:
        """Whether any row counted, whoever's it is, tells what the viewer's would be known by."""
        return self._look.number_told() > 0 or self._look.number_of_all() == 0


def _counted(value: Value, part: str) -> int | None:
    above, below = value.numerator, value.denominator
    if part == DENOMINATOR or (above is None and below is not None):
        return _whole(below)
    if part == REST:
        return None if above is None or below is None else _whole(below - above)
    return _whole(above)


def _whole(number: int | Decimal | None) -> int | None:
    return None if number is None else int(number)
