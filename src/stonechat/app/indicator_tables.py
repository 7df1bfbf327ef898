"""The tables of an indicator's page as files: for the same viewer, through the same gate."""

from collections.abc import Iterator
from enum import StrEnum
from fractions import Fraction

from stonechat.analysis.disclosure import HIDDEN
from stonechat.analysis.judged import JudgedPoint
from stonechat.analysis.series import Point
from stonechat.app.comparisons import ComparedGroup
from stonechat.app.council import Council, london_now
from stonechat.app.indicator_page import Asked, IndicatorPage, OverTime, indicator_page
from stonechat.app.permissions import Viewer
from stonechat.app.tables import About, Cell, ColumnKind, Heading, Marking, TableToDownload
from stonechat.basics.problems import wrong_use
from stonechat.indicators.measure import Reason, Value, rounded
from stonechat.indicators.schema import nearest


class Which(StrEnum):
    """The tables of the page."""

    OVER_TIME = "over-time"
    MONTH_BY_MONTH = "month-by-month"
    SPLIT = "split"


_NUMBER, _DATE = ColumnKind.NUMBER, ColumnKind.DATE
_TIME = (
    Heading("Period"),
    Heading("First day", _DATE),
    Heading("Last day", _DATE),
    Heading("Value", _NUMBER),
    Heading("Numerator", _NUMBER),
    Heading("Denominator", _NUMBER),
    Heading("Why no value"),
    Heading("Centre", _NUMBER),
    Heading("Lower limit", _NUMBER),
    Heading("Upper limit", _NUMBER),
    Heading("Reading"),
)
_SPLIT = (
    Heading("Group"),
    Heading("Value", _NUMBER),
    Heading("Numerator", _NUMBER),
    Heading("Denominator", _NUMBER),
    Heading("Why no value"),
    Heading("Lower end of 95% interval", _NUMBER),
    Heading("Upper end of 95% interval", _NUMBER),
    Heading("Read with the others", _NUMBER),
    Heading("Times all others", _NUMBER),
)


def indicator_table(
    council: Council, viewer: Viewer, indicator_id: str, asked: Asked, which: str
) -> TableToDownload:
    """One table of the page, ready to be written. Refused as the page is, and for a table that it lacks."""
    page = indicator_page(council, viewer, indicator_id, asked)
    if which == Which.SPLIT and page.split and page.split.compared:
        rows = tuple(_group(one) for one in page.split.compared.groups)
        caption = f"{_title(page)}, by {page.split.title}, {page.period.label}"
        return TableToDownload(caption, _subject(page, which), _SPLIT, rows, _about(page, viewer))
    shown = dict(zip((Which.OVER_TIME, Which.MONTH_BY_MONTH), reversed(page.over_time), strict=False))
    if which not in shown:
        what = f"{page.indicator.id} has no table {which} here."
        raise wrong_use(what, nearest(which, [*shown]), "unknown_table")
    series = shown[Which(which)]
    caption = f"{_title(page)}, {page.scope.name}"
    return TableToDownload(
        caption, _subject(page, which), _TIME, tuple(_points(series)), _about(page, viewer)
    )


def _subject(page: IndicatorPage, which: str) -> tuple[str, ...]:
    return (page.indicator.id, which, page.period.label)


def _about(page: IndicatorPage, viewer: Viewer) -> About:
    hidden = ((HIDDEN, page.notice),) if page.notice else ()
    return About(
        authority=page.authority,
        snapshot=page.made.valued.snapshot,
        catalogue=page.made.valued.catalogue,
        data_to=page.data_to,
        made_by=viewer.name,
        made_at=london_now(),
        marking=Marking.OFFICIAL if page.notice else Marking.SENSITIVE,
        others=(("Unit", str(page.measure.unit)), *hidden),
    )


def _title(page: IndicatorPage) -> str:
    several = len(page.indicator.latest.measures) > 1
    title = f"{page.indicator.id} {page.indicator.title}"
    return f"{title}: {page.measure.title}" if several else title


def _points(series: OverTime) -> Iterator[tuple[Cell, ...]]:
    for each in series.judgement.judged.points:
        point = each.point
        yield (
            point.period.label,
            point.period.first,
            point.period.last,
            *_numbers(point),
            *(_tenths(line) for line in (each.centre, each.lower, each.upper)),
            _reading(each),
        )


def _reading(each: JudgedPoint) -> str:
    return "no data" if each.point.value is None else str(each.variation)


def _group(one: ComparedGroup) -> tuple[Cell, ...]:
    interval, ratio = one.interval, one.disparity
    return (
        one.name,
        *_numbers(one.value),
        _tenths(interval.lower if interval else None),
        _tenths(interval.upper if interval else None),
        _tenths(one.shrunk.value if one.shrunk else None),
        _hundredths(ratio.ratio if ratio else None),
    )


def _numbers(of: Value | Point) -> tuple[Cell, ...]:
    """Value, numerator, denominator, and why there is no value: all hidden where it is."""
    if of.reason is Reason.SUPPRESSED:
        return (HIDDEN, HIDDEN, HIDDEN, str(of.reason))
    return (of.value, of.numerator, of.denominator, str(of.reason) if of.reason else "")


def _tenths(number: float | None) -> Cell:
    return None if number is None else rounded(Fraction(str(number)), 1)


def _hundredths(number: float | None) -> Cell:
    return None if number is None else rounded(Fraction(str(number)), 2)
