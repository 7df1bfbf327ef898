"""Published figures worked out again: what the Department published, against what our arithmetic gives.

Statistics of children in need, and of children looked after, come with counts, populations and the
percentages and rates made from them. Fed through `indicators.measure`, with the units of our own
catalogue and our own rule for the year of a population, the counts must give the published values.

`test_published_figures.py` holds the promises. Run as a program, with the folder of reference material
present, this module writes the list of figures that differ (`published_differences.csv`, each with its
reason) and the page docs/reference/published-figures.md.

An area is known by its old three-figure code: one table keeps the nine-figure codes that Gateshead and
Northumberland had before 2013, so those do not join.
"""

import csv
import io
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache
from pathlib import Path

from stonechat.basics.published_numbers import read_number
from stonechat.indicators.catalogue import Catalogue, load_catalogue
from stonechat.indicators.definition import Measure
from stonechat.indicators.measure import Unit, ratio, rounded
from stonechat.indicators.population import Populations

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]
DIFFERENCES = HERE / "published_differences.csv"
PAGE = PROJECT / "docs" / "reference" / "published-figures.md"

LOCAL = "Local authority"
CHILDREN_IN_NEED = "children_in_need_2013_to_2024"


@dataclass(frozen=True, slots=True)
class Series:
    """One published column of percentages or rates, and the columns that it is made from.

    `denominator` None means the children living in the area. `only` narrows a long table to the rows
    in which a column holds a text. `indicator` is ours with the same meaning, None where the catalogue
    has none. `at_least` is how many figures of single authorities must come out the same.
    """

    file: str
    value: str
    numerator: str
    denominator: str | None = None
    only: tuple[str, str] | None = None
    indicator: str | None = None
    at_least: int = 0
    places: int = 1

    @property
    def name(self) -> str:
        """Table and column, for example `c1 Referrals_rate`."""
        column = self.only[1] if self.only else self.value
        return f"{Path(self.file).name.split('_')[0]} {column}"

    @property
    def is_rate(self) -> bool:
        """Whether it is per 10,000 children rather than a percentage."""
        return self.denominator is None


def _rates(file: str, at_least: int, *counts: str, **indicators: str) -> tuple[Series, ...]:
    """A rate for each of these count columns; the rate's column has the same name and `_rate`."""
    path = f"{CHILDREN_IN_NEED}/{file}"
    return tuple(
        Series(path, f"{count}_rate", count, indicator=indicators.get(count), at_least=at_least)
        for count in counts
    )


def _percent(
    file: str, value: str, numerator: str, denominator: str, *, indicator: str | None = None, at_least: int
) -> Series:
    path = f"{CHILDREN_IN_NEED}/{file}"
    return Series(path, value, numerator, denominator, indicator=indicator, at_least=at_least)


def _national(file: str, *types: str) -> tuple[Series, ...]:
    path = f"{CHILDREN_IN_NEED}/{file}"
    return tuple(Series(path, "rate", "number", only=("category_type", kind)) for kind in types)


B1 = "b1_children_in_need_2013_to_2024.csv"
B5 = "b5_children_in_need_duration_of_ended_episode_2013_to_2024.csv"
C1 = "c1_children_in_need_referrals_and_rereferrals_2013_to_2024.csv"
D5 = "d5_cpps_at31march_by_duration_2013_to_2024.csv"
D7 = "d7_cpps_ending_by_duration_2013_to_2024.csv"

SERIES: tuple[Series, ...] = (
    *_rates(
        B1,
        1746,
        *("Anypoint_episodes", "Anypoint_child", "Started_episodes", "Started_child"),
        *("Ended_episodes", "Ended_child", "At31_episodes", "Awaiting_assessment"),
        At31_episodes="CN01",
    ),
    *_rates(
        "b7_child_in_need_plans_2022_to_2024.csv",
        438,  # three years only
        *("CINPlan_start", "CINPlan_child_start", "CINPlan_end", "CINPlan_child_end"),
        *("CINPlan_anypoint", "CINPlan_child_anypoint", "CINPlan_At31"),
    ),
    *_rates(C1, 1794, "Referrals", "Referrals_child", Referrals="FD15"),
    *_rates(
        "c2_children_in_need_assessments_duration_2014_to_2024.csv",
        1648,
        "Assessments_completed",
        Assessments_completed="AS01",
    ),
    *_rates(
        "c4_children_in_need_section_47s_and_icpcs_2013_to_2024.csv",
        1771,
        *("Section47", "Section47_child", "ICPC", "ICPC_child"),
        Section47="CP04",
        ICPC="CP07",
    ),
    *_rates(
        "d1_child_protection_plans_2013_to_2024.csv",
        1783,
        *("CPP_start", "CPP_child_start", "CPP_end", "CPP_child_end"),
        *("CPP_anypoint", "CPP_child_anypoint", "CPP_At31"),
        CPP_At31="CP11",
        CPP_start="CP12",
        CPP_end="CP13",
    ),
    _percent(C1, "Re_referrals_percent", "Re_referrals", "Referrals", indicator="FD17", at_least=1795),
    _percent(C1, "Re_referrals_child_percent", "Re_referrals_child", "Referrals_child", at_least=1795),
    _percent(
        C1, "No_Further_Action_percent", "No_Further_Action", "Referrals", indicator="FD20", at_least=1729
    ),
    _percent(C1, "Not_in_Need_percent", "Not_in_Need", "Referrals", indicator="FD21", at_least=1787),
    _percent(
        "d3_cpps_subsequent_plan_2013_to_2024.csv",
        "CPP_subsequent_percent",
        *("CPP_subsequent", "CPP_start"),
        indicator="CP14",
        at_least=1774,
    ),
    _percent(
        "d6_cpps_reviewed_within_timescales_2013_to_2024.csv",
        "Reviewed_within_timescales_percent",
        *("Reviewed_within_timescales", "CPP_At31_3Months"),
        at_least=1784,
    ),
    _percent(D5, "2_years_or_more_percent", "2_years_or_more", "CPP_At31", at_least=1149),
    # Here because it holds the one exact half that was published rounded down.
    _percent(
        D5,
        "more_than_6_months_less_than_1_year_percent",
        *("more_than_6_months_less_than_1_year", "CPP_At31"),
        at_least=1759,
    ),
    _percent(D7, "3_months_or_less_percent", "3_months_or_less", "CPP_End", indicator="CP20", at_least=1756),
    _percent(D7, "2_years_or_more_percent", "2_years_or_more", "CPP_End", at_least=1448),
    _percent(
        B5, "3_months_or_less_percent", "3_months_or_less", "Ended_episodes", indicator="CN07", at_least=1801
    ),
    *_national(
        "a1_cin_assessments_episodes_referrals_2013_to_2024.csv",
        "Episodes of need at any point in the year",
        "Children in Need at any point during the year",
        "Episodes of need starting in the year",
        "Children starting an episode of need in the year",
        "Episodes of need ending in the year",
        "Children ending an episode of need in the year",
        "Children in Need at 31 March",
        "Children awaiting assessment or assessment not required at 31 March",
        "Referrals in the year",
        "Children referred in the year",
        "Assessments completed in the year",
    ),
    *_national(
        "a2_section47_icpc_cpp_2013_to_2024.csv",
        "Section 47s in the year",
        "Children subject to a Section 47 in the year",
        "ICPCs in the year",
        "Children subject to an ICPC in the year",
        "CPP at 31 March",
        "CPPs starting in the year",
        "Children starting CPPs in the year",
        "CPPs ending in the year",
        "Children ending CPPs in the year",
    ),
    Series(
        f"{CHILDREN_IN_NEED}/headline_figures_2013_to_2024.csv",
        *("children_in_need_per_10000_children", "children_in_need"),
    ),
    Series(
        f"{CHILDREN_IN_NEED}/headline_figures_2013_to_2024.csv",
        *("child_protection_plans_per_10000_children", "child_protection_plans"),
    ),
    *(
        Series(
            "looked_after/cla_number_and_rate_per_10k_children.csv",
            *("rate_per_10000", "children_count"),
            only=("population_type", f"Children {what} each year"),
            at_least=750,
            places=0,
        )
        for what in ("looked after on 31 March", "starting to be looked after", "ceasing to be looked after")
    ),
)

NOT_RATES_WITH_COUNTS = {
    "csww_indicators_2017_to_2025.csv": "percentages of full-time equivalents, not rates of children",
}
"""Files whose column names speak of rates, but which give none per 10,000 children beside its count."""

NAMES_A_RATE = re.compile(r"(^|_)rate($|_)|per_?10|10k", re.IGNORECASE)


class Outcome(StrEnum):
    """What became of one published figure."""

    SAME = "reproduced"
    NO_VALUE = "no value, published or ours"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure with the texts that it was made from, and what we make of them."""

    series: Series
    year: str
    area: str
    level: str
    numerator: str
    denominator: str
    published: str
    ours: Decimal | None

    @property
    def outcome(self) -> Outcome:
        """Same to the last published digit; or neither has a value; or they differ."""
        said = read_number(self.published)
        if said != self.ours:
            return Outcome.DIFFERS
        return Outcome.NO_VALUE if said is None else Outcome.SAME

    @property
    def reason(self) -> str:
        """Why the figure differs, proved from its own numbers; empty if nothing here explains it."""
        said, top, bottom = map(read_number, (self.published, self.numerator, self.denominator))
        if said is None or top is None:
            return ""
        if bottom is None:
            return _of_what_is_held_back(self.series, top, said)
        if self.level != LOCAL and _could_be(self.series, top, bottom, said):
            return "made from counts before they were rounded to 10"
        exact = Fraction(top) * 100 / Fraction(bottom)
        if not self.series.is_rate and exact - Fraction(said) == Fraction(1, 20):
            return "an exact half, published rounded down"
        return ""

    def as_row(self) -> dict[str, str]:
        """The figure as a line of the list of differences."""
        return {
            "table": Path(self.series.file).name.split("_")[0],
            "column": self.series.only[1] if self.series.only else self.series.value,
            "year": self.year,
            "area": self.area,
            "level": self.level,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "ours": "" if self.ours is None else str(self.ours),
            "published": self.published,
            "reason": self.reason,
        }


def _of_what_is_held_back(series: Series, top: Decimal, said: Decimal) -> str:
    """Why there is a published value where the number to divide by is held back."""
    if top == 0 and said == 0:
        return "zero of a number held back"
    near = round(top * 100 / said) if said and not series.is_rate else 0
    could_be = (ratio(Unit.PERCENT, top, bottom) for bottom in range(max(near - 1, 1), near + 2))
    return "the number divided by is held back, the value is not" if said in could_be else ""


def _could_be(series: Series, top: Decimal, bottom: Decimal, said: Decimal) -> bool:
    """Whether some counts that round to these (to the nearest 10) give the published value.

    Populations are published whole, so only the counts may be up to 5 away.
    """
    slack = 0 if series.is_rate else 5
    lowest = Fraction(max(top - 5, Decimal(0))) / Fraction(bottom + slack)
    highest = Fraction(top + 5) / Fraction(max(bottom - slack, Decimal(1)))
    scale = 10_000 if series.is_rate else 100
    return rounded(lowest * scale, series.places) <= said <= rounded(highest * scale, series.places)


def read_csv(path: Path) -> list[dict[str, str]]:
    """Every row of a published file as texts, whether or not it opens with a byte order mark."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def area_of(row: Mapping[str, str]) -> str:
    """The code of the authority, else of the region, else of the country."""
    return row.get("old_la_code") or row.get("region_code") or row["country_code"]


POPULATIONS = {
    CHILDREN_IN_NEED: f"{CHILDREN_IN_NEED}/ons_mid-year_population_estimates_2012_to_2023.csv",
    "looked_after": "population/ons_mid-year_population_estimates_2012_to_2024.csv",
}
"""The population file of each release: estimates are revised every year, so another release's do not fit."""


@cache
def populations(published: Path, release: str, lag: int = 0) -> Populations:
    """The children in each area in the middle of each year, as published with that release.

    `lag` gives each figure to a year so many years later, to show that the year matters.
    """
    read = {
        (area_of(row), int(row["time_period"]) + lag, None, None): read_number(row["population_estimate"])
        for row in read_csv(published / POPULATIONS[release])
    }
    return Populations({key: int(figure) for key, figure in read.items() if figure is not None})


@cache
def catalogue() -> Catalogue:
    """The catalogue as it is shipped."""
    return load_catalogue()


def measure_of(series: Series) -> Measure | None:
    """The catalogue's measure with the same meaning: the first of the indicator; None without one."""
    return catalogue()[series.indicator].latest.measures[0] if series.indicator else None


def unit_of(series: Series) -> Unit:
    """The unit of the catalogue's indicator; where it has none, what the column's name says."""
    measure = measure_of(series)
    if measure is not None:
        return measure.unit
    return Unit.PER_10K if series.is_rate else Unit.PERCENT


def worked_out(series: Series, top: str, bottom: str) -> Decimal | None:
    """The value by our own arithmetic, from texts as they were published."""
    numerator, denominator = read_number(top), read_number(bottom)
    if series.places == 1:
        return ratio(unit_of(series), numerator, denominator)
    if numerator is None or not denominator:
        return None
    return rounded(Fraction(numerator) * 10_000 / Fraction(denominator), series.places)


def figures(published: Path, series: Series, lag: int = 0) -> Iterator[Figure]:
    """Every figure of one series; `lag` as in `populations`."""
    living = populations(published, series.file.split("/")[0], lag) if series.is_rate else Populations()
    for row in read_csv(published / series.file):
        if series.only and row[series.only[0]] != series.only[1]:
            continue
        top, bottom = row[series.numerator], _denominator(series, row, living)
        yield Figure(
            series=series,
            year=row["time_period"],
            area=area_of(row),
            level=row["geographic_level"],
            numerator=top,
            denominator=bottom,
            published=row[series.value],
            ours=worked_out(series, top, bottom),
        )


def _denominator(series: Series, row: Mapping[str, str], living: Populations) -> str:
    """The count to divide by, or the children living in the area, by our own rule for their year."""
    if series.denominator is not None:
        return row[series.denominator]
    found = living.for_(area_of(row), date(int(row["time_period"]), 3, 31))
    return "" if found is None else str(found[1])


def all_figures(published: Path) -> list[Figure]:
    """Every figure of every series."""
    return [figure for series in SERIES for figure in figures(published, series)]


def differences(found: list[Figure]) -> list[dict[str, str]]:
    """The figures that differ, in the order of the series and of their files."""
    return [figure.as_row() for figure in found if figure.outcome is Outcome.DIFFERS]


HEADING = """# Published figures, worked out again

The Department's own counts, fed through the arithmetic that Stonechat uses for every indicator, against the
percentages and rates that the Department published. This page is made by
`tests/catalogue/published_figures.py` and checked by the tests; each figure that differs is listed with its
reason in `tests/catalogue/published_differences.csv`.

A rate divides by the children aged 0 to 17 living in the area in the middle of the year before the one in
which the period ends, as published with the same release. Symbols (`c`, `x`, `z`, `u`, `k`, `low`, `:`) are
never zero: where a count is held back, neither the Department nor Stonechat has a value.

"""

NOT_CHECKED = """
Not checked: the rates in `panel_2016_to_2025` and in the list of dashboard indicators, which come without
counts, and the workforce file's rates, which are percentages of full-time equivalents.
"""


def page(found: list[Figure]) -> str:
    """The page docs/reference/published-figures.md."""
    return HEADING + _table_of_series(found) + "\n" + _table_of_reasons(found) + NOT_CHECKED


def _table_of_series(found: list[Figure]) -> str:
    same: dict[str, Counter[str]] = {series.name: Counter() for series in SERIES}
    for figure in found:
        where = "local" if figure.level == LOCAL else "wider"
        same[figure.series.name][f"{where} {figure.outcome}"] += 1
    lines = [
        "| series | ours | authorities: same | differ | no value | England and regions: same | differ |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    for series in SERIES:
        n = same[series.name]
        lines.append(
            f"| {series.name} | {series.indicator or ''} | {n['local reproduced']:,} | {n['local differs']} "
            f"| {n['local no value, published or ours']} | {n['wider reproduced']} | {n['wider differs']} |"
        )
    return "\n".join(lines) + "\n"


def _table_of_reasons(found: list[Figure]) -> str:
    reasons = Counter(figure.reason for figure in found if figure.outcome is Outcome.DIFFERS)
    lines = ["| why figures differ | figures |", "|---|---:|"]
    lines += [f"| {reason or 'NOT EXPLAINED'} | {n} |" for reason, n in sorted(reasons.items())]
    total = sum(figure.outcome is Outcome.SAME for figure in found)
    return "\n".join([*lines, f"| (reproduced to the last digit) | {total:,} |"]) + "\n"


def csv_text(rows: list[dict[str, str]]) -> str:
    """The list of differences as text."""
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def main() -> None:
    """Write the list of differences and the page, and print the page."""
    shared = Path(os.environ.get("STONECHAT_SHARED") or PROJECT.parent / "shared")
    found = all_figures(shared / "data" / "published")
    DIFFERENCES.write_text(csv_text(differences(found)), encoding="utf-8", newline="\n")
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(found), encoding="utf-8", newline="\n")
    print(page(found))


if __name__ == "__main__":
    main()
