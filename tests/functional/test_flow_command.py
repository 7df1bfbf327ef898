"""`flow`: the counts of the steps are those of the catalogue, and the list behind a bar has as many rows."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.functional.commands import Command


def flow(run: Command, folder: Path, *words: str) -> Any:
    said = run("flow", *words, "--folder", folder, "--json")
    assert said.code == 0, said.err
    return said.json


@pytest.mark.usefixtures("demo")
def test_each_bar_of_a_cohort_has_a_list_of_as_many_rows(run: Command, demo_folder: Path) -> None:
    found = flow(run, demo_folder, "--period", "FY2024-25")
    for step in (*found["steps"], *found["steps"][2]["left"]):
        listed = run(
            *("indicators", "children", step["indicator"], "--measure", step["measure"]),
            *("--part", step["part"], "--period", "FY2024-25", "--reason", "a test"),
            *("--folder", demo_folder, "--json"),
        )
        assert listed.json["count"] == step["count"], step


@pytest.mark.usefixtures("demo")
def test_a_cohort_narrows_from_step_to_step_and_each_share_lies_in_its_interval(
    run: Command, demo_folder: Path
) -> None:
    steps = flow(run, demo_folder, "--period", "FY2024-25")["steps"]
    for above, step in pairwise(steps):
        if step["starts_anew"]:
            assert step["share"] is None
            continue
        assert step["count"] <= above["count"]
        lower, upper = step["share"]["interval"]
        assert lower <= 100 * step["count"] / above["count"] <= upper
        if step["days"] and step["days"]["lower"] is not None:
            assert step["days"]["lower"] <= step["days"]["median"] <= step["days"]["upper"]


@pytest.mark.usefixtures("demo")
def test_agencies_add_up_to_all(run: Command, demo_folder: Path) -> None:
    found = flow(run, demo_folder, "--in-period", "--by", "agency", "--period", "FY2024-25")
    for place, step in enumerate(found["steps"]):
        assert sum(row["steps"][place]["count"] for row in found["by"]) == step["count"]
        assert step["share"] is None or step["share"]["interval"] is None


@pytest.mark.usefixtures("demo")
def test_a_team_that_does_one_step_only_has_its_row(run: Command, demo_folder: Path) -> None:
    """The team at the front door takes every referral, and does nothing after it."""
    found = flow(run, demo_folder, "--in-period", "--by", "team", "--period", "FY2024-25")
    referrals, *_ = (place for place, step in enumerate(found["steps"]) if step["name"] == "Referrals")
    assert sum(row["steps"][referrals]["count"] for row in found["by"]) == found["steps"][referrals]["count"]


@pytest.mark.usefixtures("demo")
def test_our_conversion_beside_the_neighbours_is_of_our_counts_of_that_year(
    run: Command, demo_folder: Path
) -> None:
    """Two counts of the same year, never a cohort: as the neighbours' are."""
    published = {each["name"]: each for each in flow(run, demo_folder)["published"]}
    conversion = published["Conferences for each 100 enquiries"]
    steps = flow(run, demo_folder, "--in-period", "--period", f"FY{conversion['year']}")["steps"]
    counts = {step["name"]: step["count"] for step in steps}
    expected = 100 * counts["Conferences"] / counts["Section 47 enquiries"]
    assert conversion["ours"] == pytest.approx(expected, abs=0.05)
    assert conversion["compared"] <= 10
    assert conversion["lower"] <= conversion["middle"] <= conversion["upper"]


@pytest.mark.usefixtures("demo")
def test_what_is_too_early_is_said_with_its_day(run: Command, demo_folder: Path) -> None:
    found = flow(run, demo_folder, "--period", "FY2025-26")
    assert "30 December 2026" in found["maturing"]
    assert found["steps"][2]["count"] is None
    assert found["steps"][2]["reason"] == "maturing"


@pytest.mark.usefixtures("demo")
def test_a_day_is_no_period_for_a_flow(run: Command, demo_folder: Path) -> None:
    said = run("flow", "--period", "2025-03-31", "--folder", demo_folder)
    assert said.code == 2
    assert "is one day" in said.err
