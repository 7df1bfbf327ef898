"""Publishers' labels for a time, as the periods that we write."""

from datetime import date

from stonechat.basics.periods import financial_year, on_day, school_year

FINANCIAL, SEPTEMBER, MID_YEAR = "financial", "september", "mid_year"
EARLIEST, LATEST = 1990, 2100


def period_of(time_period: str, time_identifier: str, reporting_year: str) -> str | None:
    """The label of the period that a row's two time columns name; None if they name none that is known.

    A reporting year of four digits is the year in which it ends: 2024 is FY2023-24, or the census or the
    estimate of that year, as `reporting_year` says of the table. Two years together (202324) are themselves.
    """
    identifier = time_identifier.strip().lower()
    if not (time_period.isascii() and time_period.isdigit()):
        return None
    if len(time_period) == len("2024") and identifier in ("reporting year", "calendar year"):
        return _ending_in(int(time_period), reporting_year)
    if len(time_period) == len("202324") and identifier in ("financial year", "academic year"):
        return _two_years(int(time_period[:4]), int(time_period[4:]), identifier)
    return None


def _ending_in(year: int, reporting_year: str) -> str | None:
    if not EARLIEST <= year <= LATEST:
        return None
    if reporting_year == SEPTEMBER:
        return on_day(date(year, 9, 30)).label
    if reporting_year == MID_YEAR:
        return on_day(date(year, 6, 30)).label
    return financial_year(year - 1).label


def _two_years(start: int, end: int, identifier: str) -> str | None:
    if not EARLIEST <= start <= LATEST or end != (start + 1) % 100:
        return None
    return (financial_year if identifier == "financial year" else school_year)(start).label
