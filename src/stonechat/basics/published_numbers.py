"""Numbers as published statistics print them: digits, or a sign that stands in a number's place.

Parsed here once for every file of published figures; what a figure means is not known here.
"""

from decimal import Decimal

SYMBOLS = {
    "c": "suppressed because the number is small",
    "x": "not available",
    "z": "not applicable",
    "u": "of low reliability",
    "k": "not zero, but rounds to zero",
    "low": "of low reliability",
    ":": "not available (older publications)",
}
"""Signs that stand for a number in published files. None of them is zero."""


def read_number(text: str) -> Decimal | None:
    """A number of a published file; None for an empty cell and for any of `SYMBOLS`, which are not zero.

    Thousands may be set off by commas (1,234). ValueError for any other text.
    """
    said = text.strip()
    if not said or said.lower() in SYMBOLS:
        return None
    if not _is_number(said):
        raise ValueError("neither a number nor a known symbol")
    return Decimal(said.replace(",", ""))


def _is_number(said: str) -> bool:
    whole, point, decimals = said.removeprefix("-").partition(".")
    head, *groups = whole.split(",")
    if groups and (not 1 <= len(head) <= 3 or any(len(group) != 3 for group in groups)):
        return False
    parts = [head, *groups, *([decimals] if point else [])]
    return all(part.isascii() and part.isdigit() for part in parts)
