"""In which order a file writes dates with slashes, going by those that can only be read one way.

No single date is ever turned round: a file is one or the other as a whole.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: \d{1,2}:\d{2}(?::\d{2})?)?", re.ASCII)


class DateOrder(Enum):
    """Which part of a slashed date comes first. `MIXED`: the file has clearly both, so neither is safe."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    MIXED = "mixed"


@dataclass(slots=True)
class OrderEvidence:
    """How many dates of a file can only be read in one order."""

    day_first: int = 0
    month_first: int = 0

    def see(self, text: str, times: int = 1) -> None:
        """Count a date that stands there so many times, if it can be read in one order only."""
        if found := _SLASHED.fullmatch(text):
            first, second = int(found[1]), int(found[2])
            self.day_first += times * (12 < first <= 31 and second <= 12)
            self.month_first += times * (12 < second <= 31 and first <= 12)

    @property
    def order(self) -> DateOrder:
        """The file's order; one slip in a hundred does not decide it; day first without evidence."""
        if self.month_first * 100 <= self.day_first:
            return DateOrder.DAY_FIRST
        return DateOrder.MONTH_FIRST if self.day_first * 100 <= self.month_first else DateOrder.MIXED


def order_of(columns: Iterable[Mapping[str, int]]) -> DateOrder:
    """In which order the file writes its dates. `columns`: how many times each text stands in each."""
    evidence = OrderEvidence()
    for texts in columns:
        for text, times in texts.items():
            evidence.see(text, times)
    return evidence.order
