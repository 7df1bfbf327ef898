"""Population figures: which mid-year belongs to a period, and what a file may hold."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stonechat.basics.periods import twelve_months_to
from stonechat.basics.problems import Problem, Refused
from stonechat.indicators.population import Populations, mid_year_for, read_populations


def written(folder: Path, text: str) -> Path:
    path = folder / "population.csv"
    path.write_text(text, encoding="utf-8")
    return path


def problems_of(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(Refused) as refused:
        read_populations(path)
    return refused.value.problems


@pytest.mark.parametrize(
    ("last_day", "year"),
    [
        (date(2025, 3, 31), 2024),  # the year to 31 March is divided by the mid-year inside it
        (date(2025, 6, 29), 2024),
        (date(2025, 6, 30), 2025),
        (date(2025, 12, 31), 2025),
        (date(2024, 2, 29), 2023),
    ],
)
def test_the_mid_year_is_the_30_june_inside_the_twelve_months(last_day: date, year: int) -> None:
    assert mid_year_for(last_day) == year


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_that_30_june_is_always_in_the_twelve_months(last_day: date) -> None:
    assert date(mid_year_for(last_day), 6, 30) in twelve_months_to(last_day)


@pytest.mark.parametrize(
    ("held", "found"),
    [
        ({2024: 500, 2023: 400}, (2024, 500)),
        ({2023: 400, 2025: 600}, (2023, 400)),  # the latest earlier one, never a later one
        ({2022: 300}, (2022, 300)),
        ({2021: 200}, None),  # three years older is too old
        ({2025: 600}, None),
        ({}, None),
    ],
)
def test_an_older_estimate_serves_until_the_right_one_is_there(
    held: dict[int, int], found: tuple[int, int] | None
) -> None:
    populations = Populations({("330", year, None, None): number for year, number in held.items()})

    assert populations.for_("330", date(2025, 3, 31)) == found


def test_another_authority_and_a_category_have_their_own_figures(tmp_path: Path) -> None:
    populations = read_populations(
        written(
            tmp_path,
            "authority,mid_year,population,breakdown,category\n"
            '330,2024,"12,000",,\n'
            "330,2024,6000,sex,F\n"
            "331,2024,900,,\n",
        )
    )

    day = date(2025, 3, 31)
    assert populations.for_("330", day) == (2024, 12_000)
    assert populations.for_("330", day, "sex", "F") == (2024, 6000)
    assert populations.for_("330", day, "sex", "M") is None
    assert populations.for_("331", day) == (2024, 900)
    assert populations.for_("332", day) is None


@pytest.mark.parametrize("symbol", ["c", "x", "z", "u", "k", "low", ""])
def test_a_symbol_is_no_figure_so_the_earlier_year_is_used(tmp_path: Path, symbol: str) -> None:
    path = written(tmp_path, f"authority,mid_year,population\n330,2024,{symbol}\n330,2023,800\n")

    assert read_populations(path).for_("330", date(2025, 3, 31)) == (2023, 800)


def test_every_fault_of_a_file_is_told_with_its_row_and_column(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "authority,mid_year,population,breakdown,category\n"
        "330,2024,twelve,,\n"
        "330,24,100,,\n"
        ",2024,100,,\n"
        "331,2024,100,sexx,F\n"
        "332,2024,100,sex,\n"
        "333,2024,-5,,\n"
        "334,2024,10.5,,\n"
        "335,2024,7,,\n"
        "335,2024,7,,\n"
        "336,2024\n"
        "337,2024,0,,\n"
        "338,2024,100000000000000000000000,,\n"
        "339,2024,20000001,,\n"
        "340,2024,100,sex,G\n",
    )

    places = [(problem.where.row, problem.where.column) for problem in problems_of(path)]

    assert places == [
        (2, "population"),
        (3, "mid_year"),
        (4, "authority"),
        (5, "breakdown"),
        (6, "category"),
        (7, "population"),
        (8, "population"),
        (10, "mid_year"),
        (11, None),
        (12, "population"),
        (13, "population"),
        (14, "population"),
        (15, "category"),
    ]
    assert "Did you mean sex?" in str(problems_of(path)[3])


def test_a_missing_and_a_misspelt_column_are_named(tmp_path: Path) -> None:
    said = [str(problem) for problem in problems_of(written(tmp_path, "authority,mid_year,populaton\n"))]

    assert "no column population" in said[0]
    assert "Did you mean population?" in said[1]


def test_a_file_that_is_not_text_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "population.csv"
    path.write_bytes(b"\xff\xfe\x00authority")

    assert "not a CSV in UTF-8" in str(problems_of(path)[0])


def test_the_least_and_the_most_children_that_there_can_be_are_figures(tmp_path: Path) -> None:
    path = written(tmp_path, "authority,mid_year,population\n330,2024,1\n331,2024,20000000\n")
    assert set(read_populations(path).figures.values()) == {1, 20_000_000}


def test_a_folder_in_place_of_the_file_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "population.csv").mkdir()

    assert "cannot be read" in str(problems_of(tmp_path / "population.csv")[0])
