"""Texts of the return turned into typed values, once. Nothing here knows about rows or files.

Every reader takes stripped text that is not empty, and raises ValueError for what it cannot read. Dates
are dd/mm/yyyy; ISO dates are never ambiguous and always read. A file written month first is read so
only if it is so as a whole (`order_of`): no single row is ever turned round.
"""

import re
from collections.abc import Callable
from datetime import date

from stonechat.basics.codes import CodeList, code_list
from stonechat.model.table import Column, ColumnType, Value
from stonechat.sources.date_order import DateOrder

FIRST_YEAR, LAST_YEAR = 1901, 2100
"""Dates outside these years are what systems write for "no date" (1900-01-01, 9999-12-31) or slips."""

_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: 00:00(?::00)?)?", re.ASCII)
_PARTIAL = re.compile(r"(\d\d|zz)/(\d\d|zz)/(\d{4}|zzzz)", re.ASCII)
_WHOLE_AS_DECIMAL = re.compile(r"(\d+)\.0+", re.ASCII)
_DIGITS = re.compile(r"[0-9]{1,9}")
_SHORTENED = re.compile(r"\d(\.\d+)?E\+\d+")
_BOOLEANS = {"0": False, "false": False, "1": True, "true": True}
SEX_CODES = {"1": "M", "2": "F"}
"""What returns to 2024 wrote for sex."""

EXPECTED = {
    ColumnType.DATE: f"a date written dd/mm/yyyy, from {FIRST_YEAR} to {LAST_YEAR}",
    ColumnType.BOOLEAN: "0 or 1",
    ColumnType.INTEGER: "a whole number, 0 or more",
    ColumnType.TEXT: "text as it should be (a number turned into 1E+05 by Excel is lost)",
}
"""What each type of cell must look like, in words."""


def read_date(text: str, order: DateOrder = DateOrder.DAY_FIRST) -> date:
    """The date; midnight as a time is allowed and dropped."""
    if slashed := _SLASHED.fullmatch(text):
        parts = int(slashed[1]), int(slashed[2])
        day, month = parts if order is not DateOrder.MONTH_FIRST else parts[::-1]
        found = date(int(slashed[3]), month, day)
    else:
        iso = _ISO.fullmatch(text)
        if iso is None:
            raise ValueError(EXPECTED[ColumnType.DATE])
        found = date.fromisoformat(iso[1])
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(EXPECTED[ColumnType.DATE])
    return found


def read_boolean(text: str) -> bool:
    """0, 1, true or false, in any case; 1.0 is what a number column makes of 1."""
    try:
        return _BOOLEANS[whole(text).lower()]
    except KeyError:
        raise ValueError(EXPECTED[ColumnType.BOOLEAN]) from None


def read_whole_number(text: str) -> int:
    """A whole number of at most nine digits."""
    found = whole(text)
    if not _DIGITS.fullmatch(found):
        raise ValueError(EXPECTED[ColumnType.INTEGER])
    return int(found)


def read_text(text: str) -> str:
    """The text; 456.0 is what a number column makes of 456. ValueError for a number shortened by Excel."""
    if "E+" in text and _SHORTENED.fullmatch(text):
        raise ValueError(EXPECTED[ColumnType.TEXT])
    return whole(text)


def read_sex(text: str) -> str:
    """M, F, U, or the codes of returns to 2024."""
    return SEX_CODES.get(whole(text), text.upper())


def read_partial_date(text: str) -> str:
    """A date whose day, month or year may be zz, as dd/mm/yyyy; whole ones may be in ISO form."""
    lowered = text.lower()
    if _PARTIAL.fullmatch(lowered) and "zz" in lowered:
        return lowered
    return written_date(read_date(text))


def written_date(day: date) -> str:
    """The date as the return writes it."""
    return f"{day:%d/%m}/{day.year:04}"


def whole(text: str) -> str:
    """The text without the .0 that a number column puts after whole numbers."""
    found = _WHOLE_AS_DECIMAL.fullmatch(text) if ".0" in text else None
    return found[1] if found else text


_READERS: dict[ColumnType, Callable[[str], Value]] = {
    ColumnType.BOOLEAN: read_boolean,
    ColumnType.INTEGER: read_whole_number,
    ColumnType.TEXT: read_text,
}


def reader_of(column: Column, order: DateOrder, *, partial: bool = False) -> Callable[[str], Value]:
    """The function that reads texts of this column; a column of codes gives the code in capitals."""
    if partial:
        return read_partial_date
    if column.codes == "sex":
        return read_sex
    if column.codes:
        return lambda text: whole(text).upper()
    if column.type is ColumnType.DATE:
        return lambda text: read_date(text, order)
    return _READERS[column.type]


def codes_of(column: Column) -> CodeList | None:
    """The column's code list; None if it has none."""
    return code_list(column.codes) if column.codes else None


def codes_for(codes: CodeList, day: date) -> frozenset[str]:
    """The codes that may be written in the return that ends on that day; sex is read in any year."""
    every_year = codes.name == "sex"
    return frozenset(code.code for code in codes if every_year or code.is_valid_on(day))
