"""Tables of what others publish about areas: statistics, statistical neighbours, inspections.

They stand apart from `tables.TABLES`: a row is about an area and never about a child, no authority owns it,
and no fact or indicator is made from it. Our own figures are shown beside them.

Next: `sources/published` reads them, `store/published.py` keeps them.
"""

from stonechat.model.table import Column, ColumnType, Table
from stonechat.model.tables.declare import amount, day, identifier, number, text

STATISTICS = Table(
    name="published_statistics",
    one_row_per="published number: one measure of one table, for one area, period and breakdown",
    key=("table", "period", "level", "area_code", "authority", "breakdown", "measure"),
    columns=(
        identifier("table", "Which published table, by our name for it."),
        identifier(
            "period",
            "The period as we write it: a financial year, or the day of an estimate or of a census.",
        ),
        identifier("level", "England, region or authority."),
        text("area_code", "Nine-character code of the area; blank where the table has none."),
        text(
            "authority",
            "Three-digit code of the authority; two joined by a stroke where they are published together; "
            "blank for a region and for England.",
        ),
        identifier("area", "Name of the area as published."),
        text(
            "breakdown", "The table's filters with their values, for example age=17 to 18 years; else blank."
        ),
        identifier("measure", "Which number, by the name of its column."),
        amount("value", "The number, exact; blank where a symbol stands, which is never zero."),
        text("symbol", "The sign in place of a number: c, x, z, u, k, low."),
    ),
)

NEIGHBOURS = Table(
    name="statistical_neighbours",
    one_row_per="authority and neighbour",
    key=("model_year", "authority", "neighbour"),
    columns=(
        number("model_year", "The year of the model; blank if neither the file nor a person said."),
        identifier("authority", "Three-digit code of the authority whose neighbours these are."),
        identifier("neighbour", "Three-digit code of the neighbour."),
        Column("position", ColumnType.INTEGER, "Place in the published order, from 1.", required=True),
        text("closeness", "How close, in the publisher's words."),
    ),
)

INSPECTIONS = Table(
    name="inspection_outcomes",
    one_row_per="inspection of an authority's services for children",
    key=("area_code", "publication_date"),
    columns=(
        identifier("authority", "Three-digit code of the authority inspected."),
        identifier("area_code", "Nine-character code of its area, as published."),
        identifier("area", "Its name as published."),
        text("inspection_type", "Standard or short; blank if the file does not say."),
        day("inspection_date", "First day of the inspection; blank if the file does not say."),
        day("publication_date", "Day on which the report was published.", required=True),
        text("overall_effectiveness", "Judgement of all."),
        text("impact_of_leaders", "Judgement of leaders' impact on practice."),
        text("help_and_protection", "Judgement for children who need help and protection."),
        text("children_in_care", "Judgement for children in care."),
        text("care_leavers", "Judgement for care leavers; blank before 2023, when none was made."),
    ),
)

PUBLISHED: dict[str, Table] = {table.name: table for table in (STATISTICS, NEIGHBOURS, INSPECTIONS)}
"""Every table of published figures, by name."""
