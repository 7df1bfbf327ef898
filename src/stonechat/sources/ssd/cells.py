"""Texts of SSD turned into typed values, once, and values turned into texts. Nothing here knows about rows.

Every reader takes a text that `is_blank` does not know, and raises ValueError for what it cannot read.
SSD holds days as datetimes: the day counts, and of a time with a zone the day that it was in London. Yes and
no are Y and N. Dates with slashes are day first, as SQL Server in England writes them.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from stonechat.model.table import Column, ColumnType, Value

FIRST_YEAR, LAST_YEAR = 1901, 2100
"""Dates outside these years are what systems write for "no date" (9999-12-31) or slips."""

LONDON = ZoneInfo("Europe/London")
NO_VALUE = frozenset({"", "NULL", "PLACEHOLDER_DATA"})
"""What stands for nothing: SQL Server's word when it is saved as text, and SSD's for what is to come."""

_NO_DATE = "1900-01-01"
"""What SQL Server makes of an empty text that is put into a date."""

_ISO = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?)?",
    re.ASCII,
)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: \d{1,2}:\d{2}(?::\d{2})?)?", re.ASCII)
_WHOLE_AS_DECIMAL = re.compile(r"(-?\d+)\.0+", re.ASCII)
_YES = frozenset({"y", "yes", "1", "true", "t"})
_NO = frozenset({"n", "no", "0", "false", "f"})
_FORMULA = re.compile(r"'*[=+@\-\t\r]")
_GUARDED = re.compile(r"'+[=+@\-\t\r]")

EXPECTED = {
    ColumnType.DATE: f"a date written YYYY-MM-DD or dd/mm/yyyy, from {FIRST_YEAR} to {LAST_YEAR}",
    ColumnType.BOOLEAN: "Y or N",
    ColumnType.INTEGER: "a whole number, 0 or more",
    ColumnType.DECIMAL: "a number, 0 or more",
    ColumnType.TEXT: "text",
}
"""What each type of cell must look like, in words."""


def is_blank(column: Column, text: str) -> bool:
    """Whether a stripped text stands for nothing in that column."""
    return text in NO_VALUE or (column.type is ColumnType.DATE and text.startswith(_NO_DATE))


def read_date(text: str) -> date:
    """The day, in London if the text has a zone."""
    if slashed := _SLASHED.fullmatch(text):
        found = date(int(slashed[3]), int(slashed[2]), int(slashed[1]))
    elif iso := _ISO.fullmatch(text):
        found = _day_in_london(iso) if iso[5] else date.fromisoformat(iso[1])
    else:
        raise ValueError(EXPECTED[ColumnType.DATE])
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(EXPECTED[ColumnType.DATE])
    return found


def _day_in_london(iso: re.Match[str]) -> date:
    day = date.fromisoformat(iso[1])
    moment = datetime(day.year, day.month, day.day, int(iso[2]), int(iso[3]), tzinfo=_zone(iso[5]))
    return moment.astimezone(LONDON).date()


def _zone(text: str) -> timezone:
    if text == "Z":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:] if len(text) > 3 else 0)
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def read_flag(text: str) -> bool:
    """Y or N, or another word or digit for yes and no, in any case."""
    word = whole(text).lower()
    if word not in _YES | _NO:
        raise ValueError(EXPECTED[ColumnType.BOOLEAN])
    return word in _YES


def read_whole_number(text: str) -> int:
    """A whole number of at most nine digits; 3.0 is what a number column makes of 3."""
    if not re.fullmatch(r"[0-9]{1,9}", whole(text)):
        raise ValueError(EXPECTED[ColumnType.INTEGER])
    return int(whole(text))


def read_amount(text: str) -> Decimal:
    """A number with at most six decimals kept, never a float."""
    try:
        found = Decimal(text)
        kept = found.quantize(Decimal("0.000001")) if found.is_finite() else None
    except InvalidOperation:
        kept = None
    if kept is None or kept < 0 or kept >= 10**12:
        raise ValueError(EXPECTED[ColumnType.DECIMAL])
    return found if -6 <= int(found.as_tuple().exponent) <= 0 else kept


def whole(text: str) -> str:
    """The text without the .0 that a number column puts after whole numbers."""
    found = _WHOLE_AS_DECIMAL.fullmatch(text)
    return found[1] if found else text


_READERS: dict[ColumnType, Callable[[str], Value]] = {
    ColumnType.DATE: read_date,
    ColumnType.BOOLEAN: read_flag,
    ColumnType.INTEGER: read_whole_number,
    ColumnType.DECIMAL: read_amount,
    ColumnType.TEXT: str,
}


def reader_of(column: Column) -> Callable[[str], Value]:
    """The function that reads texts of this column; a column of codes gives the code in capitals."""
    return (lambda text: whole(text).upper()) if column.codes else _READERS[column.type]


def written(value: Value) -> str:
    """The text of one cell as SSD has it; a day without a time, a blank as nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Y" if value else "N"
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def guarded(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula: an apostrophe before a sign that begins one.

    A text that has apostrophes there already gets one more, so that `unguarded` gives every text back.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """The text without the apostrophe that `guarded` puts before it."""
    return text[1:] if text.startswith("'") and _GUARDED.match(text) else text
