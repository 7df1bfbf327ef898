"""Every derivation with its SQL and its twin, in the order of `model.derived.DERIVATIONS`.

To add one: declare it there, write a module here with `sql` and `naive`, name it in `MODULES`, and give
it a truth table in `tests/spec`; tests fail until all of these agree.
"""

from types import ModuleType

from stonechat.engines.derivations import (
    adoption_times,
    age,
    agency,
    allocated,
    assessment_working_days,
    conference_working_days,
    counted_until,
    days_open,
    episode,
    last_visit,
    next_event,
    period_of_care,
    person,
    placement,
    placements_in_year,
    plan_number,
    previous_event,
    previous_referral,
    referral_outcome,
    return_to_care,
    review_gap,
    reviews_on_time,
    s47_to_conference,
    spell,
    workers_in_year,
    year_end,
)
from stonechat.engines.derivations.recipe import Recipe
from stonechat.model.derived import DERIVATIONS, Derivation

MODULES: dict[str, ModuleType] = {
    "person": person,
    "episode": episode,
    "agency": agency,
    "age": age,
    "allocated": allocated,
    "counted_until": counted_until,
    "previous_referral": previous_referral,
    "referral_outcome": referral_outcome,
    "days_open": days_open,
    "assessment_working_days": assessment_working_days,
    "s47_to_conference": s47_to_conference,
    "conference_working_days": conference_working_days,
    "plan_number": plan_number,
    "review_gap": review_gap,
    "period_of_care": period_of_care,
    "placement": placement,
    "placements_in_year": placements_in_year,
    "adoption_times": adoption_times,
    "last_visit": last_visit,
    "next_event": next_event,
    "previous_event": previous_event,
    "return_to_care": return_to_care,
    "reviews_on_time": reviews_on_time,
    "spell": spell,
    "workers_in_year": workers_in_year,
    "year_end": year_end,
}
"""The module of each derivation's name. Each has `sql(dialect, table)` and `naive(tables, table)`."""


def _recipe(declaration: Derivation) -> Recipe:
    module = MODULES[declaration.name]
    return Recipe(declaration, module.sql, module.naive)


RECIPES: tuple[Recipe, ...] = tuple(_recipe(declaration) for declaration in DERIVATIONS)
"""In an order in which each uses only base columns and those above it."""
