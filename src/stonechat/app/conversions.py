"""Published conversions of one year, ours beside the statistical neighbours': two counts divided.

The neighbours' figures are counts of one year, so ours are too: those by period, never by cohort. Called by
`flow.py`; the single indicators beside what is published are `benchmark.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from stonechat.analysis.neighbours import Neighbour, against_neighbours
from stonechat.analysis.places import Place
from stonechat.analysis.words_of_places import of_neighbours
from stonechat.analysis.words_of_time import period_in_words
from stonechat.app.council import Council
from stonechat.app.flows import Conversion
from stonechat.app.gate import GatedFigures
from stonechat.app.published_tables import Around, PublishedTable, published_table, whose_places
from stonechat.basics.authorities import authorities
from stonechat.basics.periods import parse_period
from stonechat.basics.problems import Refused
from stonechat.indicators.measure import Unit, ratio

ENGLAND_CODE = "E92000001"


@dataclass(frozen=True, slots=True)
class _Count:
    """A count as published (table and column) and as ours (indicator and measure)."""

    table: str
    column: str
    indicator: str
    measure: str


REFERRALS = _Count("referrals", "referrals", "FD16", "referrals")
ASSESSMENTS = _Count("assessments", "assessments_completed", "AS16", "assessments")
ENQUIRIES = _Count("enquiries_and_conferences", "section47", "CP32", "enquiries")
CONFERENCES = _Count("enquiries_and_conferences", "icpc", "CP33", "conferences")
PLANS = _Count("protection_plans", "cpp_start", "CP34", "plans")

PAIRS = (
    ("Assessments completed for each 100 referrals", ASSESSMENTS, REFERRALS),
    ("Section 47 enquiries for each 100 assessments", ENQUIRIES, ASSESSMENTS),
    ("Conferences for each 100 enquiries", CONFERENCES, ENQUIRIES),
    ("Plans started for each 100 conferences", PLANS, CONFERENCES),
)
"""What is divided by what; the title of each."""


def conversions(council: Council, figures: GatedFigures) -> tuple[Conversion, ...]:
    """Each conversion of the last year in which both counts are published; none without neighbours."""
    around = whose_places(council)
    if not around.neighbours or around.model_year is None:
        return ()
    name = council.settings.authority.name or "This authority"
    found = (_conversion(council, figures, around, name, *pair) for pair in PAIRS)
    return tuple(each for each in found if each is not None)


def _conversion(  # noqa: PLR0917 - each is a different thing that it is made of
    council: Council,
    figures: GatedFigures,
    around: Around,
    name: str,
    title: str,
    above: _Count,
    below: _Count,
) -> Conversion | None:
    tables = published_table(council.folder, above.table), published_table(council.folder, below.table)
    top, bottom = tables
    if top is None or bottom is None or not (years := sorted({*top.periods} & {*bottom.periods})):
        return None
    year = years[-1]
    us = Place(around.authority, name, *_ours(figures, above, below, year))
    near = [
        Neighbour(_published(top, bottom, above, below, year, code), closeness)
        for code, closeness in around.neighbours
    ]
    england = _published(top, bottom, above, below, year, ENGLAND_CODE)
    against = against_neighbours(us, near, around.model_year or 0, england)
    span = period_in_words(parse_period(year))
    return Conversion(title, span, against, of_neighbours(against, Unit.PERCENT))


def _ours(
    figures: GatedFigures, above: _Count, below: _Count, year: str
) -> tuple[int | None, int | None, Decimal | None]:
    """Our two counts of the year and what they make; none where one is hidden or not held."""
    counts = [_count(figures, each, year) for each in (above, below)]
    if counts[0] is None or not counts[1]:
        return None, None, None
    return counts[0], counts[1], ratio(Unit.PERCENT, *counts)


def _count(figures: GatedFigures, each: _Count, year: str) -> int | None:
    try:
        values = figures.values(figures.setting.catalogue[each.indicator], parse_period(year))
    except Refused:
        return None  # a definition of the authority's own begins later
    return next(
        (int(value.numerator) for value in values if _is(value.measure, each) and value.numerator), None
    )


def _is(measure: str, each: _Count) -> bool:
    return measure == each.measure


def _published(  # noqa: PLR0917 - each is a different thing that it is made of
    top: PublishedTable, bottom: PublishedTable, above: _Count, below: _Count, year: str, code: str
) -> Place:
    known = authorities().get(code)
    name = known.name if known else "England"
    counts = list(_numbers(((top, above), (bottom, below)), year, code))
    if len(counts) < 2 or not counts[1]:
        return Place(code, name)
    return Place(code, name, counts[0], counts[1], ratio(Unit.PERCENT, counts[0], counts[1]))


def _numbers(asked: tuple[tuple[PublishedTable, _Count], ...], year: str, code: str) -> Iterator[int]:
    """The published counts; fewer where one is a symbol or not published for the place alone."""
    for table, each in asked:
        found = table.at(year, code)
        number = found[0].get((None, each.column), (None, None))[0] if found and found[1] is None else None
        if number is not None:
            yield int(number)
