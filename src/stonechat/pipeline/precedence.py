"""Which source counts for a table and a day, and how rows of two sources are known to be one event.

Pure data: `naming.py` and `merging.py` turn it into SQL. The rules are in
`docs/adr/0009-one-fact-from-several-sources.md`.

A source has its own ids, so an event is known by the child and its day (`Counting.event`). The statutory
returns are signed off, so they come first in the order for what they carry; where they carry a part only
(workers of looked-after children, say), the Standard Safeguarding Dataset does.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from stonechat.model.derived import DERIVATIONS
from stonechat.model.table import Blank, Column, ColumnType, Table

CENSUS, LOOKED_AFTER, STANDARD = "cin_census", "ssda903", "ssd"


@dataclass(frozen=True, slots=True)
class Counting:
    """How the rows of one table count.

    `sources` feed it, in order of precedence. `dated_by`: the first of these columns that is filled is the
    day of a row; none: its rows have no day. `told_apart_by`: what else tells events of one child apart.
    `with_end`: columns that only a row which has ended fills. `in_part`: sources that hold some of its rows
    only; their rows count, but no figure of the table is held by them alone. `in_pieces`: sources that tell
    one event in several rows, of one child and day. `as_at_end`: rows say how things stand on a return's last
    day, and nothing of any day before it.
    """

    sources: tuple[str, ...] = (STANDARD,)
    dated_by: tuple[str, ...] = ()
    told_apart_by: tuple[str, ...] = ()
    with_end: tuple[str, ...] = ()
    in_part: tuple[str, ...] = ()
    in_pieces: tuple[str, ...] = ()
    as_at_end: bool = False

    @property
    def has_events(self) -> bool:
        """Whether rows of several sources are known by child and day (else they are by their key alone)."""
        return bool(self.dated_by or self.told_apart_by)


_NEED, _CARE = (CENSUS, STANDARD), (LOOKED_AFTER, STANDARD)

COUNTING: dict[str, Counting] = {
    "person": Counting((CENSUS, LOOKED_AFTER, STANDARD)),
    "disability": Counting(_NEED),
    "cin_episodes": Counting(_NEED, ("referral_date",), with_end=("close_reason",)),
    "cin_assessments": Counting(_NEED, ("assessment_start_date",)),
    "assessment_factors": Counting(_NEED),
    "cin_plans": Counting(_NEED, ("cin_plan_start_date",)),
    "s47_enquiry": Counting(_NEED, ("s47_start_date",)),
    "initial_cp_conference": Counting(_NEED, ("icpc_date", "icpc_target_date")),
    "cp_plans": Counting(_NEED, ("cp_plan_start_date",)),
    "cp_reviews": Counting(_NEED, ("cp_review_date", "cp_review_due")),
    "pre_proceedings": Counting(_NEED, ("pre_proceedings_start_date", "pre_pro_decision_date")),
    "cla_episodes": Counting(
        _CARE,
        ("cla_episode_start_date",),
        with_end=("cla_episode_ceased_reason", "placement_change_reason"),
    ),
    "cla_reviews": Counting(_CARE, ("cla_review_date", "cla_review_due_date")),
    "cla_previous_permanence": Counting(_CARE, told_apart_by=("previous_permanence_option",)),
    "missing": Counting(_CARE, ("missing_episode_start_date",)),
    # The return tells the decision for adoption in one file and the adoption in another.
    "permanence": Counting(
        _CARE, ("adm_decision_date", "placed_for_adoption_date"), in_pieces=(LOOKED_AFTER,)
    ),
    "uasc": Counting(_CARE),
    "cla_yearly_outcomes": Counting((LOOKED_AFTER,)),
    "deprivation_of_liberty": Counting((LOOKED_AFTER,), ("dol_start_date",)),
    "care_leaver_yearly_outcomes": Counting((LOOKED_AFTER,)),
    "care_leavers": Counting(as_at_end=True),
    # The return on looked-after children has the workers of those children only.
    "involvements": Counting(
        (STANDARD, LOOKED_AFTER),
        ("involvement_start_date",),
        ("professional_id",),
        in_part=(LOOKED_AFTER,),
    ),
}
"""The tables that more than one source feeds, or another than the Standard Safeguarding Dataset."""

USUAL = Counting()
"""Every other table: only the Standard Safeguarding Dataset has it."""

SET_VALUED = frozenset({"disability", "assessment_factors"})
"""Tables whose rows a return gives as the whole set of their parent."""

STOCKS = frozenset(each.table for each in DERIVATIONS if each.name == "counted_until")
"""Tables whose rows count as open for a time, and so can vanish while they are open."""

NOT_OPEN = {"cin_episodes": "referral_nfa"}
"""A true flag that says that there is nothing to end, whatever the blank end date says."""


def counting(table: str) -> Counting:
    """How the rows of a table count."""
    return COUNTING.get(table, USUAL)


def sources_of(table: str) -> tuple[str, ...]:
    """The sources that feed a table, the one that counts first."""
    return counting(table).sources


def whole_sources_of(table: str) -> tuple[str, ...]:
    """Those of the sources that hold all rows of the table: what a figure of it needs."""
    return tuple(source for source in sources_of(table) if source not in counting(table).in_part)


def end_column(table: Table) -> str | None:
    """The date whose blank means that it is still open; None if nothing of the table is ever a stock.

    An enquiry is no stock: the census gives no end of one, so all would seem to have vanished.
    """
    if table.name not in STOCKS:
        return None
    return next((column.name for column in _dates(table) if column.blank is Blank.NOT_YET), None)


def start_column(table: Table) -> str:
    """The date on which a row of a table with an end began: the first of its dates, before its end."""
    return next(_dates(table)).name


def _dates(table: Table) -> Iterator[Column]:
    return (column for column in table if column.type is ColumnType.DATE)


def own_id(table: Table) -> str:
    """The column that, with the authority, is the key of a table whose rows are known by child and day."""
    _authority, name = table.key
    return name


def references(table: Table, tables: Mapping[str, Table]) -> dict[str, str]:
    """Columns of this table that hold the id of a row elsewhere, with that table: referral_id, say.

    A column refers to the table whose id has its name. `table_id` names no row of another table.
    """
    known = {
        own_id(other): other.name
        for other in tables.values()
        if other is not table and counting(other.name).has_events
    }
    return {name: known[name] for name in table.names if name in known and name != "table_id"}
