"""What waits for somebody: children of their own team or caseload, imports, people without a role.

The lists of children are those behind each share of today that says how well the work is done and has a good
and a bad side: the children on the bad one. They are counted with the same narrowing as the list itself
(`reach.py`), so the count is the list's; who they are is not read here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from stonechat.app.children import NUMERATOR, REST, Asked
from stonechat.app.figures import Figures
from stonechat.app.permissions import Permission, Viewer
from stonechat.app.reach import NotToldBy, Within, narrowed, within
from stonechat.basics.dates import add_months, in_words
from stonechat.basics.periods import Period
from stonechat.indicators.definition import Indicator, Kind, Measure
from stonechat.indicators.measure import Unit
from stonechat.indicators.plan import Planned

HOW_WELL = "effort-quality"
"""The quadrant of indicators that ask how well the work is done, not what came of it."""

STALE_AFTER_MONTHS = 2
LOWER, CONTEXTUAL = "lower", "contextual"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits, in words, with the list of children behind it or the name of a page to go to."""

    words: str
    children: Asked | None = None
    page: str | None = None


# ---------------------------------------------------------------- children


def children_waiting(figures: Figures, viewer: Viewer, team: str | None) -> list[Waiting]:
    """The lists with a child in them, of the team or else of the viewer's own teams and caseload.

    Last, which of them cannot be told for single teams or workers. Nothing for whoever may list all children
    and names no team: their lists are behind every figure.
    """
    reach = within(viewer, Permission.LIST_CHILDREN, team)
    months = figures.months(1)
    if reach is None or not months or (reach.everyone and team is None):
        return []
    found: list[Waiting] = []
    untold: list[Indicator] = []
    for indicator in _of_today(figures):
        try:
            found += _list_of(figures, indicator, months[0], reach)
        except NotToldBy:
            untold.append(indicator)
    return [*found, *_untold(untold)]


def _of_today(figures: Figures) -> Iterator[Indicator]:
    for indicator in figures.setting.catalogue:
        is_share = indicator.latest.measures[0].unit is Unit.PERCENT
        has_sides = indicator.quadrant == HOW_WELL and indicator.better != CONTEXTUAL
        if indicator.kind is Kind.STOCK and is_share and has_sides:
            yield indicator


def _list_of(figures: Figures, indicator: Indicator, period: Period, reach: Within) -> Iterator[Waiting]:
    """The list of those on the bad side, if there is anybody on it. Refused where nobody's rows are told."""
    measure = indicator.latest.measures[0]
    planned = figures.plan(indicator, period, None)
    if planned.reason is not None:
        return
    above, of = _counts(figures, planned, measure, reach)
    is_rest = indicator.better != LOWER
    number = of - above if is_rest else above
    if number > 0:
        part = REST if is_rest else NUMERATOR
        asked = Asked(indicator.id, period.label, measure=measure.name, part=part, team=reach.team)
        yield Waiting(f"{indicator.title}: {number} of {of}{' are not' if is_rest else ''}", asked)


def _counts(figures: Figures, planned: Planned, measure: Measure, reach: Within) -> tuple[int, int]:
    """How many within reach are above the line, and how many below it."""
    part = next(each for each in planned.parts if each.measure == measure)
    assert part.denominator is not None  # noqa: S101  a share has one
    if planned.tallies[part.numerator.tally].table != planned.tallies[part.denominator.tally].table:
        raise NotToldBy()
    places = (part.numerator, part.denominator)
    tallies = [narrowed(planned.tallies[place.tally], reach, planned.indicator) for place in places]
    answers = figures.answers(tallies)
    above, of = (
        answer.get((planned.span.label, None), (0,) * (place.aggregate + 1))[place.aggregate]
        for answer, place in zip(answers, places, strict=True)
    )
    return int(above), int(of)  # type: ignore[arg-type]


def _untold(indicators: list[Indicator]) -> Iterator[Waiting]:
    if indicators:
        titles = "; ".join(indicator.title for indicator in indicators)
        yield Waiting(f"These lists cannot be told for a single team or worker: {titles}.")


# ---------------------------------------------------------------- data and people


def data_waiting(last_day: date | None, today: date) -> list[Waiting]:
    """That the figures end more than two months ago."""
    if last_day is None or add_months(last_day, STALE_AFTER_MONTHS) >= today:
        return []
    words = f"The figures end on {in_words(last_day)}. Import what has come since."
    return [Waiting(words, page="data")]


def people_waiting(names: list[str]) -> list[Waiting]:
    """The people who may sign in and have no role."""
    if not names:
        return []
    who = "One person waits" if len(names) == 1 else f"{len(names)} people wait"
    return [Waiting(f"{who} for a role: {', '.join(names)}.", page="people")]
