"""Every derivation with its SQL and its twin, in the order of `model.derived.DERIVATIONS`.

To add one: declare it there, write a module here with `sql` and `naive`, name it in `MODULES`, and give
it a truth table in `tests/spec`; tests fail until all of these agree.
"""

from types import ModuleType

from stonechat.engines.derivations import (
    age,
    allocated,
    assessment_working_days,
    conference_working_days,
    counted_until,
    days_open,
    episode,
    period_of_care,
    person,
    placement,
    placements_in_year,
    plan_number,
    previous_referral,
    referral_outcome,
    review_gap,
    s47_to_conference,
)
from stonechat.engines.derivations.recipe import Recipe
from stonechat.model.derived import DERIVATIONS, Derivation

MODULES: dict[str, ModuleType] = {
    "person": person,
    "episode": episode,
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
}
"""The module of each derivation's name. Each has `sql(dialect, table)` and `naive(tables, table)`."""


def _recipe(declaration: Derivation) -> Recipe:
    module = MODULES[declaration.name]
    return Recipe(declaration, module.sql, module.naive)


RECIPES: tuple[Recipe, ...] = tuple(_recipe(declaration) for declaration in DERIVATIONS)
"""In an order in which each uses only base columns and those above it."""
