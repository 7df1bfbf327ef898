"""Says periods as people do: `October 2025`, `at the end of October 2025`, `by month`."""

from datetime import date

from stonechat.analysis.series import Point, Series
from stonechat.basics.dates import in_words
from stonechat.basics.periods import Period, PeriodKind
from stonechat.indicators.definition import Kind

NOUNS = {
    PeriodKind.MONTH: "month",
    PeriodKind.QUARTER: "quarter",
    PeriodKind.WEEK: "week",
    PeriodKind.FINANCIAL_YEAR: "year",
    PeriodKind.SCHOOL_YEAR: "school year",
    PeriodKind.DATE: "day",
    PeriodKind.TWELVE_MONTHS: "month",  # twelve months to the end of each month
}

_YEARS = (PeriodKind.FINANCIAL_YEAR, PeriodKind.SCHOOL_YEAR)


def every(series: Series) -> str:
    """What one point of the series is: `month`, `year`, `event`."""
    if series.between is not None:
        return "event"
    return NOUNS[series.points[-1].period.kind] if series.points else "month"


def span(series: Series) -> str:
    """The first and last period: `April 2023 to October 2025`."""
    if not series.points:
        return "no time"
    first, last = (period_in_words(series.points[place].period) for place in (0, -1))
    return first if first == last else f"{first} to {last}"


def when(series: Series, period: Period) -> str:
    """The period with its preposition, as the series counts in it: `in October 2025`."""
    said = period_in_words(period)
    if series.between is not None or period.kind is PeriodKind.DATE:
        return f"on {said}"
    if series.kind is Kind.ROLLING and period.kind not in _YEARS:
        return f"in the twelve months to {month_in_words(period.last)}"
    return f"at the end of {said}" if series.kind is Kind.STOCK else f"in {said}"


def period_in_words(period: Period) -> str:
    """The period as people say it: `October 2025`, `2024-25`, `July to September 2025`."""
    match period.kind:
        case PeriodKind.MONTH:
            return month_in_words(period.last)
        case PeriodKind.QUARTER:
            return f"{month_in_words(period.first).split()[0]} to {month_in_words(period.last)}"
        case PeriodKind.TWELVE_MONTHS:
            return f"the twelve months to {month_in_words(period.last)}"
        case PeriodKind.DATE | PeriodKind.WEEK:
            return f"{'the week of ' * (period.kind is PeriodKind.WEEK)}{in_words(period.first)}"
        case _:
            return f"{'school year ' * (period.kind is PeriodKind.SCHOOL_YEAR)}{period.label[2:]}"


def month_in_words(day: date) -> str:
    """The month of the day: `October 2025`."""
    return in_words(day).split(" ", 1)[1]


def short_month(day: date) -> str:
    """The month of the day where there is little room: `Oct 2025`."""
    name, year = month_in_words(day).split()
    return f"{name[:3]} {year}"


def short_day(day: date) -> str:
    """The day where there is little room: `3 Oct 2025`."""
    return f"{day.day} {short_month(day)}"


def short_period(point: Point) -> str:
    """The point's period where there is little room: `Oct 2025`, `2024-25`."""
    match point.period.kind:
        case PeriodKind.MONTH | PeriodKind.TWELVE_MONTHS:
            return short_month(point.period.last)
        case PeriodKind.QUARTER:
            return f"{short_month(point.period.first)[:3]} to {short_month(point.period.last)}"
        case PeriodKind.DATE | PeriodKind.WEEK:
            return short_day(point.period.first)
        case _:
            return period_in_words(point.period)
