"""The order of rows that have one key in a return: by how long what they tell of lasts."""

from collections.abc import Iterable
from datetime import date

from stonechat.model.table import Value


def longest_first(end: Value, said: Iterable[Value]) -> tuple[int, list[str]]:
    """What to sort rows by: what goes on (a blank end) first, then what ends last, then all that is said.

    Next year's return holds only those that went on. So the first of them, which alone has no number in its
    id, is the one that can come again, and a row that has ended never takes its place.
    """
    last = end if isinstance(end, date) else date.max
    return -last.toordinal(), [repr(cell) for cell in said]
