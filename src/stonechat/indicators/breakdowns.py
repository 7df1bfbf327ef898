"""The ways in which any indicator may be broken down: a closed list, defined once.

A definition names breakdowns; here stands which column each one reads in which table, and the bands.
Next: `plan.py` asks for the node; `validate.py` refuses a breakdown that a table cannot give.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from stonechat.basics.agencies import AGENCIES
from stonechat.basics.codes import code_list
from stonechat.indicators.query import AgeBand, Breakdown, ByAgeBand, ByColumn, InPeriod, When
from stonechat.model.derived import wide_columns

AGE_BANDS = (
    AgeBand("unborn", None, -1),
    AgeBand("under 1", 0, 0),
    AgeBand("1 to 4", 1, 4),
    AgeBand("5 to 9", 5, 9),
    AgeBand("10 to 15", 10, 15),
    AgeBand("16 and over", 16, None),
)
"""The age groups of the children in need statistics (table A7)."""


ColumnOf = Mapping[tuple[str, str | None], str]
"""The column to read by table and the date that chooses its rows; None for any other date."""

TEAM: ColumnOf = {
    ("cin_episodes", "referral_date"): "referral_team",
    ("cin_episodes", None): "latest_team",
    ("cin_assessments", None): "assessment_team",
    ("cin_plans", None): "cin_plan_team",
    ("s47_enquiry", None): "s47_completed_by_team",
    ("initial_cp_conference", None): "icpc_team",
    ("cp_plans", "cp_plan_start_date"): "allocated_team",
    ("cp_plans", None): "latest_team",
    ("cla_episodes", "cla_episode_start_date"): "allocated_team",
    ("cla_episodes", None): "latest_team",
    ("cin_visits", None): "allocated_team",
    ("cp_visits", None): "allocated_team",
    ("cla_visits", None): "allocated_team",
    ("cp_reviews", None): "allocated_team",
    ("cla_reviews", None): "allocated_team",
    ("missing", None): "allocated_team",
    ("care_leavers", None): "care_leaver_allocated_team",
    ("involvements", None): "professional_team",
}
"""The team that did the work, where the table says it; else the one that the child was allocated to, on the
day of an event, or at the end (so far) of what is open or closed."""

WORKER: ColumnOf = {("involvements", None): "professional_id"}
"""Workload only: the work itself is never told by worker, so that workers are not compared."""

OWN_WORKER: ColumnOf = {
    ("cin_episodes", "referral_date"): "referral_worker_id",
    ("cin_episodes", None): "latest_worker_id",
    ("cin_assessments", None): "assessment_worker_id",
    ("cin_plans", None): "cin_plan_worker_id",
    ("s47_enquiry", None): "s47_completed_by_worker_id",
    ("initial_cp_conference", None): "icpc_worker_id",
    ("cp_plans", "cp_plan_start_date"): "allocated_worker_id",
    ("cp_plans", None): "latest_worker_id",
    ("cla_episodes", "cla_episode_start_date"): "allocated_worker_id",
    ("cla_episodes", None): "latest_worker_id",
    ("cin_visits", None): "allocated_worker_id",
    ("cp_visits", None): "allocated_worker_id",
    ("cla_visits", None): "allocated_worker_id",
    ("cp_reviews", None): "allocated_worker_id",
    ("cla_reviews", None): "allocated_worker_id",
    ("missing", None): "allocated_worker_id",
    ("care_leavers", None): "care_leaver_worker_id",
    ("involvements", None): "professional_id",
    ("early_help_episodes", None): "episode_worker_id",
    ("permanence", None): "adoption_worker_id",
}
"""The worker whose row it is, by the rule of `TEAM`. It finds the rows of one worker's own list; nothing is
counted by it, so that workers are not compared."""


def own_worker_column(table: str, when: When) -> str | None:
    """The column that tells whose row it is, for rows of the table chosen in this way; None: nothing does."""
    return _column_of(OWN_WORKER, table, when)


def _column_of(columns: ColumnOf, table: str, when: When) -> str | None:
    dated = when.column if isinstance(when, InPeriod) else None
    return columns.get((table, dated)) or columns.get((table, None))


@dataclass(frozen=True, slots=True)
class BreakdownRule:
    """One breakdown: its name in definitions and commands, its words, and the column that it reads.

    `open_column` is read instead of `column` for what is open on a day, where the two differ; a
    `column_of` says it table by table instead. `codes` is the list that its categories are codes of, None
    where they are words already: those in `known`. `is_named_by_returns`: its categories are whatever the
    returns say.
    """

    name: str
    words: str
    column: str = ""
    codes: str | None = None
    known: tuple[str, ...] = ()
    open_column: str | None = None
    column_of: ColumnOf | None = None

    @property
    def is_named_by_returns(self) -> bool:
        """Whether there is no list of its categories, and perhaps no return that says any."""
        return self.column_of is not None

    def column_for(self, table: str, when: When) -> str | None:
        """The column to read for rows of the table chosen in this way; None if the table has none."""
        if self.column_of is not None:
            return _column_of(self.column_of, table, when)
        return self.column if isinstance(when, InPeriod) else self.open_column or self.column


BREAKDOWNS = {
    rule.name: rule
    for rule in (
        BreakdownRule("age_band", "age on the day", "born", known=tuple(band.label for band in AGE_BANDS)),
        BreakdownRule("sex", "sex", "sex", "sex"),
        BreakdownRule("ethnicity", "ethnicity", "ethnicity", "ethnicity"),
        BreakdownRule("need", "primary need", "cin_primary_need_code", "primary_need"),
        BreakdownRule("source", "source of referral", "referral_source_code", "referral_source"),
        BreakdownRule("agency", "agency that made the referral", "agency", known=tuple(AGENCIES)),
        # Plans starting are published by their first category, plans open on a day by their latest
        # (children in need statistics, tables D2 and D4).
        BreakdownRule(
            "category",
            "category of abuse",
            "cp_plan_initial_category",
            "category_of_abuse",
            open_column="cp_plan_latest_category",
        ),
        BreakdownRule("legal_status", "legal status", "legal_status", "legal_status"),
        BreakdownRule("placement", "kind of placement", "placement_type", "placement_type"),
        BreakdownRule("team", "team", column_of=TEAM),
        BreakdownRule("worker", "worker (workload only)", column_of=WORKER),
    )
}


ETHNIC_GROUP = "ethnic_group"

GROUPED = {ETHNIC_GROUP: BreakdownRule(ETHNIC_GROUP, "ethnicity in broad groups", codes="ethnicity")}
"""Breakdowns that add up the categories of another (`grouping.py`): of the same name as their codes' list.

No definition names them and no engine is asked for them.
"""


def is_possible(name: str, table: str, when: When) -> bool:
    """Whether the table has the column that this breakdown reads. KeyError for an unknown breakdown."""
    return BREAKDOWNS[name].column_for(table, when) in {column.name for column in wide_columns(table)}


def node(name: str, table: str, when: When) -> Breakdown:
    """The breakdown as a query node. KeyError for an unknown breakdown."""
    column = BREAKDOWNS[name].column_for(table, when)
    assert column is not None  # noqa: S101  `validate.py` has asked `is_possible`
    return ByAgeBand(column, AGE_BANDS) if name == "age_band" else ByColumn(column)


NOT_RECORDED = "not recorded"
"""How people write and read the category of what is blank."""


NOT_KNOWN = "not known"
"""The same of a group: what is blank, and the codes that say that nothing is known."""


def categories(breakdown: str) -> tuple[str, ...]:
    """Every category that the breakdown can have, what is blank left out. KeyError for an unknown one.

    None for one whose categories are whatever the returns say.
    """
    codes = BREAKDOWNS[breakdown].codes
    return code_list(codes).codes if codes else BREAKDOWNS[breakdown].known


NO_NAMES: Mapping[str, str] = {}


def category_in_words(breakdown: str, category: str | None, names: Mapping[str, str] = NO_NAMES) -> str:
    """A category as people read it: a code with its label, a band as it is, `NOT_RECORDED` for blank.

    `names` are what the returns call categories: the names of teams by their ids.
    """
    if breakdown in GROUPED:
        return NOT_KNOWN if category is None else category
    if category is None:
        return NOT_RECORDED
    codes = BREAKDOWNS[breakdown].codes
    known = code_list(codes).get(category) if codes else None
    label = known.label if known else names.get(category)
    return f"{category} {label}" if label else category


def categories_meant(breakdown: str, said: str, names: Mapping[str, str] = NO_NAMES) -> tuple[str, ...]:
    """The categories that somebody may mean by a code, a name or both: several where they share a name.

    Capitals do not matter. A code written exactly means that category alone.
    """
    known = (*categories(breakdown), *names)
    if said in known:
        return (said,)
    return tuple(each for each in known if said.casefold() in _ways_to_say(breakdown, each, names))


def _ways_to_say(breakdown: str, category: str, names: Mapping[str, str]) -> set[str]:
    ways = (category, category_in_words(breakdown, category, names), names.get(category, category))
    return {way.casefold() for way in ways}
