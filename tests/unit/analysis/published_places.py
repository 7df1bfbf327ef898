"""Published counts of all authorities as places, read by the standard library alone.

The panel of 2025 has percentages and rates but no counts. They are worked back: referrals from the rate and
the population in the middle of 2024; re-referrals from their percentage of those. Plans begun in 2025 are
not in the panel at all: 86% of initial conferences stand for them (62,110 plans of 72,250 conferences in
2024), so that figures made from them are near, not exact. Placements come with their own counts.
"""

import csv
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from stonechat.analysis.places import Place

Row = dict[str, str]

PANEL = "panel_2016_to_2025/la_panel_2016_2025.csv"
POPULATION = "population/ons_mid-year_population_estimates_2012_to_2024.csv"
PLACEMENTS = "looked_after/la_cla_placement_stability.csv"
REFERRALS = "children_in_need_2013_to_2024/c1_children_in_need_referrals_and_rereferrals_2013_to_2024.csv"
PLANS = "children_in_need_2013_to_2024/d3_cpps_subsequent_plan_2013_to_2024.csv"
NEIGHBOURS = "statistical_neighbours_2025/sn_model_2025_wide.csv"

OTHER_NAMES = {
    "Bedford Borough": "Bedford",
    "Durham": "County Durham",
    "Herefordshire": "Herefordshire, County of",
    "Kingston Upon Hull, City of": "Kingston upon Hull, City of",
}
PLANS_OF_CONFERENCES = Decimal("0.86")


def rows(published: Path, file: str, year: str | None = None) -> list[Row]:
    """The rows of a file; with a year, those of its authorities in that year."""
    with (published / file).open(encoding="utf-8-sig", newline="") as text:
        every = list(csv.DictReader(text))
    if year is None:
        return every
    return [
        row for row in every if row["time_period"] == year and row["geographic_level"] == "Local authority"
    ]


def number(text: str) -> Decimal | None:
    """A number, or None for a symbol or nothing."""
    said = text.replace(",", "").strip()
    return Decimal(said) if said.replace(".", "", 1).isdigit() else None


def children(published: Path, year: str) -> dict[str, Decimal]:
    """Children living in each authority, by name."""
    return {row["la_name"]: Decimal(row["population_estimate"]) for row in rows(published, POPULATION, year)}


def panel_places(published: Path, counts: Callable[[Row, Decimal], tuple[Decimal, Decimal]]) -> list[Place]:
    """Every authority of the panel of 2025, with counts worked back from its row and its children."""
    living = children(published, "2024")
    codes = {row["la_name"]: row["old_la_code"] for row in rows(published, POPULATION, "2024")}
    found = []
    for row in rows(published, PANEL):
        if row["yr"] == "2025":
            name = OTHER_NAMES.get(row["la"], row["la"])
            top, bottom = counts(row, living[name])
            found.append(Place(codes[name], name, top, bottom, None))
    return found


def referral_rates(published: Path) -> list[Place]:
    """Referrals of children living in the area, with the published rate."""
    rates = {
        OTHER_NAMES.get(row["la"], row["la"]): number(row["refrate"])
        for row in rows(published, PANEL)
        if row["yr"] == "2025"
    }
    places = panel_places(published, lambda row, living: (Decimal(row["refrate"]) * living / 10_000, living))
    return [
        Place(each.code, each.name, each.numerator, each.denominator, rates[each.name]) for each in places
    ]


def re_referrals(published: Path) -> list[Place]:
    """Re-referrals of referrals."""
    return panel_places(published, lambda row, living: _part(row, "reref", _of(row, "refrate", living)))


def repeat_plans(published: Path) -> list[Place]:
    """Second and later plans of plans begun, whose number is near."""
    return panel_places(
        published, lambda row, living: _part(row, "recpp", _of(row, "icpc", living) * PLANS_OF_CONFERENCES)
    )


def three_placements(published: Path) -> list[Place]:
    """Children with three or more placements in the year of children looked after, 2025, as counted."""
    every = [row for row in rows(published, PLACEMENTS, "2025") if row["cla_group"] == "CLA on 31 March"]
    moved = {row["old_la_code"]: row for row in every if "3 or more" in row["placement_stability"]}
    totals = [row for row in every if row["placement_stability"] == "Total children"]
    return [
        Place(
            row["old_la_code"],
            row["la_name"],
            number(moved[row["old_la_code"]]["children_count"]),
            number(row["children_count"]),
            number(moved[row["old_la_code"]]["children_percent"]),
        )
        for row in totals
    ]


def counted(published: Path, file: str, numerator: str, denominator: str, value: str) -> list[Place]:
    """Each authority of 2024 with the counts and the value of three columns."""
    return [
        Place(
            row["old_la_code"],
            row["la_name"],
            number(row[numerator]),
            number(row[denominator]),
            number(row[value]),
        )
        for row in rows(published, file, "2024")
    ]


def _of(row: Row, rate: str, living: Decimal) -> Decimal:
    return Decimal(row[rate]) * living / 10_000


def _part(row: Row, percentage: str, whole: Decimal) -> tuple[Decimal, Decimal]:
    return Decimal(row[percentage]) / 100 * whole, whole
