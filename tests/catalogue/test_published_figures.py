"""The Department's own counts, through our arithmetic, give the figures that it published."""

from decimal import Decimal
from pathlib import Path

import published_figures as check
import pytest
from published_figures import Figure, Outcome, Series

from stonechat.basics.published_numbers import SYMBOLS
from stonechat.indicators.catalogue import load_catalogue
from stonechat.indicators.counterparts import load_counterparts
from stonechat.indicators.measure import Unit, ratio

Found = list[Figure]

SYMBOL_CASES = [*SYMBOLS, ""]


@pytest.fixture(scope="module")
def published(shared: Path) -> Path:
    return shared / "data" / "published"


@pytest.fixture(scope="module")
def found(published: Path) -> Found:
    return check.all_figures(published)


@pytest.mark.parametrize("series", check.SERIES, ids=lambda series: series.name)
def test_enough_figures_of_authorities_are_reproduced(series: Series, found: Found) -> None:
    mine = [figure for figure in found if figure.series is series]
    same = [figure for figure in mine if figure.outcome is Outcome.SAME]
    of_authorities = [figure for figure in same if figure.level == check.LOCAL]
    assert same
    assert len(of_authorities) >= series.at_least


WITH_INDICATOR = [series for series in check.SERIES if series.indicator]


@pytest.mark.parametrize("series", WITH_INDICATOR, ids=lambda series: series.indicator)
def test_the_catalogue_divides_by_what_the_department_divides_by(series: Series) -> None:
    measure = check.measure_of(series)
    assert measure is not None
    assert measure.unit is (Unit.PER_10K if series.is_rate else Unit.PERCENT)
    assert measure.per_population == series.is_rate
    assert (measure.denominator is not None) == (not series.is_rate)


@pytest.mark.parametrize("series", WITH_INDICATOR, ids=lambda series: series.indicator)
def test_the_product_sets_the_same_published_column_beside_the_indicator(series: Series) -> None:
    of_it = load_counterparts(load_catalogue())[series.indicator or ""]
    (found,) = [each for each in of_it if each.measure == "value"]
    assert found.value == series.value.lower().replace("-", "_")
    assert found.numerator == (series.numerator.lower(),)
    assert found.denominator == (series.denominator.lower() if series.denominator else None)


def test_the_indicators_with_a_published_percentage_or_rate_are_compared_with_it() -> None:
    compared = {series.indicator for series in WITH_INDICATOR}
    assert compared >= {"FD15", "FD17", "FD20", "FD21", "CP04", "CP07", "CP11", "CP14", "CN01", "CN07"}
    assert len(compared) == len(WITH_INDICATOR)


def test_every_figure_that_differs_is_listed_and_nothing_else_is(found: Found) -> None:
    assert check.differences(found) == check.read_csv(check.DIFFERENCES)


def test_no_difference_is_unexplained(found: Found) -> None:
    assert [row for row in check.differences(found) if not row["reason"]] == []


def test_a_figure_of_one_authority_differs_only_where_a_number_is_held_back_or_an_exact_half(
    found: Found,
) -> None:
    reasons = {f.reason for f in found if f.level == check.LOCAL and f.outcome is Outcome.DIFFERS}
    assert reasons == {
        "zero of a number held back",
        "the number divided by is held back, the value is not",
        "an exact half, published rounded down",
    }


def test_a_count_that_is_held_back_never_gives_a_value(found: Found) -> None:
    held_back = [f for f in found if f.numerator in SYMBOLS or f.denominator in SYMBOLS]
    assert len(held_back) > 1000
    assert {f.ours for f in held_back} == {None}


def test_every_published_rate_per_10_000_is_checked(published: Path) -> None:
    checked = {(Path(series.file).name, series.value) for series in check.SERIES}
    rates = {
        (path.name, column)
        for path in published.rglob("*.csv")
        if path.name not in check.NOT_RATES_WITH_COUNTS
        for column in check.read_csv(path)[0]
        if check.NAMES_A_RATE.search(column)
    }
    assert len(rates) > 25
    assert rates <= checked


def test_every_kind_of_count_with_a_rate_in_a_long_table_is_checked(published: Path) -> None:
    long = {series.file: series for series in check.SERIES if series.only}
    for file, series in long.items():
        assert series.only is not None
        kinds = {
            row[series.only[0]]
            for row in check.read_csv(published / file)
            if row[series.value] not in SYMBOLS
        }
        assert kinds == {s.only[1] for s in check.SERIES if s.file == file and s.only}


def test_the_population_of_any_other_year_would_not_do(published: Path) -> None:
    referrals = next(series for series in check.SERIES if series.indicator == "FD15")
    for lag in (-1, 1):
        figures = list(check.figures(published, referrals, lag))
        same = [figure for figure in figures if figure.outcome is Outcome.SAME]
        assert len(same) < len(figures) / 5


ENGLAND_BY_BANDS = {
    # Worked out by an earlier study from counts rounded to 10: the latest year last.
    "AS02": (
        "c2_children_in_need_assessments_duration_2014_to_2024.csv",
        ("Same_day", "1-10_days", "11-20_days", "21-30_days", "31-40_days", "41-45_days"),
        "Assessments_completed",
        "82.2 81.5 83.4 82.9 82.7 83.1 83.9 87.6 84.5 82.5 84.5",
    ),
    "CP08": (
        "c4_children_in_need_section_47s_and_icpcs_2013_to_2024.csv",
        ("Duration_0-10_days", "Duration_11-15_days"),
        "ICPC",
        "69.7 ... 79.7",
    ),
}


@pytest.mark.parametrize("indicator", ENGLAND_BY_BANDS)
def test_bands_within_the_limit_add_up_to_what_is_known_of_england(indicator: str, published: Path) -> None:
    file, bands, of, known = ENGLAND_BY_BANDS[indicator]
    unit = check.catalogue()[indicator].latest.measures[0].unit
    rows = check.read_csv(published / check.CHILDREN_IN_NEED / file)
    england = sorted((row for row in rows if row["geographic_level"] == "National"), key=year_of)
    ours = [ratio(unit, sum(int(row[band]) for band in bands), int(row[of])) for row in england]
    first, _, last = known.partition(" ... ")
    expected = [Decimal(value) for value in first.split()]
    assert ours[: len(expected)] == expected
    assert not last or ours[-1] == Decimal(last)


def year_of(row: dict[str, str]) -> str:
    return row["time_period"]


def made_up(level: str, top: str, bottom: str, said: str) -> Figure:
    series = Series("made_up.csv", "percent", "count", "all")
    return Figure(series, "2024", "000", level, top, bottom, said, check.worked_out(series, top, bottom))


@pytest.mark.parametrize(
    ("level", "top", "bottom", "said", "explained"),
    [
        ("Regional", "200", "1000", "20.3", True),  # 203 of 1,000
        ("Regional", "200", "1000", "20.6", True),  # 205 of 995
        ("Regional", "200", "1000", "20.7", False),  # no counts that round to these
        ("Local authority", "200", "1000", "20.3", False),  # counts of authorities are not rounded
        ("Local authority", "69", "240", "28.7", True),  # 28.75
        ("Local authority", "69", "240", "28.6", False),
        ("Local authority", "0", "c", "0", True),
        ("Local authority", "1", "c", "0", False),
        ("Local authority", "20", "c", "25.3", True),  # 20 of 79
        ("Local authority", "7", "c", "69.0", False),  # 7 of 10 would be 70.0
        ("Local authority", "c", "240", "0", False),
        ("Local authority", "69", "240", "c", False),  # they held back what we would show
    ],
)
def test_a_reason_is_given_only_where_the_numbers_prove_it(
    level: str, top: str, bottom: str, said: str, explained: bool
) -> None:
    figure = made_up(level, top, bottom, said)
    assert figure.outcome is Outcome.DIFFERS
    assert bool(figure.reason) == explained


@pytest.mark.parametrize("symbol", SYMBOL_CASES)
@pytest.mark.parametrize("place", ["numerator", "denominator"])
def test_a_symbol_is_no_number_wherever_it_stands(symbol: str, place: str) -> None:
    top, bottom = (symbol, "10") if place == "numerator" else ("10", symbol)
    assert made_up("Regional", top, bottom, "x").ours is None
    assert made_up("Regional", "10", "40", "x").ours == Decimal("25.0")


def test_the_page_of_published_figures_is_as_the_figures_are_now(found: Found) -> None:
    assert check.PAGE.read_text(encoding="utf-8") == check.page(found), (
        "run: python tests/catalogue/published_figures.py"
    )
