"""Cells of published tables as exact numbers and symbols."""

from decimal import Decimal

from stonechat.basics.published_numbers import SYMBOLS, read_number
from stonechat.sources.published.received import RowFault

PLACES = 6
"""Decimal places kept; no statistic is published with more, but figures worked out by a program may be."""
_SMALLEST = Decimal(1).scaleb(-PLACES)
_LARGEST = Decimal(10) ** 12


def number_and_symbol(column: str, text: str) -> tuple[Decimal | None, str | None]:
    """The number of a cell, or the sign in its place; both None for an empty cell. Never zero for a sign.

    `RowFault` for any other text.
    """
    try:
        number = read_number(text)
    except ValueError:
        raise _no_number(column) from None
    if number is None:
        return None, (text.lower() if text.lower() in SYMBOLS else None)
    if abs(number) >= _LARGEST:
        raise _no_number(column)
    return kept(number), None


def kept(number: Decimal) -> Decimal:
    """The number with at most `PLACES` decimals."""
    return number.quantize(_SMALLEST) if -_exponent(number) > PLACES else number


def _exponent(number: Decimal) -> int:
    return int(number.as_tuple().exponent)


def _no_number(column: str) -> RowFault:
    return RowFault(
        "not_a_number",
        column,
        f"{column} holds neither a number nor a symbol that is known ({', '.join(SYMBOLS)}).",
        "Download the file again; if the publisher has a new symbol, tell the maintainers.",
    )
