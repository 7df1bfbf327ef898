"""Which source can fill which column, from how each format is declared.

A figure that counts only rows in which a column is filled is held only where a source speaks that carries
the column: a census never says whether the child was seen, and that is not the same as not seen.
"""

from functools import cache

from stonechat.indicators.definition import Indicator
from stonechat.indicators.query import AnyOf, Count, Filter, IsMissing, Not, OpenOn, columns_in
from stonechat.model.tables import TABLES
from stonechat.pipeline.precedence import CENSUS, LOOKED_AFTER, STANDARD, whole_sources_of
from stonechat.sources.cin_census.layout import layout_of_all_years
from stonechat.sources.ssda903.layout import every_table

DERIVED_FROM = {
    ("cp_plans", "plan_number_returned"): "number_of_previous_cp_plans",
    ("permanence", "days_from_entry_to_placement"): "placed_for_adoption_date",
    ("permanence", "days_from_order_to_match"): "placement_order_date",
    ("permanence", "months_from_decision_to_placement"): "placed_for_adoption_date",
}
"""Derived columns that are blank wherever one column of their table is."""

FILLED_AT_THE_EDGE = {
    "cla_episodes": (
        "legal_status",
        "placement_type",
        "placement_provider",
        "placement_change_reason",
        "placement_postcode",
        "placement_urn",
        "placement_distance",
    ),
    "s47_enquiry": ("icpc_not_required",),
}
"""Columns that SSD's own table lacks and its reader fills from another table, or from the outcomes."""


def carriers(table: str, column: str) -> tuple[str, ...]:
    """The sources that hold the whole table and can fill the column; all for an id or a derived column."""
    name = DERIVED_FROM.get((table, column), column)
    if name not in TABLES[table].names or name == "authority" or name.endswith("_id"):
        return whole_sources_of(table)
    return tuple(source for source in whole_sources_of(table) if (table, name) in _filled_by(source))


@cache
def _filled_by(source: str) -> frozenset[tuple[str, str]]:
    filled = {CENSUS: _by_census, LOOKED_AFTER: _by_looked_after, STANDARD: _by_standard}
    return frozenset(filled[source]())


def _by_census() -> set[tuple[str, str]]:
    return {element.to for element in layout_of_all_years() if element.to}


def _by_looked_after() -> set[tuple[str, str]]:
    fields = {
        (table.table.name, field.column.name)
        for table in every_table().values()
        for field in table.fields
        if field.column
    }
    years = {(table.table.name, "year") for table in every_table().values()}
    return fields | years


def _by_standard() -> set[tuple[str, str]]:
    own = {(table.name, column.name) for table in TABLES.values() for column in table if column.ssd}
    return own | {(table, column) for table, columns in FILLED_AT_THE_EDGE.items() for column in columns}


def columns_needed(indicator: Indicator) -> set[tuple[str, str]]:
    """The columns, with their table, that must be filled in a row for the indicator to count it.

    With the day on which something opens: what opens on no day is open on none. Not those of a test that a
    blank may pass: what is left out if it is marked.
    """
    asks = [ask for one in indicator.latest.measures for ask in (one.numerator, one.denominator) if ask]
    read = {
        (ask.table, name)
        for ask in asks
        for test in (*ask.where, *ask.aggregate.where)
        if not _may_be_blank(test)
        for name in columns_in(test)
    }
    opened = {(ask.table, ask.when.start) for ask in asks if isinstance(ask.when, OpenOn)}
    return (
        read
        | opened
        | {(ask.table, ask.aggregate.column) for ask in asks if not isinstance(ask.aggregate, Count)}
    )


def _may_be_blank(test: Filter) -> bool:
    return isinstance(test, Not | AnyOf | IsMissing)
