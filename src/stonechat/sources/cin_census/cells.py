"""Texts of the census turned into typed values, once. Nothing here knows about rows or files.

Every reader takes stripped text that is not empty, and raises ValueError for what it cannot read.
"""

import re
from collections.abc import Callable
from datetime import date

from stonechat.basics.codes import CodeList, code_list
from stonechat.model.table import Column, ColumnType, Value

FIRST_YEAR, LAST_YEAR = 1901, 2100
"""Dates outside these years are what systems write for "no date" (1900-01-01, 9999-12-31) or slips."""

_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:Z|[+-]\d{2}:\d{2}|T00:00:00(?:\.0+)?Z?)?", re.ASCII)
_BOOLEANS = {"0": False, "false": False, "1": True, "true": True}

EXPECTED = {
    ColumnType.DATE: f"a date written YYYY-MM-DD, from {FIRST_YEAR} to {LAST_YEAR}",
    ColumnType.BOOLEAN: "0, 1, true or false",
    ColumnType.INTEGER: "a whole number, 0 or more",
    ColumnType.TEXT: "text",
}
"""What each type of cell must look like, in words."""

MISCODED: dict[str, dict[str, str]] = {
    "sex": {"1": "M", "2": "F", "0": "U", "9": "U"},
    "gender_current": {"M": "1", "F": "2", "U": "0"},
}
"""Codes of one list that systems write in the place of the other; read, with a warning."""

SEX_OF_GENDER = {"1": "M", "2": "F", "0": "U", "9": "U"}
"""What collections to 2024 called gender, as the sex of later ones."""


def read_date(text: str) -> date:
    """The date in ISO form; a zone, or midnight as a time, is allowed and dropped."""
    found = _DATE.fullmatch(text)
    day = date.fromisoformat(found[1]) if found else None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(EXPECTED[ColumnType.DATE])
    return day


def read_boolean(text: str) -> bool:
    """0, 1, true or false, in any case."""
    try:
        return _BOOLEANS[text.lower()]
    except KeyError:
        raise ValueError(EXPECTED[ColumnType.BOOLEAN]) from None


def read_whole_number(text: str) -> int:
    """A whole number of at most nine digits."""
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise ValueError(EXPECTED[ColumnType.INTEGER])
    return int(text)


_READERS: dict[ColumnType, Callable[[str], Value]] = {
    ColumnType.DATE: read_date,
    ColumnType.BOOLEAN: read_boolean,
    ColumnType.INTEGER: read_whole_number,
}


def reader_of(column: Column) -> Callable[[str], Value]:
    """The function that reads texts of this column; a column of codes gives the code in capitals."""
    if column.type is ColumnType.TEXT:
        return str.upper if column.codes else str
    return _READERS[column.type]


def codes_of(column: Column) -> CodeList | None:
    """The column's code list; None if it has none."""
    return code_list(column.codes) if column.codes else None


def codes_for(codes: CodeList, day: date) -> dict[str | None, Value]:
    """The codes that may be written in the census that ends on that day, each as itself.

    Sex is meant to be read in any year, because systems changed over at their own pace.
    """
    every_year = codes.name in MISCODED
    return {code.code: code.code for code in codes if every_year or code.is_valid_on(day)}
