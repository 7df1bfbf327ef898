"""How large the made-up authority is, and which years it covers. No clock: it ends on a fixed day.

The census and the return on looked-after children come once a year, for each of `years`. The standard
data set reaches back six years from the last day. Children who came long before are drawn too, so that
those still here on the first day are all kinds, not only new ones.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from stonechat.basics.dates import add_months

AUTHORITY = "998"  # no authority in England has this code
NAME = "Stonechat Demo Council (made up)"
LAST_DAY = date(2026, 3, 31)
LONG_AGO = date(2008, 4, 1)
"""The first referral of all: few who came into care before it are still there when the data begin."""
MOST_YEARS = 7
MEDIAN_POPULATION = 62_500
"""Children aged 0 to 17 in England's median authority (mid-2024)."""
STEP_MONTH = 19
STEP_FALL = 0.885
"""The new front-door rule of month 19: so many referrals come after it, for each one before."""
_EXTRACT_MONTHS = 72
_WARM_UP_MONTHS = 36


@dataclass(frozen=True)
class Scale:
    """An authority of `children` aged 0 to 17 over `years`, from one `seed`. ValueError if there is none."""

    children: int
    years: int
    seed: int

    def __post_init__(self) -> None:
        if not 1 <= self.years <= MOST_YEARS:
            raise ValueError(f"years must be from 1 to {MOST_YEARS}")
        if self.children < 1:
            raise ValueError("children must be 1 or more")

    @property
    def size(self) -> float:
        """How many times the median authority it is."""
        return self.children / MEDIAN_POPULATION

    @cached_property
    def first_day(self) -> date:
        """First day of the first census."""
        return date(LAST_DAY.year - self.years, 4, 1)

    @cached_property
    def extract_first(self) -> date:
        """First day of the six years of the standard data set."""
        return date(LAST_DAY.year - _EXTRACT_MONTHS // 12, 4, 1)

    @cached_property
    def full_from(self) -> date:
        """From here on every family is drawn; before, only those whose children may stay for years."""
        return max(LONG_AGO, add_months(min(self.first_day, self.extract_first), -_WARM_UP_MONTHS))

    @property
    def collection_years(self) -> tuple[int, ...]:
        """The years of the returns, each ending on its 31 March."""
        return tuple(range(self.first_day.year + 1, LAST_DAY.year + 1))

    @cached_property
    def step_day(self) -> date:
        """First day of the new front-door rule; after the last day where the years are too few."""
        return add_months(self.first_day, STEP_MONTH - 1)

    @cached_property
    def level_before(self) -> float:
        """Demand before the step, so that the years together have England's rate."""
        months = self.years * 12
        before = min(STEP_MONTH - 1, months)
        return months / (before + STEP_FALL * (months - before))

    def demand(self, day: date) -> float:
        """Referrals on that day compared with England's rate."""
        return self.level_before * (STEP_FALL if day >= self.step_day else 1)
