"""The ways in which any indicator may be broken down: a closed list, defined once.

A definition names breakdowns; here stands which column each one reads in which table, and the bands.
Next: `plan.py` asks for the node; `validate.py` refuses a breakdown that a table cannot give.
"""

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class BreakdownRule:
    """One breakdown: its name in definitions and commands, its words, and the column that it reads.

    `open_column` is read instead of `column` for what is open on a day, where the two differ. `codes` is
    the list that its categories are codes of, None where they are words already.
    """

    name: str
    words: str
    column: str
    codes: str | None = None
    open_column: str | None = None

    def column_for(self, when: When) -> str:
        """The column to read for rows chosen in this way."""
        return self.column if isinstance(when, InPeriod) else self.open_column or self.column


BREAKDOWNS = {
    rule.name: rule
    for rule in (
        BreakdownRule("age_band", "age on the day", "born"),
        BreakdownRule("sex", "sex", "sex", "sex"),
        BreakdownRule("ethnicity", "ethnicity", "ethnicity", "ethnicity"),
        BreakdownRule("need", "primary need", "cin_primary_need_code", "primary_need"),
        BreakdownRule("source", "source of referral", "referral_source_code", "referral_source"),
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
    )
}


def is_possible(name: str, table: str, when: When) -> bool:
    """Whether the table has the column that this breakdown reads. KeyError for an unknown breakdown."""
    return BREAKDOWNS[name].column_for(when) in {column.name for column in wide_columns(table)}


def node(name: str, when: When) -> Breakdown:
    """The breakdown as a query node. KeyError for an unknown breakdown."""
    column = BREAKDOWNS[name].column_for(when)
    return ByAgeBand(column, AGE_BANDS) if name == "age_band" else ByColumn(column)


NOT_RECORDED = "not recorded"
"""How people write and read the category of what is blank."""


def categories(breakdown: str) -> tuple[str, ...]:
    """Every category that the breakdown can have, what is blank left out. KeyError for an unknown one."""
    codes = BREAKDOWNS[breakdown].codes
    return code_list(codes).codes if codes else tuple(band.label for band in AGE_BANDS)


def category_in_words(breakdown: str, category: str | None) -> str:
    """A category as people read it: a code with its label, a band as it is, `NOT_RECORDED` for blank."""
    if category is None:
        return NOT_RECORDED
    codes = BREAKDOWNS[breakdown].codes
    known = code_list(codes).get(category) if codes else None
    return f"{category} {known.label}" if known else category
