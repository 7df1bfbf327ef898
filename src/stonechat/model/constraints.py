"""What the cells of one row must agree on: an end is not before its start, a count is not negative.

A reader warns of a row that breaks one, unless a check of its format's guide does, and loads it. What a
single cell must be (required, of a type, of a code list) is on its `Column`. What rows of two tables must
agree on is not here, because a reader sees one row at a time.

A blank breaks nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import ClassVar

from stonechat.model.table import Table, Value, Values
from stonechat.model.tables import TABLES


@dataclass(frozen=True, slots=True)
class NotBefore:
    """The day in `later` is the day in `earlier` or after it."""

    rule: ClassVar[str] = "dates_out_of_order"
    later: str
    earlier: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns whose cells `holds` takes."""
        return self.later, self.earlier

    def breach(self, names: Mapping[str, str]) -> str:
        """What a row that breaks it says, by the names that its file has for the columns."""
        return f"{names[self.later]} is before {names[self.earlier]}"

    def holds(self, later: Value, earlier: Value) -> bool:
        """Whether two cells agree; true where either is blank."""
        return not (isinstance(later, date) and isinstance(earlier, date) and later < earlier)

    def __str__(self) -> str:
        return f"{self.later} is not before {self.earlier}"


@dataclass(frozen=True, slots=True)
class Within:
    """The whole number in `column` is from `lowest` to `highest`, both included; None: no limit above."""

    rule: ClassVar[str] = "number_out_of_range"
    column: str
    lowest: int
    highest: int | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns whose cells `holds` takes."""
        return (self.column,)

    def breach(self, names: Mapping[str, str]) -> str:
        """What a row that breaks it says, by the names that its file has for the columns."""
        return f"{names[self.column]} is not {self._range}"

    @property
    def _range(self) -> str:
        return f"{self.lowest} " + ("or more" if self.highest is None else f"to {self.highest}")

    def holds(self, cell: Value) -> bool:
        """Whether a cell is in the range; true where it is blank."""
        if not isinstance(cell, int):
            return True
        return self.lowest <= cell and (self.highest is None or cell <= self.highest)

    def __str__(self) -> str:
        return f"{self.column} is {self._range}"


@dataclass(frozen=True, slots=True)
class OnlyWith:
    """`column` is filled only where `other` is: a reason for closure goes with a date of closure."""

    rule: ClassVar[str] = "only_with"
    column: str
    other: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns whose cells `holds` takes."""
        return self.column, self.other

    def breach(self, names: Mapping[str, str]) -> str:
        """What a row that breaks it says, by the names that its file has for the columns."""
        return f"{names[self.column]} is given without {names[self.other]}"

    def holds(self, cell: Value, other: Value) -> bool:
        """Whether the first cell is blank or the second is filled."""
        return cell is None or other is not None

    def __str__(self) -> str:
        return f"{self.column} is given only with {self.other}"


Constraint = NotBefore | Within | OnlyWith


def _spell(prefix: str, first: str = "start_date", last: str = "end_date") -> NotBefore:
    return NotBefore(prefix + last, prefix + first)


CONSTRAINTS: dict[str, tuple[Constraint, ...]] = {
    "person": (NotBefore("death_date", "dob"),),
    "address": (_spell("address_"),),
    "immigration_status": (_spell("immigration_status_"),),
    "legal_status": (_spell("legal_status_"),),
    "linked_identifiers": (NotBefore("valid_to_date", "valid_from_date"),),
    "early_help_episodes": (_spell("episode_"),),
    "cin_episodes": (
        NotBefore("close_date", "referral_date"),
        OnlyWith("close_reason", "close_date"),
        OnlyWith("close_date", "close_reason"),
    ),
    "cin_assessments": (_spell("assessment_", last="auth_date"),),
    "cin_plans": (_spell("cin_plan_"),),
    "s47_enquiry": (_spell("s47_"),),
    "cp_plans": (_spell("cp_plan_"), Within("number_of_previous_cp_plans", 0)),
    "pre_proceedings": (
        NotBefore("agree_stepdown_issue_date", "pre_proceedings_start_date"),
        Within("cp_plans_referral_period", 0),
        Within("prev_pre_proc_child", 0),
        Within("prev_care_proc_child", 0),
        Within("pre_pro_meetings_num", 0),
        Within("care_proc_court_hearings", 0),
    ),
    "cla_episodes": (
        _spell("cla_episode_", last="ceased_date"),
        NotBefore("cla_episode_start_date", "entered_care_date"),
        OnlyWith("cla_episode_ceased_reason", "cla_episode_ceased_date"),
    ),
    "cla_placement": (_spell("cla_placement_"),),
    "cla_care_plan": (_spell("cla_care_plan_"),),
    "cla_yearly_outcomes": (Within("sdq_score", 0, 40),),
    "deprivation_of_liberty": (_spell("dol_"),),
    "sdq_scores": (Within("sdq_score", 0, 40),),
    "missing": (_spell("missing_episode_"),),
    "permanence": (
        NotBefore("placed_for_adoption_date", "matched_date"),
        Within("siblings_placed_together", 0),
        Within("siblings_placed_apart", 0),
        Within("number_of_adopters", 1, 2),
    ),
    "ehcp_requests": (NotBefore("ehcp_req_outcome_date", "ehcp_req_date"),),
    "ehcp_named_plan": (NotBefore("named_plan_ceased_date", "named_plan_start_date"),),
    "sen_need": (Within("active_ehcp_need_rank", 1, 2),),
    "professionals": (Within("professional_caseload", 0),),
    "involvements": (_spell("involvement_"),),
}
"""Table -> what each of its rows must hold to. Tables not named have no such rule."""


def broken(table: Table, values: Values) -> Iterator[Constraint]:
    """The constraints that one row breaks, in the declared order. `values` are as `Table.columns`."""
    for constraint, places in _placed(table.name):
        if not constraint.holds(*[values[place] for place in places]):
            yield constraint


@cache
def _placed(table: str) -> tuple[tuple[Constraint, tuple[int, ...]], ...]:
    """Each constraint of the table with the places of its columns: looked up once, not for every row."""
    positions = TABLES[table].positions
    return tuple(
        (constraint, tuple(positions[column] for column in constraint.columns))
        for constraint in CONSTRAINTS.get(table, ())
    )
