"""What rows of other tables say: whose a row is that does not name its child, and what an episode lacks.

Only what is joined is held: ids of what other rows point to, and the spells of placements and legal
statuses. It is gathered while the files are looked at, before any row is made.

The rules. An episode of care has the legal status in force on its first day, and the placement that it
names, or else the one in force on its first day; of several the one that began last. In force means begun
on or before that day, and ended on it, later or not at all. So it is with its home postcode and addresses
that are homes, but that the day on which the child left an address is none of it. A child has the pupil
numbers among its linked identifiers. The reason for moving on goes to the episode
that ends on the day on which the placement does. A review of care is of the child of its period of care.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from stonechat.model.table import Table, Value
from stonechat.model.tables import TABLES
from stonechat.sources.ssd.pupil_numbers import PupilNumbers
from stonechat.sources.ssd.spells import is_home

PERIOD_OF_CARE = "period of care"
"""Not a table of SSD, but its `cla_id` is pointed to."""

_TEAMS = ("referral_team", "assessment_team", "cin_plan_team", "s47_completed_by_team", "icpc_team",
          "care_leaver_allocated_team", "professional_team", "team_parent_id")  # fmt: skip
_WORKERS = ("episode_worker_id", "referral_worker_id", "assessment_worker_id", "cin_plan_worker_id",
            "s47_completed_by_worker_id", "icpc_worker_id", "care_leaver_worker_id", "adoption_worker_id",
            "professional_id")  # fmt: skip
_ROWS = {
    "referral_id": "cin_episodes",
    "assessment_id": "cin_assessments",
    "s47_enquiry_id": "s47_enquiry",
    "icpc_id": "initial_cp_conference",
    "cp_plan_id": "cp_plans",
    "cla_placement_id": "cla_placement",
    "send_table_id": "send",
    "ehcp_request_id": "ehcp_requests",
    "ehcp_asmt_id": "ehcp_assessment",
    "active_ehcp_id": "ehcp_active_plans",
    "cla_id": PERIOD_OF_CARE,
    "person_id": "person",
    "childs_person_id": "person",
}
_POINTS_TO = _ROWS | dict.fromkeys(_TEAMS, "department") | dict.fromkeys(_WORKERS, "professionals")


def pointers(table: Table) -> dict[str, str]:
    """The columns of a table that hold the id of a row elsewhere, with that table."""
    own = {"cla_id"} if table.name == "cla_episodes" else {table.key[-1]} & {ID_OF.get(table.name)}
    return {
        column.name: _POINTS_TO[column.name]
        for column in table
        if column.ssd and column.name in _POINTS_TO and column.name not in own
    }


ID_OF = {
    table.name: table.key[-1]
    for table in TABLES.values()
    if table.name in {*_POINTS_TO.values()} and table.ssd
}
"""The column of each table that others point to."""

OWNER = {
    "assessment_factors": "assessment_id",
    "ehcp_requests": "send_table_id",
    "ehcp_assessment": "ehcp_request_id",
    "ehcp_named_plan": "ehcp_asmt_id",
    "ehcp_active_plans": "ehcp_request_id",
    "sen_need": "active_ehcp_id",
    "cla_reviews": "cla_id",
}
"""The tables whose rows do not name their child, and the column that leads to it."""


LEADING = frozenset(
    {*(_POINTS_TO[column] for column in OWNER.values()), "cla_episodes", "cla_placement"} - {PERIOD_OF_CARE}
)
"""The tables whose rows lead to the child of others."""


class Spell(NamedTuple):
    """A placement or legal status of one child, with the values that an episode takes from it."""

    start: date
    end: date | None
    values: tuple[Value, ...]

    def is_in_force(self, day: date) -> bool:
        """Begun on or before the day, and ended on it, later or not at all."""
        return self.start <= day and (self.end is None or self.end >= day)


PLACEMENT_VALUES = (
    "cla_placement_type",
    "cla_placement_provider",
    "cla_placement_postcode",
    "cla_placement_urn",
    "cla_placement_distance",
    "cla_placement_change_reason",
)
_EPISODE_VALUES = (
    "placement_type",
    "placement_provider",
    "placement_postcode",
    "placement_urn",
    "placement_distance",
)


@dataclass(slots=True)
class Links:
    """What was gathered. `tables`: those that the extract has, by our names, and `PERIOD_OF_CARE`.

    `leads_to`: by table and id, the child, or the id of the row that leads on to the child. `rejected`: by
    table, ids of rows that were not loaded, noted while rows are made, parents first.
    """

    tables: set[str] = field(default_factory=set)
    leads_to: dict[str, dict[str, str]] = field(default_factory=dict)
    placements: dict[str, Spell] = field(default_factory=dict)
    placements_of: dict[str, list[Spell]] = field(default_factory=dict)
    statuses_of: dict[str, list[Spell]] = field(default_factory=dict)
    homes_of: dict[str, list[Spell]] = field(default_factory=dict)
    pupil_numbers: PupilNumbers = field(default_factory=PupilNumbers)
    rejected: dict[str, set[Value]] = field(default_factory=dict)

    def note(self, table: Table, cells: Mapping[str, Any]) -> None:
        """Take from a row what others will ask for. `cells` are its values by column, blanks left out."""
        owner = cells.get(OWNER.get(table.name, "person_id"), "")
        if table.name in ID_OF and (own := cells.get(ID_OF[table.name])):
            self.leads_to.setdefault(table.name, {}).setdefault(own, owner)
        if table.name in ("cla_episodes", "cla_placement") and "cla_id" in cells:
            self._note_period(cells["cla_id"], owner, is_first=table.name == "cla_episodes")
        if table.name == "cla_placement":
            self._note_placement(owner, cells)
        if table.name == "legal_status":
            self._note_status(owner, cells)
        if table.name == "address" and is_home(cells.get("address_type")):
            self._note_home(owner, cells)
        if table.name == "linked_identifiers":
            self.pupil_numbers.note(cells)

    def _note_period(self, period: str, owner: str, *, is_first: bool) -> None:
        """Episodes say whose a period of care is; a placement does where no episode has said it."""
        periods = self.leads_to.setdefault(PERIOD_OF_CARE, {})
        if owner and (is_first or period not in periods):
            periods[period] = owner
        self.tables.add(PERIOD_OF_CARE)

    def _note_placement(self, owner: str, cells: Mapping[str, Any]) -> None:
        start = cells.get("cla_placement_start_date")
        if start is None:
            return
        values = tuple(cells.get(name) for name in PLACEMENT_VALUES)
        spell = Spell(start, cells.get("cla_placement_end_date"), values)
        if "cla_placement_id" in cells:
            self.placements.setdefault(cells["cla_placement_id"], spell)
        self.placements_of.setdefault(owner, []).append(spell)

    def _note_status(self, owner: str, cells: Mapping[str, Any]) -> None:
        start, status = cells.get("legal_status_start_date"), cells.get("legal_status")
        if start is not None and status is not None:
            spell = Spell(start, cells.get("legal_status_end_date"), (status,))
            self.statuses_of.setdefault(owner, []).append(spell)

    def _note_home(self, owner: str, cells: Mapping[str, Any]) -> None:
        start, postcode = cells.get("address_start_date"), cells.get("address_postcode")
        if start is not None and postcode is not None:
            spell = Spell(start, cells.get("address_end_date"), (postcode,))
            self.homes_of.setdefault(owner, []).append(spell)

    # ------------------------------------------------------------ asked for each row

    def child_of(self, table: str, pointer: str) -> str | None:
        """The child of a row of that table, by the id in its `OWNER` column; None if no row leads there."""
        while table in OWNER:
            table = _POINTS_TO[OWNER[table]]
            found = self.leads_to.get(table, {}).get(pointer)
            if not found:
                return None
            pointer = found
        return pointer

    def has(self, table: str, own: Value) -> bool:
        """Whether the extract has that row; true of a table that it lacks as a whole."""
        return table not in self.tables or own in self.leads_to.get(table, {})

    def legal_status(self, person: str, day: date) -> Value:
        """The legal status in force on that day."""
        found = _in_force(self.statuses_of.get(person, ()), day)
        return found.values[0] if found else None

    def home_postcode(self, person: str, day: date) -> Value:
        """The postcode of the home address in force on that day."""
        left = [spell for spell in self.homes_of.get(person, ()) if spell.start < day == spell.end]
        found = _in_force((spell for spell in self.homes_of.get(person, ()) if spell not in left), day)
        return found.values[0] if found else None

    def placement(self, person: str, named: str | None, start: date, end: date | None) -> dict[str, Value]:
        """What the episode of those days takes from its placement, by the episode's column."""
        spell = self.placements.get(named) if named else None
        spell = spell or _in_force(self.placements_of.get(person, ()), start)
        if spell is None:
            return {}
        found = dict(zip(_EPISODE_VALUES, spell.values, strict=False))
        if end is not None and end == spell.end:
            found["placement_change_reason"] = spell.values[-1]
        return found


def _in_force(spells: Any, day: date) -> Spell | None:
    inside = [spell for spell in spells if spell.is_in_force(day)]
    return max(inside, key=_order, default=None)


def _order(spell: Spell) -> tuple[Any, ...]:
    return spell.start, spell.end or date.max, [str(value) for value in spell.values]
