"""`indicators compare` and `indicators signals`: what is said of teams, groups and all indicators."""

from collections.abc import Mapping
from math import exp, log, sqrt
from pathlib import Path
from typing import Any

import pytest
from tests.functional.commands import Command, Said

YEAR = "FY2025-26"


def compared(run: Command, folder: Path, *words: str) -> Mapping[str, Any]:
    said = run("indicators", "compare", *words, "--period", YEAR, "--folder", folder, "--json")
    assert said.code == 0, said.err
    return said.json


@pytest.mark.usefixtures("demo")
def test_teams_come_by_name_and_each_share_lies_in_its_interval(run: Command, demo_folder: Path) -> None:
    found = compared(run, demo_folder, "CN07")
    named = [group for group in found["groups"] if group["category"] is not None]
    assert [group["name"] for group in named] == sorted((g["name"] for g in named), key=str.casefold)
    assert len(named) >= 4
    for group in named:
        value, (lower, upper) = group["value"], group["interval"]
        assert lower <= 100 * value["numerator"] / value["denominator"] <= upper
        own, overall = 100 * value["numerator"] / value["denominator"], found["total"]["value"]
        assert min(own, overall) - 0.1 <= group["with_others"] <= max(own, overall) + 0.1
    total = found["total"]
    assert sum(group["value"]["numerator"] for group in found["groups"]) == total["numerator"]
    assert sum(group["value"]["denominator"] for group in found["groups"]) == total["denominator"]


@pytest.mark.usefixtures("demo")
def test_a_group_is_held_against_all_other_children(run: Command, demo_folder: Path) -> None:
    found = compared(run, demo_folder, "AS02", "--by", "sex")
    girls = next(group for group in found["groups"] if group["category"] == "F")
    a, of_a = girls["value"]["numerator"], girls["value"]["denominator"]
    b, of_b = found["total"]["numerator"] - a, found["total"]["denominator"] - of_a
    ratio = (a / of_a) / (b / of_b)
    assert found["design_effect"] > 1.2  # brothers and sisters are assessed together
    reach = 1.959964 * sqrt(found["design_effect"] * (1 / a - 1 / of_a + 1 / b - 1 / of_b))
    assert girls["ratio"] == pytest.approx(ratio, abs=1e-5)
    assert girls["ratio_interval"] == pytest.approx(
        [exp(log(ratio) - reach), exp(log(ratio) + reach)], abs=1e-4
    )


@pytest.mark.usefixtures("demo")
def test_counts_of_teams_are_shown_and_judge_nobody(run: Command, demo_folder: Path) -> None:
    found = compared(run, demo_folder, "FD16")
    assert {group["standing"] for group in found["groups"]} == {None}
    assert {group["with_others"] for group in found["groups"]} == {None}
    assert found["said"][:-1] == [
        "Teams differ in size and work, so these figures do not say which of them stands out."
    ]
    assert "brothers and sisters" in found["said"][-1]


@pytest.mark.usefixtures("demo")
def test_it_is_said_in_words_with_small_numbers_as_counts(run: Command, demo_folder: Path) -> None:
    said = run("indicators", "compare", "CN07", "--period", YEAR, "--folder", demo_folder)
    head, rows = said.out.split("\n\n")[:2]
    assert head.startswith(f"CN07 Episodes of need ended within three months, {YEAR}\nAll: ")
    assert "read with the others" in rows.splitlines()[0]
    assert "dispersion phi" in said.out
    assert "Snapshot" in said.out


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("words", "code", "rule"),
    [
        (("CN07", "--period", YEAR, "--by", "worker"), 2, "workers_compared"),
        (("CN07", "--period", YEAR, "--measure", "nothing"), 2, "unknown_measure"),
        (("CN07", "--period", YEAR, "--by", "placement"), 2, "unknown_breakdown"),
        (("CN07", "--period", "FY2010-11"), 1, "nothing_to_compare"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_words(
    run: Command, demo_folder: Path, words: tuple[str, ...], code: int, rule: str
) -> None:
    said: Said = run("indicators", "compare", *words, "--folder", demo_folder)
    assert (said.code, said.out) == (code, "")
    assert f"[{rule}]" in said.err


def test_teams_that_no_return_names_are_told_to_need_the_standard_dataset(
    run: Command, council: Path
) -> None:
    said = run("indicators", "compare", "CN07", "--period", "FY2024-25", "--folder", council)
    assert said.code == 1
    assert "a Standard Safeguarding Dataset would" in said.err


@pytest.mark.usefixtures("demo")
def test_a_page_raises_some_of_the_signals_that_its_series_show(run: Command, demo_folder: Path) -> None:
    found = run("indicators", "signals", "--folder", demo_folder, "--json").json
    by_team = run("indicators", "signals", "--by-team", "--folder", demo_folder, "--json").json
    assert len(found["raised"]) <= found["with_signal"] <= found["looked_at"] < by_team["looked_at"]
    assert all(each["chance"] <= 0.05 and each["signals"] for each in by_team["raised"])
    assert all(each["team"] is None for each in found["raised"])


@pytest.mark.usefixtures("demo")
def test_signals_are_told_with_how_many_series_were_looked_at(run: Command, demo_folder: Path) -> None:
    said = run("indicators", "signals", "--by-team", "--folder", demo_folder)
    found = run("indicators", "signals", "--by-team", "--folder", demo_folder, "--json").json
    assert f"raised among {found['looked_at']:,} series" in said.out
    for each in found["raised"]:
        assert each["sentence"] in said.out


def test_before_anything_is_imported_there_is_nothing_to_raise(run: Command, tmp_path: Path) -> None:
    assert run("init", tmp_path / "mine").code == 0
    said = run("indicators", "signals", "--folder", tmp_path / "mine")
    assert (said.code, said.out) == (1, "")
    assert "[nothing_imported]" in said.err
