"""Education, health and care plans of children known to social care: asked for, assessed, made, reviewed.

Nothing here decides on anything else. Dates are the true ones; `ssd_extract.py` says what its last day knows.
"""

from dataclasses import dataclass
from datetime import date
from random import Random

from stonechat.basics.dates import add_months
from stonechat.synthetic import rates
from stonechat.synthetic.chance import days_after, happens, within
from stonechat.synthetic.families import Child
from stonechat.synthetic.scale import LAST_DAY

REFUSED, AGREED, MADE = "No", "Yes", "Plan to be made"
_YOUNGEST, _OLDEST = 5, 15
_DECISION_DAYS, _ASSESSMENT_DAYS = (20, 42), (40, 75)


@dataclass(frozen=True, slots=True)
class CarePlan:
    """A request for an EHC plan and what came of it; no `started`: it was decided not to assess."""

    requested: date
    decided: date
    assessed: date | None
    started: date | None
    needs: tuple[str, ...]

    def reviewed(self, on: date) -> date | None:
        """The last yearly review by that day; the day of the plan where there was none yet."""
        if self.started is None or self.started > on:
            return None
        years = (on - self.started).days // 366
        return add_months(self.started, 12 * years)


def care_plan(chance: Random, child: Child) -> CarePlan | None:
    """The child's plan, most often of one with a disability; None for most, and for the youngest."""
    known = set(child.disabilities) - {"NONE"}
    asked = happens(chance, rates.EHC_PLAN_DISABLED if known else rates.EHC_PLAN)
    years = child.age(LAST_DAY)
    if not asked or years < _YOUNGEST or child.is_unaccompanied:
        return None
    age = within(chance, (_YOUNGEST, min(years, _OLDEST)))
    requested = days_after(child.birthday(age), within(chance, (0, 300)))
    decided = days_after(requested, within(chance, _DECISION_DAYS))
    if happens(chance, rates.EHC_REFUSED):
        return CarePlan(requested, decided, None, None, ())
    assessed = days_after(decided, within(chance, _ASSESSMENT_DAYS))
    late = within(chance, (30, 200)) if happens(chance, rates.EHC_LATE) else 0
    started = days_after(assessed, within(chance, (14, 24)) + late)
    main, second = (rates.EHC_NEEDS.draw(chance) for _ in range(2))
    return CarePlan(requested, decided, assessed, started, (main,) if main == second else (main, second))


def is_known(plan: CarePlan | None, on: date) -> bool:
    """Whether a plan is in force by that day."""
    return plan is not None and plan.started is not None and plan.started <= on
